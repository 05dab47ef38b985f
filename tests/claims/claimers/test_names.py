"""One claimer across articles: spellings, titles, surnames, institutions; and who must stay apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.claimers.names import canonical


def one(*names: str) -> bool:
    found = canonical([(name, None) for name in names])
    return len({found.get((name, None), name) for name in names}) == 1


SAME = [
    # Titles, roles and countries around the name.
    ("Präsident Nicolás Maduro", "Nicolás Maduro"),
    ("Venezuelas Präsident Nicolás Maduro", "Nicolás Maduro"),
    ("President Nicolas Maduro", "Nicolás Maduro"),
    ("der venezolanische Präsident Nicolás Maduro", "Nicolas Maduro"),
    ("Nikolas Maduro", "Nicolás Maduro"),
    ("Dr. Karla Beispiel", "Karla Beispiel"),
    ("Prof. Dr. Karla Beispiel", "Karla Beispiel"),
    ("Frau Karla Beispiel", "Karla Beispiel"),
    ("Herr Hugo Muster", "Hugo Muster"),
    ("Ministerin Karla Beispiel", "Karla Beispiel"),
    ("US-Präsident Hugo Muster", "Hugo Muster"),
    ("Prime Minister Hugo Muster", "Hugo Muster"),
    ("Hugo Muster (SPD)", "Hugo Muster"),
    ("Hugo Muster, Sprecher des Innenministeriums", "Hugo Muster"),
    ("Der Sprecher des Innenministeriums, Hugo Muster", "Hugo Muster"),
    ("der SPD-Abgeordnete Hugo Muster", "Hugo Muster"),
    ("Hugo A. Muster", "Hugo Muster"),
    ("H. Muster", "Hugo Muster"),
    ("Hugo MUSTER", "Hugo Muster"),
    # A surname alone.
    ("Maduro", "Nicolás Maduro"),
    ("Präsident Maduro", "Nicolás Maduro"),
    ("Maduros", "Nicolás Maduro"),
    ("Beispiel", "Karla Beispiel"),
    ("Frau Beispiel", "Karla Beispiel"),
    ("El Aissami", "Tareck El Aissami"),
    ("von der Leine", "Ursula von der Leine"),
    ("Padrino López", "Vladimir Padrino López"),
    # Umlauts, diacritics, case.
    ("Jürgen Müller", "Jürgen Mueller"),
    ("Jürgen Müller", "Juergen Muller"),
    ("Hans Strauß", "Hans Strauss"),
    ("Juan Guaidó", "Juan Guaido"),
    ("Recep Erdoğan", "Recep Erdogan"),
    # Cyrillic in German, English and French.
    ("Dmitri Peskow", "Dmitry Peskov"),
    ("Dmitrij Peskow", "Dimitri Peskov"),
    ("Peskow", "Dmitry Peskov"),
    ("Peskow", "Peskov"),
    ("Sergej Rjabkow", "Sergei Ryabkov"),
    ("Rjabkow", "Sergey Ryabkov"),
    ("Juri Borissow", "Yuri Borisov"),
    ("Borissow", "Yury Borisov"),
    ("Sergej Lawrow", "Sergey Lavrov"),
    ("Wolodymyr Selenskyj", "Volodymyr Zelensky"),
    ("Selenskyj", "Volodymyr Zelenskiy"),
    ("Wladimir Putin", "Vladimir Poutine"),
    ("Alexander Lukaschenko", "Aleksandr Lukashenko"),
    ("Michail Gorbatschow", "Mikhail Gorbachev"),
    ("Maria Sacharowa", "Maria Zakharova"),
    ("Sergej Schoigu", "Sergei Shoigu"),
    ("Michail Chodorkowski", "Mikhail Khodorkovsky"),
    ("Alexej Nawalny", "Alexei Navalny"),
    # Institutions, outlets and places.
    ("Kreml", "the Kremlin"),
    ("der Kreml", "dem Kreml"),
    ("Weißes Haus", "the White House"),
    ("das Weiße Haus", "Weißen Hauses"),
    ("Reuters", "Nachrichtenagentur Reuters"),
    ("Reuters", "die Nachrichtenagentur Reuters"),
    ("russisches Außenministerium", "Russian Foreign Ministry"),
    ("Außenministerium in Moskau", "dem russischen Außenministerium"),
    ("Russia's Foreign Ministry", "das russische Außenministerium"),
    ("US-Regierung", "the US government"),
    ("die amerikanische Regierung", "US-Regierung"),
    ("Auswärtiges Amt", "German Foreign Ministry"),
    ("EZB", "the ECB"),
    ("Vereinte Nationen", "the United Nations"),
    ("Moskau", "Moscow"),
    ("Russland", "Russia"),
    ("USA", "United States"),
    ("die SPD", "SPD"),
    ("New York Times", "die New York Times"),
]
APART = [
    ("Angela Muster", "Peter Muster"),
    ("Nicolás Maduro", "Nicolás Maduro Guerra"),
    ("Peter Meier", "Peter Meyer"),
    ("Hans Hofmann", "Hans Hoffmann"),
    ("George W. Muster", "George H. Muster"),
    ("Moskau", "Russland"),
    ("Kreml", "Moskau"),
    ("Venezuela", "Caracas"),
    ("russisches Außenministerium", "ukrainisches Außenministerium"),
    ("russisches Außenministerium", "russisches Verteidigungsministerium"),
    ("US-Regierung", "Bundesregierung"),
    ("Reuters", "AFP"),
    ("SPD", "CDU"),
    ("Sprecher von Karla Beispiel", "Karla Beispiel"),
    ("Regierung von Präsident Hugo Muster", "Hugo Muster"),
    ("Hugo Muster und Karla Beispiel", "Hugo Muster"),
    ("die Times", "New York Times"),
    ("Nordkorea", "Südkorea"),
    ("Karla Beispiel", "Klara Beispiel"),
    ("Iwan Petrow", "Iwan Pawlow"),
]


@pytest.mark.parametrize(("one_name", "other"), SAME, ids=" = ".join)
def test_two_spellings_of_one_name_are_one_claimer(one_name: str, other: str) -> None:
    assert one(one_name, other)


@pytest.mark.parametrize(("one_name", "other"), APART, ids=" ≠ ".join)
def test_two_names_that_look_alike_are_two_claimers(one_name: str, other: str) -> None:
    assert not one(one_name, other)


@pytest.mark.parametrize(
    "nobody",
    [
        "ein Sprecher",
        "eine mit der Angelegenheit vertraute Person",
        "die Polizei",
        "der Minister",
        "das Außenministerium",
        "die Regierung",
        "er",
        "sie",
        "Experten",
        "a spokesman",
        "officials",
    ],
)
def test_nobody_in_particular_has_no_name_across_articles(nobody: str) -> None:
    assert canonical([(nobody, None), (nobody, None)]) == {}


def test_a_surname_that_two_have_stays_by_itself() -> None:
    found = canonical([("Angela Muster", None), ("Peter Muster", None), ("Muster", None)])
    assert found["Muster", None] == "Muster"


def test_a_surname_that_two_have_goes_to_the_one_of_its_affiliation() -> None:
    names = [("Angela Muster", "Ministerin"), ("Peter Muster", "Trainer"), ("Muster", "Ministerin")]
    assert canonical(names)["Muster", "Ministerin"] == "Angela Muster"


def test_a_surname_that_two_have_goes_to_the_one_of_its_country() -> None:
    names = [
        ("Iwan Petrow", "russische Außenminister"),
        ("Oleg Petrow", "bulgarischer Außenminister"),
        ("Petrow", "Bulgarian foreign minister"),
    ]
    assert canonical(names)["Petrow", "Bulgarian foreign minister"] == "Oleg Petrow"


def test_the_spelling_seen_most_often_is_shown() -> None:
    names = [("Dmitry Peskov", None), *[("Dmitri Peskow", None)] * 2, *[("Peskov", None)] * 9]
    assert set(canonical(names).values()) == {"Dmitri Peskow"}


def test_titles_are_not_shown() -> None:
    assert canonical([("Präsidentin Karla Beispiel", None)]) == {("Präsidentin Karla Beispiel", None): "Karla Beispiel"}


def test_no_names_are_no_canonical_names() -> None:
    assert canonical([]) == {}


@given(st.lists(st.tuples(st.text(max_size=40), st.none() | st.text(max_size=40)), max_size=20))
def test_any_text_can_be_a_name(names: list[tuple[str, str | None]]) -> None:
    found = canonical(names)
    assert set(found) <= set(names)
    assert all(isinstance(name, str) and name for name in found.values())


def test_the_order_of_names_does_not_matter() -> None:
    names = [(name, None) for pair in SAME for name in pair]
    assert canonical(names) == canonical(names[::-1])


def test_a_hundred_thousand_names_find_each_other() -> None:
    surnames = [
        "Mu" + "".join(letters) for letters in itertools.islice(itertools.product("bdfgklmnprst", repeat=4), 7_000)
    ]
    names: list[tuple[str, str | None]] = [(f"Hugo {surnames[number % 7_000]}", None) for number in range(100_000)]
    names += [(surname, "Minister") for surname in surnames]
    assert len(set(canonical(names).values())) == 7_000
