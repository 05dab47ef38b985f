from __future__ import annotations

from pathlib import Path

import pytest

from rag import read_claims
from rag.claims.quotations import claimers_of, find_quotations
from rag.claims.sentences import sentence_spans
from rag.types import Article, Quotation, Span

CUSTOMER = Path(__file__).parents[3].parent / "shared" / "seeds"


def found_in(text: str, language: str | None = "de") -> list[Quotation]:
    return find_quotations(Article("id", "Titel", text, language), sentence_spans(text, language=language))


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(text[span.start : span.end] for span in spans)


def said_by(text: str, language: str | None = "de") -> list[tuple[str, str, str]]:
    """What is said, by whom, in which kind, in order."""
    return [(words(text, q.spans), words(text, q.claimer), q.kind) for q in found_in(text, language)]


# ruff: noqa: E501 - a row of the table is a line
# sentence | what is said | claimer, all words | name | affiliation | cue | kind
GERMAN = """
„Wir bleiben hier“, sagte Weber. | „Wir bleiben hier“ | Weber | Weber |  | sagte | Direct
„Wir bleiben hier“, sagte Ministerin Anna Weber am Montag. | „Wir bleiben hier“ | Ministerin Anna Weber | Anna Weber | Ministerin | sagte | Direct
»Wir bleiben hier«, sagte Weber. | »Wir bleiben hier« | Weber | Weber |  | sagte | Direct
«Wir bleiben hier», sagte Weber. | «Wir bleiben hier» | Weber | Weber |  | sagte | Direct
"Wir bleiben hier", sagte Weber der Zeitung. | "Wir bleiben hier" | Weber | Weber |  | sagte | Direct
"Wir bleiben hier", so Weber. | "Wir bleiben hier" | Weber | Weber |  | so | Direct
„Wir bleiben hier“, so der Minister weiter. | „Wir bleiben hier“ | der Minister | der Minister |  | so | Direct
„Wir bleiben alle hier!“, rief Weber auf dem Platz auf. | „Wir bleiben alle hier!“ | Weber | Weber |  | rief … auf | Direct
„Wir bleiben alle hier“, teilte die Firma am Montag mit. | „Wir bleiben alle hier“ | die Firma | die Firma |  | teilte … mit | Direct
Man bleibe vor Ort, so eine mit dem Fall vertraute Person. | Man bleibe vor Ort | eine mit dem Fall vertraute Person | eine mit dem Fall vertraute Person |  | so | Indirect
Man bleibe vor Ort, sagte der Sprecher des Amtes, Otto Klein. | Man bleibe vor Ort | der Sprecher des Amtes, Otto Klein | Otto Klein | der Sprecher des Amtes | sagte | Indirect
Man bleibe vor Ort, sagte Otto Klein, der Sprecher des Amtes. | Man bleibe vor Ort | Otto Klein, der Sprecher des Amtes | Otto Klein | der Sprecher des Amtes | sagte | Indirect
Man bleibe vor Ort, fügte Weber hinzu. | Man bleibe vor Ort | Weber | Weber |  | fügte … hinzu | Indirect
Man bleibe vor Ort, teilte die Quelle Reuters unter einer Bedingung mit. | Man bleibe vor Ort | die Quelle | die Quelle |  | teilte … mit | Indirect
Man bleibe vor Ort, sagte eine Sprecherin der Nachrichtenagentur dpa. | Man bleibe vor Ort | eine Sprecherin | eine Sprecherin |  | sagte | Indirect
Man bleibe vor Ort, sagte ein Sprecher des Ministeriums gegenüber Reportern. | Man bleibe vor Ort | ein Sprecher des Ministeriums | ein Sprecher des Ministeriums |  | sagte | Indirect
Man bleibe vor Ort, berichtete die Agentur Nordwind unter Berufung auf das Amt. | Man bleibe vor Ort | die Agentur Nordwind | die Agentur Nordwind |  | berichtete | Indirect
Wenn es regne, bleibe man vor Ort, sagte Weber. | Wenn es regne, bleibe man vor Ort | Weber | Weber |  | sagte | Indirect
Man bleibe vor Ort, machte Weber deutlich; später reise man ab. | Man bleibe vor Ort | Weber | Weber |  | machte … deutlich | Indirect
Laut Weber bleibt die Schule zu. | bleibt die Schule zu | Weber | Weber |  | Laut | Indirect
Die Schule bleibt laut Minister Otto Klein zu. | Die Schule bleibt … zu | Minister Otto Klein | Otto Klein | Minister | laut | Indirect
Laut einem Bericht des Senders ist die Schule zu. | ist die Schule zu | einem Bericht des Senders | des Senders |  | Laut | Indirect
Nach Angaben von Weber bleibt die Schule zu. | bleibt die Schule zu | Angaben von Weber | Weber |  | Nach | Indirect
Nach Angaben des Ministeriums bleibt die Schule zu. | bleibt die Schule zu | Angaben des Ministeriums | des Ministeriums |  | Nach | Indirect
Nach Angaben der Polizei bleibt die Schule zu. | bleibt die Schule zu | Angaben der Polizei | der Polizei |  | Nach | Indirect
Die Schule bleibt nach Darstellung von Außenminister Otto Klein zu. | Die Schule bleibt … zu | Darstellung von Außenminister Otto Klein | Otto Klein | Außenminister | nach | Indirect
Unter Berufung auf den Hof wird ein Rücktritt gemeldet. | wird ein Rücktritt gemeldet | den Hof | den Hof |  | Unter Berufung auf | Indirect
Weber zufolge bleibt die Schule zu. | bleibt die Schule zu | Weber | Weber |  | zufolge | Indirect
Die Wege bleiben Weber zufolge offen. | Die Wege bleiben … offen | Weber | Weber |  | zufolge | Indirect
Dem Ministerium zufolge bleibt die Schule zu. | bleibt die Schule zu | Dem Ministerium | Dem Ministerium |  | zufolge | Indirect
Der Verein bleibt nach eigenen Angaben vor Ort. | Der Verein bleibt … vor Ort | eigenen Angaben | Der Verein |  | nach | Indirect
Berichten zufolge bleibt die Schule zu. | bleibt die Schule zu | Berichten |  |  | zufolge | Indirect
Weber erklärte, die Schule bleibe zu. | die Schule bleibe zu | Weber | Weber |  | erklärte | Indirect
Weber sagte, dass die Schule zu bleibt. | dass die Schule zu bleibt | Weber | Weber |  | sagte | Indirect
Weber sagte nach dem Treffen mit dem Rat, die Schule bleibe bis Mai zu. | die Schule bleibe bis Mai zu | Weber | Weber |  | sagte | Indirect
Der alte Bürgermeister Otto Klein sagte auf Fragen, er habe genug. | er habe genug | Der alte Bürgermeister Otto Klein | Otto Klein | Der alte Bürgermeister | sagte | Indirect
Wie Weber mitteilte, bleibt die Schule zu. | bleibt die Schule zu | Weber | Weber |  | Wie … mitteilte | Indirect
Wie die Agentur Nordwind mit Verweis auf den Hof berichtete, ist er zurück. | ist er zurück | die Agentur Nordwind | die Agentur Nordwind |  | Wie … berichtete | Indirect
Die Schule bleibt zu, wie das Ministerium bekanntgab. | Die Schule bleibt zu | das Ministerium | das Ministerium |  | wie … bekanntgab | Indirect
Der Sprecher des Amtes, Otto Klein, stellte klar, dass die Schule zu bleibt. | dass die Schule zu bleibt | Der Sprecher des Amtes, Otto Klein | Otto Klein | Der Sprecher des Amtes | stellte … klar | Indirect
Otto Klein, Sprecher des Amtes, sagte, die Schule bleibe zu. | die Schule bleibe zu | Otto Klein, Sprecher des Amtes | Otto Klein | Sprecher des Amtes | sagte | Indirect
Otto Klein, der das Amt seit Mai führt, sagte, die Schule bleibe zu. | die Schule bleibe zu | Otto Klein | Otto Klein |  | sagte | Indirect
Im Außenministerium hieß es, die Schule bleibe zu. | die Schule bleibe zu | Außenministerium | Außenministerium |  | hieß es | Indirect
Die Schule bleibe zu, hieß es aus dem Außenministerium. | Die Schule bleibe zu | dem Außenministerium | dem Außenministerium |  | hieß es | Indirect
Im Außenministerium erklärte man dazu, die Schule bleibe zu. | die Schule bleibe zu | Außenministerium | Außenministerium |  | erklärte | Indirect
Die Schule bleibe zu, hieß es. | Die Schule bleibe zu |  |  |  | hieß es | Indirect
Weber betonte dabei: „Wir bleiben hier und wir geben nicht nach.“ | „Wir bleiben hier und wir geben nicht nach.“ | Weber | Weber |  | betonte | Direct
Zum Thema Schule erklärte Weber: „Wir bleiben hier und geben nicht nach.“ | „Wir bleiben hier und geben nicht nach.“ | Weber | Weber |  | erklärte | Direct
Mit Blick auf Rom sagte Weber, die Schule bleibe zu. | die Schule bleibe zu | Weber | Weber |  | sagte | Indirect
Weber gab am Montag bekannt, dass die Schule zu bleibt. | dass die Schule zu bleibt | Weber | Weber |  | gab … bekannt | Indirect
Weber gab an, die Schule bleibe zu. | die Schule bleibe zu | Weber | Weber |  | gab … an | Indirect
Weber räumte Fehler ein: Die Schule hätte zu bleiben. | Die Schule hätte zu bleiben | Weber | Weber |  | räumte … ein | Indirect
Das Ministerium hat erklärt, dass die Schule zu bleibt. | dass die Schule zu bleibt | Das Ministerium | Das Ministerium |  | hat … erklärt | Indirect
Der Chef des Rates hatte am 23. Mai erklärt, er sei im Recht. | er sei im Recht | Der Chef des Rates | Der Chef des Rates |  | hatte … erklärt | Indirect
Staatschef Otto Klein hat vor Journalisten das Ende der Gespräche verkündet. | Staatschef Otto Klein hat vor Journalisten das Ende der Gespräche verkündet. | Staatschef Otto Klein | Otto Klein | Staatschef | hat … verkündet | Reported
Weber seinerseits lobte die Bemühungen der Stadt. | Weber seinerseits lobte die Bemühungen der Stadt. | Weber | Weber |  | lobte | Reported
Weber und Klein bekräftigten ihren Willen zur Zusammenarbeit. | Weber und Klein bekräftigten ihren Willen zur Zusammenarbeit. | Weber und Klein | Weber und Klein |  | bekräftigten | Reported
In diesem Zusammenhang lobte der neue Chefdiplomat das Abkommen. | In diesem Zusammenhang lobte der neue Chefdiplomat das Abkommen. | der neue Chefdiplomat | der neue Chefdiplomat |  | lobte | Reported
Damals sprach Vizepremier Otto Klein von einem Plus. | Damals sprach Vizepremier Otto Klein von einem Plus. | Vizepremier Otto Klein | Otto Klein | Vizepremier | sprach | Reported
Weber hob die gute Arbeit der Stadt hervor. | Weber hob die gute Arbeit der Stadt hervor. | Weber | Weber |  | hob … hervor | Reported
Die Polizei geht davon aus, dass die Schule zu bleibt. | dass die Schule zu bleibt | Die Polizei | Die Polizei |  | geht … aus | Indirect
„Nordpost“ berichtet, die Schule bleibe zu. | die Schule bleibe zu | „Nordpost“ | „Nordpost“ |  | berichtet | Indirect
Man bleibe vor Ort, stellten die Ärzte außerdem fest. | Man bleibe vor Ort | die Ärzte | die Ärzte |  | stellten … fest | Indirect
Weber nannte den Plan ein „Schlüsselinstrument“. | „Schlüsselinstrument“ | Weber | Weber |  | nannte | Direct
Den Plan nannte der Minister ein „Schlüsselinstrument“. | „Schlüsselinstrument“ | der Minister | der Minister |  | nannte | Direct
Die Lage spitzte sich zu: Der Außenminister Otto Klein sagte, er bleibe. | er bleibe | Der Außenminister Otto Klein | Otto Klein | Der Außenminister | sagte | Indirect
Ursula von der Leyen sagte, sie bleibe. | sie bleibe | Ursula von der Leyen | Ursula von der Leyen |  | sagte | Indirect
Dr. Anna Weber sagte, sie bleibe. | sie bleibe | Dr. Anna Weber | Dr. Anna Weber |  | sagte | Indirect
Der Stadtrat droht damit, den Hafen zu schließen. | den Hafen zu schließen | Der Stadtrat | Der Stadtrat |  | droht | Indirect
Die Forderung der Fischer, den Hafen zu öffnen, wurde abgelehnt. | den Hafen zu öffnen | der Fischer | der Fischer |  | Forderung | Indirect
Da sie fürchtet, der Hafen werde geschlossen, zog die Reederei um. | der Hafen werde geschlossen | sie | sie |  | fürchtet | Indirect
Klein sagte, der Hafen sei zu, und kündigte einen Bericht an. | der Hafen sei zu | Klein | Klein |  | sagte | Indirect
Der Rat ist der Ansicht, dass der Hafen zu klein sei. | dass der Hafen zu klein sei | Der Rat | Der Rat |  | ist … der … Ansicht | Indirect
Die Reederei (RND) hat am Freitag mitgeteilt, der Hafen sei zu. | der Hafen sei zu | Die Reederei (RND) | Die Reederei |  | hat … mitgeteilt | Indirect
Ein Schiff, das nach Angaben der Reederei leer war, ist gesunken. | das … leer war | Angaben der Reederei | der Reederei |  | nach | Indirect
"""
ENGLISH = """
"We will stay here," Weber said. | "We will stay here," | Weber | Weber |  | said | Direct
“We will stay here,” Weber said on Monday. | “We will stay here,” | Weber | Weber |  | said | Direct
"We will stay here," said Weber. | "We will stay here," | Weber | Weber |  | said | Direct
"We will stay here," said Anna Weber, the mayor of Ulm. | "We will stay here," | Anna Weber, the mayor of Ulm | Anna Weber | the mayor of Ulm | said | Direct
Weber said that the school would stay shut. | that the school would stay shut | Weber | Weber |  | said | Indirect
Weber said the school would stay shut. | the school would stay shut | Weber | Weber |  | said | Indirect
Weber told Reuters that the school would stay shut. | that the school would stay shut | Weber | Weber |  | told | Indirect
Weber told reporters the school would stay shut, sources in the town claim. | the school would stay shut, sources in the town claim | Weber | Weber |  | told | Indirect
According to Weber, the school stays shut. | the school stays shut | Weber | Weber |  | According to | Indirect
The school stays shut, according to the ministry. | The school stays shut | the ministry | the ministry |  | according to | Indirect
The school will stay shut, Weber said. | The school will stay shut | Weber | Weber |  | said | Indirect
The school, Weber said, will stay shut. | The school … will stay shut | Weber | Weber |  | said | Indirect
The school will stay shut, the statement said. | The school will stay shut | the statement | the statement |  | said | Indirect
The school will stay shut, said Weber. | The school will stay shut | Weber | Weber |  | said | Indirect
A spokesperson for the ministry said the school would stay shut. | the school would stay shut | A spokesperson for the ministry | A spokesperson for the ministry |  | said | Indirect
Anna Weber, the mayor of Ulm, said the school would stay shut. | the school would stay shut | Anna Weber, the mayor of Ulm | Anna Weber | the mayor of Ulm | said | Indirect
Anna Weber, who speaks for the town, said that the school was shut. | that the school was shut | Anna Weber | Anna Weber |  | said | Indirect
Town spokesman Otto Klein said that the school was shut. | that the school was shut | Town spokesman Otto Klein | Otto Klein | Town spokesman | said | Indirect
Police said the road was closed. | the road was closed | Police | Police |  | said | Indirect
A senior US official said the talks had failed. | the talks had failed | A senior US official | A senior US official |  | said | Indirect
Weber praised the town for its efforts. | Weber praised the town for its efforts. | Weber | Weber |  | praised | Reported
Weber called for an end to the talks. | Weber called for an end to the talks. | Weber | Weber |  | called | Reported
The town reportedly received ten buses. | The town … received ten buses |  |  |  | reportedly | Indirect
Weber vowed to reopen the school. | to reopen the school | Weber | Weber |  | vowed | Indirect
Weber denied closing the school. | closing the school | Weber | Weber |  | denied | Indirect
The mayor has announced that the school would reopen. | that the school would reopen | The mayor | The mayor |  | has … announced | Indirect
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
Der Hafen hat sich zum Zentrum des Handels erklärt.
Die Schule bleibt angeblich zu.
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


def rows(table: str, language: str) -> list[tuple[str, ...]]:
    return [(language, *map(str.strip, line.split("|"))) for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("language", "sentence", "said", "claimer", "name", "affiliation", "cue", "kind"),
    rows(GERMAN, "de") + rows(ENGLISH, "en"),
)
def test_who_says_what_in_a_sentence(
    language: str, sentence: str, said: str, claimer: str, name: str, affiliation: str, cue: str, kind: str
) -> None:
    first = found_in(sentence, language)[0]
    assert words(sentence, first.spans) == said
    assert words(sentence, first.claimer) == claimer
    assert words(sentence, first.name) == name
    assert words(sentence, first.affiliation) == affiliation
    assert words(sentence, first.cue) == cue
    assert first.kind == kind


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, line) for language, lines in OWN_VOICE.items() for line in lines.strip().splitlines()],
)
def test_sentence_in_the_articles_own_voice(language: str, sentence: str) -> None:
    assert found_in(sentence, language) == []


def test_a_sentence_with_two_cues_holds_two_quotations() -> None:
    text = "Klein sagte, der Hafen sei zu, und warnte vor Sturm."
    assert said_by(text) == [("der Hafen sei zu", "Klein", "Indirect"), ("warnte vor Sturm.", "Klein", "Reported")]


def test_a_quotation_inside_another_one_knows_it() -> None:
    text = "Laut Nordpost sagte Klein, dass der Hafen zu sei."
    outer, inner = found_in(text)
    assert (words(text, outer.claimer), outer.parent) == ("Nordpost", None)
    assert (words(text, inner.claimer), inner.parent) == ("Klein", 0)


def test_a_pronoun_stays_as_it_stands() -> None:
    text = "Weber kam spät. Der Grund sei der Regen, fügte er hinzu."
    assert said_by(text) == [("Der Grund sei der Regen", "er", "Indirect")]


def test_dies_stands_for_the_sentence_before() -> None:
    text = "Der Hafen wird geschlossen. Dies bestätigte die Reederei."
    assert said_by(text) == [("Der Hafen wird geschlossen. … Dies", "die Reederei", "Indirect")]


def test_a_quotation_of_several_sentences_is_one() -> None:
    text = "„Wir bleiben hier. Niemand geht. Das gilt für alle“, sagte Weber."
    assert said_by(text) == [("„Wir bleiben hier. Niemand geht. Das gilt für alle“", "Weber", "Direct")]


def test_a_quotation_behind_a_colon_belongs_to_its_introduction() -> None:
    text = "Weber betonte: „Wir bleiben hier. Niemand geht.“ Es regnete."
    assert said_by(text) == [("„Wir bleiben hier. Niemand geht.“", "Weber", "Direct")]


def test_a_quotation_right_behind_another_one_goes_on() -> None:
    text = "„Wir bleiben hier“, sagte Weber. „Niemand von uns geht.“"
    assert [claimer for _, claimer, _ in said_by(text)] == ["Weber", "Weber"]


def test_a_quotation_in_another_paragraph_does_not_go_on() -> None:
    text = "„Wir bleiben hier“, sagte Weber.\n\n„Niemand von uns geht.“"
    assert [claimer for _, claimer, _ in said_by(text)] == ["Weber", ""]


def test_a_cue_inside_a_quotation_is_not_the_sentences_own() -> None:
    assert [claimer for _, claimer, _ in said_by("„Klein sagte, alles bleibe zu“, berichtete Weber.")] == ["Weber"]


@pytest.mark.parametrize("name", ["„Rosa Linde“", "„Ärzte ohne Grenzen“", "„Man of the Match“", "„Nordpost“"])
def test_a_name_in_quotation_marks_is_said_by_nobody(name: str) -> None:
    assert found_in(f"Am Montag legte die {name} im Hafen an.") == []


def test_konjunktiv_behind_reported_speech_goes_on_as_one_quotation() -> None:
    text = (
        "Weber sagte, alles bleibe zu. Es sei inzwischen zu spät. Das Geld reiche, das Dach werde erneuert. Es regnete."
    )
    assert said_by(text)[1:] == [
        ("Es sei inzwischen zu spät. Das Geld reiche, das Dach werde erneuert.", "Weber", "IndirectFreeIndirect")
    ]


def test_konjunktiv_in_a_new_paragraph_is_said_by_somebody() -> None:
    text = "Weber sagte, alles bleibe zu.\n\nEs sei inzwischen zu spät."
    assert said_by(text)[1] == ("Es sei inzwischen zu spät.", "", "IndirectFreeIndirect")


def test_konjunktiv_in_a_subordinate_clause_is_not_a_report() -> None:
    assert len(found_in("Weber sagte, alles bleibe zu. Viele gingen heim, weil es zu spät sei.")) == 1


def test_hearsay_of_the_past_is_said_by_somebody_and_a_plan_is_not() -> None:
    assert said_by("Die Brücke soll im Mai eingestürzt sein.")[0][2] == "FreeIndirect"
    assert found_in("Die Brücke soll im Mai gebaut werden.") == []


def test_without_a_known_language_both_are_tried() -> None:
    assert said_by("Weber sagte, dass es regnet.", None)[0][1] == "Weber"
    assert said_by("Weber said that it was raining.", None)[0][1] == "Weber"


def test_the_claimer_of_a_given_quote_is_the_subject_where_no_cue_is_known() -> None:
    text = "Weber winkte ab, weil die Schule zu klein sei."
    article = Article("id", "Titel", text, "de")
    (found,) = claimers_of(article, sentence_spans(text), [(Span(17, 45),)])
    assert found is not None
    assert words(text, found.claimer) == "Weber"


def test_a_given_quote_in_a_text_without_anybody_has_no_claimer() -> None:
    text = "Es regnete."
    assert claimers_of(Article("id", "Titel", text, "de"), sentence_spans(text), [(Span(0, 11),)]) == [None]


@pytest.mark.skipif(not CUSTOMER.is_dir(), reason="the customer's articles are not here")
def test_names_in_the_customers_articles_are_claimers_where_they_speak() -> None:
    found = set()
    for path in sorted(CUSTOMER.glob("*.txt")):
        for claim in read_claims(path.read_text(encoding="utf-8")):
            if claim.attribution.claimer:
                found.add((path.name[:3], claim.attribution.name))
    assert found >= {
        ("000", "Nicolas Maduro"),
        ("000", "Dmitri Peskow"),
        ("001", "Tareck El Aissami"),
        ("001", "Sergej Rjabkow"),
        ("003", "eine mit der Angelegenheit vertraute Person"),
    }
