"""Whatever a model says: the findings and citations are those of the index, and what is shown passes the gate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.chat import ChatModel, open_chat_model
from rag.relations.verification import verify_claim
from rag.types import Answer
from rag.wording import word
from tests.chat.scripted import Line, Request, scripted
from tests.wording.answers import COSTS, DEEPENED, GUARD, YARD, answer_of

PLAIN = answer_of()
ENGLISH = answer_of(question="What happens?", language="en")

_WORDS = st.sampled_from(
    f"{DEEPENED} {COSTS} {YARD} {GUARD} nicht 90 laut Brandt [1] „ “ The city deepens harbour not says <b> angeblich"
    " will kein . : \u200b".split()
)
_STATEMENTS = st.sampled_from([DEEPENED, COSTS, YARD, GUARD]) | st.lists(_WORDS, max_size=12).map(" ".join) | st.text()
_NUMBERS = st.integers(-2, 6) | st.sampled_from(["1", "three", None, 1.0, "Claim 2", True])
_FORMED = st.lists(st.fixed_dictionaries({"claim": _NUMBERS, "text": _STATEMENTS}), max_size=8).map(
    lambda said: json.dumps({"statements": said}, ensure_ascii=False)
)
_LINES = st.lists(st.tuples(st.integers(0, 6), _STATEMENTS), max_size=6).map(
    lambda said: "\n".join(f"{number}. {text}" for number, text in said)
)
ANYTHING = (
    _FORMED | _LINES | st.text(max_size=200) | st.tuples(_FORMED, st.integers(1, 200)).map(lambda p: p[0][: p[1]])
)


@dataclass
class Parrot:
    """A model that says what it was told to say beforehand."""

    text: str = ""

    def __call__(self, request: Request, line: Line) -> None:
        line.say(self.text.encode("utf-8", "replace").decode(), size=50)


@pytest.fixture(scope="module")
def parrot() -> Iterator[tuple[Parrot, ChatModel]]:
    model = Parrot()
    with scripted(model) as server:
        yield model, open_chat_model(server.settings())


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANYTHING, plain=st.sampled_from([PLAIN, ENGLISH]))
def test_whatever_a_model_says_only_verified_statements_are_added(
    parrot: tuple[Parrot, ChatModel], text: str, plain: Answer
) -> None:
    says, model = parrot
    says.text = text
    states = [state for state in word(plain, model) if state is not None]
    seen: dict[int, str] = {}
    for state in states:
        assert [(f.claim, f.citations, f.claimer, f.score, f.confidence) for f in state.findings] == [
            (f.claim, f.citations, f.claimer, f.score, f.confidence) for f in plain.findings
        ]
        for number, finding in enumerate(state.findings):
            for citation in finding.citations:
                assert citation.quote == citation.article.text[citation.start : citation.end] == finding.claim.quote
            if finding.statement is not None:
                own = finding.statement.removeprefix(f"{finding.claimer}: ")
                verdict = verify_claim(own, finding.claim, claimer=finding.claimer)
                assert verdict.status == finding.status
                assert verdict.status in ("verified", "verified-with-gap")
                # What is shown once stays as it is.
                assert seen.setdefault(number, finding.statement) == finding.statement
                assert finding.rejected is None
            else:
                assert number not in seen
                assert finding.status == "verified"
    assert states[0].wording is not None
    assert not states[0].wording.done
    last = states[-1].wording
    assert last is not None
    assert last.done
    assert last.verified == len(seen)
    assert last.rejected == sum(finding.rejected is not None for finding in states[-1].findings)
    assert last.verified + last.rejected <= last.asked == len(plain.findings)
