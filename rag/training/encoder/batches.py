"""What is learnt from, in which order: an endless stream of batches whose place can be found again by counting."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

Text = list[int]
"""A text as the rows of its pieces."""

BLOCK = 6_000
"""Texts that are sorted by length among themselves: enough for even batches, few enough to stay mixed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Texts of one kind with the row of each one's target. Of a share below 1, each pass takes another part."""

    texts: Sequence[Text]
    targets: Sequence[int]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of about one length and the rows of their targets."""

    texts: list[Text]
    targets: list[int]


def stream(groups: Sequence[Group], *, most_pieces: int, most_texts: int, seed: int, skip: int = 0) -> Iterator[Batch]:
    """Yield batches for ever, pass after pass, without the first `skip`; the same ones for the same arguments."""
    for members in islice(_members(groups, most_pieces, most_texts, seed), skip, None):
        yield Batch([groups[n].texts[k] for n, k in members], [groups[n].targets[k] for n, k in members])


def _members(groups: Sequence[Group], most_pieces: int, most_texts: int, seed: int) -> Iterator[list[tuple[int, int]]]:
    turn = 0
    while True:
        rng = random.Random(f"{seed} {turn}")
        chosen: list[tuple[int, int]] = []
        for number, group in enumerate(groups):
            chosen += ((number, k) for k in _part(group, seed, number, turn))
        rng.shuffle(chosen)
        for start in range(0, len(chosen), BLOCK):
            part = sorted(chosen[start : start + BLOCK], key=lambda member: len(groups[member[0]].texts[member[1]]))
            batches: list[list[tuple[int, int]]] = [[]]
            for number, k in part:
                length = len(groups[number].texts[k])
                if batches[-1] and (length * (len(batches[-1]) + 1) > most_pieces or len(batches[-1]) == most_texts):
                    batches.append([])
                batches[-1].append((number, k))
            rng.shuffle(batches)
            yield from batches
        turn += 1


def _part(group: Group, seed: int, number: int, turn: int) -> list[int]:
    """The members of a group that come in a pass: after as many passes as its share needs, all have come."""
    order = list(range(len(group.texts)))
    random.Random(f"{seed} {number} {int(turn * group.share)}").shuffle(order)
    size = int(len(order) * group.share)
    first = (turn * size) % max(1, len(order) - size + 1)
    return order[first : first + size]
