"""Findings as cards: what is known of a claim, as small labels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.page.cards import finding_html, meta_html
from rag.page.texts import ENGLISH, GERMAN
from rag.types import Finding, Reference
from tests.page.newsroom import cite, mention_of
from tests.page.reading import Page


@pytest.fixture
def friends(newsroom) -> Finding:
    return Finding(newsroom.friends, (cite(1, newsroom.friends),), 0.6, 0.6)


def known(finding: Finding, **facts: object) -> Finding:
    return replace(finding, claim=replace(finding.claim, **facts))


def meta(finding: Finding, words=ENGLISH) -> str:
    return Page(meta_html(finding, words)).words.replace("\xa0", " ")


def test_claimer_goes_by_the_one_name_for_all_articles(friends):
    assert meta(replace(friends, claimer="Iwan Petrow")).startswith("Iwan Petrow, Delegation · direct quote")


@pytest.mark.parametrize(
    ("facts", "english", "german"),
    [
        ({"epistemic": "FalseCertain"}, "denied", "bestritten"),
        ({"epistemic": "FalseUncertain"}, "doubted", "angezweifelt"),
        ({"epistemic": "TrueUncertain"}, "hedged", "mit Vorbehalt"),
        ({"modality": "planned"}, "planned", "geplant"),
        ({"modality": "offered"}, "offered", "angeboten"),
        ({"modality": "demanded"}, "demanded", "gefordert"),
        ({"modality": "possible"}, "possible", "möglich"),
    ],
)
def test_what_is_not_the_plain_case_is_said_in_a_word(friends, facts, english, german):
    finding = known(friends, **facts)
    assert f"Delegation · {english} · direct quote" in meta(finding)
    assert f"Delegation · {german} · wörtlich zitiert" in meta(finding, GERMAN)
    assert "bl-label" in meta_html(finding, ENGLISH)


def test_the_plain_case_has_no_label(friends):
    assert "bl-label" not in meta_html(known(friends, epistemic="TrueCertain", modality="stated"), ENGLISH)


def test_when_it_was_said_is_told_apart_from_when_it_was_published(friends, newsroom):
    dated = mention_of(newsroom.german, "am Freitag")
    finding = known(friends, claim_datetime="2023-11-10", dated_by=dated)
    assert meta(finding).endswith("direct quote · said 10 Nov 2023 · Morgenblatt · published 16 Nov 2023")
    (said,) = [a for _, a in Page(meta_html(finding, ENGLISH)).elements if a["class"] == "bl-quiet bl-said"]
    assert said["title"] == "am Freitag"
    assert meta(friends).endswith("direct quote · Morgenblatt · 16 Nov 2023")


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("2024-08/..", "since Aug 2024", "seit August 2024"),
        ("../2023", "until 2023", "bis 2023"),
        ("2020/2023-01-02", "2020 to 2 Jan 2023", "2020 bis 2. Januar 2023"),
        ("../..", "../..", "../.."),
        ("2024", "2024", "2024"),
    ],
)
def test_times_that_last_are_read_out(value, english, german):
    assert (ENGLISH.time(value), GERMAN.time(value)) == (english, german)


def test_who_passed_it_on_is_named(friends, newsroom):
    agency = mention_of(newsroom.german, "Außenministerium")
    finding = known(friends, attribution=replace(friends.claim.attribution, through=(agency,)))
    assert "direct quote · through Außenministerium · Morgenblatt" in meta(finding)
    assert "über Außenministerium" in meta(finding, GERMAN)


def test_independent_sources_are_counted_beside_several_articles_only(friends, newsroom):
    again = replace(friends, citations=(cite(1, newsroom.loan), cite(2, newsroom.loan_again)), sources=2)
    assert meta(again).endswith("in 2 articles · 2 independent sources")
    assert meta(replace(again, sources=1), GERMAN).endswith("in 2 Artikeln · alle aus einer Quelle")
    assert "source" not in meta(friends)


def test_what_words_stand_for_is_a_small_note_said_once(friends, newsroom):
    link = Reference(mention_of(newsroom.german, "Wir"), mention_of(newsroom.german, "Russland"))
    html = finding_html(known(friends, context=(link, link)), ENGLISH, 1, "en")
    assert Page(html).words.endswith("„Wir“ means „Russland“")
    assert "bl-note" not in finding_html(friends, ENGLISH, 1, "en")


def test_a_finding_that_others_refute_is_called_disputed_and_both_quotes_stand_there(friends, newsroom):
    against = Finding(newsroom.no_help, (cite(2, newsroom.no_help),), 0.5, 0.5)
    html = finding_html(replace(friends, refuting=(against,)), ENGLISH, 1, "en")
    assert "· disputed" in Page(html).words.replace("\xa0", " ")
    assert "Wir stehen" in html
    assert "habe nicht um Hilfe" in html
    assert [link["href"].split(":")[-2] for link in Page(html).links("bl-cite")] == ["1", "2"]
