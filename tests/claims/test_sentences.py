from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.sentences import MAX_SENTENCE_CHARS, sentence_spans

# One case a line; "|" stands where one sentence ends and the next begins. "\n" is a line break.
GERMAN = r"""
# abbreviations that a word must follow
Er mag Obst, z. B. Birnen.|Sie nicht.
Er mag Obst, z.B. Birnen.|Sie nicht.
Gemeint sind Städte, z. B. München und Ulm.
Das heißt, d. h. Wasser fehlt.|Nun kam der Regen.
Das ist d.h. Verluste drohen.|Mehr nicht.
Dazu zählen u. a. Frankreich und Spanien.
Dazu zählen u.a. Frankreich und Spanien.
Vor allem, v. a. Kinder, litten.|Ärzte halfen.
Es gilt i. d. R. Tarif.|Ausnahmen gibt es.
Dr. Anna Weber kam.|Prof. Otto Klein ging.
Prof. Dr. Lena Vogt leitet das Institut.
Sie wohnt in St. Gallen.|Er wohnt in St. Pölten.
Das steht in Nr. 5 der Liste.|Mehr steht dort nicht.
Das steht auf S. 12 des Buches.
Siehe Abs. 3 und Art. 7 des Vertrags.
Er war ca. Mitte dreißig.|Zeugen sahen ihn.
Die Firma Holz bzw. Metall Müller zahlt.
Das sagte Ministerpräsident a. D. Kurt Lang.|Beifall gab es keinen.
Die Feier, ggf. Montag, wird klein.
Haus Nr. 12 brannte.|Haus Nr. 14 blieb heil.
Sie wohnt in der Gartenstr. 5 in Ulm.
Frau Dr. med. Kern und Hr. Vogel kamen.
Er traf die Abg. Schulz und den stellv. Vorsitzenden.
Der Fall (vgl. Band 2) ist alt.|Neu ist nichts.
Maria Holm, geb. Krause, gewann.
# abbreviations that a sentence may end with
Er kaufte Brot, Salz usw.|Dann ging er.
Er kaufte Brot, Salz usw. und ging.
Er kaufte Brot, Salz etc.|Der Laden schloss.
Das kostet 5 Mrd. Euro.|Das ist viel.
Das kostet 5 Mio. Euro und mehr.
Der Schaden liegt bei 5 Mrd.|Das ist viel.
Der Umsatz stieg auf 3,5 Mio. Dollar.
Rom wurde 753 v. Chr. gegründet.|Das ist eine Sage.
Das war 44 v. Chr.|Danach kam der Krieg.
Der Verein Hilfe e. V. sammelt Geld.
Die Waren kamen von der Nord GmbH & Co. KG aus Kiel.
Sie war im 19. Jh. berühmt.
Er kam mit Bussen, Bahnen u. a.|Die Fahrt war lang.
# ordinals, dates, counts
Am 25. Februar kam er.|Am 1. März ging er.
Am 3. Oktober wird gefeiert.|Alle haben frei.
Im 2. Weltkrieg wurde die Stadt zerstört.
Der 2. Weltkrieg endete 1945.|Danach kam die Teilung.
Das ist die 3. Auflage.|Eine 4. Auflage folgt.
Er feiert den 50. Geburtstag.|Gäste kommen.
Ende 2. Quartal sank der Absatz.
Am 25.2. kam er.|Am 26.2. ging er.
Am 25.02.2022 kam er.|Alle sahen es.
Vom 5. bis 7. Mai ist Messe.
Das geschah 2019.|Maduro blieb.
Der Verein steht auf Platz 19.|Trainer Wolf ist ratlos.
Die Stände sind in Halle 4.|Besucher zahlen nichts.
Um die Hälfte, von 30 auf 15.|Experten staunen.
Der Vertrag endet am 31.|Das steht fest.
Am Sonntag, dem 1. Advent, ist Markt.
1. Die Sanktionen fallen.\n2. Die Grenzen öffnen.|3. Der Handel wächst.
Ludwig XIV. regierte lange.|Er starb 1715.
König Ludwig XIV. Frankreichs Sonne.
Es starb Johannes XXIII.|Der Nachfolger war Paul VI.|Er blieb.
Es siegte Wilhelm II.|Danach war Ruhe.
# initials and names
Donald J. Trump kam.|J. K. Rowling ging.
George W. Bush war da.|John F. Kennedy nicht.
J.K. Rowling schreibt.|H.-P. Kunz liest.
Der Verdächtige Murat K. schwieg.|Anwalt Otto B. sprach.
Variante A gewann.|Gruppe B. Autos bleiben.
# numbers and clock
Der Wert stieg um 3.5 Prozent.|Das ist neu.
Es kamen 1.000 Menschen.|Viele blieben.
Es begann um 20.15 Uhr.|Polizisten sperrten die Straße.
Es begann um 20 Uhr.|15 Menschen kamen.
Um 8.30 Uhr war Schluss.
Die Aktie der Nord AG fiel.|Händler warten.
Version 2.0 kam.|Version 3.0 folgt.
Das Auto fuhr 90 km.|Reifen platzten.
# quotation marks of every kind
„Es reicht.“|Mehr sagte sie nicht.
„Es reicht“, sagte sie.|Dann ging sie.
„Es reicht!“, rief sie.|Dann ging sie.
„Es reicht!“ rief sie.|Dann ging sie.
„Reicht es?“, fragte er.|„Nein.“
»Es reicht.«|Mehr sagte sie nicht.
»Es reicht«, sagte sie.|»Wirklich.«
«Es reicht.»|Mehr sagte sie nicht.
«Es reicht», sagte sie.|«Wirklich.»
“Es reicht.”|Mehr sagte sie nicht.
"Es reicht."|Mehr sagte sie nicht.
"Es reicht", sagte sie.|"Wirklich."
‚Es reicht.‘|Mehr sagte sie nicht.
›Es reicht.‹|Mehr sagte sie nicht.
„Erst dies.|Dann das“, sagte er.|Sie nickte.
„Erst dies.|Dann das.“|Sie nickte.
Er betonte: „Wir bleiben.“|Dann ging er.
Er nannte es „ein Schlüsselinstrument“.|Sie nickte.
Er sagte: „Sie rief: ‚Halt!‘“|Alle hielten.
Er kam.|„Gut so“, sagte sie.
Er kam.|»Gut so«, sagte sie.
Er kam.|«Gut so», sagte sie.
Er kam.|"Gut so", sagte sie.
Er kam.|(Sie auch.)|Alle aßen.
Er kam (z. B. Montag) oft.
Er kam (u. a.) Montag und Freitag.
In Rom (Italien) schneit es.|Kinder rodeln.
Er traf in der 25. Minute (Vorlage: Kern).|Alle jubelten.
« Es reicht. »|Danach ging sie.
# gaps, runs of marks
Er schwieg…|Putin sprach.
Er schwieg...|Dann sprach sie.
Er fuhr zwischen … Moskau und Kiew.
Er fuhr zwischen ... Moskau und Kiew.
Was?!|Das ist neu.
Halt!!!|Hier ist Schluss.
Er sagte: „Nun ja …“|Dann ging er.
Sie kam, sah ... und siegte.
# lost spaces, addresses, domains
Das war das Ende.Der Anfang kam später.
Es steht auf amerika21.de.|Leser finden es dort.
Mehr auf amerika21.de und bei www.example.org im Netz.
Schreiben Sie an post@example.org bis Montag.|Danke.
Der Bericht auf https://example.org/a.b.html?x=1.2 ist lang.|Er ist gut.
Die Datei heißt bericht.final.pdf.|Sie ist groß.
# headings, wrapped text, lists
Waffen und Worte\nDer Minister kam.|Er blieb.
Der Minister kam\nund blieb.
Er traf den\nMinister Klein.
Das sagte er.\nDanach ging er.
Erste Zeile,\nMinister Klein folgt.
- Öl wird teurer\n- Gas wird billiger
• Öl wird teurer\n• Gas wird billiger
Neuer Streit\n\nDer Präsident reiste ab.
# others
Danke!|🎉 Morgen geht es weiter.
Er kam 🎉 und blieb.|Sie auch.
Er kam – wie immer – spät.|Sie nie.
Erst kam er; dann kam sie.|Alle waren da.
Sie ging.|– Er blieb.
Caracas.|Beim Besuch vereinbarten beide viel.
Bleibt er?|Geht er?|Niemand weiß es.
Er fragte: Bleibt sie?|Sie schwieg.
Yahoo! stieg.|Andere fielen.
Das Ziel heißt 1,5 Grad.|Mehr nicht.
"""

