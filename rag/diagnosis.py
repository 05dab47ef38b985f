"""What is configured and whether it works, part by part: index, encoder, other models, tokenizer, chat model.

Each part is really used: the index is opened, a text encoded, a pair judged, the chat model asked one small question.
The results are values; `belegt doctor` shows them. No result holds a key.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import rag
from rag.errors import BelegtError
from rag.settings import ChatSettings, Settings

State = Literal["ok", "off", "problem"]

_PREMISE, _HYPOTHESIS = "The yard lays off 300 workers.", "The yard lays off workers."
_ASKED = 'Name three German cities. Answer with JSON only: {"cities": ["...", "...", "..."]}'
_FORM: Mapping[str, Any] = {
    "title": "cities",
    "type": "object",
    "properties": {"cities": {"type": "array", "items": {"type": "string"}}},
    "required": ["cities"],
    "additionalProperties": False,
}
_ENOUGH = 400
"""Characters after which a chat model is stopped: it answers, and a small one may never end."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one part: it works ("ok"), nobody asked for it ("off"), or it does not work ("problem").

    `message` is for a reader, with the next step where there is a problem; `facts` are the same for programs.
    """

    part: str
    state: State
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"part": self.part, "state": self.state, "message": self.message, "facts": dict(self.facts)}


def diagnose(index: str | Path, settings: Settings, chat: ChatSettings) -> Iterator[Diagnosis]:
    """Yield what is found of each part, as soon as it was tried; a part that fails keeps no other one from its turn."""
    yield _program()
    yield _index(Path(index), settings)
    yield _encoder(settings)
    yield _reranker(settings)
    yield _entailment(settings)
    yield _tokenizer()
    yield _chat_model(chat)
    yield _privacy(chat)


def _program() -> Diagnosis:
    python = platform.python_version()
    machine, cores = f"{platform.system()} {platform.machine()}", os.cpu_count()
    facts = {"version": rag.__version__, "python": python, "machine": machine, "cores": cores}
    return Diagnosis("belegt", "ok", f"{rag.__version__} on Python {python}, {machine}, {cores} cores", facts)


def _index(folder: Path, settings: Settings) -> Diagnosis:
    from rag.corpus import open_corpus
    from rag.store.opening import open_database

    facts: dict[str, Any] = {"folder": str(folder)}
    try:
        database = open_database(folder)
        try:
            info, counts = database.info(), database.counts()
        finally:
            database.close()
        facts |= {**counts, "encoder": info.encoder, "tokenizer": info.tokenizer}
        open_corpus(folder, settings)
    except BelegtError as error:
        return Diagnosis("index", "problem", str(error), facts)
    held = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    message = f"{folder}: {held}; encoder {info.encoder}, tokens counted by {info.tokenizer}"
    return Diagnosis("index", "ok", message, facts)


def _encoder(settings: Settings) -> Diagnosis:
    from rag.encoder import open_encoder

    facts: dict[str, Any] = {"name": settings.encoder}
    try:
        encoder = open_encoder(settings)
        began = time.perf_counter()
        encoder.encode_question(_HYPOTHESIS)
        milliseconds = 1000 * (time.perf_counter() - began)
    except BelegtError as error:
        return Diagnosis("encoder", "problem", str(error), facts)
    facts |= {
        "fingerprint": encoder.fingerprint, "dimension": encoder.dimension, "milliseconds": round(milliseconds, 1)
    }  # fmt: skip
    message = (
        f"{settings.encoder} ({encoder.fingerprint}), {encoder.dimension} dimensions, {milliseconds:.0f} ms a text"
    )
    return Diagnosis("encoder", "ok", message, facts)


def _reranker(settings: Settings) -> Diagnosis:
    if not settings.reranker:
        return Diagnosis("reranker", "off", "none; BELEGT_RERANKER names one")
    from rag.encoder.reranker import open_reranker

    try:
        began = time.perf_counter()
        open_reranker(settings.reranker, settings).judge(_HYPOTHESIS, [_PREMISE])
    except BelegtError as error:
        return Diagnosis("reranker", "problem", str(error), {"name": settings.reranker})
    return _judging("reranker", settings.reranker, began)


def _entailment(settings: Settings) -> Diagnosis:
    if not settings.entailment:
        return Diagnosis("entailment", "off", "none, the gate alone verifies; BELEGT_ENTAILMENT names one")
    from rag.encoder.entailment import open_entailment

    try:
        began = time.perf_counter()
        open_entailment(settings.entailment, settings)(_PREMISE, _HYPOTHESIS)
    except BelegtError as error:
        return Diagnosis("entailment", "problem", str(error), {"name": settings.entailment})
    return _judging("entailment", settings.entailment, began)


def _judging(part: str, name: str, began: float) -> Diagnosis:
    seconds = time.perf_counter() - began
    facts = {"name": name, "milliseconds": round(1000 * seconds, 1)}
    return Diagnosis(part, "ok", f"{name}, loaded and asked in {seconds:.1f} s", facts)


def _tokenizer() -> Diagnosis:
    from rag.tokens import open_tokenizer

    try:
        name = open_tokenizer().name
    except BelegtError as error:
        return Diagnosis("tokenizer", "problem", str(error))
    return Diagnosis("tokenizer", "ok", name, {"name": name})


def _chat_model(chat: ChatSettings) -> Diagnosis:
    if not chat:
        return Diagnosis("chat model", "off", "none, quotes are shown as they are; BELEGT_CHAT_MODEL names one")
    facts: dict[str, Any] = {
        "provider": chat.provider, "name": chat.name, "address": chat.address or None, "key": bool(chat.key)
    }  # fmt: skip
    try:
        facts |= _answer_of(chat)
    except BelegtError as error:
        return Diagnosis("chat model", "problem", str(error), facts | {"problem": getattr(error, "problem", None)})
    where = f"{chat.provider}:{chat.name}" + (f" at {chat.address}" if chat.address else " in this process")
    key = "with a key" if chat.key else "without a key"
    if not facts["answered"]:
        return Diagnosis(
            "chat model",
            "problem",
            f"{where}, {key}, answers without any text; take another model, or, for one that thinks first, raise "
            "BELEGT_CHAT_ANSWER_TOKENS",
            facts,
        )
    form = {
        "kept": "keeps to a JSON schema",
        "ignored": "is not held to a JSON schema",
        "refused": "takes no JSON schema, is asked without",
    }[facts["structured"]]
    message = (
        f"{where}, {key}: answers in {facts['milliseconds']:,.0f} ms, {facts['tokens_in']:,} tokens in and "
        f"{facts['tokens_out']:,} out{'' if facts['counted'] else ' (estimated)'}, {form}, "
        f"{'streams' if facts['streams'] else 'comes in one piece'}"
    )
    return Diagnosis("chat model", "ok", message, facts)


def _answer_of(chat: ChatSettings) -> dict[str, Any]:
    """Ask the model one small question, and return how it answers. Raises ChatModelError."""
    from rag.chat import Message, open_chat_model

    model = open_chat_model(chat)
    began = time.perf_counter()
    pieces, first = 0, None
    reply = model.say([Message("user", _ASKED)], schema=_FORM)
    with closing(reply):
        for piece in reply:
            if piece:
                pieces += 1
                first = first if first is not None else time.perf_counter() - began
            if len(reply.text) > _ENOUGH:
                break
    # A model that thinks first may answer with nothing that is shown.
    answered = bool(reply.text.strip())
    return {
        "answered": answered,
        "milliseconds": round(1000 * reply.seconds, 1),
        "first_piece_ms": None if first is None else round(1000 * first, 1),
        "tokens_in": reply.tokens_in,
        "tokens_out": reply.tokens_out,
        "counted": reply.counted,
        "structured": "refused" if not model.structured else "kept" if _keeps_form(reply.text) else "ignored",
        "streams": pieces > 1,
    }


def _keeps_form(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and list(value) == ["cities"] and isinstance(value["cities"], list)


def _privacy(chat: ChatSettings) -> Diagnosis:
    facts = {"local": chat.is_local if chat else True, "host": (chat.host or None) if chat else None}
    if facts["local"]:
        return Diagnosis("privacy", "ok", "questions and quotes do not leave this machine", facts)
    unsealed = ", and over the wire as they are (http)" if chat.address.startswith("http:") else ""
    return Diagnosis("privacy", "ok", f"questions and the quotes found go to {chat.host}{unsealed}", facts)
