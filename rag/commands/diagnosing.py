"""`belegt doctor`: what is configured, and whether it works."""

from __future__ import annotations

import argparse
import json
import textwrap

from rag.commands.options import add_index, add_model, chat_of
from rag.diagnosis import Diagnosis, diagnose
from rag.settings import ChatSettings, Settings
from rag.terminal import one_line

_WIDTH = 110


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the command; `index` is the folder that it takes where none is named."""
    doctor = commands.add_parser(
        "doctor",
        help="say what is configured, and whether it works",
        description="Try the index, the encoder, every other model that is configured, and the chat model with one"
        " small question, and say of each whether it works (ok), is not configured (off), or what to do about it"
        " (problem). Keys are not shown. The exit code is 1 if anything does not work.",
    )
    add_index(doctor, index)
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
    found = []
    for diagnosis in diagnose(options.index, settings, chat):
        if wrong and diagnosis.part == "chat model":
            diagnosis = Diagnosis(diagnosis.part, "problem", wrong)
        found.append(diagnosis)
        if not options.json:
            print(_shown(diagnosis), flush=True)
    if options.json:
        print(json.dumps([diagnosis.to_dict() for diagnosis in found], ensure_ascii=False, indent=2))
    return int(any(diagnosis.state == "problem" for diagnosis in found))


def _shown(diagnosis: Diagnosis) -> str:
    head = f"{diagnosis.state:<8} {diagnosis.part:<11} "
    return textwrap.fill(
        head + one_line(diagnosis.message), _WIDTH, subsequent_indent=" " * len(head), break_long_words=False
    )
