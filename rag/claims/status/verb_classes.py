"""Verbs by what they do to what they govern: deny, doubt, hedge, withhold, plan, offer, demand; German and English."""

from __future__ import annotations

from typing import Final

from rag.claims.verbs.conjugation import Form, conjugate, past_forms
from rag.claims.verbs.strong_verbs import ROWS

# Rows as in rag.claims.verbs.conjugation.
_GERMAN = {
    "deny": """
        dementieren
        bestreiten bestreitet bestritt bestritten
        ab|streiten streitet stritt gestritten
        leugnen
        verneinen
        zurück|weisen weist wies gewiesen
        widersprechen widerspricht widersprach widersprochen
        ab|lehnen
        verweigern
        weigern & sich
        aus|schließen schließt schloss geschlossen
        verwerfen verwirft verwarf verworfen
        widerlegen
        stellen & abrede
    """,
    "doubt": """
        bezweifeln
        zweifeln & an/daran
        an|zweifeln
        infrage|stellen
        stellen & infrage/frage & in/infrage
        misstrauen
    """,
    "hedge": """
        vermuten
        mutmaßen
        befürchten
        fürchten
        glauben
        hoffen
        erhoffen
        schätzen
        an|nehmen nimmt nahm genommen
        rechnen & mit/damit
        aus|gehen geht ging gegangen & davon/von
        spekulieren
        erwarten
        prognostizieren
        voraus|sagen
        verdächtigen
        ahnen
        scheinen scheint schien geschienen
    """,
    "possible": """
        halten hält hielt gehalten & für & möglich/denkbar/vorstellbar
        ziehen zieht zog gezogen & betracht/erwägung
        erwägen erwägt erwog erwogen
        nach|denken denkt dachte gedacht & über/darüber
        liebäugeln & mit
    """,
    "likely": """
        halten hält hielt gehalten & für & wahrscheinlich/glaubhaft/plausibel
    """,
    "unlikely": """
        halten hält hielt gehalten & für & unwahrscheinlich/unglaubwürdig/unplausibel/zweifelhaft/fraglich
    """,
    "impossible": """
        halten hält hielt gehalten & für & unmöglich/ausgeschlossen/undenkbar
    """,
    "ask": """
        fragen
        prüfen & ob
        rätseln
        hinterfragen
        unter|suchen & ob
    """,
    "warn": """
        warnen
    """,
    "resolve": """
        beschließen beschließt beschloss beschlossen
        vereinbaren
        einigen & sich
    """,
    "plan": """
        planen
        beabsichtigen
        vor|haben hat hatte gehabt
        vor|sehen sieht sah gesehen
        an|kündigen
        drohen
        an|drohen
        an|streben
        bezwecken
        ein|planen
        entschließen entschließt entschloss entschlossen & sich
        vor|nehmen nimmt nahm genommen & sich
        an|peilen
        gedenken gedenkt gedachte gedacht & zu
    """,
    "offer": """
        an|bieten bietet bot geboten
        versprechen verspricht versprach versprochen
        zu|sagen
        zu|sichern
        bereit|erklären
        erklären & sich & bereit
        zeigen & sich & bereit
        stellen & aussicht
        verpflichten & sich
        erbieten erbietet erbot erboten & sich
        unterbreiten & angebot/offerte/angebote
        machen & angebot/offerte/angebote
        vor|legen & angebot/offerte/angebote
        garantieren
        offerieren
        verheißen verheißt verhieß verheißen
    """,
    "demand": """
        fordern
        verlangen
        auf|fordern
        ein|fordern
        auf|rufen ruft rief gerufen
        rufen ruft rief gerufen & auf & zu/zum/zur/dazu
        drängen
        dringen dringt drang gedrungen & auf/darauf
        appellieren
        bitten bittet bat gebeten
        erbitten erbittet erbat erbeten
        ersuchen
        flehen
        mahnen
        an|mahnen
        ermahnen
        pochen & auf/darauf
        bestehen besteht bestand bestanden & auf/darauf
        beharren & auf/darauf
        empfehlen empfiehlt empfahl empfohlen
        vor|schlagen schlägt schlug geschlagen
        raten rät riet geraten & zu/zum/zur/dazu
        plädieren
        aus|sprechen spricht sprach gesprochen & sich & für/dafür
        befehlen befiehlt befahl befohlen
        an|regen
        beantragen
        ein|treten tritt trat getreten & für/dafür
        ein|setzen & sich & für/dafür
        nahe|legen
    """,
    "withhold": """
        bestätigen
        wissen weiß wusste gewusst
        kommentieren
        beantworten
    """,
}
_ENGLISH = {
    "deny": """
        deny
        reject
        refute
        rebut
        dispute
        disavow
        refuse
        decline
        dismiss & claim/claims/report/reports/allegation/allegations/accusation/accusations/suggestion/as
        contradict
        rule & out
    """,
    "doubt": """
        doubt
        question
        mistrust
    """,
    "hedge": """
        believe
        suspect
        suppose
        presume
        assume
        fear
        think thinks thought thought
        guess
        hope
        expect
        estimate
        speculate
        reckon
        seem
        appear & to/that
        allege
    """,
    "possible": """
        consider & possible/plausible/whether
    """,
    "likely": "",
    "unlikely": "",
    "impossible": "",
    "ask": """
        ask & whether/if
        wonder
    """,
    "warn": """
        warn
    """,
    "resolve": """
        decide
        agree
        resolve
    """,
    "plan": """
        plan
        intend
        aim & to/at
        threaten
        announce & will/would/plans/plan/to
        want & to
        mean means meant meant & to
        schedule
    """,
    "offer": """
        offer
        pledge
        promise
        vow
        guarantee
        volunteer
        commit & to
    """,
    "demand": """
        demand
        urge
        call & for/on
        request
        insist & on
        appeal
        plead
        propose
        recommend
        suggest & should
        order
        beg
        press & for/to
        push & for
        advise
        ask & to/for
    """,
    "withhold": """
        confirm
        know knows knew known
        comment
        disclose
        specify
        verify
    """,
}
VerbForms = dict[str, tuple[tuple[str, Form], ...]]


