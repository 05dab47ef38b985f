from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.articles.boilerplate import mark
from rag.articles.bylines import byline_names
from rag.articles.language import detect_language
from rag.articles.line_rules import LINE_RULES

REPORT = (
    "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen. Sie soll im Herbst nächsten Jahres stehen.\n\n"
    "Die Kosten liegen nach Angaben der Verwaltung bei zwölf Millionen Euro, hinzu kommen die Wege am Ufer.\n\n"
)
"""Two paragraphs of reporting to stand before what a test is about."""

MORE = (
    "Gegen den Plan stimmten drei Mitglieder des Rates, die ihn für zu teuer halten und einen Tunnel wollen.\n\n"
    "Mit dem Bau soll eine Firma aus der Region beginnen, sobald der Fluss im Frühjahr wieder weniger Wasser führt."
)
"""Two other paragraphs to stand after it."""


def marks(text: str) -> list[tuple[str, str]]:
    """What is marked, in order, as (kind, words); headings have the kind "heading"."""
    found = mark(text, language=detect_language(text))
    spans = [(noise.start, noise.end, noise.kind) for noise in found.noise]
    spans += [(heading.start, heading.end, "heading") for heading in found.headings]
    return [(kind, text[start:end]) for start, end, kind in sorted(spans)]


def in_the_middle(words: str) -> list[tuple[str, str]]:
    return marks(REPORT + words + "\n\n" + MORE)


