"""Kinds of answers: what German and English questions ask for, and which texts hold such an answer."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import answer_type
from rag.answer_type import UNTOLD, AnswerType

KINDS = {
    "count": (
        "Wie viele Dosen bekam Venezuela?|Wieviele Soldaten kamen?|Mit wie vielen Schiffen kamen sie?"
        "|Auf Kosten wie vieler Menschen?|Welche Anzahl wurde geliefert?",
        "How many doses did Venezuela get?|In how many cities were there protests?|What number of soldiers was sent?",
    ),
    "amount": (
        "Wie hoch ist die Inflation?|Wie groß ist der Kredit?|Wie gross ist er?|Wie teuer wird der Hafen?"
        "|Wie alt ist Maduro?|Wie weit ist es?|Wie viel Geld lieh Russland?|Wie viele Euro kostet das?"
        "|Wie viel Prozent stimmten zu?",
        "How much does Russia pay?|How high is inflation?|How old is Maduro?|How far is the border?|How much is it?",
    ),
    "duration": (
        "Wie lange bleibt die Brücke gesperrt?|Wie oft sprachen sie?|Für wie lange ist er gewählt?",
        "How long will it stay closed?|How often did they talk?|For how long has he been in power?",
    ),
    "date": (
        "Wann war die Wahl?|Seit wann gilt das?|Und wann war das?|In welchem Jahr war das?|An welchem Tag war das?",
        "When was the vote?|When?|Since when are they allies?|And when did they meet?|In what year was it?"
        "|Which month was it?|When exactly did they meet?",
    ),
    "reason": (
        "Warum streikt die Bahn?|Wieso das?|Weshalb kam er?|Wozu dient das?|Aus welchem Grund kam er?"
        "|Welche Gründe gab es?",
        "Why is it closed?|And why did he leave?|What caused the delay?|For what reason did he leave?|How come?",
    ),
    "place": (
        "Wo liegt Wismar?|Woher kam er?|Wohin reiste er?|In welchem Land war das?|In welchen Städten war das?"
        "|Aus welchem Staat kam er?",
        "Where is Wismar?|Which country sent troops?|In which cities were there protests?|What city is that?",
    ),
    "person": (
        "Wer ist Guaidó?|Wen traf er?|Wem half er?|Wessen Schiff war das?|Mit wem sprach Putin?|Und wer zahlt?",
        "Who is Guaidó?|Whom did he meet?|Whose ship was it?|With whom did he speak?|And who pays?",
    ),
    "name": (
        "Wie heißt das Schiff?|Welche Firma baut es?|Mit welchem Schiff kam er?",
        "Which company builds it?|What is the name of the ship?|With which ship did he come?",
    ),
    "other": (
        "Was bot Russland an?|Wie reagierte Moskau?|Hilft Russland Maduro?|Was geschah, als Putin kam?|Sanktionen Iran",
        "What did Russia offer?|How did Moscow react?|Did Venezuela ask Russia for help?|Has he said when it opens?"
        "|When Putin came to Caracas, what did he offer?|When people boycott a system, is that coercive?",
    ),
}


def of(question: str, language: str) -> AnswerType:
    return AnswerType.of(question, language)


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(answer_type)
    assert found.attempted > 2
    assert found.failed == 0


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        (question, language, kind)
        for kind, both in KINDS.items()
        for language, questions in zip(("de", "en"), both, strict=True)
        for question in questions.split("|")
    ],
)
def test_a_question_tells_what_kind_of_answer_it_asks_for(question: str, language: str, kind: str) -> None:
    assert of(question, language).kind == kind
    assert of(f"  “{question}”  ", language).kind == kind
    assert of(question.upper(), language).kind == kind


@pytest.mark.parametrize(
    ("question", "language", "counted"),
    [
        ("Wie viele Dosen bekam Venezuela?", "de", "dose"),
        ("Wie viele russische Soldaten kamen?", "de", "solda"),
        ("Wie viele neue russische Soldaten kamen?", "de", "solda"),
        ("Wieviele Soldaten kamen?", "de", "solda"),
        ("wie viele soldaten kamen?", "de", "solda"),
        ("Mit wie vielen Schiffen kamen sie?", "de", "schif"),
        ("How many doses did Venezuela get?", "en", "dose"),
        ("How many Venezuelans left?", "en", "venezuel"),
        ("How many?", "en", ""),
        ("Wie viele?", "de", ""),
        ("Wie hoch ist der Hafen?", "de", ""),
    ],
)
def test_a_count_question_tells_what_it_counts(question: str, language: str, counted: str) -> None:
    assert of(question, language).counted == counted


# --- superlatives -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Welches ist das größte Schiff der Welt?", "de"),
        ("Welches ist das grösste Schiff?", "de"),
        ("Wo leben die meisten Menschen?", "de"),
        ("Wer ist der beste Freund Maduros?", "de"),
        ("Was ist die neueste Brücke?", "de"),
        ("Welche Stadt hat den ältesten Hafen?", "de"),
        ("Was war der wichtigste Grund?", "de"),
        ("Welche Stadt ist am kleinsten?", "de"),
        ("Which is the largest ship?", "en"),
        ("Who sold the most wheat?", "en"),
        ("Which country got the least aid?", "en"),
        ("Who is his best friend?", "en"),
        ("What was the worst attack?", "en"),
        ("What is the oldest bridge?", "en"),
    ],
)
def test_a_question_for_the_most_something_is_seen_as_one(question: str, language: str) -> None:
    assert of(question, language).superlative


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann reiste Putin nach Caracas?", "de"),
        ("Wann reisten sie ab?", "de"),
        ("Wer musste gehen?", "de"),
        ("Was veranlasste Maduro dazu?", "de"),
        ("Was umfasste der Vertrag?", "de"),
        ("Was kosten die Arbeiten?", "de"),
        ("Was löste die Krise aus?", "de"),
        ("Wer begrüßte Lawrow?", "de"),
        ("Was war der erste Schritt?", "de"),
        ("Wann ist das nächste Treffen?", "de"),
        ("Was sagte der minister?", "de"),
        ("Wer will aufrüsten?", "de"),
        ("Was ist eine feste Zusage?", "de"),
        ("Wer bewohnt die Küste im Westen?", "de"),
        ("Was leisten die Journalisten?", "de"),
        ("What is the latest on the harbour?", "en"),
        ("Who lives in the forest?", "en"),
        ("Did anyone protest against the arrest?", "en"),
        ("Did at least five people die?", "en"),
        ("Is most of the harbour closed?", "en"),
        ("Was almost everyone there?", "en"),
        ("What interest does Budapest have?", "en"),
        ("Was the harbour closed?", "en"),
    ],
)
def test_what_only_looks_like_a_superlative_is_none(question: str, language: str) -> None:
    assert not of(question, language).superlative


# --- what holds an answer -----------------------------------------------------------------------------------

HELD = {
    "Wie viele Soldaten kamen?": (
        ["300 Soldaten kamen.", "Es kamen rund 1.200 russische Soldaten.", "Vier Soldaten blieben.",
         "Vierhundert Soldaten kamen.", "Soldaten: 300", "Tausende Soldaten kamen."],
        ["Soldaten kamen.", "Die Soldaten hatten die Staaten verlassen.", "Der Soldat war oft selbst dabei.", ""],
    ),
    "How many soldiers came?": (
        ["300 soldiers came.", "Some 1,200 Russian soldiers came.", "Four soldiers stayed.",
         "Dozens of wounded soldiers came."],
        ["Soldiers came.", "Soldiers often came.", "The army itself had written of the weight soldiers carry."],
    ),
    "Wie hoch ist der Kredit?": (
        ["Er hat einen Wert von 400 Millionen Dollar.", "80 Mio. Euro wurden gezahlt.", "Es sind 3,5 Prozent.",
         "Er kostet $80.", "Der Turm ist 30 Meter hoch.", "Es sind 5%."],
        ["Der Kredit ist hoch.", "Die Staaten hatten viel Geld.", ""],
    ),
    "How much is the loan?": (
        ["It is worth 400 million dollars.", "They paid €80.", "It is 3.5 per cent.", "Two billion US dollars.",
         "Five miles of road."],
        ["The loan is large.", "They often paid."],
    ),
    "Wie lange bleibt sie gesperrt?": (
        ["Sie bleibt sechs Jahre gesperrt.", "Sie ist bis Mai gesperrt.", "Täglich.", "Sie trafen sich mehrmals.",
         "Nach einer dreitägigen Sperrung.", "Alle zwei Wochen.", "Jeden Montag.", "Er kam dreimal."],
        ["Die Brücke ist gesperrt.", "Das ist normal und optimal.", "Alle anderen Menschen gingen.",
         "Jeder weiß das.", "Das Merkmal der 5 Verträge."],
    ),
    "How long is it closed?": (
        ["It is closed for six years.", "It is closed until spring.", "Daily.", "They met three times.",
         "Every two weeks.", "Twice."],
        ["The bridge is closed.", "The New York Times reports.", "Everyone knows that.", "Every soldier left."],
    ),
    "Wann war das?": (
        ["Das war 2019.", "Das war am 16.11. in Moskau.", "Am 5. Mai kam er.", "Im 19. Jahrhundert.",
         "Am 6. Nov. kam er.", "Um 300 v. Chr. entstand er."],
        ["Das war in Moskau.", "Er sah 5 Märkte.", "Es gab 3 Juntas.", "1.000.000 Menschen lebten dort.", ""],
    ),
    "When was that?": (
        ["It was in 2019.", "On 16 November they met.", "On May 5 they met.", "On Nov. 6 they met.",
         "In the 1950s.", "On 3rd March they met."],
        ["It was in Moscow.", "They saw 5 markets.", "There were 3 decisions."],
    ),
    "Warum war das so?": (
        ["Er ging, weil er musste.", "Wegen des Windes.", "Er kam, um mit Maduro zu sprechen.",
         "Grund ist der Wind."],
        ["Er ging.", "Der Zug kam um 15 Uhr und fuhr zu schnell.", "Er kam um.", ""],
    ),
    "Why was it so?": (
        ["He left because he had to.", "Due to the wind.", "Since nobody paid, he left."],
        ["He left.", "It has been closed since 2014.", "He has been away since then."],
    ),
    "Wo war das?": (
        ["Sie trafen sich in Caracas.", "In Caracas trafen sie sich.", "Das geschah auf der Insel bei Kuba."],
        ["Sie trafen sich am Montag.", "Sie trafen sich im Hafen.", "Sie trafen sich.", "Bei der Sitzung schwieg er."],
    ),
    "Where was it?": (
        ["They met in Caracas.", "In Caracas they met.", "They met on the Orinoco."],
        ["They met on Monday.", "They met in January.", "They met.", "In the harbour."],
    ),
    "Wer sagte das?": (
        ["Das sagte Rjabkow.", "Gestern kam Guaidó."],
        ["Das sagte der Sprecher.", "Er kam. Die anderen gingen. Aber Wir blieben.", "Am Montag im Mai.", ""],
    ),
    "Who said that?": (
        ["That was said by Ryabkov.", "Yesterday Guaidó came."],
        ["He said that.", "He came. The others left. But They stayed.", "It was on Monday.", "It was in May."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text"), [(question, text) for question, (holding, _) in HELD.items() for text in holding]
)
def test_a_text_holds_such_an_answer(question: str, text: str) -> None:
    assert held(question, text) == 1.0


@pytest.mark.parametrize(
    ("question", "text"), [(question, text) for question, (_, others) in HELD.items() for text in others]
)
def test_a_text_does_not_hold_such_an_answer(question: str, text: str) -> None:
    assert held(question, text) == 0.0


def held(question: str, text: str) -> float:
    language = "de" if question.startswith("W") and not question.startswith("Wh") else "en"
    return of(question, language).held_by(text, language)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wie viele Soldaten kamen?", "300 Schiffe kamen."),
        ("How many soldiers came?", "They came in 2019."),
        ("Wie hoch ist der Kredit?", "Es gab 300 Kredite."),
        ("How much is the loan?", "There were three loans."),
    ],
)
def test_a_number_of_something_else_holds_it_a_little(question: str, text: str) -> None:
    assert 0 < held(question, text) < UNTOLD


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wann war das?", "Das war am Dienstag."),
        ("Wann war das?", "Das war im Mai."),
        ("Wann war das?", "Das war vergangene Woche."),
        ("When was that?", "It was yesterday."),
        ("When was that?", "It was in December."),
        ("When was that?", "It was in May."),
        ("Was war das?", "Das war 2019 in Caracas."),
        ("What was it?", ""),
    ],
)
def test_what_cannot_be_told_counts_as_half(question: str, text: str) -> None:
    assert held(question, text) == UNTOLD


def test_a_name_of_the_question_is_no_answer_to_it() -> None:
    assert of("Wer traf Guaidó?", "de").held_by("Gestern kam Guaidó.", "de") == 0.0
    assert of("Wo in Caracas war das?", "de").held_by("Das war in Caracas.", "de") == 0.0
    assert of("Who met Ryabkov?", "en").held_by("Yesterday Ryabkov met Guaidó.", "en") == 1.0


@pytest.mark.parametrize("language", ["fr", "ru", "", None, "xx"])
def test_texts_in_other_languages_are_told_by_their_capitals(language: str | None) -> None:
    for question in ("Who came?", "Where was it?", "Welche Firma?"):
        assert of(question, "en").held_by("Le ministre est arrivé on Caracas hier.", language) == 1.0
        assert of(question, "en").held_by("le ministre est parti hier.", language) == 0.0


# --- odd input ----------------------------------------------------------------------------------------------

PIECES = ["1 ", "1", "1,1.", "20", "1. ", "um ", "zu ", "um zu ", "hundert", "million ", "alle ", "bis ", "in ",
          "in der ", "jahr", "mal", "ler", "A", "Aa ", " ", "\n", "since ", "wie viele ", "many ", "größte ",
          "est", "$"]  # fmt: skip
ASKED = ["How many ships came?", "How much is it?", "When?", "How long?", "Why?", "Where?", "Who?", "Which?", "What?"]


@given(
    st.one_of(st.text(), st.sampled_from(ASKED)),
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)),
    st.sampled_from(["de", "en"]),
    st.sampled_from(["de", "en", "fr", None]),
)
def test_whatever_is_asked_of_whatever_text_the_value_lies_between_0_and_1(
    question: str, text: str, language: str, of_text: str | None
) -> None:
    assert 0 <= of(question, language).held_by(text, of_text) <= 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("opening", "piece"),
    [("", piece) for piece in PIECES] + [(opening, " ") for opening in ("1", "um", "in", "alle", "every", "viele")],
)
def test_a_text_made_to_be_slow_takes_no_longer_than_its_length_allows(opening: str, piece: str) -> None:
    text = opening + piece * (100_000 // len(piece))
    for question in ASKED:
        of(question, "en").held_by(text, "de")
    for language in ("de", "en"):
        of(text, language)
        of(f"Wie viele {text}", language)
        of(f"How many {text}", language)
