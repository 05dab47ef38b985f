from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import read_claims
from rag.claims.attribution import attribute, quotations
from rag.claims.sentences import sentence_spans
from rag.types import Article, Attribution, Span

CUSTOMER = Path(__file__).parents[2].parent / "shared" / "seeds"


def attributions(text: str, language: str | None = "de") -> list[Attribution]:
    article = Article("id", "Titel", text, language)
    return attribute(article, sentence_spans(text, language=language))


def who(text: str, language: str | None = "de") -> list[str | None]:
    """The claimer of each sentence: None is the article's own voice, "?" somebody who is not named."""
    return [
        None if found.kind is None else found.claimer.text if found.claimer else "?"
        for found in attributions(text, language)
    ]


# ruff: noqa: E501 - a row of the table is a line
# sentence | claimer | affiliation | cue | kind
GERMAN = """
„Wir bleiben hier“, sagte Weber. | Weber | | sagte | Direct
„Wir bleiben hier“, sagte Ministerin Anna Weber am Montag. | Anna Weber | Ministerin | sagte | Direct
»Wir bleiben hier«, sagte Weber. | Weber | | sagte | Direct
«Wir bleiben hier», sagte Weber. | Weber | | sagte | Direct
"Wir bleiben hier", sagte Weber der Zeitung. | Weber | | sagte | Direct
"Wir bleiben hier", so Weber. | Weber | | so | Direct
„Wir bleiben hier“, so der Minister weiter. | der Minister | | so | Direct
„Wir bleiben alle hier!“, rief Weber auf dem Platz auf. | Weber | | rief … auf | Direct
„Wir bleiben alle hier“, teilte die Firma am Montag mit. | die Firma | | teilte … mit | Direct
Man bleibe vor Ort, so eine mit dem Fall vertraute Person. | eine mit dem Fall vertraute Person | | so | Indirect
Man bleibe vor Ort, sagte der Sprecher des Amtes, Otto Klein. | Otto Klein | der Sprecher des Amtes | sagte | Indirect
Man bleibe vor Ort, sagte Otto Klein, der Sprecher des Amtes. | Otto Klein | der Sprecher des Amtes | sagte | Indirect
Man bleibe vor Ort, fügte Weber hinzu. | Weber | | fügte … hinzu | Indirect
Man bleibe vor Ort, teilte die Quelle Reuters unter einer Bedingung mit. | die Quelle | | teilte … mit | Indirect
Man bleibe vor Ort, sagte eine Sprecherin der Nachrichtenagentur dpa. | eine Sprecherin | | sagte | Indirect
Man bleibe vor Ort, sagte ein Sprecher des Ministeriums gegenüber Reportern. | ein Sprecher des Ministeriums | | sagte | Indirect
Man bleibe vor Ort, berichtete die Agentur Nordwind unter Berufung auf das Amt. | die Agentur Nordwind | | berichtete | Indirect
Wenn es regne, bleibe man vor Ort, sagte Weber. | Weber | | sagte | Indirect
Man bleibe vor Ort, machte Weber deutlich; später reise man ab. | Weber | | machte … deutlich | Indirect
Laut Weber bleibt die Schule zu. | Weber | | Laut | Indirect
Die Schule bleibt laut Minister Otto Klein zu. | Otto Klein | Minister | laut | Indirect
Laut einem Bericht des Senders ist die Schule zu. | einem Bericht des Senders | | Laut | Indirect
Nach Angaben von Weber bleibt die Schule zu. | Weber | | Nach Angaben von | Indirect
Nach Angaben des Ministeriums bleibt die Schule zu. | des Ministeriums | | Nach Angaben | Indirect
Nach Angaben der Polizei bleibt die Schule zu. | der Polizei | | Nach Angaben | Indirect
Die Schule bleibt nach Darstellung von Außenminister Otto Klein zu. | Otto Klein | Außenminister | nach Darstellung von | Indirect
Unter Berufung auf den Hof wird ein Rücktritt gemeldet. | den Hof | | Unter Berufung auf | Indirect
Weber zufolge bleibt die Schule zu. | Weber | | zufolge | Indirect
Die Wege bleiben Weber zufolge offen. | Weber | | zufolge | Indirect
Dem Ministerium zufolge bleibt die Schule zu. | Dem Ministerium | | zufolge | Indirect
Der Verein bleibt nach eigenen Angaben vor Ort. | Der Verein | | nach eigenen Angaben | Indirect
Berichten zufolge bleibt die Schule zu. | ? | | Berichten zufolge | Indirect
Die Schule bleibt angeblich zu. | ? | | angeblich | Indirect
Weber erklärte, die Schule bleibe zu. | Weber | | erklärte | Indirect
Weber sagte, dass die Schule zu bleibt. | Weber | | sagte | Indirect
Weber sagte nach dem Treffen mit dem Rat, die Schule bleibe bis Mai zu. | Weber | | sagte | Indirect
Der alte Bürgermeister Otto Klein sagte auf Fragen, er habe genug. | Otto Klein | Der alte Bürgermeister | sagte | Indirect
Wie Weber mitteilte, bleibt die Schule zu. | Weber | | Wie … mitteilte | Indirect
Wie die Agentur Nordwind mit Verweis auf den Hof berichtete, ist er zurück. | die Agentur Nordwind | | Wie … berichtete | Indirect
Die Schule bleibt zu, wie das Ministerium bekanntgab. | das Ministerium | | wie … bekanntgab | Indirect
Der Sprecher des Amtes, Otto Klein, stellte klar, dass die Schule zu bleibt. | Otto Klein | Der Sprecher des Amtes | stellte … klar | Indirect
Otto Klein, Sprecher des Amtes, sagte, die Schule bleibe zu. | Otto Klein | Sprecher des Amtes | sagte | Indirect
Otto Klein, der das Amt seit Mai führt, sagte, die Schule bleibe zu. | Otto Klein | | sagte | Indirect
Im Außenministerium hieß es, die Schule bleibe zu. | Außenministerium | | hieß es | Indirect
Die Schule bleibe zu, hieß es aus dem Außenministerium. | dem Außenministerium | | hieß es | Indirect
Im Außenministerium erklärte man dazu, die Schule bleibe zu. | Außenministerium | | erklärte man | Indirect
Die Schule bleibe zu, hieß es. | ? | | hieß es | Indirect
Weber betonte dabei: „Wir bleiben hier und wir geben nicht nach.“ | Weber | | betonte | Direct
Zum Thema Schule erklärte Weber: „Wir bleiben hier und geben nicht nach.“ | Weber | | erklärte | Direct
Mit Blick auf Rom sagte Weber, die Schule bleibe zu. | Weber | | sagte | Indirect
Weber gab am Montag bekannt, dass die Schule zu bleibt. | Weber | | gab … bekannt | Indirect
Weber gab an, die Schule bleibe zu. | Weber | | gab … an | Indirect
Weber räumte Fehler ein: Die Schule hätte zu bleiben. | Weber | | räumte … ein | Indirect
Das Ministerium hat erklärt, dass die Schule zu bleibt. | Das Ministerium | | hat … erklärt | Indirect
Der Chef des Rates hatte am 23. Mai erklärt, er sei im Recht. | Der Chef des Rates | | hatte … erklärt | Indirect
Staatschef Otto Klein hat vor Journalisten das Ende der Gespräche verkündet. | Otto Klein | Staatschef | hat … verkündet | Reported
Weber seinerseits lobte die Bemühungen der Stadt. | Weber | | lobte | Reported
Weber und Klein bekräftigten ihren Willen zur Zusammenarbeit. | Weber und Klein | | bekräftigten | Reported
In diesem Zusammenhang lobte der neue Chefdiplomat das Abkommen. | der neue Chefdiplomat | | lobte | Reported
Damals sprach Vizepremier Otto Klein von einem Plus. | Otto Klein | Vizepremier | sprach … von | Reported
Weber hob die gute Arbeit der Stadt hervor. | Weber | | hob … hervor | Reported
Die Polizei geht davon aus, dass die Schule zu bleibt. | Die Polizei | | geht … davon | Indirect
„Nordpost“ berichtet, die Schule bleibe zu. | „Nordpost“ | | berichtet | Indirect
Man bleibe vor Ort, stellten die Ärzte außerdem fest. | die Ärzte | | stellten … fest | Indirect
Weber nannte den Plan ein „Schlüsselinstrument“. | Weber | | nannte | Reported
Den Plan nannte der Minister ein „Schlüsselinstrument“. | der Minister | | nannte | Reported
Die Lage spitzte sich zu: Der Außenminister Otto Klein sagte, er bleibe. | Otto Klein | Der Außenminister | sagte | Indirect
Ursula von der Leyen sagte, sie bleibe. | Ursula von der Leyen | | sagte | Indirect
Dr. Anna Weber sagte, sie bleibe. | Dr. Anna Weber | | sagte | Indirect
"""
ENGLISH = """
"We will stay here," Weber said. | Weber | | said | Direct
“We will stay here,” Weber said on Monday. | Weber | | said | Direct
"We will stay here," said Weber. | Weber | | said | Direct
"We will stay here," said Anna Weber, the mayor of Ulm. | Anna Weber | the mayor of Ulm | said | Direct
Weber said that the school would stay shut. | Weber | | said | Indirect
Weber said the school would stay shut. | Weber | | said | Indirect
Weber told Reuters that the school would stay shut. | Weber | | told | Indirect
Weber told reporters the school would stay shut, sources in the town claim. | Weber | | told | Indirect
According to Weber, the school stays shut. | Weber | | According to | Indirect
The school stays shut, according to the ministry. | the ministry | | according to | Indirect
The school will stay shut, Weber said. | Weber | | said | Indirect
The school, Weber said, will stay shut. | Weber | | said | Indirect
The school will stay shut, the statement said. | the statement | | said | Indirect
The school will stay shut, said Weber. | Weber | | said | Indirect
A spokesperson for the ministry said the school would stay shut. | A spokesperson for the ministry | | said | Indirect
Anna Weber, the mayor of Ulm, said the school would stay shut. | Anna Weber | the mayor of Ulm | said | Indirect
Anna Weber, who speaks for the town, said that the school was shut. | Anna Weber | | said | Indirect
Town spokesman Otto Klein said that the school was shut. | Otto Klein | Town spokesman | said | Indirect
Police said the road was closed. | Police | | said | Indirect
A senior US official said the talks had failed. | A senior US official | | said | Indirect
Weber praised the town for its efforts. | Weber | | praised | Reported
Weber called for an end to the talks. | Weber | | called … for | Reported
The town reportedly received ten buses. | ? | | reportedly | Indirect
"""
OWN_VOICE = {
    "de": """
Er nannte keine Zahlen.
Auf dem Platz gab es Streit.
Es gab am Montag Streit, der lange dauerte.
Die Sprecherin trat zurück.
Er hieß Müller.
Das Haus ist so groß wie ein Schloss.
Die Musik war sehr laut und schlecht.
Er hörte laut Musik.
Sie sagte das Treffen ab.
Er sagte nichts.
Er kam, sagte nichts und ging.
Sie gab den Kindern Geld.
Sie gab an alle Kinder Geld aus.
Sie stellte den Wagen vor das Haus.
Er teilte den Kuchen mit dem Messer.
Die Firma meldete Insolvenz an.
Der Minister reiste nach Rom, um zu verhandeln.
Am 23. Mai hat sich der Abgeordnete zum Sieger erklärt.
Er meinte das Haus, das er gebaut hatte.
Das Land lehnt es ab, so ein Vorgehen zu billigen.
Wie die Stadt wächst auch das Dorf.
Ohne Reformen, so die Linie der Regierung, bleibt alles gleich.
Die Krise hält an, weil Geld fehlt.
Sie wies dem Gast ein Zimmer zu.
Der Preis stieg, und die Leute klagten.
Er führte den Hund aus dem Haus.
Der Staat legte ein Programm auf.
Die angebliche Spur führte nach Rom.
Der Brand forderte zwei Tote.
Die Fluten haben viele Opfer gefordert.
Sie ging davon, ohne zu grüßen.
Falls Geld fehlt, droht dem Verein der Abstieg.
Der Pilot meldete einen Schaden, so dass alle warteten.
Die Absage bezeichnete Klein als Fehler.
""",
    "en": """
He named no figures.
The spokeswoman stepped down.
He told the story again.
He said nothing.
She called a friend.
The United States lined up behind him.
The states of the north are poor.
There was loud music in the square.
The report was long and dull.
The reports were long, and nobody read them.
He pointed the way.
It is as large as a castle.
The ship had been bound for Cuba.
""",
}


