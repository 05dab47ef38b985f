"""A filter: which articles and claims may be found."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.articles import days


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles and claims may be found; each part that is given must hold, any of several values is enough.

    `since` and `until` are dates in ISO 8601 ("2023", "2023-11" or "2023-11-16"), both inclusive; an article of unknown
    date is outside. `publishers` and `claimers` are names, compared by their words without case and accents: "Maduro"
    lets through what "Präsident Nicolás Maduro" says, and the full name what "Maduro" says. `languages` are ISO 639-1
    codes. Raises ValueError for what is no date, for an empty name and for a time that ends before it begins.
    """

    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    claimers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            date = getattr(self, name)
            if date is not None and days(date)[0] < 0:
                raise ValueError(f"{name} is a date such as 2023, 2023-11 or 2023-11-16, not {date!r}")
        if self.since and self.until and days(self.since)[0] > days(self.until)[1]:
            raise ValueError(f"the time from {self.since} until {self.until} ends before it begins")
        for name in ("publishers", "claimers", "languages"):
            values = getattr(self, name)
            if isinstance(values, str) or not all(isinstance(value, str) and value.strip() for value in values):
                raise ValueError(f"{name} are names in a tuple, none of them empty, not {values!r}")
            object.__setattr__(self, name, tuple(values))

    def __bool__(self) -> bool:
        return self != Filter()
