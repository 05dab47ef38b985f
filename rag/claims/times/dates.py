"""When: the times that a stretch of an article speaks of, and the time at which a claim was made.

An expression is resolved against the day of publication, against the time named just before it, or by itself; what
cannot be told for sure is left out, never guessed. Two numbers of soldiers are no years, "Black Friday" is no Friday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.claims.status.negation import is_english
from rag.claims.status.predicates import find_clauses
from rag.claims.times.periods import Period, period, third
from rag.claims.times.reckoning import Reckoning
from rag.claims.times.time_meanings import meaning
from rag.claims.times.time_patterns import LEFT, rows, scanner
from rag.types import Article, Mention, Span, Time

_REACH = 300
"""Characters behind a time within which "am Vortag" can mean the day before it."""
_SAID_WITHIN = 160
"""Characters between a cue and the time of saying at most."""
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_JOINED = {
    False: re.compile(r"\s+bis\s+(?:zum\s+|zur\s+|dem\s+)?\Z"),
    True: re.compile(r"\s+(?:to|until|through)\s+(?:the\s+)?\Z"),
}
_END = re.compile(r"(?<!\d)(?<!\bDr)(?<!\bProf)(?<!\b\w)[.!?][“”\"«»]?\s")
_AND = re.compile(r"\s+(?:und|and)\s+(?:dem\s+|der\s+)?\Z")
_BETWEEN = re.compile(r"(?i:zwischen|between)\s+(?:dem\s+|der\s+)?\Z")


def find_times(article: Article, start: int, end: int) -> tuple[Time, ...]:
    """Return the times named in `article.text[start:end]` that can be resolved, in order; they do not overlap.

    A mention takes the words in front along that belong to its meaning: "am Dienstag", "seit August", "Ende Mai".
    Thirds stand for "Anfang", "Mitte", "Ende". A day without a year is the nearest before publication, unless the
    words speak of what is to come; a weekday whose direction no verb tells is left out.

    Raises ValueError where the stretch lies outside the article.

    >>> article = Article("id", "Titel", "Seit August ruht der Hafen.", "de", published="2024-09-12")
    >>> [(time.mention.text, time.value) for time in find_times(article, 0, 27)]
    [('Seit August', '2024-08/..')]
    """
    if not 0 <= start <= end <= len(article.text):
        raise ValueError(f"no stretch of an article of {len(article.text)} characters: [{start}, {end})")
    return tuple(
        Time(Mention(article, (span,)), when.value) for span, when in _read(article, start, end) if when is not None
    )


def said_on(article: Article, sentence: Span, spans: Sequence[Span], cue: Sequence[Span]) -> Time | None:
    """Return when a claim was made: the time beside its cue, outside its own words; None where none stands there.

    `spans` are the claim's words, `cue` the words that introduce them. A time with "seit", "bis" or "für", one that
    lies ahead and one in a clause of its own ("der Rat, der 2019 gewählt wurde, sagte") is none at which it was said.
    """
    if not cue:
        return None
    first, last = min(cue).start, max(span.end for span in cue)
    english = is_english(article.text[sentence.start : sentence.end], article.language)
    times = _read(article, sentence.start, min(sentence.end, len(article.text)), said=(first, last))
    if not times:
        return None
    apart = _embedded(article.text, sentence, spans, english=english)
    found: list[tuple[int, Span, Period]] = []
    for span, when in times:
        if when is None or any(span.overlaps(part) for part in (*spans, *apart)):
            continue
        distance = max(first - span.end, span.start - last, 0)
        between = Span(min(span.end, last), max(first, span.start)) if distance else Span(first, first)
        if any(part.overlaps(between) for part in spans) or _END.search(article.text, between.start, between.end):
            continue
        if distance <= _SAID_WITHIN and _can_be_said(article, span, when):
            found.append((distance, span, when))
    if not found:
        return None
    _, span, when = min(found, key=lambda each: each[0])
    return Time(Mention(article, (span,)), when.value)


def _can_be_said(article: Article, span: Span, when: Period) -> bool:
    if when.first is None or when.last is None:
        return False
    anchor = _anchor(article)
    if anchor is not None and anchor.last is not None and when.first > anchor.last:
        return False
    opening = article.text[span.start : span.end].split()[0].lower()
    return opening not in {"für", "for", "zum", "gegen", "by"} and (when.last - when.first).days <= 366


def _embedded(text: str, sentence: Span, spans: Sequence[Span], *, english: bool) -> list[Span]:
    """Subordinate clauses of the sentence outside the claim's words; their times are not the time of saying."""
    pieces, position = [], sentence.start
    for span in sorted(spans):
        if sentence.overlaps(span) and span.start >= position:
            pieces.append(text[position : span.start] + " " * (min(span.end, sentence.end) - span.start))
            position = min(span.end, sentence.end)
    rest = "".join(pieces) + text[position : sentence.end]
    return [
        Span(sentence.start + clause.words[0].start, sentence.start + clause.words[-1].end)
        for clause in find_clauses(rest, english=english)
        if clause.kind == "subordinate" and clause.words and clause.words[0].lower not in {"wie", "as"}
    ]


# --- scanning -------------------------------------------------------------------------------------------------------


