"""Statements for the claims of an answer, worded by a chat model, each shown only after the gate let it pass.

The model is given the question and the claims, numbered, and says one statement for each number. It can do nothing
else: findings, their order, quotes and citations are those of the answer without it. What the gate does not let pass
is kept as `rejected`, and the quote stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from rag.chat import ChatModel, Message, Reply
from rag.errors import ChatModelError, ModelMissing
from rag.relations.slots import canonical_name
from rag.relations.statement import read_statement
from rag.relations.stems import fold
from rag.relations.verification import verify_claim
from rag.settings import Settings
from rag.types import PASSED, Answer, Finding, Rejected, Verdict, Wording, WordingProblem
from rag.wording.asking import Spent
from rag.wording.fencing import fenced, one_line, wording_request
from rag.wording.form import LONGEST, faults, tidied
from rag.wording.parsing import Item, StatementReader
from rag.wording.prompts import REPAIR, STATEMENTS_SCHEMA, WORD

if TYPE_CHECKING:
    from rag.encoder.entailment import Judged as Entailed

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_MOST_REPAIRED = 6_000
"""Characters of an unreadable answer that are given back for repair: statements for eight claims take a third."""


Entailment: TypeAlias = "Callable[[str, str], Entailed]"
"""Quote and statement in, judgement out."""


def entailment_of(settings: Settings) -> Entailment | None:
    """Return the entailment model that settings name, loaded for the first statement; None if they name none."""
    if not settings.entailment:
        return None
    name = settings.entailment

    def judge_with(quote: str, statement: str) -> Entailed:
        from rag.encoder.entailment import open_entailment

        return open_entailment(name, settings)(quote, statement)

    return judge_with


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a statement: shown, or rejected."""

    statement: str | None
    verdict: Verdict
    rejected: Rejected | None


def word(
    answer: Answer, model: ChatModel, *, entailment: Entailment | None = None, before: Wording | None = None
) -> Iterator[Answer | None]:
    """Yield the answer as a model words it, statement by statement, and None as a pulse while the model is silent.

    The first one has no statement yet, the last one is complete (`wording.done`); findings, quotes and citations are
    the same in all of them. Whatever goes wrong stands in `wording.problem` and `wording.message`, and what was
    verified until then stays. `before` is what the model did for the question already, say complete it; if it failed,
    it is not asked again. An answer without findings comes back as it is, and the model is not asked. Closing the
    iterator stops the model.
    """
    if not answer.findings:
        yield answer if before is None else replace(answer, wording=before)
        return
    work = _Work(answer, model, entailment, before)
    yield work.state()
    try:
        if work.problem is None:
            yield from work.ask()
    except ChatModelError as error:
        work.problem, work.message = cast(WordingProblem, error.problem), str(error)
    except ModelMissing as error:  # the entailment model, which is loaded for the first statement
        work.problem, work.message = "failed", str(error)
    yield work.state(done=True)


