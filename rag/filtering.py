"""What of an index a filter lets through: by date, language, publisher, claimer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.claims.claimers.spelling import sound
from rag.store.derived import Derived, Named
from rag.store.vocabulary import fold
from rag.types import Filter, days

Flags = NDArray[np.bool_]

_NAME_WORD = re.compile(r"\w+")


def allowed_rows(derived: Derived, where: Filter) -> tuple[Flags, Flags | None]:
    """Return which passages a filter lets through, and which claims where it names claimers; None means all of theirs.

    A passage without a claim that is let through is not let through either.
    """
    allowed = np.ones(len(derived.passage_ids), bool)
    if where.since or where.until:
        published = derived.passage_published
        allowed &= published[:, 0] >= 0
        if where.since:
            allowed &= published[:, 1] >= days(where.since)[0]
        if where.until:
            allowed &= published[:, 0] <= days(where.until)[1]
    if where.languages:
        allowed &= np.isin(derived.passage_languages, [language.lower() for language in where.languages])
    if where.publishers:
        allowed &= _named(derived.passage_publishers, where.publishers)
    if not where.claimers:
        return allowed, None
    claims = _named(derived.claim_claimers, where.claimers, sound) & allowed[derived.claim_owner_rows]
    allowed = np.zeros_like(allowed)
    allowed[derived.claim_owner_rows[claims]] = True
    return allowed, claims


def _named(rows: Named, wanted: Sequence[str], spelled: Callable[[str], str] = fold) -> Flags:
    """Return which rows have one of these names, or one that has all its words, or all of whose words it has.

    `spelled` is what of a word counts: with `sound`, Peskov is Peskow.
    """
    names = [frozenset(map(spelled, _NAME_WORD.findall(name))) for name in rows.names.tolist()]
    asked = [frozenset(map(spelled, _NAME_WORD.findall(name))) for name in wanted]
    meant = [any(name and words and (name <= words or words <= name) for words in asked) for name in names]
    # The last place is for rows without a name, whose code is -1.
    return np.array([*meant, False])[rows.codes]
