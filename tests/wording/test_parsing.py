"""What models write where JSON was asked for, and which statements are read in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.wording.parsing import Item, StatementReader

TWO = [(1, "Klein kam."), (2, "Brandt ging.")]


def read(text: str, size: int = 5) -> tuple[list[Item], StatementReader]:
    reader = StatementReader()
    items = [item for at in range(0, len(text), size) for item in reader.feed(text[at : at + size])]
    return items + reader.finish(), reader


@pytest.mark.parametrize(
    "text",
    [
        '{"statements": [{"claim": 1, "text": "Klein kam."}, {"claim": 2, "text": "Brandt ging."}]}',
        '[{"claim": 1, "text": "Klein kam."}, {"claim": 2, "text": "Brandt ging."}]',
        '{"claim": 1, "text": "Klein kam."}\n{"claim": 2, "text": "Brandt ging."}',
        '{"statements": [{"claim": 1, "text": "Klein kam.",}, {"claim": 2, "text": "Brandt ging."},]}',
        '{"statements": [{"claim_number": "1", "statement": "Klein kam."}, {"id": 2.0, "Sentence": "Brandt ging."}]}',
        '{"statements": [{"number": 1, "claim": "Klein kam."}, {"claim": "Claim 2", "wording": "Brandt ging."}]}',
        '{"statements": [{"text": "Klein kam.", "claim": 1}, {"text": "Brandt ging.", "claim": "[2]"}]}',
        'Sure! Here is "the JSON:\n```json\n{"statements": [{"claim": 1, "text": "Klein kam."},\n'
        '{"claim": 2, "text": "Brandt ging."}]}\n```\nI hope {this} helps!',
        "{'statements': [{'claim': 1, 'text': 'Klein kam.'}, {'claim': 2, 'text': 'Brandt ging.'}]}",
        '{"1": "Klein kam.", "2": "Brandt ging."}',
        '{\\"claim\\": 1, \\"text\\": \\"Klein kam.\\"} {\\"claim\\": 2, \\"text\\": \\"Brandt ging.\\"}',
        '{"statements": [{"claim": 1, "text": "Klein kam."}, {"claim": 2, "text": "Brandt ging."',
        "1. Klein kam.\n2. Brandt ging.",
        "Here you are:\n\n[1] Klein kam.\n[2] Brandt ging.",
        "- Claim 1: Klein kam.\n- Claim 2: Brandt ging.",
        "**1)** Klein kam.\n**2)** Brandt ging.",
        "Behauptung (1) Klein kam.\nBehauptung (2) Brandt ging.",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_statements_are_read_in_every_usual_form(text: str, size: int) -> None:
    items, reader = read(text, size)
    expected = TWO[:1] if text.endswith('ging."') else TWO
    assert items == expected
    assert reader.found


def test_a_statement_is_there_as_soon_as_its_object_is_complete() -> None:
    reader = StatementReader()
    assert reader.feed('{"statements": [{"claim": 1, "text": "Klein kam."') == []
    assert reader.feed("}") == [(1, "Klein kam.")]
    assert reader.feed(', {"claim": 2, "te') == []
    assert reader.unfinished
    assert reader.feed('xt": "Brandt ging."}') == [(2, "Brandt ging.")]
    assert reader.unfinished
    assert reader.feed("]}") == []
    assert not reader.unfinished


def test_brackets_and_escapes_within_a_statement_are_text() -> None:
    text = 'Er sagte "}", \\ und [1] {'
    items, reader = read(json.dumps({"statements": [{"claim": 3, "text": text}]}), 1)
    assert items == [(3, text)]
    assert not reader.unfinished


def test_quotation_marks_that_nobody_escaped_do_not_lose_the_statement() -> None:
    assert read('{"claim": 3, "text": "Er sagte "nein" dazu."}')[0] == [(3, 'Er sagte "nein" dazu.')]
    assert read("{'claim': 3, 'text': 'It isn't so.'}")[0] == [(3, "It isn't so.")]


@pytest.mark.parametrize("number", ['"three"', "null", "true", "1.5", "[1]", '"1 and 2"', "1e400", "NaN"])
def test_what_is_no_number_of_a_claim_makes_no_statement(number: str) -> None:
    assert read(f'{{"statements": [{{"claim": {number}, "text": "Klein kam."}}]}}')[0] == []


def test_numbers_that_no_claim_has_are_handed_on_and_judged_elsewhere() -> None:
    assert read('[{"claim": 0, "text": "a"}, {"claim": -1, "text": "b"}]')[0] == [(0, "a"), (-1, "b")]


@pytest.mark.parametrize("text", ['{"statements": []}', "[]", '```json\n{"statements": [ ]}\n```'])
def test_a_form_without_statements_says_nothing_and_is_readable(text: str) -> None:
    items, reader = read(text)
    assert items == []
    assert reader.says_nothing


@pytest.mark.parametrize(
    "text", ["", "I cannot help with that.", "<html><body>504</body></html>", "2022 war ein Jahr."]
)
def test_talk_is_neither_statements_nor_nothing(text: str) -> None:
    items, reader = read(text)
    assert items == []
    assert not reader.found
    assert not reader.says_nothing


_PIECES = st.sampled_from(
    ["{", "}", "[", "]", '"', "\\", ",", ":", "'", "\n", " ", "claim", "text", "1", "2.", "```", "ä", "\ud800", "\x00"]
)


@given(st.lists(_PIECES | st.text(max_size=6), max_size=60).map("".join), st.integers(1, 9))
def test_any_text_can_be_read_in_any_pieces(text: str, size: int) -> None:
    items, reader = read(text, size)
    assert all(isinstance(number, int) and isinstance(statement, str) for number, statement in items)
    assert items == read(text, len(text) or 1)[0]
    assert reader.found == bool(items)


@given(st.lists(st.tuples(st.integers(-9, 99), st.text(min_size=1, max_size=30)), max_size=5), st.integers(1, 9))
def test_whatever_is_written_as_it_should_be_is_read_as_it_is(said: list[Item], size: int) -> None:
    said = [(number, text) for number, text in said if not text.strip().lstrip("-").isdigit()]
    text = json.dumps({"statements": [{"claim": number, "text": text} for number, text in said]})
    items, reader = read(text, size)
    assert items == [(number, text) for number, text in said if not _reads_as_number(text)]
    assert not reader.unfinished


def _reads_as_number(text: str) -> bool:
    from rag.wording.parsing import _number

    return _number(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000 + "}" * 200_000,
        '{"' * 100_000,
        "\\" * 200_000,
        '"}' + " " * 200_000,
        '{"claim": 1, "text": "' * 9_000,
        '{ "a": ' + "[" * 200_000 + "}",
        "claim " * 40_000,
        "1" * 200_000,
        ("1." + " " * 50 + "\n") * 4_000,
    ],
    ids=range(9),
)
@pytest.mark.parametrize("size", [3, 1_000_000])
def test_long_hostile_text_ends(text: str, size: int) -> None:
    # No timed assertion: what grows with the square of these lengths runs into the limit of a test.
    assert isinstance(read(text, size)[0], list)
