"""A conversation as the browser keeps it: what was asked and what came back, as data, and answers made of it again.

The browser keeps no HTML. An answer is kept as its dictionary and put together again from the articles of the index, so
that it can be shown in another language, exported, and asked on from after the program was started anew. What comes
from the browser is foreign data: nothing of it is shown but through the index, and what is not as it should be is
left out. What a chat model worded has to pass the gate again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, get_args

from rag.errors import BelegtError
from rag.types import (
    Abstention,
    AbstentionReason,
    Answer,
    Article,
    Check,
    CheckVerdict,
    Citation,
    Claim,
    Filter,
    Finding,
    Hit,
    Passage,
    Wording,
    WordingProblem,
)
from rag.wording import judge

Mode = Literal["ask", "check"]

MOST_TURNS = 50
"""Turns that a chat keeps: a day's work, and at 20 KB each well below what a browser has room for."""
_MOST_FINDINGS, _MOST_NAMES, _MOST_SUGGESTIONS = 50, 50, 5
_TEXT_LIMIT, _STATEMENT_LIMIT = 4000, 600


class Articles(Protocol):
    """Where answers are put together again from."""

    def article(self, article_id: str) -> Article: ...

    def claims(self, article_id: str) -> list[Claim]: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came back.

    `asked` are the reader's words and `question` what was understood and searched; `result` is None before there is
    one. `gone` counts the findings whose article has left the index since. `suggestions` are questions to go on with.
    """

    number: int
    asked: str
    question: str
    mode: Mode
    where: Filter | None
    result: Answer | Check | None
    suggestions: tuple[str, ...] = ()
    gone: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "asked": self.asked,
            "question": self.question,
            "mode": self.mode,
            "where": filter_dict(self.where),
            "result": self.result and self.result.to_dict(),
            "suggestions": list(self.suggestions),
            "digest": digest(self.result),
        }


def digest(result: Answer | Check | None) -> str:
    """Return a short name of what was answered: another answer, even of the same quotes in another order, has another.

    A link to an answer carries it, so that whoever follows the link is told if the articles answer otherwise by then.
    """
    findings: tuple[Finding, ...] = ()
    verdict = ""
    if isinstance(result, Answer):
        findings = result.findings
    elif isinstance(result, Check):
        findings, verdict = (*result.supporting, *result.refuting), result.verdict
    quotes = [citation.permalink for finding in findings for citation in finding.citations]
    return hashlib.blake2b("\n".join([verdict, *quotes]).encode(), digest_size=4).hexdigest()


def filter_dict(where: Filter | None) -> dict[str, Any] | None:
    """Return a filter as the browser keeps it; `filter_from` reads it."""
    if where is None:
        return None
    return {
        "since": where.since,
        "until": where.until,
        "publishers": list(where.publishers),
        "claimers": list(where.claimers),
        "languages": list(where.languages),
    }


def filter_from(data: object) -> Filter | None:
    """Return the filter that the browser names, None for none. Raises ValueError for what is no filter."""
    if not data:
        return None
    if not isinstance(data, Mapping):
        raise ValueError("a filter is a set of named values")
    names = {
        name: tuple(map(_text, _items(data, name, _MOST_NAMES))) for name in ("publishers", "claimers", "languages")
    }
    since, until = (_text(data.get(name) or "") or None for name in ("since", "until"))
    return Filter(since=since, until=until, **names) or None


def mode_from(data: object) -> Mode:
    """Return the mode that the browser names, to ask unless it says otherwise."""
    return "check" if data == "check" else "ask"


def turns_from(data: object, articles: Articles, *, worded: bool = True) -> list[Turn]:
    """Return the turns that the browser kept, in their order; those that cannot be read are left out.

    Unless `worded`, answers come without what a chat model worded, which takes a hundredth of a second each to judge.
    """
    reading = _Reading(articles, worded)
    turns = []
    for number, kept in enumerate(data[-MOST_TURNS:] if isinstance(data, list) else [], 1):
        try:
            turns.append(reading.turn(number, kept))
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return turns


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return value[:_TEXT_LIMIT]


def _items(data: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = data.get(name) or []
    if not isinstance(value, list):
        raise TypeError(f"{name} must be a list")
    return value[:most]


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"a number was expected, not {type(value).__name__}")
    return min(max(float(value), 0.0), 1.0)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise TypeError(f"a count was expected, not {value!r}")
    return value


@dataclass(slots=True)
class _Reading:
    """Puts answers together; each article is fetched once. `gone` counts what could not be had for the present turn."""

    articles: Articles
    worded: bool
    language: str = ""
    fetched: dict[str, tuple[Article, list[Claim]] | None] = field(default_factory=dict)
    gone: int = 0

    def turn(self, number: int, data: Mapping[str, Any]) -> Turn:
        self.gone = 0
        mode = mode_from(data["mode"])
        kept = data["result"]
        self.language = _text(kept["language"])
        result = self.check(kept) if mode == "check" else self.answer(kept)
        return Turn(
            number,
            _text(data["asked"]),
            _text(data["question"]),
            mode,
            filter_from(data.get("where")),
            result,
            tuple(map(_text, _items(data, "suggestions", _MOST_SUGGESTIONS))),
            self.gone,
        )

    def answer(self, data: Mapping[str, Any]) -> Answer:
        timing = {_text(step): float(value) for step, value in dict(data.get("timing") or {}).items()}
        findings = tuple(self.findings(data, "findings"))
        return Answer(
            _text(data["question"]),
            self.language,
            findings,
            tuple(self.hits(data)),
            _abstention(data.get("abstention")),
            _number(data.get("confidence", 0.0)),
            timing,
            _wording(data.get("wording"), findings),
        )

    def check(self, data: Mapping[str, Any]) -> Check:
        searched = data["searched"]
        if data["verdict"] not in get_args(CheckVerdict):
            raise ValueError("no such verdict")
        return Check(
            _text(data["statement"]),
            self.language,
            data["verdict"],
            tuple(self.findings(data, "supporting")),
            tuple(self.findings(data, "refuting")),
            tuple(self.findings(data, "related")),
            _count(searched["articles"]),
            _count(searched["passages"]),
            tuple(map(_text, _items(searched, "languages", _MOST_NAMES))),
        )

    def findings(self, data: Mapping[str, Any], name: str, *, beside: bool = False) -> Iterator[Finding]:
        """Those of the findings whose articles are there; what stands `beside` a finding has nothing beside it."""
        for kept in _items(data, name, _MOST_FINDINGS):
            found = self.finding(kept, beside=beside)
            if found is not None:
                yield found
            elif not beside:
                self.gone += 1

    def finding(self, data: Mapping[str, Any], *, beside: bool) -> Finding | None:
        claim: Claim | None = None
        citations = []
        for kept in _items(data, "citations", _MOST_FINDINGS):
            article_id, start, end = _text(kept["article"]), _count(kept["start"]), _count(kept["end"])
            known = self.known(article_id)
            if known is None or not start < end <= len(known[0].text):
                continue
            citations.append(Citation(_count(kept["number"]), known[0], start, end))
            if claim is None:
                claim = next((one for one in known[1] if (one.start, one.end) == (start, end)), None)
        if claim is None:
            return None
        claimer = data.get("claimer")
        found = Finding(
            claim,
            tuple(citations),
            score=_number(data["score"]),
            confidence=_number(data["confidence"]),
            supporting=() if beside else tuple(self.findings(data, "supporting", beside=True)),
            refuting=() if beside else tuple(self.findings(data, "refuting", beside=True)),
            claimer=None if claimer is None else _text(claimer),
            sources=_count(data.get("sources", 1)),
        )
        return _worded(data, found, self.language) if self.worded else found

    def hits(self, data: Mapping[str, Any]) -> Iterator[Hit]:
        for kept in _items(data, "also_searched", _MOST_FINDINGS):
            known = self.known(_text(kept["article"]))
            start, end = _count(kept["start"]), _count(kept["end"])
            if known is not None and start < end <= len(known[0].text):
                yield Hit(Passage(known[0], start, end), (), _number(kept["score"]), {})

    def known(self, article_id: str) -> tuple[Article, list[Claim]] | None:
        if article_id not in self.fetched:
            try:
                self.fetched[article_id] = self.articles.article(article_id), self.articles.claims(article_id)
            except BelegtError:
                self.fetched[article_id] = None
        return self.fetched[article_id]


def _abstention(data: object) -> Abstention | None:
    if not isinstance(data, Mapping):
        return None
    if data["reason"] not in get_args(AbstentionReason):
        raise ValueError("no such reason")
    return Abstention(
        data["reason"],
        tuple(map(_text, _items(data, "missing", _MOST_NAMES))),
        _count(data["articles"]),
        _count(data["passages"]),
        tuple(map(_text, _items(data, "languages", _MOST_NAMES))),
    )


def _worded(data: Mapping[str, Any], finding: Finding, language: str) -> Finding:
    """Return a finding with what a model worded for it, judged anew: a statement, or a wording that is rejected again.

    A wording that only an entailment model rejected is neither: that is not asked again for what was shown once.
    """
    rejected = data.get("rejected")
    told = data.get("statement") or (rejected["statement"] if isinstance(rejected, Mapping) else None)
    if told is None:
        return finding
    # The name before a statement is one of those that its claimer has in the article, whatever the browser says.
    known = finding if _is_claimer(finding.claimer or "", finding.claim) else replace(finding, claimer=None)
    judged = judge(_text(told)[:_STATEMENT_LIMIT], known, language)
    if not data.get("statement"):
        return replace(finding, rejected=judged.rejected)
    if judged.statement is None:
        return finding
    return replace(finding, statement=judged.statement, status=judged.verdict.status)


def _is_claimer(name: str, claim: Claim) -> bool:
    """Whether this is a name of who makes the claim: the one in the article, or one that ends in the same word."""
    known = [claim.attribution.name or "", *(link.meaning.text for link in claim.context)]
    return name.casefold().split()[-1:] in [one.casefold().split()[-1:] for one in known if one.strip()]


def _wording(data: object, findings: tuple[Finding, ...]) -> Wording | None:
    """The account of a model, in which the statements are those that passed the gate again."""
    if not isinstance(data, Mapping):
        return None
    problem, tokens = data.get("problem"), data["tokens"]
    if problem is not None and problem not in get_args(WordingProblem):
        raise ValueError("no such problem")
    host, milliseconds = data.get("host"), data["milliseconds"]
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)) or not 0 <= milliseconds < 10**9:
        raise TypeError(f"a time was expected, not {milliseconds!r}")
    return Wording(
        _text(data["model"]),
        None if host is None else _text(host),
        _text(data["prompt"]),
        _count(data["asked"]),
        sum(finding.statement is not None for finding in findings),
        sum(finding.rejected is not None for finding in findings),
        _count(tokens["in"]),
        _count(tokens["out"]),
        tokens["counted"] is True,
        float(milliseconds),
        problem,
        done=True,
    )
