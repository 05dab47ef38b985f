"""Rows: every claim there can be comes back from its row as it was."""

from __future__ import annotations

import sqlite3
from typing import get_args

import hypothesis.strategies as st
from hypothesis import given

from rag.store.tables import SCHEMA, SELECT_CLAIM, claim_of, claim_row
from rag.types import (
    Article,
    Attribution,
    Claim,
    Epistemic,
    Mention,
    Modality,
    Passage,
    QuotationKind,
    Reference,
    Span,
    Time,
)

ARTICLE = Article("id", "Titel", "Der Minister sagte am Dienstag, er werde im Mai nach Wismar kommen. " * 2)
PASSAGE = Passage(ARTICLE, 0, len(ARTICLE.text))

places = st.integers(0, len(ARTICLE.text))
spans = st.tuples(places, places).map(lambda ends: Span(*sorted(ends)))
several = st.lists(spans, max_size=3).map(tuple)
mentions = st.lists(spans, min_size=1, max_size=3).map(lambda found: Mention(ARTICLE, tuple(found)))
maybe = st.none() | mentions
dates = st.none() | st.sampled_from(["2024", "2024-09", "2024-09-10", "2024-08/.."])


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    whole = draw(spans)
    return Claim(
        PASSAGE,
        whole.start,
        whole.end,
        Attribution(
            draw(maybe),
            draw(maybe),
            draw(maybe),
            draw(st.sampled_from([None, *get_args(QuotationKind)])),
            draw(maybe),
            tuple(draw(st.lists(mentions, max_size=2))),
        ),
        draw(st.sampled_from(get_args(Epistemic))),
        draw(st.booleans()),
        draw(dates),
        draw(several),
        draw(st.none() | spans),
        draw(st.sampled_from(get_args(Modality))),
        draw(maybe),
        tuple(draw(st.lists(st.builds(Time, mentions, st.just("2024-05")), max_size=2))),
        tuple(draw(st.lists(st.builds(Reference, mentions, mentions), max_size=2))),
    )


@given(claims())
def test_a_claim_comes_back_from_its_row_as_it_was(claim: Claim) -> None:
    assert claim_of((1, *claim_row(claim, 7)), PASSAGE) == claim


def test_the_columns_are_read_in_the_order_in_which_they_are_written() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    columns = [column[0] for column in connection.execute(SELECT_CLAIM).description]
    connection.close()
    claim = Claim(PASSAGE, 3, 5, sentence=Span(0, 9), modality="planned", negated=True)
    row = dict(zip(columns, (1, *claim_row(claim, 7)), strict=True))
    assert (row["passage"], row["start"], row["end"], row["modality"], row["negated"]) == (7, 3, 5, "planned", 1)
    assert row["sentence"] == "[0, 9]"
