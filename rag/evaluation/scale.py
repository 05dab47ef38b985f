"""How retrieval's cost grows with the corpus: `python -m rag.evaluation.scale`, or with public data `--data FOLDER`.

Makes a synthetic index of each size in a temporary folder, asks it (see `rag.evaluation.retrieval_speed`), and writes
`scale.json`, with machine and date, and `scale.svg`, a plot of it. A million claims take some minutes on two cores, 2
GB of memory and 3 GB of disk. More real sentences than the samples hold, and more questions, come from the public data.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.encoder import Encoder, open_encoder
from rag.errors import BelegtError
from rag.evaluation.datasets import read_public_sets
from rag.evaluation.golden import read_golden
from rag.evaluation.plots import Line, Panel, plot
from rag.evaluation.report import about, table
from rag.evaluation.retrieval_speed import CLAIMS, Asked, Floats, Speed, measure_speed, sentences_of
from rag.settings import Settings

_ROOT = Path(__file__).parent.parent.parent
_SIZES = (10_000, 100_000, 1_000_000)
_QUESTIONS = 500
"""Questions at most, half of them in each language where the public data has both."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, help="folder with XQuAD and NoMIRACL; without it only what the project holds"
    )
    parser.add_argument(
        "--out", type=Path, default=_ROOT / "tests" / "benchmarks", help="folder for scale.json and scale.svg"
    )
    parser.add_argument(
        "--claims", type=int, nargs="+", default=_SIZES, metavar="N", help="sizes of the indexes (10000 100000 1000000)"
    )
    options = parser.parse_args()
    if any(size < CLAIMS for size in options.claims):
        parser.error(f"--claims needs numbers of {CLAIMS} or more")
    try:
        result = measure_scale(options.data, Settings.from_environment(), sorted(set(options.claims)))
    except (BelegtError, ValueError) as error:
        print(f"scale: {error}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "scale.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (options.out / "scale.svg").write_text(plot_of(result["sizes"]), encoding="utf-8")
    print(table_of(result["sizes"]))
    return 0


def measure_scale(data: Path | None, settings: Settings, sizes: Sequence[int]) -> dict[str, Any]:
    """Return the figures of an index of each size, in claims, and what they depend on, ready for JSON."""
    sentences, questions = _texts(data)
    encoder = open_encoder(settings)
    vectors, asked = encoder.encode_passages(sentences), _encoded(encoder, questions)
    speeds: list[Speed] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="belegt-scale-") as folder:
            speeds.append(_measured(Path(folder), size, sentences, vectors, asked, settings))
    return {
        **about(settings, encoder),
        "load": [round(value, 2) for value in os.getloadavg()],
        "sentences": len(sentences),
        "questions": len(questions),
        "sizes": [speed.to_dict() for speed in speeds],
    }


def _measured(
    folder: Path, claims: int, sentences: Sequence[str], vectors: Floats, asked: Sequence[Asked], settings: Settings
) -> Speed:
    return measure_speed(folder / "index", claims // CLAIMS, sentences, vectors, asked, settings)


def _encoded(encoder: Encoder, questions: Sequence[str]) -> list[Asked]:
    return [(question, encoder.encode_question(question)) for question in questions]


def _texts(data: Path | None) -> tuple[list[str], list[str]]:
    """Return the real sentences and questions that there are, in no order, the same every time."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((_ROOT / "seeds").glob("*.txt"))]
    questions = [question.question for question in read_golden(_ROOT / "tests" / "golden.jsonl")]
    if data is not None:
        sets = read_public_sets(data)
        texts += [text for language in sets.xquad.values() for text in language.paragraphs]
        texts += [text for question in sets.nomiracl or () for text in question.passages]
        questions += [question.question for language in sets.xquad.values() for question in language.questions]
    chance = random.Random(0)  # noqa: S311 - the same order every time
    sentences, questions = list(dict.fromkeys(sentences_of(texts))), list(dict.fromkeys(questions))
    chance.shuffle(sentences)
    chance.shuffle(questions)
    return sentences, questions[:_QUESTIONS]


def table_of(sizes: Sequence[dict[str, Any]]) -> str:
    """Return the figures as a Markdown table, a column for each size."""
    shown = {
        "passages": lambda size: f"{size['passages']:,}",
        "distinct words": lambda size: f"{size['words']:,}",
        "a question, median / 95 %": lambda size: f"{size['median']:.0f} / {size['p95']:.0f} ms",
        "of it on the processor": lambda size: f"{size['processor_median']:.0f} / {size['processor_p95']:.0f} ms",
        "opened cold / first question": lambda size: f"{size['opened']:.1f} / {size['first'] / 1000:.1f} s",
        "memory of who asks / of it private": lambda size: f"{_mib(size['resident'])} / {_mib(size['private'])}",
        "recall@10 of claim vectors": lambda size: f"{size['recall']:.4f}",
        "search files made in": lambda size: f"{size['build']:.0f} s",
        "most memory meanwhile": lambda size: _mib(size["memory"]),
        "index on the disk / search files": lambda size: f"{_mib(size['index'])} / {_mib(size['files'])}",
    }
    header = ["retrieval by size, in claims", *(f"{size['claims']:,}" for size in sizes)]
    return table(header, [[name, *map(show, sizes)] for name, show in shown.items()])


def _mib(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f} MiB"


def plot_of(sizes: Sequence[dict[str, Any]]) -> str:
    """Return a plot as SVG: what a question takes, and what memory, disk and making the search files do."""

    def line(name: str, figure: str, scale: float = 1) -> Line:
        return Line(name, [(size["claims"], size[figure] * scale) for size in sizes if size[figure] is not None])

    making = Line("making", [(size["claims"], 1000 * size["build"] / size["claims"]) for size in sizes])
    panels = [
        Panel("a question, ms", [line("95 %", "p95"), line("median", "median")], bar=60),
        Panel("memory of who asks, GB", [line("all", "resident", _GB), line("private", "private", _GB)], bar=1.5),
        Panel("index on the disk, GB", [line("all", "index", _GB), line("search files", "files", _GB)]),
        Panel("search files made, s per 1,000 claims", [making]),
    ]
    known = [panel for panel in panels if all(line.points for line in panel.lines)]
    return plot("What retrieval costs, by the number of claims in the index", "claims", known)


_GB = 2**20 / 1e9


if __name__ == "__main__":
    sys.exit(main())
