"""What is configured and whether it works, part by part: index, encoder, other models, tokenizer, chat model.

Each part is really used: the index is checked whole and opened, a text encoded, a pair judged, the chat model asked
one small question. The results are values; `belegt doctor` shows them. No result holds a key.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import rag
from rag.errors import BelegtError
from rag.settings import ChatSettings, Settings

if TYPE_CHECKING:
    from rag.store.checking import Flaw, Looked

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
_MOST_FLAWS = 20


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one part: it works ("ok"), nobody asked for it ("off"), or it does not work ("problem").

    `message` is for a reader, with the next step where there is a problem, and so are the lines of `details`; `facts`
    are the same for programs.
    """

    part: str
    state: State
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    details: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"part": self.part, "state": self.state, "message": self.message, "facts": dict(self.facts)}


def diagnose(
    index: str | Path, settings: Settings, chat: ChatSettings, *, mend: bool = False
) -> Iterator[Diagnosis | Looked]:
    """Yield what is found of each part, as soon as it was tried; a part that fails keeps no other one from its turn.

    The index is checked whole, and how far that is comes in between. With `mend`, what can be made again without loss
    is made again; without it nothing is changed.
    """
    yield program()
    yield from _index(Path(index), settings, mend=mend)
    yield _encoder(settings)
    yield _reranker(settings)
    yield _entailment(settings)
    yield _tokenizer()
    yield _chat_model(chat)
    yield _privacy(chat)


def program() -> Diagnosis:
    python = platform.python_version()
    machine, cores = f"{platform.system()} {platform.machine()}", os.cpu_count()
    facts = {"version": rag.__version__, "python": python, "machine": machine, "cores": cores}
    return Diagnosis("belegt", "ok", f"{rag.__version__} on Python {python}, {machine}, {cores} cores", facts)


def _index(folder: Path, settings: Settings, *, mend: bool) -> Iterator[Diagnosis | Looked]:
    from rag.corpus import open_corpus
    from rag.store.checking import repair
    from rag.store.opening import open_database

    facts: dict[str, Any] = {"folder": str(folder)}
    flaws: list[Flaw] = []
    mended: list[str] = []
    try:
        began = time.perf_counter()
        flaws = yield from _checked(folder)
        if mend and (mended := list(repair(folder, flaws))):
            flaws = yield from _checked(folder)
        facts |= {"flaws": [flaw.to_dict() for flaw in flaws], "mended": mended}
        seconds = time.perf_counter() - began
        with closing(open_database(folder)) as database:
            info, counts = database.info(), database.counts()
        facts |= {**counts, "encoder": info.encoder, "tokenizer": info.tokenizer, "generation": info.generation}
        if not flaws:
            open_corpus(folder, settings)  # which would make search files again that are missing or torn
    except BelegtError as error:
        yield Diagnosis("index", "problem", str(error), facts, _told(folder, flaws, mended))
        return
    held = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    message = f"{folder}: {held}; encoder {info.encoder}, tokens counted by {info.tokenizer}; "
    if flaws:
        lost = sum(not flaw.is_derived for flaw in flaws)
        message += f"{len(flaws):,} {'flaw' if len(flaws) == 1 else 'flaws'}, {lost:,} in the articles"
    else:
        message += f"generation {info.generation}, checked whole in {seconds:.1f} s"
    yield Diagnosis("index", "problem" if flaws else "ok", message, facts, _told(folder, flaws, mended))


def _checked(folder: Path) -> Generator[Looked, None, list[Flaw]]:
    from rag.store.checking import Flaw, check_index

    flaws = []
    for found in check_index(folder):
        if isinstance(found, Flaw):
            flaws.append(found)
        else:
            yield found
    return flaws


def _told(folder: Path, flaws: Sequence[Flaw], mended: Sequence[str]) -> tuple[str, ...]:
    """What was done, the flaws that there are now, and what is to be done about them."""
    from rag.store.checking import way_back

    lines = [*mended, *map(str, flaws[:_MOST_FLAWS])]
    if len(flaws) > _MOST_FLAWS:
        lines.append(f"and {len(flaws) - _MOST_FLAWS:,} more; belegt doctor --json tells all")
    if any(flaw.is_derived for flaw in flaws):
        lines.append("what is derived, orphans and leftovers are mended without loss by: belegt doctor --repair")
    return (*lines, *way_back(folder, flaws))


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
