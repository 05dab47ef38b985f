"""Quotes with statements of which it is known which words the quote says: translations, with words changed on purpose.

A sentence beside its translation, or beside another translation of the same sentence, says the same in other words. In
somewhat more than half of the statements some words are then exchanged for others of their kind (near in meaning, with
no translation in common; opposites more often), or put in from another sentence.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.encoder.states import states_of
from rag.lexicon import FUNCTION_WORDS, alternatives
from rag.relations.meanings import groups_of, meanings
from rag.relations.stems import fold, stems

_TOKEN = re.compile(r"\w+(?:[-'’.,]\w+)*|[^\w\s]")
_SHORTEST, _LONGEST = 4, 42
"""Words of a sentence: fewer say little, more are several sentences."""
_MOST_WORDS, _LEAST_COUNT = 22_000, 4
"""Words of a language that are exchanged: the most frequent ones."""
_NEAREST, _MOST_CONFUSED = 120, 24
_SAME_TRANSLATION = 0.12
_SMALL_WEIGHT = 0.15
"""What a function word counts in the loss beside a content word: it has no translation of its own."""

SHARES = {"de en": 0.36, "en de": 0.18, "de de": 0.26, "en en": 0.14, "same": 0.06}
"""How often which languages stand beside each other, the quote's first; "same" is a sentence beside itself."""
CHANGED, TRIMMED, LENGTHENED = 0.6, 0.4, 0.15
"""Shares of statements with changed words and with a part left out, and of quotes with a further sentence."""
EXCHANGED, RENAMED, PUT_IN, OTHER_END = 0.55, 0.63, 0.85, 0.93
"""Up to which share a change is a word exchanged, a name in its place, words put in, another end; else a "not"."""


@dataclass(frozen=True, slots=True)
class Example:
    """A quote, a statement, and its spans: start, end, whether the quote leaves it unsaid, its weight in the loss."""

    quote: str
    statement: str
    spans: tuple[tuple[int, int, bool, float], ...]

    @property
    def changed(self) -> bool:
        return any(unsaid for _, _, unsaid, _ in self.spans)


@dataclass(slots=True)
class _Token:
    text: str
    spaced: bool  # whether white space follows
    unsaid: bool = False


