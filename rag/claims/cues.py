"""The words that introduce what somebody says: cue verbs and phrases, German and English, written by hand.

Verbs are listed by the forms that news uses (present and past, singular and plural). A verb of *saying* introduces a
clause or a quote ("sagte, dass ..."); with a plain object it is something else ("sagte das Treffen ab"). A verb of
*reporting* names an act of speech and may take a plain object ("lobte die Bemühungen"), which makes what it reports
"Reported" in the terms of Petersen-Frey and Biemann (2024).
"""

from __future__ import annotations

GERMAN_SAYING = frozenset(
    """
    erläuterte erläuterten erläutert konstatierte resümierte urteilte geht gehen ging gingen
    sagte sagten sagt sagen erklärte erklärten erklärt erklären meinte meinten meint meinen berichtete berichteten
    berichtet berichten behauptete behaupteten behauptet behaupten ergänzte ergänzten ergänzt schrieb schrieben
    schreibt schreiben erzählte erzählten erzählt antwortete antworteten antwortet entgegnete entgegneten entgegnet
    erwiderte erwiderten erwidert fragte fragten fragt zitierte zitierten meldete meldeten meldet melden besagte
    besagt argumentierte argumentierten argumentiert gestand gestanden gesteht glaubte glaubt vermutete vermutet
    befürchtete befürchtet hoffte hofft mahnte mahnten mahnt warnte warnten warnt drohte drohten droht versicherte
    versicherten versichert beteuerte beteuerten beteuert präzisierte signalisierte kommentierte kommentiert
    prognostizierte prognostiziert äußerte äußerten äußert gab gaben gibt räumte räumten räumt führte legte stellte
    stellten stellt teilte teilten teilt fügte fügten fügt hielt hielten hält halten
    """.split()
)
GERMAN_REPORTING = frozenset(
    """
    bemängelte bemängelten bemängelt bezweifelte bezweifelten bezweifelt bedauerte bedauerten bedauert rügte rügten rügt
    betonte betonten betont betonen bestätigte bestätigten bestätigt bestätigen dementierte dementierten dementiert
    bestritt bestritten bestreitet verkündete verkündeten verkündet unterstrich unterstrichen unterstreicht
    bekräftigte bekräftigten bekräftigt versprach versprachen verspricht erwähnte erwähnten erwähnt kündigte kündigten
    kündigt hob hoben hebt wies wiesen weist verwies verwiesen verweist drückte drückten drückt lobte lobten lobt
    begrüßte begrüßten begrüßt kritisierte kritisierten kritisiert verurteilte verurteilten verurteilt forderte
    forderten fordert fordern verlangte verlangten verlangt würdigte würdigten würdigt beklagte beklagten beklagt
    empfahl empfahlen empfiehlt bot boten bietet dankte dankten dankt sprach sprachen spricht bezeichnete bezeichneten
    bezeichnet nannte nannten nennt warf warfen wirft schlug schlugen schlägt wandte wandten machte machten rief
    riefen ruft
    """.split()
)


def _by_form(*rows: tuple[str, str]) -> dict[str, frozenset[str]]:
    return {form: frozenset(particles.split()) for forms, particles in rows for form in forms.split()}


