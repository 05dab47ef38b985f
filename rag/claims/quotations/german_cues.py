"""The German words that introduce what somebody says: verbs with what they take, nouns, prepositions.

Written by hand. Each verb has letters for what may follow it:

    c   a clause or a quote ("sagte, ...")          -> Indirect, Direct
    i   an infinitive with "zu" ("drohte, ... zu")  -> Indirect
    o   a plain object ("lobte die Arbeit")         -> Reported
    a   "als" ("bezeichnete X als Y")               -> Reported, Direct for words in quotation marks
    f   the same with "für" ("hielt X für Y")
    n   words in quotation marks ("nannte es „Y“")  -> Direct
    p   a preposition, named behind a slash         -> Reported ("warnte vor Regen")

A particle stands before a bar ("mit|teilen"), what else belongs to the verb before a plus ("sich+äußern").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.claims.verbs.conjugation import conjugate
from rag.claims.verbs.strong_verbs import ROWS

_VERBS = """
sagen c; erklären cio; meinen c; berichten cp/von,über; behaupten cio; ergänzen c; schreiben c; erzählen cp/von;
antworten c; entgegnen c; erwidern c; melden co; argumentieren c; gestehen ci; glauben cp/an; vermuten co;
befürchten cio; fürchten cio; hoffen cip/auf; mahnen cip/zu; warnen cip/vor; drohen cip/mit; versichern cio;
beteuern cio; präzisieren c; signalisieren co; kommentieren co; prognostizieren co; sich+äußern cp/zu,über; äußern co;
unterstreichen co; betonen cio; bestätigen cio; dementieren co; bestreiten cio; verkünden co; bekräftigen cio;
versprechen cio; erwähnen co; loben coa; begrüßen co; kritisieren coa; verurteilen o; fordern cio; verlangen cio;
würdigen oa; beklagen co; bedauern cio; empfehlen cio; bezeichnen a; nennen n; vor|werfen cio; vor|schlagen cio;
hin|weisen cp/auf; verweisen cp/auf; an|merken c; an|führen co; an|mahnen o; an|kündigen cio; mit|teilen cio;
fest|stellen c; klar|stellen co; zu|geben cio; an|geben cio; bekannt|geben co; ein|räumen cio; hinzu|fügen c;
an|fügen c; hervor|heben co; aus|drücken co; aus|führen c; dar|legen co; aus|gehen cp/von; auf|rufen cip/zu;
auf|fordern cip/zu; aus|schließen co; zurück|weisen coa; ab|lehnen io; beschuldigen ci; unterstellen ci; an|nehmen c;
bemängeln co; bezweifeln co; zweifeln cp/an; rügen co; monieren co; an|prangern co; beanstanden co; erwarten cio;
rechnen cp/mit; schätzen cop/auf; ein|schätzen ca; beurteilen a; urteilen c; resümieren c; konstatieren co; folgern c;
schlussfolgern c; beschreiben coa; schildern co; informieren cp/über; unterrichten p/über; zitieren c;
begründen cp/mit; rechtfertigen cp/mit; verteidigen o; appellieren cip/an; bitten cip/um; beantragen cio;
plädieren cip/für; befürworten o; finden c; denken c; sich+wünschen cio; an|regen cio; raten cip/zu; ab|raten p/von;
beschließen ci; entscheiden ci; vereinbaren ci; sich+einigen ip/auf; beabsichtigen i; zu|sagen cio; zu|sichern cio;
garantieren c; geloben cio; schwören ci; an|bieten cio; ergeben c; belegen c; besagen c; lauten c; vor|sehen c;
fragen c; nach|fragen c; rufen c; schreien c; verraten c; enthüllen co; twittern c; posten c; preisen coa; spotten c;
scherzen c; jubeln c; klagen cp/über; sich+beschweren cp/über; protestieren cp/gegen; aus|sagen c; bezeugen c;
leugnen cio; ab|streiten cio; widersprechen c; kontern c; entgegen|halten c; ein|wenden c; heraus|stellen c;
sich+aus|sprechen p/für,gegen; sich+wenden p/gegen; sprechen p/von; reden p/von; ein|stufen a; bewerten a; werten a;
betrachten a; interpretieren a; deuten a; halten f; sich+beklagen cp/über; sich+bedanken p/für;
sich+entschuldigen cp/für; tadeln o; verdammen o; brandmarken a; attackieren oa; veranschlagen p/auf;
beziffern p/auf,mit; skandieren c; vermelden co; nach|sagen ci; an|weisen i; an|sehen a; sehen a; sich+ärgern cp/über;
beraten p/über; an|deuten co; durchblicken c; sich+berufen cp/auf; sich+aus|drücken c; feststellen c; werben cp/für;
vertreten o; zu|schreiben c; nach|weisen co; prophezeien co; voraus|sagen co; vorher|sagen co; heraus|streichen co;
bekunden co; deklarieren a; apostrophieren a; vor|rechnen c; vor|halten c; verneinen co; bejahen co; beschwören co;
verlauten c; trösten c; räsonieren c; titeln c; formulieren c; resultieren c; bilanzieren c; erinnern cp/an;
sich+erinnern c; mut|maßen c; spekulieren cp/über; orakeln c; verfügen c; verlautbaren c; postulieren c;
propagieren o; suggerieren c; unken c; ein|schränken c; verdeutlichen co; nahe|legen c; veranlassen i; ersuchen ip/um;
gebieten i; untersagen i; verbieten i; gestatten i; befehlen cio; an|ordnen ci; sich+verpflichten i;
sich+bereit|erklären i; sich+weigern i; sich+vor|nehmen i; sich+entschließen i; erläutern co; dar|stellen c;
ein|gestehen ci; zu|stimmen c; konkretisieren co; um|schreiben a; sich+freuen cip/über; drängen cip/auf;
pochen cp/auf; bestehen cp/auf; beharren cp/auf; insistieren c; ein|treten p/für; schimpfen cp/über; wettern cp/gegen;
poltern c; sich+erhoffen co; an|zweifeln co; ermahnen ci; heraus|finden c; ermitteln c;
"""
# Verbs that say something only with a noun or adjective: the words that must stand in their clause.
_PHRASES = """
bekannt geben co; bekannt machen co; deutlich machen c; klar machen c; geltend machen c; verantwortlich machen p/für;
zur+bedingung machen c; zum+ausdruck bringen co; ausdruck verleihen o; ins+gespräch bringen o; in+aussicht stellen co;
in+frage stellen o; in+abrede stellen co; unter+beweis stellen c; kritik üben p/an; wert+darauf legen ci;
nahe legen c; stellung nehmen p/zu; überzeugt zeigen cp/von; zufrieden zeigen cp/mit; enttäuscht zeigen cp/über;
besorgt zeigen cp/über; erfreut zeigen cp/über; zuversichtlich zeigen c; erleichtert zeigen c; optimistisch zeigen c;
betroffen zeigen c; bereit zeigen i; empört zeigen cp/über; entsetzt zeigen cp/über; schockiert zeigen cp/über;
der+ansicht sein c; der+meinung sein c; der+auffassung sein c; der+überzeugung sein c; überzeugt sein c;
sicher sein c; zuversichtlich sein c; skeptisch sein c; die+ansicht vertreten c; die+auffassung vertreten c;
die+meinung vertreten c; zum+schluss kommen c; zu+dem+schluss kommen c; zu+dem+ergebnis kommen c;
zum+ergebnis kommen c; zu+der+überzeugung kommen c; die+hoffnung äußern c; für+möglich halten c;
für+wahrscheinlich halten c; für+falsch halten c; für+richtig halten c; zur+kenntnis geben c; zu+protokoll geben c;
zu+verstehen geben c; zu+bedenken geben c; vorwürfe erheben o; den+vorwurf erheben c; bereit erklären i;
einverstanden erklären cp/mit; wissen lassen c; durchblicken lassen c; verlauten lassen c; erkennen lassen c;
den+verdacht hegen c; vermuten lassen c; die+frage stellen c; die+these vertreten c; den+standpunkt vertreten c;
in+den+raum stellen c; die+forderung erheben c; den+verdacht äußern c; die+befürchtung äußern c; den+wunsch äußern ci;
kein+hehl machen c; die+prognose wagen c; einspruch erheben p/gegen; ans+herz legen ci; das+fazit ziehen c;
"""

CLAUSE_NOUNS = frozenset(
    """
    angst ankündigung annahme anschuldigung anschuldigungen ansicht antrag appell argument auffassung aufforderung
    aufruf aussage aussagen bedenken befürchtung befürchtungen begründung behauptung behauptungen bekenntnis
    bereitschaft berichte berichten beschluss beteuerung bitte drohung drohungen eindruck einschätzung einwand
    empfehlung erkenntnis erklärung erwartung fazit feststellung forderung forderungen furcht gerücht gerüchte
    gerüchten geständnis hinweis hinweise hinweisen hoffnung hoffnungen information informationen klage kritik
    mahnung meinung meldung meldungen mitteilung nachricht prognose sorge spekulationen these ultimatum urteil
    verdacht vermutung vermutungen versprechen vorschlag vorwurf vorwürfe vorwürfen warnung warnungen worte worten
    wunsch zusage zusicherung zusicherungen zweifel äußerung äußerungen überzeugung
    """.split()
)
"""Nouns whose clause is what somebody says: "die Forderung, ...", "Vorwürfe, ..."."""

ACCORDING = frozenset({"laut", "gemäß"})
"""Before whose noun phrase it is said: "laut X"."""
ACCORDING_BEHIND = frozenset({"zufolge"})
STATEMENTS = frozenset(
    """
    agenturangaben agenturberichten agenturmeldungen analyse angabe angaben ankündigung ankündigungen ansicht
    auffassung augenzeugenberichten aussage aussagen behördenangaben bekenntnis bekunden berechnung berechnungen
    bericht berichten bewertung dafürhalten darstellung darstellungen eilmeldung einschätzung einschätzungen
    empfehlung empfehlungen entwurf erhebung erkenntnisse erkenntnissen ermittlungen expertenmeinung firmenangaben
    gerüchten gewerkschaftsangaben gutachten herstellerangaben idee informationen krankenhausangaben lesart
    medienangaben medienberichten medieninformationen meinung meldung meldungen militärangaben mitteilung
    nachrichtenagentur planungen plänen polizeiangaben presseberichten pressemeldungen pressemitteilung prognose
    prognosen recherchen regierungsangaben schilderung schätzung schätzungen senderangaben statistik stellungnahme
    stellungnahmen studie theorie umfrage umfragen unternehmensangaben untersuchung untersuchungen urteil
    vermutungen veröffentlichung vorschlag vorstellung vorstellungen worten zeitungsangaben zeitungsberichten
    zeugenaussagen zeugenberichten überzeugung
    """.split()
)
"""Nouns of "nach Angaben von X"."""
DEMNACH = frozenset("demnach danach demzufolge".split())


@dataclass(frozen=True, slots=True)
class Cue:
    """What a verb takes to say something: see the letters above. `with_words` must stand in its clause."""

    lemma: str
    takes: str
    prepositions: frozenset[str] = frozenset()
    particle: str = ""
    with_words: tuple[str, ...] = ()


@dataclass(slots=True)
class _Lexicon:
    finite: dict[str, list[Cue]] = field(default_factory=dict)
    participles: dict[str, list[Cue]] = field(default_factory=dict)
    infinitives: dict[str, list[Cue]] = field(default_factory=dict)
    verbs: set[str] = field(default_factory=set)
    """Every finite form, of whatever verb: what can be the verb of a clause."""


def _lexicon() -> _Lexicon:
    strong = {row.split()[0]: row.strip() for row in (*ROWS.strip().splitlines(), "sein ist war gewesen")}
    found = _Lexicon()
    tables = {"finite": found.finite, "participle": found.participles, "infinitive": found.infinitives}

    def add(verb: str, words: tuple[str, ...], takes: str) -> None:
        particle, bar, base = verb.rpartition("|")
        letters, _, prepositions = takes.partition("/")
        if "c" in letters and not set("ioa") & set(letters) and not words:
            letters += "i"  # whoever says that something is can also "claim to be"
        for form, readings in conjugate(particle + bar + strong.get(base, base)).items():
            for reading in readings:
                if reading.role == "infinitive" and form.startswith(f"{particle}zu") and base != form[len(particle) :]:
                    continue  # "mitzuteilen" stands behind no modal verb
                cue = Cue(reading.lemma, letters, frozenset(prepositions.split(",")) - {""}, reading.particle, words)
                tables[reading.role].setdefault(form, []).append(cue)

    for row in filter(None, map(str.strip, _VERBS.split(";"))):
        verb, takes = row.split()
        reflexive = verb.startswith("sich+")
        add(verb.removeprefix("sich+"), ("sich",) if reflexive else (), takes)
    for row in filter(None, map(str.strip, _PHRASES.split(";"))):
        words_text, verb, takes = row.split()
        add(verb, tuple(words_text.split("+")), takes)
    # Of "sein" the forms that no rule makes: "sind der Meinung, dass ..."
    for form in ("sind", "sei", "seien", "wäre", "wären"):
        found.finite[form] = found.finite["ist"]
    found.verbs |= found.finite.keys()
    for row in strong.values():
        found.verbs |= {form for form, readings in conjugate(row).items() if any(r.role == "finite" for r in readings)}
    # Forms that are more often something else: possessives, and the infinitive.
    for form in ("sein", "seine", "meine", "laute", "werte", "angaben", "bitte", "bekannte"):
        found.verbs.discard(form)
    return found


LEXICON = _lexicon()
