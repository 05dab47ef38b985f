"""What a text says beside its words: times, names across spellings, negation, modality and denial, clause by clause.

The one place where relations meet the readers of claims that know more (dates, names, epistemic status): what a claim
already carries is taken from it, see `rag.relations.statement`; this is for text that comes without a claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.relations.stems import fold
from rag.types import Modality

# --- names ------------------------------------------------------------------------------------------------

_SPELLINGS = (
    ("tsch|tch|ch", "c"), ("sch|sh", "s"), ("zh|j(?=o|a|u)", "j"), ("w|ff|ph", "v"), ("ks", "x"), ("y|ij|ii|iy|yi", "i"),
    ("j", "i"), ("ss", "s"), ("ck|qu", "k"), (r"(.)\1", r"\1"), ("(?<=[aeiou])i(?=[aeiou])", ""),
)  # fmt: skip


def canonical_name(form: str) -> str:
    """Return a folded name as no transcription of it differs: "peskow" and "peskov" are one.

    >>> canonical_name("rjabkow") == canonical_name("ryabkov"), canonical_name("borissow") == canonical_name("borisov")
    (True, True)
    """
    spelt = fold(form)
    for written, sound in _SPELLINGS:
        spelt = re.sub(written, sound, spelt)
    return spelt[:-1] if len(spelt) > 4 and spelt.endswith("s") else spelt


# --- times ------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january janner jan", "februar february feb", "marz march mar", "april apr", "mai may",
            "juni june jun", "juli july jul", "august aug", "september sept sep", "oktober october okt oct",
            "november nov", "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("montag monday", "dienstag tuesday", "mittwoch wednesday", "donnerstag thursday", "freitag friday",
         "samstag sonnabend saturday", "sonntag sunday"),
    )
    for name in names.split()
}  # fmt: skip
_PARTS_OF_DAYS = re.compile(r"(?:frueh|fruh|morgen|vormittag|mittag|nachmittag|abend|nacht)?s?")


@dataclass(frozen=True, slots=True)
class When:
    """A time as far as it is said: year, month, day, weekday (Monday is 0); at tokens `places`."""

    places: tuple[int, ...]
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def conflicts(self, other: When) -> bool:
        """Whether both cannot be one time: some part that both say differs."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return any(a is not None and b is not None and a != b for a, b in pairs)

    def met_by(self, other: When) -> bool:
        """Whether the other says all that this one says."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return all(a is None or a == b for a, b in pairs)

    def comparable(self, other: When) -> bool:
        """Whether some part is said by both."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return any(a is not None and b is not None for a, b in pairs)

    @property
    def shown(self) -> str:
        """The time as a reader understands it, "?" for a part that is not said: "2022-05-03", "?-05-03", "Tuesday"."""
        if self.weekday is not None:
            return "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[self.weekday]
        parts = ["?" if self.year is None else str(self.year)]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def of_a_day(self) -> bool:
        return self.day is not None or self.weekday is not None


def find_whens(tokens: Sequence[str], language: str) -> list[When]:
    """Return the times that tokens name: dates, months, years and weekdays, in order."""
    forms = [fold(token) for token in tokens]
    found: list[When] = []
    at = 0
    while at < len(forms):
        when = _date(tokens, forms, at, language)
        if when is not None:
            found.append(when)
            at = when.places[-1] + 1
        else:
            at += 1
    return found


