"""`belegt doctor`: what is configured, and whether it works."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
import time
from collections.abc import Iterator

from rag.commands.options import add_index, add_model, chat_of
from rag.diagnosis import Diagnosis, diagnose, program
from rag.settings import ChatSettings, Settings
from rag.terminal import one_line

_WIDTH = 110
_AFTER = 1.0
"""Seconds after which a check says how far it is, and from then on again and again."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the command; `index` is the folder that it takes where none is named."""
    doctor = commands.add_parser(
        "doctor",
        help="say what is configured, and whether it works",
        description="Check the whole index: every text, span, vector and search file. Try the encoder, every other"
        " model that is configured, and the chat model with one small question. Say of each whether it works (ok), is"
        " not configured (off), or what to do about it (problem). Nothing is changed without --repair. Keys are not"
        " shown. The exit code is 1 if anything does not work.",
    )
    add_index(doctor, index)
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="make again what is derived, remove orphans and what killed processes left, and name damaged articles",
    )
    doctor.add_argument(
        "--offline",
        action="store_true",
        help="instead, prove that nothing is asked from the network: build, ask, check and start the page without one",
    )
    add_model(doctor)
    doctor.add_argument("--json", action="store_true", help="the same for programs")
    doctor.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    wrong = None
    try:
        chat = chat_of(options)
    except ValueError as error:
        # Whoever asks what is wrong wants to hear of the rest too.
        chat, wrong = ChatSettings(), str(error)
    found: list[Diagnosis] = []
    sign = _Sign()
    for thing in _offline() if options.offline else diagnose(options.index, settings, chat, mend=options.repair):
        if not isinstance(thing, Diagnosis):
            sign.show(f"checking the index: {thing.step}, {thing.done:,} of {thing.total:,}")
            continue
        sign.show("")
        if wrong and thing.part == "chat model":
            thing = Diagnosis(thing.part, "problem", wrong)
        found.append(thing)
        if not options.json:
            print(_shown(thing), flush=True)
    if options.json:
        print(json.dumps([diagnosis.to_dict() for diagnosis in found], ensure_ascii=False, indent=2))
    return int(any(diagnosis.state == "problem" for diagnosis in found))


def _offline() -> Iterator[Diagnosis]:
    from rag.commands.offline import prove

    yield program()
    yield prove()


class _Sign:
    """A line that says what takes so long, on a terminal only, and goes when it is done."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._shown = ""

    def show(self, text: str) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or (text and now - self._last < _AFTER):
            return
        if text or self._shown:
            print(f"\r{text:<{len(self._shown)}}" + ("" if text else "\r"), end="", file=sys.stderr, flush=True)
        self._last, self._shown = now, text


def _shown(diagnosis: Diagnosis) -> str:
    head = f"{diagnosis.state:<8} {diagnosis.part:<11} "
    indent = " " * len(head)
    lines = [(head + one_line(diagnosis.message), indent)]
    lines += [(f"{indent}- {one_line(detail)}", f"{indent}  ") for detail in diagnosis.details]
    return "\n".join(
        textwrap.fill(line, _WIDTH, subsequent_indent=further, break_long_words=False) for line, further in lines
    )
