"""What it costs to let a chat model word answers: tokens, added time, and how much of what it says passes the gate.

    BELEGT_CHAT_MODEL=ollama:qwen2.5:7b python -m rag.evaluation.wording_cost --index index

asks the answerable golden questions one after another, with whatever model the environment names, and prints a table,
or with --json all figures. Time counts from the moment when the answer of the index alone is there.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.chain import ask_worded
from rag.chat import ChatModel, open_chat_model
from rag.corpus import Corpus, open_corpus
from rag.encoder import open_encoder
from rag.errors import BelegtError
from rag.evaluation.golden import GoldenQuestion, read_golden
from rag.evaluation.progress import Step, finish_with_bar
from rag.evaluation.report import about, heading, table
from rag.settings import ChatSettings, Settings
from rag.types import PASSED, Answer, Wording

_GOLDEN = Path(__file__).parent.parent.parent / "tests" / "golden.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the model did for one question.

    `first_statement` are milliseconds until a statement was shown, None if none was; `statuses` counts the gate's
    verdicts over all statements that were read in the model's answer.
    """

    question: GoldenQuestion
    wording: Wording
    first_statement: float | None
    statuses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WordingCost:
    """The outcomes of all questions, and the figures that follow from them."""

    outcomes: tuple[Outcome, ...]
    unanswered: int
    """Questions to which the index has no answer, so that there was nothing to word."""

    def figures(self) -> dict[str, float | int | None]:
        """Return every measure by its name; None where there is nothing to measure it on."""
        did = [outcome.wording for outcome in self.outcomes]
        said: Counter[str] = Counter()
        for outcome in self.outcomes:
            said.update(outcome.statuses)
        statements, claims = sum(said.values()), sum(one.asked for one in did)
        shown = sum(said[status] for status in PASSED)
        first = [outcome.first_statement for outcome in self.outcomes if outcome.first_statement is not None]
        return {
            "answers": len(did),
            "tokens in, median": _median([one.tokens_in for one in did]),
            "tokens in, p95": _p95([one.tokens_in for one in did]),
            "tokens out, median": _median([one.tokens_out for one in did]),
            "tokens out, p95": _p95([one.tokens_out for one in did]),
            "answers whose tokens are estimated": sum(not one.counted for one in did),
            "added ms, median": _median([one.milliseconds for one in did]),
            "added ms, p95": _p95([one.milliseconds for one in did]),
            "ms to the first statement, median": _median(first),
            "ms to the first statement, p95": _p95(first),
            "claims to word": claims,
            "claims worded": shown / claims if claims else None,
            "statements read": statements,
            "verified": shown / statements if statements else None,
            "misattributed": said["misattributed"] / statements if statements else None,
            "rejected": said["rejected"] / statements if statements else None,
            "answers with a problem": sum(one.problem is not None for one in did),
        }

    def problems(self) -> dict[str, int]:
        """Return how often each problem came up, the most frequent one first."""
        found = (outcome.wording.problem for outcome in self.outcomes)
        return dict(Counter(problem for problem in found if problem is not None).most_common())

    def to_dict(self) -> dict[str, Any]:
        return {
            **{name: _rounded(value) for name, value in self.figures().items()},
            "problems": self.problems(),
            "unanswered": self.unanswered,
            "outcomes": [
                {
                    "id": outcome.question.id,
                    **outcome.wording.to_dict(),
                    "first_statement": _rounded(outcome.first_statement),
                    "statuses": dict(outcome.statuses),
                }
                for outcome in self.outcomes
            ],
        }

    def to_text(self, model: str) -> str:
        """Return a table of the figures for a model of this name, and its problems."""
        rows = [[name, _shown(value)] for name, value in self.figures().items()]
        lines = [table(["wording", model], rows)]
        lines += [f"{count} x {problem}" for problem, count in self.problems().items()]
        return "\n".join(lines)


def measure(
    corpus: Corpus, model: ChatModel, questions: Sequence[GoldenQuestion]
) -> Generator[Step, None, WordingCost]:
    """Ask each of the questions that can be answered, and have its answer worded."""
    outcomes, unanswered = [], 0
    answerable = [question for question in questions if question.answerable]
    for number, question in enumerate(answerable):
        yield Step("wording", number, len(answerable))
        outcome = _outcome(corpus, model, question)
        if outcome is None:
            unanswered += 1
        else:
            outcomes.append(outcome)
    return WordingCost(tuple(outcomes), unanswered)


def _outcome(corpus: Corpus, model: ChatModel, question: GoldenQuestion) -> Outcome | None:
    began, first, answer = 0.0, None, None
    with closing(ask_worded(corpus, question.question, model)) as states:
        for state in states:
            if state is None:
                continue
            # The first state is the answer of the index alone.
            began = began or time.perf_counter()
            answer = state
            if first is None and any(finding.statement for finding in state.findings):
                first = 1000 * (time.perf_counter() - began)
    if answer is None or answer.wording is None:
        return None
    return Outcome(question, answer.wording, first, _statuses(answer))


def _statuses(answer: Answer) -> Counter[str]:
    """Count the gate's verdicts; a finding of which the model said nothing has none."""
    rejected = (finding.rejected.status for finding in answer.findings if finding.rejected)
    shown = (finding.status for finding in answer.findings if finding.statement)
    return Counter([*rejected, *shown])


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None


def _p95(values: Sequence[float]) -> float | None:
    """The value that 95 % do not exceed, always one that was measured."""
    return sorted(values)[-(-95 * len(values) // 100) - 1] if values else None


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if there is no index or no model to measure."""
    name = "python -m rag.evaluation.wording_cost"
    parser = argparse.ArgumentParser(prog=name, description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", default="index", metavar="FOLDER", help="the index's folder (index)")
    parser.add_argument("--questions", type=Path, default=_GOLDEN, metavar="FILE", help="golden questions")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N answerable ones only, for a slow model")
    parser.add_argument("--json", action="store_true", help="all figures as JSON, with those of each answer")
    options = parser.parse_args(arguments)
    if options.limit is not None and options.limit < 1:
        parser.error("--limit needs a number of 1 or more")
    try:
        settings, chat = Settings.from_environment(), ChatSettings.from_environment()
        questions = [question for question in read_golden(options.questions) if question.answerable]
        corpus, model = open_corpus(options.index, settings), open_chat_model(chat)
        cost = finish_with_bar(measure(corpus, model, questions[: options.limit]))
    except (BelegtError, ValueError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    described = about(settings, open_encoder(settings)) | {"chat": _described(chat)}
    if options.json:
        print(json.dumps({**described, "wording": cost.to_dict()}, ensure_ascii=False, indent=2))
    else:
        print(f"{heading(described)}\n\n{cost.to_text(model.name)}")
    return 0


def _described(chat: ChatSettings) -> dict[str, Any]:
    """Which model was asked how, never with which key."""
    return {
        "provider": chat.provider,
        "model": chat.name,
        "host": chat.host or None,
        "answer_tokens": chat.answer_tokens,
        "context_tokens": chat.context_tokens,
        "timeout": chat.timeout,
    }


if __name__ == "__main__":
    sys.exit(main())
