"""Reckoning from the day of publication or from the time named last, and which day of a name is the one meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.claims.times.periods import Day, Period, Unit, months, moved, period, weekend
from rag.claims.times.tense import Tense, tense_around
from rag.claims.times.time_words import Way

_WORD_BEFORE = re.compile(r"([\w§$€£’'-]+)[.,]?[\s(]{0,4}\Z")
WORD_AFTER = re.compile(r"\s{0,3}([\w-]+)")
_BESIDE = 60
"""Characters between a cue and a time that tells when it was said."""
_NEAR = 200
"""Days within which a day without its year may lie ahead where no verb tells the direction."""
_SOON = 35
"""Days ahead within which a day without its year is no day of last year for sure, even in the past tense."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What expressions of time in a text are reckoned from: the day of publication, and the time named last."""

    text: str
    english: bool
    anchor: Period | None
    named: Period | None = None
    """The time named shortly before; None where none is, or where it cannot be told which."""
    said: tuple[int, int] | None = None
    """Where a cue stands beside which a time is past, whatever the tense of the words said."""

    def before(self, at: int) -> str:
        """The word before a place, in lower case, or nothing."""
        found = _WORD_BEFORE.search(self.text[max(0, at - 24) : at])
        return found.group(1).lower() if found else ""

    def opens_sentence(self, match: re.Match[str]) -> bool:
        """Whether an expression opens a sentence that goes on in lower case: "Morgen beginnt", but "Morgen Klein"."""
        before = self.text[max(0, match.start() - 3) : match.start()].rstrip()
        after = WORD_AFTER.match(self.text, match.end())
        return (not before or before[-1] in ".!?") and bool(after and after.group(1)[0].islower())

    def follows_name(self, at: int) -> bool:
        """Whether a month's name goes on as a name: "August Müller" after "von" could be a man."""
        after = WORD_AFTER.match(self.text, at)
        august = self.text[at - 6 : at] == "August" and self.text[at : at + 1] == " "
        return bool(august and after and after.group(1)[0].isupper())

    def tense(self, match: re.Match[str]) -> Tense | None:
        """What the verbs around an expression speak of; beside a cue it is the past."""
        if self.said and max(self.said[0] - match.end(), match.start() - self.said[1]) < _BESIDE:
            return "past"
        return tense_around(self.text, match.start(), match.end(), english=self.english)

    def publication_unit(self, unit: Unit | Literal["week"]) -> str:
        """The month, year or day of publication as written, nothing if unknown."""
        here = self.from_publication(0, unit)
        return here.value[:7] if here else ""

    def anchored(self, unit: Unit) -> Period | None:
        """The day, month or year of publication, if it is known as precisely."""
        order = ("year", "month", "day")
        if self.anchor is None or order.index(self.anchor.unit) < order.index(unit):
            return None
        return self.anchor

    def from_publication(self, steps: int, unit: Unit | Literal["week"]) -> Period | None:
        """The day, week, month or year so many steps from that of publication."""
        here = self.anchored("day" if unit == "week" else unit)
        return here and moved(here, steps, unit)

    def from_named(self, steps: int, unit: Unit | Literal["week"]) -> Period | None:
        """Reckon from the time named last, if that was said as precisely and is one day, month or year."""
        named = self.named
        order = ("year", "month", "day")
        if named is None or named.first is None or named.last is None or "/" in named.value:
            return None
        if order.index(named.unit) < order.index("day" if unit == "week" else unit):
            return None
        return moved(named, steps, unit)

    def elsewhere(self) -> bool:
        """Whether the text has just been speaking of another time than that of publication: a month away or more."""
        if self.named is None or self.anchor is None or self.anchor.first is None:
            return False
        near = self.named.first or self.named.last
        return near is not None and "/" not in self.named.value and abs((near - self.anchor.first).days) > 366

    def without_year(self, match: re.Match[str], month: int, day: int | None) -> Period | None:
        """The day or month of that name nearest before publication, or after it where the words speak of what comes."""
        here = self.anchored("month")
        if here is None or here.first is None or here.last is None or self.elsewhere():
            return None
        found = [period(here.first.year + step, month, day) for step in (-1, 0, 1)]
        past = [one for one in found if one and one.first and one.first <= here.last]
        coming = [one for one in found if one and one.last and one.last >= here.first]
        tense, before = self.tense(match), self.before(match.start())
        if (tense == "future" or (tense != "past" and before in {"bis", "ab", "by", "until", "für", "zum"})) and coming:
            return coming[0]
        if not past:
            return None
        nearest = past[-1]
        soon = coming[0].first if coming and coming[0] != nearest else None
        if tense == "past" and day and soon and (soon - here.last).days < _SOON:
            return None  # What was planned for it, or a slip: last year's is as unlikely.
        if tense == "past" or not coming or nearest == coming[0]:
            return nearest
        ahead = (coming[0].first or here.first) - here.last
        behind = here.first - (nearest.first or here.first)
        return coming[0] if ahead.days < min(_NEAR, behind.days) else nearest

    def year_beside(self, way: Way) -> int | None:
        """The year of publication, the one before or the one after."""
        steps = {"past": -1, "next": 1, "this": 0}
        there = self.from_publication(steps[way], "year") if way in steps else None
        return there.first.year if there and there.first else None

    def season_beside(self, month: int, way: Way) -> Period | None:
        """The three months of a season last over before publication, next after it, or of its year."""
        here = self.anchored("month")
        if here is None or here.first is None or way not in {"past", "next", "this"}:
            return None
        year = here.first.year
        found = [months(year + step, month, 3) for step in (-2, -1, 0, 1)]
        if way == "past":
            return next((one for one in reversed(found) if one and one.last and one.last < here.first), None)
        if way == "next":
            return next((one for one in found if one and one.first and here.last and one.first > here.last), None)
        return found[2]

    def weekend_beside(self, way: Way, match: re.Match[str]) -> Period | None:
        """The weekend meant by "am Wochenende": the one just there, else by the tense the one before or after."""
        here = self.anchored("day")
        if here is None or here.first is None or way in {"same", "following", "before last", "after next"}:
            return None
        tense: Tense | None = {"past": "past", "next": "future"}.get(way) or self.tense(match)  # type: ignore[assignment]
        this = weekend(here.first)
        if way == "this" or (this.first and this.first <= here.first and not way):
            return this
        if tense == "future":
            return this if this.first and this.first > here.first else _weekend_after(here.first, 7)
        return _weekend_after(here.first, -7) if tense == "past" else None


def _weekend_after(day: Day, days: int) -> Period | None:
    there = moved(Period(day, day), days, "day")
    return weekend(there.first) if there and there.first else None
