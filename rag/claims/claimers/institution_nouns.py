"""Nouns of institutions and groups that speak, with their gender: "die Behörde", "das Ministerium".

Hand-written; a compound is read by its ending.
"""

from __future__ import annotations

from functools import lru_cache

# Nouns of institutions and groups that speak, by their endings, with their gender.
_INSTITUTIONS = {
    "f": """
        regierung polizei behörde partei fraktion union kommission bank agentur zeitung gesellschaft organisation
        gewerkschaft universität hochschule stiftung armee opposition staatsanwaltschaft bundesanwaltschaft botschaft
        feuerwehr initiative gruppe delegation liga kirche zentrale verwaltung vereinigung koalition kammer anstalt
        gemeinschaft allianz bundeswehr bundesregierung bundesbank nato justiz nationalversammlung miliz hamas studie
        fluggesellschaft airline presse firma fakultät akademie aufsicht redaktion anwaltschaft marine
        luftwaffe küstenwache abteilung plattform organisatorin zeitschrift bewegung konferenz versammlung vertretung
        direktion erklärung mitteilung nachrichtenagentur
        """,
    "m": """
        verband verein konzern sender senat rat bundestag landtag bundesrat kongress gerichtshof ausschuss dienst kreml
        club klub hersteller betreiber vorstand fonds geheimdienst bundesgerichtshof bericht stab vatikan rundfunk
        anbieter veranstalter städtetag bund landkreis aufsichtsrat internetdienst verlag rechnungshof weltverband
        """,
    "n": """
        ministerium amt gericht unternehmen institut militär parlament büro zentrum kabinett magazin blatt komitee
        bundesverfassungsgericht präsidium weiße_haus pentagon netzwerk unterhaus repräsentantenhaus bündnis
        portal fernsehen archiv museum krankenhaus klinikum gremium direktorium labor auswärtige_amt kuratorium
        """,
    "": """
        government police ministry agency authority party union commission bank company university army court council
        committee parliament senate congress group organisation organization embassy foundation newspaper broadcaster
        department office administration institute military association federation opposition assembly bureau
        white_house kremlin pentagon
        """,
}
_INSTITUTION_GENDER = {
    noun.replace("_", " "): gender for gender, nouns in _INSTITUTIONS.items() for noun in nouns.split()
}
_ENDS = frozenset(noun[-3:] for noun in _INSTITUTION_GENDER)
_MADE_OF = 40
"""Letters of a compound that are looked at; longer words are none."""
_CACHED = 20_000
"""Words whose gender is kept: news repeats its nouns, and most of them are looked for by every ending in vain."""


@lru_cache(_CACHED)
def institution_gender(word: str) -> str | None:
    """Return the gender of an institution noun ("Außenministerium" is "n"), "" in English; None for other words."""
    lower = word.lower()
    if len(lower) > _MADE_OF:
        return None
    for form in (lower, lower.removesuffix("s"), lower.removesuffix("es"), lower.removesuffix("en")):
        # A look at three letters spares looking up every ending of most words.
        for cut in range(max(1, len(form) - 3)) if form[-3:] in _ENDS else ():
            gender = _INSTITUTION_GENDER.get(form[cut:])
            # A word of four letters is too short to end a compound: "Bahnhaus", "Abrat".
            if gender is not None and (cut == 0 or (cut >= 2 and len(form) - cut >= 5)):
                return gender
    return None
