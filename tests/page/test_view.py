"""The page's HTML, without gradio and without a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from rag.page.cards import finding_html
from rag.page.texts import ENGLISH, GERMAN
from rag.page.texts.words import Words
from rag.page.view import answer_html, check_html, notice_html, question_html
from rag.types import Abstention, Answer, Article, Citation, Claim, Finding, Passage, Span
from tests.page.reading import Page

QUESTION = "What did Russia offer Venezuela?"


@pytest.fixture
def answer(newsroom) -> Answer:
    return newsroom.answered(QUESTION)


def test_every_block_is_one_line_so_that_no_text_is_read_as_markdown(newsroom):
    for asked in (QUESTION, "evil", "population"):
        for block in answer_html(newsroom.answered(asked), ENGLISH, 1).split("\n\n"):
            assert "\n" not in block
            assert block.startswith(("<div", "<details"))


def test_header_counts_claims_and_articles(answer):
    assert "5 claims from 3 articles" in Page(answer_html(answer, ENGLISH, 1)).words
    one = replace(answer, findings=answer.findings[:1])
    assert "1 claim from 1 article" in Page(answer_html(one, ENGLISH, 1)).words
    assert "1 Aussage aus 1 Artikel" in Page(answer_html(one, GERMAN, 1)).words


def test_every_number_resolves_to_the_words_of_its_citation(answer, newsroom):
    links = Page(answer_html(answer, ENGLISH, 3)).links("bl-cite")
    assert {link["href"] for link in links[len(answer.citations) :]} == {link["href"] for link in links}
    for link, citation in zip(links, answer.citations, strict=False):
        match = re.fullmatch(r"#cite:([^:]+):(\d+):(\d+):(\d+):3", link["href"] or "")
        assert match is not None
        article = newsroom.article(unquote(match[1]))
        assert article.text[int(match[2]) : int(match[3])] == citation.quote
        assert int(match[4]) == citation.number


def test_quote_keeps_its_language_and_its_quotation_marks(answer):
    html = "".join(finding_html(finding, ENGLISH, 1, "en") for finding in answer.findings)
    words = Page(html).words
    assert "„Wir stehen zu unseren Freunden“" in words
    assert "“Russia offered Venezuela a loan of one billion dollars”" in words
    languages = [attributes["lang"] for _, attributes in Page(html).elements if attributes.get("class") == "bl-words"]
    assert languages == ["de", "en", "de", "de", "en"]


def test_quote_with_its_own_marks_gets_no_second_pair(answer, newsroom):
    claim = newsroom.friends
    whole = replace(claim, start=claim.start - 1, end=claim.end + 1)
    assert whole.quote == "„Wir stehen zu unseren Freunden“"
    finding = replace(answer.findings[0], claim=whole)
    text = Page(finding_html(finding, ENGLISH, 1, "en")).words
    assert text.startswith("„Wir stehen zu unseren Freunden“\xa0")


@pytest.mark.parametrize(
    ("words", "own", "unknown"),
    [(ENGLISH, "the article itself", "unknown claimer"), (GERMAN, "der Artikel selbst", "unbekannt, wer das sagt")],
)
def test_claimer_is_named_or_said_to_be_unknown_or_the_article_itself(answer, words: Words, own: str, unknown: str):
    text = Page(answer_html(answer, words, 1)).words
    assert "Außenminister Iwan Petrow, Delegation" in text
    assert own in text
    assert unknown in text


def test_labels_say_kind_of_speech_publisher_date_and_number_of_articles(answer):
    text = Page(answer_html(answer, ENGLISH, 1)).words.replace("\xa0", " ")
    assert "das Außenministerium · indirect speech · Morgenblatt · 16 Nov 2023" in text
    assert "The Morning Wire · Continental Herald · Nov 2023 · in 2 articles" in text
    german = Page(answer_html(answer, GERMAN, 1)).words.replace("\xa0", " ")
    assert "indirekte Rede · Morgenblatt · 16. November 2023" in german


def test_claims_that_disagree_stand_beside_the_finding(answer):
    first, *_, denial, _ = answer.findings
    finding: Finding = replace(first, refuting=(denial,))
    text = Page(answer_html(replace(answer, findings=(finding,)), ENGLISH, 1)).words
    assert text.index("Russland hat Venezuela") < text.index("Disagrees") < text.index("habe nicht um Hilfe gebeten")


def test_what_was_searched_is_folded_and_carries_no_number(answer):
    page = Page(answer_html(answer, ENGLISH, 1))
    assert [tag for tag, _ in page.elements].count("details") == 1
    (link,) = page.links("bl-look")
    assert (link["href"] or "").startswith("#look:")
    assert "Also searched, not part of the answer (1)" in page.words


def test_abstention_says_what_was_searched_and_what_is_missing(newsroom):
    text = Page(answer_html(newsroom.answered("population"), ENGLISH, 1)).words
    assert "The articles do not say." in text
    assert "None of them speaks of “population”." in text
    assert "Searched 4 articles with 12 passages in German and English." in text
    assert "What came nearest (1)" in text


@pytest.mark.parametrize(
    ("reason", "says"),
    [("nothing-near", "Nichts darin kommt dieser Frage nahe."), ("no-such-value", "keine solche Zahl")],
)
def test_abstention_gives_its_reason_in_german(answer, reason, says):
    abstention = Abstention(reason, (), 1200, 1, ("de",))
    text = Page(answer_html(replace(answer, findings=(), abstention=abstention), GERMAN, 1)).words
    assert says in text
    assert "Gesucht wurde in 1.200 Artikeln mit 1 Textstelle auf Deutsch." in text


def test_hostile_article_brings_no_element_and_no_attribute_of_its_own(newsroom):
    evil = newsroom.answered("evil")
    page = Page(answer_html(replace(evil, findings=evil.findings * 2), ENGLISH, 1))
    lists = {"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _ in page.elements} <= {"div", "span", "a", "time", "details", "summary"} | lists
    allowed = {"class", "href", "title", "lang", "dir", "datetime", "scope", "tabindex", "role", "aria-label"}
    assert all(set(attributes) <= allowed for _, attributes in page.elements)
    assert all((a["href"] or "").startswith(("#cite:", "#look:", "#view:")) for tag, a in page.elements if tag == "a")
    assert newsroom.attack.quote in page.words
    assert "\u202e" not in page.words
    assert "A" * 200 not in page.words


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "a\n\n# b\n\n[x](javascript:alert(1))", "&amp; \"'`${1}"]
)
def test_question_and_notice_show_exactly_what_they_are_given(text):
    for html in (question_html(text), notice_html(text)):
        assert "\n" not in html
        page = Page(html)
        assert page.words == " ".join(text.split())
        assert {tag for tag, _ in page.elements} == {"div"}


def test_lone_surrogates_can_be_sent_to_a_browser(newsroom):
    broken = replace(newsroom.english, title="half \ud83d of an emoji")
    claim = replace(newsroom.undecided, passage=replace(newsroom.undecided.passage, article=broken))
    answer = newsroom.answered(QUESTION)
    finding = Finding(claim, (replace(answer.citations[0], article=broken),), 0.5, 0.5)
    answer_html(replace(answer, findings=(finding,)), ENGLISH, 1).encode("utf-8")


def in_sentence(sentence: str, *parts: str, before: str = "") -> Finding:
    text = before + sentence
    article = Article("id", "Titel", text, "de")
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    claim = Claim(
        Passage(article, 0, len(text)),
        spans[0].start,
        spans[-1].end,
        parts=spans if len(spans) > 1 else (),
        sentence=Span(len(before), len(text)),
    )
    return Finding(claim, (Citation(1, article, claim.start, claim.end),), score=0.5, confidence=0.5)


class Around(Page):
    """The words that stand around a claim, in brackets."""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        if dict(attrs).get("class") == "bl-around":
            self.words += "["
            self.open = True

    def handle_endtag(self, tag):
        if getattr(self, "open", False):
            self.words += "]"
            self.open = False


def test_a_claim_is_shown_within_its_sentence_and_what_is_around_it_is_quiet():
    found = in_sentence("Der Hafen sei zu, sagte  Weber\nam Dienstag.", "Der Hafen sei zu", before="Davor. ")
    assert "„Der Hafen sei zu[, sagte Weber am Dienstag.]“" in Around(finding_html(found, GERMAN, 1, "de")).words
    gap = in_sentence("Weber sagte: „Nein“, und dann: „Nie.“", "„Nein“", "„Nie.“")
    assert "[Weber sagte: ]„Nein“[, und dann: ]„Nie.“" in Around(finding_html(gap, GERMAN, 1, "de")).words


def test_a_claim_that_is_its_sentence_has_nothing_around_it():
    whole = in_sentence("Der Hafen ist zu.", "Der Hafen ist zu.", before="Davor. ")
    html = finding_html(whole, GERMAN, 1, "de")
    assert "bl-around" not in html
    assert "„Der Hafen ist zu.“" in Page(html).words


def test_check_gives_its_verdict_in_a_word_and_a_sentence_then_both_sides_then_what_is_near(newsroom):
    html = check_html(newsroom.check("a disputed loan"), ENGLISH, 1)
    text = Page(html).words
    assert text.startswith("Disputed The articles disagree on this.")
    order = (
        "Supporting (1)",
        "Russia offered",
        "Refuting (1)",
        "habe nicht um Hilfe",
        "Related (1)",
        "zu unseren Freunden",
    )
    assert sorted(order, key=text.index) == list(order)
    assert [link["href"].split(":")[-2] for link in Page(html).links("bl-cite")] == ["1", "2", "3", "4"]
    assert all("\n" not in block and block.startswith(("<div", "<details")) for block in html.split("\n\n"))


def test_check_with_one_side_shows_no_empty_one_and_with_none_says_what_was_searched(newsroom):
    one = Page(check_html(newsroom.check("a loan"), GERMAN, 1)).words
    assert one.startswith("Gestützt Die Artikel stützen das.")
    assert "Dagegen" not in one
    none = " ".join(Page(check_html(newsroom.check("penguins"), ENGLISH, 1)).words.split())
    assert none == "Nothing found Nothing in the articles. Searched 4 articles with 12 passages in German and English."


def test_what_is_only_near_is_open_where_nothing_decides(newsroom):
    check = replace(newsroom.check("a loan"), verdict="related-only", supporting=())
    assert ("details", {"class": "bl-related", "open": None}) in Page(check_html(check, ENGLISH, 1)).elements


def test_filter_stands_below_the_question_that_was_asked_with_it():
    html = question_html("Why?", "Claimer: <b>Rojas</b>")
    assert Page(html).words == "Why?Claimer: <b>Rojas</b>"
    assert "bl-asked" not in question_html("Why?")
