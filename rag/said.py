"""What an index holds of somebody's words: the claims of the claimer that a question names, and how near its topic.

A claim is near a topic by two measures: the cosine of its vector and the topic's, and how well its own words cover the
topic's, in either language. The rest of the question is left out of both: every claim of Borisov's is near "What did
Borisov say ...?", whatever follows. Whether others speak of the topic counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.claims.claimers.spelling import sound
from rag.lexicon import FUNCTION_WORDS, alternatives, is_name
from rag.lexicon.related import is_place
from rag.question import Question
from rag.store.derived import Derived, Named
from rag.store.lexical import Asked

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
Features = NDArray[np.float64]

FEATURES = ("bias", "cosine", "coverage")
WEIGHTS = (-2.97, 3.83, 9.83)
"""Fitted to the tried half of the questions in tests/sayings.jsonl, of which half can be answered, as
`rag.evaluation.calibration.fit` does; each question by the claim that comes nearest."""

_ALL_HE_SAYS = 0.9
"""How near every claim of a claimer is where a question names no topic."""
_NEAREST = 64
"""Claims nearest to the topic that are measured, by vectors and by words each."""
_LONGEST_NAME = 6
"""Words of a claimer's name: in a longer one, names stand for other things than who speaks."""
_TRANSLATIONS = 3
_ENDING = re.compile(r"(?<=\w{4})e[nmrs]?\Z")
_WORD = re.compile(r"\w+(?:[’']s\b)?")
"""A word of a name; "Venezuela’s" is none of Venezuela's: a minister speaks there."""


@dataclass(frozen=True, slots=True)
class Said:
    """Claims of the claimer asked for, as rows, ascending, and how near the topic each is: a probability, shape [n].

    `alone` tells that only these answer, and that nothing does where there are none. It is False where a question asks
    for nobody's words, and for a place: for it others speak too, whom nobody calls by its name.
    """

    claims: Rows
    nearness: Floats
    alone: bool

    def of(self, claims: Rows) -> Floats:
        """Return the nearness of these claims, 0 for what is not among his, shape [claims]."""
        found = np.zeros(len(claims), np.float32)
        if len(self.claims):
            places = np.minimum(np.searchsorted(self.claims, claims), len(self.claims) - 1)
            there = self.claims[places] == claims
            found[there] = self.nearness[places[there]]
        return found


def said(
    derived: Derived,
    question: Question,
    asked: Asked,
    topic: Floats,
    allowed: Flags | None,
    allowed_claims: Flags | None,
) -> Said:
    """Return what the claimer whom the question asks about says on its topic, where that is allowed.

    `topic` is the topic's vector. Who is no claimer here and need not be one ("the report", "Russia") is nobody.
    """
    if question.saying is None:
        return _nothing(alone=False)
    his, alone = np.ones(len(derived.claim_ids), bool), True
    if question.saying.who is not None:
        who = question.saying.who
        alone = not any(map(is_place, _WORD.findall(who)))
        his = claims_by(derived.claim_claimers, who, question.language)
        if not his.any():
            # "According to Reuters" may name a paper, which says what its articles say.
            names = not question.saying.account and _is_stranger(derived.claim_claimers, who, question.language)
            return _nothing(alone=alone and names)
    if allowed is not None:
        his &= allowed[derived.claim_owner_rows]
    if allowed_claims is not None:
        his &= allowed_claims
    if not his.any():
        return _nothing(alone=alone)
    by_vector, _ = derived.claim_vectors.nearest(topic, _NEAREST, his)
    words = [term.word for term in question.saying.topic]
    if not words:
        rows = np.unique(by_vector).astype(np.int64)
        return Said(rows, np.full(len(rows), _ALL_HE_SAYS, np.float32), alone)
    passages = np.unique(derived.claim_owner_rows[his])
    covered = np.sum([asked.covered[word][passages] for word in words], axis=0)
    best = np.sort(passages[np.argsort(-covered, kind="stable")[:_NEAREST]])
    by_words, _ = derived.claims_of(best)
    rows = np.unique(np.concatenate([by_vector, by_words[his[by_words]]])).astype(np.int64)
    measured = features(derived, asked, topic, words, rows)
    return Said(rows, (1 / (1 + np.exp(-(measured @ np.array(WEIGHTS))))).astype(np.float32), alone)


