"""The benchmark that anybody can rerun: `make bench`, or with public data `make bench DATA=folder`.

Prints tables that can be pasted into the README, and writes `benchmark.json` with versions, machine, date, settings
and the encoder's fingerprint. Speed is compared with nothing stored: machines are shared, so what is compared is
measured in the same run, on the same text.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rag.building import build
from rag.corpus import open_corpus
from rag.encoder import open_encoder
from rag.errors import BelegtError
from rag.evaluation.baselines import baselines
from rag.evaluation.golden import read_golden
from rag.evaluation.progress import finish_with_bar
from rag.evaluation.quality import measure
from rag.evaluation.report import table
from rag.settings import Settings

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden.jsonl"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with XQuAD and NoMIRACL; left out where it is not given")
    parser.add_argument(
        "--out", type=Path, default=Path("benchmark.json"), help="where the figures go (benchmark.json)"
    )
    options = parser.parse_args()
    try:
        result, text = _benchmark(options.data, Settings.from_environment())
    except (BelegtError, ValueError) as error:
        print(f"make bench: {error}", file=sys.stderr)
        return 1
    options.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(text)
    return 0


def _benchmark(data: Path | None, settings: Settings) -> tuple[dict[str, Any], str]:
    """Return all figures for JSON, and the tables."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        speeds = {"speed": _speed(index, settings)}
        # Further measurements of speed (encoders, retrieval by size) join here: speeds["title"] = {"name": value}
        quality = finish_with_bar(measure(settings, questions=GOLDEN, index=index, data=data, others=baselines))
    text = [quality.to_text()]
    text += [
        table([title, ""], [[name, f"{value:.2f}"] for name, value in rows.items()]) for title, rows in speeds.items()
    ]
    if data is None:
        text.append("XQuAD and NoMIRACL: left out, name their folder with DATA=folder")
    return {**quality.to_dict(), **speeds}, "\n\n".join(text)


def _speed(index: Path, settings: Settings) -> dict[str, float]:
    began = time.perf_counter()
    encoder = open_encoder(settings)
    encoder.encode_question("warm up")
    loaded = time.perf_counter()
    *_, last = build(ROOT / "seeds", index=index, settings=settings)
    built = time.perf_counter()
    for _ in build(ROOT / "seeds", index=index, settings=settings):
        pass
    again = time.perf_counter()
    corpus = open_corpus(index, settings)
    questions = [question.question for question in read_golden(GOLDEN)]
    corpus.ask(questions[0])
    times = []
    for question in questions:
        start = time.perf_counter()
        corpus.ask(question)
        times.append(1000 * (time.perf_counter() - start))
    assert last.report is not None
    return {
        "load encoder, s": loaded - began,
        "build, s": built - loaded,
        "build, claims per s": last.report.claims / (built - loaded),
        "build again unchanged, s": again - built,
        "question median, ms": statistics.median(times),
        "question p95, ms": statistics.quantiles(times, n=20)[18],
        "process start to first answer, s": _first_answer(index),
        "import rag, s": _timed([sys.executable, "-c", "import rag"]) - _timed([sys.executable, "-c", "pass"]),
    }


def _first_answer(index: Path) -> float:
    code = f"import rag; rag.ask('What did Russia offer Venezuela?', index={str(index)!r})"
    return _timed([sys.executable, "-c", code])


def _timed(command: list[str]) -> float:
    """The best of three runs: what a shared machine adds is never negative."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - our own interpreter on our own code
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