class _Work:
    """One answer on its way: what was judged so far, what it took, what went wrong."""

    def __init__(self, answer: Answer, model: ChatModel, entailment: Entailment | None, before: Wording | None) -> None:
        self.answer = answer
        self.model = model
        self.problem: WordingProblem | None = None
        self.message = ""
        self._entailment = entailment
        self._judged: dict[int, Judged] = {}
        self._spent = Spent(model, WORD.id)
        self._request = wording_request(
            WORD, answer.question, answer.language, answer.findings, count=model.count, room=model.room()
        )
        if before is not None:
            self._spent.begin_with(before)
            self.problem, self.message = before.problem, before.message

    def state(self, *, done: bool = False) -> Answer:
        """Return the answer with what was judged so far."""
        judged = [*self._judged.values()]
        wording = self._spent.wording(
            len(self._request.findings),
            verified=sum(one.statement is not None for one in judged),
            rejected=sum(one.rejected is not None for one in judged),
            problem=self.problem,
            message=self.message,
            done=done,
        )
        by_citations = {_citations(self.answer.findings[number - 1]): one for number, one in self._judged.items()}
        findings = tuple(_with(finding, by_citations) for finding in self.answer.findings)
        return replace(self.answer, findings=findings, wording=wording)

    def ask(self) -> Generator[Answer | None, None, None]:
        """Ask for statements, and once more where none could be read. Raises ChatModelError."""
        if not self._request.findings:
            raise ChatModelError(
                f"no claim has room beside the question: {self.model.name} is set to read {self.model.room():,} "
                "tokens; set BELEGT_CHAT_CONTEXT_TOKENS to what the model can read",
                "context",
            )
        reader, reply = yield from self._read(self._request.messages)
        if not reader.found and not reader.says_nothing and reply.text.strip() and not self._cut(reader, reply):
            self._spent.prompt += f", {REPAIR.id}"
            reader, reply = yield from self._read(self._repair(reply.text))
        if reply.ending == "limit" and len(self._judged) < len(self._request.findings):
            self.problem = "limit"
            self.message = (
                f"{self.model.name} came to the end of what it may write ({self.model.settings.answer_tokens:,} "
                "tokens); allow more with BELEGT_CHAT_ANSWER_TOKENS"
            )
        elif self._cut(reader, reply):
            self.problem = "cut"
            self.message = f"the connection to {self.model.settings.host} broke off within the answer; try again"
        elif not reader.found and not reader.says_nothing:
            self.problem = "unreadable"
            self.message = f"what {self.model.name} answered holds no statement that can be read; try another model"

    def _cut(self, reader: StatementReader, reply: Reply) -> bool:
        """Whether the answer ended though nobody said so and its form is not closed."""
        return reply.ending is None and reader.unfinished

    def _read(self, messages: Sequence[Message]) -> Generator[Answer | None, None, tuple[StatementReader, Reply]]:
        reader = StatementReader()
        with closing(self.model.say(messages, schema=STATEMENTS_SCHEMA, spent=self._spent.seconds)) as reply:
            try:
                for piece in reply:
                    grown = False
                    for item in reader.feed(piece) if piece else ():
                        if self._take(item):
                            grown = True
                            yield self.state()
                    if not grown:
                        yield None
            finally:
                self._spent.add(reply)
        for item in reader.finish():
            if self._take(item):
                yield self.state()
        return reader, reply

    def _repair(self, text: str) -> list[Message]:
        """Return the request to bring an answer into its form, cut to what there is room for."""
        lines = "\n".join(one_line(line, _MOST_REPAIRED) for line in text[:_MOST_REPAIRED].splitlines())
        while True:
            messages = REPAIR.messages(fenced([("The text, as data:", lines)]), language=self.answer.language)
            if len(lines) < 2 or self.model.count(messages) <= self.model.room():
                return messages
            lines = lines[: len(lines) // 2]

    def _take(self, item: Item) -> bool:
        """Judge a statement; return whether it changed the answer. Numbers that nobody gave are nothing."""
        number, statement = item
        if number not in self._request.findings or number in self._judged:
            return False
        self._judged[number] = judge(
            statement, self._request.findings[number], self.answer.language, entailment=self._entailment
        )
        return True


def judge(statement: str, finding: Finding, language: str, *, entailment: Entailment | None = None) -> Judged:
    """Return what becomes of a model's statement for a finding: what is shown of it, and the verdict of the gate."""
    text = tidied(statement)
    words = _without_name(text, finding)
    verdict = _verdict(words, finding, language, entailment)
    if verdict.status in PASSED:
        return Judged(with_claimer(words, finding), verdict, None)
    return Judged(None, verdict, Rejected(one_line(text, LONGEST), verdict.status, verdict.reasons))


def _verdict(text: str, finding: Finding, language: str, entailment: Entailment | None) -> Verdict:
    quote = finding.claim.sentence_text
    wrong = faults(text, quote, language)
    if wrong:
        return Verdict("rejected", wrong, 0.0)
    try:
        verdict = verify_claim(text, finding.claim, claimer=finding.claimer)
    except ValueError as error:
        return Verdict("rejected", (str(error),), 0.0)
    if verdict.status not in PASSED or entailment is None:
        return verdict
    said = entailment(quote, text)
    if said.entails:
        return verdict
    if said.contradicts:
        reason = f"entailment model: the quote contradicts the statement ({said.contradiction:.0%} sure)"
    else:
        reason = f"entailment model: the quote does not say so ({1 - said.entailment:.0%} sure)"
    return Verdict("rejected", (reason,), verdict.confidence)


def with_claimer(statement: str, finding: Finding) -> str:
    """Return a verified statement so that it tells whose words it restates, if it does not yet.

    Where the article reports what somebody does ("He praised ..."), whoever does it may stand in the statement itself.
    """
    name = _claimer_of(finding)
    if not name or read_statement(statement).claimer is not None:
        return statement
    told = _last_word(name) in map(canonical_name, _WORD.findall(fold(statement)))
    if finding.claim.attribution.kind == "Reported" and told:
        return statement
    return f"{name[0].upper()}{name[1:]}: {statement}"


def _without_name(statement: str, finding: Finding) -> str:
    """Return a statement without the name of the finding's claimer in front, in whatever form: code puts its own."""
    before, colon, rest = statement.partition(": ")
    name = _claimer_of(finding)
    own = _last_word(name)
    if not colon or not rest.strip() or not own or _last_word(before) != own:
        return statement
    return f"{rest[0].upper()}{rest[1:]}"


_PRONOUNS = frozenset("er sie es ihm ihr ihnen ich wir man he she it they him her them i we one who wer".split())


def _claimer_of(finding: Finding) -> str:
    """Return the name of who says a finding; empty in an article's own voice and where nobody is named."""
    attribution = finding.claim.attribution
    name = one_line(finding.claimer or attribution.name or "", 100)
    return "" if attribution.kind is None or name.lower() in _PRONOUNS else name


def _last_word(name: str) -> str:
    words = _WORD.findall(fold(name))
    return canonical_name(words[-1]) if words else ""


def _citations(finding: Finding) -> tuple[int, ...]:
    return tuple(citation.number for citation in finding.citations)


def _with(finding: Finding, judged: dict[tuple[int, ...], Judged]) -> Finding:
    """Return a finding with what became of its statement, and so for the findings that it knows of."""
    one = judged.get(_citations(finding))
    finding = replace(
        finding,
        supporting=tuple(_with(other, judged) for other in finding.supporting),
        refuting=tuple(_with(other, judged) for other in finding.refuting),
    )
    if one is None:
        return finding
    if one.statement is None:
        return replace(finding, rejected=one.rejected)
    return replace(finding, statement=one.statement, status=one.verdict.status)
