"""What in an article is not reporting: noise marked as spans with a kind, and headings; nothing is ever deleted.

The rules are of three sorts, each with its reason beside it:

    line rules      a line that as a whole is furniture of the page ("Anzeige", "Foto: dpa"): the table in `line_rules`
    block rules     lines that are noise because of a neighbour (what follows "Haftungsausschluss: ...", a repeat)
    inline rules    a stretch inside a line (a dateline, an embedded post, a teaser that lost its line breaks)

One principle decides doubtful cases: a sentence of reporting that is marked as noise is lost as evidence, while noise
that stays unmarked is a poor claim among others. So a rule needs two signs (a word and a form, or a word and a place).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.articles.dates import DATE, WEEKDAY
from rag.articles.language import detect_language
from rag.articles.layout import Line, ends_sentence, is_headline, is_paragraph, is_subheading, is_wrapped, split_lines
from rag.articles.line_rules import AGENCY, LINE_RULES, PHOTO_WORD, PICTURE_AGENCY, LineRule
from rag.types import Noise, NoiseKind, Span

_FLAGS = re.IGNORECASE | re.VERBOSE

_EDGE = 10
"""Lines (not counting empty ones) at each end of an article that may hold its masthead and its tail."""

_LONGEST_RULED_LINE = 450
"""Code points. Longer lines are running text: line rules do not apply, which also bounds what the patterns cost."""


def _any_of(rules: Sequence[LineRule]) -> re.Pattern[str]:
    # One alternation instead of a loop: 100,000 short lines would otherwise cost two million calls.
    # The patterns hold no capturing groups of their own, so the name of the last group is the rule that matched.
    return re.compile("|".join(f"(?P<rule{number}> {rule.pattern} )" for number, rule in enumerate(rules)), _FLAGS)


_RULES_ANYWHERE = tuple(rule for rule in LINE_RULES if rule.where == "anywhere")
_RULES_AT_EDGES = tuple(rule for rule in LINE_RULES if rule.where == "edges")
_ANYWHERE, _AT_EDGES = _any_of(_RULES_ANYWHERE), _any_of(_RULES_AT_EDGES)

# "Sie" and "Ihre" with a capital turn to the reader; "sie haben", "mit ihrer Spende" tell of somebody.
_PLEA = re.compile(
    r"""\b (?: (?: (?-i: Ihnen ) | dir | euch ) \s gefällt \s (?: die | der | das | dieser? | unsere? | was )
    | (?: hat | gefällt ) \s (?: (?-i: Ihnen ) | dir | euch ) \s (?: der | dieser? | die | das | unsere? ) \s .{0,30}
        (?: artikel | beitrag | text | arbeit | berichterstattung | journalismus )
    | unterstützen \s (?-i: Sie ) \s (?: uns\b | unsere? | unabhängigen? | freien | die \s arbeit )
    | (?-i: ^ Unterstützt? e? ) \s (?: uns | unsere? )
    | (?: brauchen | benötigen ) \s wir \s (?: (?-i: Ihre ) | deine | eure ) \s (?: hilfe | unterstützung | spende )
    | (?: abonnieren \s (?-i: Sie ) | abonniere | melden \s (?-i: Sie ) \s sich | melde \s dich
    | bestellen \s (?-i: Sie )
        | holen \s (?-i: Sie ) \s sich | verpassen \s (?-i: Sie ) ) \b .{0,120}
        (?: newsletter | kanal | channel | push | nachricht | artikel | abo\b )
    | folge (?: n \s (?-i: Sie ) | t )? \s (?: uns | unserem ) \b .{0,60}
        (?: auf | bei | facebook | twitter | telegram | instagram | whatsapp | kanal | google )
    | (?: follow \s us | join \s our ) \b .{0,120} (?: twitter | facebook | telegram | whatsapp | newsletter | channel )
    | follow \s .{1,40} \s on \s (?: twitter | x\b | facebook | instagram | telegram )
    | (?: sign \s up | subscribe | get \s (?: our | the \s latest ) ) \b .{0,120}
        (?: newsletter | inbox | briefing | e-?mails?\b | podcast | channel )
    | (?: support \s (?: our | us | independent | quality ) | your \s support | help \s us ) \b .{0,120}
        (?: journalism | reporting | donat | contribut | newsroom | subscri | member )
    | (?: dieser? | diesen ) \s (?: artikel | text | beitrag | inhalt ) \s .{0,40} (?: abonnent | abo\b | plus-
    | bezahl )
    | (?: weiterlesen | jetzt | einfach | alle \s (?: artikel | inhalte ) ) \b .{0,30} (?: mit | im ) \s .{0,30} abo\b
    | (?: bereits | schon ) \s .{0,20} (?: abonnent | digitalabo | ein \s abo\b | plus-abo )
    | already \s a \s (?: subscriber | member )
    | this \s (?: article | content ) \s is \s (?: for | only | reserved | available \s to ) \s .{0,20}
        (?: subscribers | members )
    | (?: (?-i: Ihrem | Ihr ) | deinem | dein | your ) \s (?: postfach | e-?mail-? (?: postfach | fach ) | inbox )
    | contact \s us \s .{0,40} subscri
    | (?: testen \s (?-i: Sie ) | jetzt \s testen | try \s us ) \b .{0,60} (?: kostenlos | gratis | monat | free
    | month )
    | mit \s (?: (?-i: Ihrer ) | deiner ) \s spende | spendenkonto \s* :
    | please \s (?: consider | make ) \s .{0,20} (?: donation | donating ) )""",
    _FLAGS,
)
_SHORTEST_PLEA = 25
"""Code points. What is shorter is a button, and the line rules know those."""
_QUOTED_OR_SAID = re.compile(
    r"""["„“”»«] | \b (?: sagte[n]? | sagt | erklärte[n]? | erklärt | betonte | forderte | rief | said | says
    | told ) \b""",
    _FLAGS,
)
_LEGAL = re.compile(
    r"""(?: \b (?: keine | keinerlei | no | not | nicht ) \s (?: \w+ \s ){0,3}? (?: haftung | gewähr
    | verantwortung | liability
        | responsibility | warranty | anlageberatung | (?: investment | financial ) \s advice | kaufempfehlung )
    | \b (?: handels )?verluste[n]? \b | \b loss(?:es)? \b | \b haftung \b | \b liability \b | ohne \s gewähr
    | \b risiken \b
    | \b risks? \b | \b (?: dieser | this | der ) \s (?: web ?site | webseite ) \b | anlageform | finanzmärkten?
    | echtzeit | informieren \s sie \s sich | indikativ | \b investors? \b | kauf-/verkauf )""",
    _FLAGS,
)
_OPINION_NOTICE = re.compile(
    r"""(?: (?: the \s )? (?: views | opinions ) \s (?: and \s opinions \s )? expressed \b .* (?: author | own
    | not \s .* reflect )
    | .{0,80} \b (?: geben | gibt | spiegel[nt] | entspr(?:echen|icht) ) \s nicht \s .{0,40} (?: meinung | ansicht
    | auffassung | position ) .{0,60} (?: redaktion | verlag | herausgeber | autor ) .*
    | (?: dieser \s (?: text | artikel ) \s wurde | this \s (?: text
    | article ) \s was ) \s (?: \w+ \s ){0,3}? (?: automatisch
        | maschinell | automatically | machine )[\s-] .* )""",
    _FLAGS,
)
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
_ANSWER_BUTTON = re.compile(
    r"(?: antworten | reply | melden | report | permalink | gefällt \s mir | like | empfehlen | recommend )", _FLAGS
)

BYLINE = re.compile(
    r"""(?: (?: ein | eine | a | an )? \s* (?: (?: gast )? (?: kommentar | beitrag ) | analyse | bericht
    | interview | reportage
        | kolumne | essay | analysis | opinion | text | autor (?: in | en | innen )? | author s? | story | words )
        \s* (?: : | von\b | by\b ) | von | by | (?: written | posted | reported ) \s by | veröffentlicht \s von )
    \s* :? \s+ (?P<names> [^\d\s] [^\d|·•\n]{1,90} ) (?: [|·•] \s* .{0,60} | \d .{0,60} )?""",
    _FLAGS,
)
"""A byline, the whole line; the group `names` holds the names and perhaps a place or office after a comma."""

_PARTICLES = frozenset(
    "von van der den de del della di da dos du la le el al bin ibn zu zum zur und and y e ten ter".split()
)
_NAME_SEPARATOR = re.compile(r"\s* (?: , | & | / | \s und \s | \s and \s | \s – \s | \s - \s ) \s*", re.VERBOSE)
_AGENCY_NAME = re.compile(AGENCY, _FLAGS)

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


@dataclass(frozen=True, slots=True)
class Markings:
    """What `mark` found. `noise` and `headings` are sorted, tight, and do not overlap, neither each other.

    `title` is the heading that is the article's title, None where no line has the form of one.
    """

    noise: tuple[Noise, ...]
    headings: tuple[Span, ...]
    title: Span | None


def mark(text: str, *, title: str | None = None, language: str | None = None) -> Markings:
    """Mark what in an article's text is noise and what is a heading.

    `title`, if known, is found where it stands; `language` is the article's (a post in another language stands out).
    Promises, for any text: spans lie in the text, begin and end on characters that are no white space, are sorted and
    overlap nothing; time grows linearly with the text.

    >>> marked = mark("Regen in Sicht\\n\\nBerlin. Es wird nass, sagt der Wetterdienst.\\n\\nFoto: dpa")
    >>> [noise.kind for noise in marked.noise], len(marked.headings)
    (['dateline', 'photo credit'], 1)
    """
    lines = split_lines(text)
    page = _Page(text, lines, [None] * len(lines), [None] * len(lines))
    title_span = _mark_title(page, title)
    _mark_lines(page)
    if title_span is None:
        title_span = _find_title(page)
    _mark_disclaimers(page)
    _mark_pleas(page)
    _mark_repeats(page, title_span)
    _mark_comments(page)
    _mark_linked_headlines(page, title_span)
    _mark_author_box(page)
    _mark_subheadings(page)
    _mark_inside_lines(page, language)
    noise = _without_overlap([*page.blocks(), *page.inside], page)
    return Markings(tuple(noise), tuple(sorted(page.headings())), title_span)


@dataclass(slots=True)
class _Page:
    """An article while it is being marked: what each line is (noise of a kind, or where in it a heading stands)."""

    text: str
    lines: list[Line]
    kinds: list[NoiseKind | None]
    heads: list[Span | None]
    inside: list[Noise] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    link_lists: set[int] = field(default_factory=set)

    def open(self, number: int) -> bool:
        """Whether nothing is known of the line yet."""
        return self.kinds[number] is None and self.heads[number] is None

    def join(self, number: int) -> None:
        """Let the noise of this line and of the one before be one span (a plea and its heading)."""
        self.joined.add(number)

    def blocks(self) -> Iterator[Noise]:
        number = 0
        while number < len(self.lines):
            kind = self.kinds[number]
            last = number
            while kind is not None and last + 1 in self.joined and self.kinds[last + 1] == kind:
                last += 1
            if kind is not None:
                yield Noise(self.lines[number].start, self.lines[last].end, kind)
            number = last + 1

    def headings(self) -> list[Span]:
        return [span for span in self.heads if span is not None]


# --- the title ---------------------------------------------------------------------------------------------------


def _mark_title(page: _Page, known: str | None) -> Span | None:
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


def _mark_known_title(page: _Page, known: str) -> Span | None:
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


def _cut_title(page: _Page, start: int, length: int, kind: NoiseKind) -> Span:
    title = Span(start, start + len(page.text[start : start + length].rstrip()))
    page.heads[0] = title
    rest = page.text[title.end : page.lines[0].end].lstrip(" \t\u00a0|–—-")
    if rest:
        page.inside.append(Noise(page.lines[0].end - len(rest), page.lines[0].end, kind))
    return title


def _find_title(page: _Page) -> Span | None:
    """Take the first line that has the form of a headline, before any running text; a word or two are a section."""
    wrapped = is_wrapped([line for number, line in enumerate(page.lines) if page.open(number)])
    found: list[int] = []
    for number, line in enumerate(page.lines[:_EDGE]):
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


def _goes_on(page: _Page, number: int) -> bool:
    """Whether the line, which follows without an empty line, continues a sentence that somebody broke."""
    if number >= len(page.lines) or not page.open(number):
        return False
    words = page.lines[number].text
    return words[0].islower() or words[0] in "(,;" or len(words) < 3


# --- whole lines ---------------------------------------------------------------------------------------------------


def _mark_lines(page: _Page) -> None:
    last = len(page.lines)
    for number, line in enumerate(page.lines):
        if not page.open(number) or len(line.text) > _LONGEST_RULED_LINE:
            continue
        at_edge = number < _EDGE or number >= last - _EDGE
        if match := _ANYWHERE.fullmatch(line.text):
            rule = _RULES_ANYWHERE[_number_of(match)]
            page.kinds[number] = rule.kind
            if rule.opens_links:
                page.link_lists.add(number)
        elif at_edge and (match := _AT_EDGES.fullmatch(line.text)):
            page.kinds[number] = _RULES_AT_EDGES[_number_of(match)].kind
        elif at_edge and byline_names(line.text) is not None:
            page.kinds[number] = "byline"


def _number_of(match: re.Match[str]) -> int:
    return int((match.lastgroup or "rule0").removeprefix("rule"))


_WEEKDAY = re.compile(rf"\b {WEEKDAY}", _FLAGS)
_NAME_AND_DATE = re.compile(
    rf"(?P<names> [^\W\d_][^\d|·•,\n–]{{3,60}}? ) \s* [|·•,–] \s* {WEEKDAY}? {DATE} .{{0,60}}", _FLAGS
)


def byline_names(words: str) -> str | None:
    """Return the names in a line that is a byline, as they stand there; None where the line is none.

    Every part must have the form of a name, so that "Von Moskau nach Kiew" stays a headline.

    >>> byline_names("Von Erika Muster und Jan van Dyk, Kiew"), byline_names("Von Moskau nach Kiew")
    ('Erika Muster und Jan van Dyk', None)
    """
    match = (BYLINE.fullmatch(words) or _NAME_AND_DATE.fullmatch(words)) if len(words) <= 160 else None
    if match is None:
        return None
    names = match["names"].strip(" ,–—-|")
    if _WEEKDAY.search(names):
        return None  # "Beispielzeitung Freitag, 10. Juni 2005": a source, not an author
    parts = [part for part in _NAME_SEPARATOR.split(names) if part]
    if not parts or ends_sentence(names):
        return None
    if not all(_is_name(part) for part in parts):
        # A place or an office may follow the first name after a comma: "Von Erika Muster, unsere Frau in Kiew".
        head = names.split(",")[0].strip()
        return head if "," in names and " " in head and _is_name(head) and len(names) < 80 else None
    full = [part for part in parts if " " in part or _AGENCY_NAME.fullmatch(part)]
    if not full:
        return None
    if len(parts) > 1 and " " not in parts[-1] and "," in names and names.rsplit(",", 1)[1].strip() == parts[-1]:
        return names.rsplit(",", 1)[0].strip()
    return names


def _is_name(words: str) -> bool:
    pieces = words.split()
    if not 1 <= len(pieces) <= 5:
        return False
    if len(pieces) == 1 and _AGENCY_NAME.fullmatch(words):
        return True
    return all(piece[0].isupper() or piece.lower() in _PARTICLES for piece in pieces) and pieces[-1][0].isupper()


# --- lines that are noise because of a neighbour -------------------------------------------------------------------


def _mark_disclaimers(page: _Page) -> None:
    """A legal notice goes on for as long as the paragraphs after it speak the same language; also at the end alone."""
    last = len(page.lines)
    for number, line in enumerate(page.lines):
        after_notice = number > 0 and page.kinds[number - 1] == "disclaimer"
        if not page.open(number) or len(line.text) > 3_000:
            continue
        if page.kinds[number] is None and _ANNOUNCED_NOTICE.match(line.text):
            page.kinds[number] = "disclaimer"
            continue
        near_end = number >= last - 6
        if not (after_notice or near_end):
            continue
        signs = len({match.group().lower() for match in _LEGAL.finditer(line.text)})
        if _QUOTED_OR_SAID.search(line.text):
            continue
        if (after_notice and signs >= 2) or (near_end and (signs >= 4 or _OPINION_NOTICE.fullmatch(line.text))):
            page.kinds[number] = "disclaimer"
            if after_notice:
                page.join(number)


_ANNOUNCED_NOTICE = re.compile(
    r"""(?: haftungsausschluss | disclaimer | risikohinweise? | rechtliche[rn]? \s hinweise?
    | risk \s (?: disclosure | warning )
    | legal \s (?: notice | disclaimer ) ) \s* :""",
    _FLAGS,
)


def _mark_pleas(page: _Page) -> None:
    """A paragraph that turns to the reader for support, with the short line above it and the button below it.

    A politician may ask for support, too: words in quotation marks or with a verb of saying are reporting.
    """
    for number, line in enumerate(page.lines):
        if not page.open(number) or len(line.text) > _LONGEST_RULED_LINE or len(line.text) < _SHORTEST_PLEA:
            continue
        if not _PLEA.search(line.text) or _QUOTED_OR_SAID.search(line.text):
            continue
        page.kinds[number] = "plea"
        if number and page.kinds[number - 1] == "plea":
            page.join(number)
        elif number > 1 and page.open(number - 1):
            above = page.lines[number - 1]
            stands_alone = above.blank_before or is_paragraph(page.lines[number - 2])
            if stands_alone and len(above.text) <= 60 and is_headline(above.text):
                page.kinds[number - 1] = "plea"
                page.join(number)


_LONGEST_CAPTION = 330
_SHORTEST_REPEAT = 15
"""Code points: shorter lines ("Kreml:", "1:0") may well stand twice in one article."""


def _mark_repeats(page: _Page, title: Span | None) -> None:
    """A line that stands twice is noise where it repeats; the title stays a heading wherever it stands.

    Two identical lines one after the other are what extraction makes of a picture (its caption and its alternative
    text): both are captions. Any other repeat is a pull quote, a lead or a button once more.
    """
    title_words = _folded(page.text[title.start : title.end]) if title else None
    seen: dict[str, int] = {}
    for number, line in enumerate(page.lines):
        if not page.open(number) or len(line.text) < _SHORTEST_REPEAT:
            continue
        words = _folded(line.text)
        if words == title_words:
            page.heads[number] = Span(line.start, line.end)
            continue
        earlier = seen.setdefault(words, number)
        if earlier == number:
            continue
        side_by_side = earlier == number - 1 and page.kinds[earlier] is None
        if len(words) <= _LONGEST_CAPTION and (side_by_side or page.kinds[earlier] == "caption"):
            page.kinds[earlier] = page.kinds[number] = "caption"
        else:
            page.kinds[number] = "label" if len(words) < 40 else "teaser"


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _mark_comments(page: _Page) -> None:
    """Between a door to the comments and the buttons below them ("Antworten"), and on to the end, readers write.

    Two buttons are asked for, and the first of them close to its door: a single word is no proof that the rest of an
    article is none.
    """
    buttons = [number for number, line in enumerate(page.lines) if _ANSWER_BUTTON.fullmatch(line.text)]
    if len(buttons) < 2:
        return
    is_door = [kind == "comments" for kind in page.kinds[: buttons[0]]]
    door = max((number for number, found in enumerate(is_door) if found), default=None)
    if door is None or buttons[0] - door > _MOST_LINES_TO_BUTTON:
        return
    for number in range(door + 1, len(page.lines)):
        if page.heads[number] is None:
            page.kinds[number] = "comments"


_MOST_LINES_TO_BUTTON = 12


def _mark_linked_headlines(page: _Page, title: Span | None) -> None:
    """The headlines right below "Lesen Sie auch:" are links; the first line that ends a sentence is reporting again."""
    for number, line in enumerate(page.lines):
        if number not in page.link_lists:
            continue
        if title is not None and line.start < title.start:
            continue  # a button in the masthead: what follows is the title's own furniture
        after = number + 1
        links: list[int] = []
        while after < len(page.lines) and page.open(after) and len(links) < 12:
            words = page.lines[after].text
            gap = bool(links) and page.lines[after].blank_before and not page.lines[links[-1]].blank_before
            if gap or not is_headline(words):
                break
            links.append(after)
            after += 1
        # The last of several headlines before a paragraph may be that paragraph's own subheading: a link list that is
        # set apart by an empty line ends there; otherwise both readings keep the line out of claims.
        for link in links:
            page.kinds[link] = "teaser"


def _mark_author_box(page: _Page) -> None:
    """Near the end, a line on the author of the byline ("Erika Muster berichtet aus ...") is about the author."""
    authors = {
        part
        for number, line in enumerate(page.lines[:_EDGE])
        if page.kinds[number] == "byline"
        for part in _NAME_SEPARATOR.split(byline_names(line.text) or "")
        if " " in part
    }
    first = max(len(page.lines) - 6, 1)
    for number in range(first, len(page.lines)):
        line = page.lines[number]
        if not page.open(number) or len(line.text) > _LONGEST_RULED_LINE:
            continue
        below_heading = _AUTHOR_HEADING.fullmatch(page.lines[number - 1].text) is not None
        about_author = any(line.text.startswith(author + " ") or line.text == author for author in authors)
        if _AUTHOR_HEADING.fullmatch(line.text) or below_heading or (about_author and _AUTHOR_WORK.search(line.text)):
            page.kinds[number] = "byline"


_AUTHOR_HEADING = re.compile(
    r"""(?: über \s (?: den | die | unsere[nr]? ) \s autor (?: in | en | innen )? | zur \s person
    | about \s the \s authors? | der \s autor
    | die \s autorin | zum \s autor | zur \s autorin ) \s* :?""",
    _FLAGS,
)
_AUTHOR_WORK = re.compile(
    r"""\b (?: redakteur | korrespondent | autor | journalist | volontär | reporter | correspondent | editor
    | writer | schreibt | berichtet | arbeitet | covers | writes | studierte )""",
    _FLAGS,
)


# --- headings ------------------------------------------------------------------------------------------------------


def _mark_subheadings(page: _Page) -> None:
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


def _may_precede_heading(page: _Page, number: int | None, wrapped: bool) -> bool:
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


# --- inside lines --------------------------------------------------------------------------------------------------


_SHORTEST_RUNNING_TEXT = 30
"""Code points. A shorter line is noise as a whole or not at all."""


def _mark_inside_lines(page: _Page, language: str | None) -> None:
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
        if is_teaser and not _QUOTED_OR_SAID.search(headline):
            yield Noise(line.start + opener.start() - len(headline), line.start + opener.start(), "teaser")


def _after_sentence(words: str, position: int) -> bool:
    return ends_sentence(words[max(0, position - 6) : position])


def _without_overlap(candidates: list[Noise], page: _Page) -> list[Noise]:
    """The candidates in order, without those that run into an earlier one or into a heading."""
    taken = sorted(page.headings())
    result: list[Noise] = []
    heading = 0
    position = 0
    for noise in sorted(candidates, key=lambda noise: (noise.start, -noise.end)):
        while heading < len(taken) and taken[heading].end <= noise.start:
            heading += 1
        if noise.start < position or len(noise) == 0:
            continue
        if heading < len(taken) and taken[heading].overlaps(noise):
            continue
        result.append(noise)
        position = noise.end
    return result
