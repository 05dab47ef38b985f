"""Golden questions: what an index must find, and what it must not claim to know.

A file has one JSON object a line: `question`, `language` ("de" or "en"), `answerable`, and `evidence`, a list of
`{"article": file name, "quote": words of that file}` of which any one answers the question. An `id` is welcome; where
there is none, the number of the line stands in.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.corpus import Corpus
from rag.errors import ArticleError
from rag.evaluation.progress import Step, finish
from rag.evaluation.report import table
from rag.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with all the evidence for it: pairs of file name and quote. Unanswerable ones have none."""

    id: str
    question: str
    language: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def answerable(self) -> bool:
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an index made of one question. Counts are of quotes and of findings."""

    question: GoldenQuestion
    abstained: bool
    findings: int
    right_findings: int
    evidence_found: int
    first_is_right: bool

    @property
    def right(self) -> bool:
        """Answerable: some evidence was shown. Unanswerable: nothing was."""
        return self.right_findings > 0 if self.question.answerable else self.abstained


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """Shares in [0, 1] over all questions; `of(language)` gives the same for one language."""

    outcomes: tuple[Outcome, ...]

    def of(self, language: str) -> GoldenReport:
        return GoldenReport(tuple(o for o in self.outcomes if o.question.language == language))

    @property
    def evidence_recall(self) -> float:
        """Share of answerable questions for which at least one finding is evidence."""
        return _share([o.right for o in self.outcomes if o.question.answerable])

    @property
    def first_right(self) -> float:
        """Share of answerable questions whose first finding is evidence."""
        return _share([o.first_is_right for o in self.outcomes if o.question.answerable])

    @property
    def quote_recall(self) -> float:
        """Share of all quotes of evidence that the findings cite."""
        found = sum(o.evidence_found for o in self.outcomes)
        return found / max(1, sum(len(o.question.evidence) for o in self.outcomes))

    @property
    def precision(self) -> float:
        """Share of findings shown that are evidence, for answerable and unanswerable questions together."""
        return sum(o.right_findings for o in self.outcomes) / max(1, sum(o.findings for o in self.outcomes))

    @property
    def abstention(self) -> float:
        """Share of unanswerable questions that were not answered."""
        return _share([o.abstained for o in self.outcomes if not o.question.answerable])

    @property
    def wrong_abstention(self) -> float:
        """Share of answerable questions that were not answered."""
        return _share([o.abstained for o in self.outcomes if o.question.answerable])

    @property
    def balanced_accuracy(self) -> float:
        """Mean of answering the answerable and abstaining from the unanswerable."""
        return (1 - self.wrong_abstention + self.abstention) / 2

    def _figures(self) -> dict[str, Any]:
        return {
            "questions": len(self.outcomes),
            "answerable": sum(o.question.answerable for o in self.outcomes),
            "evidence_recall": round(self.evidence_recall, 4),
            "first_right": round(self.first_right, 4),
            "quote_recall": round(self.quote_recall, 4),
            "precision": round(self.precision, 4),
            "abstention": round(self.abstention, 4),
            "wrong_abstention": round(self.wrong_abstention, 4),
            "balanced_accuracy": round(self.balanced_accuracy, 4),
        }

    def _gap(self) -> float | None:
        """Evidence recall of German questions minus that of English ones; None where one of them has no questions."""
        german, english = self.of("de"), self.of("en")
        if not all(any(o.question.answerable for o in part.outcomes) for part in (german, english)):
            return None
        return round(german.evidence_recall - english.evidence_recall, 4)

    def to_dict(self) -> dict[str, Any]:
        languages = sorted({o.question.language for o in self.outcomes})
        return {
            "all": self._figures(),
            **{language: self.of(language)._figures() for language in languages},
            "gap": self._gap(),
            "failures": [
                {"id": o.question.id, "question": o.question.question, "answerable": o.question.answerable}
                for o in self.outcomes
                if not o.right
            ],
        }

    def to_text(self, *, failures: bool = False) -> str:
        """Return a table: a column for all questions and one for each language."""
        rows = self.to_dict()
        titles = [title for title in rows if title not in ("gap", "failures")]
        figures = [[name, *(_shown(rows[title][name]) for title in titles)] for name in rows["all"]]
        lines = [table(["", *titles], figures)]
        if rows["gap"] is not None:
            lines.append(f"evidence recall, German minus English: {rows['gap']:+.3f}")
        if failures:
            for failure in rows["failures"]:
                missed = "not found" if failure["answerable"] else "answered, should abstain"
                lines.append(f"{failure['id']} {missed}: {failure['question']}")
        return "\n".join(lines)


def read_golden(path: Path) -> list[GoldenQuestion]:
    """Read golden questions. Raises ArticleError naming the line that is no golden question."""
    questions = []
    try:
        # Not splitlines(): a JSON string may hold U+2028 and the like.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"no golden questions in {path} ({error})") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(_golden_question(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else error
            raise ArticleError(
                f"{path}, line {number} is no golden question ({reason}); see the command's help"
            ) from error
    if not questions:
        raise ArticleError(f"{path} holds no golden questions; see the command's help for what a line is")
    return questions


def _golden_question(entry: Any, number: int) -> GoldenQuestion:
    if not isinstance(entry, dict):
        raise TypeError("not a JSON object")
    evidence = tuple((item["article"], item["quote"]) for item in entry.get("evidence", ()))
    if bool(entry["answerable"]) != bool(evidence):
        raise ValueError("answerable questions have evidence, unanswerable ones none")
    texts = [entry["question"], *(text for pair in evidence for text in pair)]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("questions, article names and quotes are texts, and none is empty")
    if entry["language"] not in ("de", "en"):
        raise ValueError(f'language is "de" or "en", not {entry["language"]!r}')
    return GoldenQuestion(str(entry.get("id", number)), entry["question"], entry["language"], evidence)


def evaluate(corpus: Corpus, questions: Sequence[GoldenQuestion], *, top_k: int | None = None) -> GoldenReport:
    """Ask every question and compare the findings with the evidence."""
    return finish(evaluating(corpus, questions, top_k=top_k))


def evaluating(
    corpus: Corpus, questions: Sequence[GoldenQuestion], *, top_k: int | None = None
) -> Generator[Step, None, GoldenReport]:
    """Do as `evaluate`, yielding progress; the report is what the generator returns."""
    outcomes = []
    for number, question in enumerate(questions):
        yield Step("golden questions", number, len(questions))
        outcomes.append(_outcome(question, corpus.ask(question.question, top_k)))
    return GoldenReport(tuple(outcomes))


def _outcome(question: GoldenQuestion, answer: Answer) -> Outcome:
    right = [any(is_evidence(citation, question) for citation in f.citations) for f in answer.findings]
    found = sum(
        any(_covers(citation, name, quote) for citation in answer.citations) for name, quote in question.evidence
    )
    return Outcome(
        question,
        abstained=answer.abstention is not None,
        findings=len(right),
        right_findings=sum(right),
        evidence_found=found,
        first_is_right=bool(right) and right[0],
    )


def is_evidence(citation: Citation, question: GoldenQuestion) -> bool:
    """Whether a citation overlaps a quote that answers the question."""
    return any(_covers(citation, name, quote) for name, quote in question.evidence)


def _covers(citation: Citation, name: str, quote: str) -> bool:
    if Path(citation.article.path).name != name:
        return False
    # The quote begins before the citation ends and ends after the citation begins; it may stand in the text twice.
    text, first = citation.article.text, max(0, citation.start - len(quote) + 1)
    return text.find(quote, first, citation.end + len(quote) - 1) >= 0


def _shown(figure: float) -> str:
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
