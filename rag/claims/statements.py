"""Cut a sentence into its statements: "A ist fertig, und B kommt im Mai" says two things.

Only coordinated main clauses are cut, each with a subject and a finite verb of its own ("..., und er geht", "...;
die Stadt hat ..."), and "dass A und dass B". Coordinated objects, subordinate clauses and what stands in quotation
marks stay whole: rather one claim too few than a fragment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.claims.quotations.cues import KONJUNKTIV
from rag.claims.quotations.english_cues import FINITE
from rag.claims.quotations.german_cues import LEXICON
from rag.claims.verbs.common import COMMON_VERBS, NO_VERBS
from rag.types import Span

_WORD = re.compile(r"\w[\w'’-]*+")
_JOINT = re.compile(
    r"(?P<stop>;)\s+(?:(?:und|aber|doch|and|but)\s+)?+|(?P<comma>,)?\s+(?:und|aber|doch|sondern|sowie|and|but)\s+"
)
_THAT = frozenset("dass daß that".split())
_LEAST_WORDS = 3
_LONGEST_SUBJECT = 7
"""Words that may stand before the finite verb of a main clause; German news seldom has more."""

_PRONOUNS = frozenset("er sie es wir ich man beide niemand alle viele einige he she it they we i you".split())
_DETERMINERS = frozenset(
    """
    der die das ein eine dieser diese dieses jener jene kein keine sein seine ihr ihre unser unsere mehr viele einige
    zwei drei vier fünf beide alle manche
    """.split()
)
_ENGLISH_DETERMINERS = frozenset("the a an this that these those his her its their our no some many two three".split())
_FRONTED = frozenset(
    """
    dort dann danach nun jetzt deshalb daher zudem außerdem heute gestern inzwischen seitdem später zugleich dagegen
    gleichzeitig trotzdem allerdings damals seither dennoch
    """.split()
)
# Sentences that begin with these are read as a whole: what they say holds for all that follows.
_GOVERNS_ALL = frozenset(
    """
    wenn falls sollte sollten weil obwohl da als nachdem während solange sobald bevor damit ob wie je angeblich offenbar
    wohl vermutlich möglicherweise vielleicht laut nach weder entweder if when because although while unless whether
    after before since allegedly reportedly apparently perhaps according either neither
    """.split()
)
# A clause that begins with one of these depends on another one.
_DEPENDENT = frozenset(
    """
    dass daß weil wenn obwohl falls als nachdem während ob da damit bevor sodass wo wer wie was welche welcher welches
    dessen deren denen um ohne der die das den dem that which who whose whom if because although while
    """.split()
)
_ARTICLES = frozenset("der die das den dem that".split())
_FINITE = COMMON_VERBS | LEXICON.verbs | FINITE.keys() | KONJUNKTIV


def statements(
    text: str, span: Span, *, quoted: Sequence[Span] = (), said: bool = False, least: int = _LEAST_WORDS
) -> list[Span]:
    """Return the statements of one sentence or quotation, in order; the span itself where it makes only one.

    No cut lies within one of the `quoted` stretches, which are sorted. `said` tells that the span is what somebody
    says: there, clauses in Konjunktiv and those with "dass" stand on their own. `least` words must stand before a cut.

    >>> text = "Der Hafen ist zu, und die Fischer haben keine Arbeit."
    >>> [text[s.start:s.end] for s in statements(text, Span(0, len(text)))]
    ['Der Hafen ist zu', 'die Fischer haben keine Arbeit.']
    """
    first = _WORD.search(text, span.start, span.end)
    if first is None or (first.group().lower() in _GOVERNS_ALL):
        return [span]
    found = []
    start = span.start
    at = 0
    for joint in _JOINT.finditer(text, span.start, span.end):
        while at < len(quoted) and quoted[at].end <= joint.start():
            at += 1
        if at < len(quoted) and quoted[at].start < joint.end():
            continue
        if _separates(text, start, joint, span.end, said=said, least=least):
            found.append(Span(start, joint.start()))
            start = joint.end()
    return [*found, Span(start, span.end)]


def has_verb(text: str) -> bool:
    """Return whether a word of the text looks like a finite verb."""
    return any(_may_be_finite(word) for word in _WORD.findall(text))


def is_dependent(text: str, *, first: bool) -> bool:
    """Return whether a text begins with a dependent clause; where it is `first` in its sentence, "die" begins none."""
    word = _WORD.search(text)
    return word is not None and word.group().lower() in (_DEPENDENT - _ARTICLES if first else _DEPENDENT)


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def _separates(text: str, start: int, joint: re.Match[str], end: int, *, said: bool, least: int) -> bool:
    """Whether a joint stands between two statements: what begins at `start`, and what follows."""
    window = text[joint.end() : min(end, joint.end() + 160)]
    stop = re.search(r"[,;:(–—„“”\"»«]", window)
    right = _WORD.findall(window[: stop.start()] if stop else window)
    # Looked at from its last mark on: that clause is what the joint goes on from.
    clause_start = max(start, *(text.rfind(mark, start, joint.start()) + 1 for mark in ",;:–—"))
    left = _WORD.findall(text, max(clause_start, joint.start() - 400), joint.start())
    if len(left) < least or word_count(window) < _LEAST_WORDS or text[joint.start() - 1] in "-–":
        return False
    if said and left[0].lower() in _THAT and clause_start == start:
        return bool(right) and right[0].lower() == left[0].lower()
    if clause_start > start and (left[0].lower() in _DEPENDENT or not (joint["comma"] or joint["stop"])):
        return False
    return any(map(_may_be_finite, left)) and _is_main_clause(right, said=said)


def _is_main_clause(words: Sequence[str], *, said: bool) -> bool:
    """Whether these words begin with a subject and its verb, or with an adverb and a verb."""
    if len(words) < 2:
        return False
    first = words[0].lower()
    if first in _PRONOUNS and _may_be_finite(words[1]):
        return said or words[1] not in KONJUNKTIV
    if first in _FRONTED:
        return words[1] in _FINITE and (said or words[1] not in KONJUNKTIV)
    if first not in _DETERMINERS | _ENGLISH_DETERMINERS and not words[0][0].isupper():
        return False
    for place in range(1, min(len(words), _LONGEST_SUBJECT + 1)):
        if words[place] in _FINITE:
            # At the end of its clause, "geben" is an infinitive: "müssen Auskunft über Einkommen und Zuflüsse geben".
            infinitive = place == len(words) - 1 and words[place].endswith("en")
            # The word before the verb ends the subject: a noun or a name, which has a capital in German.
            noun = words[place - 1][0].isupper() or (first in _ENGLISH_DETERMINERS and place > 1)
            return noun and not infinitive and (said or words[place] not in KONJUNKTIV)
    return False


def _may_be_finite(word: str) -> bool:
    if word in _FINITE:
        return True
    return (
        word[0].islower()
        and len(word) > 3
        and word not in NO_VERBS
        and word.endswith(("te", "ten", "t", "ed"))
        and not (word.startswith("ge") and word.endswith("t"))
    )
