"""What a model did for an answer, as HTML: statements, rejected wordings, how far it is and what it cost."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from rag.page.cards import finding_html
from rag.page.markdown import turn_markdown
from rag.page.texts import ENGLISH, GERMAN, LANGUAGES
from rag.page.turns import Turn
from rag.page.view import answer_html, result_html
from rag.page.views import views_html
from rag.page.worded import account, reasons_texts, wording_html
from rag.types import Answer, Rejected, Wording, WordingProblem
from tests.page.newsroom import OFFER
from tests.page.reading import Page

TRUE, FALSE = (
    "Russia has offered Venezuela a loan of one billion dollars.",
    "Russia gave Venezuela two billion dollars.",
)
WORDING = Wording("gpt <b>x</b>", "api.example", "p1", 5, 1, 1, 1234, 66, True, 2140.0, done=True)
REASONS = ("number: 2,000,000,000, the quote says 1,000,000,000", "something new: <b>x</b>")


@pytest.fixture
def answer(newsroom) -> Answer:
    answer = newsroom.answered(OFFER)
    first, second, *rest = answer.findings
    rejected = Rejected(FALSE, "rejected", REASONS)
    findings = (replace(first, statement=TRUE), replace(second, rejected=rejected), *rest)
    return replace(answer, findings=findings, wording=WORDING)


def test_a_statement_stands_above_its_quote_and_says_who_worded_it(answer):
    html = answer_html(answer, ENGLISH, 1)
    text = Page(html).words
    order = (TRUE, "Worded by gpt <b>x</b>, verified against the quote", "Russland hat Venezuela")
    assert sorted(order, key=text.index) == list(order)
    assert "<b>" not in html
    assert "Formuliert von gpt <b>x</b>, am Zitat geprüft" in Page(answer_html(answer, GERMAN, 1)).words


def test_a_gap_in_the_quote_is_said_and_what_did_not_pass_is_no_statement(answer):
    first = answer.findings[0]
    gap = finding_html(replace(first, status="verified-with-gap"), ENGLISH, 1, "en", WORDING)
    assert "verified against the quote, which leaves words out in between" in Page(gap).words
    for status in ("misattributed", "rejected"):
        html = finding_html(replace(first, status=status), ENGLISH, 1, "en", WORDING)
        assert TRUE not in html
        assert "bl-statement" not in html


def test_a_rejected_wording_is_folded_away_with_its_reasons_and_looks_like_no_statement(answer):
    html = finding_html(answer.findings[1], ENGLISH, 1, "en", WORDING)
    page = Page(html)
    assert ("details", {"class": "bl-rejected"}) in page.elements, "and not open"
    assert "bl-statement" not in html
    order = ("Russia offered", "A wording of the model was rejected", "Not part of the answer", FALSE, "number: 2")
    assert sorted(order, key=page.words.index) == list(order)
    assert "something new: <b>x</b>" in page.words
    assert "<b>" not in html


def test_what_supports_a_finding_may_be_worded_too(answer, newsroom):
    first, second, *_ = answer.findings
    whole = replace(second, statement=None, rejected=None, supporting=(first,))
    assert TRUE in finding_html(whole, ENGLISH, 1, "en", WORDING)


@pytest.mark.parametrize(
    ("reason", "german"),
    [
        ("number: 300, the quote says 200", "Zahl: 300, im Zitat steht 200"),
        ("number not in the quote: 5", "Zahl nicht im Zitat: 5"),
        ("the quote does not say: free", "das Zitat sagt nicht: free"),
        ("whatever: else", "whatever: else"),
        ("no kind at all", "no kind at all"),
    ],
)
def test_reasons_of_known_kinds_are_told_in_german(reason, german):
    assert reasons_texts((reason,), GERMAN) == [german]
    assert reasons_texts((reason,), ENGLISH) == [reason]


def test_every_view_has_the_statements_with_who_worded_them_and_no_rejected_wording(answer):
    for html in views_html(answer, ENGLISH, 1):
        text = Page(html).words
        assert text.index(TRUE) < text.index("Worded by") < text.index("Russland hat")
        assert FALSE not in text


def test_markdown_has_the_statements_with_who_worded_them_and_no_rejected_wording(answer):
    markdown = turn_markdown(Turn(1, OFFER, OFFER, "ask", None, answer), ENGLISH)
    assert TRUE.rstrip(".") in markdown
    assert markdown.index(TRUE) < markdown.index("Worded by gpt \\<b\\>x") < markdown.index("Russland hat")
    assert "1,300 tokens" in markdown
    assert "two billion" not in markdown


def test_the_export_as_json_names_a_rejected_wording_as_such(answer):
    first, second, *_ = Turn(1, OFFER, OFFER, "ask", None, answer).to_dict()["result"]["findings"]
    assert (first["statement"], first["rejected"]) == (TRUE, None)
    assert (second["statement"], second["rejected"]["statement"]) == (None, FALSE)


def test_while_a_model_works_one_line_says_how_far_it_is(answer):
    working = replace(WORDING, done=False)
    html = wording_html(working, ENGLISH)
    assert Page(html).words == "gpt <b>x</b> is wording the answer: 2 of 5 …"
    assert "bl-working" in html
    assert "\n" not in html
    assert "formuliert die Antwort: 2 von 5" in Page(wording_html(working, GERMAN)).words


def test_in_the_end_the_line_says_what_came_of_it_and_what_it_cost():
    assert account(WORDING, ENGLISH) == "Worded by gpt <b>x</b>: 1 of 5 verified · 1,300 tokens · 2.1 s"
    assert account(WORDING, GERMAN) == "Formuliert von gpt <b>x</b>: 1 von 5 bestätigt · 1.300 Token · 2,1 s"
    assert "about 1,300 tokens" in account(replace(WORDING, counted=False), ENGLISH)


@pytest.mark.parametrize("problem", get_args(WordingProblem))
def test_every_problem_is_told_in_a_sentence_and_that_the_quotes_stand(problem, answer):
    for words in LANGUAGES.values():
        wording = replace(WORDING, problem=problem, message="sent by a <b>server</b>", verified=0)
        text = Page(result_html(Turn(1, "a", "a", "ask", None, replace(answer, wording=wording)), words)).words
        assert f"{words.problems[problem]} {words.quotes_stand}" in text
        assert "server</b>" not in text, "the words of a provider are not those of the page"


def test_an_answer_without_a_model_says_nothing_of_one(newsroom):
    html = answer_html(newsroom.answered(OFFER), ENGLISH, 1)
    assert not [
        name for name in ("bl-word", "bl-statement", "bl-rejected", "odel") if name in html.replace("bl-words", "")
    ]
