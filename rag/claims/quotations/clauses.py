"""The clauses of a German sentence, without a parser: stretches between commas, and what begins each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.claims.quotations.cues import KONJUNKTIV, KONJUNKTIV_PLURAL
from rag.claims.quotations.german_cues import LEXICON
from rag.claims.quotations.phrases import Word
from rag.claims.quotations.subjects import Sentence

ClauseKind = Literal["main", "dass", "question", "adverbial", "relative", "infinitive", "quoted", "fragment"]

HAVE = frozenset("hat haben hatte hatten habe hätte hätten".split())
BECOME = frozenset("wird werden wurde wurden werde würde würden worden".split())
BE = frozenset("ist sind war waren sei seien wäre wären".split())
MODALS = frozenset(
    """
    kann können konnte konnten könne könnte könnten muss müssen musste mussten müsse müsste müssten soll sollen sollte
    sollten solle will wollen wollte wollten wolle darf dürfen durfte durften dürfe dürfte dürften mag mögen mochte
    möchte möchten möge
    """.split()
)
_MORE = """
verletzen schaden stärken schwächen lernen machen schaffen kosten betragen umfassen enthalten verfügen leben wohnen
lieben hassen spüren merken beachten achten benötigen verlieren gewinnen verdienen zahlen bezahlen kaufen verkaufen
lösen regeln prüfen untersuchen ermitteln suchen finden treffen begegnen helfen dienen nutzen benutzen verwenden
entwickeln entstehen vergehen verlaufen beginnen enden aufhören anfangen fehlen mangeln existieren funktionieren
reichen genügen passen gefallen erlauben ermöglichen verhindern vermeiden verursachen führen erreichen erhalten
bekommen kriegen empfangen senden schicken bringen holen tragen ziehen drücken schieben fallen steigen sinken wachsen
schrumpfen zunehmen abnehmen sterben überleben leiden erkranken heilen behandeln betreffen berühren stören zerstören
retten schützen verteidigen kämpfen streiten siegen unterliegen regieren herrschen wählen stimmen bestimmen entscheiden
planen beabsichtigen wollen wünschen brauchen verlangen fordern bitten danken verzichten warten erwarten vertrauen
glauben zweifeln fürchten freuen ärgern wundern überraschen enttäuschen interessieren kümmern beschäftigen beteiligen
beitragen beruhen basieren stammen kommen entstammen folgen verfolgen fliehen fahren fliegen reisen wandern laufen
rennen springen stürzen brechen reißen schneiden öffnen schließen bauen errichten gründen bilden formen ändern
verändern wechseln tauschen ersetzen ergänzen erweitern vergrößern verkleinern senken heben erhöhen verringern
beschleunigen bremsen stoppen halten behalten verbleiben bleiben lassen verlassen zulassen ausreichen vorliegen
bedrohen gefährden belasten entlasten unterscheiden vergleichen gleichen ähneln entsprechen widersprechen bestehen
setzen sitzen stehen liegen legen stellen hängen stecken drohen gelten zählen rechnen messen wiegen dauern währen
vertreten besitzen eignen gehören zeigen beweisen belegen bedürfen unterstützen fördern behindern begrüßen ablehnen
"""
UNREAL = (KONJUNKTIV | {verb.removesuffix("n").removesuffix("e") + "e" for verb in _MORE.split()}) - {"lebe"}
"""Konjunktiv I, third person singular: what shows that a clause is somebody's words."""
_SUBJECT_PRONOUNS = frozenset("er sie es man wir ich dies das wer sich ihn ihm ihnen uns".split())
_ARTICLES = frozenset("der die das den dem des ein eine einer eines einem einen seine ihre keine diese".split())
_NOT_UNREAL = frozenset(
    """
    eine seine ihre keine diese jene alle viele beide einige mehrere ohne heute gerade lange ende sowie gestrige
    ebene meine welche solche manche weitere andere erste zweite dritte nahe gegenüber beinahe gerne seite bitte leise
    etwa danke große kleine neue hohe ihre deine unsere eure jede möglichst tage hundert
    """.split()
)
_FINITE = HAVE | BECOME | BE | MODALS | LEXICON.verbs | KONJUNKTIV | KONJUNKTIV_PLURAL
_DASS = frozenset({"dass", "daß", "ob"})
_QUESTION = frozenset(
    "wie wer wen wem was wo wann warum weshalb wieso woher wohin wodurch womit wofür wieviel welche welcher".split()
)
_ADVERBIAL = frozenset(
    """
    weil da wenn als nachdem während obwohl obgleich falls sofern soweit bevor ehe bis damit indem wobei sodass
    sobald solange seitdem zumal woraufhin wodurch weswegen sondern denn
    """.split()
)
_RELATIVE = frozenset(
    "der die das den dem deren dessen denen welche welcher welches welchen welchem was wo worin wonach woran".split()
)
_OPENERS = _DASS | _QUESTION | _RELATIVE
PREPOSITIONS = frozenset(
    """
    an auf aus bei durch für gegen hinter in mit nach neben ohne seit über um unter von vor während wegen zu zwischen
    """.split()
)
_ALSO_ADVERBS = frozenset({"da", "während", "bis", "damit", "als"})
""" "Als Grund nannte er ..." is no clause of its own."""
_BREAKS = frozenset(",;:–—()")
_INFINITIVE = re.compile(r"[a-zäöüß]+(?:e[lr])?n\Z")
_ZU_INSIDE = re.compile(
    r"(?:ab|an|auf|aus|bei|durch|ein|entgegen|fest|fort|frei|gegenüber|heran|heraus|herbei|herunter|hervor|hin|hinaus"
    r"|hinzu|los|mit|nach|nieder|offen|sicher|teil|um|unter|vor|voran|vorbei|weg|weiter|wieder|zurück|zusammen|zu|bekannt"
    r"|klar|statt|wahr|bereit)zu[a-zäöüß]+n\Z"
)
_FINITE_ENDING = re.compile(r"[a-zäöüß]{2,}(?:te|ten|t|ete|eten)\Z")
_NO_VERB = frozenset(
    """
    nicht jetzt zuletzt selbst fast meist insgesamt bereits seit erst sonst dort sofort weit damit somit mit bekannt
    erneut gut laut statt heute nächst spät oft möglichst rechts bitte heute sogar zunächst letzten ersten zweiten
    dritten vierten fünften sechsten siebten achten neunten zehnten gesamten weiten beiten guten alten roten toten
    bekannten zweite dritte gute letzte erste gesamte alte rote bereit gesamt breit echt leicht schlecht direkt exakt
    konkret korrekt absolut relativ halbwegs sämtlichen derzeit zurzeit jederzeit längst höchst mindest komplett
    """.split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The words `first` (included) to `last` (excluded) of a sentence; `mark` is what stands before them."""

    first: int
    last: int
    kind: ClauseKind
    mark: str = ""


def clauses(sentence: Sentence) -> list[Clause]:
    """Cut a sentence at its commas, colons, dashes and brackets, and at "und" with a verb behind it.

    Marks inside quotations do not count: what stands between quotation marks is in one clause with its frame.
    """
    words = sentence.words
    found: list[Clause] = []
    first, mark = 0, ""
    bracket: tuple[int, ...] = ()
    end = len(words)
    while end and words[end - 1].text in ".!?…" and not sentence.inside(end - 1):
        end -= 1
    for at in range(end + 1):
        if at < end and words[at].text == "(":
            bracket = _short_bracket(sentence, at, end)
        cut = at == end or (words[at].text in _BREAKS and not sentence.inside(at) and at not in bracket)
        joins = (
            not cut
            and at > first
            and words[at].lower in {"und", "aber", "oder"}
            and not sentence.inside(at)
            and at + 1 < end
            and not words[at + 1].capital
            and is_finite(words[at + 1])
        )
        if not cut and not joins:
            continue
        if at > first:
            quoted = all(sentence.inside(i) or not words[i].text[0].isalnum() for i in range(first, at))
            found.append(Clause(first, at, "quoted" if quoted else _kind(words, first, at, mark), mark))
        first, mark = at + 1, words[at].lower if at < end else ""
    return _joined(words, found)


_NOMINATIVE = frozenset("der die das ein eine".split())


def _joined(words: Sequence[Word], cut: Sequence[Clause]) -> list[Clause]:
    """The clauses with infinitives put together that an enumeration has cut: ", Häfen, Schulen und Wege zu bauen"."""
    found: list[Clause] = []
    at = 0
    while at < len(cut):
        last = at
        opener = words[cut[at].first]
        if (
            cut[at].mark == ","
            and not opener.capital
            and opener.lower not in _NOMINATIVE
            and cut[at].last - cut[at].first > 1
        ):
            while cut[last].kind == "fragment" and last + 1 < len(cut) and cut[last + 1].mark == ",":
                last += 1
            if cut[last].kind != "infinitive":
                last = at
        if last > at:
            first, end = cut[at].first, cut[last].last
            found.append(Clause(first, end, _kind(words, first, end, ","), ","))
        else:
            found.append(cut[at])
        at = last + 1
    return found


def _short_bracket(sentence: Sentence, at: int, end: int) -> tuple[int, ...]:
    """Both marks of a bracket that holds no clause, as "(SPD)", which does not cut one; none for a longer one."""
    for here in range(at + 1, min(end, at + 7)):
        if sentence.words[here].text == ")":
            return (at, here)
        if sentence.words[here].text in _BREAKS or is_finite(sentence.words[here]):
            break
    return ()


def is_finite(word: Word) -> bool:
    """Whether a word is a finite verb for sure: an auxiliary, or a form that the lexicon lists."""
    return not word.capital and word.lower in _FINITE


def may_be_finite(word: Word) -> bool:
    """Whether a word can be a finite verb, by its ending."""
    return is_finite(word) or (
        not word.capital and word.lower not in _NO_VERB and bool(_FINITE_ENDING.match(word.lower))
    )


def _may_be_finite_at(words: Sequence[Word], at: int) -> bool:
    """The same in its place: "die selbsternannte" and "so genannten Häfen" hold no verb."""
    if is_finite(words[at]):
        return True
    if not may_be_finite(words[at]) or not at:
        return may_be_finite(words[at])
    before, following = words[at - 1], words[at + 1] if at + 1 < len(words) else None
    named = following is not None and (following.capital or not following.text[0].isalnum())
    attribute = named and not before.capital and before.lower not in _SUBJECT_PRONOUNS
    return before.lower not in _ARTICLES and not attribute


def verb_first(sentence: Sentence, clause: Clause) -> bool:
    """Whether a main clause begins with its verb, as behind a fronted subordinate clause."""
    return clause.kind == "main" and is_finite(sentence.words[clause.first])


def is_unreal(word: Word) -> bool:
    """Whether a word stands in the subjunctive for sure, or in a form that replaces it in the plural."""
    return word.lower in KONJUNKTIV or word.lower in KONJUNKTIV_PLURAL


def unreal_at(words: Sequence[Word], at: int, *, surely: bool = False) -> bool:
    """Whether Konjunktiv I stands at a word, by its form and by what stands around it.

    A verb in -e stands behind a noun or pronoun and not before a noun, where an adjective would be. Without a cue
    nearby only a listed verb counts (`surely`): "bestätigte" ends in -e too.
    """
    word = words[at]
    if word.lower in KONJUNKTIV:
        return not word.capital
    if word.capital or not word.lower.endswith("e") or len(word.lower) < 4 or word.lower in _NOT_UNREAL:
        return False
    before = words[at - 1] if at else None
    following = words[at + 1] if at + 1 < len(words) else None
    stands_behind = before is not None and (
        before.capital or before.lower in {"er", "sie", "es", "man", "dies", "das", "sich"}
    )
    free = following is None or not following.capital
    listed = word.lower in UNREAL and (before is None or before.lower not in _ARTICLES)
    return free and (listed or (stands_behind and not surely))


def is_spoken(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a stretch of a sentence has a verb in the subjunctive, or in the form that replaces it."""
    return any(is_unreal(words[at]) or unreal_at(words[:last], at) for at in range(first, last))


def _kind(words: Sequence[Word], first: int, last: int, mark: str) -> ClauseKind:
    opener = words[first].lower
    following = words[first + 1].lower if first + 1 < last else ""
    if opener in {"und", "oder", "sowie", "aber"} and following in _OPENERS:
        opener, following = following, words[first + 2].lower if first + 2 < last else ""
        first += 1
    if opener in _DASS:
        return "dass"
    if opener == "so" and following in _DASS:
        return "adverbial"
    infinitive = _is_infinitive(words, first, last)
    if opener in {"um", "ohne", "statt", "anstatt"} and infinitive:
        return "adverbial"
    if infinitive and opener not in _QUESTION:
        return "infinitive"
    if mark == "," and (opener in _RELATIVE or (opener in PREPOSITIONS and following in _RELATIVE)):
        begin = first + (opener in PREPOSITIONS)
        if _verb_last(words, begin, last):
            return "relative"
    if opener in {"was", "wo"} and mark == ",":
        return "relative"
    if opener in _QUESTION and not (first == 0 and not _verb_last(words, first, last)):
        return "question"
    if opener in _ADVERBIAL and not (opener in _ALSO_ADVERBS and _verb_second(words, first, last)):
        return "adverbial"
    if infinitive:
        return "infinitive"
    part = words[first:last]
    if any(_may_be_finite_at(part, at) for at in range(len(part))) or any(
        unreal_at(part, at) for at in range(len(part))
    ):
        return "main"
    return "fragment"


def _is_infinitive(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a clause has "zu" with an infinitive and no finite verb."""
    found = any(
        (
            words[at].lower == "zu"
            and at + 1 < last
            and not words[at + 1].capital
            and _INFINITIVE.match(words[at + 1].lower)
        )
        or ("zu" in words[at].lower and not words[at].capital and _ZU_INSIDE.match(words[at].lower))
        for at in range(first, last)
    )
    return found and not any(
        is_finite(word) and not _INFINITIVE.match(word.lower) for word in words[first:last] if not word.capital
    )


def _verb_last(words: Sequence[Word], first: int, last: int) -> bool:
    if last - first < 2:
        return False
    end = words[last - 1]
    return may_be_finite(end) and not end.capital and not _verb_second(words, first, last - 1)


def _verb_second(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a finite verb stands behind the first phrase: "die Taliban würden ..." is no relative clause."""
    for at in range(first + 1, min(last, first + 7)):
        if is_finite(words[at]):
            # Of two verbs at the end ("gesagt hat", "haben soll") none is the second part of the clause.
            return last - at > 1
    return False
