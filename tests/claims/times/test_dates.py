from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.times.dates import find_times, said_on
from rag.types import Article, Noise, Span

# Published on Thursday, 2024-09-12. Each row: words | the mention = its value; ... | or nothing.
GERMAN = """
Der Hafen ruht seit August. | seit August = 2024-08/..
Sie kam am 1. März 2021 an. | am 1. März 2021 = 2021-03-01
Sie kam am 1.3.2021 an. | am 1.3.2021 = 2021-03-01
Sie kam am 01.03.21 an. | am 01.03.21 = 2021-03-01
Stand 2021-03-01 ruhte der Hafen. | 2021-03-01 = 2021-03-01
Stand 2021-03 ruhte der Hafen. | 2021-03 = 2021-03
Im März wurde gestreikt. | Im März = 2024-03
Im Oktober wurde gestreikt. | Im Oktober = 2023-10
Im Oktober wird gestreikt. | Im Oktober = 2024-10
Im März 2019 wurde gestreikt. | Im März 2019 = 2019-03
2019 wurde gestreikt. | 2019 = 2019
Im Jahr 2019 wurde gestreikt. | Im Jahr 2019 = 2019
In den 1990er Jahren blühte die Stadt. | In den 1990er Jahren = 1990/1999
In den 90er-Jahren blühte die Stadt. | In den 90er-Jahren = 1990/1999
In den Siebzigerjahren blühte die Stadt. | In den Siebzigerjahren = 1970/1979
Zwischen 2020 und 2023 sank der Preis. | Zwischen 2020 und 2023 = 2020/2023
Von 2020 bis 2023 sank der Preis. | Von 2020 bis 2023 = 2020/2023
Der Preis sank 2020 bis 2023. | 2020 bis 2023 = 2020/2023
In der Saison 2021/22 gewann sie. | 2021/22 = 2021/2022
Im 19. Jahrhundert war das anders. | Im 19. Jahrhundert = 1801/1900
Sie kam heute an. | heute = 2024-09-12
Sie kam gestern Abend an. | gestern Abend = 2024-09-11
Sie kam vorgestern an. | vorgestern = 2024-09-10
Sie kommt morgen an. | morgen = 2024-09-13
Sie kommt übermorgen an. | übermorgen = 2024-09-14
Morgen beginnt der Prozess. | Morgen = 2024-09-13
Der Morgen war kalt. |
Sie kam am Dienstag an. | am Dienstag = 2024-09-10
Sie kam am Donnerstag an. | am Donnerstag = 2024-09-12
Sie kam am Freitag an. | am Freitag = 2024-09-06
Sie wird am Dienstag kommen. | am Dienstag = 2024-09-17
Sie soll am Montag kommen. | am Montag = 2024-09-16
Sie kam am Dienstagabend an. | am Dienstagabend = 2024-09-10
Sie kam am vergangenen Donnerstag an. | am vergangenen Donnerstag = 2024-09-05
Vergangenen Freitag kam sie an. | Vergangenen Freitag = 2024-09-06
Sie kommt am kommenden Montag. | am kommenden Montag = 2024-09-16
Sie kam am Dienstag, dem 3. September, an. | am Dienstag, dem 3. September = 2024-09-03
Sie kam letzte Woche an. | letzte Woche = 2024-09-02/2024-09-08
In der kommenden Woche wird gestreikt. | In der kommenden Woche = 2024-09-16/2024-09-22
Im vergangenen Jahr wurde gestreikt. | Im vergangenen Jahr = 2023
Im Vorjahr wurde gestreikt. | Im Vorjahr = 2023
Dieses Jahr wurde gestreikt. | Dieses Jahr = 2024
Im nächsten Monat wird gestreikt. | Im nächsten Monat = 2024-10
Im vergangenen Monat wurde gestreikt. | Im vergangenen Monat = 2024-08
Vor zwei Wochen kam sie an. | Vor zwei Wochen = 2024-08-26/2024-09-01
Vor drei Tagen kam sie an. | Vor drei Tagen = 2024-09-09
Vor fünf Monaten kam sie an. | Vor fünf Monaten = 2024-04
Vor 20 Jahren kam sie an. | Vor 20 Jahren = 2004
Vor mehr als 20 Jahren kam sie an. |
Vor einigen Jahren kam sie an. |
Seit drei Jahren ruht der Hafen. | Seit drei Jahren = 2021/..
Seit 2019 ruht der Hafen. | Seit 2019 = 2019/..
Seit Montag ruht der Hafen. | Seit Montag = 2024-09-09/..
Die Brücke soll bis 2030 fertig sein. | bis 2030 = ../2030
Die Brücke soll bis Ende des Jahres fertig sein. | bis Ende des Jahres = ../2024-12
Die Brücke soll bis zum Jahresende fertig sein. | bis zum Jahresende = ../2024-12
Die Brücke wird ab 2026 gebaut. | ab 2026 = 2026/..
Der Streik begann Mitte Mai. | Mitte Mai = 2024-05-11/2024-05-20
Der Streik begann Anfang 2022. | Anfang 2022 = 2022-01/2022-04
Der Streik begann Ende August. | Ende August = 2024-08-21/2024-08-31
In den vergangenen fünf Jahren sank der Preis. | In den vergangenen fünf Jahren = 2019/2024
In den kommenden zwei Jahren sinkt der Preis. | In den kommenden zwei Jahren = 2024/2026
Am Wochenende brannte der Hafen. | Am Wochenende = 2024-09-07/2024-09-08
Am Wochenende wird gefeiert. | Am Wochenende = 2024-09-14/2024-09-15
Im Sommer 2019 brannte der Hafen. | Im Sommer 2019 = 2019-06/2019-08
Im vergangenen Winter brannte der Hafen. | Im vergangenen Winter = 2023-12/2024-02
Im dritten Quartal 2021 sank der Preis. | Im dritten Quartal 2021 = 2021-07/2021-09
Im ersten Halbjahr sank der Preis. | Im ersten Halbjahr = 2024-01/2024-06
Vom 1. bis 3. Mai 2021 wurde gestreikt. | Vom 1. bis 3. Mai 2021 = 2021-05-01/2021-05-03
Die Wahl am 3. August gewann sie. | am 3. August = 2024-08-03
Die Wahl am 29. September ist offen. | am 29. September = 2024-09-29
Am 5. November wurde sie gewählt. | Am 5. November = 2023-11-05
Am 5. November wird gewählt. | Am 5. November = 2024-11-05
Am 3. März 2019 brannte der Hafen. Am Vortag war Markt. | Am 3. März 2019 = 2019-03-03; Am Vortag = 2019-03-02
Am 3. März 2019 brannte der Hafen. Tags darauf kam Hilfe. | Am 3. März 2019 = 2019-03-03; Tags darauf = 2019-03-04
Am 3. März 2019 brannte es. Zwei Tage später kam Hilfe. | Am 3. März 2019 = 2019-03-03; Zwei Tage später = 2019-03-05
2019 brannte der Hafen. Im selben Jahr kam sie. | 2019 = 2019; Im selben Jahr = 2019
Am Vortag war Markt. |
Zwei Tage später kam Hilfe. |
Der Schwarze Freitag und der Black Friday sind Tage der Händler. |
2000 Soldaten kamen. |
Rund 2000 kamen. |
Sie zahlt 1.500 Euro und 2020 Dollar. |
Das regelt § 2019. |
Die Agenda 2010 ist alt. |
Sie kommt jeden Montag. |
Montags ruht der Hafen. |
Von heute auf morgen war alles anders. |
August Müller kam an. |
Am Dienstag, den 03.09.2024, kam sie. | Am Dienstag, den 03.09.2024 = 2024-09-03
Sie kam am Dienstag, den 3.9. an. | am Dienstag, den 3.9. = 2024-09-03
Im Dezember vergangenen Jahres brannte es. | Im Dezember vergangenen Jahres = 2023-12
Während der letzten Jahre sank der Preis. |
Das DSG 2000 gilt. |
Die WM 2006 war laut. | 2006 = 2006
Sie war zwischen dem 3. Mai 2021 und dem 5. Juni 2021 dort. | 3. Mai 2021 und dem 5. Juni 2021 = 2021-05-03/2021-06-05
Vor 2019 war alles anders. | Vor 2019 = ../2018
Nach 2019 war alles anders. | Nach 2019 = 2020/..
"""
ENGLISH = """
She arrived on March 1, 2021. | on March 1, 2021 = 2021-03-01
She arrived on 1 March 2021. | on 1 March 2021 = 2021-03-01
She arrived on March 1st. | on March 1st = 2024-03-01
The port closed in March. | in March = 2024-03
The port will close in March. | in March = 2025-03
She arrived on Tuesday. | on Tuesday = 2024-09-10
She will arrive on Tuesday. | on Tuesday = 2024-09-17
She arrived last Friday. | last Friday = 2024-09-06
She arrived yesterday. | yesterday = 2024-09-11
She arrives tomorrow. | tomorrow = 2024-09-13
She arrived two weeks ago. | two weeks ago = 2024-08-26/2024-09-01
She arrived last week. | last week = 2024-09-02/2024-09-08
Prices fell last year. | last year = 2023
Prices fell in 2019. | in 2019 = 2019
Prices have fallen since August. | since August = 2024-08/..
It will be ready by 2030. | by 2030 = ../2030
It will be ready by the end of the year. | by the end of the year = ../2024-12
Prices fell in early 2022. | in early 2022 = 2022-01/2022-04
Prices fell in the 1990s. | in the 1990s = 1990/1999
Prices fell between 2020 and 2023. | between 2020 and 2023 = 2020/2023
Prices fell from 2020 to 2023. | from 2020 to 2023 = 2020/2023
Prices fell over the past five years. | over the past five years = 2019/2024
Prices fell in the summer of 2019. | in the summer of 2019 = 2019-06/2019-08
Prices fell in the first quarter of 2021. | in the first quarter of 2021 = 2021-01/2021-03
On March 3, 2019 the port burned. Two days later help came. | On March 3, 2019 = 2019-03-03; Two days later = 2019-03-05
On March 3, 2019 it burned. The following day help came. | On March 3, 2019 = 2019-03-03; following day = 2019-03-04
Black Friday is loud. |
Some 2000 people came. |
The Sunday Times was there. |
She may come, and prices march on. |
"""
ROWS = [
    (
        words.strip(),
        [tuple(part.strip() for part in each.split(" = ")) for each in expected.split(";") if each.strip()],
        lang,
    )
    for table, lang in ((GERMAN, "de"), (ENGLISH, "en"))
    for words, _, expected in (row.partition("|") for row in table.strip().splitlines())
]


