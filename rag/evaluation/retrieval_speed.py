"""What retrieval costs on indexes of any size: synthetic news around real sentences, without encoding anything.

Articles are recombined from the sentences that are given, with names and compounds swapped for made-up ones, so that
the vocabulary grows as that of news does; three of ten claims are somebody's words. Vectors are mixtures of real ones
with noise. The search files are made here, and another process opens them and asks, so that its memory is a reader's.
Milliseconds are given by the clock and by the processor's time of the thread that answers: where other work runs
beside, the second one tells more.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import re
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.corpus import hits_for
from rag.encoder import open_encoder
from rag.question import Question
from rag.retrieval import search
from rag.settings import Settings
from rag.store.database import Address, Entry
from rag.store.derived import folder_of, open_derived, publish_derived
from rag.store.opening import open_database, writing
from rag.store.tables import IndexInfo
from rag.store.vectors import VectorIndex
from rag.types import Article, Attribution, Claim, Mention, Passage, Span

Floats = NDArray[np.float32]
Asked = tuple[str, Floats]
"""A question, and its vector."""

CLAIMS = 5
"""Claims of a passage."""
_PASSAGES = 4
"""Passages of an article."""
_SWAPPED = 0.08
"""Share of long capitalised words that are swapped for made-up ones: 100,000 passages then have some 300,000 words."""
_SAID = 0.3
"""Share of claims that are somebody's words, and how many passages there are for each claimer."""
_PASSAGES_OF_CLAIMER = 20
_ASKED_BY_CLAIMER = 8
"""Of every so many questions, one is also made into one for a claimer's words."""
_WARMING = 5
"""Every so many questions are asked beforehand, to warm caches, and not timed."""
_NEAREST = 10
_AT_ONCE = 1 << 14
_SYLLABLES = (
    "ba be bo bra chen da del do dorf er fel fen ga gen gor ha hei her hof in ka kal kir kow lan lem lin lo ma mer mon "
    "na nau ner nik or pa pol ra rau ren ro sa schau sen ski stein stadt ta tal ter tow ul va ver vik wal wen zin"
).split()


@dataclass(frozen=True, slots=True)
class Speed:
    """Figures of one index. Times of a question in milliseconds, others in seconds, sizes in MiB; None is unknown.

    Of the process that makes the search files: `build`, the time for them alone, and `memory`, the most that it needs
    meanwhile. Of another one, that opens them and asks: `opened` and `first`, the time for opening and for the first
    question, with files that the system reads from the disk, where the other questions find them in its memory;
    `resident`, the most memory that it ever has, mapped pages of files included, and `private`, what of it is no
    file's. `files` are the search files, `index` is all. `recall` is that of the ten claims nearest by their vectors.
    """

    passages: int
    claims: int
    words: int
    questions: int
    written: float
    build: float
    memory: float | None
    files: float
    index: float
    opened: float
    first: float
    median: float
    p95: float
    longest: float
    processor_median: float
    processor_p95: float
    resident: float | None
    private: float | None
    recall: float

    def to_dict(self) -> dict[str, Any]:
        return {name: value if value is None else round(value, 4) for name, value in asdict(self).items()}


def measure_speed(
    folder: Path,
    passages: int,
    sentences: Sequence[str],
    vectors: Floats,
    questions: Sequence[Asked],
    settings: Settings | None = None,
) -> Speed:
    """Build an index of so many passages in `folder`, ask it the questions with their vectors, and return how it went.

    `vectors` of shape [n, dimension] are real ones of unit length, near which the index's lie. With `settings`, the
    process that asks also loads their encoder, so that its memory is that of one that answers.
    """
    started = time.perf_counter()
    write_synthetic(folder, passages, sentences, vectors)
    written = time.perf_counter() - started
    database = open_database(folder)
    try:
        with database.snapshot():
            _forget_peak()
            began = time.perf_counter()
            derived = publish_derived(folder, database)
            built, memory = time.perf_counter() - began, _memory("VmHWM")
            recall = recall_of(derived.claim_vectors, np.array([vector for _, vector in questions]))
            counts = len(derived.passage_ids), len(derived.claim_ids), len(derived.words.vocabulary)
            files = folder_of(folder, derived.generation)
            del derived  # the system forgets no file that is mapped
    finally:
        database.close()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as asking:
        asked = asking.submit(_ask, folder, [*questions, *_for_claimers(questions, passages)], settings).result()
    return Speed(
        *counts,
        written=written,
        build=built,
        memory=memory,
        files=_size(files),
        index=_size(folder),
        recall=recall,
        **asked,
    )


