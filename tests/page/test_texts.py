"""The page's own words."""

from __future__ import annotations

import string
from dataclasses import fields
from typing import get_args

import pytest

from rag.page.texts import ENGLISH, GERMAN, LANGUAGES, words_for
from rag.types import QuotationKind


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("en;q=0.2, de;q=0.7", "de"),
        ("fr, de;q=0.8, en;q=0.5", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("ja", "en"),
        ("*;q=x;;,,;=", "en"),
    ],
)
def test_language_is_the_one_the_browser_likes_best(header, language):
    assert words_for(header).language == language


@pytest.mark.parametrize(
    ("published", "english", "german"),
    [
        ("2023-11-06", "6 Nov 2023", "6. November 2023"),
        ("2023-11-16T08:00:00Z", "16 Nov 2023", "16. November 2023"),
        ("2023-03", "Mar 2023", "März 2023"),
        ("2023", "2023", "2023"),
        ("2023-13-01", "2023-13-01", "2023-13-01"),
        ("last week", "last week", "last week"),
    ],
)
def test_dates_keep_the_precision_that_is_known(published, english, german):
    assert (ENGLISH.date(published), GERMAN.date(published)) == (english, german)


def test_both_languages_say_the_same_things_with_the_same_blanks():
    for field in fields(ENGLISH):
        one, other = getattr(ENGLISH, field.name), getattr(GERMAN, field.name)
        if isinstance(one, str):
            assert _blanks(one) == _blanks(other), field.name
        elif hasattr(one, "keys"):
            assert set(one) == set(other), field.name
            assert {key: _blanks(text) for key, text in one.items()} == {k: _blanks(t) for k, t in other.items()}
        else:
            assert len(one) == len(other), field.name


def test_every_kind_of_speech_has_a_label():
    for words in LANGUAGES.values():
        assert set(words.kinds) == set(get_args(QuotationKind))


@pytest.mark.parametrize(
    ("chosen", "language"), [("de", "de"), ("en", "en"), ("xx", "en"), (None, "en"), ("<b>", "en")]
)
def test_language_that_the_reader_chose_comes_first(chosen, language):
    assert words_for("en-GB", chosen).language == language


def _blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_a_short_time_is_told_in_milliseconds() -> None:
    assert [ENGLISH.duration(value) for value in (12.4, 99.4, 340, 1999)] == ["12 ms", "99 ms", "0.3 s", "2.0 s"]
    assert GERMAN.duration(340) == "0,3 s"
