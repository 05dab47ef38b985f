"""Questions taken apart: the language of short ones, their words, and whether only a number or a time answers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import Question


def read(text: str) -> Question:
    return Question.read(text, max_chars=200)


def words_of(text: str) -> list[str]:
    return [term.word for term in read(text).terms]


# --- languages ----------------------------------------------------------------------------------------

GERMAN = """
Wer ist Guaidó?
Wer ist das?
Warum?
Wie hoch?
Was sagt Putin?
Wann war die Wahl?
Wo liegt Wismar?
Hilft Russland Maduro mit Soldaten?
Um was bat Caracas?
Welche Hilfe?
Wie viele Tote?
Wieviel kostet das?
Hat Venezuela Russland um Hilfe gebeten?
Was bot Russland an?
Gibt es Truppen in Venezuela?
Bitte um Hilfe aus Moskau
Impfstoff für Venezuela
russische Truppen
WAS SAGT MADURO?
Inwiefern hilft China?
Was liefert Russland?
russland weizen venezuela?
Sanktionen Iran
""".strip().splitlines()
ENGLISH = """
Who is Guaidó?
Who is that?
Why?
How many?
What did Putin say?
When was the vote?
Where is Wismar?
Does Russia help Maduro with soldiers?
What did Caracas ask for?
Which aid?
How many dead?
Has Venezuela asked Russia for help?
What did Russia offer Venezuela?
Are there troops in Venezuela?
vaccines for Venezuela
the Kremlin
WHAT DID MADURO SAY?
Is the harbour closed?
who said that
What is the Bundestag?
Was Maduro re-elected?
Was the harbour closed?
wheat
""".strip().splitlines()


@pytest.mark.parametrize("text", GERMAN)
def test_a_short_german_question_is_german(text: str) -> None:
    assert read(text).language == "de"


@pytest.mark.parametrize("text", ENGLISH)
def test_a_short_english_question_is_english(text: str) -> None:
    assert read(text).language == "en"


@pytest.mark.parametrize("text", ["Maduro Putin", "USA", "2019", "¿Qué ofreció Rusia?", "Что предложила Россия?", "何"])
def test_what_is_no_german_is_asked_in_english(text: str) -> None:
    assert read(text).language == "en"


# --- what kind of value answers ---------------------------------------------------------------------

NUMBER = """
How many doses did Venezuela get?
how  many doses did Venezuela get
By how much did trade grow?
In how many cities were there protests?
How much does Russia pay?
How high is inflation in Venezuela?
How large is the loan?
How old is Maduro?
How far is the border from Caracas?
What percentage of voters took part?
Which share of the harbour belongs to the city?
What is the population of Venezuela?
What was the price of oil in March?
What number of soldiers was sent?
HOW MANY ARTICLES SPEAK OF IT?
Wie viele Dosen bekam Venezuela?
Wie viel Geld lieh Russland?
Wieviel Geld lieh Russland?
Wieviele Soldaten sind auf Kuba?
Um wie viel wuchs der Handel?
Mit wie vielen Schiffen kamen sie?
Auf Kosten wie vieler Menschen?
Wie hoch ist die Inflation?
Wie groß ist der Kredit?
Wie gross ist der Kredit?
Wie teuer wird der Hafen?
Wie alt ist Maduro?
Wie stark ist der Handel gewachsen?
Welche Summe bot Moskau an?
Welchen Anteil hat die Stadt?
Welcher Prozentsatz stimmte zu?
Welcher Betrag floss nach Caracas?
In welcher Höhe gab es Kredite?
Wie lang ist die Brücke?
""".strip().splitlines()
DATE = """
When did Guaidó declare himself head of state?
When was Maduro born?
when will the bridge open
Since when have they been allies?
Until when is the bridge closed?
When exactly did they meet?
When and where did they meet?
When?
“When did they meet?”
And when did they meet?
In what year was the treaty signed?
Since which month have US forces been there?
On what day did they talk?
In which decade did it end?
Wann trat der Vertrag in Kraft?
Wann?
Seit wann gibt es keine Beziehungen?
Bis wann wird der Hafen vertieft?
Ab wann gilt das?
Und wann war das?
In welchem Jahr kam Maduro an die Macht?
Welches Datum trägt der Vertrag?
An welchem Tag sprachen sie?
Seit welchem Monat liegen Schiffe dort?
In welcher Woche streikt die Bahn?
In welchem Jahrzehnt war das?
""".strip().splitlines()
DURATION = """
How long will the bridge stay closed?
How long is the ceasefire?
How often did they talk?
For how long has he been in power?
Wie lange bleibt die Brücke gesperrt?
Wie oft sprachen sie miteinander?
Für wie lange ist er gewählt?
""".strip().splitlines()
ANYTHING = """
What did Russia offer Venezuela?
What did he offer when he came to Caracas?
When Putin came to Caracas, what did he offer?
When people boycott a system, is that coercive?
Whenever they met, who paid?
Who paid for it?
Why is the bridge closed?
How did Moscow react?
How will the war end?
Which articles speak of prices?
Has the ministry said when the bridge opens?
What is the aim of the talks?
Was bot Russland Venezuela an?
Was geschah, als Putin nach Caracas kam?
Wenn Putin kommt, was bietet er an?
Warum ist die Brücke gesperrt?
Wie reagierte Moskau?
Wie geht es weiter?
Welche Rolle spielt China?
Wer zahlt?
Welche Zahlen nennt das Ministerium?
""".strip().splitlines()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(text, "number") for text in NUMBER]
    + [(text, "date") for text in DATE]
    + [(text, "duration") for text in DURATION]
    + [(text, None) for text in ANYTHING],
)
def test_a_question_for_a_number_or_a_time_is_seen_as_one(text: str, wanted: str | None) -> None:
    assert read(text).wanted == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Russia sent 400 soldiers.",
        "About four thousand soldiers came.",
        "Half of them left.",
        "Trade doubled.",
        "Fifteen people died, forty-two were hurt.",
        "Dozens were hurt.",
        "Rund vierhundert Soldaten kamen.",
        "Fünfzehn Menschen starben, zweiundvierzig wurden verletzt.",
        "Der Handel hat sich verdreifacht.",
        "Ein Drittel der Dosen kam an.",
        "Mehrere Schiffe liefen ein.",
        "Es waren Dutzende.",
        "Achtzig Prozent stimmten zu.",
        "Etwa ½ Liter.",
    ],
)
def test_how_many_is_answered_by_a_number_in_figures_or_words(text: str) -> None:
    assert read("How many?").can_be_answered_by(text)
    assert read("Wie viele?").can_be_answered_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "Russia sent soldiers.",
        "Das Ministerium in Leipzig schwieg dazu.",
        "Das geschah vor einem Jahrhundert.",
        "Sie achteten den Vertrag und dreisten Ton.",
        "The tender was often weight­y.",
        "",
    ],
)
def test_how_many_is_not_answered_without_a_number(text: str) -> None:
    assert not read("How many?").can_be_answered_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "They met on 16 November.",
        "They met in May.",
        "They met on Nov. 6.",
        "They met on 6 Nov in Moscow.",
        "They met on Tuesday.",
        "They met in the 1950s.",
        "They met in 1263.",
        "They met two days ago.",
        "The bridge opens in spring.",
        "Sie trafen sich am 16.11. in Moskau.",
        "Sie trafen sich im Mai.",
        "Sie trafen sich am Dienstagabend.",
        "Sie trafen sich in den 1950er Jahren.",
        "Sie trafen sich vor drei Tagen.",
        "Die Brücke öffnet im Frühjahr.",
        "Am vergangenen Wochenende trafen sie sich.",
        "Sie trafen sich um 15 Uhr.",
        "Das war im 19. Jahrhundert.",
        "Das war nach Kriegsende.",
        "Nach dem Treffen reiste er ab.",
    ],
)
def test_when_is_answered_by_a_time(text: str) -> None:
    assert read("When?").can_be_answered_by(text)
    assert read("Wann?").can_be_answered_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "They may decide on money and markets.",
        "Their friends march on.",
        "The main novel is separate.",
        "Der Frieden auf den Märkten hält.",
        "Maduros Junta und die Monarchie.",
        "Julia dekorierte den Main.",
        "Sie gewannen das 3. Spiel.",
        "Er zahlte 400 Dollar.",
        "Nach Angaben des Ministeriums reiste er nach Moskau.",
        "",
    ],
)
def test_when_is_not_answered_by_words_that_begin_like_a_month_or_a_day(text: str) -> None:
    assert not read("When?").can_be_answered_by(text)


@pytest.mark.parametrize("text", ["It stays closed until spring.", "For six years.", "Rarely.", "Täglich.", "Zweimal."])
def test_how_long_is_answered_by_a_number_a_time_or_a_frequency(text: str) -> None:
    assert read("How long?").can_be_answered_by(text)
    assert read("Wie oft?").can_be_answered_by(text)


def test_how_long_is_not_answered_by_neither() -> None:
    assert not read("How long will it stay closed?").can_be_answered_by("The bridge stays closed.")


@given(st.text())
def test_other_questions_may_be_answered_by_anything(text: str) -> None:
    assert read("Who paid?").can_be_answered_by(text)


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What did Russia offer Venezuela?", ["Russia", "offer", "Venezuela"]),
        ("Who is the one that said so?", []),
        ("Hat Venezuela Russland um Hilfe gebeten?", ["Venezuela", "Russland", "Hilfe", "gebeten"]),
        ("Wer ist das?", []),
        ("Paris, Paris und Paris?", ["Paris"]),
        ("U-Boote bei Ost-Timor?", ["U", "Boote", "Ost", "Timor"]),
        ("Wer war Guaidó?", ["Guaidó"]),
        ("Was ist mit den 80 Millionen Euro?", ["80", "Millionen", "Euro"]),
    ],
)
def test_the_words_of_a_question_without_the_ones_that_stand_everywhere(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_words_translation_comes_with_it() -> None:
    (jail,) = read("Who is in jail?").terms
    assert "gefängnis" in dict(jail.alternatives)


def names_of(text: str) -> list[str]:
    return [term.word for term in read(text).terms if term.name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Was sagte Rjabkow?", ["Rjabkow"]),
        ("Was sagte Rjabkow zu Guaidó?", ["Rjabkow", "Guaidó"]),
        ("Was sagte der Ölminister?", []),
        ("Was sagte der neue Ölminister?", []),
        ("Wen meinte ein hoher Ölminister?", []),
        ("Was weiß man über den globalen Ölmarkt?", []),
        ("Was weiß man über den Ölmarkt?", []),
        ("Was hält man vom Ölmarkt?", []),
        ("Was will die Opposition in dem Land?", []),
        ("Wer spricht von Fusionierung?", []),
        ("Was geschah in Caracas?", ["Caracas"]),
        ("Wem half die Ukraine?", ["Ukraine"]),
        ("Was geschah im schönen Venezuela?", ["Venezuela"]),
        ("Was war 2019?", ["2019"]),
        ("Was geschah im Jahr 1999 und im Mai?", ["1999"]),
        ("Wie viele der 3000 Soldaten kamen 1200 Kilometer weit?", []),
    ],
)
def test_names_of_german_questions_are_places_years_and_unknown_words_without_an_article(
    text: str, names: list[str]
) -> None:
    assert read(text).language == "de"
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What did Ryabkov say?", ["Ryabkov"]),
        ("What did the Kremlin offer the Maduro government in 2019?", ["Kremlin", "Maduro", "2019"]),
        ("Sanctions: what did Russia say?", ["Russia"]),
        ("What did the minister say in January?", []),
        ("who sold wheat to venezuela?", []),
    ],
)
def test_names_of_english_questions_are_what_has_a_capital(text: str, names: list[str]) -> None:
    assert read(text).language == "en"
    assert names_of(text) == names


def test_an_umlaut_typed_as_two_code_points_is_one_letter() -> None:
    composed = "Was kündigte der Präsident für Köln an?"
    typed = unicodedata.normalize("NFD", composed)
    assert typed != composed
    assert read(typed) == read(composed)
    assert "Präsident" in words_of(typed)


# --- what cannot be asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t\u00a0\u2003", "?!…", "„“", "🙂", "🇩🇪❓", "\ud83d", "\ud83d\ude42", "-–—", "\x00"]
)
def test_a_question_without_a_letter_or_digit_is_empty(text: str) -> None:
    with pytest.raises(ValueError, match="the question is empty; ask something such as"):
        read(text)


def test_a_question_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(ValueError, match=r"the question has 2,001 characters, 2,000 are allowed; ask a shorter one"):
        Question.read("x" * 2001, max_chars=2000)
    assert len(Question.read("x" * 2000, max_chars=2000).text) == 2000


def test_white_space_is_folded_before_the_length_is_looked_at() -> None:
    assert Question.read("  Wer \n\n ist\u00a0das?  " + " " * 99, max_chars=12).text == "Wer ist das?"


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    question = read("Wer ist \ud83d Maduro?")
    assert question.text == "Wer ist ? Maduro?"
    question.text.encode("utf-8")


def test_an_emoji_beside_words_stays() -> None:
    assert read("Wer zahlt 🙂?").text == "Wer zahlt 🙂?"


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_is_either_read_or_refused_as_empty(text: str) -> None:
    if not any(character.isalnum() for character in unicodedata.normalize("NFC", text)):
        with pytest.raises(ValueError, match="empty"):
            read(text)
        return
    question = read(text)
    assert question.language in ("de", "en")
    assert question.text == question.text.strip()
    assert question.text.encode("utf-8").decode("utf-8") == question.text
    assert all(term.word for term in question.terms)
    question.can_be_answered_by(text)
