"""Sentence pairs: reading them from a file, leaving out what is no translation, holding some out.

The first sentence of a pair is in a language that the base knows, the second one in the language to learn.
"""

from __future__ import annotations

import gzip
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

MARKERS = ("NO TRANSLATION", "??????")
"""What stands in a cell that holds no translation: the test sets of WMT say "NO TRANSLATION AVAILABLE", and question
marks in a row are letters that were lost on the way."""
SHORTEST = 3
"""A cell with fewer characters holds no sentence."""
LEAST_RATIO, MOST_RATIO, NEAR = 0.5, 2.5, 15
"""A pair is no translation if its lengths are to each other as few others of the file (so many times the usual ratio)
and differ by this many characters or more: sentences that were cut off, or that answer another one."""
LEAST_HELD_OUT_WORDS, LEAST_HELD_OUT_CHARACTERS = 4, 20
"""Shorter sentences are not held out: "Thank you." has many right mates."""


class Pair(NamedTuple):
    """A sentence in a language that the base knows, and its translation in the language to learn."""

    known: str
    new: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The usable pairs of a file, each once, in its order; `lines` is how many lines the file has."""

    usable: list[Pair]
    lines: int


def read_pairs(path: Path) -> Pairs:
    """Read a TSV file, plain or gzip, one pair a line. Raises ValueError that says what is wrong with the file."""
    cells, bad, lines = [], [], 0
    try:
        for lines, line in enumerate(_lines_of(path), start=1):
            columns = line.rstrip("\r\n").split("\t")
            if len(columns) == 2:
                cells.append(Pair(" ".join(columns[0].split()), " ".join(columns[1].split())))
            else:
                bad.append((lines, len(columns)))
    except FileNotFoundError as error:
        raise ValueError(
            f"no file {path}; name a file of sentence pairs, two columns with a tab between them"
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 after line {lines} ({error.reason}); save it as UTF-8") from error
    except (OSError, EOFError) as error:
        raise ValueError(f"cannot read {path} ({error}); name a TSV file, plain or .gz") from error
    if len(bad) > lines / 10:
        line_number, count = bad[0]
        raise ValueError(
            f"{path}: {len(bad):,} of {lines:,} lines do not have two columns (line {line_number} has {count}); write "
            "the sentence in the known language, a tab, its translation"
        )
    usual = (
        statistics.median(len(pair.new) / len(pair.known) for pair in cells if all(pair)) if any(map(all, cells)) else 1
    )
    return Pairs([pair for pair in dict.fromkeys(cells) if is_usable(pair, usual)], lines)


def _lines_of(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
        yield from lines


def is_usable(pair: Pair, usual_ratio: float = 1.0) -> bool:
    """Whether this looks like a sentence and its translation; `usual_ratio` is the file's usual one of new to known.

    >>> is_usable(Pair("The train is late.", "Der Zug ist zu spät."))
    True
    >>> is_usable(Pair("Hello", "NO TRANSLATION AVAILABLE"))
    False
    """
    known, new = pair
    if min(len(known), len(new)) < SHORTEST or known == new:
        return False
    if any(marker in side for marker in MARKERS for side in pair):
        return False
    expected = len(known) * usual_ratio
    return LEAST_RATIO <= len(new) / expected <= MOST_RATIO or abs(len(new) - expected) < NEAR


def hold_out(pairs: list[Pair], count: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Split into pairs to learn from and at most `count` held out; no held-out sentence of either side is learnt from.

    Held-out sentences are all different, so that each has one right mate.
    """
    order = list(range(len(pairs)))
    random.Random(seed).shuffle(order)
    held: list[Pair] = []
    seen: set[str] = set()
    for index in order:
        if len(held) == count:
            break
        pair = pairs[index]
        short = len(pair.known.split()) < LEAST_HELD_OUT_WORDS and len(pair.known) < LEAST_HELD_OUT_CHARACTERS
        if not short and not seen.intersection(pair):
            held.append(pair)
            seen.update(pair)
    return [pair for pair in pairs if not seen.intersection(pair)], held