def times(text: str, language: str | None = "de", published: str | None = "2024-09-12") -> list[tuple[str, str]]:
    article = Article("id", "Titel", text, language, published=published)
    return [(when.mention.text, when.value) for when in find_times(article, 0, len(text))]


@pytest.mark.parametrize(("words", "expected", "language"), ROWS, ids=[words for words, _, _ in ROWS])
def test_an_expression_of_time_is_resolved_with_its_words(
    words: str, expected: list[tuple[str, str]], language: str
) -> None:
    assert times(words, language) == expected


@pytest.mark.parametrize("words", ["Sie kam am Dienstag an.", "Sie kam am 3. August an.", "Heute brannte der Hafen."])
def test_without_a_date_of_publication_nothing_relative_is_resolved(words: str) -> None:
    assert times(words, published=None) == []
    assert times("Sie kam am 3. August 2021 an.", published=None) == [("am 3. August 2021", "2021-08-03")]


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("Im vergangenen Jahr brannte es.", "2024", [("Im vergangenen Jahr", "2023")]),
        ("Im vergangenen Monat brannte es.", "2024", []),
        ("Im vergangenen Monat brannte es.", "2024-01", [("Im vergangenen Monat", "2023-12")]),
        ("Am Dienstag brannte es.", "2024-01", []),
        ("Heute brannte es.", "2023-02-30", []),
    ],
)
def test_an_imprecise_date_of_publication_anchors_what_is_as_imprecise(
    words: str, published: str, expected: list[tuple[str, str]]
) -> None:
    assert times(words, published=published) == expected