def rows(table: str, language: str) -> list[tuple[str, str, str, str, str, str]]:
    return [(language, *map(str.strip, line.split("|"))) for line in table.strip().splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("language", "sentence", "claimer", "affiliation", "cue", "kind"), rows(GERMAN, "de") + rows(ENGLISH, "en")
)
def test_plain_sentence(language: str, sentence: str, claimer: str, affiliation: str, cue: str, kind: str) -> None:
    (found,) = attributions(sentence, language)
    assert (found.claimer.text if found.claimer else "?") == claimer
    assert (found.claimer_affiliation.text if found.claimer_affiliation else "") == affiliation
    assert (found.cue.text if found.cue else "") == cue
    assert found.kind == kind


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, line) for language, lines in OWN_VOICE.items() for line in lines.strip().splitlines()],
)
def test_sentence_in_the_articles_own_voice(language: str, sentence: str) -> None:
    assert who(sentence, language) == [None]


def test_a_pronoun_is_the_claimer_named_before() -> None:
    assert who("Weber sagte, die Schule bleibe zu. Alle gingen heim. Der Grund sei der Regen, fügte er hinzu.") == [
        "Weber",
        None,
        "Weber",
    ]


def test_a_pronoun_without_anybody_before_it_is_nobody() -> None:
    assert who("Die Schule bleibe zu, sagte er.") == ["?"]


