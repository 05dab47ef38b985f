"""Roles: nouns for what somebody is ("Außenminister", "spokeswoman"), in families that can stand for each other.

Hand-written; inflected and feminine forms are generated. A row of the table: family, after "<" the families that it is
as well, then its nouns. "der Minister" can be a foreign minister; "der Außenminister" and "der Chefdiplomat" are one
family. Compounds are read by their longest known ending: "Bundesinnenminister" is a minister whose modifier is
"bundesinnen".

A noun is masculine with a feminine in -in, unless marked: "x/y" gives the feminine y, "x*" is inflected like an
adjective ("der Vorsitzende, ein Vorsitzender"), "x=" has no gender (English), "x-" is only masculine, "x+" only
feminine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

_TABLE = """
head-of-state < politician: präsident staatschef staatspräsident bundespräsident president= kremlchef
head-of-government < politician: regierungschef premier- premierminister ministerpräsident kanzler bundeskanzler
    regierungsoberhaupt= premier= prime_minister= chancellor=
head-of-state: staatsoberhaupt= head_of_state= machthaber diktator autokrat
foreign-minister < minister politician diplomat: außenminister chefdiplomat bundesaußenminister außenamtschef
    foreign_minister= foreign_secretary= top_diplomat= secretary_of_state=
defence-minister < minister politician: verteidigungsminister wehrminister defence_minister= defense_minister=
    defence_secretary= defense_secretary=
finance-minister < minister politician: finanzminister bundesfinanzminister finance_minister= treasury_secretary=
    schatzkanzler
interior-minister < minister politician: innenminister bundesinnenminister interior_minister= home_secretary=
minister < politician: minister ressortchef ressortleiter
state-secretary < politician: staatssekretär secretary=
spokesperson: sprecher pressesprecher spokesman- spokeswoman+ spokesperson= press_secretary= wortführer
party-leader < boss politician: parteichef parteivorsitzender* parteivorsitzende+ parteiführer party_leader=
opposition-leader < politician: oppositionsführer oppositionschef opposition_leader=
group-leader < boss politician: fraktionschef fraktionsvorsitzender*
secretary-general < politician boss: generalsekretär secretary-general= secretary_general=
member-of-parliament < politician: abgeordneter* parlamentarier bundestagsabgeordneter* lawmaker= mp= congressman-
    congresswoman+ volksvertreter
senator < politician member-of-parliament: senator
mayor < politician: bürgermeister oberbürgermeister stadtoberhaupt= stadtchef mayor= rathauschef
governor < politician: gouverneur governor= landeshauptmann-
district < politician: landrat/landrätin regierungspräsident bezirksbürgermeister
commissioner < politician: kommissar kommissionspräsident commissioner=
representative < politician: beauftragter* bundesbeauftragter* ombudsmann- ombudsfrau+
politician: politiker amtsinhaber amtskollege counterpart= funktionär
    regierungsvertreter regierungsmitglied= politician=
    official= incumbent= ressortkollege innenexperte
candidate < politician: kandidat bewerber herausforderer spitzenkandidat präsidentschaftskandidat candidate= contender=
boss: chef vorsitzender* vorstand- vorstandsvorsitzender* vorstandschef geschäftsführer leiter direktor ceo= head=
    chief= chairman- chairwoman+ chair= director= boss= leader= anführer präside/präsidin intendant generaldirektor
    unternehmenschef firmenchef konzernchef obmann- manager vorstandsmitglied= vorstandsvorsitzende+ finanzvorstand-
founder < boss: gründer mitgründer mitbegründer begründer founder= co-founder=
entrepreneur < boss: unternehmer milliardär businessman- businesswoman+ billionaire= entrepreneur= investor
diplomat < politician: diplomat botschafter gesandter* sondergesandter* unterhändler verhandlungsführer ambassador=
    envoy= negotiator= delegationsleiter chefunterhändler
military: general admiral- oberst- kommandeur kommandant befehlshaber offizier armeechef generalstabschef
    generalinspekteur commander= officer= colonel= militär-
police: polizist polizeichef polizeipräsident kommissar ermittler policeman- policewoman+ sheriff= fahnder
lawyer: anwalt/anwältin rechtsanwalt/rechtsanwältin verteidiger jurist lawyer= attorney= strafverteidiger
prosecutor: staatsanwalt/staatsanwältin oberstaatsanwalt/oberstaatsanwältin generalbundesanwalt/generalbundesanwältin
    ankläger chefankläger generalstaatsanwalt/generalstaatsanwältin prosecutor=
judge: richter judge= gerichtspräsident
coach: trainer coach= bundestrainer cheftrainer nationaltrainer teamchef trainer=
athlete: spieler fußballer stürmer torwart- torhüter mittelfeldspieler verteidiger sportler athlet rennfahrer kapitän
    weltmeister olympiasieger europameister titelverteidiger schiedsrichter schwimmer läufer boxer striker= goalkeeper=
    player= captain= radprofi- skispringer
