"""The benchmark that anybody can rerun: `make bench`, or with public data `make bench DATA=folder`.

Prints tables that can be pasted into the README, and writes `benchmark.json` with versions, machine, date, settings
and the encoder's fingerprint. Speed is compared with nothing stored: machines are shared, so what is compared is
measured in the same run, on the same text. Indexes of any size are made of recombined sentences: those of `seeds/`, and
of the public data where it is given.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.building import build
from rag.corpus import open_corpus
from rag.encoder import open_encoder
from rag.errors import BelegtError
from rag.evaluation.baselines import baselines
from rag.evaluation.datasets import read_public_sets
from rag.evaluation.encoder_speed import encoder_speed
from rag.evaluation.extraction_speed import extraction_speed, hostile_speed
from rag.evaluation.golden import read_golden
from rag.evaluation.progress import finish_with_bar
from rag.evaluation.quality import measure
from rag.evaluation.report import table
from rag.evaluation.retrieval_speed import measure_speed, sentences_of
from rag.settings import Settings

ROOT = Path(__file__).parent.parent.parent
GOLDEN = ROOT / "tests" / "golden.jsonl"
PAIRS = ROOT / "tests" / "relations" / "pairs.jsonl"
CASES = ROOT / "tests" / "relations" / "gate.jsonl"
TRANSLATIONS = ROOT / "tests" / "relations" / "translations.jsonl"

_PASSAGES = (1_000, 10_000)
_SENTENCES = 2_000
"""Sentences at most that synthetic articles are made of: their words are varied anyway, and each one is encoded."""
_SPEED = {
    "claims": "claims",
    "words": "distinct words",
    "build": "search files made, s",
    "opened": "search files opened, s",
    "files": "search files, MiB",
    "memory": "most memory so far, MiB",
    "median": "question median, ms",
    "p95": "question p95, ms",
    "processor_median": "question median, ms of processor",
    "processor_p95": "question p95, ms of processor",
}

Figures = Mapping[str, float | None]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, help="folder with XQuAD, NoMIRACL and quotations; left out where it is not given"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("benchmark.json"), help="where the figures go (benchmark.json)"
    )
    parser.add_argument(
        "--passages",
        type=int,
        nargs="*",
        default=_PASSAGES,
        metavar="N",
        help="sizes of the indexes on which retrieval is timed (1000 10000); 100000 takes a minute or two and 2 GB",
    )
    options = parser.parse_args()
    if any(size < 1 for size in options.passages):
        parser.error("--passages needs numbers of 1 or more")
    try:
        result, text = _benchmark(options.data, Settings.from_environment(), sorted(set(options.passages)))
    except (BelegtError, ValueError) as error:
        print(f"make bench: {error}", file=sys.stderr)
        return 1
    options.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(text)
    return 0


def _benchmark(data: Path | None, settings: Settings, sizes: Sequence[int]) -> tuple[dict[str, Any], str]:
    """Return all figures for JSON, and the tables."""
    sentences = _sentences(data)  # first of all, so that data which cannot be read is said at once
    speeds: dict[str, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        speeds["speed"] = {"Belegt": _speed(index, settings)}
        # Before anything loads torch, which takes more memory than a small index.
        speeds["retrieval by size"] = _retrieval(Path(folder), sizes, sentences, settings)
        speeds["extraction"] = {"Belegt": extraction_speed(ROOT / "seeds", settings)}
        speeds["claims of hostile text"] = {**hostile_speed()}
        speeds["encoder"] = {**encoder_speed(settings.threads)}
        measuring = measure(
            settings,
            questions=GOLDEN,
            index=index,
            data=data,
            others=baselines,
            pairs=PAIRS,
            translations=TRANSLATIONS,
            cases=CASES,
        )
        quality = finish_with_bar(measuring)
    text = [quality.to_text(), *(_table(title, columns) for title, columns in speeds.items() if columns)]
    if data is None:
        text.append("XQuAD, NoMIRACL and quotations: left out, name their folder with DATA=folder")
    return {**quality.to_dict(), **speeds}, "\n\n".join(text)


def _table(title: str, columns: Mapping[str, Figures]) -> str:
    """A line for each figure, a column for each thing that was measured."""
    names = list(dict.fromkeys(name for figures in columns.values() for name in figures))
    rows = [[name, *(_shown(figures.get(name)) for figures in columns.values())] for name in names]
    return table([title, *columns], rows)


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _sentences(data: Path | None) -> list[str]:
    """Return sentences of the sample articles and of the public sets in a folder, in no order, the same every time."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    if data is not None:
        sets = read_public_sets(data)
        texts += [text for language in sets.xquad.values() for text in language.paragraphs]
        texts += [text for question in sets.nomiracl or () for text in question.passages]
    sentences = list(dict.fromkeys(sentences_of(texts)))
    random.Random(0).shuffle(sentences)  # noqa: S311 - so that a part of them is of every text
    return sentences[:_SENTENCES]


def _retrieval(folder: Path, sizes: Sequence[int], sentences: Sequence[str], settings: Settings) -> dict[str, Figures]:
    """Return how retrieval goes in a synthetic index of each of these sizes, in passages."""
    if not sizes:
        return {}
    encoder = open_encoder(settings)
    vectors = encoder.encode_passages(sentences)
    texts = [question.question for question in read_golden(GOLDEN)]
    questions = [(text, encoder.encode_question(text)) for text in texts]
    result: dict[str, Figures] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as index:
            speed = measure_speed(Path(index), size, sentences, vectors, questions).to_dict()
        result[f"{size:,} passages"] = {shown: speed[name] for name, shown in _SPEED.items()}
    return result


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