def test_a_pronoun_too_far_away_is_nobody() -> None:
    far = "Es regnete. Es schneite. Es wurde kalt."
    assert who(f"Weber sagte, alles bleibe zu. {far} Man gehe heim, sagte er.")[-1] == "?"


def test_a_pronoun_is_nobody_where_another_person_came_in_between() -> None:
    text = "Weber sagte, alles bleibe zu. Am Abend kam Minister Otto Klein dazu. Man gehe heim, sagte er."
    assert who(text)[-1] == "?"


def test_a_pronoun_is_the_person_the_sentence_before_begins_with() -> None:
    assert (
        who("Stadtsprecher Otto Klein äußerte sich knapp. Seinen Angaben zufolge bleibt alles zu.")[-1] == "Otto Klein"
    )


def test_he_is_not_the_spokeswoman() -> None:
    assert who("Die Sprecherin sagte, alles bleibe zu. Man gehe heim, sagte er.")[-1] == "?"


def test_they_are_not_one_man() -> None:
    assert who("Der Minister sagte, alles bleibe zu. Man gehe heim, sagte sie.")[-1] == "?"


def test_an_english_pronoun_is_the_claimer_named_before() -> None:
    assert who("Weber said the school was shut. It rained, he added.", "en") == ["Weber", "Weber"]


