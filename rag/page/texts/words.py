"""The words of the page in one language: what it says, and how it writes numbers, dates and lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rag.types import (
    CheckVerdict,
    Dating,
    Epistemic,
    FetchProblem,
    Modality,
    NoiseKind,
    QuotationKind,
    Stance,
    Status,
    WordingProblem,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says in one language. Plurals are pairs: for one, for any other number."""

    language: str
    tagline: str
    ask: str
    foot: str
    new_chat: str
    light_or_dark: str
    welcome: str
    answers_from: str
    claim: tuple[str, str]
    article: tuple[str, str]
    passage: tuple[str, str]
    found: str
    in_articles: str
    searching: str
    stopped: str
    decimal: str
    thousands: str
    own_voice: str
    unknown_claimer: str
    kinds: Mapping[QuotationKind, str]
    epistemic: Mapping[Epistemic, str]
    modality: Mapping[Modality, str]
    disputed: str
    said: str
    published: str
    through: str
    one_source: str
    sources: str
    means: str
    since: str
    until: str
    between: str
    view_names: Mapping[str, str]
    proposition: str
    stances: Mapping[Stance, str]
    somebody: str
    dating: Mapping[Dating, str]
    undated: str
    no_publisher: str
    supports: str
    disagrees: str
    citation: str
    also_searched: str
    came_nearest: str
    next: str
    understood: str
    tools: Mapping[str, str]
    changed_since: str
    gone: tuple[str, str]
    wait: str
    abstain: str
    searched_in: str
    in_languages: str
    nothing_near: str
    nothing_searched: str
    not_spoken_of: str
    no_such_value: str
    modes: Mapping[str, str]
    mode: str
    paste: str
    filter: str
    clear: str
    filter_names: Mapping[str, str]
    a_date: str
    bad_date: str
    bad_period: str
    verdicts: Mapping[CheckVerdict, str]
    verdict_sentences: Mapping[CheckVerdict, str]
    sides: Mapping[str, str]
    cannot_check: str
    cannot_answer: str
    unexpected: str
    months: tuple[str, ...]
    day_form: str
    month_form: str
    language_names: Mapping[str, str]
    other_language: str
    and_word: str
    noise_kinds: Mapping[NoiseKind, str]
    noise_share: str
    added_here: str
    copies: tuple[str, str]
    more_copies: str
    on_page: str
    adding: Mapping[str, str]
    unfetched: Mapping[FetchProblem | Literal["unread"], str]
    too_many: str
    outcomes: Mapping[str, str]
    worded: Mapping[Status, str]
    wording_now: str
    wording_done: str
    wording_cost: str
    wording_estimate: str
    wording_rejected: str
    rejected_note: str
    problems: Mapping[WordingProblem, str]
    quotes_stand: str
    translated: str
    translation_rejected: str
    model: str
    model_off: str
    model_none: str
    model_here: str
    model_goes: str
    model_given: str
    model_answers: str
    model_tried: str
    model_incomplete: str
    model_elsewhere: str
    script: Mapping[str, str]

    def count(self, number: int, forms: tuple[str, str]) -> str:
        """Return "1 claim" or "1,200 claims"."""
        return f"{self.number(number)} {forms[0] if number == 1 else forms[1]}"

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", self.thousands)

    def duration(self, milliseconds: float) -> str:
        """Return "0.3 s", and "12 ms" for what is less than a tenth of a second."""
        if milliseconds < 100:
            return f"{milliseconds:.0f} ms"
        return f"{milliseconds / 1000:.1f} s".replace(".", self.decimal)

    def date(self, published: str) -> str:
        """Return an ISO 8601 date of any precision in words; what is no such date comes back as it is."""
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", published)
        if match is None:
            return published
        year, month, day = match.groups()
        if month is None:
            return year
        if not 1 <= int(month) <= 12:
            return published
        name = self.months[int(month) - 1]
        if day is None:
            return self.month_form.format(month=name, year=year)
        return self.day_form.format(day=int(day), month=name, year=year)

    def time(self, value: str) -> str:
        """Return a time in words: a date of any precision, or an interval of two of them, open where one is unknown."""
        first, slash, last = value.partition("/")
        if not slash:
            return self.date(value)
        known_first, known_last = first not in ("", ".."), last not in ("", "..")
        if known_first and known_last:
            return self.between.format(first=self.date(first), last=self.date(last))
        if known_first:
            return self.since.format(date=self.date(first))
        return self.until.format(date=self.date(last)) if known_last else value

    def share(self, part: float) -> str:
        """Return a share in [0, 1] as a percentage: "7 %", "less than 1 %" for what is there and would read 0."""
        percent = round(100 * part)
        return f"{percent} %" if percent or not part else "< 1 %"

    def listing(self, items: list[str]) -> str:
        """Return "a", "a and b" or "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.and_word} {items[-1]}"

    def languages(self, codes: tuple[str, ...]) -> str:
        return self.listing([self.language_names.get(code, code) for code in codes])
