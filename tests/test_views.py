"""Views of an answer: who stands where, what came when, and groups, for findings with and without relations."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import (
    GROUPINGS,
    Answer,
    Article,
    Attribution,
    Citation,
    Claim,
    Finding,
    Mention,
    Passage,
    Span,
    content_id,
    voice,
)

OPEN = "Der Hafen werde im Mai geöffnet"


def finding(
    claimer: str | None,
    quote: str = OPEN,
    number: int = 1,
    *,
    own: bool = False,
    publisher: str | None = None,
    **of: Any,
) -> Finding:
    """A finding in an article of its own: `own` where the article says it itself, `of` goes to the claim."""
    who = f"{claimer} sagte: " if claimer else ""
    published = of.pop("published", None)
    text = f"{who}{quote}. (Nummer {number})"
    article = Article(content_id(text), f"Artikel {number}", text, "de", publisher, published=published)
    mention = Mention(article, (Span(0, len(claimer)),)) if claimer else None
    attribution = Attribution() if own else Attribution(mention, kind="Indirect")
    start = len(who)
    claim = Claim(Passage(article, 0, len(text)), start, start + len(quote), attribution, **of)
    cited = (Citation(number, article, claim.start, claim.end),)
    return Finding(claim, cited, score=0.5, confidence=0.5, claimer=None if own else claimer)


def answer(*findings: Finding) -> Answer:
    return Answer("Wann?", "de", findings, (), None)


def cells(of: Answer) -> list[list[tuple[str | None, str]]]:
    return [[(cell.claimer, cell.stance) for cell in row.cells] for row in of.matrix().propositions]


# --- who stands where -----------------------------------------------------------------------------------


def test_what_refutes_a_finding_denies_its_proposition_and_what_supports_it_asserts_it() -> None:
    against = finding("Klein", "Der Hafen bleibe zu", 2)
    beside = finding("Lang", "Ab Mai sei der Hafen offen", 3)
    first = replace(finding("Weber"), supporting=(beside,), refuting=(against,))
    asked = answer(first, against, beside)
    assert cells(asked) == [[("Weber", "asserts"), ("Klein", "denies"), ("Lang", "asserts")]]
    assert asked.matrix().claimers == ("Weber", "Klein", "Lang")
    assert asked.matrix().propositions[0].finding.quote == OPEN


def test_a_finding_that_is_only_known_by_its_relation_has_its_cell_too() -> None:
    against = finding("Klein", "Der Hafen bleibe zu", 2)
    assert cells(answer(replace(finding("Weber"), refuting=(against,)))) == [
        [("Weber", "asserts"), ("Klein", "denies")]
    ]


@pytest.mark.parametrize(
    ("epistemic", "stance"),
    [
        ("TrueCertain", "asserts"),
        ("Unknown", "asserts"),
        ("TrueUncertain", "hedges"),
        ("FalseUncertain", "doubts"),
        ("FalseCertain", "denies"),
    ],
)
def test_a_stance_is_how_the_claimer_stands_to_the_words(epistemic: str, stance: str) -> None:
    assert cells(answer(finding("Weber", epistemic=epistemic))) == [[("Weber", stance)]]


def test_a_denial_and_what_it_denies_are_one_proposition_in_the_words_of_who_asserts_it() -> None:
    denied = finding("Klein", "dass der Hafen im Mai geöffnet werde", 1, epistemic="FalseCertain")
    asserted = finding("Weber", number=2)
    matrix = answer(replace(denied, refuting=(asserted,)), asserted).matrix()
    assert [row.finding.quote for row in matrix.propositions] == [OPEN]
    assert [(cell.claimer, cell.stance) for cell in matrix.propositions[0].cells] == [
        ("Klein", "denies"),
        ("Weber", "asserts"),
    ]


def test_who_says_both_has_two_cells_and_each_points_to_its_findings() -> None:
    later = finding("Weber", "Der Hafen bleibe zu", 2)
    first = replace(finding("Weber"), refuting=(later,))
    (row,) = answer(first, later).matrix().propositions
    assert [(cell.stance, [f.quote for f in cell.findings]) for cell in row.cells] == [
        ("asserts", [OPEN]),
        ("denies", ["Der Hafen bleibe zu"]),
    ]


def test_an_articles_own_voice_is_its_publishers_and_nobody_named_comes_last() -> None:
    asked = answer(
        finding(None, "Das Hafenamt sei dafür", 1),
        finding(None, number=2, own=True, publisher="Seeblatt"),
        finding(None, "Der Hafen ist zu", 3, own=True),
    )
    assert asked.matrix().claimers == ("Seeblatt", "Artikel 3", None)


# --- what came when -------------------------------------------------------------------------------------


def test_findings_come_by_when_they_were_said_or_else_published_and_undated_ones_last() -> None:
    asked = answer(
        finding("A", number=1),
        finding("B", number=2, published="2024-05-02"),
        finding("C", number=3, published="2024-09", claim_datetime="2024-05-01"),
        finding("D", number=4, published="2023"),
        finding("E", number=5, claim_datetime="2024-06/.."),
        finding("F", number=6, claim_datetime="../2022"),
    )
    assert [(entry.date, entry.dating, entry.finding.claimer) for entry in asked.timeline()] == [
        ("../2022", "said", "F"),
        ("2023", "published", "D"),
        ("2024-05-01", "said", "C"),
        ("2024-05-02", "published", "B"),
        ("2024-06/..", "said", "E"),
        (None, None, "A"),
    ]


# --- groups -----------------------------------------------------------------------------------------------


def test_findings_are_grouped_by_claimer_publisher_and_date() -> None:
    first = finding("Weber", number=1, publisher="Seeblatt", published="2024-05")
    second = finding("Klein", "Er bleibe zu", 2, publisher="Hafenbote", published="2023")
    third = finding("Weber", "Er komme bald", 3)
    asked = answer(first, second, third)

    def groups(by: Any) -> list[tuple[str | None, list[int]]]:
        return [
            (group.name, [finding.citations[0].number for finding in group.findings]) for group in asked.grouped(by)
        ]

    assert groups("claimer") == [("Weber", [1, 3]), ("Klein", [2])]
    assert groups("publisher") == [("Seeblatt", [1]), ("Hafenbote", [2]), (None, [3])]
    assert groups("date") == [("2023", [2]), ("2024-05", [1]), (None, [3])]


def test_another_grouping_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="grouped by claimer, publisher, date, not by 'author'"):
        answer(finding("Weber")).grouped("author")  # type: ignore[arg-type]


def test_an_answer_without_findings_has_empty_views() -> None:
    nothing = answer()
    assert nothing.matrix().to_dict() == {"claimers": [], "propositions": []}
    assert nothing.timeline() == ()
    assert all(nothing.grouped(by) == () for by in GROUPINGS)


def test_views_become_json_that_points_to_citations() -> None:
    against = finding("Klein", "Der Hafen bleibe zu", 2, published="2024")
    asked = answer(replace(finding("Weber"), refuting=(against,)), against)
    assert json.loads(json.dumps(asked.matrix().to_dict())) == {
        "claimers": ["Weber", "Klein"],
        "propositions": [
            {
                "quote": OPEN,
                "cells": [
                    {"claimer": "Weber", "stance": "asserts", "findings": [{"quote": OPEN, "citations": [1]}]},
                    {
                        "claimer": "Klein",
                        "stance": "denies",
                        "findings": [{"quote": "Der Hafen bleibe zu", "citations": [2]}],
                    },
                ],
            }
        ],
    }
    assert [entry.to_dict() for entry in asked.timeline()] == [
        {"date": "2024", "dating": "published", "claimer": "Klein", "quote": "Der Hafen bleibe zu", "citations": [2]},
        {"date": None, "dating": None, "claimer": "Weber", "quote": OPEN, "citations": [1]},
    ]
    assert asked.grouped("claimer")[0].to_dict() == {
        "name": "Weber",
        "findings": [{"quote": OPEN, "claimer": "Weber", "citations": [1]}],
    }


# --- whatever the relations are -----------------------------------------------------------------------------


@st.composite
def related(draw: st.DrawFn) -> Answer:
    plain = [
        finding(
            draw(st.sampled_from(["Weber", "Klein", None])),
            number=number + 1,
            epistemic=draw(st.sampled_from(["Unknown", "FalseCertain", "TrueUncertain", "FalseUncertain"])),
            claim_datetime=draw(st.sampled_from([None, "2024", "2023-05-01", "..", "gestern"])),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    some = st.lists(st.sampled_from(plain), max_size=3, unique_by=id).map(tuple) if plain else st.just(())
    return answer(*(replace(one, supporting=draw(some), refuting=draw(some)) for one in plain))


@given(related())
def test_every_finding_is_in_one_cell_one_entry_and_one_group(asked: Answer) -> None:
    quoted = sorted(finding.citations[0].number for finding in asked.findings)
    rows = asked.matrix().propositions
    assert sorted(f.citations[0].number for row in rows for cell in row.cells for f in cell.findings) == quoted
    assert all(len({(cell.claimer, cell.stance) for cell in row.cells}) == len(row.cells) for row in rows)
    assert {cell.claimer for row in rows for cell in row.cells} == set(asked.matrix().claimers)
    assert sorted(entry.finding.citations[0].number for entry in asked.timeline()) == quoted
    for by in GROUPINGS:
        assert sorted(f.citations[0].number for group in asked.grouped(by) for f in group.findings) == quoted
    assert all(voice(finding) == finding.claimer for finding in asked.findings)
