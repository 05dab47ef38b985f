from __future__ import annotations

import pytest

from rag.articles.readers import make_article

REPORT = (
    "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen. Sie soll im Herbst nächsten Jahres stehen.\n\n"
    "Die Kosten liegen nach Angaben der Verwaltung bei zwölf Millionen Euro, hinzu kommen die Wege am Ufer.\n\n"
)


# --- title ----------------------------------------------------------------------------------------------------------


def test_the_title_is_the_first_headline_and_not_the_section_above_it() -> None:
    assert (
        make_article("Regional\n\nStadt bekommt eine neue Brücke\n\n" + REPORT).title
        == "Stadt bekommt eine neue Brücke"
    )


def test_the_first_words_of_the_report_stand_in_for_a_missing_title() -> None:
    article = make_article("Anzeige\n\n" + REPORT)
    assert article.title == "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen. Sie soll im…"
    assert article.headings == ()


def test_the_title_is_never_empty() -> None:
    assert make_article("").title == "(no title)"
    assert make_article("Foto: dpa").title == "Foto: dpa"


# --- date of publication --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Stand: 12.03.2024", "2024-03-12"),
        ("Stand: 12.03.2024, 10:23 Uhr", "2024-03-12"),
        ("12. März 2024", "2024-03-12"),
        ("March 12, 2024", "2024-03-12"),
        ("Veröffentlicht am 12. März 2024 um 10:23 Uhr", "2024-03-12"),
        ("Published: 12 Mar 2024", "2024-03-12"),
        ("Dienstag, 12.03.2024 | 10:23 Uhr", "2024-03-12"),
        ("2024-03", "2024-03"),
        ("März 2024", "2024-03"),
        ("Von Erika Muster | 12.03.2024", "2024-03-12"),
        ("12.03.2024, aktualisiert am 14.03.2024", "2024-03-12"),
        ("Aktualisiert am 14.03.2024", None),
        ("31.02.2024", None),
        ("03/04/2024", "2024"),
    ],
)
def test_a_date_in_the_masthead_is_the_date_of_publication(line: str, published: str | None) -> None:
    assert make_article(f"Stadt bekommt eine neue Brücke\n\n{line}\n\n{REPORT}").published == published


def test_a_date_before_the_title_counts() -> None:
    assert make_article(" date 2024-03 Stadt bekommt eine neue Brücke\n\n" + REPORT).published == "2024-03"


def test_a_date_with_its_year_in_a_dateline_counts() -> None:
    assert (
        make_article("KIEL, March 12, 2024 (Reuters) - The council decided on a new bridge.").published == "2024-03-12"
    )


@pytest.mark.parametrize(
    "words",
    [
        "Am 12. März 2024 begann der Bau.",
        "Der Vertrag wurde am 12.03.2024 unterzeichnet.",
        "Guten Morgen! — Ana Puente (@anapuente) March 12, 2024 Danach stimmte der Rat ab.",
        "Hier die Fotos (© 2024 Beispiel).",
    ],
)
def test_the_date_of_an_event_or_of_a_post_is_not_the_date_of_publication(words: str) -> None:
    assert make_article("Stadt bekommt eine neue Brücke\n\n" + REPORT + words).published is None


def test_the_days_of_a_fixture_list_are_not_the_date_of_publication() -> None:
    days = "8. Februar 2008\n\nDie Stadt gewann das Spiel am Abend mit drei zu eins.\n\n9. Februar 2008\n\n"
    assert make_article(REPORT + days).published is None


# --- publisher and author -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "publisher"),
    [
        ("Ihnen gefällt die Berichterstattung von Beispiel21? Dann brauchen wir Ihre Unterstützung.", "Beispiel21"),
        ("© 2024 Beispielzeitung. Alle Rechte vorbehalten.", "Beispielzeitung"),
        ("Copyright 2024 The Example Press. All rights reserved.", "The Example Press"),
        ("[emu/beispiel.NEWS]", "beispiel.NEWS"),
        ("Foto: dpa", None),
        ("Quelle: Sputnik © MAX MOND", None),
        ("Haftungsausschluss: Der Beispiel Verlag übernimmt keine Haftung.", None),
        ("© Max Mond", None),
    ],
)
def test_the_publisher_is_who_the_marks_name_and_else_unknown(mark: str, publisher: str | None) -> None:
    assert make_article(f"Stadt bekommt eine neue Brücke\n\n{REPORT}{mark}").publisher == publisher


def test_the_agency_of_a_dateline_is_the_publisher() -> None:
    assert make_article("KIEL (Reuters) – Der Rat hat am Montag eine neue Brücke beschlossen.").publisher == "Reuters"


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Von Erika Muster", "Erika Muster"),
        ("Von Erika Muster und Jan van Dyk, Kiel", "Erika Muster und Jan van Dyk"),
        ("By Jane Doe and John Roe", "Jane Doe and John Roe"),
        ("Ein Kommentar von Erika Muster", "Erika Muster"),
        ("Von Erika Muster | 12.03.2024", "Erika Muster"),
        ("(dpa/AFP)", None),
    ],
)
def test_the_author_is_who_the_byline_names(byline: str, author: str | None) -> None:
    assert make_article(f"Stadt bekommt eine neue Brücke\n\n{byline}\n\n{REPORT}").author == author