def _ask(folder: Path, questions: Sequence[Asked], settings: Settings | None) -> dict[str, Any]:
    """Ask in this process, which has done nothing yet; return what `Speed` is to say of it."""
    if settings is not None:
        open_encoder(settings).encode_question("warm up")
    top_k = hits_for((settings or Settings()).top_k)
    clock, processor = [], []
    _forget_files(folder)
    began = time.perf_counter()
    database = open_database(folder)
    try:
        with database.snapshot():
            derived = open_derived(folder, database)
            opened = time.perf_counter()

            def ask(text: str, vector: Floats) -> None:
                search(derived, database, vector, Question.read(text, max_chars=10_000), top_k)

            ask(*questions[0])
            first = time.perf_counter()
            _read_files(folder)
            for question in questions[::_WARMING]:
                ask(*question)
            for number, question in enumerate(questions):
                # One that was asked already has left its words behind; a single one must do for itself.
                if number % _WARMING or len(questions) <= _WARMING:
                    started, worked = time.perf_counter(), time.thread_time()
                    ask(*question)
                    clock.append(1000 * (time.perf_counter() - started))
                    processor.append(1000 * (time.thread_time() - worked))
    finally:
        database.close()
    return {
        "questions": len(clock),
        "opened": opened - began,
        "first": 1000 * (first - opened),
        "median": statistics.median(clock),
        "p95": float(np.percentile(clock, 95)),
        "longest": max(clock),
        "processor_median": statistics.median(processor),
        "processor_p95": float(np.percentile(processor, 95)),
        "resident": _memory("VmHWM"),
        "private": _memory("RssAnon"),
    }


def recall_of(index: VectorIndex, vectors: Floats) -> float:
    """Return the share of the ten nearest rows that the index finds, over some unit vectors, by comparing them all."""
    count = min(_NEAREST, len(index))
    best = np.full((len(vectors), count), -2, np.float32)
    for first in range(0, len(index), _AT_ONCE):
        rows = np.arange(first, min(first + _AT_ONCE, len(index)), dtype=np.int64)
        every = np.concatenate([best, vectors @ index.vectors(rows).T], axis=1)
        best = -np.partition(-every, count - 1, axis=1)[:, :count]
    # By their cosines, because several rows can be equally near; they differ in the last digits by how they are summed.
    found = [
        int((index.nearest(vector, count)[1] > least - 1e-5).sum())
        for vector, least in zip(vectors, best.min(1), strict=True)
    ]
    return sum(found) / (count * len(vectors))


def _forget_peak() -> None:
    """Let the system count the most memory anew, where it can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(name: str) -> float | None:
    """What /proc/self/status says of this process's memory, in MiB; None where there is none."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return None


def _forget_files(folder: Path) -> None:
    """Ask the system to keep nothing of these files in memory, so that they are as cold as after a start."""
    for path in folder.rglob("*"):
        if path.is_file() and hasattr(os, "posix_fadvise"):
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_files(folder: Path) -> None:
    """Let the system have these files in its memory, as it does once many questions were asked."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass


def _size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


def write_synthetic(folder: Path, passages: int, sentences: Sequence[str], vectors: Floats) -> None:
    """Write the database of an index of so many passages with five claims each; its vectors lie near these."""
    chance = random.Random(0)  # noqa: S311 - the same articles every time
    noise = np.random.default_rng(0)
    claimers = _claimers(passages)
    with writing(folder) as database:
        for number in range(0, passages, _PASSAGES):
            entry = _entry(number, min(_PASSAGES, passages - number), sentences, claimers, chance)
            digests = [digest for _, digest in (*entry.passages, *entry.claims)]
            database.add_vectors(digests, near(vectors, len(digests), noise))
            database.add_article(entry.article)
            database.add_entry(entry)
            path = entry.article.path
            database.set_address(path, Address(entry.article.id, entry.article.id, path, "text 1.1"))
        database.set_info(IndexInfo("synthetic", "synthetic", vectors.shape[1], "synthetic", "{}", 0))


def _claimers(passages: int) -> list[str]:
    """The names of those who say something in an index of so many passages, the same every time."""
    chance = random.Random(1)  # noqa: S311 - the same names every time
    return [f"{_made_up(chance)} {_made_up(chance)}" for _ in range(max(1, passages // _PASSAGES_OF_CLAIMER))]


def _for_claimers(questions: Sequence[Asked], passages: int) -> list[Asked]:
    """Some of the questions as ones for a claimer's words on what their longest words name."""
    claimers = _claimers(passages)
    found = []
    for number, (text, vector) in enumerate(questions[::_ASKED_BY_CLAIMER]):
        topic = " und ".join(sorted(re.findall(r"\w+", text), key=len)[-2:])
        found.append((f"Was sagte {claimers[number % len(claimers)]} zu {topic}?", vector))
    return found