def _anchor(article: Article) -> Period | None:
    """The day, month or year of publication; without it the date that a dateline names in full."""
    if article.published:
        found = _PUBLISHED.match(article.published)
        return period(*(int(part) if part else None for part in found.groups())) if found else None  # type: ignore[arg-type]
    for noise in article.noise:
        if noise.kind in {"dateline", "date mark", "byline"}:
            for row, match in _matches(article.text, noise.start, noise.end, english=article.language == "en"):
                if row in {"iso", "numeric", "day", "day_us"} and match["y"]:
                    return meaning(row, match, Reckoning(article.text, article.language == "en", None))
    return None


def _matches(text: str, start: int, end: int, *, english: bool) -> Iterator[tuple[str, re.Match[str]]]:
    """Each expression of time with the row that reads it; a row's own match has the groups."""
    for found in scanner(english).finditer(text, start, end):
        row = found.lastgroup or ""
        match = rows(english)[row].match(text, found.start(), found.end())
        if match:
            yield row, match


def _read(
    article: Article, start: int, end: int, *, said: tuple[int, int] | None = None
) -> list[tuple[Span, Period | None]]:
    """The expressions of time in a stretch with what they mean; None is one that stays open.

    `said` is where a cue stands: a weekday beside it is past, whatever the tense of the words said.
    """
    text = article.text
    english = is_english(text[start:end], article.language)
    matches = list(_matches(text, start, end, english=english))
    if not matches:
        return []
    place = Reckoning(text, english, _anchor(article), said=said)
    found: list[tuple[Span, Period | None]] = []
    named = _named_before(article, start, english=english)
    for row, match in matches:
        near = named is not None and match.start() - named[0] <= _REACH
        when = meaning(row, match, replace(place, named=named[1]) if near and named else place)
        if when is None and row in _NO_TIMES:
            continue
        begin, when = _with_left(
            text, max(start, found[-1][0].end if found else start), match.start(), when, row, english=english
        )
        if when is not None and found and (dated := _of_year(text, found[-1], match, when, row)):
            found[-1] = (Span(found[-1][0].start, match.end()), dated)
        elif when is not None and found and (joined := _joined(text, found[-1], match.start(), when, english=english)):
            found[-1] = (Span(found[-1][0].start, match.end()), joined)
        else:
            found.append((Span(begin, match.end()), when))
        named = (match.end(), when)
    return found


# Rows that can match what is no time at all; where they say nothing, the time named last is still the last.
_NO_TIMES = frozenset("year short month idiom later ahead of_unit day_after season deictic decade".split())


def _named_before(article: Article, start: int, *, english: bool) -> tuple[int, Period | None] | None:
    """The time named last in front of a stretch, near it, and by itself or by publication."""
    begin = max(0, start - _REACH)
    last: tuple[int, Period | None] | None = None
    place = Reckoning(article.text, english, _anchor(article))
    for row, match in _matches(article.text, begin, start, english=english):
        when = meaning(row, match, place)
        if when is not None or row not in _NO_TIMES:
            last = (match.end(), when)
    return last


def _with_left(
    text: str, start: int, at: int, when: Period | None, row: str, *, english: bool
) -> tuple[int, Period | None]:
    """The expression with the words before it: "Ende" Mai, "seit" August, "am" Dienstag."""
    for name in ("part", "preposition"):
        match = LEFT[english][name].search(text, max(start, at - 30), at)
        if not match:
            continue
        word = match.lastgroup or ""
        if when is None:
            return match.start(), None
        if name == "part":
            narrowed = third(when, word)  # type: ignore[arg-type]
            if narrowed is None:
                continue
            at, when = match.start(), narrowed
            continue
        changed = _moved_by(when, word, match.group().lower(), row, text[at:])
        if changed is not None:
            at, when = match.start(), changed
    return at, when


_EXACT = frozenset("iso numeric day day_us month year year_of".split())


def _moved_by(when: Period, word: str, words: str, row: str, rest: str) -> Period | None:
    if when.first is None or when.last is None:
        return None
    if word == "since":
        if row in {"years", "days", "between"}:
            return when
        if words.startswith(("von", "vom")) and not re.match(r".{2,30}\s(?:an|bis)\b", rest[:60]):
            return when
        if words.startswith("from") and not re.match(r".{2,30}\s(?:on|to|until)\b", rest[:60]):
            return when
        return when.since()
    if word == "until":
        return when.until()
    if word in {"before", "after"}:
        if row not in _EXACT:
            return None
        return when.before() if word == "before" else when.after()
    return when


def _of_year(
    text: str, before: tuple[Span, Period | None], match: re.Match[str], when: Period, row: str
) -> Period | None:
    """ "im Dezember" + "vergangenen Jahres": the month or day in that year."""
    span, day = before
    if row != "unit" or not match["unit"].startswith("Jahr") or not 0 < match.start() - span.end < 3:
        return None
    if day is None or day.first is None or when.first is None or "/" in day.value or day.unit == "year":
        return None
    return period(when.first.year, day.first.month, day.first.day if day.unit == "day" else None)


def _joined(text: str, before: tuple[Span, Period | None], at: int, when: Period, *, english: bool) -> Period | None:
    """ "von Montag bis Mittwoch", "from May to June": one period from the first to the last."""
    span, first = before
    if first is None or first.first is None or at - span.end > 12 or not text[span.end : at]:
        return None
    between = _BETWEEN.search(text[max(0, span.start - 20) : span.start]) and _AND.match(text[span.end : at])
    if not (between or _JOINED[english].match(text[span.end : at])):
        return None
    last = when.last
    if last is None or last < first.first:
        return None
    return Period(first.first, last, first.unit if first.unit == when.unit else "day")
