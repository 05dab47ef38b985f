"""A question becomes a turn: understood, answered from the articles, and worded by a chat model if there is one.

No gradio. Whoever reads the steps gets a pulse while something is waited for, and stops everything, a model too, by
closing the iterator.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from rag.errors import BelegtError, ChatModelError
from rag.page.models import OnCall
from rag.page.places import AllTaken, Places
from rag.page.safe import label
from rag.page.service import Service
from rag.page.turns import Turn
from rag.page.worded import NAME_LIMIT
from rag.types import Answer, Wording, WordingProblem

if TYPE_CHECKING:
    from rag.wording import Completed

logger = logging.getLogger(__name__)

AT_ONCE, AT_MODELS, WAITING = 4, 4, 12
"""Questions that are answered at the same time, that models work for at the same time, and that wait for models: a
slow model keeps its own questions waiting, not those that need none."""


@dataclass(frozen=True, slots=True)
class Step:
    """A turn on its way.

    It was "understood", is "growing" by findings, is complete but for what a model does ("wording"), or "done".
    """

    turn: Turn
    stage: Literal["understood", "growing", "wording", "done"]


class Replies:
    """Replies to questions for all readers of a page."""

    def __init__(self, service: Service, *, at_models: Places | None = None) -> None:
        self.service = service
        self.at_models = at_models or Places(AT_MODELS, waiting=WAITING)
        self._answering = Places(AT_ONCE)

    def reply(self, turn: Turn, earlier: Sequence[Turn], model: OnCall | None) -> Generator[Step | None, None, None]:
        """Yield the turn as its answer grows, and None for a pulse; the last one is done. `earlier` are turns before.

        Raises ValueError and BelegtError for what cannot be asked. What goes wrong with a model is told in the answer.
        """
        if turn.mode == "check":
            yield Step(turn, "understood")
            yield Step(replace(turn, result=self.service.check(turn.question, turn.where)), "done")
            return
        answers = [one.result for one in earlier if isinstance(one.result, Answer)]
        completing: Wording | None = None
        with closing(self._understood(turn.question, answers, model)) as understanding:
            for completed in understanding:
                if completed is None:
                    yield None
                else:
                    turn, completing = replace(turn, question=completed.question), completed.wording
        yield Step(turn, "understood")
        with closing(self._answering.hold(lambda: self.service.ask(turn.question, turn.where))) as growing:
            for found in growing:
                if found is None:
                    yield None
                else:
                    turn = replace(turn, result=found)
                    yield Step(turn, "growing")
        answer = turn.result
        if not isinstance(answer, Answer):
            return
        before = {one.question for one in earlier} | {turn.question}
        turn = replace(turn, suggestions=tuple(self.service.suggestions(answer, turn.where, before)))
        if model is not None and answer.findings:
            with closing(self._worded(answer, model, completing)) as wording:
                for state in wording:
                    if state is None:
                        yield None
                    else:
                        turn = replace(turn, result=told(state))
                        yield Step(turn, "wording")
        yield Step(turn, "done")

    def _understood(
        self, question: str, answers: list[Answer], model: OnCall | None
    ) -> Generator[Completed | None, None, None]:
        """Yield the question in context: as a model reads it, by the rules where there is none or it does not do."""
        if model is not None and answers:
            try:
                chat = model.open()
                yield from self.at_models.hold(lambda: self.service.understood(question, answers, chat))
                return
            except (ChatModelError, AllTaken) as error:
                logger.info("a follow-up is completed by rules, the chat model did not: %s", problem_of(error))
        yield from self.service.understood(question, answers, None)

    def _worded(self, answer: Answer, model: OnCall, before: Wording | None) -> Generator[Answer | None, None, None]:
        """Yield the answer as a model words it, the last one with an account that is done, whatever goes wrong."""
        wording = Wording(model.settings.shown_name, model.settings.host or None, "", len(answer.findings))
        yield replace(answer, wording=wording)
        latest = answer
        try:
            chat = model.open()
            with closing(self.at_models.hold(lambda: self.service.worded(answer, chat, before))) as states:
                for state in states:
                    latest = state or latest
                    yield state
            return
        except (BelegtError, AllTaken) as error:
            logger.warning("an answer is not worded to its end: %s", error)
            problem = problem_of(error)
        except Exception:
            # The answer is there and right without a model: whatever goes wrong here must not take it away.
            logger.exception("wording failed")
            problem = "failed"
        yield replace(latest, wording=replace(latest.wording or wording, problem=problem, done=True))


def problem_of(error: Exception) -> WordingProblem:
    """Return which of the known ways it is in which a model failed."""
    if isinstance(error, AllTaken):
        return "busy"
    problem: WordingProblem = getattr(error, "problem", "failed")
    return problem if problem in get_args(WordingProblem) else "failed"


def told(answer: Answer) -> Answer:
    """Return a worded answer as it may be told to anybody.

    What a provider said is for whoever runs this: in the log.
    """
    wording = answer.wording
    if wording is None:
        return answer
    if wording.done and wording.message:
        logger.warning("an answer is not worded to its end: %s", wording.message)
    return replace(answer, wording=replace(wording, model=label(wording.model, NAME_LIMIT), message=""))


def stopped(turn: Turn) -> Turn:
    """Return a turn on its way as what is left of it if the reader stops it now."""
    if not isinstance(turn.result, Answer) or turn.result.wording is None or turn.result.wording.done:
        return turn
    wording = replace(turn.result.wording, problem="stopped", done=True)
    return replace(turn, result=replace(turn.result, wording=wording))
