"""Public data sets, read from a folder that the user names; none of their text is part of Belegt.

XQuAD (Artetxe et al. 2020), CC BY-SA 4.0: files `xquad*.de.json` and `xquad*.en.json` in the format of SQuAD.
NoMIRACL (Thakur et al. 2024), Apache-2.0: file `nomiracl-de*.jsonl.gz`, a question with ten passages a line.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.building import build
from rag.corpus import Corpus, open_corpus
from rag.errors import ArticleError
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question whose answer begins at offset `answer_start` of paragraph number `paragraph`."""

    id: str
    question: str
    paragraph: int
    answer_start: int


@dataclass(frozen=True, slots=True)
class Xquad:
    """One language of XQuAD: paragraphs, the Wikipedia article that each is from, and questions."""

    language: str
    paragraphs: tuple[str, ...]
    topics: tuple[int, ...]
    questions: tuple[SpanQuestion, ...]


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question with the passages to answer it from, and whether any of them does."""

    id: str
    question: str
    passages: tuple[str, ...]
    answerable: bool


def read_xquad(folder: Path, language: str) -> Xquad:
    """Read one language of XQuAD. Raises ArticleError if the folder does not hold it."""
    path = _only(folder, f"xquad*.{language}.json")
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs: list[str] = []
    topics: list[int] = []
    questions: list[SpanQuestion] = []
    for topic, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            # Leading white space is kept: answers are given as offsets into the paragraph as it stands.
            for entry in paragraph["qas"]:
                start = entry["answers"][0]["answer_start"]
                questions.append(SpanQuestion(entry["id"], entry["question"].strip(), len(paragraphs), start))
            paragraphs.append(paragraph["context"])
            topics.append(topic)
    return Xquad(language, tuple(paragraphs), tuple(topics), tuple(questions))


def read_nomiracl(folder: Path) -> list[PassageQuestion]:
    """Read the German part of NoMIRACL. Raises ArticleError if the folder does not hold it."""
    questions = []
    with gzip.open(_only(folder, "nomiracl-de*.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            questions.append(
                PassageQuestion(entry["id"], entry["question"], tuple(entry["passages"]), bool(entry["answerable"]))
            )
    return questions


def corpus_of(texts: Sequence[str], folder: Path, settings: Settings) -> Corpus:
    """Build an index in `folder` whose articles are these texts, by the way that any article goes, and open it.

    Text i becomes the article with the path ".../<i as six digits>.txt". Equal texts become one article.
    """
    sources = folder / "articles"
    sources.mkdir(parents=True)
    for number, text in enumerate(texts):
        (sources / f"{number:06d}.txt").write_text(text, encoding="utf-8")
    for _ in build(sources, index=folder / "index", settings=settings):
        pass
    return open_corpus(folder / "index", settings)


def number_of(path: str) -> int:
    """Return which text of `corpus_of` an article's path stands for."""
    return int(Path(path).stem)


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise ArticleError(f"no {pattern} in {folder}; name a folder that holds the public data with --data")
    return found[0]
