"""Institutions by what they are and whose: "Außenministerium in Moskau" and "Russian Foreign Ministry" are one.

The nouns are hand-written, German and English, for each kind of institution. What names a kind and a country and
nothing else is known by these two; some institutions need no country ("der Kreml", "the United Nations").
"""

from __future__ import annotations

import re
from functools import cache

from rag.claims.claimers.countries import country, country_adjective, seat
from rag.claims.claimers.spelling import folded

# Kind of institution: its nouns. A country behind "=" is the only one that has it by this name.
_KINDS = """
foreign ministry: außenministerium | foreign ministry | ministry of foreign affairs | außenamt
foreign ministry=us: state department | us-außenministerium
foreign ministry=de: auswärtiges amt | auswärtige amt | auswärtigen amt | auswärtigen amts
foreign ministry=gb: foreign office
defence ministry: verteidigungsministerium | defence ministry | defense ministry | ministry of defence
defence ministry=us: pentagon | us department of defense
interior ministry: innenministerium | interior ministry | ministry of the interior
interior ministry=gb: home office
finance ministry: finanzministerium | finance ministry | ministry of finance
finance ministry=us: treasury department | us treasury
economy ministry: wirtschaftsministerium | economy ministry | ministry of economy
energy ministry: energieministerium | energy ministry | ministry of energy
oil ministry: ölministerium | erdölministerium | oil ministry
health ministry: gesundheitsministerium | health ministry | ministry of health
justice ministry: justizministerium | justice ministry | ministry of justice
justice ministry=us: justice department | department of justice
environment ministry: umweltministerium | environment ministry
agriculture ministry: landwirtschaftsministerium | agrarministerium | agriculture ministry
transport ministry: verkehrsministerium | transport ministry
education ministry: bildungsministerium | education ministry
government: regierung | government | staatsführung
government=de: bundesregierung
presidency: präsidialamt | präsidentschaft | presidency | presidential office
parliament: parlament | parliament
parliament=de: bundestag | deutscher bundestag
parliament=ru: duma | staatsduma | state duma
parliament=us: kongress | congress | us-kongress
parliament=gb: unterhaus | house of commons
national assembly: nationalversammlung | national assembly
central bank: zentralbank | notenbank | central bank
central bank=eu: ezb | ecb
central bank=us: fed | federal reserve | us-notenbank
central bank=de: bundesbank | deutsche bundesbank
army: armee | army
military: militär | streitkräfte | armed forces | military
supreme court: oberster gerichtshof | obersten gerichtshof | oberstes gericht | supreme court
supreme court=de: bundesverfassungsgericht
embassy: botschaft | embassy
police: polizei | police
opposition: opposition
kremlin=ru: kreml | kremlin
white house=us: weißes haus | weiße haus | weißen haus | weißen hauses | white house
elysée=fr: elysée | élysée | élysée-palast | elysée palace | elyseepalast
vatican=va: heiliger stuhl | heilige stuhl | holy see
united nations=un: vereinte nationen | vereinten nationen | united nations | uno | un | u.n
european union=eu: europäische union | europäischen union | european union | eu
commission=eu: eu-kommission | europäische kommission | european commission
nato=nato: nato
monetary fund=un: internationaler währungsfonds | internationale währungsfonds | iwf | imf | international monetary fund
world bank=un: weltbank | world bank
health organisation=un: weltgesundheitsorganisation | who | world health organization | world health organisation
criminal court=un: internationaler strafgerichtshof | internationale strafgerichtshof | international criminal court
security council=un: un-sicherheitsrat | weltsicherheitsrat | un security council
country=us: vereinigte staaten | vereinigten staaten | vereinigte staaten von amerika | united states
country=gb: vereinigtes königreich | vereinigte königreich | vereinigten königreich | united kingdom
country=ru: russische föderation | russischen föderation | russian federation
country=kp: north korea
country=kr: south korea
country=za: south africa
country=nz: new zealand
country=sa: saudi arabia
country=cz: czech republic | tschechische republik
seat=in: new delhi | neu delhi
seat=us: washington d.c
"""
# Nouns before a name that say what kind of institution bears it.
DESCRIBED = frozenset(
    folded(noun)
    for noun in """
    nachrichtenagentur presseagentur agentur zeitung tageszeitung wochenzeitung zeitschrift magazin nachrichtenmagazin
    sender fernsehsender nachrichtensender rundfunksender radiosender portal nachrichtenportal onlineportal blatt partei
    organisation konzern unternehmen menschenrechtsorganisation hilfsorganisation umweltorganisation
    menschenrechtsgruppe news agency newspaper broadcaster magazine channel staatsagentur staatssender
    """.split()
)
_JOINING = frozenset("der die das den dem des von vom in im the of for 's s '".split())
_WORD = re.compile(r"[\w.'’-]+")
_LONGEST = 12


@cache
def _kinds() -> tuple[dict[str, tuple[str, str]], int]:
    """Nouns with their kind and country, and of how many words the longest is."""
    found = {}
    for line in _KINDS.strip().splitlines():
        head, _, nouns = line.partition(": ")
        kind, _, code = head.partition("=")
        for noun in nouns.split(" | "):
            found[noun] = (kind, code)
    return found, max(len(noun.split()) for noun in found)


def institution(name: str) -> tuple[str, str] | None:
    """Return kind and country of an institution or place, the country "" where the name does not tell; else None.

    None means that the name has words beyond that, or no word for an institution at all.

    >>> institution("Außenministerium in Moskau"), institution("the Russian Foreign Ministry")
    (('foreign ministry', 'ru'), ('foreign ministry', 'ru'))
    >>> institution("die Regierung"), institution("Regierung Klein")
    (('government', ''), None)
    """
    words = [word.lower().replace("’", "'").removesuffix(".") for word in _WORD.findall(name)]
    if not words or len(words) > _LONGEST:
        return None
    kinds, longest = _kinds()
    kind, code = "", ""
    at = 0
    while at < len(words):
        size = next(
            (size for size in range(min(longest, len(words) - at), 0, -1) if " ".join(words[at : at + size]) in kinds),
            0,
        )
        if size and not kind:
            kind, told = kinds[" ".join(words[at : at + size])]
            code = told or code
            at += size
            continue
        word = words[at].removesuffix("'s")
        parted = None if kind else _parted(word)
        told = country_adjective(word) or country(word) or seat(word) or ""
        if parted is not None:
            kind, code = parted[0], parted[1] or code
        elif told and (not code or code == told):
            code = told
        elif word not in _JOINING:
            return None
        at += 1
    if not kind and code and len(words) == 1:
        return ("country" if country(words[0]) else "seat", code) if not country_adjective(words[0]) else None
    return (kind, code) if kind else None


def _parted(word: str) -> tuple[str, str] | None:
    """Kind and country of a compound: "US-Regierung", "Bundesinnenministerium", "Außenministeriums"."""
    kinds, _ = _kinds()
    for form in (word, word.removesuffix("s")):
        if form in kinds:
            return kinds[form]
        front, hyphen, noun = form.rpartition("-")
        if hyphen and noun in kinds and (code := country(front) or seat(front)):
            return kinds[noun][0], code
        if form.startswith("bundes") and form.removeprefix("bundes") in kinds:
            return kinds[form.removeprefix("bundes")][0], "de"
    return None
