"""Spellings of one name: diacritics, umlauts, Cyrillic in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.claimers.spelling import folded, from_cyrillic, sound


@pytest.mark.parametrize(
    "spellings",
    [
        "Peskow Peskov",
        "Rjabkow Ryabkov Riabkov",
        "Borissow Borisov",
        "Lawrow Lavrov",
        "Selenskyj Zelensky Zelenskiy Zelenskyy Selenski",
        "Putin Poutine",
        "Juri Yuri Jurij Yuriy Iouri",
        "Sergej Sergei Sergey Serge",
        "Dmitri Dmitry Dmitrij Dmitriy Dimitri",
        "Schoigu Shoigu",
        "Medwedew Medvedev",
        "Gorbatschow Gorbachev",
        "Chruschtschow Khrushchev",
        "Lukaschenko Lukashenko",
        "Schirinowski Zhirinovsky",
        "Kusnezow Kuznetsov",
        "Alexej Alexei Alexey Aleksej",
        "Sacharowa Zakharova",
        "Chodorkowski Khodorkovsky",
        "Tschechow Chekhov",
        "Jelzin Yeltsin",
        "Timoschenko Tymoschenko Tymoshenko",
        "Jewgeni Yevgeny Evgeny",
        "Solowjow Solovyov",
        "Kadyrow Kadyrov",
    ],
)
def test_one_cyrillic_name_has_one_sound(spellings: str) -> None:
    assert len(set(map(sound, spellings.split()))) == 1


@pytest.mark.parametrize(
    ("name", "other"), [("Lawrow", "Lebedew"), ("Petrow", "Pawlow"), ("Iwan", "Igor"), ("Oleg", "Olga")]
)
def test_two_names_have_two_sounds(name: str, other: str) -> None:
    assert sound(name) != sound(other)


def test_marks_and_umlauts_are_folded() -> None:
    assert [folded(name) for name in ("Guaidó", "Müller", "Mueller", "Muller", "Strauß")] == [
        "guaido",
        "muller",
        "muller",
        "muller",
        "strauss",
    ]
    assert folded("Samuel") == folded("Samuel".upper())


def test_a_german_name_is_not_taken_for_a_cyrillic_one() -> None:
    assert from_cyrillic(("Sergej", "Schoigu"))
    assert from_cyrillic(("Peskow",))
    assert not from_cyrillic(("Peter", "Meyer"))


@given(st.text(max_size=60))
def test_any_text_has_a_spelling(text: str) -> None:
    assert folded(folded(text)) is not None
    assert sound(text) is not None