# --- the customer's five articles -----------------------------------------------------------------------------------

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
EXPECTED: dict[str, list[tuple[str, str, str]]] = {
    # kind, first characters, last characters: enough to pin both ends, too little to copy the articles
    "000": [
        ("heading", "Maduro bricht", "USA ab"),
        ("photo credit", "Maduro, Nik", "kremlin.ru"),
        ("heading", "Maduro bricht", "USA ab"),
        ("byline", "[hmw/", "NEWS]"),
        ("comments", "COMMENTS", "COMMENTS"),
    ],
    "001": [
        ("heading", "Venezuela und", "der Nato"),
        ("file name", "venezuela_", ".jpg"),
        ("caption", "Das Treffen", "El Aissami"),
        ("caption", "Das Treffen", "El Aissami"),
        ("dateline", "Caracas.", "Caracas."),
        ("plea", "Ohne Moos", "Unterstützung."),
    ],
    "002": [
        ("label", "Verwandte", "Videos:"),
        ("heading", "Eine explizite", "der Karibik"),
        ("heading", "Moskau und", "zusammen"),
        ("site mark", "Laut RT", "Laut RT"),
        ("heading", "Zunehmende", "geworden ist"),
        ("label", "Archiviert", "unter:"),
    ],
    "003": [
        ("heading", "US-Beamte", "Russlands"),
        ("byline", "Von Matt", "Spetalnick"),
        ("dateline", "WASHINGTON", "(Reuters) –"),
        ("disclaimer", "Haftungsau", "überhaupt ist."),
        ("site mark", "source", "site-20"),
    ],
    "004": [
        ("date mark", "date 2023", "2023-11"),
        ("heading", "Russland und", "beziehungen"),
        ("photo credit", "Quelle: Sp", "SYSSOJEW"),
        ("social post", "🇻🇪🇷🇺 Con", "16, 2023"),
        ("teaser", "USA lockern", "atmet auf"),
        ("teaser", "Mehr zum", "Erklärung"),
    ],
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the customer's articles are not part of the project")
@pytest.mark.parametrize("number", EXPECTED)
def test_the_five_articles_are_marked_as_an_editor_would(number: str) -> None:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    found = marks(path.read_text(encoding="utf-8"))
    assert [kind for kind, _ in found] == [kind for kind, _, _ in EXPECTED[number]]
    for (_, words), (_, first, last) in zip(found, EXPECTED[number], strict=True):
        assert words.startswith(first)
        assert words.endswith(last)


# --- titles and headings --------------------------------------------------------------------------------------------


def test_a_title_glued_to_a_photo_credit_is_cut_where_the_title_stands_again_alone() -> None:
    title = "Stadtrat beschließt neue Brücke über den Fluss"
    text = f"{title}Muster, Erika 240312 bild © beispiel.de\n\n{title}\n\n{REPORT}"
    assert marks(text) == [
        ("heading", title),
        ("photo credit", "Muster, Erika 240312 bild © beispiel.de"),
        ("heading", title),
    ]


def test_a_title_glued_to_a_photo_credit_is_cut_at_the_capital_inside_the_word() -> None:
    text = "Stadtrat lehnt neue Brücke abMuster, Erika © beispiel.de\n\n" + REPORT
    assert marks(text) == [
        ("heading", "Stadtrat lehnt neue Brücke ab"),
        ("photo credit", "Muster, Erika © beispiel.de"),
    ]


def test_the_name_of_the_site_after_the_title_is_a_site_mark() -> None:
    assert marks("Council decides on new bridge | Example Times\n\n" + REPORT)[:2] == [
        ("heading", "Council decides on new bridge"),
        ("site mark", "Example Times"),
    ]


def test_a_date_before_the_title_is_a_date_mark_and_the_title_begins_after_it() -> None:
    assert marks(" date 2024-03 Stadtrat beschließt neue Brücke\n\n" + REPORT) == [
        ("date mark", "date 2024-03"),
        ("heading", "Stadtrat beschließt neue Brücke"),
    ]


def test_a_title_that_is_given_is_found_where_it_stands() -> None:
    text = "Neue Brücke.\n\n" + REPORT
    found = mark(text, title="Neue Brücke.")
    assert [text[span.start : span.end] for span in found.headings] == ["Neue Brücke."]


def test_an_article_that_begins_with_a_sentence_has_no_title() -> None:
    assert mark(REPORT).title is None


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\r\n"])
def test_a_short_line_between_paragraphs_is_a_heading_with_and_without_empty_lines(gap: str) -> None:
    text = (REPORT + "Streit um die Kosten\n\n" + MORE).replace("\n\n", gap)
    assert marks(text) == [("heading", "Streit um die Kosten")]


def test_lines_broken_at_a_column_are_no_headings() -> None:
    text = (
        "Der Stadtrat hat am Montag nach langer Debatte den Bau der neuen\n"
        "Brücke beschlossen. Sie soll im Herbst des nächsten Jahres stehen.\n"
        "Die Verwaltung rechnet nach eigenen Angaben mit Kosten von zwölf\n"
        "Millionen Euro. Hinzu kommen die Wege am Ufer, die noch niemand\n"
        "Bürgermeisterin Muster zufolge berechnet hat, und der Anschluss an\n"
        "die Straße. Gegen den Plan stimmten drei Mitglieder des Rates.\n"
    )
    assert marks(text) == []


def test_the_rows_of_a_table_are_no_headings() -> None:
    assert in_the_middle("Köln 12\nBonn 15\nKiel 9\nUlm 3") == []


# --- whole lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("label", "Anzeige"),
        ("label", "Seite 3 von 12"),
        ("label", "2/4"),
        ("label", "3/12/24, 6:02 PM\tDer Hafen wird tiefer"),
        ("label", "https://www.example.org/hafen\t1/2"),
        ("label", "- Werbung -"),
        ("label", "Advertisement"),
        ("label", "Story continues below advertisement"),
        ("label", "Facebook Twitter WhatsApp E-Mail"),
        ("label", "Artikel teilen"),
        ("label", "Share this article"),
        ("label", "3 Min. Lesezeit"),
        ("label", "5 min read"),
        ("label", "Schlagwörter: Brücke, Stadtrat, Haushalt"),
        ("label", "Tags: bridge, council"),
        ("label", "Startseite > Politik > Regional"),
        ("label", "Ähnliche Artikel"),
        ("label", "Related stories"),
        ("teaser", "Lesen Sie auch: Warum die alte Brücke fiel"),
        ("teaser", "Read more: Why the old bridge fell"),
        ("teaser", "RELATED: Council in dispute over costs"),
        ("comments", "Kommentare (12)"),
        ("comments", "Leave a comment"),
        ("file name", "bruecke_am_fluss-1.jpg"),
        ("photo credit", "Foto: dpa"),
        ("photo credit", "Bild: Max Mond/dpa"),
        ("photo credit", "© Max Mond / Beispielagentur"),
        ("photo credit", "picture alliance / dpa"),
        ("caption", "Die alte Brücke am Morgen. Foto: Max Mond"),
        ("caption", "The old bridge in the morning. (Photo: Max Moon/AP)"),
        ("plea", "Unterstützen Sie unseren unabhängigen Journalismus mit einer Spende."),
        ("plea", "Melden Sie sich jetzt für unseren Newsletter an."),
        ("plea", "Sign up for our newsletter and get the news in your inbox."),
        ("plea", "Dieser Artikel ist nur für Abonnenten. Jetzt weiterlesen."),
        ("plea", "Follow us on Twitter and Telegram."),
        ("disclaimer", "Wir verwenden Cookies, um Ihnen Inhalte zu zeigen."),
        ("disclaimer", "We use cookies to improve your experience."),
        ("disclaimer", "An dieser Stelle finden Sie einen externen Inhalt von Twitter."),
        ("social post", "View this post on Instagram"),
        ("byline", "(dpa/AFP)"),
        ("byline", "mmu/dpa"),
        ("site mark", "© 2024 Beispielzeitung. Alle Rechte vorbehalten."),
        ("site mark", "Quelle: beispiel.de, mmu/dpa"),
        ("date mark", "Stand: 12.03.2024, 10:23 Uhr"),
        ("date mark", "Published: March 12, 2024 at 5:10 pm"),
        ("date mark", "Dienstag, 12. März 2024"),
    ],
)
def test_furniture_of_the_page_is_noise_as_a_whole_line(kind: str, line: str) -> None:
    assert in_the_middle(line) == [(kind, line)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Anzeige wurde am Montag erstattet.",
        "Werbung für die Brücke machte der Minister in einem Video.",
        "Mehr dazu wollte sie nicht sagen.",
        "Weitere Informationen gab es zunächst nicht.",
        "Read more than one newspaper, the minister advised.",
        "Comments by the mayor were not available.",
        "Foto und Film zeigen den Einsturz.",
        "Das Bild: eine Brücke, die niemand mehr braucht, und ein Rat, der schweigt.",
        "Quelle der Verschmutzung ist ein Werk am Fluss.",
        "„Wir brauchen Ihre Unterstützung“, sagte der Minister den Abgeordneten.",
        '"Please support us with a donation," she told the reporters.',
        "Der Verein bittet um Spenden. Das Spendenkonto ist seit Montag bekannt.",
        "Der Konzern übernimmt keine Haftung und rechnet mit Verlusten.",
        "Das Werk nutzt Cookies nicht als Gebäck.",
        "Von den Behörden kam keine Warnung.",
        "Am 12. März 2024 begann der Bau.",
        "Die Meldung kam von der Deutschen Presse-Agentur (dpa).",
        "Copyright ist ein Thema, das den Rat seit Jahren beschäftigt.",
        "Kommentare der Anwohner nahm die Verwaltung bis Freitag entgegen.",
        "Tags darauf stürzte die Brücke ein.",
        "Themen waren der Haushalt und die Brücke.",
        "Follow-up talks are planned for Monday.",
        "Die EU unterstützt den Aufbau der Brücke mit einem Beitrag von zwei Millionen.",
        "Das Gericht folgt dem Antrag auf einen Baustopp.",
        "Sie haben bereits dreißig Fälle registriert.",
        "Mit ihrer Spende half die Firma beim Bau.",
        "Jetzt will der Bund die Stadt unterstützen.",
        "An dieser Stelle befindet sich heute ein Park.",
        "Several countries sign up to the deal to get access to the market.",
        "Bilder von der Unglücksstelle zeigen, wie hoch das Wasser stand.",
    ],
)
def test_a_sentence_of_reporting_that_resembles_furniture_is_no_noise(sentence: str) -> None:
    assert in_the_middle(sentence) == []