ENGLISH = r"""
# abbreviations
The U.S. House voted.|The Senate did not.
He moved to the U.S.|The move was quick.
The U.K. and the U.N. agreed.
Mr. Smith met Mrs. Jones.|They talked.
Gen. Park met Sen. Lee and Gov. Cruz.
He came on Feb. 25 with Dr. Miller.|She left.
It was signed in Feb.|The text is long.
It closed at 5 p.m.|Police had come.
It closed at 5 p.m. Monday.|Nobody stayed.
It closed at 5 p.m. local time.
It opened at 9 a.m. ET and closed late.
He is No. 10 on the list.|She is No. 2.
Did he go?|No.|That was all.
Acme Inc. and Bolt Corp. merged.
He works for Acme Inc.|The firm is old.
Martin King Jr. spoke.|Others listened.
It is Smith vs. Jones again.
Use tools, e.g. Hammers, with care.
Use one tool, i.e. Hammers only.
St. Louis is big.|Rain fell.
# numbers
Growth was 3.5 percent.|Prices fell.
He was 25.|Friends wept.
It cost $1.5 billion.|Taxpayers paid.
# names
Donald J. Trump came.|J. K. Rowling left.
J.R.R. Tolkien wrote.|Readers loved it.
# quotation marks
“It is over,” he said.|She left.
“It is over.”|She left.
"It is over," he said.|"Go home."
"Is it over?" he asked.|"Yes."
‘It is over,’ he said.|She left.
“First this.|Then that,” he said.
He called it “a mess.”|She left.
He called it “a mess”.|She left.
He left.|"Good," she said.
He left.|“Good,” she said.
(He left.)|She stayed.
# others
Wait...|He is here.
He paused…|Then he spoke.
It ended.The rest came later.
Read it on bbc.co.uk today.|It is long.
Write to a.b@example.org now.|Thanks.
Really?!|Yes.
He ran – as ever – late.|She won.
WASHINGTON (Reuters) – Officials met.|Talks failed.
"""

