"""Question in, hits out: three channels, fused into one score.

Passage vectors see what a stretch of text is about, claim vectors see the sentence that says it, words see names,
numbers and rare terms, in whatever language. Each channel gives a value in [0, 1] for every candidate, and the score is
their weighted mean, so that it means the same for every question and index:

    score of a passage = (cosine + best claim's cosine + 3 * coverage) / 5
    score of a claim   = (cosine + passage's cosine / 2 + 3 * coverage + passage's coverage + 1.5 * asked) / 7

`asked` is the claim's coverage of the question's words that are no names: where everything is about the same names,
names tell nothing. Coverage, of which even the right text seldom has half, weighs three times to be commensurate with
cosines. The weights are round numbers from a plateau, tried on XQuAD and on the golden questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.question import Question
from rag.store.database import Database
from rag.store.derived import Derived
from rag.store.lexical import SPOKEN, Spoken
from rag.types import Claim, ClaimScore, Hit

__all__ = ["SPOKEN", "Candidates", "Found", "search", "wording"]

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

_WORDS = 3.0
_AROUND = 0.5
_WORDS_AROUND = 1.0
_ASKED = 1.5
"""A claim is judged by its own words first; the passage around it tells what "he" and "there" mean."""

_ALL = 1 + _AROUND + _WORDS + _WORDS_AROUND + _ASKED

_NAMED = 0.2
"""Coverage by an article's best passage from which the article speaks of a name: half of a long passage's coverage of a
word that it holds once, so that "venezolanisch" counts as speaking of Venezuela."""

_CANDIDATES_PER_HIT = 8
_LEAST_CANDIDATES = 64


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that some channel found, as rows, with the value of every channel; shape [n] each."""

    rows: Rows
    cosines: Floats
    claim_cosines: Floats
    coverage: Floats

    @property
    def scores(self) -> Floats:
        cosines = np.clip(self.cosines, 0, 1) + np.clip(self.claim_cosines, 0, 1)
        return np.asarray((cosines + _WORDS * self.coverage) / (2 + _WORDS), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, and for each content word of the question how well the index's best claim covers it, in [0, 1].

    `importance` says how much each of these words weighs: more the fewer claims hold it.
    """

    hits: list[Hit]
    spoken: dict[str, float]
    importance: dict[str, float]


def search(derived: Derived, database: Database, vector: Floats, question: Question, top_k: int) -> Found:
    """Return the `top_k` passages closest to the question, best first, near-identical ones once.

    `vector` is the question's, of shape [dimension] and unit length.
    """
    if len(derived.passage_ids) == 0:
        return Found([], {}, {})
    foreign = derived.passage_languages != question.language
    owners = derived.claim_owner_rows
    passages = derived.passage_words.spoken(question.text, question.terms, foreign)
    around = {word: values[owners] for word, values in passages.terms.items()}
    spoken = derived.claim_words.spoken(question.text, question.terms, foreign[owners], around)
    count = max(_LEAST_CANDIDATES, _CANDIDATES_PER_HIT * top_k)
    candidates = _candidates(derived, vector, passages.coverage, spoken.coverage, count)
    order = np.argsort(-candidates.scores, kind="stable")[: 3 * top_k]
    asked = spoken.of([term.word for term in question.terms if not term.name])
    silent = _silent(derived, question, passages)
    hits = _hits(derived, database, candidates, order, vector, spoken, asked, silent)
    return Found(_distinct(hits)[:top_k], spoken.best, spoken.importance)


def _candidates(derived: Derived, vector: Floats, coverage: Floats, claim_coverage: Floats, count: int) -> Candidates:
    owners = derived.claim_owner_rows
    by_passage, _ = derived.passage_vectors.nearest(vector, count)
    by_claim, _ = derived.claim_vectors.nearest(vector, 2 * count)
    rows = np.unique(
        np.concatenate([by_passage, owners[by_claim], _top(coverage, count), owners[_top(claim_coverage, count)]])
    ).astype(np.int64)
    claim_rows = np.flatnonzero(np.isin(owners, rows)).astype(np.int64)
    best = np.zeros(len(rows), np.float32)
    # The best claim of each candidate: rows are sorted, so a claim's place among them is found by bisection.
    np.maximum.at(best, np.searchsorted(rows, owners[claim_rows]), derived.claim_vectors.cosines(vector, claim_rows))
    return Candidates(rows, derived.passage_vectors.cosines(vector, rows), best, coverage[rows])


def _top(values: Floats, count: int) -> Rows:
    if len(values) > count:
        values_rows: Rows = np.argpartition(-values, count)[:count].astype(np.int64)
        return values_rows
    return np.arange(len(values), dtype=np.int64)


def _hits(
    derived: Derived,
    database: Database,
    candidates: Candidates,
    order: Rows,
    vector: Floats,
    spoken: Spoken,
    asked: Floats,
    silent: list[tuple[str, ...]],
) -> list[Hit]:
    ids = [int(derived.passage_ids[row]) for row in candidates.rows[order]]
    passages = database.passages(ids)
    claims = database.claims(passages)
    scores = candidates.scores
    hits = []
    for position, passage_id in zip(order, ids, strict=True):
        found = claims[passage_id]
        rows = np.searchsorted(derived.claim_ids, np.array([claim_id for claim_id, _ in found], dtype=np.int64))
        cosine = float(candidates.cosines[position])
        claim_cosines = derived.claim_vectors.cosines(vector, rows)
        around = _AROUND * max(0.0, cosine) + _WORDS_AROUND * float(candidates.coverage[position])
        own = (np.clip(claim_cosines, 0, 1) + around + _WORDS * spoken.coverage[rows] + _ASKED * asked[rows]) / _ALL
        hits.append(
            Hit(
                passage=passages[passage_id],
                claims=tuple(claim for _, claim in found),
                score=float(scores[position]),
                channels={
                    "passage": cosine,
                    "claim": float(candidates.claim_cosines[position]),
                    "lexical": float(candidates.coverage[position]),
                },
                claim_scores=tuple(
                    ClaimScore(*map(float, values))
                    for values in zip(own, claim_cosines, spoken.coverage[rows], strict=True)
                ),
                silent_on=silent[candidates.rows[position]],
            )
        )
    return hits


def _silent(derived: Derived, question: Question, passages: Spoken) -> list[tuple[str, ...]]:
    """Return for each passage row the names of the question that its article never says, in any wording."""
    said = []
    for term in question.terms:
        if term.name:
            best = np.zeros(int(derived.passage_articles.max()) + 1, np.float32)
            np.maximum.at(best, derived.passage_articles, passages.terms[term.word])
            said.append((term.word, best[derived.passage_articles] >= _NAMED))
    return [tuple(name for name, flags in said if not flags[row]) for row in range(len(derived.passage_ids))]


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """Drop a hit whose every claim stands, word for word, in better hits: a wire copy adds nothing to the list."""
    seen: set[str] = set()
    kept = []
    for hit in hits:
        words = {wording(claim) for claim in hit.claims} or {" ".join(hit.passage.text.casefold().split())}
        if not words <= seen:
            kept.append(hit)
        seen |= words
    return kept


def wording(claim: Claim) -> str:
    """Return the words of a claim without case, marks and white space: equal for copies of one sentence."""
    return " ".join(re.findall(r"\w+", claim.quote.casefold()))
