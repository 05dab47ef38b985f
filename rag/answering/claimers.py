"""Who says the claims of several articles: one name for each claimer."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Claim


def one_name_each(claims: Sequence[Claim]) -> list[str | None]:
    """Return the claimer of each claim by one name: as it is first written, where only case and spaces differ.

    None where nobody is named, and for an article's own voice.
    """
    first: dict[str, str] = {}
    names = [claim.attribution.name for claim in claims]
    return [name and first.setdefault(" ".join(name.casefold().split()), name) for name in names]
