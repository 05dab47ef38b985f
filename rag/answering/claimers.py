"""Who says the claims of several articles: one name for each claimer."""

from __future__ import annotations

from collections.abc import Sequence

from rag.claims.claimers.names import Name, canonical
from rag.types import Claim


def one_name_each(claims: Sequence[Claim]) -> list[str | None]:
    """Return the claimer of each claim by one name, whatever its spelling in each article.

    Whom nobody knows by name ("ein Sprecher") goes by the article's words. None where nobody is named, and for an
    article's own voice.
    """
    names = [_name(claim) for claim in claims]
    shown = canonical(name for name in names if name is not None)
    return [name and shown.get(name, name[0]) for name in names]


def _name(claim: Claim) -> Name | None:
    attribution = claim.attribution
    if attribution.name is None:
        return None
    affiliation = attribution.claimer_affiliation
    return attribution.name, affiliation.text if affiliation else None
