"""Question in, hits out: three channels, fused into one score.

Passage vectors see what a stretch of text is about, claim vectors see the sentence that says it, words see names,
numbers and rare terms, in whatever language. Each channel names its nearest passages out of the whole index; these few
hundred candidates and their claims are then measured exactly, so that a question costs little more on a large index
than on a small one. Each measure is a value in [0, 1], and the score is their weighted mean, so that it means the same
for every question and index:

    score of a passage = (cosine + best claim's cosine + 3 * coverage) / 5
    score of a claim   = (cosine + passage's cosine / 2 + 2 * coverage + passage's coverage + asked / 2) / 5

A claim is measured by the sentence that it was read in, with who says it: "What did Kruse say about trade?" finds it by
the name. What its own words cover is told beside that, and decides among the claims of one sentence. `asked` is its
coverage of the question's words that are no names: where everything is about the same names, names tell nothing.
Coverage, of which even the right text seldom has half, weighs more to be commensurate with cosines. The weights are
round numbers from a plateau, tried on XQuAD and on the golden questions. Where a question asks for somebody's words,
his claims gain up to half of what they lack of 1, by how near they are to its topic (`rag.said`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.filtering import allowed_rows
from rag.question import Question
from rag.said import Said, said
from rag.store.database import Database
from rag.store.derived import Derived
from rag.store.lexical import SPOKEN, Asked, Spoken
from rag.types import Claim, ClaimScore, Filter, Hit, days

__all__ = ["SPOKEN", "Candidates", "Found", "search", "wording"]

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_WORDS = 3.0
_AROUND = 0.5
_WORDS_CLAIM = 2.0
_WORDS_AROUND = 1.0
_ASKED = 0.5
"""A claim is judged by its own words first; the passage around it tells what "he" and "there" mean."""

_SAID = 0.5
"""Enough for words of the claimer asked for to come before what others say about him."""

_ALL = 1 + _AROUND + _WORDS_CLAIM + _WORDS_AROUND + _ASKED

_NAMED = 0.2
"""Closeness of an article's closest word from which the article speaks of a name, so that "venezolanisch" counts as
speaking of Venezuela and "Kreml", a kindred word, of Russia."""

_SPEAKING = 8
"""Passages among which the claim is looked for that covers a term best: those that cover it best."""
_LEAST_SHARE, _BEYOND_SHARE = 3, 0.9
"""An article and a publisher may have half of the hits, three at least; a hit beyond that counts nine tenths."""
_CANDIDATES_PER_HIT = 8
_LEAST_CANDIDATES = 64


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that some channel found, as rows, ascending, with the value of every channel; shape [n] each.

    Their claims stand beside them, shape [m] each: claim i is of passage `rows[owners[i]]`.
    """

    rows: Rows
    cosines: Floats
    claim_cosines: Floats
    coverage: Floats
    scores: Floats
    claim_rows: Rows
    owners: Rows
    own_cosines: Floats
    claims: Spoken
    own_scores: Floats
    said: Floats


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, best first, and for each content word of the question how well the index's best claim covers it, in [0, 1].

    `importance` says how much each of these words weighs: more the fewer passages hold it. `sources` gives each article
    found, by its id, the number of its source. `by_claimer` tells that only what the claimer asked for says can answer.
    """

    hits: list[Hit]
    spoken: dict[str, float]
    importance: dict[str, float]
    sources: dict[str, int] = field(default_factory=dict)
    by_claimer: bool = False


def search(
    derived: Derived,
    database: Database,
    vector: Floats,
    question: Question,
    top_k: int,
    where: Filter | None = None,
    topic: Floats | None = None,
) -> Found:
    """Return the `top_k` passages closest to the question, best first, near-identical ones once.

    `vector` is the question's, of shape [dimension] and unit length; `topic` that of what it asks somebody's words on.
    What `where` does not let through is left out before anything is ranked.
    """
    allowed, allowed_claims = allowed_rows(derived, where) if where else (None, None)
    if len(derived.passage_ids) == 0 or (allowed is not None and not allowed.any()):
        return Found([], {}, {})
    foreign = derived.passage_languages != question.language
    asked = Asked(derived.words, question.text, question.terms, foreign)
    count = max(_LEAST_CANDIDATES, _CANDIDATES_PER_HIT * top_k)
    his = said(derived, question, asked, vector if topic is None else topic, allowed, allowed_claims)
    near = _nearest(derived, vector, asked.coverage, count, allowed, allowed_claims)
    rows = np.union1d(near, derived.claim_owner_rows[his.claims])
    candidates = _candidates(derived, vector, question, asked, rows, allowed_claims, his)
    chosen = _chosen(derived, candidates, top_k)
    hits = _hits(derived, database, question, asked, candidates, chosen)
    sources = {
        hit.passage.article.id: int(derived.passage_sources[row])
        for hit, row in zip(hits, candidates.rows[chosen], strict=True)
    }
    spoken = _spoken(derived, asked, candidates, allowed, allowed_claims)
    return Found(hits, spoken, asked.importance, sources, his.alone)


def _nearest(
    derived: Derived, vector: Floats, coverage: Floats, count: int, allowed: Flags | None, allowed_claims: Flags | None
) -> Rows:
    """Return the rows of the passages that some channel finds, ascending."""
    if allowed_claims is None and allowed is not None:
        allowed_claims = allowed[derived.claim_owner_rows]
    by_passage, _ = derived.passage_vectors.nearest(vector, count, allowed)
    # Claims of one sentence have one vector, and a passage has several sentences.
    by_claim, _ = derived.claim_vectors.nearest(vector, 3 * count, allowed_claims)
    by_words = _top(coverage if allowed is None else np.where(allowed, coverage, -1), count)
    rows = np.unique(np.concatenate([by_passage, derived.claim_owner_rows[by_claim], by_words])).astype(np.int64)
    return rows if allowed is None else rows[allowed[rows]]


def _candidates(
    derived: Derived,
    vector: Floats,
    question: Question,
    asked: Asked,
    rows: Rows,
    allowed_claims: Flags | None,
    his: Said,
) -> Candidates:
    """Measure the passages in these rows, ascending, and their claims exactly."""
    passages = asked.passages(rows)
    claim_rows, owners = derived.claims_of(rows)
    if allowed_claims is not None:
        kept = allowed_claims[claim_rows]
        claim_rows, owners = claim_rows[kept], owners[kept]
    around = {word: values[owners] for word, values in passages.terms.items()}
    claims = asked.claims(claim_rows, derived.passage_languages[rows][owners] != question.language, around)
    cosines = derived.passage_vectors.cosines(vector, rows)
    claim_cosines = derived.claim_vectors.cosines(vector, claim_rows)
    best = np.zeros(len(rows), np.float32)
    np.maximum.at(best, owners, claim_cosines)
    own = (
        np.clip(claim_cosines, 0, 1)
        + _AROUND * np.clip(cosines, 0, None)[owners]
        + _WORDS_AROUND * passages.coverage[owners]
        + _WORDS_CLAIM * claims.coverage
        + _ASKED * claims.of([term.word for term in question.terms if not term.name])
    ) / _ALL
    scores = (np.clip(cosines, 0, 1) + np.clip(best, 0, 1) + _WORDS * passages.coverage) / (2 + _WORDS)
    nearness, nearest = his.of(claim_rows), np.zeros(len(rows), np.float32)
    np.maximum.at(nearest, owners, nearness)
    own += _SAID * nearness * (1 - own)
    scores += _SAID * nearest * (1 - scores)
    return Candidates(
        rows=rows,
        cosines=cosines,
        claim_cosines=best,
        coverage=passages.coverage,
        scores=scores.astype(np.float32),
        claim_rows=claim_rows,
        owners=owners,
        own_cosines=claim_cosines,
        claims=claims,
        own_scores=own.astype(np.float32),
        said=nearness,
    )


def _top(values: Floats, count: int) -> Rows:
    """Return the places of the highest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values), dtype=np.int64)
    # Of a large index few passages hold a word of the question: only they are sorted.
    held = np.flatnonzero(values > 0)
    if len(held) <= count:
        return np.asarray(np.argpartition(-values, count)[:count], np.int64)
    return np.asarray(held[np.argpartition(-values[held], count)[:count]], np.int64)


