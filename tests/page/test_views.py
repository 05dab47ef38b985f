"""The other views of an answer: groups, the table of who says what, the time-line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.page.texts import ENGLISH, GERMAN
from rag.page.view import answer_html
from rag.page.views import tabs_html, views_html
from rag.types import Answer
from tests.page.reading import Page


@pytest.fixture
def answer(newsroom) -> Answer:
    return newsroom.answered("What did Russia offer Venezuela?")


def view(answer: Answer, name: str, words=ENGLISH) -> Page:
    (html,) = [block for block in views_html(answer, words, 1) if f"bl-view-{name}" in block]
    return Page(html)


def test_every_view_has_a_tab_and_the_findings_come_first(answer):
    tabs = Page(tabs_html(ENGLISH, 3)).links("bl-tab")
    names = [(tab["href"] or "").removeprefix("#view:").removesuffix(":3") for tab in tabs]
    drawn = re.findall(r"bl-view bl-view-(\w+)", "".join(views_html(answer, ENGLISH, 3)))
    assert names == ["findings", *drawn]


def test_one_finding_has_nothing_to_be_viewed_in_another_way(answer):
    one = answer_html(replace(answer, findings=answer.findings[:1]), ENGLISH, 1)
    assert "bl-tab" not in one
    assert "bl-view" not in one


def test_every_view_links_every_citation_by_the_address_that_its_card_has(answer):
    blocks = answer_html(answer, ENGLISH, 1).split("\n\n")
    cards = {
        link["href"]
        for block in blocks
        if block.startswith('<div class="bl-card"')
        for link in Page(block).links("bl-cite")
    }
    for block in views_html(answer, ENGLISH, 1):
        assert {link["href"] for link in Page(block).links("bl-cite")} == cards


def test_groups_have_their_names_counts_and_findings(answer):
    claimers = view(answer, "claimer").words
    assert "das Außenministerium 1 claim" in claimers
    assert "unknown claimer 1 claim" in claimers
    publishers = view(answer, "publisher", GERMAN).words
    assert "Morgenblatt 3 Aussagen" in publishers
    assert "Continental Herald 1 Aussage" in publishers
    dates = view(answer, "date", GERMAN).words
    assert dates.index("November 2023 2 Aussagen") < dates.index("16. November 2023 3 Aussagen")


def test_a_group_whose_name_is_unknown_says_so(answer):
    bare = replace(answer.findings[0].claim.article, publisher=None, published=None)
    claim = answer.findings[0].claim
    finding = replace(
        answer.findings[0],
        claim=replace(claim, passage=replace(claim.passage, article=bare)),
        citations=(replace(answer.citations[0], article=bare),),
    )
    unknown = replace(answer, findings=(finding, finding))
    assert view(unknown, "publisher").words.startswith("Publisher not known")
    assert view(unknown, "date").words.startswith("no date")
    assert view(unknown, "timeline").words.startswith("no date„")


def test_matrix_says_stances_in_words_with_headers_for_both_directions(answer):
    first, loan, friends, no_help, _ = answer.findings
    disputed = replace(answer, findings=(first, replace(loan, refuting=(no_help,)), friends, no_help))
    page = view(disputed, "matrix")
    assert "asserts" in page.words
    assert "doubts" in page.words
    scopes = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
    matrix = disputed.matrix()
    assert scopes == ["col"] * (1 + len(matrix.claimers)) + ["row"] * len(matrix.propositions)
    assert len([tag for tag, _ in page.elements if tag == "td"]) == len(matrix.claimers) * len(matrix.propositions)
    assert "not named" in page.words
    assert "bezweifelt" in view(disputed, "matrix", GERMAN).words


def test_matrix_scrolls_in_a_box_that_the_keyboard_reaches_and_that_has_a_name(answer):
    (box,) = [attributes for _, attributes in view(answer, "matrix").elements if attributes.get("class") == "bl-scroll"]
    assert (box["tabindex"], box["role"], box["aria-label"]) == ("0", "region", "Who says what")


def test_timeline_is_in_order_and_says_which_date_it_is(answer):
    spoken = replace(answer.findings[0], claim=replace(answer.findings[0].claim, claim_datetime="2022/.."))
    words = view(replace(answer, findings=(spoken, *answer.findings[1:])), "timeline").words
    assert words.startswith("since 2022 said„Russland hat Venezuela")
    assert words.index("Nov 2023 published") < words.index("16 Nov 2023 published")


def test_a_long_claim_is_cut_in_the_views_and_whole_in_its_card(answer, newsroom):
    claim = replace(newsroom.loan, start=0, end=len(newsroom.german.text))
    long = replace(answer, findings=(replace(answer.findings[0], claim=claim), answer.findings[1]))
    assert "…“" in view(long, "timeline").words
    assert "Unterstützen Sie" not in view(long, "matrix").words