def features(derived: Derived, asked: Asked, topic: Floats, words: list[str], rows: Rows) -> Features:
    """Return what is measured of these claims, in the order of FEATURES, shape [claims, features]."""
    foreign = asked.foreign[derived.claim_owner_rows[rows]]
    covered = asked.claims(rows, foreign).of(words)
    return np.stack([np.ones(len(rows)), derived.claim_vectors.cosines(topic, rows), covered], axis=1)


def _nothing(*, alone: bool) -> Said:
    return Said(np.empty(0, np.int64), np.empty(0, np.float32), alone)


def claims_by(claimers: Named, who: str, language: str) -> Flags:
    """Return which claims have this claimer, in whatever transliteration and language.

    It is whose name has all these words ("Maduro" is "Nicolás Maduro"); else who has those of them that are no common
    words ("President Maduro"); else whose name is among them, if what goes beyond it is no part of another's.
    """
    wanted = [(word, _spellings(word, language)) for word in _words(who)]
    names = _names_of(claimers)
    proper = [spelt for word, spelt in wanted if _is_proper(word, language)]
    meant: set[int] = set()
    for words in ([spelt for _, spelt in wanted], proper):
        meant = names.with_all(words) if words else set()
        if meant:
            break
    else:
        every = frozenset[str]().union(*(spelt for _, spelt in wanted))
        known = [spelt for _, spelt in wanted if names.with_any(spelt)]
        meant = {code for code in names.with_any(every) if names.words[code] <= every} & names.with_all(known)
    # The last place is for claims without a claimer, whose code is -1.
    flags = np.zeros(len(claimers.names) + 1, bool)
    flags[list(meant)] = True
    return flags[claimers.codes]


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """The names of an index by how their words sound: the words of each, and which names hold a word."""

    source: object
    words: list[frozenset[str]]
    holders: dict[str, set[int]]

    def with_any(self, spellings: frozenset[str]) -> set[int]:
        """Return the names that hold one of these spellings of a word."""
        return set().union(*(self.holders.get(sounds, ()) for sounds in spellings))

    def with_all(self, words: Sequence[frozenset[str]]) -> set[int]:
        """Return the names, none of them too long, that hold each of these words in one of its spellings."""
        found = [self.with_any(spellings) for spellings in words]
        return {code for code in set.intersection(*found) if len(self.words[code]) <= _LONGEST_NAME} if found else set()


_latest: list[_Names] = []
"""Those of the indexes asked last: a large index has ten thousand names, too many to listen to at every question."""
_LATEST = 4


def _names_of(claimers: Named) -> _Names:
    for known in _latest:
        if known.source is claimers:
            return known
    words = [_heard(name) for name in claimers.names.tolist()]
    holders: dict[str, set[int]] = {}
    for code, sounds in enumerate(words):
        for one in sounds:
            holders.setdefault(one, set()).add(code)
    names = _Names(claimers, words, holders)
    _latest[:] = [names, *_latest[: _LATEST - 1]]
    return names


def _words(who: str) -> list[str]:
    """Return the words of a name without articles and the like; "US" is no function word."""
    small = FUNCTION_WORDS["de"] | FUNCTION_WORDS["en"]
    return [word for word in _WORD.findall(who) if word.lower() not in small or (word.isupper() and len(word) > 1)]


def _spellings(word: str, language: str) -> frozenset[str]:
    """Return what a word may be in a name, as it sounds: with what the other language calls it."""
    others = [other for other, _ in alternatives(word, language)[:_TRANSLATIONS]]
    return frozenset(map(_sound, (word, *others)))


def _heard(name: str) -> frozenset[str]:
    """Return the words of a name as they sound."""
    return frozenset(map(_sound, _WORD.findall(name)))


def _sound(word: str) -> str:
    """Return how a word of a name sounds; of what is a common word in German without its ending ("Weißen" Haus)."""
    return sound(_ENDING.sub("", word) if alternatives(word, "de") else word)


def _is_stranger(claimers: Named, who: str, language: str) -> bool:
    """Whether words are the name of somebody who says nothing here: no place, no word of a language, nobody's part."""
    words = _words(who)
    if not words or not all(_is_proper(word, language) and not is_place(word) for word in words):
        return False
    return not _names_of(claimers).with_any(frozenset(map(sound, words)))


def _is_proper(word: str, language: str) -> bool:
    """Whether a word is a proper name, as far as letters and lexicon tell, which knows "Peskow" by another spelling."""
    others = [other for other, _ in alternatives(word, language)]
    if any(sound(other) != sound(word) for other in others):
        return False
    return word[0].isupper() and (bool(others) or is_name(word, language))