def near(vectors: Floats, count: int, noise: np.random.Generator) -> Floats:
    """Return unit vectors between two of these each, nearer to the first, with as much noise as half a vector."""
    first, second = vectors[noise.integers(0, len(vectors), (2, count))]
    share = noise.uniform(0, 0.5, (count, 1))
    mixed = (1 - share) * first + share * second
    mixed += noise.normal(0, 0.5 / np.sqrt(vectors.shape[1]), mixed.shape)
    unit: Floats = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _entry(
    number: int, passages: int, sentences: Sequence[str], claimers: Sequence[str], chance: random.Random
) -> Entry:
    name, language = f"{number:08d}", "de" if number % 3 else "en"
    text, cut = "", []
    for _ in range(passages):
        spans = []
        for _ in range(CLAIMS):
            sentence = _LONG_NAME.sub(lambda match: _swapped(match.group(), chance), chance.choice(sentences))
            claimer = chance.choice(claimers) if chance.random() < _SAID else ""
            says = claimer and (" sagte: " if language == "de" else " said: ")
            start = len(text)
            text += f"{claimer}{says}{sentence} "
            spans.append((Span(start, len(text) - 1), len(claimer), len(says)))
        cut.append(spans)
    article = Article(
        id=hashlib.sha256(name.encode()).hexdigest()[:16],
        title=name,
        text=text,
        language=language,
        publisher=f"Blatt {number % 40}",
        author=None,
        published=f"20{10 + number % 15}-0{1 + number % 9}-1{number % 10}",
        url=None,
        path=f"{name}.txt",
    )
    passages_cut = [Passage(article, spans[0][0].start, spans[-1][0].end) for spans in cut]
    claims = [_claim(passage, *span) for passage, spans in zip(passages_cut, cut, strict=True) for span in spans]
    digest = f"{name}/{{}}".format
    return Entry(
        article,
        [(passage, digest(f"p{place}").encode()) for place, passage in enumerate(passages_cut)],
        [(claim, digest(f"c{place}").encode()) for place, claim in enumerate(claims)],
    )


def _claim(passage: Passage, sentence: Span, name: int, says: int) -> Claim:
    """The claim of a sentence, of which so many characters name who says it, and so many more that it is said."""
    start = sentence.start
    if not name:
        return Claim(passage, start, sentence.end, sentence=sentence)
    claimer = Mention(passage.article, (Span(start, start + name),))
    cue = Mention(passage.article, (Span(start + name + 1, start + name + says - 2),))
    said = Attribution(claimer, cue=cue, kind="Direct", named=claimer)
    return Claim(passage, start + name + says, sentence.end, said, sentence=sentence)


_LONG_NAME = re.compile(r"\b[A-ZÄÖÜ]\w{4,}\b")


def _swapped(word: str, chance: random.Random) -> str:
    if chance.random() >= _SWAPPED:
        return word
    # Half are names, half compounds with a word that there is.
    return _made_up(chance) if chance.random() < 0.5 else _made_up(chance) + word.lower()


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3))).capitalize()


def sentences_of(texts: Sequence[str]) -> Iterator[str]:
    """Cut texts into sentences, roughly: enough to be recombined."""
    for text in texts:
        parts = (part.strip() for part in re.split(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])", text))
        yield from (part for part in parts if 30 <= len(part) <= 400)
