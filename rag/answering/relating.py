"""How the claims of an answer stand to each other: the same, supporting, refuting.

Claims of one claimer that say the same, in other words or another language, become one finding with a citation for
each article; what others say as well supports, what contradicts refutes. `rag.relations` decides by words, numbers,
times, negation and modality; the encoder only tells which claims have to do with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.answering.claimers import one_name_each
from rag.relations.compare import compare
from rag.relations.statement import Statement, statement_of
from rag.types import Claim, RelationKind

_NEAR = 0.5
"""Cosine below which claims are not compared: a cheap way to leave out what has nothing to do with each other."""

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts in, vectors of unit length out, of shape [texts, dimension]."""


@dataclass(slots=True)
class Related:
    """One claim of each finding, the places of claims that say the same for the same claimer, and what stands to it."""

    place: int
    same: list[int] = field(default_factory=list)
    supporting: list[int] = field(default_factory=list)
    refuting: list[int] = field(default_factory=list)


def relate(claims: Sequence[Claim], encode: Encode, *, most: int) -> list[Related]:
    """Return at most `most` of these claims, best first as they came, with how they stand to each other.

    `same` are places among `claims`; `supporting` and `refuting` are places among the result.
    """
    if len(claims) < 2:
        return [Related(place) for place in range(len(claims))][:most]
    statements = [statement_of(claim) for claim in claims]
    vectors = encode([claim.quote for claim in claims])
    close = vectors @ vectors.T
    voices = _voices(claims)
    kept: list[Related] = []
    links: list[tuple[int, int, RelationKind]] = []
    for place in range(len(claims)):
        kinds = {
            other.place: _kinds(statements[other.place], statements[place], float(close[place, other.place]))
            for other in kept
        }
        alike = next(
            (other for other in kept if "identical" in kinds[other.place] and voices[other.place] == voices[place]),
            None,
        )
        if alike is not None:
            alike.same.append(place)
            continue
        if len(kept) == most:
            continue
        for number, other in enumerate(kept):
            forth, back = kinds[other.place]
            links += [(number, len(kept), forth), (len(kept), number, back)]
        kept.append(Related(place))
    for first, second, kind in links:
        if kind in {"identical", "supporting"}:
            kept[first].supporting.append(second)
        elif kind == "refuting":
            kept[first].refuting.append(second)
    return kept


def _kinds(first: Statement, second: Statement, similarity: float) -> tuple[RelationKind, RelationKind]:
    """How the second stands to the first, and the first to the second."""
    if similarity < _NEAR:
        return "unrelated", "unrelated"
    forth = compare(first, second, similarity=similarity).kind
    if forth in {"identical", "refuting", "unrelated"}:
        return forth, forth  # these hold both ways
    return forth, compare(second, first, similarity=similarity).kind


def _voices(claims: Sequence[Claim]) -> list[object]:
    """Who says each claim, for telling whether two say it as one: unknown claimers are never the same."""
    names = one_name_each(claims)
    return [
        name or ("own voice" if claim.attribution.kind is None else (claim.article.id, place))
        for place, (claim, name) in enumerate(zip(claims, names, strict=True))
    ]
