"""Inline rules: stretches of noise inside a line of reporting: a dateline, a credit, an embedded post, a teaser."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rag.articles.block_rules import QUOTED_OR_SAID
from rag.articles.dates import DATE
from rag.articles.language import detect_language
from rag.articles.layout import Line, ends_sentence, is_headline, is_paragraph
from rag.articles.line_rules import AGENCY, PHOTO_WORD
from rag.articles.marked_page import Page
from rag.types import Noise, Span

_FLAGS = re.IGNORECASE | re.VERBOSE

_PLACE = r"(?-i: [A-ZÄÖÜÉÀ][\w'’.-]* )"
_DATELINE_OF_AGENCY = re.compile(
    rf"""(?: {_PLACE} (?: [\s/,]+ (?: {_PLACE} | am | an | der | de | del | la | den | \d{{1,2}}\.?
    | \d{{4}} ) ){{0,7}} \s* )?
    \( \s* {AGENCY} (?: [/,;+\s-]+ [\w.-]+ ){{0,4}} \s* \) \s* [-–—:.|·]+ (?= \s )
    | \( \s* {AGENCY} (?: [/,;+-] \s? [\w.-]+ ){{0,4}} \s* \) (?= \s+ (?-i: [A-ZÄÖÜ"„“»] ) )
    | {_PLACE} (?: [\s/] {_PLACE} ){{0,2}} \s (?: taz | dpa | afp | rtr | epd ) \s? [|·] (?= \s )""",
    _FLAGS,
)
_DATELINE_IN_CAPITALS = re.compile(
    r"""[A-ZÄÖÜ][A-ZÄÖÜß.'’/-]{2,} (?: [\s,/]+ [A-ZÄÖÜ][\w.]* ){0,3} (?: ,\s \d{1,2}\.?\s\w+\.? | ,\s \w+\.?\s\d{1,2} )?
    (?: ,?\s \d{4} )? (?: \s \( [^()\n]{2,40} \) )? (?: \s* [–—|] | \s-- | \s - ) (?= \s+ [A-ZÄÖÜ"„“»'‘] )""",
    re.VERBOSE,
)
_DATELINE_OF_PLACE = re.compile(
    r"""(?P<place> [A-ZÄÖÜ][\w'’-]{2,} (?: [\s/-] [A-ZÄÖÜ][\w'’-]{2,} ){0,2} ) (?: \. | (?P<dash> \s [-–—] ) )
    (?= \s+ [A-ZÄÖÜ"„“»] )""",
    re.VERBOSE,
)
_NO_PLACE = frozenset(
    """nein ja endlich prof frl präs gen sen rep gov col sgt capt mrs jetzt heute gestern krieg frieden schluss vorbei
    yes now today enough stop sorry danke bitte wirklich genau richtig falsch""".split()
)
_DASH_BETWEEN_WORDS = re.compile(r"\s[-–—]\s")

_PHOTO_IN_BRACKETS = re.compile(
    rf"""[(\[] \s* (?: {PHOTO_WORD} \s* [:/©] [^()\[\]\n]{{1,80}} | (?: archiv | symbol ) (?: bild | foto )
    | file \s photo
    | © [^()\[\]\n]{{1,80}} ) [)\]]""",
    _FLAGS,
)
_SIGNATURE_AT_END = re.compile(
    rf"""[(\[] \s* (?: \w{{1,5}} \s? [/,;-] \s? )* {AGENCY} (?: \s? [/,;-] \s? [\w.-]+ )* \s* [)\]] \.? $""", _FLAGS
)
_SEVERAL = re.compile(r"[/,;]")
_TEASER_WITHIN = re.compile(
    r"""(?: mehr \s zum \s thema | lesen \s sie \s (?: auch | hierzu | dazu | mehr ) | siehe \s auch
    | auch \s interessant
    | read \s (?: more | also ) | also \s read | see \s also | related ) (?: \s* : | \s [-–—] ) (?= \s )""",
    _FLAGS,
)
_SENTENCE_END = re.compile(r"""[.!?…] ["'”“’»«)\]]? (?= \s )""", re.VERBOSE)
_OPENER = re.compile(
    r"""(?<= [\w"”“»)] ) \s (?= (?: Darüber \s hinaus | Zudem | Außerdem | Unterdessen | Zugleich | Gleichzeitig
    | Demnach | Zuvor
    | Allerdings | Ferner | Hingegen | Dagegen | Daraufhin | Dabei | Damit | Dennoch | Trotzdem | Nach \s Angaben
    | Laut | Bereits
    | Am \s \w+tag | Im \s (?: Januar | Februar | März | April | Mai | Juni | Juli | August | September | Oktober
    | November
    | Dezember | Anschluss | Gegenzug | Übrigen ) | Wie \s [a-zäöü] | (?: Der | Die | Das | Ein | Eine | Dieser?
    | Diese | Seine? | Ihre? )
    \s [a-zäöü]\w+ (?: e | en | er | es ) \s [A-ZÄÖÜ] | In \s addition | Moreover | Meanwhile | However
    | According \s to | Furthermore | Earlier | On \s \w+day | The \s [a-z]\w+ | In \s [a-z]\w+ ) \b )""",
    re.VERBOSE,
)
_HEADLINE_INSIDE = re.compile(r"[\w\d\"”“»)] (?: : | \s [–—-] ) \s+ [\"„“»]? [A-ZÄÖÜ0-9]", re.VERBOSE)
_LONGEST_TEASER = 230
_LONGEST_INLINE_HEADLINE = 120

_HANDLE = re.compile(r"\(@\w{1,20}\)")
_POST_SIGNATURE = re.compile(rf"[—–-] \s? [^\n@—–]{{1,60}} \(@\w{{1,20}}\) \s* {DATE}", _FLAGS)
_POST_TRACE = re.compile(r"[\U0001F1E6-\U0001FAFF\u2600-\u27BF]|(?<!\w)[@#]\w|pic\.twitter\.com|t\.co/|x\.com/")
_EMOJI = re.compile(r"[\U0001F1E6-\U0001FAFF\u2600-\u27BF]")
_LONGEST_POST = 700

_SHORTEST_RUNNING_TEXT = 30
"""Code points. A shorter line is noise as a whole or not at all."""


def mark_inside_lines(page: Page, language: str | None) -> None:
    posts: list[Noise] = []
    open_numbers = [number for number in range(len(page.lines)) if page.open(number)]
    opening = next((number for number in open_numbers if is_paragraph(page.lines[number])), None)
    for number in open_numbers:
        line = page.lines[number]
        if len(line.text) < _SHORTEST_RUNNING_TEXT:
            continue
        dateline = _DATELINE_OF_AGENCY.match(line.text) if "(" in line.text[:100] or "|" in line.text[:60] else None
        end = dateline.end() if dateline else _place_of(line.text) if number == opening else 0
        if end and end < len(line.text):
            page.inside.append(Noise(line.start, line.start + end, "dateline"))
        if "(" in line.text or "[" in line.text:
            page.inside.extend(
                Noise(line.start + match.start(), line.start + match.end(), "photo credit")
                for match in _PHOTO_IN_BRACKETS.finditer(line.text)
            )
            signature = _SIGNATURE_AT_END.search(line.text, max(0, len(line.text) - 60))
            # "... der Deutschen Presse-Agentur (dpa)." is a sentence; a signature stands after one, or names several.
            if signature and (ends_sentence(line.text[: signature.start()]) or _SEVERAL.search(signature.group())):
                page.inside.append(Noise(line.start + signature.start(), line.start + signature.end(), "byline"))
        posts.extend(_posts_in(line, language))
        page.inside.extend(_teasers_in(line))
    page.inside.extend(posts)


def _place_of(words: str) -> int:
    """How far a dateline reaches that is a place alone ("Caracas.", "KIEW –"), at the start of the first paragraph."""
    if match := _DATELINE_IN_CAPITALS.match(words):
        return match.end()
    match = _DATELINE_OF_PLACE.match(words)
    if match is None or len(match["place"]) > 40:
        return 0
    if any(word.lower() in _NO_PLACE for word in re.split(r"[\s/-]", match["place"])):
        return 0
    if match["dash"] and _DASH_BETWEEN_WORDS.search(words, match.end(), match.end() + 300):
        return 0  # "Maduro – Präsident seit 2013 – reiste ab": an insertion, and the subject of the sentence
    return match.end()


def _posts_in(line: Line, language: str | None) -> Iterator[Noise]:
    """An embedded post ends in "— Name (@name) date". It begins where the sentences before it stop looking like one.

    From the signature backwards a sentence belongs to the post while it is in another language than the article or
    bears traces of one (an emoji, @, #, a short link); a sentence that opens with an emoji is the first.
    """
    position = 0
    for handle in _HANDLE.finditer(line.text):
        signature = next(
            (
                match
                for match in _POST_SIGNATURE.finditer(line.text, max(position, handle.start() - 70), handle.end() + 40)
                if match.start() < handle.start() < match.end()
            ),
            None,
        )
        if signature is None:
            continue
        start = signature.start()
        earliest = max(position, signature.start() - _LONGEST_POST)
        for sentence in _sentences_before(line.text, signature.start(), earliest):
            words = line.text[sentence.start : sentence.end]
            foreign = language is not None and detect_language(words) not in (None, language)
            if not foreign and not _POST_TRACE.search(words) and start < signature.start():
                break
            if not foreign and not _POST_TRACE.search(words) and len(words) > 300:
                break
            start = sentence.start
            if _EMOJI.match(words):
                break
        position = signature.end()
        yield Noise(line.start + start, line.start + signature.end(), "social post")


def _sentences_before(words: str, end: int, least: int) -> Iterator[Span]:
    """The sentences of `words` that lie between `least` and `end`, last one first, tight, by their final marks."""
    starts = [least] if least == 0 or words[least - 1 : least].isspace() else []
    for match in _SENTENCE_END.finditer(words, least, end):
        after = match.end()
        while after < end and words[after].isspace():
            after += 1
        if after < end and (not starts or after > starts[-1]):
            starts.append(after)
    for start in reversed(starts):
        stop = end
        while stop > start and words[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield Span(start, stop)
        end = start


def _teasers_in(line: Line) -> Iterator[Noise]:
    """Links to other articles inside running text, where extraction lost the line breaks around them."""
    words = line.text
    # What announces a teaser ends with one of these, and a headline is known by one.
    if not any(mark in words for mark in ":-–—"):
        return
    announced, openers = list(_TEASER_WITHIN.finditer(words)), list(_OPENER.finditer(words))
    if not announced and not openers:
        return
    ends = [match.end() for match in _SENTENCE_END.finditer(words)]
    for match in announced:
        if match.start() and not _after_sentence(words, match.start()):
            continue
        place = bisect_right(ends, match.end())
        limit = min(ends[place] if place < len(ends) else len(words), match.end() + _LONGEST_TEASER)
        cut = _OPENER.search(words, match.end(), limit)
        # Without an end in reach only the phrase itself is certain.
        reached = limit == len(words) or limit - match.end() < _LONGEST_TEASER
        end = cut.start() if cut else limit if reached else match.end()
        yield Noise(line.start + match.start(), line.start + end, "teaser")
    for opener in openers:
        place = bisect_right(ends, opener.start())
        if not place:
            continue
        start = ends[place - 1]
        if opener.start() - start > _LONGEST_INLINE_HEADLINE:
            continue
        headline = words[start : opener.start()].lstrip()
        # The colon or dash of a headline is asked for: without it, this might be a sentence that lost its full stop.
        is_teaser = len(headline) >= 20 and is_headline(headline) and _HEADLINE_INSIDE.search(headline)
        if is_teaser and not QUOTED_OR_SAID.search(headline):
            yield Noise(line.start + opener.start() - len(headline), line.start + opener.start(), "teaser")


def _after_sentence(words: str, position: int) -> bool:
    return ends_sentence(words[max(0, position - 6) : position])
