"""From the lines that stand on printed pages to running text: paragraphs, parted words, running heads.

A page says where each line stands and in which type, not which lines belong together. What is told from that:

    paragraphs      a line goes on in the next one, unless that one is further below, indented, in another type, or its
                    first word would still have fitted
    parted words    a hyphen at the end of a line goes, or stays, by what stands on both sides of it
    page furniture  running heads, page numbers, small print at the foot and turned text wait for the end of the
                    paragraph, so that a sentence that runs over pages or columns is whole; nothing is left out
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise, zip_longest

from rag.articles.decoding import normalised
from rag.articles.formats.lines import PrintedLine, below, beside
from rag.articles.layout import ends_sentence

_ALIKE = 0.08
_NEARLY = 0.2
"""Two sizes of type are one if they differ by no more than this share; nearly one, by no more than that."""

_EDGE_ROWS = 3
"""Rows at the top and at the bottom of a page that may be running heads: name, section, number."""

_MOST_BESIDE = 50
_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class _Piece:
    separator: str
    words: str
    page: int


def running_text(pages: Sequence[Sequence[PrintedLine]]) -> tuple[str, tuple[int, ...]]:
    """Return the text of pages whose lines are in reading order, and the offsets at which the pages begin.

    The text is in NFC, its paragraphs apart by an empty line, its headings lines of their own. A page may begin inside
    a paragraph, and inside a word. A page without text begins where the next one does.
    """
    sizes: Counter[float] = Counter()
    for line in chain.from_iterable(pages):
        sizes[line.size] += len(line.text)
    body = max(sizes, key=lambda size: sizes[size], default=0.0)
    levels = _levels(chain.from_iterable(pages))
    pitches = _pitches(pages)
    parted = _parted(pages, body)
    own: list[list[_Piece]] = [[] for _ in pages]
    for piece in _flow([line for parts in parted for line in parts.body], levels, pitches, body):
        own[piece.page].append(piece)
    pieces: list[_Piece] = []
    waiting: list[_Piece] = []
    for page, parts in enumerate(parted):
        waiting += _as_they_stand(parts.head)
        for piece in own[page]:
            if piece.separator == _PARAGRAPH:
                pieces += waiting
                waiting.clear()
            pieces.append(piece)
        waiting += [*_flow(parts.small, levels, pitches, body), *_as_they_stand(parts.foot)]
    return _written([*pieces, *waiting], len(pages))


def _flow(lines: Sequence[PrintedLine], levels: _Levels, pitches: dict[float, float], body: float) -> Iterator[_Piece]:
    """Put lines together to paragraphs; the first one begins a paragraph."""
    separator = _PARAGRAPH
    for upper, lower, edge in zip_longest(lines, lines[1:], _edges(lines, levels)):
        words, cut, after = _words(upper), 0, _PARAGRAPH
        if lower is not None:
            cut, after = _joint(upper, lower, edge, pitches.get(_rounded(lower.size)), body)
        yield _Piece(separator, words[: len(words) - cut], upper.page)
        separator = after


def _as_they_stand(lines: Sequence[PrintedLine]) -> Iterator[_Piece]:
    for place, line in enumerate(lines):
        yield _Piece("\n" if place else _PARAGRAPH, _words(line), line.page)


def _words(line: PrintedLine) -> str:
    text = line.text
    if line.row:
        for gap in line.gaps:
            if gap.right - gap.left > line.size:
                text = f"{text[: gap.at]}\t{text[gap.at + 1 :]}"
    return normalised(text)


def _written(pieces: Sequence[_Piece], pages: int) -> tuple[str, tuple[int, ...]]:
    written: list[str] = []
    position = 0
    begins: dict[int, int] = {}
    for piece in pieces:
        if written:
            written.append(piece.separator)
            position += len(piece.separator)
        begins.setdefault(piece.page, position)
        written.append(piece.words)
        position += len(piece.words)
    offsets = []
    for page in reversed(range(pages)):
        # What waited for the end of a paragraph may be all that a page has; it then stands behind the next one.
        position = min(position, begins.get(page, position)) if page else 0
        offsets.append(position)
    return "".join(written), tuple(reversed(offsets))


_Levels = dict[tuple[int, int], list[PrintedLine]]
"""The lines by page and height, to find those that stand beside each other."""


def _levels(lines: Iterable[PrintedLine]) -> _Levels:
    levels: _Levels = {}
    for line in lines:
        levels.setdefault((line.page, round(line.baseline / 12)), []).append(line)
    return levels


def _edges(lines: Sequence[PrintedLine], levels: _Levels) -> Iterator[float]:
    """How far to the right a line could reach where each one stands: as far as the longest of its neighbours.

    Three lines that end in one place reach the edge, if only that of a picture; text beside a line is an edge too.
    """
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _alike(lines[end - 1], lines[end]) and _same_column(lines[end - 1], lines[end]):
            continue
        for place in range(start, end):
            line = lines[place]
            near = lines[max(start, place - 3) : min(end, place + 4)]
            if sum(abs(other.right - line.right) < 0.05 * line.size for other in near) > 2:
                yield line.right
                continue
            reach = max(other.right for other in near)
            level = round(line.baseline / 12)
            others = [
                other.left - line.size
                for near_level in (level - 1, level, level + 1)
                for other in levels.get((line.page, near_level), [])[:_MOST_BESIDE]
                if other.left > line.right and abs(other.baseline - line.baseline) < 0.8 * line.size
            ]
            yield max(line.right, min([reach, *others]))
        start = end


def _alike(one: PrintedLine, other: PrintedLine, share: float = _ALIKE) -> bool:
    return abs(one.size - other.size) <= share * max(one.size, other.size)


def _same_column(upper: PrintedLine, lower: PrintedLine) -> bool:
    side_by_side = beside((upper.left, upper.right), (lower.left, lower.right))
    return upper.page == lower.page and below(upper, lower) and side_by_side


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _pitches(pages: Sequence[Sequence[PrintedLine]]) -> dict[float, float]:
    """The usual distance of two lines for each size of type; a manuscript has up to two and a half times the size."""
    distances: dict[float, Counter[float]] = {}
    for upper, lower in pairwise(chain.from_iterable(pages)):
        if _alike(upper, lower) and _same_column(upper, lower):
            distance = upper.baseline - lower.baseline
            if distance <= 2.5 * lower.size:
                distances.setdefault(_rounded(lower.size), Counter())[_rounded(distance)] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in distances.items()}


# --- from one line to the next --------------------------------------------------------------------------------------

_BULLET = re.compile(r"[•▪►●‣◦]\s")
_ITEM = re.compile(r"(?:[–—·*-]|\(?\d{1,2}[.)]|[a-z]\))\s")
_PARTED = re.compile(r"[^\W_]['’]?[-\u00ad\u2010–—/]$")
_ABBREVIATED = re.compile(r"\b(?:\d{1,2}|Dr|Prof|St|Nr|Mr|Mrs|Ms|ca|bzw|Mio|Mrd|z\.\s?B|u\.\s?a)\.$")
_FIRST = re.compile(r"[\"„“”»«‚‘’›‹(\[]*(\w)")


def _joint(upper: PrintedLine, lower: PrintedLine, edge: float, pitch: float | None, body: float) -> tuple[int, str]:
    """How the text goes on from one line to the next: how many characters the upper one loses, and what comes between.

    `edge` is how far to the right a line could reach where the upper one stands, `pitch` the usual distance of lines,
    `body` the size of most type.
    """
    column = _same_column(upper, lower)
    ended = ends_sentence(upper.text) and _ABBREVIATED.search(upper.text) is None
    parted = _PARTED.search(upper.text) is not None
    first = _FIRST.match(lower.text)
    goes_on = not ended and (parted or bool(first and first[1].islower()))
    fits = edge - upper.right > lower.first_word + lower.size / 2
    wrap = _hyphen(upper.text, lower.text) if parted else (0, " ")
    apart = pitch is not None and upper.baseline - lower.baseline > 1.25 * pitch
    # A line of running text that is mostly in another type may be set a little smaller than its neighbours.
    mixed = (
        column
        and goes_on
        and not apart
        and "" in (upper.font, lower.font)
        and max(upper.size, lower.size) < (1 + _ALIKE) * body
    )
    if not _alike(upper, lower, _NEARLY if mixed else _ALIKE):
        return 0, _PARAGRAPH
    if upper.row or lower.row:
        return 0, "\n" if column and ((upper.row and lower.row) or not apart) else _PARAGRAPH
    starts_item = _BULLET.match(lower.text) or ((ended or fits) and _ITEM.match(lower.text))
    if not column:
        follows = goes_on or (not ended and not fits and upper.font == lower.font)
        return wrap if follows and not starts_item and upper.turned == lower.turned else (0, _PARAGRAPH)
    if goes_on and not starts_item:
        return wrap
    if apart:
        return 0, _PARAGRAPH
    if starts_item:
        return 0, "\n"
    if upper.size > (1 + 2 * _ALIKE) * body:
        return wrap
    indented = lower.left - upper.left > 0.7 * lower.size and abs(_middle(upper) - _middle(lower)) > 0.3 * lower.size
    if (ended and (indented or fits)) or (upper.font != lower.font and (ended or fits)):
        return 0, _PARAGRAPH
    return (0, "\n") if fits else wrap


def _middle(line: PrintedLine) -> float:
    return (line.left + line.right) / 2


_LAST_PART = re.compile(r"([^\W_]+)['’]?.$")
_NEXT_WORD = re.compile(r"\w+")
_SUSPENDED = frozenset("und oder sowie bzw beziehungsweise and or".split())
_RANGE = frozenset("bis to".split())
_NUMBER_WORD = re.compile(
    r"(?:\d+|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w+zig|\w+zehn|hundert|tausend|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand)",
    re.IGNORECASE,
)
# The second half of English compounds; none of them is the rest of a word that was parted at a syllable.
_SECOND_HALF = frozenset(
    """
    based backed called known led level made old owned related run scale sized speaking style term thirds time wide
    winning year years
    """.split()
)


def _hyphen(upper: str, lower: str) -> tuple[int, str]:
    """What becomes of the hyphen at the end of a line: (1, "") if it goes, (0, "") if it stays, (0, " ") before a word.

    A small letter behind it is the rest of a word ("Ver-/handlung"), but for "Ein-/und Ausfuhr", for what follows a
    figure, a single letter or an abbreviation ("US-/amerikanisch"), and for halves of English compounds
    ("well-/known"). Before a capital or a figure it is the hyphen of a compound ("Nord-/Süd"), unless all of the line
    is in capitals. A dash or stroke without a space before it stays ("2020–/2022").
    """
    last = _LAST_PART.search(upper)
    following = _NEXT_WORD.match(lower)
    if last is None or following is None:
        return 0, " "
    if upper[-1] in "–—/":
        return 0, ""
    part, word = last[1], following[0]
    if word[0].islower():
        if word in _SUSPENDED or (word in _RANGE and _NUMBER_WORD.fullmatch(part)):
            return 0, " "
        compound = part[-1].isdigit() or len(part) == 1 or sum(map(str.isupper, part)) > 1 or word in _SECOND_HALF
        return (0 if compound else 1), ""
    if upper.isupper() and lower.isupper() and not part[-1].isdigit() and not word[0].isdigit():
        return 1, ""
    return 0, ""


# --- furniture of the page ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    """The lines of a page: running heads, its own text, small print at its foot and turned text, running feet."""

    head: list[PrintedLine]
    body: list[PrintedLine]
    small: list[PrintedLine]
    foot: list[PrintedLine]


def _parted(pages: Sequence[Sequence[PrintedLine]], body: float) -> list[_Parts]:
    angles = Counter(line.turned for page in pages for line in page)
    upright = max(angles, key=lambda angle: angles[angle], default=0)
    edges = [_edge_rows([line for line in page if line.turned == upright]) for page in pages]
    repeated = [_repeated([rows[side] for rows in edges]) for side in (0, 1)]
    result = []
    for page, rows in zip(pages, edges, strict=True):
        head, foot = (_furniture(rows[side], repeated[side]) for side in (0, 1))
        foot -= head
        own = [line for line in page if line.turned == upright and id(line) not in head | foot]
        last = len(own)
        while last and own[last - 1].size < (1 - _ALIKE) * body:
            last -= 1
        result.append(
            _Parts(
                head=[line for line in page if id(line) in head],
                body=own[:last],
                small=[*own[last:], *(line for line in page if line.turned != upright)],
                foot=[line for line in page if id(line) in foot],
            )
        )
    return result


def _edge_rows(lines: Sequence[PrintedLine]) -> tuple[list[list[PrintedLine]], list[list[PrintedLine]]]:
    """The outermost rows of a page, from the top inwards and from the bottom inwards."""
    ordered = sorted(lines, key=lambda line: -line.baseline)
    rows = [list(row) for _, row in groupby(ordered, key=lambda line: round(line.baseline / 2))]
    return rows[:_EDGE_ROWS], rows[: -_EDGE_ROWS - 1 : -1]


def _key(line: PrintedLine) -> str:
    return " ".join(re.sub(r"\d+", "#", line.text).lower().split())


def _repeated(pages: Sequence[Sequence[Sequence[PrintedLine]]]) -> dict[str, list[float]]:
    """The lines that stand at the edge of several pages in the same place, but for their figures: where they stand."""
    places: dict[str, Counter[float]] = {}
    for rows in pages:
        for key, place in {(_key(line), round(line.baseline / 4)) for row in rows for line in row}:
            places.setdefault(key, Counter()).update({place: 1})
    return {
        key: [place for place in counts if counts[place - 1] + counts[place] + counts[place + 1] > 1]
        for key, counts in places.items()
    }


def _furniture(rows: Sequence[Sequence[PrintedLine]], repeated: dict[str, list[float]]) -> set[int]:
    found: set[int] = set()
    for row in rows:
        if not all(round(line.baseline / 4) in repeated.get(_key(line), ()) for line in row):
            break
        found.update(map(id, row))
    return found