def test_a_byline_counts_at_the_top_and_only_with_names() -> None:
    assert ("byline", "Von Erika Muster") in marks("Neue Brücke für die Stadt\n\nVon Erika Muster\n\n" + REPORT)
    assert byline_names("Von Moskau nach Kiew") is None
    assert byline_names("By Jane Doe and John Roe") == "Jane Doe and John Roe"
    assert byline_names("Von Erika Muster und Jan van Dyk, Kiew") == "Erika Muster und Jan van Dyk"


# --- lines that are noise because of a neighbour --------------------------------------------------------------------


def test_a_caption_that_stands_twice_is_noise_both_times() -> None:
    caption = "Die Bürgermeisterin (links) am Ufer. Rechts im Bild der Baurat"
    assert in_the_middle(f"{caption}\n{caption}") == [("caption", caption), ("caption", caption)]


def test_a_paragraph_that_stands_again_later_is_noise_only_where_it_repeats() -> None:
    words = "Die Kosten liegen nach Angaben der Verwaltung bei zwölf Millionen Euro, mehr als je zuvor."
    text = f"{words}\n\nDanach sprach die Bürgermeisterin eine halbe Stunde lang zum Rat.\n\n{words}"
    found = mark(text)
    assert [(noise.start, noise.kind) for noise in found.noise] == [(text.rindex(words), "teaser")]


