"""New pieces for a WordPiece tokenizer: those that the new language uses most, after the base's own, which all stay."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer, models, trainers

INSIDE = "##"
"""Before a piece that goes on with a word, as in BERT's vocabularies."""
CANDIDATES = 48_000
"""Pieces that the learner proposes; pruning by real use leaves the best of them."""
RAREST = 3
"""A letter or piece that the new language's sentences hold fewer times is not learnt."""
ROUNDS = 5
"""A tokenizer cuts greedily and uses other pieces than the learner merged: cutting and pruning take turns."""
SHARED = 0.3
"""A piece that the known language uses this often, measured by the new one, is left out: names, mostly. It would only
change how the known language is cut, and so its vectors."""
COMMON_LETTER = 0.001
"""A letter with a mark stays itself if it is this share of the new language's letters: ä, ö and ü in German, but not
the é of a few names. Other marks are stripped, as the base does."""
_SHIELD = 0xE000
"""First of the private letters that keep letters with marks from being stripped."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A tokenizer whose first `kept` pieces are the base's own, row for row; the later ones are new."""

    tokenizer: Tokenizer
    kept: int

    @property
    def pieces(self) -> list[str]:
        """All pieces, in the order of their rows."""
        return pieces_of(self.tokenizer)


def pieces_of(tokenizer: Tokenizer) -> list[str]:
    """The pieces of a tokenizer in the order of their rows."""
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.__getitem__)


def extend(base: Tokenizer, known: Sequence[str], new: Sequence[str], most: int) -> Vocabulary:
    """Add at most `most` pieces, learnt from sentences of the new language; `known` are sentences to leave as they are.

    Raises ValueError if the base's tokenizer is no WordPiece one with BERT's normalizer.
    """
    kept = base.get_vocab_size()
    if most == 0:
        return Vocabulary(base, kept)
    specification = json.loads(base.to_str())
    if specification["model"]["type"] != "WordPiece" or specification["model"]["continuing_subword_prefix"] != INSIDE:
        raise ValueError(
            f"the base cuts words by {specification['model']['type']}, and pieces can only be added to WordPiece; "
            "teach it with its own pieces: --add-pieces 0"
        )
    specification["normalizer"] = _keeping_letters(specification["normalizer"], new)
    blank = _tokenizer(specification, pieces_of(base))
    words, known_words = _count_words(blank, new), _count_words(blank, known)
    own = pieces_of(base)
    letters = [letter for letter in _letters(words) if letter not in base.get_vocab()][: most // 2]
    fresh = _candidates(blank, new, words, {*own, *letters})
    room = most - len(letters)
    for turn in range(ROUNDS):
        cutter = _tokenizer(specification, [*own, *letters, *fresh])
        use, foreign = _count_pieces(cutter, words), _count_pieces(cutter, known_words)
        fresh = [piece for piece in fresh if use[piece] > 1 and foreign[piece] <= SHARED * use[piece]]
        excess = len(fresh) - room
        if excess <= 0:
            break
        drop = excess if turn == ROUNDS - 1 else (excess + 1) // 2
        fresh = sorted(fresh, key=lambda piece: -use[piece])[: len(fresh) - drop]
    return Vocabulary(_tokenizer(specification, [*own, *letters, *fresh]), kept)


def without(tokenizer: Tokenizer, rows: Iterable[int]) -> Tokenizer:
    """The same tokenizer without some pieces, so that it cuts words otherwise; the rows of all others stay."""
    left_out = set(rows)
    specification = json.loads(tokenizer.to_str())
    specification["model"]["vocab"] = {
        piece: row for piece, row in specification["model"]["vocab"].items() if row not in left_out
    }
    return Tokenizer.from_str(json.dumps(specification))


def _tokenizer(specification: dict[str, Any], pieces: Sequence[str]) -> Tokenizer:
    model = specification["model"] | {"vocab": {piece: row for row, piece in enumerate(pieces)}}
    return Tokenizer.from_str(json.dumps(specification | {"model": model}))


def _keeping_letters(normalizer: dict[str, Any] | None, texts: Sequence[str]) -> dict[str, Any] | None:
    """The normalizer, changed so that the new language's common letters with marks stay what they are.

    BERT's normalizer strips every mark from its letter ("schön" becomes "schon", another word). Private letters stand
    for those to keep while marks are stripped.
    """
    steps = (normalizer or {}).get("normalizers", [normalizer])
    bert = next((step for step in steps if step and step["type"] == "BertNormalizer"), None)
    strips = any(step and step["type"] == "StripAccents" for step in steps)
    if bert is None:
        raise ValueError(
            "the base's tokenizer does not normalise as BERT's does, so that no pieces can be added to it; "
            "teach it with its own pieces: --add-pieces 0"
        )
    if not strips and not (bert["lowercase"] if bert["strip_accents"] is None else bert["strip_accents"]):
        return normalizer
    already = [step["pattern"]["String"] for step in steps if step["type"] == "Replace" and not _is_private(step)]
    letters = [*already, *(letter for letter in _marked_letters(texts) if letter not in already)]
    shields = {letter: chr(_SHIELD + place) for place, letter in enumerate(letters)}
    return {
        "type": "Sequence",
        "normalizers": [
            bert | {"strip_accents": False},
            {"type": "NFC"},
            *(_replace(letter, shield) for letter, shield in shields.items()),
            {"type": "NFD"},
            {"type": "StripAccents"},
            *(_replace(shield, letter) for letter, shield in shields.items()),
        ],
    }


def _replace(letter: str, by: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"String": letter}, "content": by}


