"""A conversation kept by the browser comes back as it was, and whatever a browser sends breaks nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.page.texts import ENGLISH, GERMAN
from rag.page.turns import MOST_TURNS, Turn, digest, filter_dict, filter_from, turns_from
from rag.page.view import turn_html
from rag.relations.verification import verify_claim
from rag.types import Filter, Finding, Rejected, Wording
from rag.wording import judge
from tests.page.newsroom import OFFER, Newsroom, cite

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


def kept(*turns: Turn) -> list:
    """What a browser keeps of these turns: the dictionaries, through JSON."""
    return json.loads(json.dumps([turn.to_dict() for turn in turns]))


@pytest.fixture
def turn(newsroom) -> Turn:
    answer = newsroom.answered(OFFER)
    first, second, *rest = answer.findings
    denial = Finding(newsroom.no_help, (cite(5, newsroom.no_help),), 0.5, 0.5)
    findings = (replace(first, refuting=(denial,), claimer="Außenministerium"), second, *rest)
    where = Filter(since="2023", claimers=("Ana Rojas",))
    answer = replace(answer, findings=findings, confidence=0.75)
    return Turn(1, "And Russia?", OFFER, "ask", where, answer, ("Who denies it?",))


def test_an_answer_comes_back_as_it_was(newsroom, turn):
    (back,) = turns_from(kept(turn), newsroom)
    assert turn_html(back, GERMAN) == turn_html(turn, GERMAN)
    assert back.result.to_dict()["findings"] == turn.result.to_dict()["findings"]
    assert (back.asked, back.question, back.where) == (turn.asked, turn.question, turn.where)
    assert back.suggestions == turn.suggestions
    assert back.gone == 0


def test_an_abstention_and_a_check_come_back_as_they_were(newsroom):
    abstention = Turn(1, "a", "What is the population?", "ask", None, newsroom.answered("population"))
    check = Turn(2, "b", "b", "check", None, newsroom.check("a disputed loan"))
    back = turns_from(kept(abstention, check), newsroom)
    assert [turn_html(one, ENGLISH) for one in back] == [turn_html(one, ENGLISH) for one in (abstention, check)]
    assert [one.mode for one in back] == ["ask", "check"]


def test_claims_of_an_article_that_is_gone_are_counted_and_not_shown(newsroom, turn):
    class Shrunk(Newsroom):
        def articles(self):
            return [article for article in super().articles() if article.id != self.german.id]

    (back,) = turns_from(kept(turn), Shrunk())
    assert back.gone == 3
    assert {finding.claim.article.id for finding in back.result.findings} == {newsroom.english.id}


@pytest.mark.parametrize(
    "change",
    [
        {"asked": 5},
        {"question": None},
        {"result": None},
        {"result": {}},
        {"mode": "check"},
        {"where": {"since": "soon"}},
        {"where": {"claimers": "Ana"}},
        {"suggestions": [{"html": "<b>"}]},
    ],
)
def test_a_turn_that_is_not_as_it_should_be_is_left_out(newsroom, turn, change):
    (good,) = kept(turn)
    assert [one.number for one in turns_from([good | change, good], newsroom)] == [2]


@pytest.mark.parametrize("edges", [(-1, 5), (5, 5), (9, 3), (0, 10**8), ("0", "5"), (True, 5)])
def test_a_citation_outside_its_article_is_never_shown(newsroom, turn, edges):
    (data,) = kept(turn)
    for finding in data["result"]["findings"]:
        for citation in finding["citations"]:
            citation["start"], citation["end"] = edges
    back = turns_from([data], newsroom)
    assert [finding for one in back for finding in one.result.findings] == []


def test_words_of_a_kept_quote_are_not_believed(newsroom, turn):
    (data,) = kept(turn)
    for finding in data["result"]["findings"]:
        finding["quote"] = finding["citations"][0]["quote"] = "Russia gave nothing."
    (back,) = turns_from([data], newsroom)
    assert [finding.quote for finding in back.result.findings] == [finding.quote for finding in turn.result.findings]


def test_a_chat_keeps_so_many_turns_and_their_numbers_run_on(newsroom, turn):
    back = turns_from(kept(*[turn] * (MOST_TURNS + 7)), newsroom)
    assert [one.number for one in back] == list(range(1, MOST_TURNS + 1))


@given(ANYTHING)
def test_nothing_that_a_browser_sends_breaks_the_reading(data):
    newsroom = Newsroom()
    assert turns_from(data, newsroom) == [] or isinstance(data, list)
    turns_from([data], newsroom)
    turns_from([{"asked": "a", "question": "a", "mode": "ask", "result": data}], newsroom)
    with suppress(TypeError, ValueError):
        filter_from(data)


def test_a_filter_comes_back_as_it_was():
    where = Filter(since="2023", until="2024-02", publishers=("A", "B"), languages=("de",))
    assert filter_from(json.loads(json.dumps(filter_dict(where)))) == where
    assert filter_from(filter_dict(None)) is None
    assert filter_from({}) is None


def test_a_digest_tells_other_quotes_and_another_order_apart_and_nothing_else(newsroom, turn):
    answer = turn.result
    assert digest(answer) == digest(replace(answer, timing={}, confidence=0.1))
    assert digest(answer) != digest(replace(answer, findings=answer.findings[::-1]))
    assert digest(answer) != digest(replace(answer, findings=answer.findings[1:]))
    check = newsroom.check("a disputed loan")
    assert digest(check) != digest(replace(check, verdict="supported"))
    assert digest(check) == digest(replace(check, related=()))


TRUE, FALSE = (
    "Russia has offered Venezuela a loan of one billion dollars.",
    "Russia gave Venezuela two billion dollars.",
)
WORDING = Wording("gpt", "api.example", "p1", 5, 1, 1, 1234, 66, True, 2140.0, done=True)


@pytest.fixture
def worded(turn) -> Turn:
    first, second, *rest = turn.result.findings
    rejected = Rejected(FALSE, "rejected", verify_claim(FALSE, second.claim).reasons)
    told = judge(TRUE, first, "en").statement
    findings = (replace(first, statement=told), replace(second, rejected=rejected), *rest)
    return replace(turn, result=replace(turn.result, findings=findings, wording=WORDING))


def test_a_worded_answer_comes_back_as_it_was(newsroom, worded):
    (back,) = turns_from(kept(worded), newsroom)
    assert turn_html(back, GERMAN) == turn_html(worded, GERMAN)
    assert TRUE in turn_html(back, ENGLISH)


@pytest.mark.parametrize("forged", [FALSE, "Russia has offered nothing.", "", " ", "<b>", "x" * 5000])
def test_a_statement_that_does_not_pass_the_gate_again_leaves_its_finding_without_one(newsroom, worded, forged):
    (data,) = kept(worded)
    data["result"]["findings"][0]["statement"] = forged
    data["result"]["wording"]["verified"] = 5
    (back,) = turns_from([data], newsroom)
    assert back.result.findings[0].statement is None
    assert back.result.findings[0].quote == worded.result.findings[0].quote
    assert back.result.wording.verified == 0, "what is counted is what passed"


def test_a_rejected_wording_comes_back_with_reasons_of_our_own_and_a_true_one_does_not(newsroom, worded):
    (data,) = kept(worded)
    second = data["result"]["findings"][1]["rejected"]
    second["reasons"], second["status"] = ["it is <b>true</b>"], "verified"
    (back,) = turns_from([data], newsroom)
    assert back.result.findings[1].rejected == worded.result.findings[1].rejected
    second["statement"] = "Russia offered Venezuela a loan of one billion dollars."
    (back,) = turns_from([data], newsroom)
    assert back.result.findings[1].rejected is None


@pytest.mark.parametrize(
    "wording",
    [f"{TRUE} {TRUE}", "Russland hat Venezuela einen Kredit von einer Milliarde Dollar angeboten.", f"<b>{TRUE}"],
)
def test_what_was_rejected_for_its_form_is_rejected_again(newsroom, worded, wording):
    (data,) = kept(worded)
    data["result"]["findings"][1]["rejected"]["statement"] = wording
    (back,) = turns_from([data], newsroom)
    assert back.result.findings[1].rejected.reasons
    assert back.result.wording.rejected == 1


def test_turns_are_read_without_what_a_model_worded_where_nobody_shows_it(newsroom, worded):
    (back,) = turns_from(kept(worded), newsroom, worded=False)
    assert [finding.quote for finding in back.result.findings] == [f.quote for f in worded.result.findings]
    assert not any(finding.statement or finding.rejected for finding in back.result.findings)


@pytest.mark.parametrize(
    "change",
    [
        {"problem": "<b>"},
        {"problem": []},
        {"asked": -1},
        {"asked": "5"},
        {"milliseconds": "fast"},
        {"milliseconds": True},
        {"tokens": None},
        {"tokens": {"in": 1}},
        {"model": None},
        {"host": 5},
    ],
)
def test_an_account_that_is_none_is_not_believed(newsroom, worded, change):
    (data,) = kept(worded)
    data["result"]["wording"] |= change
    assert turns_from([data], newsroom) == []


@pytest.mark.parametrize(
    ("kept_as", "shown"),
    [
        (TRUE, f"Außenministerium: {TRUE}"),
        (f"Das Außenministerium: {TRUE}", f"Außenministerium: {TRUE}"),
        (f"Russlands Außenministerium: {TRUE}", f"Außenministerium: {TRUE}"),
        (f"Mallory: {TRUE}", None),
        (f"Das Außenministerium: {FALSE}", None),
    ],
)
def test_a_statement_has_the_name_of_its_own_claimer_only(newsroom, worded, kept_as, shown):
    (data,) = kept(worded)
    data["result"]["findings"][0]["statement"] = kept_as
    (back,) = turns_from([data], newsroom)
    assert back.result.findings[0].statement == shown