def test_the_line_above_a_plea_belongs_to_it() -> None:
    plea = (
        "Gutes kostet Geld\n\nIhnen gefällt die Berichterstattung von Beispiel? Dann brauchen wir Ihre Unterstützung."
    )
    assert in_the_middle(plea) == [("plea", plea)]


def test_a_legal_notice_goes_on_in_the_next_paragraph() -> None:
    notice = (
        "Risikohinweis: Die Kurse auf dieser Website sind nicht in Echtzeit.\n\n"
        "Der Verlag übernimmt keine Haftung für Verluste. Bitte informieren Sie sich über die Risiken."
    )
    assert marks(REPORT + notice) == [("disclaimer", notice)]


def test_the_headlines_below_a_list_of_links_are_teasers_and_the_paragraph_is_not() -> None:
    links = "Mehr zum Thema\nBrückenbau: Wer zahlt?\nRechnungshof warnt vor Kosten"
    assert in_the_middle(f"{links}\nNach Angaben des Rates beginnt der Bau im Mai.") == [
        ("label", "Mehr zum Thema"),
        ("teaser", "Brückenbau: Wer zahlt?"),
        ("teaser", "Rechnungshof warnt vor Kosten"),
    ]


def test_what_readers_write_is_comments_where_their_buttons_show_it() -> None:
    comments = "Kommentare (2)\nKlaus\nDie Brücke ist zu teuer.\nAntworten\nAnna\nFinde ich nicht!\nAntworten"
    found = marks(REPORT + comments)
    assert {kind for kind, _ in found} == {"comments"}
    assert ("comments", "Die Brücke ist zu teuer.") in found


def test_a_line_on_the_author_at_the_end_is_about_the_author() -> None:
    text = f"Neue Brücke für die Stadt\nVon Erika Muster\n\n{REPORT}Erika Muster berichtet seit 2010 aus dem Rathaus."
    assert marks(text)[-1] == ("byline", "Erika Muster berichtet seit 2010 aus dem Rathaus.")


# --- inside lines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("Kiel.", "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."),
        ("KIEL –", "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."),
        ("Kiel (dpa) -", "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."),
        ("Kiel/Bonn (dpa/AFP) –", "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."),
        ("KYIV, Ukraine (AP) —", "The council decided on Monday to build a new bridge over the river."),
        ("MOSCOW, March 12 (Reuters) -", "The council decided on Monday to build a new bridge over the river."),
        ("(sda)", "Der Stadtrat hat am Montag den Bau einer neuen Brücke beschlossen."),
    ],
)
def test_the_sentence_begins_after_the_dateline(dateline: str, rest: str) -> None:
    assert marks(f"{dateline} {rest}\n\n{REPORT}") == [("dateline", dateline)]


@pytest.mark.parametrize(
    "beginning",
    [
        "Nein. Der Stadtrat will die neue Brücke über den Fluss nicht bauen lassen.",
        "Prof. Muster hat am Montag im Stadtrat den Plan für eine Brücke vorgestellt.",
        "Muster – Bürgermeisterin seit 2013 – hat am Montag den Plan für eine Brücke vorgestellt.",
        "Die Stadt (Kiel) - Die Verwaltung hat am Montag den Plan für eine Brücke vorgestellt.",
    ],
)
def test_a_first_word_that_is_no_place_is_no_dateline(beginning: str) -> None:
    assert marks(beginning + "\n\n" + REPORT) == []


def test_a_post_in_another_language_is_noise_from_its_first_word_to_its_date() -> None:
    post = "Hoy visitamos el puente con el alcalde. Es una obra para todos… — Ana Puente (@anapuente) March 12, 2024"
    text = f"Der Rat tagte am Montag. Die Debatte war lang. {post} Danach stimmte der Rat ab, und der Bau begann."
    assert marks(text) == [("social post", post)]


