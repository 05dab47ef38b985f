"""What programs may ask of the page: plain values in, `to_dict` without paths out, the same by HTTP and by MCP."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.checking import check
from rag.errors import BelegtError, ChatModelError
from rag.page.limits import Limits
from rag.page.models import Models
from rag.page.replying import problem_of, told
from rag.types import Answer, Filter

if TYPE_CHECKING:
    from rag.corpus import Corpus

logger = logging.getLogger(__name__)

MOST_FINDINGS = 100
"""The largest `top_k` that is taken: what is searched grows with it, and nobody reads more."""

WORDED_AT_ONCE = 2
"""Answers that a chat model words for programs at the same time. More are refused, so that none waits for a slow model
and takes a place from those that need none."""

_DATE = {"type": "string", "description": "a date such as 2023, 2023-11 or 2023-11-16, inclusive"}
_NAMES = {"type": "array", "items": {"type": "string"}}
_OPTIONAL: dict[str, dict[str, Any]] = {
    "top_k": {"type": "integer", "minimum": 1, "maximum": MOST_FINDINGS, "description": "the most results"},
    "since": _DATE | {"description": f"only articles published since then: {_DATE['description']}"},
    "until": _DATE | {"description": f"only articles published until then: {_DATE['description']}"},
    "publishers": _NAMES | {"description": "only articles by one of these publishers"},
    "claimers": _NAMES | {"description": "only claims by one of these people or organisations"},
    "languages": _NAMES | {"description": "only articles in one of these languages: de, en"},
}


_WORDED: dict[str, dict[str, Any]] = {
    "worded": {
        "type": "boolean",
        "description": "whether a chat model words each finding as a statement in the language of the question, "
        "verified against its quote; false unless given, and refused where no model is set",
    }
}


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that programs may ask: its name, what it does, and the name of the text that it takes."""

    name: str
    description: str
    text: str
    what_text: str
    may_be_worded: bool = False

    @property
    def optional(self) -> dict[str, dict[str, Any]]:
        """What may be given beside the text, as JSON Schema."""
        return _OPTIONAL | _WORDED if self.may_be_worded else _OPTIONAL

    @property
    def schema(self) -> dict[str, Any]:
        """What it takes, as JSON Schema."""
        text = {"type": "string", "description": self.what_text}
        return {
            "type": "object",
            "properties": {self.text: text, **self.optional},
            "required": [self.text],
            "additionalProperties": False,
        }


SERVICES = (
    Service(
        "ask",
        "Answer a question, in German or English, from the news articles in the index: findings, best first, each a "
        "claim with its words, its claimer and citations (article, offsets, exact quote), and who supports or refutes "
        "it; or an abstention that says why there is no answer. Quotes are cut out of the articles, never worded by a "
        "model. With worded, and where a chat model is set, a finding may have a statement besides: the model's words "
        "for it, verified against the quote. What was not verified is called rejected and is no part of the answer.",
        "question",
        "the question, in German or English",
        may_be_worded=True,
    ),
    Service(
        "retrieve",
        "Find the passages of the news articles in the index that are closest to a question, best first, each with its "
        "text, its offsets, its scores and its claims.",
        "question",
        "the question, in German or English",
    ),
    Service(
        "check",
        "Check a statement, in German or English, against the news articles in the index: a verdict (supported, "
        "refuted, disputed, related-only, nothing) and the claims that support it, refute it, or only speak of the "
        "same, each with exact quotes and citations.",
        "statement",
        "one sentence, in German or English",
    ),
)


class Refused(Exception):
    """A request that is not answered. The message is for whoever sent it, and says nothing about this machine."""