# The break is not white space here, so that "|" cannot show it.
GLUED = {
    "Das war das Ende.Der Anfang kam später.": ["Das war das Ende.", "Der Anfang kam später."],
    "It ended.The rest came later.": ["It ended.", "The rest came later."],
}


# Parts of the table whose line breaks end sentences.
LINES = {
    "1. Die Sanktionen fallen.\n2. Die Grenzen öffnen.": ["1. Die Sanktionen fallen.", "2. Die Grenzen öffnen."],
    "Waffen und Worte\nDer Minister kam.": ["Waffen und Worte", "Der Minister kam."],
    "Das sagte er.\nDanach ging er.": ["Das sagte er.", "Danach ging er."],
    "- Öl wird teurer\n- Gas wird billiger": ["- Öl wird teurer", "- Gas wird billiger"],
    "• Öl wird teurer\n• Gas wird billiger": ["• Öl wird teurer", "• Gas wird billiger"],
    "Neuer Streit\n\nDer Präsident reiste ab.": ["Neuer Streit", "Der Präsident reiste ab."],
}


def cases() -> list[tuple[str, str, list[str]]]:
    table = []
    for language, lines in (("de", GERMAN), ("en", ENGLISH)):
        for line in lines.strip().splitlines():
            if line.startswith("#"):
                continue
            written = line.replace("\\n", "\n")
            if line in GLUED:
                table.append((language, written, GLUED[line]))
                continue
            # A line break shows where it stands; where it also ends a sentence is in LINES.
            expected = [s for part in written.split("|") for s in LINES.get(part, [part])]
            table.append((language, written.replace("|", " "), expected))
    return table


