"""The table of meanings: well-formed, its opposites mutual, its words found in every inflection."""

from __future__ import annotations

from rag.relations.meanings import groups_of, meanings, opposed, phrases


def test_every_opposite_is_a_group() -> None:
    for meaning in meanings().values():
        assert meaning.opposite is None or meaning.opposite in meanings(), meaning.name


def test_inflected_words_are_found() -> None:
    assert "rise" in groups_of("stiegen")
    assert "buy" in groups_of("gekaufte")
    assert "sell" in groups_of("selling")


def test_opposites_oppose_both_ways_and_never_themselves() -> None:
    rose, fell = groups_of("stieg"), groups_of("sank")
    assert opposed(rose, fell)
    assert opposed(fell, rose)
    assert not opposed(rose, rose)


def test_expressions_of_several_words_are_known_by_their_first() -> None:
    assert ("step", "down") in phrases()["step"]