def test_a_quotation_of_several_sentences_has_one_claimer() -> None:
    text = "„Wir bleiben hier. Niemand geht. Das gilt für alle“, sagte Weber."
    assert who(text) == ["Weber"] * 3
    assert {found.kind for found in attributions(text)} == {"Direct"}


def test_a_quotation_behind_a_colon_belongs_to_its_introduction() -> None:
    assert who("Weber betonte: „Wir bleiben hier. Niemand geht.“ Es regnete.") == ["Weber", "Weber", None]


def test_a_quotation_right_behind_another_one_goes_on() -> None:
    assert who("„Wir bleiben hier“, sagte Weber. „Niemand von uns geht.“") == ["Weber", "Weber"]


def test_a_quotation_in_another_paragraph_does_not_go_on() -> None:
    assert who("„Wir bleiben hier“, sagte Weber.\n\n„Niemand von uns geht.“") == ["Weber", None]


def test_a_cue_inside_a_quotation_is_not_the_sentences_own() -> None:
    assert who("„Klein sagte, alles bleibe zu“, berichtete Weber.") == ["Weber"]


def test_konjunktiv_behind_reported_speech_goes_on() -> None:
    text = "Weber sagte, alles bleibe zu. Es sei inzwischen zu spät. Das Geld reiche, das Dach werde erneuert."
    found = attributions(text)
    assert [claim.claimer and claim.claimer.text for claim in found[:2]] == ["Weber", "Weber"]
    assert (found[1].kind, found[1].cue) == ("IndirectFreeIndirect", None)


