"""Pronouns, German and English: whom each can mean, by gender and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.quotations.phrases import Word


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Whom a pronoun can mean: `feminine` and `plural` None where its form does not tell."""

    feminine: bool | None
    plural: bool | None = False
    neuter: bool | None = False
    subject: bool = False
    possessive: bool = False
    people: bool = False
    """Whether it is said of people only: English "he", unlike German "er"."""


def _german() -> dict[str, Pronoun]:
    found = {
        "er": Pronoun(False, subject=True),
        "ihm": Pronoun(False, neuter=None),
        "ihn": Pronoun(False),
        "sie": Pronoun(True, plural=None, subject=True),
        "ihnen": Pronoun(None, plural=True),
        "dieser": Pronoun(False, subject=True),
        "jener": Pronoun(False, subject=True),
        "letzterer": Pronoun(False, subject=True),
    }
    for ending in ("", "e", "em", "en", "er", "es"):
        found["sein" + ending] = Pronoun(False, neuter=None, possessive=True)
        found["ihr" + ending] = Pronoun(True, plural=None, possessive=True)
    return found


PRONOUNS = {
    False: _german(),
    True: {
        "he": Pronoun(False, subject=True, people=True),
        "him": Pronoun(False, people=True),
        "himself": Pronoun(False, people=True),
        "his": Pronoun(False, possessive=True, people=True),
        "she": Pronoun(True, subject=True, people=True),
        "her": Pronoun(True, possessive=True, people=True),
        "they": Pronoun(None, plural=True, subject=True),
        "them": Pronoun(None, plural=True),
        "their": Pronoun(None, plural=True, possessive=True),
    },
}
SPEAKERS = {
    False: frozenset("ich mich mir mein meine meinem meinen meiner meines".split()),
    True: frozenset({"i", "me", "my", "mine", "myself"}),
}
STATEMENTS = frozenset(
    """
    angaben angabe aussage aussagen ansicht meinung auffassung einschätzung worten darstellung überzeugung schätzung
    schätzungen informationen mitteilung erklärung sicht urteil kenntnis erkenntnissen bekunden wissen dafürhalten
    vermutung prognose statement opinion view words account
    """.split()
)
"""Nouns for what somebody says: "seiner Meinung nach" is his, and "Angaben Kleins" are Klein's."""

_PLURAL_VERBS = frozenset("sind seien waren".split())
_SINGULAR_VERBS = frozenset(
    """
    ist sei war hat habe hatte hätte wird werde wurde würde kann könne konnte könnte soll solle sollte will wolle
    wollte muss müsse musste darf dürfe durfte gab sprach rief bot warf schlug hielt schrieb wies verwies ging sah kam
    nahm bat trug fand ließ bestritt unterstrich versprach hob räumte betone sagte
    """.split()
)


_NO_VERBS = frozenset(
    """
    gegen wegen zwischen neben außen morgen oben unten hingegen dagegen deswegen indessen inzwischen daneben ihnen
    ihren seinen den einen keinen diesen ebenen allen denen jeden manchen vielen beiden anderen eben soeben zusammen
    """.split()
)


def number_by_verb(words: Sequence[Word], at: int) -> bool | None:
    """Return whether the verb beside "sie" is plural (True) or singular (False); None where no verb tells."""
    before = words[at - 1] if at else None
    after = words[at + 1] if at + 1 < len(words) else None
    opens = (
        before is None or not before.text[0].isalnum() or before.lower in {"und", "aber", "dass", "weil", "wie", "doch"}
    )
    first, second = (after, before) if opens else (before, after)
    for word in (first, second):
        if word is None or not word.text.islower():
            continue
        if word.lower in _SINGULAR_VERBS:
            return False
        if word.lower in _PLURAL_VERBS or (word.lower.endswith("en") and word.lower not in _NO_VERBS):
            return True
        if word.lower.endswith(("te", "te", "ät", "nt", "rt", "lt", "gt", "ht", "bt")):
            return False
    return None