def test_a_dateline_anchors_where_the_publication_is_unknown() -> None:
    text = "ALTSTADT, 12. September 2024. Am Dienstag brannte der Hafen."
    article = Article("id", "Titel", text, "de", noise=(Noise(0, 29, "dateline"),))
    found = find_times(article, 30, len(text))
    assert [(when.mention.text, when.value) for when in found] == [("Am Dienstag", "2024-09-10")]


def test_the_anchor_can_stand_before_the_stretch() -> None:
    text = "Am 3. März 2019 brannte der Hafen. Am Vortag war Markt."
    article = Article("id", "Titel", text, "de", published="2024-09-12")
    assert [when.value for when in find_times(article, 35, len(text))] == ["2019-03-02"]


def test_a_stretch_outside_the_article_is_refused() -> None:
    with pytest.raises(ValueError, match=r"5 characters: \[0, 6\)"):
        find_times(Article("id", "Titel", "heute", "de"), 0, 6)


SAID = """
Minister Klein {sagte} am Dienstag, [der Hafen sei seit Montag geschlossen]. | 2024-09-10
Am Dienstag {sagte} Klein, [der Hafen sei geschlossen]. | 2024-09-10
„[Der Hafen ist zu]“, {erklärte} Klein am 3. August. | 2024-08-03
[Am Montag werde gestreikt], {sagte} Klein. | -
[Am Montag werde gestreikt], {sagte} Klein am Freitag. | 2024-09-06
Der Rat, der 2019 gewählt wurde, {sagte}, [der Hafen sei zu]. | -
Klein {forderte} für Montag [einen Streik]. | -
Klein {sagte}, [der Hafen sei zu]. | -
2019 {sagte} Klein, [der Hafen sei zu]. | 2019
Klein {teilte} am Mittwochabend {mit}, [dass der Streik am Freitag beginnen werde]. | 2024-09-11
„[Der Hafen ist zu]“, {sagte} Klein. Am Dienstag brannte es. | -
{Nach Angaben} der Polizei vom Dienstag [ist der Hafen zu]. | 2024-09-10
"""


