"""Questions for what somebody says: whose words are asked for, and about what.

Only the form of the question is read here. Whether the words after "says" name a claimer of the index is known where
it is searched (`rag.retrieval`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.lexicon import FUNCTION_WORDS, Term

_MOST_WORDS = 6
"""Words of a claimer's name with title and article: "der stellvertretende Ministerpräsident Juri Borissow"."""

_SAYS_DE = r"""(?: sag(?:t|te|ten|en) | erklär(?:t|te|ten|en) | mein(?:t|te|ten|en) | behaupte(?:t|te|ten|n)
    | forder(?:t|te|ten|n) | verlang(?:t|te|ten|en) | verspr(?:icht|ach|achen|echen) | bericht(?:et|ete|eten|en)
    | beton(?:t|te|ten|en) | denk(?:t|en) | dachte | glaub(?:t|te|ten|en) | schreib(?:t|en) | schrieb(?:en)?
    | antworte(?:t|te|ten|n) | erzähl(?:t|te|ten|en) | kündig(?:t|te|ten|en) | teil(?:t|te|ten|en)
    | kritisier(?:t|te|ten|en) | lob(?:t|te|ten|en) | warn(?:t|te|ten|en) | meld(?:et|ete|eten|en)
    | bestätig(?:t|te|ten|en) | dementier(?:t|te|ten|en) | bestreite(?:t|n) | bestritt(?:en)? | h[äi]e?lt | halten )"""
_SAID_DE = r"""(?: gesagt | erklärt | gemeint | behauptet | gefordert | verlangt | versprochen | berichtet | betont
    | gedacht | geglaubt | geschrieben | geantwortet | erzählt | angekündigt | mitgeteilt | kritisiert | gelobt
    | gewarnt | gemeldet | bestätigt | dementiert | bestritten | geäußert | verkündet )"""
_SAY_EN = r"""(?: say | claim | think | demand | announce | promise | state | report | believe | declare | argue | tell
    | deny | confirm | stress | write | warn | criti[cs]i[sz]e | praise | call\s+for | ask\s+for )"""
_SAID_EN = r"""(?: sa(?:id|ying) | claim(?:ed|ing) | thought | thinking | demand(?:ed|ing) | announc(?:ed|ing)
    | promis(?:ed|ing) | stated | report(?:ed|ing) | believed | declared | argued | told | denied | confirmed
    | stressed | written | warned | criti[cs]i[sz]ed | praised | called\s+for | asked\s+for )"""
_AND = r"^\W*(?:(?:und|aber|also|and|but|so)\s+)?"
# Where a name ends that no verb closes: before a preposition, an adverb, a clause, words in brackets.
_ENDS = r"""(?= \W*$ | \s*[,:;(] | \s+(?:zu[mr]? | über | von | vom | an | bei[m]? | im | in | auf | für | gegen | mit
    | nach | am | um | wegen | dazu | darüber | davon | dagegen | noch | sonst | weiter(?:es)? | eigentlich | genau
    | denn | nun | jetzt | heute | damals | alles | dass | wenn | ob | sich | aus | laut | vor | den | dem )\b )"""

_NAME = r"[^,:;(?]{1,80}?"
"""Bounded, so that time does not grow with the square of a question's length."""

