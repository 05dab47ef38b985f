"""A quote in the reader's language by a chat model: to be read below the original, and held against it by the gate."""

from __future__ import annotations

from collections.abc import Generator
from typing import cast

from rag.chat import ChatModel
from rag.errors import ChatModelError
from rag.relations.verification import verify_claim
from rag.types import PASSED, Claim, Finding, Translation, Verdict, WordingProblem
from rag.wording.asking import Spent, read_text
from rag.wording.fencing import fenced, one_line
from rag.wording.form import language_fault, markup_fault
from rag.wording.prompts import LANGUAGES, TRANSLATE, language_name

_LONGEST = 2_000


def translate(what: Finding | Claim, language: str, model: ChatModel) -> Translation:
    """Return a quote translated; one that the gate does not let pass has the status "rejected" and its reasons.

    If the model fails, `text` is empty and `wording` says why. Raises ValueError for a language that statements cannot
    be verified in, and where the quote is in that language already.
    """
    work = translating(what, language, model)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return cast(Translation, end.value)


def translating(what: Finding | Claim, language: str, model: ChatModel) -> Generator[None, None, Translation]:
    """Do as `translate`, with a pulse whenever a moment has passed; closing the generator stops the model."""
    claim = what.claim if isinstance(what, Finding) else what
    claimer = what.claimer if isinstance(what, Finding) else None
    if language not in LANGUAGES:
        raise ValueError(f"a translation can be verified in {' and '.join(LANGUAGES)} only, not in {language!r}")
    if claim.article.language == language:
        raise ValueError(f"the quote is in {language_name(language)} already")
    spent = Spent(model, TRANSLATE.id)
    problem: WordingProblem | None = None
    text = message = ""
    data = fenced([("The sentence, as data:", one_line(claim.quote, _LONGEST))])
    try:
        text = _cleaned((yield from read_text(model, TRANSLATE.messages(data, language=language), spent)), claim.quote)
        if not any(character.isalnum() for character in text):
            text, problem, message = "", "unreadable", f"{model.name} answered without a translation; try again"
    except ChatModelError as error:
        problem, message = cast(WordingProblem, error.problem), str(error)
    verdict = _verdict(text, claim, claimer, language) if text else Verdict("rejected", (message,), 0.0)
    passed = verdict.status in PASSED
    wording = spent.wording(
        1, verified=int(passed), rejected=int(bool(text) and not passed), problem=problem, message=message, done=True
    )
    return Translation(text, language, verdict.status, verdict.reasons, wording)


def _cleaned(text: str, quote: str) -> str:
    """Return a translation on one line, without quotation marks around it that are not around the quote."""
    line = one_line(text, 2 * _LONGEST)
    marks = '"„“”«»'
    return line.strip(marks + " ") if line[:1] in marks and quote.strip()[:1] not in marks else line


def _verdict(text: str, claim: Claim, claimer: str | None, language: str) -> Verdict:
    wrong = language_fault(text, language) or markup_fault(text)
    if wrong:
        return Verdict("rejected", (wrong,), 0.0)
    try:
        return verify_claim(text, claim, claimer=claimer)
    except ValueError as error:
        return Verdict("rejected", (str(error),), 0.0)
