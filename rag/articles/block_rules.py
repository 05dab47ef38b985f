"""Block rules: lines that are noise by what they say to the reader, or because of the lines beside them.

A plea, a legal notice and what follows it, a line that stands twice, readers' comments, headlines that are links.
"""

from __future__ import annotations

import re

from rag.articles.layout import is_headline, is_paragraph
from rag.articles.marked_page import LONGEST_RULED_LINE, Page
from rag.types import Span

_FLAGS = re.IGNORECASE | re.VERBOSE

QUOTED_OR_SAID = re.compile(
    r"""["„“”»«] | \b (?: sagte[n]? | sagt | erklärte[n]? | erklärt | betonte | forderte | rief | said | says
    | told ) \b""",
    _FLAGS,
)
"""Signs of reporting, whatever else in the words speaks for noise: quotation marks, a verb of saying."""

_ANNOUNCED_NOTICE = re.compile(
    r"""(?: haftungsausschluss | disclaimer | risikohinweise? | rechtliche[rn]? \s hinweise?
    | risk \s (?: disclosure | warning )
    | legal \s (?: notice | disclaimer ) ) \s* :""",
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


def mark_disclaimers(page: Page) -> None:
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
        if not (after_notice or near_end) or QUOTED_OR_SAID.search(line.text):
            continue
        signs = len({match.group().lower() for match in _LEGAL.finditer(line.text)})
        if (after_notice and signs >= 2) or (near_end and (signs >= 4 or _OPINION_NOTICE.fullmatch(line.text))):
            page.kinds[number] = "disclaimer"
            if after_notice:
                page.join(number)


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


def mark_pleas(page: Page) -> None:
    """A paragraph that turns to the reader for support, with the short line above it and the button below it.

    A politician may ask for support, too: words in quotation marks or with a verb of saying are reporting.
    """
    for number, line in enumerate(page.lines):
        if not page.open(number) or len(line.text) > LONGEST_RULED_LINE or len(line.text) < _SHORTEST_PLEA:
            continue
        if not _PLEA.search(line.text) or QUOTED_OR_SAID.search(line.text):
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


def mark_repeats(page: Page, title: Span | None) -> None:
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


_ANSWER_BUTTON = re.compile(
    r"(?: antworten | reply | melden | report | permalink | gefällt \s mir | like | empfehlen | recommend )", _FLAGS
)
_MOST_LINES_TO_BUTTON = 12


def mark_comments(page: Page) -> None:
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


def mark_linked_headlines(page: Page, title: Span | None) -> None:
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