@pytest.mark.parametrize("row", SAID.strip().splitlines())
def test_when_a_claim_was_made_stands_beside_its_cue(row: str) -> None:
    marked, expected = (cell.strip() for cell in row.split("|"))
    text, opened = "", 0
    spans: dict[str, list[Span]] = {"]": [], "}": []}
    for char in marked:
        if char in "[{":
            opened = len(text)
        elif char in spans:
            spans[char].append(Span(opened, len(text)))
        else:
            text += char
    article = Article("id", "Titel", text, "de", published="2024-09-12")
    when = said_on(article, Span(0, len(text)), spans["]"], spans["}"])
    assert (when.value if when else "-") == expected


def test_without_a_cue_nothing_tells_when_a_claim_was_made() -> None:
    article = Article("id", "Titel", "Am Dienstag brannte der Hafen.", "de", published="2024-09-12")
    assert said_on(article, Span(0, 30), [Span(0, 30)], []) is None


WORDS = """
am im seit bis Ende Mai 3. März 2019 1.3.2021 Dienstag vor zwei Wochen Vortag Jahr 9999 99. Quartal ersten vergangenen
- . , heute 1990er
"""
TEXT = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join))
PUBLISHED = st.sampled_from(
    [None, "2024", "2024-02", "2024-02-29", "0001-01-01", "9999-12-31", "gestern", "2023-02-30"]
)


@given(TEXT, st.data(), PUBLISHED, st.sampled_from(["de", "en", None]))
def test_any_stretch_gives_times_inside_it_that_do_not_overlap(
    text: str, data: st.DataObject, published: str | None, language: str | None
) -> None:
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    article = Article("id", "Titel", text, language, published=published)
    position = start
    for when in find_times(article, start, end):
        (span,) = when.mention.spans
        assert position <= span.start < span.end <= end
        assert when.value
        position = span.end


@given(TEXT, st.data())
def test_any_sentence_can_be_asked_when_it_was_said(text: str, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(lambda ends: Span(*ends))
    sentence = data.draw(ends)
    article = Article("id", "Titel", text, "de", published="2024-09-12")
    said_on(article, sentence, data.draw(st.lists(ends, max_size=2)), data.draw(st.lists(ends, max_size=2)))


@pytest.mark.parametrize("piece", ["am 1. ", "2019 ", "seit ", "zwei Tage später ", "Mai ", "a" * 50, "1.", "–"])
def test_long_texts_are_read(piece: str) -> None:
    article = Article("id", "Titel", piece * (40_000 // len(piece)), "de", published="2024-09-12")
    find_times(article, 0, len(article.text))
