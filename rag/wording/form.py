"""The form of a statement: one sentence in the reader's language, without typed quotes, marks of citations or markup.

What is wrong here needs no comparison with the claim. A model's quotation marks are looked at because whoever reads
quotation marks takes what is in them for the article's own words.
"""

from __future__ import annotations

import re
import unicodedata

from rag.articles.language import detect_language
from rag.claims.sentences import sentence_spans
from rag.lexicon import FUNCTION_WORDS, alternatives
from rag.wording.fencing import one_line
from rag.wording.prompts import LANGUAGES

LONGEST = 600
"""Characters of a statement: a longer one is no sentence that anybody reads."""

_CLEARLY = 2
"""How many times as many words of one language as of the other tell that a statement is in it."""

_CITATIONS = re.compile(
    r"\s?[\[\u3010](?:claim\s?|\^)?\d{1,4}(?:\s?[,;\u2013-]\s?\d{1,4}){0,9}[\]\u3011]", re.IGNORECASE
)
_MARKUP = re.compile(
    r"</?[a-z!][^<>]{0,200}>?|\*\*|__|```|\]\(|\bhttps?:|\bwww\.|\bjavascript:|^#{1,6} |&#?\w{2,8};", re.I
)
_PAIRS = {"„": "“”", "“": "”“", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‟": "”", "「": "」", "〝": "〞"}
_DOUBLE = frozenset('„“”«»‹›"‟「」＂〝〞')
_SINGLE = re.compile(r"(?<!\w)['‘‚](?=\w)(?P<words>[^'‘’]{1,300})(?<=[\w.!?])['’‘](?!\w)")


def tidied(statement: str) -> str:
    """Return a statement on one line, without marks of citations, which only code gives.

    >>> tidied("Klein kam [1].\\n")
    'Klein kam.'
    """
    return " ".join(_CITATIONS.sub("", one_line(statement, len(statement))).split())


def faults(statement: str, quote: str, language: str) -> tuple[str, ...]:
    """Return what is wrong with the form of a tidied statement about this quote, in words for a reader.

    >>> faults("Klein kam. Er ging.", "Klein kam, dann ging er.", "de")
    ('it is 2 sentences',)
    """
    if not any(character.isalnum() for character in statement):
        return ("it says nothing",)
    found: list[str] = []
    if len(statement) > LONGEST:
        return (f"it has {len(statement):,} characters, {LONGEST} are allowed",)
    sentences = len(sentence_spans(statement, language=language))
    if sentences > 1:
        found.append(f"it is {sentences} sentences")
    typed = typed_quotes(statement, quote)
    if typed:
        found.append(f"it puts in quotation marks what the article does not say in these words: {typed[0]}")
    found += [fault for fault in (language_fault(statement, language), markup_fault(statement)) if fault]
    return tuple(found)


def language_fault(statement: str, language: str) -> str | None:
    """Return in which other language than it should be a statement is; None where its words do not tell."""
    written, by_words = detect_language(statement), _by_words(statement)
    if written not in LANGUAGES:
        written = by_words or written
    # The ending of one name can look German ("schizophrenia"); then the other words tell.
    return (
        None
        if written in (None, language) or by_words == language
        else f"it is in {_name(written)}, not in {_name(language)}"
    )


def _by_words(statement: str) -> str | None:
    """Return the language that most words of a statement are known in, by the word table; None where it is unclear."""
    words = re.findall(r"[^\W\d_]+", statement)
    small = {language: {word for word in words if word.lower() in FUNCTION_WORDS[language]} for language in LANGUAGES}
    either = set().union(*small.values())
    known = {
        language: sum(
            word in small[language] or (word not in either and bool(alternatives(word, language))) for word in words
        )
        for language in LANGUAGES
    }
    most = max(known, key=lambda language: known[language])
    others = sum(known.values()) - known[most]
    return most if known[most] >= _CLEARLY * max(others, 1) else None


def _name(language: str | None) -> str:
    return LANGUAGES.get(language or "", f"another language ({language})")


def markup_fault(statement: str) -> str | None:
    """Return what a statement holds beside words: tags, Markdown, addresses; None if nothing."""
    return "it holds markup or an address" if _MARKUP.search(statement) else None


def typed_quotes(statement: str, quote: str) -> list[str]:
    """Return what a statement has within quotation marks though it does not stand in the quote, word for word.

    A quotation mark without its partner counts with all that follows it.
    """
    inside = [match["words"] for match in _SINGLE.finditer(statement)]
    at = 0
    while at < len(statement):
        if statement[at] in _DOUBLE:
            closing = _PAIRS.get(statement[at], '"')
            end = next((i for i in range(at + 1, len(statement)) if statement[i] in closing), len(statement))
            inside.append(statement[at + 1 : end])
            at = end
        at += 1
    said = f" {_bare(quote)} "
    return [words for words in inside if f" {_bare(words)} " not in said]


def _bare(text: str) -> str:
    """Return the words of a text, each with the capitals that it has, and nothing between them but spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).replace("\xad", "")))