class Pairs:
    """Sentence pairs by either side, and the words that may stand for each other's without saying the same."""

    def __init__(self, path: Path) -> None:
        self.others: dict[str, dict[str, list[str]]] = {"en": defaultdict(list), "de": defaultdict(list)}
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                english, german = line.rstrip("\n").split("\t")
                if all(_SHORTEST <= len(side.split()) <= _LONGEST for side in (english, german)):
                    for language, mine, other in (("en", english, german), ("de", german, english)):
                        if other not in self.others[language][mine]:
                            self.others[language][mine].append(other)
        self.sentences = {language: list(others) for language, others in self.others.items()}
        self.several = {
            language: [sentence for sentence, others in self.others[language].items() if len(others) > 1]
            for language in ("en", "de")
        }
        self.confused: dict[str, dict[str, list[str]]] = {}
        self.opposites: dict[str, list[str]] = {}
        self.names: dict[str, list[str]] = {}
        for language, sentences in self.sentences.items():
            words = _frequent(sentences, language)
            self.confused[language] = _confused(words, language)
            self.opposites |= _opposites(words)
            self.names[language] = [w for w in words if w[0].isupper() and not alternatives(w.lower(), language)]

    def examples(self, chance: random.Random) -> Iterator[Example]:
        """Yield examples without end."""
        while True:
            quote, statement, languages = self._beside(chance)
            if chance.random() < LENGTHENED:
                further = chance.choice(self.sentences[languages[0]])
                quote = f"{quote} {further}" if chance.random() < 0.5 else f"{further} {quote}"
            tokens = [
                _Token(match.group(), statement[match.end() : match.end() + 1] == " ")
                for match in _TOKEN.finditer(statement)
            ]
            if chance.random() < TRIMMED:
                tokens = _trimmed(tokens, chance)
            if chance.random() < CHANGED:
                for _ in range(1 + (chance.random() < 0.3) + (chance.random() < 0.1)):
                    self._change(tokens, languages[1], chance)
            yield _example(quote, tokens, languages[1])

    def _beside(self, chance: random.Random) -> tuple[str, str, tuple[str, str]]:
        kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
        if kind == "same":
            sentence = chance.choice(self.sentences["de"])
            return sentence, sentence, ("de", "de")
        quoted, stated = kind.split()
        if quoted != stated:
            statement = chance.choice(self.sentences[stated])
            return chance.choice(self.others[stated][statement]), statement, (quoted, stated)
        other = "en" if quoted == "de" else "de"
        quote, statement = chance.sample(self.others[other][chance.choice(self.several[other])], 2)
        return quote, statement, (quoted, stated)

    def _change(self, tokens: list[_Token], language: str, chance: random.Random) -> None:
        content = [at for at, token in enumerate(tokens) if _is_content(token.text, language) and not token.unsaid]
        if not content:
            return
        which = chance.random()
        if which < EXCHANGED:
            known = [at for at in content if tokens[at].text in self.confused[language]] or content
            at = chance.choice(known)
            tokens[at] = _Token(self._instead(tokens[at].text, language, chance), tokens[at].spaced, True)
        elif which < RENAMED:
            capitals = [at for at in content if tokens[at].text[0].isupper() and at]
            if capitals:
                at = chance.choice(capitals)
                tokens[at] = _Token(chance.choice(self.names[language]), tokens[at].spaced, True)
        elif which < PUT_IN:
            self._put_in(tokens, language, chance)
        elif which < OTHER_END:
            other = _TOKEN.findall(chance.choice(self.sentences[language]))
            start = chance.randrange(len(tokens) // 2, len(tokens))
            tokens[start:] = [_Token(text, True, True) for text in other[len(other) // 2 :][:10]]
        else:
            verbs = [at for at in content if at and tokens[at].text[0].islower()]
            if verbs:
                at = chance.choice(verbs)
                tokens.insert(at, _Token("not" if language == "en" else "nicht", True, True))
                tokens[at - 1].spaced = True

    def _instead(self, word: str, language: str, chance: random.Random) -> str:
        """Return another word of the same kind."""
        if re.search(r"\d", word):
            return re.sub(r"\d", lambda _: str(chance.randint(1, 9)), word)
        if word in self.opposites and chance.random() < 0.6:
            return chance.choice(self.opposites[word])
        if word in self.confused[language]:
            return chance.choice(self.confused[language][word])
        if word[0].isupper():
            return chance.choice(self.names[language])
        return chance.choice(chance.choice(list(self.confused[language].values())))

    def _put_in(self, tokens: list[_Token], language: str, chance: random.Random) -> None:
        other = _TOKEN.findall(chance.choice(self.sentences[language]))
        if len(other) < 6:
            return
        openings = [at for at, text in enumerate(other[:-2]) if text.isalpha() and not _is_content(text, language)]
        start = chance.choice(openings) if openings and chance.random() < 0.5 else chance.randrange(len(other) - 3)
        words = other[start : start + chance.randint(1, 7)]
        at_end = chance.random() < 0.6 and tokens[-1].text in ".!?"
        at = len(tokens) - 1 if at_end else chance.randrange(1, max(2, len(tokens)))
        tokens[at:at] = [_Token(text, True, True) for text in words]
        tokens[at - 1].spaced = True


def _is_content(word: str, language: str) -> bool:
    return word[0].isalnum() and word.lower() not in FUNCTION_WORDS[language]


def _trimmed(tokens: list[_Token], chance: random.Random) -> list[_Token]:
    """Leave out what stands before or behind a comma or an "and": a statement need not say all."""
    joints = [at for at, token in enumerate(tokens) if token.text in (",", ";", "and", "und", "–", "-")]
    joints = [at for at in joints if 4 <= at <= len(tokens) - 5]
    if not joints or len(tokens) < 10:
        return tokens
    at = chance.choice(joints)
    return tokens[:at] if chance.random() < 0.6 else tokens[at + 1 :]


def _example(quote: str, tokens: Sequence[_Token], language: str) -> Example:
    text, spans = "", []
    for token in tokens:
        weighty = _is_content(token.text, language) or (token.unsaid and token.text in ("not", "nicht"))
        spans.append((len(text), len(text) + len(token.text), token.unsaid, 1.0 if weighty else _SMALL_WEIGHT))
        text += token.text + (" " if token.spaced else "")
    return Example(quote, text.strip(), tuple(spans))


def _frequent(sentences: Sequence[str], language: str) -> list[str]:
    counts = Counter(
        word
        for sentence in sentences
        for word in _TOKEN.findall(sentence)
        if word[0].isalpha() and len(word) > 2 and _is_content(word, language)
    )
    return [word for word, count in counts.most_common(_MOST_WORDS) if count >= _LEAST_COUNT]


def _confused(words: Sequence[str], language: str) -> dict[str, list[str]]:
    """Return for each word others of its form that the encoder finds near, without those that say the same."""
    vectors = np.stack([states_of(word)[1][-1][1:-1].mean(0) for word in words])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    said = [{text for text, weight in alternatives(word, language) if weight >= _SAME_TRANSLATION} for word in words]
    found = {}
    nearest = min(_NEAREST, len(words) - 1)
    for at, word in enumerate(words):
        near = vectors @ vectors[at]
        ranked = sorted(np.argpartition(-near, nearest)[:nearest].tolist(), key=lambda other: -float(near[other]))
        others = [
            words[other]
            for other in ranked
            if not said[at] & said[other] and _is_alike_in_form(word, words[other], language)
        ]
        if len(others) > 2:
            found[word] = others[:_MOST_CONFUSED]
    return found


def _is_alike_in_form(word: str, other: str, language: str) -> bool:
    """Whether a word of another meaning could stand in the place of this one."""
    inflected = word[:4].lower() == other[:4].lower() and len(word) > 4 and abs(len(word) - len(other)) < 4
    if inflected or stems(fold(word))[-1] == stems(fold(other))[-1] or groups_of(fold(word)) & groups_of(fold(other)):
        return False
    if word[0].isupper() != other[0].isupper():
        return False
    if language == "en":
        return all(word.endswith(ending) == other.endswith(ending) for ending in ("ed", "ing", "s"))
    return word[0].isupper() or word[-1] == other[-1]


def _opposites(words: Sequence[str]) -> dict[str, list[str]]:
    by_group: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for group in groups_of(fold(word)):
            by_group[group].append(word)
    found = {}
    for word in words:
        groups = groups_of(fold(word))
        turned = {meanings()[group].opposite for group in groups}
        others = [
            other
            for group in turned
            if group
            for other in by_group[group]
            if other[-2:] == word[-2:] and not groups & groups_of(fold(other))
        ]
        if others:
            found[word] = others
    return found
