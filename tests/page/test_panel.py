"""The article as the side panel gets it: cut into pieces, cited words marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.page.panel import article_data
from rag.page.texts import ENGLISH, GERMAN
from rag.types import Span


def inside(data) -> str:
    return "".join(text for block in data["blocks"] for text, cited, _ in block["pieces"] if cited)


def shown(data, claim, newsroom, words=ENGLISH):
    return data(claim.article, Span(claim.start, claim.end), newsroom.claims(claim.article.id), words)


def test_marked_pieces_are_the_quote_for_every_claim(newsroom):
    for claims in newsroom.held.values():
        for claim in claims:
            assert inside(shown(article_data, claim, newsroom)) == claim.quote


def test_claimer_and_cue_of_the_cited_claim_are_named(newsroom):
    data = shown(article_data, newsroom.friends, newsroom)
    roles = {role: text for block in data["blocks"] for text, _, role in block["pieces"] if role}
    assert roles == {
        "claimer": "Außenminister Iwan Petrow",
        "cue": "sagte",
        "noise": "Unterstützen Sie unsere Arbeit mit einer Spende.",
    }


def test_headings_are_headings_noise_is_noise_and_the_title_is_not_repeated(newsroom):
    data = shown(article_data, newsroom.loan, newsroom)
    assert [block["kind"] for block in data["blocks"]] == ["text", "noise", "heading", "text", "noise"]
    assert data["title"] == "Moskau bietet Caracas Kredit an"


def test_noise_within_a_paragraph_stays_in_it(newsroom):
    data = shown(article_data, newsroom.loan_in_english, newsroom)
    assert [block["kind"] for block in data["blocks"]] == ["text", "text", "text"]
    assert data["blocks"][1]["pieces"][0] == ["MOSCOW (Wire) -", False, "noise"]


def test_no_word_of_the_article_is_lost_but_its_repeated_title(newsroom):
    for claims in newsroom.held.values():
        article = claims[0].article
        data = shown(article_data, claims[0], newsroom)
        text = " ".join("".join(piece[0] for piece in block["pieces"]) for block in data["blocks"])
        if article.headings:
            text = article.title + " " + text
        assert text.split() == article.text.split()


def test_quote_over_two_paragraphs_is_marked_in_both(newsroom):
    article = newsroom.english
    start, end = article.text.index("The money"), article.text.index('," Finance')
    data = article_data(article, Span(start, end), [], ENGLISH)
    assert inside(data).split() == article.text[start:end].replace("\n\n", "").split()
    assert sum(any(piece[1] for piece in block["pieces"]) for block in data["blocks"]) == 2


@pytest.mark.parametrize("cited", [Span(0, 0), Span(5, 10**6)])
def test_span_that_is_not_in_the_article_is_refused(newsroom, cited):
    with pytest.raises(ValueError, match="has no characters"):
        article_data(newsroom.english, cited, [], ENGLISH)


def test_only_web_addresses_can_be_opened(newsroom):
    assert shown(article_data, newsroom.loan, newsroom)["url"] == "https://morgenblatt.example/kredit"
    hostile = shown(article_data, newsroom.attack, newsroom)
    assert hostile["url"] is None
    assert "javascript:window.pwned='url'" not in hostile["citation"]


def test_citation_to_copy_says_who_what_and_where(newsroom):
    citation = shown(article_data, newsroom.friends, newsroom, GERMAN)["citation"]
    assert citation.splitlines()[:3] == [
        "„Wir stehen zu unseren Freunden“",
        "Außenminister Iwan Petrow, Delegation",
        "Moskau bietet Caracas Kredit an, Morgenblatt, 16. November 2023",
    ]
    assert citation.splitlines()[3].startswith("https://morgenblatt.example/kredit#:~:text=")
    unlinked = shown(article_data, newsroom.undecided, newsroom)["citation"]
    assert unlinked.splitlines()[-1].startswith(f"belegt:{newsroom.english.id}:")


def test_long_and_deceiving_metadata_is_made_harmless(newsroom):
    data = shown(article_data, newsroom.attack, newsroom)
    assert len(data["title"]) <= 300
    assert not {"\u202e", "\u202c", "\u200b"} & set(data["title"])
    assert "\n" not in data["publisher"]


def test_lines_of_a_text_without_blank_lines_are_paragraphs_unless_they_are_wrapped(newsroom):
    long, wrapped = "word " * 40 + "end.", "short line\nanother one"
    article = replace(newsroom.second, text=f"{long}\n{long}\n\n{wrapped}\n", headings=())
    data = article_data(article, Span(0, 4), [], ENGLISH)
    texts = ["".join(piece[0] for piece in block["pieces"]) for block in data["blocks"]]
    assert texts == [long, long, wrapped]