def _spoken(
    derived: Derived, asked: Asked, candidates: Candidates, allowed: Flags | None, allowed_claims: Flags | None
) -> dict[str, float]:
    """Return how well each term is covered by the claim that covers it best, of the passages that do so best."""
    nearest = [
        _top(values if allowed is None else np.where(allowed, values, -1), _SPEAKING)
        for values in asked.covered.values()
    ]
    rows = np.unique(np.concatenate([np.empty(0, np.int64), *nearest]))
    claim_rows, owners = derived.claims_of(rows)
    if allowed_claims is not None:
        kept = allowed_claims[claim_rows]
        claim_rows, owners = claim_rows[kept], owners[kept]
    best = asked.best(claim_rows, asked.foreign[rows][owners])
    return {word: max(value, float(candidates.claims.terms[word].max(initial=0))) for word, value in best.items()}


def _chosen(derived: Derived, candidates: Candidates, top_k: int) -> Rows:
    """Return the places of the hits among the candidates, best first: distinct, and not all from one source.

    What goes beyond an article's or a publisher's share of the list gives way to what is nearly as close. Publishers
    that are not known have no share.
    """
    share = max(_LEAST_SHARE, math.ceil(top_k / 2))
    taken: Counter[tuple[str, int]] = Counter()
    worth = {}
    for place in _distinct(derived, candidates, 3 * top_k):
        row = candidates.rows[place]
        sources = [("article", int(derived.passage_articles[row]))]
        if derived.passage_publishers.codes[row] >= 0:
            sources.append(("publisher", int(derived.passage_publishers.codes[row])))
        beyond = any(taken[source] >= share for source in sources)
        worth[place] = float(candidates.scores[place]) * (_BEYOND_SHARE if beyond else 1)
        if not beyond:
            taken.update(sources)
    chosen = sorted(worth, key=lambda place: -worth[place])[:top_k]
    return np.array(sorted(chosen, key=lambda place: -candidates.scores[place]), dtype=np.int64)


