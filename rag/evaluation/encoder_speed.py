"""The embedded encoder beside the same weights run by sentence-transformers: speed, load time, memory.

Both are measured in one run, in turns, because figures of another day or machine cannot be compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.encoder import Encoder, open_encoder
from rag.encoder.embedded import FOLDER, EmbeddedEncoder, open_embedded
from rag.settings import Settings

_ROOT = Path(__file__).parent.parent.parent
_LENGTHS = (40, 128, 256)
_TEXTS = 32
_ROUNDS = 5

_FRESH = """
import json, sys, time
began = time.perf_counter()
from rag.encoder import open_encoder
from rag.settings import Settings
encoder = open_encoder(Settings(**json.loads(sys.argv[1])))
vector = encoder.encode_question("Was bot Russland Venezuela an?")
seconds = time.perf_counter() - began
try:
    lines = open("/proc/self/status", encoding="utf-8").read().splitlines()
    megabytes = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
except OSError:
    megabytes = None
print(json.dumps([seconds, megabytes]))
"""


def encoder_speed(threads: int = 0) -> dict[str, dict[str, float | None]]:
    """Return the figures of "embedded" and "sentence-transformers", each by name; threads as in `Settings.threads`.

    Speed is the best of five rounds over 32 texts of the samples, cut to so many pieces by the encoder's own tokenizer.
    The first vector is counted from the import of the encoder, in a fresh process.
    """
    choices = {
        "embedded": Settings(threads=threads),
        "sentence-transformers": Settings(encoder=str(FOLDER), threads=threads),
    }
    result: dict[str, dict[str, float | None]] = {}
    for name, settings in choices.items():
        seconds, megabytes = _in_a_fresh_process(settings)
        result[name] = {"first vector, s": seconds, "resident memory, MB": megabytes}
    encoders = {name: open_encoder(settings) for name, settings in choices.items()}
    cutter = open_embedded(Settings())
    for length in _LENGTHS:
        texts = texts_of(length, cutter)
        for name, seconds in _seconds(encoders, texts).items():
            result[name][f"texts of {length} pieces per s"] = len(texts) / seconds
    return result


def texts_of(length: int, encoder: EmbeddedEncoder) -> list[str]:
    """Return 32 texts of the samples, each as many words as are at most `length` pieces for the encoder."""
    words = [word for path in sorted((_ROOT / "seeds").glob("*.txt")) for word in path.read_text("utf-8").split()]
    texts = []
    for number in range(_TEXTS):
        start = number * len(words) // (2 * _TEXTS)
        count = 1
        while encoder.pieces(" ".join(words[start : start + count + 1])) <= length:
            count += 1
        texts.append(" ".join(words[start : start + count]))
    return texts


def _seconds(encoders: dict[str, Encoder], texts: Sequence[str]) -> dict[str, float]:
    """The best round of each encoder; they take turns, and what a shared machine adds is never negative."""
    best = dict.fromkeys(encoders, float("inf"))
    for encoder in encoders.values():
        encoder.encode_passages(texts[:8])
    for _ in range(_ROUNDS):
        for name, encoder in encoders.items():
            began = time.perf_counter()
            encoder.encode_passages(texts)
            best[name] = min(best[name], time.perf_counter() - began)
    return best


def _in_a_fresh_process(settings: Settings) -> tuple[float, float | None]:
    told = json.dumps({"encoder": settings.encoder, "threads": settings.threads})
    runs: list[Any] = []
    for _ in range(3):
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own code
            [sys.executable, "-c", _FRESH, told], check=True, capture_output=True, text=True, cwd=_ROOT
        )
        runs.append(json.loads(done.stdout))
    return min(runs)[0], min(runs)[1]


def main() -> None:
    result = encoder_speed()
    print(f"| encoder | {' | '.join(result['embedded'])} |", "|---" * (len(result["embedded"]) + 1) + "|", sep="\n")
    for name, figures in result.items():
        print(f"| {name} | {' | '.join('–' if v is None else f'{v:.2f}' for v in figures.values())} |")


if __name__ == "__main__":
    main()