class Programs:
    """Answers programs from an opened index, within the limits of each client. Safe from any thread."""

    def __init__(self, corpus: Corpus, limits: Limits, models: Models | None = None) -> None:
        self._corpus = corpus
        self._limits = limits
        self._models = models or Models()
        self._wording = threading.BoundedSemaphore(WORDED_AT_ONCE)

    def answer(self, name: str, arguments: Mapping[str, object], client: str) -> Any:
        """Return the answer of a service as JSON values; `arguments` as its schema says, None counts as not given.

        It is what `to_dict` of `rag.types` gives, without the paths of articles.

        Raises Refused for unknown names, wrong arguments, too many questions, and whatever goes wrong inside.
        """
        service = next((service for service in SERVICES if service.name == name), None)
        if service is None:
            raise Refused(f"there is no {name!r}; there are {', '.join(service.name for service in SERVICES)}")
        wait = self._limits.questions.allow(client)
        if wait is not None:
            raise Refused(f"too many questions from this address; ask again in {math.ceil(wait)} seconds")
        given = {key: value for key, value in arguments.items() if value is not None}
        try:
            text, top_k, where = _read(service, given)
            if given.get("worded"):
                return _without_paths(self._worded(text, top_k, where).to_dict())
            return _without_paths(_ANSWERS[name](self._corpus, text, top_k, where))
        except Refused:
            raise
        except ValueError as error:
            raise Refused(str(error)) from error
        except ChatModelError as error:
            logger.warning("a program got no worded answer: %s", error)
            raise Refused(
                f"the chat model did not answer ({problem_of(error)}); ask again without worded, or later"
            ) from error
        except BelegtError as error:
            # It may name folders of this machine.
            logger.warning("a program got no answer: %s", error)
            raise Refused(
                "the index cannot be asked at present; whoever runs this server finds why in its log"
            ) from error
        except Exception as error:
            logger.exception("answering a program failed")
            raise Refused("this could not be answered; whoever runs this server finds why in its log") from error

    def _worded(self, question: str, top_k: int | None, where: Filter | None) -> Answer:
        """Return an answer as the operator's chat model words it. What it did not word stays a quote."""
        from rag.chain import ask_worded

        model = self._models.operators()
        if model is None:
            raise Refused("no chat model is set here, so nothing can be worded; ask without worded")
        if not self._wording.acquire(blocking=False):
            raise Refused("the chat model words other answers at present; ask again in a moment, or without worded")
        try:
            *_, answer = filter(None, ask_worded(self._corpus, question, model.open(), top_k=top_k, where=where))
            return told(answer)
        finally:
            self._wording.release()


def _ask(corpus: Corpus, question: str, top_k: int | None, where: Filter | None) -> Any:
    return corpus.ask(question, top_k, where=where).to_dict()


def _retrieve(corpus: Corpus, question: str, top_k: int | None, where: Filter | None) -> Any:
    hits = corpus.retrieve(question, where=where) if top_k is None else corpus.retrieve(question, top_k, where=where)
    return [hit.to_dict() for hit in hits]


def _check(corpus: Corpus, statement: str, top_k: int | None, where: Filter | None) -> Any:
    return check(statement, corpus, top_k=top_k, where=where).to_dict()


_ANSWERS: dict[str, Callable[[Corpus, str, int | None, Filter | None], Any]] = {
    "ask": _ask,
    "retrieve": _retrieve,
    "check": _check,
}


def _without_paths(value: Any) -> Any:
    """Leave out the paths of articles: they are of this machine, and gradio's clients would download what has one."""
    if isinstance(value, dict):
        return {key: _without_paths(inner) for key, inner in value.items() if key != "path"}
    if isinstance(value, (list, tuple)):
        return [_without_paths(inner) for inner in value]
    return value


def _read(service: Service, given: Mapping[str, object]) -> tuple[str, int | None, Filter | None]:
    """Take the arguments apart. Raises ValueError for what is missing, unknown or of another type."""
    known = (service.text, *service.optional)
    unknown = given.keys() - set(known)
    if unknown:
        raise ValueError(f"{service.name} takes no {min(unknown)!r}; it takes {', '.join(known)}")
    text = given.get(service.text)
    if not isinstance(text, str):
        raise ValueError(f"{service.name} needs a {service.text}, which is a text")
    top_k = given.get("top_k")
    if top_k is not None and (not isinstance(top_k, int) or isinstance(top_k, bool) or not 1 <= top_k <= MOST_FINDINGS):
        raise ValueError(f"top_k is a whole number from 1 to {MOST_FINDINGS}, not {top_k!r}")
    if not isinstance(given.get("worded", False), bool):
        raise ValueError(f"worded is true or false, not {given['worded']!r}")
    where = Filter(
        _date("since", given),
        _date("until", given),
        _names("publishers", given),
        _names("claimers", given),
        _names("languages", given),
    )
    return text, top_k, where or None


def _date(name: str, given: Mapping[str, object]) -> str | None:
    date = given.get(name)
    if date is None or isinstance(date, str):
        return date
    raise ValueError(f"{name} is a date such as 2023, 2023-11 or 2023-11-16, not {date!r}")


def _names(name: str, given: Mapping[str, object]) -> tuple[str, ...]:
    values = given.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{name} is a list of names, not {values!r}")
    return tuple(values)