_FORMS = tuple(
    re.compile(_AND + form, re.IGNORECASE | re.VERBOSE)
    for form in (
        rf"was (?:\s+(?:sonst|noch|genau))? \s+ {_SAYS_DE} \s+ (?P<who>{_NAME}) {_ENDS} (?P<what>.*)",
        rf"""was (?:\s+(?:sonst|noch|genau))? \s+ ha(?:t|ben|tte|tten) \s+ (?P<who>{_NAME})
             (?P<what> (?:{_ENDS} .*?)? \s+ {_SAID_DE} \b .*)""",
        rf"wie \s+ äußer(?:t|te|ten|n) \s+ sich \s+ (?P<who>{_NAME}) {_ENDS} (?P<what>.*)",
        rf"""wie \s+ ha(?:t|ben|tte|tten) \s+ sich \s+ (?P<who>{_NAME}) {_ENDS} (?P<what>.*? \s+ geäußert \b .*)""",
        rf"""(?:what|how) (?:\s+(?:else|more|exactly))? \s+
             (?:do|does|did|has|have|had|would|(?:is|was)(?=.*\bsaying\b)) \s+
             (?P<who>{_NAME}) \s+ (?:{_SAY_EN}|{_SAID_EN}|comment(?:ed)?\s+on|react(?:ed)?\s+to) \b (?P<what>.*)""",
    )
)
_BY_ACCOUNT = tuple(
    re.compile(_AND + form, re.IGNORECASE | re.VERBOSE)
    for form in (
        rf"laut \s+ (?P<who>{_NAME}) (?: \s*[,:] | (?=\s+[a-zäöü]+\b) ) (?P<what>.*)",
        rf"according \s+ to \s+ (?P<who>{_NAME}) \s*[,:] (?P<what>.*)",
    )
)
_OF_ANYBODY = tuple(
    re.compile(_AND + form, re.IGNORECASE | re.VERBOSE)
    for form in (
        rf"was \s+ (?:wird|wurde) \s+ (?P<what>(?:über|zu[mr]?|von|vom)\s+.*) \s+ {_SAID_DE} \W*$",
        r"what \s+ (?:is|was|has\s+been) \s+ (?:said|reported|claimed|told) \s+ (?P<what>(?:about|of|on)\s.*)",
    )
)
_EMPTY = frozenset(
    """
    thema frage sachen sache beim noch sonst topic subject issue question matter else dazu darüber say said says gesagt
    erklärt gemeint behauptet gefordert verlangt versprochen berichtet betont gedacht geglaubt geschrieben geantwortet
    erzählt angekündigt mitgeteilt kritisiert gelobt gewarnt gemeldet bestätigt dementiert bestritten geäußert verkündet
    exactly genau damals heute today now jetzt mit regard regarding concerning bezüglich
    """.split()
)
"""Words that say nothing of a topic."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Whose words a question asks for, as it names them, and the words it says the topic by, none for all they say.

    `who` is None where it asks for anybody's words ("What is said about trade?"); then there is a topic. `account`
    tells that it asks for something else by somebody's account ("According to Borisov, how much did trade grow?").
    """

    who: str | None
    topic: tuple[Term, ...]
    account: bool = False

    @classmethod
    def of(cls, question: str, terms: Iterable[Term]) -> Saying | None:
        """Return what a question asks for, given its content words; None if it does not ask for what somebody says.

        >>> from rag.lexicon import terms
        >>> text = "What did Borisov say about trade?"
        >>> saying = Saying.of(text, terms(text, "en"))
        >>> saying.who, [term.word for term in saying.topic]
        ('Borisov', ['trade'])
        >>> Saying.of("Wer ist Borissow?", ()) is None
        True
        """
        named = next((found for form in (*_FORMS, *_BY_ACCOUNT) if (found := form.match(question))), None)
        if named is not None:
            who = named["who"].strip(" \"'„“”«»")
            if 0 < len(who.split()) <= _MOST_WORDS and not _is_pronoun(who):
                topic, account = _topic(named["what"], terms), named.re in _BY_ACCOUNT
                return cls(who, topic, account) if topic or not account else None
            return None
        about = next((found for form in _OF_ANYBODY if (found := form.match(question))), None)
        asked = about and _topic(about["what"], terms)
        return cls(None, asked) if asked else None


def _is_pronoun(who: str) -> bool:
    """Whether words name nobody: "er", "they", "man"."""
    small = FUNCTION_WORDS["de"] | FUNCTION_WORDS["en"]
    return all(word.lower() in small for word in who.split())


def _topic(words: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    said = set(re.findall(r"\w+", words))
    return tuple(term for term in terms if term.word in said and term.word.lower() not in _EMPTY)
