"""A follow-up question made whole by a chat model, where what it writes asks for nothing that was not asked.

Whatever the model adds must stand in the conversation: every name, number and content word of the new wording comes
from the questions, or from the names of who answered them. Else, and on any failure, the rules of
`rag.conversation` decide, as they do without a model.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import cast

from rag.articles.language import detect_language
from rag.chat import ChatModel, Message
from rag.claims.sentences import sentence_spans
from rag.conversation import Turn, in_context
from rag.conversation.leaning import is_content, leaning_of
from rag.errors import ChatModelError
from rag.lexicon import FUNCTION_WORDS, alternatives
from rag.relations.slots import canonical_name
from rag.relations.stems import fold, stems
from rag.types import Wording, WordingProblem
from rag.wording.asking import Spent, read_text
from rag.wording.fencing import fenced, one_line
from rag.wording.prompts import COMPLETE, LANGUAGES

_TURNS = 6
_LONGEST = 300
"""Characters of a completed question: one of a sentence that a reader would ask."""
_MOST_NAMES = 8

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot nicht nichts nie niemals niemand kein keine keinen"
    " keinem keiner keines ohne weder".split()
)
_SMALL = FUNCTION_WORDS["de"] | FUNCTION_WORDS["en"]


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that says by itself what it asks, as a chat model wrote it, or else the rules.

    `wording` is the account of the model, also of one that failed or was not believed; None if it was not asked.
    """

    question: str
    wording: Wording | None = None


def completing(
    question: str, earlier: Sequence[Turn], model: ChatModel, *, max_chars: int = 2_000
) -> Generator[None, None, Completed]:
    """Return the question made whole; `earlier` are the turns before it, oldest first. Never raises ChatModelError.

    A question that stands alone comes back as it is, without asking the model. Yields a pulse whenever a moment has
    passed; closing the generator stops the model.
    """
    by_rules = in_context(question, earlier, max_chars=max_chars)
    turns = earlier[-_TURNS:]
    language = _language(question, turns)
    if not turns or (by_rules == question and leaning_of(" ".join(question.split()), language) is None):
        return Completed(by_rules)
    spent = Spent(model, COMPLETE.id)
    problem, message = None, ""
    try:
        written = _cleaned((yield from read_text(model, _messages(question, turns, language, model), spent)))
    except ChatModelError as error:
        written, problem, message = "", cast(WordingProblem, error.problem), str(error)
    wording = spent.wording(0, problem=problem, message=message, done=True)
    if written and len(written) <= max_chars and not objections(written, question, turns, language):
        same = _WORD.findall(written.lower()) == _WORD.findall(question.lower())
        return Completed(question if same else written, wording)
    return Completed(by_rules, wording)


def _language(question: str, turns: Sequence[Turn]) -> str:
    texts = [question, *(turn.question for turn in reversed(turns))]
    return next((found for text in texts if (found := detect_language(text)) in LANGUAGES), None) or "en"


def _messages(question: str, turns: Sequence[Turn], language: str, model: ChatModel) -> list[Message]:
    """Return the request, with as many of the last turns as there is room for."""
    while True:
        lines = []
        for number, turn in enumerate(turns, start=1):
            lines.append(f"EARLIER QUESTION {number}: {one_line(turn.question, _LONGEST)}")
            if turn.claimers:
                names = ", ".join(one_line(name, 100) for name in turn.claimers[:_MOST_NAMES])
                lines.append(f"ANSWERED WITH WORDS OF: {names}")
        lines.append(f"NEW QUESTION: {one_line(question, _LONGEST)}")
        messages = COMPLETE.messages(fenced([("The conversation, as data:", "\n".join(lines))]), language=language)
        if not turns or model.count(messages) <= model.room():
            return messages
        turns = turns[1:]


def _cleaned(text: str) -> str:
    """Return the question that a model wrote, without the label and the quotation marks that small ones put around."""
    line = re.sub(r"^(?:new |rewritten |neue )?(?:question|frage)\s?:\s?", "", text.strip(), flags=re.IGNORECASE)
    return line.strip().strip('"„“”«»`').strip()


def objections(written: str, question: str, earlier: Sequence[Turn], language: str) -> list[str]:
    """Return why a completed question cannot stand for the one that was asked; none if it can.

    >>> before = [Turn("What did Gil say about sanctions?")]
    >>> objections("What did Lavrov say about sanctions?", "And Lavrov?", before, "en")
    []
    >>> objections("What did Lavrov say about gas?", "And Lavrov?", before, "en")
    ['it adds: gas']
    """
    if "\n" in written or len(written) > _LONGEST or len(sentence_spans(written, language=language)) != 1:
        return ["it is not one question"]
    if written.count("?") != 1 or not written.endswith("?"):
        return ["it is no question"]
    if detect_language(written) not in (None, language):
        return ["it is in another language"]
    known = _keys_of(question, language)
    for turn in earlier:
        known |= _keys_of(turn.question, _language(turn.question, ()), translated=True)
        for name in turn.claimers[:_MOST_NAMES]:
            known |= _keys_of(name, language)
    words = _WORD.findall(written)
    small = {word.lower() for text in (question, *(turn.question for turn in earlier)) for word in _WORD.findall(text)}
    added = [
        word
        for place, word in enumerate(words)
        if (word.lower() in _NEGATIONS and word.lower() not in small)
        or (not _is_small(word, place) and not (_keys(word) & known))
    ]
    found = [f"it adds: {word}" for word in added]
    kept = {key for word in words for key in _keys(word)}
    asked = [word for word in _WORD.findall(question) if is_content(word, language)]
    found += [f"it leaves out: {word}" for word in asked if not _keys(word) & kept]
    return found


def _is_small(word: str, place: int) -> bool:
    """Whether a word says nothing by itself ("the", "über"); one written large within a sentence may be a name."""
    return word.lower() in _SMALL and (place == 0 or not word[0].isupper())


def _keys_of(text: str, language: str, *, translated: bool = False) -> set[str]:
    words = _WORD.findall(text)
    keys = {key for word in words for key in _keys(word)}
    if translated:
        keys |= {key for word in words for other, _ in alternatives(word, language) for key in _keys(other)}
    return keys


def _keys(word: str) -> set[str]:
    """Return what a word and its other forms share."""
    form = fold(re.sub(r"[’']s?$", "", word))
    return {form} if form.isdigit() else {form, canonical_name(form), *stems(form)}
