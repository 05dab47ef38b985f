"""The headings of an article: its title, also where web extraction glued something to it, and its subheadings."""

from __future__ import annotations

import re

from rag.articles.dates import DATE
from rag.articles.layout import Line, ends_sentence, is_headline, is_paragraph, is_subheading, is_wrapped
from rag.articles.line_rules import PHOTO_WORD, PICTURE_AGENCY
from rag.articles.marked_page import EDGE, Page
from rag.types import Noise, NoiseKind, Span

_FLAGS = re.IGNORECASE | re.VERBOSE

_CREDIT_WITHIN = re.compile(rf"© | \b {PHOTO_WORD} \s* : | \b {PICTURE_AGENCY} \b", _FLAGS)
_GLUED_WORDS = re.compile(r"\b[a-zäöüß]{2,}(?=[A-ZÄÖÜ])")
_SITE_AFTER_TITLE = re.compile(r"\s+ [|–—-] \s+ \S .{0,60}", re.VERBOSE)
_LONGEST_TITLE_WITH_CREDIT = 320
_SITE_AT_END = re.compile(r"\s+ \| \s+ (?P<name> [^|\s][^|]{1,39} ) $", re.VERBOSE)
_LEADING_DATE = re.compile(
    rf"""(?: (?: date | datum | stand | published | veröffentlicht (?: \s am )? ) \s* :? \s* {DATE}
    | {DATE} (?= \s* [|–—:-] \s ) ) (?= \s | [|–—:-] )""",
    _FLAGS,
)


def mark_title(page: Page, known: str | None) -> Span | None:
    """Find the title by a title that is known, or by a first line that begins with a headline standing alone below.

    Web extraction glues what stands beside a title to it (the credit of the picture, the name of the site), and often
    keeps the title once more by itself: that second one tells where the title ends.
    """
    if not page.lines:
        return None
    first = page.lines[0]
    start = first.start
    date = _LEADING_DATE.match(first.text)
    if date:
        page.inside.append(Noise(start, start + date.end(), "date mark"))
        rest = first.text[date.end() :].lstrip(" \t\u00a0|–—:-")
        start = first.end - len(rest)
    words = page.text[start : first.end]
    if not words:
        page.inside.clear()
        return None
    if known:
        return _mark_known_title(page, known.strip())
    for line in page.lines[1:8]:
        if len(line.text) >= 15 and is_headline(line.text) and words.startswith(line.text) and words != line.text:
            rest = words[len(line.text) :]
            if _CREDIT_WITHIN.search(rest) and len(rest) <= 200:
                return _cut_title(page, start, len(line.text), "photo credit")
            if _SITE_AFTER_TITLE.fullmatch(rest):
                return _cut_title(page, start, len(line.text), "site mark")
    if len(words) <= _LONGEST_TITLE_WITH_CREDIT and "©" in words and not ends_sentence(words.split("©")[0]):
        glued = [match.end() for match in _GLUED_WORDS.finditer(words) if match.end() < words.index("©")]
        if glued and is_headline(words[: glued[-1]]):
            return _cut_title(page, start, glued[-1], "photo credit")
    if date and is_headline(words):
        page.heads[0] = Span(start, first.end)
        return page.heads[0]
    return None


def _mark_known_title(page: Page, known: str) -> Span | None:
    found: Span | None = None
    for number, line in enumerate(page.lines):
        at = line.text.find(known, 0, len(known) + 40) if number < 8 else (0 if line.text == known else -1)
        if known and at >= 0 and (at == 0 or number == 0):
            span = Span(line.start + at, line.start + at + len(known))
            if any(span.overlaps(noise) for noise in page.inside):
                continue
            page.heads[number] = span
            found = found or span
    return found


def _cut_title(page: Page, start: int, length: int, kind: NoiseKind) -> Span:
    title = Span(start, start + len(page.text[start : start + length].rstrip()))
    page.heads[0] = title
    rest = page.text[title.end : page.lines[0].end].lstrip(" \t\u00a0|–—-")
    if rest:
        page.inside.append(Noise(page.lines[0].end - len(rest), page.lines[0].end, kind))
    return title


def mark_title_by_form(page: Page) -> Span | None:
    """Take the first line that has the form of a headline, before any running text; a word or two are a section."""
    wrapped = is_wrapped([line for number, line in enumerate(page.lines) if page.open(number)])
    found: list[int] = []
    for number, line in enumerate(page.lines[:EDGE]):
        if not page.open(number):
            continue
        if not is_headline(line.text) or any(noise.start < line.end for noise in page.inside):
            break
        if not line.blank_after and (wrapped or _goes_on(page, number + 1)):
            break
        found.append(number)
        if len(found) == 3:
            break
    if not found or len(page.lines) == 1:
        return None
    chosen = next((number for number in found if len(page.lines[number].text.split()) >= 4), found[0])
    for number in found[: found.index(chosen) + 1]:
        page.heads[number] = Span(page.lines[number].start, page.lines[number].end)
    line = page.lines[chosen]
    site = _SITE_AT_END.search(line.text)
    if site and is_headline(line.text[: site.start()]) and len(line.text[: site.start()].split()) >= 3:
        page.inside.append(Noise(line.start + site.start("name"), line.end, "site mark"))
        page.heads[chosen] = Span(line.start, line.start + site.start())
    return page.heads[chosen]


def _goes_on(page: Page, number: int) -> bool:
    """Whether the line, which follows without an empty line, continues a sentence that somebody broke."""
    if number >= len(page.lines) or not page.open(number):
        return False
    words = page.lines[number].text
    return words[0].islower() or words[0] in "(,;" or len(words) < 3


def mark_subheadings(page: Page) -> None:
    """A short line without a final mark, between paragraphs, is a subheading; noise in between does not count.

    Three in a row are no headings but a list or a table. In a text that is broken at a column a line needs empty lines
    around it, since there every line is short.
    """
    open_lines = [number for number in range(len(page.lines)) if page.kinds[number] is None]
    wrapped = is_wrapped([page.lines[number] for number in open_lines])
    run: list[int] = []
    for place, number in enumerate(open_lines):
        line = page.lines[number]
        set_apart = line.blank_before and line.blank_after
        if page.heads[number] is None and is_subheading(line.text) and (set_apart or not wrapped):
            run.append(number)
            continue
        # `number` is the paragraph after the run; the line before the run must be a paragraph, a heading or the edge.
        before = open_lines[place - len(run) - 1] if place > len(run) else None
        follows = page.heads[number] is None and (is_paragraph(line) or (wrapped and len(line.text) > 40))
        if 1 <= len(run) <= 2 and follows and _may_precede_heading(page, before, wrapped):
            for heading in run:
                if _stands_as_heading(page.lines[heading], line):
                    page.heads[heading] = Span(page.lines[heading].start, page.lines[heading].end)
        run = []


def _may_precede_heading(page: Page, number: int | None, wrapped: bool) -> bool:
    if number is None or page.heads[number] is not None:
        return True
    line = page.lines[number]
    return ends_sentence(line.text) or (not wrapped and is_paragraph(line))


def _stands_as_heading(line: Line, paragraph: Line) -> bool:
    if line.blank_before and line.blank_after:
        return True
    if paragraph.text[0].islower() or paragraph.text[0] in "(,;":
        return False  # a sentence that somebody broke
    # Without empty lines the paragraph below must be clearly the longer one.
    return len(paragraph.text) > 1.2 * len(line.text) and paragraph.text[:1] not in "-–•*"
