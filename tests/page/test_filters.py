"""The filter of the page: from its fields to a Filter, and back to words."""

from __future__ import annotations

import pytest

from rag.page.filters import chips_html, filter_of, filter_parts, refusal_html
from rag.page.texts import ENGLISH, GERMAN
from rag.types import Filter
from tests.page.reading import Page


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_empty_fields_are_no_filter(empty):
    assert filter_of(None, [], empty, empty, None, ENGLISH) is None


def test_fields_become_a_filter_each_name_once():
    where = filter_of(["Rojas", " Rojas ", " "], ["Morgenblatt"], "2023", "2023-11", ["de"], ENGLISH)
    assert where == Filter("2023", "2023-11", ("Morgenblatt",), ("Rojas",), ("de",))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2023", "2023"),
        (" 2023-11 ", "2023-11"),
        ("16.11.2023", "2023-11-16"),
        ("6. 1. 2023", "2023-01-06"),
        ("11.2023", "2023-11"),
    ],
)
def test_dates_may_be_written_as_in_german(written, meant):
    where = filter_of(None, None, written, None, None, GERMAN)
    assert where is not None
    assert where.since == meant


@pytest.mark.parametrize("written", ["gestern", "2023-13", "31.02.2023", "16/11/2023", "<b>2023</b>"])
def test_what_is_no_date_is_refused_in_the_readers_language(written):
    with pytest.raises(ValueError, match="ist kein Datum"):
        filter_of(None, None, None, written, None, GERMAN)
    with pytest.raises(ValueError, match="is no date"):
        filter_of(None, None, written, None, None, ENGLISH)


def test_a_time_that_ends_before_it_begins_is_refused_in_the_readers_language():
    with pytest.raises(ValueError, match="Die Zeit von November 2023 bis 2022 endet, bevor sie beginnt"):
        filter_of(None, None, "2023-11", "2022", None, GERMAN)


def test_filter_is_told_in_the_readers_words():
    where = Filter("2023-11", None, ("Morgenblatt", "Herald"), (), ("de",))
    assert filter_parts(where, ENGLISH) == ["Publisher: Morgenblatt, Herald", "Since: Nov 2023", "Language: German"]
    assert filter_parts(where, GERMAN)[1:] == ["Seit: November 2023", "Sprache: Deutsch"]


def test_chips_and_refusals_show_what_was_typed_as_text():
    page = Page(chips_html(Filter(claimers=("<img src=x onerror=alert(1)>",)), ENGLISH))
    assert page.words == "Claimer: <img src=x onerror=alert(1)>"
    assert [tag for tag, _ in page.elements] == ["ul", "li"]
    assert Page(refusal_html("<b>x</b>")).words == "<b>x</b>"
    assert chips_html(None, ENGLISH) == ""