def _distinct(derived: Derived, candidates: Candidates, count: int) -> list[int]:
    """Return the places of the best candidates, best first, without copies.

    A candidate whose every claim stands, word for word, in better ones adds nothing to the list.
    """
    seen: set[bytes] = set()
    kept: list[int] = []
    words, firsts = derived.words, np.searchsorted(candidates.owners, np.arange(len(candidates.rows) + 1))
    for place in np.argsort(-candidates.scores, kind="stable").tolist():
        claims = candidates.claim_rows[firsts[place] : firsts[place + 1]]
        said = {words.claims.words[row].tobytes() for row in claims}
        said = said or {words.passages.words[candidates.rows[place]].tobytes()}
        if not said <= seen:
            kept.append(place)
        if len(kept) == count:
            break
        seen |= said
    return kept


def _hits(
    derived: Derived,
    database: Database,
    question: Question,
    asked: Asked,
    candidates: Candidates,
    chosen: Rows,
) -> list[Hit]:
    ids = [int(derived.passage_ids[row]) for row in candidates.rows[chosen]]
    passages = database.passages(ids)
    claims = database.claims(passages)
    silent = _silent(derived, question, asked, candidates.rows[chosen])
    hits = []
    for place, passage_id, silent_on in zip(chosen, ids, silent, strict=True):
        first, last = np.searchsorted(candidates.owners, [place, place + 1])
        at = {int(derived.claim_ids[candidates.claim_rows[at]]): at for at in range(first, last)}
        own = _own_coverage(asked, candidates, claims[passage_id], at)
        found = [
            (
                claim,
                ClaimScore(
                    float(candidates.own_scores[at[claim_id]]),
                    float(candidates.own_cosines[at[claim_id]]),
                    float(candidates.claims.coverage[at[claim_id]]),
                    own[claim_id],
                    float(candidates.said[at[claim_id]]),
                ),
            )
            for claim_id, claim in claims[passage_id]
            if claim_id in at
        ]
        hits.append(
            Hit(
                passage=passages[passage_id],
                claims=tuple(claim for claim, _ in found),
                score=float(candidates.scores[place]),
                channels={
                    "passage": float(candidates.cosines[place]),
                    "claim": float(candidates.claim_cosines[place]),
                    "lexical": float(candidates.coverage[place]),
                },
                claim_scores=tuple(score for _, score in found),
                silent_on=silent_on,
            )
        )
    return hits


def _own_coverage(
    asked: Asked, candidates: Candidates, claims: Sequence[tuple[int, Claim]], at: dict[int, int]
) -> dict[int, float]:
    """Return for each of these claims, by its id, how well its own words cover the question.

    Only claims that share their sentence are measured: by itself a claim is as good as its sentence.
    """
    inside = [(claim_id, claim) for claim_id, claim in claims if claim_id in at]
    sharing = Counter(claim.sentence for _, claim in inside)
    own = {claim_id: float(candidates.claims.coverage[at[claim_id]]) for claim_id, _ in inside}
    beside = [(claim_id, claim) for claim_id, claim in inside if sharing[claim.sentence] > 1]
    if beside:
        places = np.array([at[claim_id] for claim_id, _ in beside], dtype=np.int64)
        texts = [" ".join(claim.article.text[span.start : span.end] for span in claim.spans) for _, claim in beside]
        foreign = asked.foreign[candidates.rows[candidates.owners[places]]]
        covered = asked.own(texts, candidates.claim_rows[places], foreign)
        own |= zip([claim_id for claim_id, _ in beside], covered.tolist(), strict=True)
    return own


def _silent(derived: Derived, question: Question, asked: Asked, rows: Rows) -> list[tuple[str, ...]]:
    """Return for each of these passages the names of the question that its article never says, in any wording.

    An article speaks of the year in which it appeared, whether or not it says so.
    """
    articles, places = np.unique(derived.passage_articles[rows], return_inverse=True)
    place_of = np.full(int(derived.passage_articles.max()) + 1, -1, np.int64)
    place_of[articles] = np.arange(len(articles))
    owners = place_of[derived.passage_articles]
    theirs = np.flatnonzero(owners >= 0)
    said = []
    for term in question.terms:
        if term.name:
            best = np.zeros(len(articles), np.float32)
            np.maximum.at(best, owners[theirs], asked.held[term.word][theirs])
            said.append(
                (term.word, (best[places] >= _NAMED) | _appeared_in(term.word, derived.passage_published[rows]))
            )
    return [tuple(name for name, flags in said if not flags[at]) for at in range(len(rows))]


def _appeared_in(word: str, published: NDArray[np.int32]) -> Flags:
    first, last = days(word) if word.isdecimal() else (-1, -1)
    return np.asarray((first > 0) & (published[:, 0] >= first) & (published[:, 1] <= last))


def wording(claim: Claim) -> str:
    """Return the words of a claim without case, marks and white space: equal for copies of one sentence."""
    return " ".join(re.findall(r"\w+", claim.quote.casefold()))
