"""The forms of verbs, made from their principal parts: German weak, strong and separable verbs, English verbs.

A row names a verb. Weak verbs need their infinitive only, others the third person, the past and the participle too;
a bar parts a separable particle, and what must stand in the same clause comes behind "&", with slashes for "or":

    dementieren
    bestreiten bestreitet bestritt bestritten
    zurück|weisen weist wies gewiesen
    aus|gehen geht ging gegangen & davon/von
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["finite", "participle", "infinitive"]

_INSEPARABLE = ("be", "emp", "ent", "er", "ge", "miss", "ver", "zer", "wider", "unter", "über", "durch")
_VOWELS = frozenset("aeiouyäöü")
# English verbs that double their last letter.
_DOUBLED = frozenset("plan rebut admit commit permit refer defer deter".split())


@dataclass(frozen=True, slots=True)
class Form:
    """What a word form can be: a role of a verb, if the words of `needs` stand in its clause (one of each set)."""

    lemma: str
    role: Role
    needs: tuple[frozenset[str], ...] = ()
    particle: str = ""
    """What must close the clause: "wies" is a form of "zurückweisen" only there."""


def conjugate(rows: str, *, english: bool = False) -> dict[str, tuple[Form, ...]]:
    """Return the forms of the verbs in these rows, one verb a line; a form can belong to several verbs.

    >>> sorted(conjugate("fordern"))
    ['fordere', 'fordern', 'fordert', 'forderte', 'forderten', 'gefordert', 'zufordern']
    >>> [form.lemma for form in conjugate("zurück|weisen weist wies gewiesen")["wies"]]
    ['zurückweisen']
    """
    found: dict[str, tuple[Form, ...]] = {}
    for row in filter(str.strip, rows.splitlines()):
        verb, *needed = row.split("&")
        needs = tuple(frozenset(words.strip().split("/")) for words in needed)
        for word, form in (_english if english else _german)(verb.split(), needs):
            if form not in found.get(word, ()):
                found[word] = (*found.get(word, ()), form)
    return found


def past_forms(row: str) -> tuple[str, ...]:
    """Return the past forms of a German verb whose row names them.

    >>> past_forms("zurück|weisen weist wies gewiesen")
    ('wies', 'wiesen', 'zurückwies', 'zurückwiesen')
    """
    parts = row.partition("&")[0].split()
    if len(parts) != 4:
        return ()
    particle, past = parts[0].rpartition("|")[0], parts[2]
    plural = _plural(past)
    return (past, plural, particle + past, particle + plural) if particle else (past, plural)


def _plural(past: str) -> str:
    return past + ("n" if past.endswith("e") else "en")


def _german(parts: list[str], needs: tuple[frozenset[str], ...]) -> Iterable[tuple[str, Form]]:
    particle, _, infinitive = parts[0].rpartition("|")
    stem = infinitive.removesuffix("n").removesuffix("e") if infinitive.endswith("en") else infinitive[:-1]
    link = "e" if stem[-1] in "dt" or _hard_nasal(stem) else ""
    if len(parts) == 4:
        third, past, participle = parts[1:]
    else:
        third, past = f"{stem}{link}t", f"{stem}{link}te"
        plain = infinitive.endswith("ieren") or (not particle and infinitive.startswith(_INSEPARABLE))
        participle = third if plain else "ge" + third
    plural = _plural(past)
    subjunctive = stem + "e"
    lemma = particle + infinitive
    for word in {third, past, plural, subjunctive, infinitive}:
        yield word, Form(lemma, "finite", needs, particle)
        if particle:
            yield particle + word, Form(lemma, "finite", needs)
    yield particle + participle, Form(lemma, "participle", needs)
    yield lemma, Form(lemma, "infinitive", needs)
    yield f"{particle}zu{infinitive}", Form(lemma, "infinitive", needs)


def _hard_nasal(stem: str) -> bool:
    """Whether a stem needs an e before its ending: "öffn-", "rechn-", but not "warn-", "lehn-", "komm-"."""
    if stem[-1] not in "mn" or stem[-2] in _VOWELS | {"l", "r", "m", "n"}:
        return False
    return stem[-2] != "h" or stem[-3] not in _VOWELS


def _english(parts: list[str], needs: tuple[frozenset[str], ...]) -> Iterable[tuple[str, Form]]:
    lemma = parts[0]
    if len(parts) == 4:
        third, past, participle = parts[1:]
    else:
        soft = lemma[-1] == "y" and lemma[-2] not in _VOWELS
        root = lemma[:-1] + "i" if soft else lemma + lemma[-1] if lemma in _DOUBLED else lemma
        third = lemma[:-1] + "ies" if soft else lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
        past = participle = root + ("d" if root.endswith("e") else "ed")
    doubled = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    ing = (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else doubled) + "ing"
    for word in {lemma, third, past}:
        yield word, Form(lemma, "finite", needs)
    yield participle, Form(lemma, "participle", needs)
    yield ing, Form(lemma, "participle", needs)
    yield lemma, Form(lemma, "infinitive", needs)