def _is_private(step: dict[str, Any]) -> bool:
    return unicodedata.category(step["pattern"]["String"]) == "Co"


def _marked_letters(texts: Sequence[str]) -> list[str]:
    """Common letters that stripping would change, marks that stand alone (as Hindi's vowels) among them.

    >>> _marked_letters(["Schöne Grüße aus Köln"]), _marked_letters(["Grüße"])
    (['ö', 'ü'], ['ü'])
    """
    letters = Counter(c for text in texts for c in unicodedata.normalize("NFC", text.lower()) if not c.isspace())
    least = COMMON_LETTER * letters.total()
    return sorted(c for c, n in letters.items() if n >= least and "Mn" in map(unicodedata.category, _parts(c)))


def _parts(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)


def _letters(words: Counter[str]) -> list[str]:
    """The letters of words, as pieces that begin a word and that go on with it, the most frequent first."""
    count: Counter[str] = Counter()
    for word, times in words.items():
        count[word[0]] += times
        for letter in word[1:]:
            count[INSIDE + letter] += times
    return [piece for piece, times in sorted(count.items(), key=lambda item: (-item[1], item[0])) if times >= RAREST]


def _candidates(blank: Tokenizer, texts: Sequence[str], words: Iterable[str], known: set[str]) -> list[str]:
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106  # a piece, no password
    learner.normalizer, learner.pre_tokenizer = blank.normalizer, blank.pre_tokenizer
    # Named beforehand, in a fixed order: the trainer breaks ties by the numbers that its hash table would give them.
    letters = sorted({letter for word in words for letter in word})
    trainer = trainers.WordPieceTrainer(
        special_tokens=["[UNK]", *letters, *(INSIDE + letter for letter in letters)],
        vocab_size=CANDIDATES,
        min_frequency=RAREST,
        continuing_subword_prefix=INSIDE,
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    return [piece for piece in pieces_of(learner) if piece not in known and len(piece.removeprefix(INSIDE)) > 1]


def words_of(tokenizer: Tokenizer, text: str) -> list[str]:
    """The words of a text as the tokenizer sees them before it cuts them into pieces."""
    if tokenizer.normalizer is not None:
        text = tokenizer.normalizer.normalize_str(text)
    if tokenizer.pre_tokenizer is None:
        return text.split()
    return [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)]


def _count_words(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for text in texts:
        words.update(words_of(tokenizer, text))
    return words


def _count_pieces(tokenizer: Tokenizer, words: Counter[str]) -> Counter[str]:
    use: Counter[str] = Counter()
    names = list(words)
    for word, encoded in zip(names, tokenizer.encode_batch(names, add_special_tokens=False), strict=True):
        for piece in encoded.tokens:
            use[piece] += words[word]
    return use