def _date(tokens: Sequence[str], forms: Sequence[str], at: int, language: str) -> When | None:
    form = forms[at]
    numeric = re.fullmatch(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?", form)
    if numeric and language == "de" and 1 <= int(numeric[2]) <= 12 and 1 <= int(numeric[1]) <= 31:
        dotted = at + 1 < len(forms) and forms[at + 1] == "."
        if numeric[3] or dotted:
            year = int(numeric[3]) if numeric[3] else None
            year = year + 2000 if year is not None and year < 100 else year
            return When((at,), year, int(numeric[2]), int(numeric[1]))
    if re.fullmatch(r"\d{1,2}", form) and 1 <= int(form) <= 31:
        # "3. Mai 2022", "4 June 2021", "1st of March"
        next_ = at + 1
        while next_ < len(forms) and forms[next_] in (".", "st", "nd", "rd", "th", "of"):
            next_ += 1
        if next_ < len(forms) and next_ - at <= 3 and forms[next_] in _MONTHS and tokens[next_][0].isupper():
            year, last = _year_behind(forms, next_)
            return When(tuple(range(at, last + 1)), year, _MONTHS[forms[next_]], int(form))
    if (
        form in _MONTHS
        and tokens[at][0].isupper()
        and (form not in ("may", "mar", "march", "jan") or _timely(forms, at))
    ):
        if at + 1 < len(forms) and re.fullmatch(r"\d{1,2}", forms[at + 1]) and language == "en":
            year, last = _year_behind(forms, at + 1)
            return When(tuple(range(at, last + 1)), year, _MONTHS[form], int(forms[at + 1]))
        year, last = _year_behind(forms, at)
        return When(tuple(range(at, last + 1)), year, _MONTHS[form])
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", form) and _is_year(forms, at):
        return When((at,), int(form))
    for name, number in _WEEKDAYS.items():
        if form.startswith(name) and _PARTS_OF_DAYS.fullmatch(form[len(name) :]):
            return When((at,), weekday=number)
    return None


def _timely(forms: Sequence[str], at: int) -> bool:
    """Whether "May" or "March" is a month here: behind a word that times follow, or before a number."""
    before = forms[at - 1] if at else ""
    after = forms[at + 1] if at + 1 < len(forms) else ""
    return (
        before in ("in", "since", "until", "by", "last", "next", "early", "late", "of", "from", "im", "and", "to")
        or after.isdigit()
    )


def _year_behind(forms: Sequence[str], at: int) -> tuple[int | None, int]:
    next_ = at + 2 if at + 1 < len(forms) and forms[at + 1] in (",", "of") else at + 1
    if next_ < len(forms) and re.fullmatch(r"(?:1[5-9]|20)\d\d", forms[next_]):
        return int(forms[next_]), next_
    return None, at


def _is_year(forms: Sequence[str], at: int) -> bool:
    """Whether four digits are a year and no number of things: nothing that is counted follows."""
    before = forms[at - 1] if at else ""
    if before in "$€£" and before:
        return False
    after = forms[at + 1] if at + 1 < len(forms) else ""
    return after not in (
        "%",
        "prozent",
        "percent",
        "euro",
        "dollar",
        "€",
        "menschen",
        "people",
        "tonnen",
        "tons",
        "million",
    )


# --- negation, modality, denial ------------------------------------------------------------------------------

_NOT = frozenset(
    "nicht nichts nie niemals niemand niemanden niemandem nirgends kein keinerlei keine keinen keinem keiner keines weder"
    " keinesfalls keineswegs kaum not never no nobody nothing neither none cannot hardly barely".split()
)
_MERELY = frozenset("nur allein only just merely alone".split())
_OPENERS = frozenset("dass das daß that ob whether".split())
_MODAL: dict[Modality, re.Pattern[str]] = {
    "offered": re.compile(
        r"\b(?:bietet|bot|boten|bieten)\b.*?\ban\b|\bangeboten\b|\banbie?t\w*|\banzubieten\b|\banbot\w*"
        r"|\boffer(?:s|ed|ing)?\b|\bpropos(?:e|es|ed|ing)\b|\bschl(?:ug|ugen|agt|agen)\b.*?\bvor\b|\bvorgeschlagen\b"
        r"|\b(?:zeigte|erklarte) sich bereit\b|\bready to\b|\bwilling to\b|\bbereit\b"
    ),
    "planned": re.compile(
        r"\b(?:plant|planen|plante|planten|geplant|beabsichtigt\w*|erwagt|erwagen|vorhat\w*|vorhaben)\b"
        r"|\b(?:hat|haben|hatte|hatten)\b[^.]*?\bvor\W*$"
        r"|\b(?:will|wollen|wollte|wollten)\b(?=.*(?:\w+en)\b)|\bwill\b(?!\s+(?:be|not|have)?\s*\w+)"
        r"|\b(?:plans?|planned|planning|intends?|intended|aims?|wants?|wanted|hopes?|hoped) to\b|\b(?:plans|planned|planning)\b"
        r"|\b(?:in talks|in negotiations|about|due|set|expected|promised|promises|pledged|vowed|agreed) to\b"
        r"|\b(?:versprach\w*|verspricht|versprochen|kundigte\w* an|angekundigt)\b"
    ),
    "demanded": re.compile(
        r"\b(?:ford(?:ert|erte|erten|ern)|gefordert|verlang(?:t|te|ten|en)|drang(?:t|te|ten)|bat|baten|bittet|bitten|gebeten"
        r"|pocht\w*|appellier\w*|rief\w* \S+ auf|aufgerufen|rat|riet|empfahl|empfiehlt|mahnt\w*)\b"
        r"|\b(?:demand(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|urg(?:e|es|ed|ing)|request(?:s|ed)?|appeal(?:s|ed)|insist(?:s|ed))\b"
        r"|\bask(?:s|ed|ing)? (?:\S+ ){0,4}(?:to|for)\b|\b(?:should|must|ought to|sollte|sollten|musse|mussen|musste|muss)\b"
    ),
    "possible": re.compile(
        r"\b(?:konnt?en?|konnte|kann|durfte|durften|moglich\w*|moglicherweise|vielleicht|wahrscheinlich|vermutlich"
        r"|mutma(?:ss|ß)lich\w*|angeblich\w*|offenbar|anscheinend|womoglich|eventuell|wurde|wurden)\b(?<!\bwurde)(?<!\bwurden)"
        r"|\b(?:soll|sollen)\b.*\b(?:haben|sein|werden|worden)\b|\b(?:falls|sofern)\b"
        r"|\b(?:pruft|prufen|prufte|berat|beraten|beriet|diskutier\w*|stimmt\w* \S+ \S*ab)\b|\bnicht (?:\w+ ){0,2}aus(?:zu)?(?:schlie\w+|geschlossen)\b|\bschlie\w+ (?:\w+ ){0,5}nicht (?:\w+ ){0,2}aus\b"
        r"|\b(?:may|might|could|can|possibl[ey]|perhaps|maybe|probably|likely|allegedly|reportedly|apparently|supposedly|would)\b"
        r"|\b(?:consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|review(?:s|ed|ing)?|debat(?:es|ed|ing)|discuss(?:es|ed|ing)?)\b"
        r"|\b(?:vote|votes|will vote) on\b|\b(?:not|n't|never) (?:\w+ ){0,2}(?:rul(?:e|ed|ing) out|exclud(?:e|ed))\b|\bif\b"
    ),
}
_KONJUNKTIV_II = re.compile(r"\b(?:könnte\w*|würde\w*|dürfte\w*|hätte\w*|wäre\w*)\b", re.IGNORECASE)
_FLIPPER = re.compile(
    r"\b(?:(?:refus|declin|fail)(?:e|es|ed|s|ing)? to|(?:denied|denies|deny|avoided) (?:\w+ing|ever)\b"
    r"|weiger\w* sich|verzichte\w* (?:darauf|auf)|unterlie(?:ss|ß) es"
    r"|(?:dementier\w*|bestr(?:itt\w*|eite\w*)|leugne\w*|verneint?\w*|zuruckgewiesen|widersprach\w*|widerspricht"
    r"|zuruck|deny|denies|denied|denial|rejects?|rejected|disput(?:es?|ed)|refut(?:es?|ed))\W{1,3}(?:dass|dab|that\b)"
    r"|(?:falsch|unwahr|erfunden|false|untrue|wrong|nonsense)\W{1,3}(?:dass|that))"
)
_TO_INFINITIVE = re.compile(r"\b\w*zu\w*\b \w+en\b|\bzu \w+en\b|\w+zu\w{2,}en\b|^\W*(?:to|um)\b")


@dataclass(frozen=True, slots=True)
class Scopes:
    """For each token: the clause it stands in, whether that is negated, and its modality."""

    clauses: tuple[int, ...]
    negated: tuple[bool, ...]
    modality: tuple[Modality, ...]


_BREAKS = frozenset(",;:.!?–—()") | {"sondern", "but", "aber"}


def scopes(tokens: Sequence[str], language: str) -> Scopes:
    """Return what is negated and what only planned, offered, demanded or possible, for each token."""
    forms = [fold(token) for token in tokens]
    clauses = _clauses(forms)
    count = (clauses[-1] + 1) if clauses else 0
    texts: list[list[str]] = [[] for _ in range(count)]
    spelt: list[list[str]] = [[] for _ in range(count)]
    for form, token, clause in zip(forms, tokens, clauses, strict=True):
        texts[clause].append(form)
        spelt[clause].append(token)
    modal: list[Modality] = []
    odd: list[bool] = []
    empty: list[bool] = []
    for clause, (words, written) in enumerate(zip(texts, spelt, strict=True)):
        words = [word for word in words if word not in _BREAKS] or ["."]
        written = [token for token in written if token not in _BREAKS] or ["."]
        text = " ".join(words)
        own = _modality(_without_nouns(words, written, language), " ".join(written), language)
        governed = clause > 0 and (words[0] in _OPENERS or bool(_TO_INFINITIVE.search(text)))
        if own == "stated" and governed and language == "de":
            own = modal[-1]
        modal.append(own)
        narrow = [at for at in range(len(words)) if _negates(words, at) and _is_narrow(words, at, language)]
        negative = (sum(_negates(words, at) for at in range(len(words))) - len(narrow)) % 2 == 1
        # "It is not true that ...": the denial is of what follows.
        if clause and empty[-1] and odd[-1] and words[0] in _OPENERS:
            negative = not negative
        odd.append(negative)
        empty.append(
            bool(re.search(r"\b(?:stimmt|wahr|richtig|fall|zutrifft|true|correct|case)\b", text)) and len(words) < 8
        )
    negated = [odd[clause] for clause in clauses]
    modality: list[Modality] = [modal[clause] for clause in clauses]
    for at in _from_flippers(forms):
        negated[at] = not negated[at]
    _narrow_scopes(forms, clauses, negated, language)
    return Scopes(tuple(clauses), tuple(negated), tuple(modality))


def _clauses(forms: Sequence[str]) -> list[int]:
    numbers, clause, fresh = [], 0, True
    for at, form in enumerate(forms):
        if form in _BREAKS and not fresh and at + 1 < len(forms):
            clause, fresh = clause + 1, form not in _BREAKS
            numbers.append(clause)
            fresh = True
            continue
        fresh = fresh and form in _BREAKS
        numbers.append(clause)
    return numbers


def _negates(words: Sequence[str], at: int) -> bool:
    form = words[at]
    if form in _NOT or form.endswith(("n't", "n’t")):
        following = words[at + 1] if at + 1 < len(words) else ""
        if form in ("no", "not", "nicht") and following in _MERELY:
            return False
        return not (form == "no" and following in ("longer", "doubt", "fewer", "less", "more"))
    return False


def _is_narrow(words: Sequence[str], at: int, language: str) -> bool:
    """Whether only what follows is denied, and not what happens: "driven not by war", "nicht wegen des Regens"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return words[at] in ("not", "nicht") and following in _BEFORE_PHRASES[language]


_BEFORE_PHRASES = {
    "en": frozenset("by because for in on at from with as of through due until".split()),
    "de": frozenset("durch wegen aus von mit nach als erst".split()),
}


def _from_flippers(forms: Sequence[str]) -> list[int]:
    """Return the places of the tokens whose sense is turned round: what follows "denied that" and "refused to"."""
    text, starts = "", []
    for form in forms:
        starts.append(len(text))
        text += form + " "
    places: list[int] = []
    for match in _FLIPPER.finditer(text):
        # "denied having": the word in "-ing" is already what is denied.
        begin = match.start() + match.group().rindex(" ") if match.group().endswith("ing") else match.end()
        places += [at for at, start in enumerate(starts) if start >= begin]
    return places


def _narrow_scopes(forms: Sequence[str], clauses: Sequence[int], negated: list[bool], language: str) -> None:
    """Turn round what stands behind "without" and behind "not by" and their like, up to the end of the clause."""
    for at, form in enumerate(forms):
        without = form in ("ohne", "without")
        if without or _is_narrow(forms, at, language):
            for place in range(at + 1, min(at + (4 if without else 9), len(forms))):
                if clauses[place] == clauses[at]:
                    negated[place] = not negated[place]


def _without_nouns(words: Sequence[str], written: Sequence[str], language: str) -> str:
    """Return a clause without nouns that look like verbs of modality: "the plan", "die Forderung", "der Rat"."""
    kept = []
    for at, (word, form) in enumerate(zip(words, written, strict=True)):
        noun = language == "de" and form[0].isupper() and at > 0
        determiner = (
            language == "en"
            and at > 0
            and words[at - 1] in ("the", "a", "an", "his", "her", "its", "their", "this", "of")
        )
        kept.append("_" if noun or determiner else word)
    return " ".join(kept)


def _modality(text: str, written: str, language: str) -> Modality:
    if _KONJUNKTIV_II.search(written):
        return "possible"
    for modality, pattern in _MODAL.items():
        for match in pattern.finditer(text):
            if match.group() in ("konnte", "konnten"):
                continue  # without its dots it may be "could" as in "was able to"
            if language == "de" or match.group() != "will":
                return modality
    return "stated"
