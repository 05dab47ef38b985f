"""Patterns of the expressions that say when, German and English; what they mean is told in `rag.claims.times.dates`.

Each row is a name and a pattern; the first row that matches at a place wins. A space in a pattern is up to three
characters of white space. Every pattern is bounded, so that scanning is linear.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rag.claims.times.time_words import DECADES, NUMBERS, SEASONS


def _any(words: object) -> str:
    return "|".join(sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


_YEAR = r"(?:1[0-9]|20)\d\d(?!\d)"
_SHORT = "Jan Jän Feb Mrz Mär Mar Apr Jun Jul Aug Sept Sep Okt Oct Nov Dez Dec".split()
_LONG = {
    False: """
        Januar Jänner Februar Feber März Maerz April Mai Juni Juli August September Oktober November Dezember
    """.split(),
    True: "January February March April May June July August September October November December".split(),
}
_DE_MONTH = rf"(?:(?:{_any(_LONG[False])})(?![\w-])|(?:{_any(_SHORT)})\b\.?(?!-))"
_EN_MONTH = rf"(?:(?:{_any(_LONG[True])})(?![\w-])|(?:{_any(_SHORT)})\b\.?(?!-))"
_DE_WD = (
    r"(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)(?:s|abend|morgen|vormittag"
    r"|nachmittag|mittag|nacht|früh)?(?![\w-])"
)
_EN_WD = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?![\w-])"
_NUM = rf"(?:\d{{1,3}}|(?i:{_any(NUMBERS)}))"
_TH = r"(?:st|nd|rd|th)?"
_DE_PART = r"(?: (?:früh|[Mm]orgen|[Vv]ormittag|[Mm]ittag|[Nn]achmittag|[Aa]bend|[Nn]acht)(?!\w))?"
_DE_PAST = r"vergangene[nrsm]?|letzte[nrsm]?|vorige[nrsm]?|verflossene[nrsm]?|abgelaufene[nrsm]?|zurückliegende[nrsm]?"
_DE_NEXT = r"kommende[nrsm]?|nächste[nrsm]?|künftige[nrsm]?"
_DE_THIS = r"diese[nrsm]?|laufende[nrsm]?|aktuelle[nrsm]?"
_DE_SAME = r"selben|gleichen|selbigen"
_DE_REL = (
    rf"(?i:{_DE_PAST}|vorvergangene[nrsm]?|vorletzte[nrsm]?|übernächste[nrsm]?|{_DE_NEXT}|{_DE_THIS}"
    rf"|{_DE_SAME}|folgende[nrsm]?|darauffolgende[nrsm]?)"
)
_EN_REL = r"(?i:last|past|previous|this|next|coming|same|following|current)"

_ISO = rf"(?<![\w.-])(?P<y>{_YEAR})-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>[0-3]\d))?(?![\w-])"
_YEARS = rf"(?<![\w.,/-])(?P<y>{_YEAR}) ?(?:bis|–|-|/|to) ?(?P<y2>{_YEAR}|\d\d)(?![\w.,-]?\d)(?!\w)"

_GERMAN: Final = {
    "iso": _ISO,
    "idiom": r"[Vv]on heute auf morgen|[Hh]eute[- ][Jj]ournal|Haus(?:e)? von gestern",
    "days": (
        rf"(?<!\d)(?P<d>\d{{1,2}})\. ?(?:(?P<month1>{_DE_MONTH}) ?)?(?:bis(?: zum)?|und|–|-|/) ?"
        rf"(?P<d2>\d{{1,2}})\. ?(?P<month>{_DE_MONTH})(?:,? (?P<y>{_YEAR}))?"
    ),
    "numeric": (
        rf"(?:{_DE_WD},? ?(?:dem|den|der)? ?)?(?<![\d.])(?P<d>\d{{1,2}})\. ?(?P<m>\d{{1,2}})\. ?"
        rf"(?P<y>{_YEAR}|(?<=\.)\d\d(?![\d.,]))"
    ),
    "day": (
        rf"(?:{_DE_WD}(?: \([^()]{{1,12}}\))?,? ?(?:dem|den|der)? ?)?(?<!\d)(?P<d>\d{{1,2}})\. ?"
        rf"(?P<month>{_DE_MONTH})(?:,? (?:des Jahres )?(?P<y>{_YEAR}))?"
    ),
    "short": rf"(?P<wd>{_DE_WD},? (?:dem |den |der )?)?(?<=[ (])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?!\d)",
    "month": rf"(?<![\w-])(?:(?P<rel>{_DE_REL}) )?(?P<month>{_DE_MONTH})(?:,? (?:des Jahres )?(?P<y>{_YEAR}))?",
    "between": rf"[Zz]wischen (?:den Jahren )?(?P<y>{_YEAR}) und (?P<y2>{_YEAR})",
    "years": _YEARS,
    "decade": r"(?<![\w.,])(?P<decade>(?:1[5-9]|20)?\d0)er(?:[- ]?Jahre[ns]?)?(?!\w)",
    "decade_word": (
        rf"(?<!\w)(?P<decade>(?i:{_any(d for d in DECADES if d.endswith('ig'))}))er(?: Jahre[ns]?|jahre[ns]?)"
        rf"(?!\w)"
    ),
    "century": r"(?<!\d)(?P<century>\d{1,2})\. Jahrhunderts?(?!\w)",
    "quarter": (
        rf"(?<!\w)(?P<q>[1-4]\.|(?:erst|zweit|dritt|viert)e[nrsm]?) (?P<part>Quartals?|Halbjahre?s?"
        rf"|Vierteljahre?s?|Jahreshälfte|Hälfte)(?: (?:des Jahres )?(?P<y>{_YEAR})| (?:des )?"
        rf"(?P<rel>{_DE_REL}) Jahres)?(?!\w)"
    ),
    "ago": (
        rf"(?<!\w)[Vv]or (?:genau |exakt )?(?P<n>{_NUM}) (?P<unit>Tag(?:en)?|Wochen?|Monat(?:en)?|Jahr(?:en)?)"
        rf"(?!\w)"
    ),
    "lasted": (
        rf"(?<!\w)[Ss]eit (?:genau |nunmehr |inzwischen |mittlerweile )?(?P<n>{_NUM}) (?P<unit>Tag(?:en)?"
        rf"|Wochen?|Monat(?:en)?|Jahr(?:en)?)(?!\w)"
    ),
    "ahead": rf"(?<!\w)[Ii]n (?P<n>{_NUM}) (?P<unit>Tag(?:en)?|Wochen?|Monat(?:en)?|Jahr(?:en)?)(?!\w)",
    "later": (
        rf"(?<!\w)(?P<n>{_NUM}|(?i:tags|wenige)) ?(?P<unit>Tage?|Wochen?|Monate?|Jahre?)? ?(?P<way>später"
        rf"|danach|darauf|zuvor|vorher|davor)(?!\w)"
    ),
    "stretch": rf"(?<!\w)(?P<rel>{_DE_REL}) (?P<n>{_NUM}) (?P<unit>Tagen?|Wochen|Monaten?|Jahren?)(?!\w)",
    "day_after": r"(?<!\w)(?P<unit>Tag|Tage) (?P<way>danach|darauf|zuvor|davor)(?!\w)",
    "unit": (
        rf"(?<!\w)(?:(?P<rel>{_DE_REL}) )(?P<unit>Woche|Monats?|Jahre?s?|Wochenendes?|Tage?s?|Frühjahrs?"
        rf"|Frühlings?|Sommers?|Herbst(?:e?s)?|Winters?)(?!\w)"
    ),
    "of_unit": r"(?<!\w)(?:des|der) (?P<unit>Jahres|Monats|Woche)(?!\w)",
    "vor": (
        r"(?<!\w)(?P<vor>Vorjahre?s?|Vormonate?s?|Vorwoche|Vortage?s?|Folgejahre?s?|Folgetage?s?"
        r"|Folgemonate?s?)(?!\w)"
    ),
    "year_end": (
        r"(?<!\w)(?P<edge>Jahresende|Jahresbeginn|Jahresanfang|Jahresmitte|Monatsende|Monatsbeginn"
        r"|Monatsanfang)s?(?: (?P<y>(?:1[89]|20)\d\d))?(?!\w)"
    ),
    "heuer": r"(?<!\w)heuer(?!\w)",
    "season": (
        rf"(?<!\w)(?P<season>{_any(s for s in SEASONS if s[0].isupper())})s?(?: (?:des Jahres )?(?P<y>{_YEAR})"
        rf"(?:/\d\d(?:\d\d)?)?)(?!\w)"
    ),
    "weekend": r"(?<!\w)Wochenende(?!\w)",
    "deictic": rf"(?<!\w)(?P<word>[Hh]eute|[Gg]estern|[Vv]orgestern|[Üü]bermorgen|morgen|Morgen){_DE_PART}(?![\w-])",
    "deictic_day": rf"(?<!\w)(?P<word>heutige|gestrige|vorgestrige|morgige)[nrsm]? (?:Tage?s?|Abends?|{_DE_WD})(?!\w)",
    "weekday": rf"(?<![\w-])(?:(?P<rel>{_DE_REL}) )?(?P<wd>{_DE_WD}){_DE_PART}",
    "year_of": r"(?<!\w)(?:Jahr|Jahre|Jahres|Jahren) (?P<y>[1-9]\d{2,3})(?![\d.,]*\d)(?! (?:vor|v\.))",
    "year": rf"(?<![\w.,/§-])(?P<y>{_YEAR})(?![\w-]|[.,:/]\d|°|%)",
}  # fmt: skip

_ENGLISH: Final = {
    "iso": _ISO,
    "days": (
        rf"(?<!\w)(?P<month>{_EN_MONTH}) (?P<d>\d{{1,2}}){_TH} ?(?:–|-|to|and) ?(?P<d2>\d{{1,2}}){_TH}(?!\d)"
        rf"(?:,? (?P<y>{_YEAR}))?"
    ),
    "day": (
        rf"(?:{_EN_WD},? )?(?:the )?(?<!\w)(?P<d>\d{{1,2}}){_TH}(?: of)? (?P<month>{_EN_MONTH})(?:,? "
        rf"(?P<y>{_YEAR}))?"
    ),
    "day_us": (
        rf"(?:{_EN_WD},? )?(?<!\w)(?P<month>{_EN_MONTH}) (?P<d>\d{{1,2}}){_TH}(?![\d%:]|[.,]\d)(?:,? "
        rf"(?P<y>{_YEAR}))?"
    ),
    "month": rf"(?<![\w-])(?:(?P<rel>{_EN_REL}) )?(?P<month>{_EN_MONTH})(?:,? (?:of )?(?P<y>{_YEAR}))?",
    "between": rf"[Bb]etween (?P<y>{_YEAR}) and (?P<y2>{_YEAR})",
    "years": _YEARS,
    "decade": r"(?<![\w.,])['’]?(?P<decade>(?:1[5-9]|20)?\d0)['’]?s(?!\w)",
    "decade_word": rf"(?<!\w)(?P<decade>{_any(d for d in DECADES if d.endswith('ies'))})(?!\w)",
    "century": r"(?<!\d)(?P<century>\d{1,2})(?:st|nd|rd|th) century(?!\w)",
    "quarter": (
        rf"(?<!\w)(?P<q>first|second|third|fourth) (?P<part>quarter|half)(?: of)?(?: (?P<y>{_YEAR})| "
        rf"(?P<rel>{_EN_REL}) year| the year)(?!\w)"
    ),
    "ago": rf"(?<!\w)(?P<n>{_NUM}) (?P<unit>days?|weeks?|months?|years?) ago(?!\w)",
    "later": rf"(?<!\w)(?P<n>{_NUM}) (?P<unit>days?|weeks?|months?|years?) (?P<way>later|earlier|before)(?!\w)",
    "stretch": rf"(?<!\w)(?P<rel>{_EN_REL}) (?P<n>{_NUM}) (?P<unit>days|weeks|months|years)(?!\w)",
    "ahead": rf"(?<!\w)[Ii]n (?P<n>{_NUM}) (?P<unit>days?|weeks?|months?|years?)(?!\w)",
    "day_after": r"(?<!\w)the (?P<unit>day) (?P<way>after|before)(?=[,.;])",
    "deictic": (
        r"(?<!\w)(?P<word>[Tt]he day before yesterday|[Tt]he day after tomorrow|[Tt]oday|[Yy]esterday"
        r"|[Tt]omorrow|[Tt]onight)(?![\w-])(?: (?:morning|afternoon|evening|night)(?!\w))?"
    ),
    "season": rf"(?<!\w)(?P<season>{_any(s for s in SEASONS if s[0].islower())})(?: (?:of )?(?P<y>{_YEAR}))(?!\w)",
    "unit": rf"(?<!\w)(?P<rel>{_EN_REL}) (?P<unit>week|month|year|weekend|day|spring|summer|autumn|winter)(?!\w)",
    "of_unit": r"(?<!\w)(?:of )?the (?P<unit>year|month|week)(?!\w)",
    "weekend": r"(?<!\w)the weekend(?!\w)",
    "weekday": rf"(?<![\w-])(?:(?P<rel>{_EN_REL}) )?(?P<wd>{_EN_WD})(?: (?:morning|afternoon|evening|night)(?!\w))?",
    "year": rf"(?<![\w.,/§$£€-])(?P<y>{_YEAR})(?![\w-]|[.,:/]\d|°|%)",
}  # fmt: skip


def _spaced(pattern: str) -> str:
    """A space in a pattern means white space; inside a set of characters it stays what it is."""
    return re.sub(
        r"(\[[^\]]*\])|( \??)", lambda m: m.group(1) or (r"\s{0,3}" if m.group(2) == " ?" else r"\s{1,3}"), pattern
    )


# An expression begins with one of these: a look at a few letters spares trying all rows at every word.
_BEGINNINGS: Final = {
    False: (
        r"[\d'’]|J[aä]n|Feb|M[aä]e?r|Mrz|Apr|Mai|Ju[nl]i?|Aug|Sep|Okt|Nov|Dez|Mon|Die|Mit|Don|Fre|Sam|Son"
        r"|[Hh]eu|[Gg]es|gest"
        r"|[Vv]or|[Üü]ber|[Mm]org|[Vv]on heu|Haus|[Zz]wi|[Zz]wan|[Zz]wei|[Zz]w[öo]|ers|[Dd]rei|dritt|[Vv]ier"
        r"|[Ff]ünf|[Ss]ech|[Ss]ieb"
        r"|[Aa]cht|[Nn]eun|[Zz]ehn|[Ee]lf|hund|bei|ein|Ein|[Ss]eit|[Ii]n |[Tt]ag|weni|[Vv]er[gf]|[Vv]ori|abge"
        r"|zurü|[Kk]om|[Nn]äch|[Kk]ünf|[Dd]ies|[Ll]auf"
        r"|aktu|selb|glei|folg|dara|[Ll]etz|de[rs] \s{0,2}[JMW]|Folg|Jahr|Mona|Fr[üu]|Somm|Herb|Wint|Woch"
    ),
    True: (
        r"[\d'’]|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|[Bb]etw|[Tt]oday"
        r"|[Tt]onig|[Tt]omo"
        r"|[Yy]est|[Tt]he |of the|[Ii]n |[A-Za-z]+ (?:day|week|month|year|quarter|half)|[Ll]ast|[Pp]ast"
        r"|[Pp]rev|[Tt]his|[Nn]ext|[Cc]om|[Ss]ame"
        r"|[Ff]oll|[Cc]urr|spr|sum|aut|fall|win|[tfsen][whioe][a-z]+ies"
    ),
}


@cache
def rows(english: bool) -> dict[str, re.Pattern[str]]:
    """The rows of a language, compiled: each has the groups that its meaning asks for."""
    patterns = _ENGLISH if english else _GERMAN
    return {name: re.compile(_spaced(pattern)) for name, pattern in patterns.items()}


@cache
def scanner(english: bool) -> re.Pattern[str]:
    """All rows in one pattern, each a group of its name; the groups inside them have lost theirs."""
    tries = "|".join(f"(?P<{name}>{_GROUP.sub('?:', row.pattern)})" for name, row in rows(english).items())
    return re.compile(rf"(?<!\w)(?={_BEGINNINGS[english]})(?:{tries})")


_GROUP = re.compile(r"[?]P<[a-z0-9_]+>")

# What stands to the left of an expression and changes what it means, asked in this order.
_GERMAN_LEFT: Final = {
    "part": r"(?P<early>[Aa]nfang|[Bb]eginn|[Zz]u Beginn)|(?P<mid>[Mm]itte)|(?P<late>[Ee]nde)",
    "preposition": (
        r"(?P<since>[Ss]eit|[Aa]b|[Vv]on|[Vv]om)|(?P<until>[Bb]is(?: zum| zur| in| einschließlich)?)|"
        r"(?P<before>[Vv]or|[Bb]is vor)|(?P<after>[Nn]ach)|(?P<at>[Aa]m|[Ii]m|[Ii]n|[Aa]n|[Zz]um|[Ff]ür"
        r"|[Gg]egen|[Zz]u|[Ww]ährend)"
    ),
}  # fmt: skip
_ENGLISH_LEFT: Final = {
    "part": (
        r"(?P<early>[Ee]arly|(?:[Tt]he )?(?:[Bb]eginning|[Ss]tart) of)|(?P<mid>[Mm]id|"
        r"(?:[Tt]he )?[Mm]iddle of)|(?P<late>[Ll]ate|(?:[Tt]he )?[Ee]nd(?: of)?)"
    ),
    "preposition": (
        r"(?P<since>[Ss]ince|[Ff]rom|[Ss]tarting)|(?P<until>[Uu]ntil|[Tt]ill|[Bb]y|[Tt]hrough)|"
        r"(?P<before>[Bb]efore)|(?P<after>[Aa]fter)|(?P<at>[Oo]n|[Ii]n|[Aa]t|[Oo]ver|[Dd]uring|[Ff]or)"
    ),
}  # fmt: skip
_ARTICLE: Final = {False: r"(?: (?:des|der|dem|den|das|dieses|diesen|diesem|Jahre?s?))?", True: r"(?: the)?"}
LEFT: Final = {
    english: {
        name: re.compile(_spaced(rf"(?<!\w)(?:{row}){_ARTICLE[english]}[ -]?\Z").replace(r"[ -]?\Z", r"[\s-]{0,3}\Z"))
        for name, row in rows.items()
    }
    for english, rows in ((False, _GERMAN_LEFT), (True, _ENGLISH_LEFT))
}
