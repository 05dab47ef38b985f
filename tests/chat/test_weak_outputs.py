"""What a weak model really said of the sample articles, recorded: none of it is what the articles say, none is shown.

SmolLM2-135M-Instruct was given each sentence with "Write this in English, in one sentence: " or, for English ones, "Say
this in other words, in one sentence: ". The few answers that are true were left out by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.corpus import Corpus
from rag.types import Claim, Finding
from rag.wording.statements import judge

RECORDED = [
    json.loads(line) for line in (Path(__file__).parent / "weak_outputs.jsonl").read_text(encoding="utf-8").splitlines()
]
HOLES = ("Dmitry Peskov, speaking for", "Russia has provided credit lines and dip")
"""Beginnings of what the gate still lets pass; whoever closes a hole takes it out here."""


HOLE = pytest.mark.xfail(strict=True, reason="a hole in the gate")
CASES = [
    pytest.param(said, marks=[HOLE] if said["said"].startswith(HOLES) else [], id=said["said"][:40])
    for said in RECORDED
]


@pytest.fixture(scope="module")
def claims(seeds_corpus: Corpus) -> dict[str, list[Claim]]:
    """Return the claims of the sample articles by their sentences."""
    found: dict[str, list[Claim]] = {}
    for article in seeds_corpus.articles():
        for claim in seeds_corpus.claims(article.id):
            found.setdefault(claim.sentence_text, []).append(claim)
    return found


@pytest.mark.parametrize("said", CASES)
def test_it_is_rejected(said: dict[str, str], claims: dict[str, list[Claim]]) -> None:
    for claim in claims[said["sentence"]]:
        finding = Finding(claim, (), 0.5, 0.5, claimer=claim.attribution.name)
        assert judge(said["said"], finding, "en").statement is None