scientist < expert: wissenschaftler forscher biologe/biologin physiker chemiker astronom archäologe/archäologin
    historiker politologe/politologin soziologe/soziologin psychologe/psychologin virologe/virologin
    klimaforscher mediziner meteorologe/meteorologin seismologe/seismologin scientist= researcher= historian=
    politikwissenschaftler studienleiter genetiker informatiker geologe/geologin paläontologe/paläontologin
professor < scientist expert: professor lecturer=
economist < scientist expert: ökonom volkswirt wirtschaftswissenschaftler chefvolkswirt chefökonom economist=
analyst < expert: analyst analyst= marktbeobachter
expert: experte/expertin fachmann- fachfrau+ sachverständiger* expert= spezialist gutachter berater adviser= advisor=
doctor: arzt/ärztin chefarzt/chefärztin mediziner doctor= physician= chirurg
monarch: könig monarch kaiser king- queen+ emir- sultan- scheich- prinz/prinzessin kronprinz/kronprinzessin
    fürst großherzog prince- princess+ regent
pope: papst- pontifex- kirchenoberhaupt= pope-
clergy: bischof/bischöfin erzbischof/erzbischöfin kardinal- pfarrer priester- geistlicher* bishop= archbishop=
    cardinal- priest= ratsvorsitzender* imam- ajatollah- dalai_lama- rabbiner patriarch-
author < artist: autor schriftsteller author= writer= nobelpreisträger literaturnobelpreisträger poet= dramatiker
artist: künstler musiker sänger rapper schauspieler regisseur filmemacher komponist dirigent produzent moderator
    singer= actor= actress+ actress= director= musician= artist= komiker entertainer
journalist: journalist reporter korrespondent chefredakteur redakteur herausgeber kolumnist journalist= reporter=
    correspondent= editor= blogger kommentator
activist: aktivist bürgerrechtler menschenrechtler umweltschützer campaigner= activist= friedensaktivist dissident
    whistleblower= regimekritiker menschenrechtsanwalt/menschenrechtsanwältin
suspect: angeklagter* beschuldigter* verdächtiger* tatverdächtiger* täter attentäter defendant= suspect= verurteilter*
victim: opfer= victim= kläger geschädigter* überlebender* survivor= plaintiff= beschwerdeführer
witness: zeuge/zeugin augenzeuge/augenzeugin witness=
astronaut: astronaut kosmonaut raumfahrer astronaut= cosmonaut=
rebel: rebellenführer rebellenchef milizenführer milizchef warlord= milizionär
employee: mitarbeiter angestellter* beamter*/beamtin employee= vertreter referent sekretär representative=
    gewerkschafter gewerkschaftschef gewerkschaftsführer betriebsrat/betriebsrätin
teacher: lehrer schulleiter rektor dekan teacher= principal=
pilot: pilot flugkapitän pilot= kapitän
successor: nachfolger vorgänger stellvertreter vize= successor= predecessor= deputy=
relative: sohn- tochter+ vater- mutter+ bruder- schwester+ ehemann- ehefrau+ witwe+ witwer- son- daughter+ father-
    mother+ brother- sister+ wife+ husband- widow+ neffe- nichte+
winner: sieger wahlsieger gewinner preisträger winner=
person: mann- frau+ junge- mädchen= man- woman+ rentner student schüler fahrer teenager= insider quelle= person=
    informant source=
"""

_PARTIES = {
    "sozialdemokrat": "spd",
    "christdemokrat": "cdu",
    "christsoziale": "csu",
    "liberale": "fdp",
    "freidemokrat": "fdp",
    "linkspolitiker": "linke",
    "republikaner": "republikaner",
    "republican": "republikaner",
    "demokrat": "demokraten",
    "democrat": "demokraten",
    "genosse": "spd",
}
"""Nouns for members of a party, in the masculine or the form before endings, and what their party is called."""

TITLES = {
    "herr": False,
    "herrn": False,
    "mr": False,
    "mr.": False,
    "sir": False,
    "lord": False,
    "frau": True,
    "mrs": True,
    "mrs.": True,
    "ms": True,
    "ms.": True,
    "lady": True,
    "dr": None,
    "dr.": None,
    "prof": None,
    "prof.": None,
    "professor": None,
    "doktor": None,
    "dame": True,
}
"""Titles before a name, and whether they are a woman's; None where they do not tell."""

# Masculine nouns with these endings are weak: "dem Präsidenten".
_WEAK = ("ent", "at", "ist", "ant", "ast", "arch", "aut", "et")


@dataclass(frozen=True, slots=True)
class Role:
    """What a role noun says: `feminine` None where it does not tell, `plural` only where the form is one for sure."""

    family: str
    feminine: bool | None
    modifier: str = ""
    plural: bool = False