def _by_form(classes: dict[str, str], *, english: bool) -> VerbForms:
    found: VerbForms = {}
    for name, rows in classes.items():
        for word, forms in conjugate(rows, english=english).items():
            found[word] = (*found.get(word, ()), *((name, form) for form in forms))
    return found


VERBS: Final = {False: _by_form(_GERMAN, english=False), True: _by_form(_ENGLISH, english=True)}
"""Word form → its classes; True is English."""

NOUNS: Final = {
    False: {
        "deny": "dementi zurückweisung leugnung",
        "doubt": "zweifel bedenken",
        "hedge": """
            vermutung vermutungen mutmaßung mutmaßungen befürchtung befürchtungen verdacht annahme annahmen glaube
            hoffnung hoffnungen schätzung schätzungen
            spekulation spekulationen gerücht gerüchte gerüchten prognose prognosen
            einschätzung vernehmen sorge erwartung erwartungen furcht
        """,
        "ask": "frage unklar offen fraglich ungewiss ungeklärt unbekannt",
        "plan": "plan pläne absicht ankündigung vorhaben ziel drohung",
        "offer": "angebot zusage versprechen offerte zusicherung bereitschaft",
        "demand": "forderung forderungen aufruf appell bitte verlangen ruf vorschlag empfehlung mahnung aufforderung",
    },
    True: {
        "deny": "denial denials",
        "doubt": "doubt doubts",
        "hedge": "belief suspicion fear fears hope hopes rumour rumours rumor rumors estimate estimates speculation",
        "ask": "question unclear uncertain unknown",
        "plan": "plan plans intention threat",
        "offer": "offer promise pledge",
        "demand": "demand demands call calls appeal request proposal",
    },
}
"""Nouns and adjectives that introduce what is said ("die Forderung, dass", "unklar, ob"), by the same classes."""

PAST: Final = frozenset(
    form for rows in (ROWS, *_GERMAN.values()) for row in rows.splitlines() for form in past_forms(row)
)
"""Past forms of the strong verbs, which nothing but a list tells."""
