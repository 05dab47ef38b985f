"""Which words mean the same act or thing, and which the opposite: a hand-written German and English table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rag.relations.stems import fold, stems

FILE = Path(__file__).with_name("meanings.tsv")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A group of words of one meaning; `opposite` is the name of another group.

    `act`: it says what is done, and is no thing or quality. `once`: what only one can do to one thing.
    """

    name: str
    act: bool
    once: bool
    opposite: str | None
    words: tuple[str, ...]


@cache
def meanings() -> dict[str, Meaning]:
    """Return all groups by name."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {
        name: Meaning(
            name, flags != "thing", flags == "once", None if opposite == "-" else opposite, tuple(words.split(" "))
        )
        for name, flags, opposite, words in cells
    }


@cache
def _by_form() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return the groups of each word as it stands in the table, and of each stem."""
    forms: dict[str, set[str]] = {}
    by_stem: dict[str, set[str]] = {}
    for meaning in meanings().values():
        for word in meaning.words:
            forms.setdefault(fold(word), set()).add(meaning.name)
            if "_" not in word:
                # Not without its "ge": "gewährt" would share a stem with "Währung".
                by_stem.setdefault(stems(fold(word))[0], set()).add(meaning.name)
    return {k: frozenset(v) for k, v in forms.items()}, {k: frozenset(v) for k, v in by_stem.items()}


@lru_cache(maxsize=50_000)
def groups_of(form: str) -> frozenset[str]:
    """Return the names of the groups that a folded word, or words joined by "_", belongs to, in any inflection.

    >>> sorted(groups_of("sanken")), sorted(groups_of("lay_off"))
    (['fall', 'sink'], ['layoff'])
    """
    forms, by_stem = _by_form()
    if form in forms or "_" in form:
        return forms.get(form, frozenset())
    # Short stems are shared by words that have nothing to do with each other.
    return next((by_stem[stem] for stem in stems(form) if len(stem) > 3 and stem in by_stem), frozenset())


@cache
def phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the groups' expressions of several words, folded, by their first word, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in _by_form()[0]:
        words = tuple(form.split("_"))
        if len(words) > 1:
            found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in found.items()}


def tells_act(groups: frozenset[str]) -> bool:
    """Whether words of these groups may say what is done, and are no things or qualities."""
    return any(meanings()[name].act for name in groups)


@lru_cache(maxsize=50_000)
def opposed(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether words of these groups say the opposite and can nowhere mean the same."""
    if first & second:
        return False
    return any(meanings()[name].opposite in second for name in first)