@cache
def _implied() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _rows():
        family, _, others = line.partition(":")[0].partition("<")
        found[family.strip()] = found.get(family.strip(), frozenset()) | {family.strip(), *others.split()}
    return found


@cache
def _rows() -> list[str]:
    return _TABLE.strip().replace("\n    ", " ").splitlines()


@cache
def _forms() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for line in _rows():
        head, _, nouns = line.partition(":")
        family = head.partition("<")[0].strip()
        for entry in nouns.split():
            for form, role in _inflected(entry, family):
                found.setdefault(form.replace("_", " "), role)
    return found


@cache
def _ends() -> frozenset[str]:
    return frozenset(form[-_SHORTEST_ENDING:] for form in _forms())


def _inflected(entry: str, family: str) -> list[tuple[str, Role]]:
    noun, _, feminine = entry.partition("/")
    mark, noun = (noun[-1], noun[:-1]) if noun[-1] in "*=-+" else ("", noun)
    man, woman = Role(family, feminine=False), Role(family, feminine=True)
    if mark == "=":
        plain = Role(family, feminine=None)
        return [(noun, plain), (noun + "s", Role(family, None, plural=True)), (noun + "es", plain)]
    if mark == "*":
        stem = noun.removesuffix("r")
        found = [(noun, man), (stem + "n", Role(family, None)), (stem + "m", man), (stem, Role(family, None))]
        return found + (_feminine(feminine, woman) if feminine else [])
    if mark == "+":
        several = noun[:-3] + "men" if noun.endswith("woman") else noun + "n"
        return [(noun, woman), (several, Role(family, True, plural=True))]
    found = [(noun, man), (noun + "s", man), (noun + "es", man)]
    if noun.endswith("man") and not noun.endswith("mann"):
        return [(noun, man), (noun[:-3] + "men", Role(family, False, plural=True)), (noun + "'s", man)]
    if noun.endswith("e"):
        found += [(noun + "n", man)]
    elif noun.endswith(_WEAK) or noun.endswith("fürst"):
        found += [(noun + "en", man)]
    else:
        plural = Role(family, False, plural=True)
        found += [(noun + "n", plural), (noun + "e", plural), (noun + "en", plural)]
    if mark == "-":
        return found
    return found + _feminine(feminine or noun.removesuffix("e") + "in", woman)


def _feminine(noun: str, role: Role) -> list[tuple[str, Role]]:
    return [(noun, role), (noun + "nen", Role(role.family, True, plural=True))]


_SHORTEST_ENDING = 4
_LONGEST = 60
_CACHED = 20_000
"""Words whose role is kept: news repeats its nouns, and a word without a role is looked for by every ending."""


def _of_party(party: str, stem: str, ending: str) -> Role:
    feminine = ending == "in"
    return Role("politician", (feminine or None) if stem.endswith("e") else feminine, party)


PARTY_ROLES = {
    stem + ending: _of_party(party, stem, ending)
    for stem, party in _PARTIES.items()
    for ending in ("", "n", "en", "in", "r", "s")
}
"""What somebody is by a noun for members of a party, in all its forms."""


def role_of(word: str) -> Role | None:
    """Return what a role noun says, whatever its form, compounds by their longest known ending; None for other words.

    >>> role_of("Bundesaußenministerin")
    Role(family='foreign-minister', feminine=True, modifier='', plural=False)
    >>> role_of("Ölministers").modifier
    'öl'
    """
    if len(word) > _LONGEST:
        return None
    lower = word.lower()
    return _forms().get(lower) or (None if " " in lower else _of_compound(lower))


# Words that end like a role and are none.
_NO_ROLES = frozenset(
    """
    november dezember dieselskandal mitspieler fernsehzuschauer lautsprecher anrufbeantworter datenträger versprecher
    plattenspieler herrscherin filmkritiker spitzensport kernforscherin gebieter wegbereiter
    """.split()
)


@lru_cache(_CACHED)
def _of_compound(lower: str) -> Role | None:
    forms = _forms()
    if lower[-_SHORTEST_ENDING:] not in _ends() or lower in _NO_ROLES:
        return None
    for cut in range(1, len(lower) - _SHORTEST_ENDING + 1):
        role = forms.get(lower[cut:])
        # A part of fewer letters ("der", "an") is no modifier; "Afrika-Experte" has its hyphen.
        if role is not None and cut >= 2 and role.family != "person":
            modifier = lower[:cut].rstrip("-").removesuffix("s-")
            return Role(role.family, role.feminine, modifier, role.plural)
    return None


def implied(family: str) -> frozenset[str]:
    """Return the families that somebody of a family belongs to, itself included."""
    return _implied().get(family, frozenset({family}))