# Verbs that say something only together with one of these words later in their clause.
PARTICLES = _by_form(
    ("teilte teilten teilt", "mit"),
    ("stellte stellten stellt", "klar fest"),
    ("gab gaben gibt", "an bekannt zu"),
    ("kündigte kündigten kündigt", "an"),
    ("wies wiesen weist", "hin zurück"),
    ("verwies verwiesen verweist", "auf darauf"),
    ("fügte fügten fügt", "hinzu an"),
    ("hob hoben hebt", "hervor"),
    ("führte", "aus"),
    ("legte", "dar"),
    ("geht gehen ging gingen", "davon"),
    ("räumte räumten räumt", "ein"),
    ("drückte drückten drückt", "aus"),
    ("bot boten bietet", "an"),
    ("warf warfen wirft", "vor"),
    ("schlug schlugen schlägt", "vor"),
    ("rief riefen ruft", "auf"),
    ("hielt hielten hält halten", "dagegen entgegen vor"),
    ("machte machten", "deutlich klar"),
    ("sprach sprachen spricht", "von davon für gegen dafür dagegen"),
    ("wandte wandten", "gegen dagegen"),
    ("bezeichnete bezeichneten bezeichnet", "als"),
    ("pointed points", "out to"),
    ("called calls", "for on"),
    ("spoke speaks", "of"),
)
# Those of them that stand before what they govern; all others end their clause.
GOVERNING = frozenset("auf darauf von davon für gegen dafür dagegen als out to for on of".split())
# These report something only where words are quoted ("nannte die Pläne „absurd“"); else they name or count things.
NAMING = frozenset("nannte nannten nennt".split())
# What follows these at once as "der Präsident" is their subject, not somebody spoken to ("sagte der Zeitung").
WITH_OBJECT = NAMING | frozenset(
    """
    bezeichnete bezeichnet lobte lobt begrüßte begrüßt kritisierte kritisiert verurteilte verurteilt forderte fordert
    würdigte würdigt beklagte beklagt betonte betont bestätigte bestätigt dementierte dementiert erwähnte erwähnt
    """.split()
)
PARTICIPLES = frozenset(
    """
    gesagt erklärt betont mitgeteilt angekündigt behauptet berichtet bestätigt dementiert bestritten gefordert
    verlangt versichert bekräftigt verkündet geschrieben gewarnt gedroht versprochen eingeräumt vorgeschlagen beteuert
    kritisiert verurteilt gelobt begrüßt klargestellt hervorgehoben darauf hingewiesen darauf bestanden said announced
    declared stated warned denied confirmed claimed insisted argued suggested acknowledged pledged promised vowed
    urged demanded praised criticised criticized condemned
    """.split()
) - {"darauf"}
# "hat ... erklärt" without a clause is "declared himself", "explained": no report of speech.
CLAUSE_PARTICIPLES = frozenset(
    "erklärt gesagt geschrieben bestanden hingewiesen gefordert eingeräumt said argued insisted".split()
)
PERFECT = frozenset("hat haben hatte hatten has have had".split())

ENGLISH_SAYING = frozenset(
    """
    said says say told tells added adds stated states explained explains insisted insists argued argues asserted asserts
    replied replies wrote writes maintained maintains reiterated noted notes pointed points reported reports
    """.split()
)
ENGLISH_REPORTING = frozenset(
    """
    announced announces declared declares confirmed confirms denied denies warned warns claimed claims stressed
    stresses emphasised emphasized emphasises emphasizes pledged pledges vowed vows promised promises acknowledged
    acknowledges admitted admits alleged alleges suggested suggests reaffirmed reaffirms clarified clarifies praised
    praises welcomed welcomes criticised criticized criticises criticizes condemned condemns demanded demands urged
    urges called calls thanked thanks rejected rejects highlighted highlights accused accuses denounced denounces
    rebuked
    """.split()
)

# Nouns of "nach Angaben von X", "Angaben von X zufolge".
STATEMENTS = frozenset(
    """
    angaben angabe worten ansicht auffassung meinung einschätzung darstellung aussagen aussage informationen überzeugung
    einschätzungen erkenntnissen mitteilung schilderung
    """.split()
)
# What is reported without anybody being named.
HEARSAY = frozenset("berichten medienberichten presseberichten schätzungen angaben meldungen gerüchten".split())
HEARSAY_ADVERBS = frozenset("angeblich reportedly allegedly".split())

GERMAN_PRONOUNS = frozenset({"er", "sie", "dieser", "diese"})
ENGLISH_PRONOUNS = frozenset({"he", "she", "they"})
POSSESSIVES = frozenset("seinen seiner ihren ihrer his her their".split())

# Konjunktiv I as news uses it; plural forms equal the indicative and prove nothing.
KONJUNKTIV = frozenset(
    """
    sei seien habe werde könne müsse solle wolle dürfe möge gebe trage bleibe komme gehe stehe liege lasse finde
    bringe wisse gelte drohe fehle diene führe bedeute gehöre handle handele bestehe entspreche arbeite liefere stecke
    profitiere nehme sehe brauche zeige halte tue mache sorge laufe ziele löse wachse steige sinke fördere nütze
    bemühe erhöhe spiele kenne verstehe schließe erwarte hoffe versuche unterstütze
    """.split()
)
# Forms that take its place in the plural; alone they can also be a condition.
KONJUNKTIV_PLURAL = frozenset("würden hätten könnten müssten sollten wollten dürften würde hätte wäre wären".split())
