"""How long retrieval takes on indexes of any size: synthetic news around real sentences, without encoding anything.

Articles are recombined from the sentences that are given, with names and compounds swapped for made-up ones, so that
the vocabulary grows as that of news does. Vectors are mixtures of real ones with noise. Milliseconds are given by the
clock and by the processor's time of the thread that answers: where other work runs beside, the second one tells more.
"""

from __future__ import annotations

import hashlib
import random
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.question import Question
from rag.retrieval import search
from rag.store.database import Entry
from rag.store.derived import Derived, folder_of, open_derived, publish_derived
from rag.store.opening import open_database, writing
from rag.store.tables import IndexInfo
from rag.types import Article, Claim, Passage

Floats = NDArray[np.float32]

CLAIMS = 5
"""Claims of a passage."""
_PASSAGES = 4
"""Passages of an article."""
_SWAPPED = 0.08
"""Share of long capitalised words that are swapped for made-up ones: 100,000 passages then have some 300,000 words."""
_SYLLABLES = (
    "ba be bo bra chen da del do dorf er fel fen ga gen gor ha hei her hof in ka kal kir kow lan lem lin lo ma mer mon "
    "na nau ner nik or pa pol ra rau ren ro sa schau sen ski stein stadt ta tal ter tow ul va ver vik wal wen zin"
).split()


@dataclass(frozen=True, slots=True)
class Speed:
    """Figures of one index. Times of a question in milliseconds, of building in seconds, sizes in MiB.

    `build` is the time for the search files alone, `opened` for opening them; `memory` is the most that this process
    has needed so far, which is while it builds.
    """

    passages: int
    claims: int
    words: int
    build: float
    opened: float
    files: float
    memory: float
    median: float
    p95: float
    processor_median: float
    processor_p95: float

    def to_dict(self) -> dict[str, Any]:
        return {name: round(value, 2) for name, value in asdict(self).items()}


def measure_speed(
    folder: Path,
    passages: int,
    sentences: Sequence[str],
    vectors: Floats,
    questions: Sequence[tuple[str, Floats]],
    top_k: int = 5,
) -> Speed:
    """Build an index of so many passages in `folder`, ask it the questions with their vectors, and return how it went.

    `vectors` of shape [n, dimension] are real ones of unit length, near which the index's lie.
    """
    write_synthetic(folder, passages, sentences, vectors)
    database = open_database(folder)
    try:
        with database.snapshot():
            began = time.perf_counter()
            publish_derived(folder, database)
            built = time.perf_counter()
            derived = open_derived(folder, database)
            opened = time.perf_counter()
            clock, processor = times_of(
                [
                    _asking(derived, database, text, vector, top_k)  # bound here, called there
                    for text, vector in questions
                ]
            )
            files = folder_of(folder, derived.generation).rglob("*")
            return Speed(
                passages=len(derived.passage_ids),
                claims=len(derived.claim_ids),
                words=len(derived.words.vocabulary),
                build=built - began,
                opened=opened - built,
                files=sum(file.stat().st_size for file in files) / 2**20,
                memory=_memory(),
                median=statistics.median(clock),
                p95=statistics.quantiles(clock, n=20)[18],
                processor_median=statistics.median(processor),
                processor_p95=statistics.quantiles(processor, n=20)[18],
            )
    finally:
        database.close()


def _asking(derived: Derived, database: Any, text: str, vector: Floats, top_k: int) -> Callable[[], object]:
    def ask() -> object:
        return search(derived, database, vector, Question.read(text, max_chars=10_000), top_k)

    return ask


def times_of(actions: Sequence[Callable[[], object]]) -> tuple[list[float], list[float]]:
    """Return the milliseconds that each action takes, by the clock and of this thread's processor time.

    The first few are done once beforehand: what is opened, mapped or learnt on first use is no part of a question.
    """
    for action in actions[:5]:
        action()
    clock, processor = [], []
    for action in actions:
        began, worked = time.perf_counter(), time.thread_time()
        action()
        clock.append(1000 * (time.perf_counter() - began))
        processor.append(1000 * (time.thread_time() - worked))
    return clock, processor


def write_synthetic(folder: Path, passages: int, sentences: Sequence[str], vectors: Floats) -> None:
    """Write the database of an index of so many passages with five claims each; its vectors lie near these."""
    chance = random.Random(0)  # noqa: S311 - the same articles every time
    noise = np.random.default_rng(0)
    with writing(folder) as database:
        for number in range(0, passages, _PASSAGES):
            entry = _entry(number, min(_PASSAGES, passages - number), sentences, chance)
            digests = [digest for _, digest in (*entry.passages, *entry.claims)]
            database.add_vectors(digests, near(vectors, len(digests), noise))
            database.add_entry(entry)
            database.set_address(entry.article.path, entry.article.id, entry.article.id)
        database.set_info(IndexInfo("synthetic", "synthetic", vectors.shape[1], "synthetic", "{}", 0))


def near(vectors: Floats, count: int, noise: np.random.Generator) -> Floats:
    """Return unit vectors between two of these each, nearer to the first, with as much noise as half a vector."""
    first, second = vectors[noise.integers(0, len(vectors), (2, count))]
    share = noise.uniform(0, 0.5, (count, 1))
    mixed = (1 - share) * first + share * second
    mixed += noise.normal(0, 0.5 / np.sqrt(vectors.shape[1]), mixed.shape)
    unit: Floats = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _entry(number: int, passages: int, sentences: Sequence[str], chance: random.Random) -> Entry:
    text, spans = "", []
    for _ in range(passages):
        starts = []
        for _ in range(CLAIMS):
            sentence = _LONG_NAME.sub(lambda match: _swapped(match.group(), chance), chance.choice(sentences))
            starts.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        spans.append(starts)
    name = f"{number:08d}"
    article = Article(
        id=hashlib.sha256(name.encode()).hexdigest()[:16],
        title=name,
        text=text,
        language="de" if number % 3 else "en",
        publisher=f"Blatt {number % 40}",
        author=None,
        published=f"20{10 + number % 15}-0{1 + number % 9}-1{number % 10}",
        url=None,
        path=f"{name}.txt",
    )
    cut = [Passage(article, starts[0][0], starts[-1][1]) for starts in spans]
    claims = [Claim(passage, *span) for passage, starts in zip(cut, spans, strict=True) for span in starts]
    digest = f"{name}/{{}}".format
    return Entry(
        article,
        [(passage, digest(f"p{place}").encode()) for place, passage in enumerate(cut)],
        [(claim, digest(f"c{place}").encode()) for place, claim in enumerate(claims)],
    )


_LONG_NAME = re.compile(r"\b[A-ZÄÖÜ]\w{4,}\b")


def _swapped(word: str, chance: random.Random) -> str:
    if chance.random() >= _SWAPPED:
        return word
    made_up = "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3)))
    # Half are names, half compounds with a word that there is.
    return made_up.capitalize() if chance.random() < 0.5 else made_up.capitalize() + word.lower()


def _memory() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sentences_of(texts: Sequence[str]) -> Iterator[str]:
    """Cut texts into sentences, roughly: enough to be recombined."""
    for text in texts:
        yield from (part for part in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])", text) if 30 <= len(part) <= 400)
