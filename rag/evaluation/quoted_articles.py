"""Articles with their quotations marked by hand, token by token: German news quotations.

Petersen-Frey and Biemann 2024, "Dataset of Quotation Attribution in German News Articles". The set's words are
translated to Belegt's: its speaker is the claimer, its type the kind of a quotation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from rag.types import QuotationKind, Span

PARTS = ("quote", "claimer", "cue", "addressee", "frame")
KINDS: tuple[QuotationKind, ...] = get_args(QuotationKind)

_NAME_IN_THE_SET = {"claimer": "speaker"}
_DATE = re.compile(r"\((\d{4}-\d\d-\d\d)\)\s*$")


@dataclass(frozen=True, slots=True)
class MarkedQuotation:
    """A quotation as it is marked or was found: its parts are sets of token numbers, all but the quote may be empty."""

    kind: QuotationKind
    quote: frozenset[int]
    claimer: frozenset[int] = frozenset()
    cue: frozenset[int] = frozenset()
    addressee: frozenset[int] = frozenset()
    frame: frozenset[int] = frozenset()

    def part(self, name: str) -> frozenset[int]:
        """Return the tokens of one of PARTS."""
        tokens: frozenset[int] = getattr(self, name)
        return tokens


@dataclass(frozen=True, slots=True)
class QuotedArticle:
    """A text with its tokens, the number of the sentence that each token is in, and the quotations marked in it."""

    name: str
    text: str
    tokens: tuple[Span, ...]
    sentences: tuple[int, ...]
    quotations: tuple[MarkedQuotation, ...]

    @property
    def published(self) -> str | None:
        """The date at the end of the article's name."""
        match = _DATE.search(self.name)
        return match and match.group(1)

    def tokens_in(self, spans: Iterable[Span]) -> frozenset[int]:
        """Return the numbers of the tokens that any of these spans overlaps."""
        return tokens_in(self.tokens, spans)

    def spans_of(self, tokens: Iterable[int]) -> tuple[Span, ...]:
        """Return the stretches of the text that these tokens make, in order; neighbours are joined."""
        stretches: list[Span] = []
        last = -1
        for number in sorted(tokens):
            if stretches and number == last + 1:
                stretches[-1] = Span(stretches[-1].start, self.tokens[number].end)
            else:
                stretches.append(self.tokens[number])
            last = number
        return tuple(stretches)


def tokens_in(tokens: Sequence[Span], spans: Iterable[Span]) -> frozenset[int]:
    """Return the numbers of the tokens, sorted and apart, that any of these spans overlaps.

    >>> sorted(tokens_in([Span(0, 2), Span(3, 9), Span(9, 10)], [Span(1, 4)]))
    [0, 1]
    """
    found: set[int] = set()
    for span in spans:
        first = bisect_right(tokens, span.start, key=lambda token: token.end)
        found.update(range(first, bisect_left(tokens, span.end, key=lambda token: token.start)))
    return frozenset(found)


def quoted_article(entry: Any) -> QuotedArticle:
    """Read an article of the set from its JSON. Raises ValueError that says what is missing or malformed."""
    name, text = _get(entry, "documentName", str), _get(entry, "originalText", str)
    if not unicodedata.is_normalized("NFC", text):
        # Articles are read in NFC: the set's offsets would count in another text.
        raise ValueError("the text is not in Unicode NFC, in which offsets count")
    tokens, sentences = [], []
    end = 0
    for token in _get(entry, "tokens", list):
        start, stop = _get(token, "charBegin", int), _get(token, "charEnd", int)
        if not end <= start < stop <= len(text):
            raise ValueError(f"the token at {start} to {stop} is empty, out of order or outside the text")
        tokens.append(Span(start, stop))
        sentences.append(_get(token, "sentence", int))
        end = stop
    quotations = tuple(_quotation(mark, len(tokens)) for mark in _get(entry, "annotations", list))
    return QuotedArticle(name, text, tuple(tokens), tuple(sentences), quotations)


def _quotation(mark: Any, total: int) -> MarkedQuotation:
    kind = _get(mark, "type", str)
    if kind not in KINDS:
        raise ValueError(f"the type {kind!r} is none of {', '.join(KINDS)}")
    parts = {part: _tokens(_get(mark, _NAME_IN_THE_SET.get(part, part), dict), total) for part in PARTS}
    if not parts["quote"]:
        raise ValueError("a quotation has no quote")
    return MarkedQuotation(kind, **parts)


def _tokens(part: Mapping[str, Any], total: int) -> frozenset[int]:
    numbers = _get(part, "tokenIds", list)
    if not all(isinstance(number, int) and 0 <= number < total for number in numbers):
        raise ValueError(f"'tokenIds' holds what is no token: {numbers!r}")
    return frozenset(numbers)


def _get(holder: Any, name: str, kind: type) -> Any:
    value = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"{name!r} is missing or no {kind.__name__}")
    return value
