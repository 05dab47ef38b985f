"""The services for programs as gradio's public API: /ask, /retrieve and /check, with JSON in and out."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import gradio as gr
from gradio import events

from rag.page.limits import client_of
from rag.page.programs import SERVICES, WORDED_AT_ONCE, Programs, Refused, Service

_AT_ONCE = 2 + WORDED_AT_ONCE
"""Questions of programs that are answered at the same time, apart from the page's own, which go on meanwhile: two, and
those that wait for a chat model."""

_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list[str]}


def publish(programs: Programs) -> None:
    """Offer ask, retrieve and check to programs. To be called in the context of the page (`with page:`).

    They are to be the only public endpoints: every event of the page is private, which keeps it out of the API's
    description. What is refused reaches the program as one sentence.
    """
    for service in SERVICES:
        events.api(
            _endpoint(service, programs),
            api_name=service.name,
            api_description=service.description,
            api_visibility="public",
            concurrency_limit=_AT_ONCE,
            concurrency_id="programs",
        )


def _endpoint(service: Service, programs: Programs) -> Callable[..., Any]:
    """Return a function with the signature from which gradio reads an endpoint's parameters: those of the service."""
    properties = service.schema["properties"]

    def endpoint(request: gr.Request, *values: Any) -> Any:
        try:
            return programs.answer(service.name, dict(zip(properties, values, strict=True)), client_of(request))
        except Refused as refusal:
            raise gr.Error(str(refusal), print_exception=False) from refusal

    parameters = [Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)]
    for name, schema in properties.items():
        kind = _TYPES[schema["type"]]
        needed = name == service.text
        parameters.append(
            Parameter(
                name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=Parameter.empty if needed else None,
                annotation=kind if needed else kind | None,
            )
        )
    result = list[dict[str, Any]] if service.name == "retrieve" else dict[str, Any]
    endpoint.__signature__ = Signature(parameters, return_annotation=result)  # type: ignore[attr-defined]
    endpoint.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": result}
    endpoint.__name__ = service.name
    return endpoint