def test_konjunktiv_without_anybody_before_it_stays_the_articles_own() -> None:
    assert who("Es regnete. Es sei inzwischen zu spät.") == [None, None]


def test_konjunktiv_in_a_new_paragraph_stays_the_articles_own() -> None:
    assert who("Weber sagte, alles bleibe zu.\n\nEs sei inzwischen zu spät.") == ["Weber", None]


def test_konjunktiv_in_a_subordinate_clause_is_not_a_report() -> None:
    assert who("Weber sagte, alles bleibe zu. Viele gingen heim, weil es zu spät sei.") == ["Weber", None]


def test_without_a_known_language_both_are_tried() -> None:
    assert who("Weber sagte, dass es regnet.", None) == ["Weber"]
    assert who("Weber said that it was raining.", None) == ["Weber"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Ja“ und „nein“", ["„Ja“", "„nein“"]),
        ("»Ja« und «nein»", ["»Ja«", "«nein»"]),
        ('"Ja" und “no”', ['"Ja"', "“no”"]),
        ("„Ja und mehr", []),
        ("„Ja\n\nund“ mehr", []),
        ('Ein 5" Rohr', []),
        ("„verloren und „gefunden“", ["„gefunden“"]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in quotations(text)] == expected


@pytest.mark.skipif(not CUSTOMER.is_dir(), reason="the customer's articles are not here")
def test_names_in_the_customers_articles_are_claimers_where_they_speak() -> None:
    found = set()
    for path in sorted(CUSTOMER.glob("*.txt")):
        for claim in read_claims(path.read_text(encoding="utf-8")):
            if claim.attribution.claimer:
                found.add((path.name[:3], claim.attribution.claimer.text))
    assert found >= {
        ("000", "Nicolas Maduro"),
        ("000", "Dmitri Peskow"),
        ("000", "Maduro"),
        ("001", "Tareck El Aissami"),
        ("001", "El Aissami"),
        ("001", "Borissow"),
        ("001", "Maduro"),
        ("001", "Sergej Rjabkow"),
        ("001", "Padrino López"),
        ("002", "Putin"),
        ("002", "Putin und Maduro"),
        ("003", "die Quelle"),
        ("003", "eine mit der Angelegenheit vertraute Person"),
        ("003", "die Nachrichtenagentur Interfax"),
        ("004", "Lawrow"),
        ("004", "Gil"),
        ("004", "Der russische Minister"),
    }


NASTY = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("\n .,;:!?…„“”\"»«'–()äßZaB1"))), max_size=300)
SPOKEN = st.lists(
    st.sampled_from(
        "„ “ , . : sagte erklärte Der der Minister Klein so laut nach Angaben von zufolge er sie wie mitteilte hat erklärt "
        "dass sei said that the spokesman according to X told Reuters he hieß es und".split()
    ),
    max_size=40,
).map(" ".join)


@given(st.one_of(NASTY, SPOKEN), st.sampled_from(["de", "en", None]))
def test_any_text_gives_one_attribution_a_sentence_with_spans_inside(text: str, language: str | None) -> None:
    article = Article("id", "Titel", text, language)
    sentences = sentence_spans(text)
    found = attribute(article, sentences)
    assert len(found) == len(sentences)
    for attribution in found:
        for mention in (attribution.claimer, attribution.claimer_affiliation, attribution.cue):
            for span in mention.spans if mention else ():
                assert 0 <= span.start < span.end <= len(text)


@given(NASTY)
def test_quotations_of_any_text_are_sorted_and_closed(text: str) -> None:
    spans = quotations(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(isinstance(span, Span) and len(span) >= 2 for span in spans)


@pytest.mark.parametrize(
    "piece",
    ["„", '"', "„“", "wort ", ", sagte ", "Wort ", "der alte ", "sagte der ", ": Der X, ", "nach Angaben ", "the old "],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_twice_the_text_takes_about_twice_the_time(piece: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        article = Article("id", "Titel", text, language)
        sentences = sentence_spans(text)
        began = time.process_time()
        attribute(article, sentences)
        return time.process_time() - began

    small = seconds(10_000)
    large = seconds(40_000)
    # Four times the text; quadratic time would be 16 times. The summand keeps the clock's grain out.
    assert large < 9 * small + 0.2
