"""How fast claims are extracted: per second on one core, as a share of a build, and on hostile text.

All of it is measured in one run, because figures of another day or machine cannot be compared.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rag
from rag.articles.readers import find_files, read_article
from rag.building import build
from rag.claims.extraction import extract
from rag.encoder import open_encoder
from rag.settings import Settings
from rag.tokens import open_tokenizer

_ROUNDS = 3

HOSTILE = {
    "10,000 opening marks": "„" * 10_000,
    "10,000 straight marks": '"' * 10_000,
    "10,000 short quotes": "„Ja“ " * 10_000,
    "10,000 quotes never closed": "„Nein\n" * 10_000,
    "1 MB without a full stop": "Wort und Wort " * 75_000,
    "1 MB without a space": "wort" * 250_000,
    "100,000 commas": "," * 100_000,
    "50,000 words with commas": "Wort, " * 50_000,
    "100,000 brackets": "(" * 100_000,
    "50,000 times sagte": "sagte " * 50_000,
    "20,000 times dass": "dass " * 20_000,
    "20,000 clauses in one sentence": "Klein sagte, dass " * 20_000,
    "20,000 times laut": "laut Klein " * 20_000,
    "20,000 claimers": "Minister Klein " * 20_000,
    "20,000 times sei": ", er sei " * 20_000,
    "10,000 sentences of one speech": "Klein sagte, es sei gut. Es komme bald. " * 5_000,
}
"""Texts that a careless search takes quadratic time for, by what they are."""


def extraction_speed(articles: Path, settings: Settings) -> dict[str, float]:
    """Return the figures of the articles in a folder, each by its name; times are the best of three.

    A claim counts as extracted with all that comes before: marking boilerplate, cutting sentences and passages. The
    build goes by the clock, extraction by the processor's time: it runs on one core, beside encoding on all of them.
    """
    read = [read_article(path, max_bytes=settings.max_article_bytes) for path in find_files([articles])]
    characters = sum(len(article.text) for article in read)
    claims = sum(len(rag.read_claims(article.text)) for article in read)
    alone = _best(lambda: [rag.read_claims(article.text) for article in read])
    encoder, tokenizer = open_encoder(settings), open_tokenizer()
    for_index = _best(
        lambda: [
            extract(article, count=tokenizer.count, budget=settings.passage_tokens, fits=encoder.fits)
            for article in read
        ]
    )
    whole = min(_build(articles, settings) for _ in range(_ROUNDS))
    return {
        "claims per s, one core": claims / alone,
        "characters per s, one core": characters / alone,
        "build, s": whole,
        "build: extraction, s": for_index,
        "build: extraction, % of it": 100 * for_index / whole,
    }


def hostile_speed() -> dict[str, dict[str, float]]:
    """Return, for half and for all of each hostile text, the seconds that its claims take, and how many times as much.

    Linear time is twice as much; quadratic would be four times.
    """
    half, whole = {}, {}
    for name, text in HOSTILE.items():
        half[name], whole[name] = _seconds(text[: len(text) // 2]), _seconds(text)
    return {"half, s": half, "whole, s": whole, "times": {name: whole[name] / half[name] for name in whole}}


def _seconds(text: str) -> float:
    return _best(lambda: rag.read_claims(text, language="de"))


def _build(articles: Path, settings: Settings) -> float:
    """Return how long an index takes to build."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        for _ in build(articles, index=Path(folder) / "index", settings=settings):
            pass
        return time.perf_counter() - began


def _best(work: Callable[[], object]) -> float:
    """The best of three rounds, in seconds of the processor: what a shared machine adds is never negative."""
    times = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)