def test_a_teaser_that_lost_its_line_breaks_ends_where_the_next_sentence_begins() -> None:
    text = (
        "Der Rat will damit „die Wirtschaft stärken.“ Stadt senkt Gebühren: Händler atmen auf Darüber hinaus "
        "beschloss der Rat, die Wege zu bauen. Mehr zum Thema - Brücken im Land: Rat lobt „Vorbild“"
    )
    assert marks(text) == [
        ("teaser", "Stadt senkt Gebühren: Händler atmen auf"),
        ("teaser", "Mehr zum Thema - Brücken im Land: Rat lobt „Vorbild“"),
    ]


def test_reporting_after_a_link_in_the_same_line_stays_reporting() -> None:
    text = "Der Damm hielt bis zum Morgen. Lesen Sie auch: Wie Dämme halten Zudem stieg der Pegel. Am Abend sank er."
    assert marks(text) == [("teaser", "Lesen Sie auch: Wie Dämme halten")]


def test_a_sentence_that_lost_its_full_stop_is_no_teaser() -> None:
    assert marks("Das Wasser stieg weiter. Das teilte der Rat mit Darüber hinaus fiel der Strom aus.") == []


def test_a_photo_credit_in_brackets_is_noise_inside_its_sentence() -> None:
    text = REPORT + "Die alte Brücke (Foto: Max Mond) ist seit Jahren gesperrt, und niemand weiß, wie lange noch."
    assert marks(text) == [("photo credit", "(Foto: Max Mond)")]


def test_a_signature_after_the_last_sentence_is_a_byline() -> None:
    assert marks(REPORT + "Der Bau beginnt nach Auskunft der Verwaltung im Mai. (dpa)")[-1] == ("byline", "(dpa)")


# --- promises for any text ------------------------------------------------------------------------------------------

FRAGMENTS = [
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\u2028",
        " ",
        "\u00a0",
        "\t",
        ". ",
        ": ",
        " – ",
        "©",
        "(dpa)",
        "„",
        "“",
        '"',
        "🇻🇪",
        "\ufffd",
        "e\u0301",
    ),
    *(
        "Anzeige",
        "Foto: dpa",
        "Mehr zum Thema",
        "Lesen Sie auch: ",
        "Von Erika Muster",
        "Haftungsausschluss: ",
        "Kiel. ",
    ),
    *("date 2024-03 ", "12.03.2024", " — Ana (@ana) March 12, 2024", "Darüber hinaus ", "Kommentare (12)", "Antworten"),
    *("Der Rat tagte am Montag", "Neue Brücke für die Stadt", "abMuster", "bild.jpg", " | Beispiel", REPORT),
]
articles = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))


@given(articles, st.none() | st.sampled_from(FRAGMENTS))
@example("date 2024-03", None)
@example("2024-03 – ", None)
@example("Kiel. (Foto: x)", None)
def test_spans_are_tight_sorted_apart_and_inside_the_text(text: str, title: str | None) -> None:
    found = mark(text, title=title, language="de")
    assert list(found.noise) == sorted(found.noise, key=lambda noise: noise.start)
    assert list(found.headings) == sorted(found.headings)
    assert found.title is None or found.title in found.headings
    spans = sorted([*found.noise, *found.headings], key=lambda span: span.start)
    for span in spans:
        words = text[span.start : span.end]
        assert len(words) == len(span) > 0
        assert words == words.strip()
    assert all(first.end <= second.start for first, second in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "Der Rat sagte am Montag etwas. Zudem kam Regen: Wer weiß " * 17_500,
        '"' * 10_000,
        "".join(f"Zeile {number} mit Wort\n" for number in range(50_000)),
        "Mehr zum Thema - x " * 50_000,
        "— A B (@ab) May 3, 2023 " * 20_000,
        "(" * 1_000_000,
        "A" * 1_000_000,
        " " * 1_000_000 + "x",
        ("(" + "dpa/" * 100 + "!\n") * 1_000,
    ],
    ids=["one line", "quotation marks", "short lines", "links", "posts", "brackets", "one word", "space", "slashes"],
)
def test_a_megabyte_is_marked_whatever_it_holds(text: str) -> None:
    mark(text, language="de")  # what grows with the square of the text would take minutes


def test_every_line_rule_gives_its_reason_and_holds_no_group_of_its_own() -> None:
    for rule in LINE_RULES:
        assert rule.reason
        assert re.compile(rule.pattern, re.IGNORECASE | re.VERBOSE).groups == 0