def cut(text: str, language: str | None = None) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language=language)]


@pytest.mark.parametrize(("language", "text", "expected"), cases(), ids=lambda value: None)
def test_sentences_of_the_table(language: str, text: str, expected: list[str]) -> None:
    assert cut(text, language) == expected


def test_the_table_is_large() -> None:
    assert len(cases()) >= 120


def test_a_text_wrapped_at_a_column_is_not_cut_at_its_lines() -> None:
    text = (
        "Der Minister reiste am Montag in die Hauptstadt und sprach\n"
        "dort mit Vertretern mehrerer Parteien über den Haushalt der\n"
        "Regierung, der seit Wochen umstritten ist. Die Gespräche im\n"
        "Palast dauerten bis zum Abend. Danach fuhr der Gast weiter\n"
        "nach Norden.\n"
        "\n"
        "Am Dienstag soll es weitergehen."
    )
    assert [sentence.replace("\n", " ") for sentence in cut(text)] == [
        "Der Minister reiste am Montag in die Hauptstadt und sprach dort mit Vertretern mehrerer Parteien über den "
        "Haushalt der Regierung, der seit Wochen umstritten ist.",
        "Die Gespräche im Palast dauerten bis zum Abend.",
        "Danach fuhr der Gast weiter nach Norden.",
        "Am Dienstag soll es weitergehen.",
    ]


def test_only_the_given_stretch_is_cut() -> None:
    text = "Erster Satz. Zweiter Satz. Dritter Satz."
    spans = sentence_spans(text, 13, 26)
    assert [text[span.start : span.end] for span in spans] == ["Zweiter Satz."]


def test_stars_and_rules_between_paragraphs_are_no_sentences() -> None:
    assert cut("Er kam.\n\n* * *\n\nSie ging.\n-----") == ["Er kam.", "Sie ging."]


def test_a_long_run_is_cut_at_its_last_semicolon() -> None:
    text = "wort " * 150 + "; " + "wort " * 150
    assert cut(text)[0].endswith(";")


NASTY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(list("\n\r\t .,;:!?…„“”\"»«‚‘’'–—()[]-äßZaB19\u00a0"))),
    max_size=400,
)


@given(NASTY)
def test_any_text_gives_sorted_spans_that_hold_every_letter(text: str) -> None:
    spans = sentence_spans(text)
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        assert len(span) <= MAX_SENTENCE_CHARS
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert not any(map(str.isalnum, text[position : span.start]))
        position = span.end
    assert not any(map(str.isalnum, text[position:]))


@given(NASTY, st.integers(0, 400), st.integers(0, 400))
def test_any_stretch_keeps_its_sentences_inside(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    assert all(start <= span.start < span.end <= end for span in sentence_spans(text, start, end))


@pytest.mark.parametrize(
    "piece",
    [
        "„",
        '"',
        "wort ",
        ", sagte ",
        "Wort ",
        "der alte ",
        ".",
        ". ",
        "\n",
        " ",
        "\r\n",
        "a.",
        "1. ",
        "🎉",
        "- \n",
        "!“ ",
    ],
    ids=repr,
)
def test_a_long_monotonous_text_is_cut(piece: str) -> None:
    text = piece * (80_000 // len(piece))
    assert all(span.end <= len(text) for span in sentence_spans(text))
