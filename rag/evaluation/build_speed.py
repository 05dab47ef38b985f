"""A whole build beside a plain LangChain pipeline over the same articles and the same encoder, process by process.

The pipeline is the one of tutorials: load each text, cut it by RecursiveCharacterTextSplitter (1,000 characters, 200 of
them overlapping), encode the pieces by sentence-transformers, put them into FAISS. Belegt reads claims besides, and
stores all of it. Both take turns, each in a process of its own, because figures of another day cannot be compared.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.building import build
from rag.encoder import open_encoder
from rag.encoder.embedded import FOLDER
from rag.settings import Settings

_ROOT = Path(__file__).parent.parent.parent
_SYSTEMS = ("belegt", "langchain")
_ROUNDS = 3


def build_speed(articles: Path, *, rounds: int = _ROUNDS) -> dict[str, dict[str, float | None]]:
    """Return what each system takes for the `.txt` files of a folder: medians over the rounds, which alternate.

    "articles per s" counts from the start of the process, "once loaded" from when its encoder is there.
    """
    count = sum(1 for _ in articles.rglob("*.txt"))
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in _SYSTEMS}
    for _ in range(rounds):
        for name in _SYSTEMS:
            began = time.perf_counter()
            done = subprocess.run(  # noqa: S603  # our own interpreter on our own code
                [sys.executable, "-m", "rag.evaluation.build_speed", "--one", name, str(articles)],
                check=True,
                capture_output=True,
                text=True,
                cwd=_ROOT,
            )
            seconds = time.perf_counter() - began
            runs[name].append({**json.loads(done.stdout.splitlines()[-1]), "seconds": seconds})
    result: dict[str, dict[str, float | None]] = {}
    for name, told in runs.items():
        middle = {key: statistics.median(run[key] for run in told) for key in told[0]}
        result[name] = {
            "articles": count,
            "articles per s": count / middle["seconds"],
            "articles per s, once loaded": count / middle["built"],
            "vectors": middle["vectors"],
            "claims": middle["claims"],
            "most memory, MiB": middle["memory"],
        }
    for key in ("articles per s", "articles per s, once loaded"):
        ours, theirs = result["belegt"][key], result["langchain"][key]
        result["belegt"][f"times as many {key}"] = ours / theirs if ours and theirs else None
    return result


def write_articles(folder: Path, data: Path | None, most: int = 200) -> None:
    """Write news articles as text files: those of the quotation sets in `data` or, without them, the samples."""
    from rag.evaluation.datasets import read_quotations  # what no build needs

    folder.mkdir(parents=True, exist_ok=True)
    texts = [path.read_text("utf-8") for path in sorted((_ROOT / "seeds").glob("*.txt")) if path.stem != "README"]
    if data:
        texts = [article.text for article in read_quotations(data, "train")][:most]
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def _one(name: str, articles: Path) -> Mapping[str, float]:
    """Build once in this process."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "belegt":
            open_encoder(Settings())
            began = time.perf_counter()
            *_, last = build(articles, index=Path(folder) / "index")
            built = time.perf_counter() - began
            assert last.report
            claims, vectors = last.report.claims, last.report.claims + last.report.passages
        else:
            from rag.evaluation.baselines import langchain_pipeline  # what only the pipeline needs

            encoder = open_encoder(Settings(encoder=str(FOLDER)))
            began = time.perf_counter()
            vectors = langchain_pipeline(sorted(articles.rglob("*.txt")), encoder)
            built, claims = time.perf_counter() - began, 0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"built": built, "claims": claims, "vectors": vectors, "memory": memory}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of .txt articles, or with --data one of public sets")
    parser.add_argument("--data", action="store_true", help="take the articles from the quotation sets in the folder")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"how often each is run ({_ROUNDS})")
    parser.add_argument("--one", choices=_SYSTEMS, help="build once with this one, in this process")
    options = parser.parse_args(arguments)
    result: Any
    if options.one:
        result = _one(options.one, options.folder)
        print(json.dumps(result))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        articles = options.folder
        if options.data:
            articles = Path(folder) / "articles"
            write_articles(articles, options.folder)
        result = build_speed(articles, rounds=options.rounds)
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
