"""The article as the side panel gets it: cut into pieces, cited words marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.page.article import article_data, reading_data
from rag.page.texts import ENGLISH, GERMAN
from rag.types import Span


def inside(data) -> str:
    return "".join(text for block in data["blocks"] for text, cited, *_ in block["pieces"] if cited)


def shown(data, claim, newsroom, words=ENGLISH):
    return data(claim.article, Span(claim.start, claim.end), newsroom.claims(claim.article.id), words)


def test_marked_pieces_are_the_quote_for_every_claim(newsroom):
    for claims in newsroom.held.values():
        for claim in claims:
            assert inside(shown(article_data, claim, newsroom)) == claim.quote


def test_claimer_and_cue_of_the_cited_claim_are_named(newsroom):
    data = shown(article_data, newsroom.friends, newsroom)
    roles = {role: text for block in data["blocks"] for text, _, role, *_ in block["pieces"] if role}
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
    assert data["blocks"][1]["pieces"][0] == ["MOSCOW (Wire) -", 0, "noise", "dateline"]


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


def test_an_article_to_read_has_every_claim_marked_by_its_number(newsroom):
    article, claims = newsroom.german, newsroom.held[newsroom.german.id]
    data = reading_data(article, claims, ENGLISH)
    marked: dict[int, str] = {}
    for block in data["blocks"]:
        for text, number, *_ in block["pieces"]:
            if number:
                marked[number] = marked.get(number, "") + text
    assert [marked[number] for number in sorted(marked)] == [claim.quote for claim in claims]
    assert data["claims"][1] == ["Außenminister Iwan Petrow, Delegation", "direct quote"]
    assert data["claims"][2][1] == "doubted · indirect speech"
    assert data["count"] == "3 claims"
    assert data["noise"] == "16 %"
    assert [block["name"] for block in data["blocks"] if block["kind"] == "noise"] == [
        "pointer to other articles",
        "plea for support",
    ]


def test_of_claims_within_each_other_the_inner_one_is_marked(newsroom):
    outer, inner = newsroom.loan, newsroom.loan
    inner = replace(outer, start=outer.start + 13, end=outer.start + 22)
    data = reading_data(newsroom.german, [outer, inner], ENGLISH)
    pieces = [piece for block in data["blocks"] for piece in block["pieces"] if piece[1]]
    assert [number for _, number, *_ in pieces] == [1, 2, 1]
    assert pieces[1][0] == inner.quote


def test_the_small_card_beside_a_citation_has_its_quote_and_its_claimer(newsroom):
    data = shown(article_data, newsroom.friends, newsroom)
    assert data["quote"] == "„Wir stehen zu unseren Freunden“"
    assert data["who"] == "Außenminister Iwan Petrow, Delegation"
    assert data["link"].startswith("https://morgenblatt.example/kredit#:~:text=")
    assert shown(article_data, newsroom.attack, newsroom)["link"] is None
