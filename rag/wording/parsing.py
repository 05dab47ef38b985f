"""What a model answers, read leniently and as it comes: the statements in it, each with the number of its claim.

Taken are the JSON asked for, a bare list, objects one a line or one by one, within Markdown fences and with talk around
them, with trailing commas, stray quotation marks and other usual names of keys; and where there is no JSON at all,
lines that begin with a number. Nothing is believed here: whoever wrote the statements, the gate reads them next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

Item = tuple[int, str]
"""The number of a claim and the statement for it."""

_LONGEST_OBJECT = 8_000
"""Characters after which an object that does not end is none: no statement is that long."""
_MOST_TEXT = 200_000
"""Characters that are kept for looking at lines."""

_MARKS = re.compile(r'\\.|[{}\[\]"]', re.DOTALL)
_INNERMOST = re.compile(r"\{[^{}]{1,8000}\}")
_NUMBER_KEYS = "claim claimnumber claimid claimno number no nr id index n nummer behauptung aussage".split()
_TEXT_KEYS = (
    "text statement sentence wording restatement rewording content translation answer satz aussage behauptung claim"
).split()
_NUMBER = re.compile(r"\s{0,4}(?:claim\s{0,4}|#|\[)?(-?\d{1,6})\]?\s{0,4}", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_LOOSE_NUMBER = re.compile(
    rf"""["']?(?:{"|".join(_NUMBER_KEYS)})["']?\s{{0,8}}[:=]\s{{0,8}}["']?(?:claim\s{{0,4}})?(-?\d{{1,6}})\b""",
    re.IGNORECASE,
)
_LOOSE_TEXT = re.compile(rf"""["']?(?:{"|".join(_TEXT_KEYS[:9])})["']?\s{{0,8}}[:=]\s{{0,8}}(["'])""", re.IGNORECASE)
_LOOSE_END = re.compile(r"""["']\s{0,8}(?:,\s{0,8}["']\w{1,30}["']\s{0,8}:|,?\s{0,8}\}\s*\Z)""")
_LINE = re.compile(
    r"(?:[-*>#]{1,4}\s{1,4})?\*{0,2}(?:(?:claim|statement|aussage|behauptung)\s{1,4})?"
    r"(?:\[(?P<a>\d{1,6})\]|\((?P<b>\d{1,6})\)|(?P<c>\d{1,6})\s{0,4}[.:)\u2013-])\*{0,2}[.:)]?\s{1,8}(?P<text>\S.*)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\[\s{0,20}\]")


class StatementReader:
    """Fed with pieces of an answer; gives each statement as soon as its object is complete, in the answer's order.

    >>> reader = StatementReader()
    >>> reader.feed('{"statements": [{"claim": 2, "te'), reader.feed('xt": "Klein kam."}, {"cl')
    ([], [(2, 'Klein kam.')])
    >>> reader.unfinished
    True
    """

    def __init__(self) -> None:
        self.found = False
        """Whether any statement was found yet."""
        self._open: list[str] = []
        self._count = {"{": 0, "[": 0}
        self._in_string = False
        self._object: list[str] | None = None  # the innermost object, as long as no other one stands in it
        self._since = 0  # characters, about, since an object began or ended
        self._held = ""
        self._text: list[str] = []
        self._kept = 0

    @property
    def unfinished(self) -> bool:
        """Whether what came so far ends within an object or a list."""
        return bool(self._open)

    def feed(self, piece: str) -> list[Item]:
        """Take the next piece of the answer and return the statements that it completes."""
        if self._kept < _MOST_TEXT:
            self._text.append(piece[: _MOST_TEXT - self._kept])
            self._kept += len(piece)
        items = [item for text in self._objects(piece) for item in _items_of(text)]
        self.found = self.found or bool(items)
        return items

    def finish(self) -> list[Item]:
        """Return what can still be had of an answer in which nothing was found: broken objects, or numbered lines."""
        if self.found:
            return []
        text = "".join(self._text)
        items = [item for match in _INNERMOST.finditer(text) for item in _items_of(match.group())]
        if not items:
            lines = (_LINE.match(line.strip()) for line in text.splitlines())
            items = [(int(line["a"] or line["b"] or line["c"]), line["text"].strip(" *")) for line in lines if line]
        self.found = bool(items)
        return items

    @property
    def says_nothing(self) -> bool:
        """Whether the answer is a form without any statement: no claim speaks to the question, says the model."""
        return not self.found and not self.unfinished and _NOTHING.search("".join(self._text)) is not None

    def _objects(self, piece: str) -> Iterator[str]:
        """Follow brackets and strings; yield each object that holds no other one, when it ends."""
        piece = self._held + piece
        self._held = "\\" if (len(piece) - len(piece.rstrip("\\"))) % 2 else ""
        piece = piece[: len(piece) - len(self._held)]
        begins = 0
        for match in _MARKS.finditer(piece):
            mark = match.group()
            if mark == '"':
                # In talk around the form a quotation mark means nothing.
                self._in_string = bool(self._open) and not self._in_string
            elif self._in_string or mark.startswith("\\"):
                continue
            elif mark in "{[":
                self._open.append(mark)
                self._count[mark] += 1
                if mark == "{":
                    self._object, self._since, begins = [], 0, match.start()
            elif self._close("{" if mark == "}" else "[") and mark == "}":
                if self._object is not None:
                    yield "".join(self._object) + piece[begins : match.end()]
                self._object, self._since = None, 0
        if self._object is not None:
            self._object.append(piece[begins:])
        self._since += len(piece)
        if self._open and self._since > _LONGEST_OBJECT:
            self._open, self._count = [], {"{": 0, "[": 0}
            self._object, self._in_string = None, False

    def _close(self, opened: str) -> bool:
        """Close the innermost bracket of this kind, with all that stands open in it; return whether there was one."""
        if not self._count[opened]:
            return False
        while True:
            closed = self._open.pop()
            self._count[closed] -= 1
            if closed == opened:
                return True


def _items_of(text: str) -> list[Item]:
    """Return the statements of one object, none if it holds none."""
    for form in (text, _TRAILING_COMMA.sub(r"\1", text), text.replace('\\"', '"')):
        try:
            value = json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
        return _items_of_value({str(key): inner for key, inner in value.items()})
    return _loose_items_of(text)


def _items_of_value(value: dict[str, object]) -> list[Item]:
    plain = {re.sub(r"[\W_]", "", key).lower(): inner for key, inner in value.items()}
    number = next((n for key in _NUMBER_KEYS if (n := _number(plain.get(key))) is not None), None)
    text = next((s for key in _TEXT_KEYS if isinstance(s := plain.get(key), str) and _number(s) is None), None)
    if number is not None and text is not None:
        return [(number, text)]
    # {"1": "...", "2": "..."}
    return [(by, inner) for key, inner in value.items() if isinstance(inner, str) and (by := _number(key)) is not None]


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**6 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**6 else None
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return int(match[1]) if match else None


def _loose_items_of(text: str) -> list[Item]:
    """Read an object that is no JSON: with single quotation marks around strings, or double ones within them."""
    number, begin = _LOOSE_NUMBER.search(text), _LOOSE_TEXT.search(text)
    end = _LOOSE_END.search(text, begin.end()) if begin else None
    if number is None or begin is None or end is None:
        return []
    return [(int(number[1]), text[begin.end() : end.start()].replace('\\"', '"'))]
