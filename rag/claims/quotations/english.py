"""English constructions: who says something, and which words of the sentence are what is said.

after      "...", said X         ..., X said
inserted   The plan, X said, is ...
subject    X said (that) ...     X, who ..., has denied ...     X told Reuters ...
according  according to X
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.claims.quotations.apposition import extended
from rag.claims.quotations.english_cues import AUXILIARIES, FINITE, HEARSAY, PARTICIPLES
from rag.claims.quotations.german_cues import Cue
from rag.claims.quotations.phrases import DETERMINERS, Phrase, phrase_at
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import (
    QUOTE_MARKS,
    STOPS,
    Sentence,
    Subject,
    past_adverbs,
    past_relative,
    read_subject,
)

_TIME = frozenset(
    """
    on in at during after before late early yesterday today tomorrow last this when while as from with via by through
    """.split()
)
_CLAUSE = frozenset("that whether how why what if".split())
_NOTHING = frozenset("nothing no little goodbye so it this".split())
_CONJUNCTIONS = frozenset("and but".split())
_OPENING = STOPS | QUOTE_MARKS | _CONJUNCTIONS | {"that", ":", "as", "because", "while", "although"}
"""Behind which a subject can begin."""
_BEHIND = _TIME | {"who", "which"}
"""What belongs to a frame that a comma divides: it does not open what is said."""
_LOOK_BACK = 16


def english_speech(sentence: Sentence) -> Iterator[Said]:
    """What the cues of an English sentence introduce, in order."""
    yield from _according(sentence)
    last: Said | None = None
    for verb in range(len(sentence.words)):
        if sentence.inside(verb) or sentence.words[verb].capital:
            continue
        said = _by_verb(sentence, verb, last)
        if said is not None:
            last = said
            yield said
    if last is None:
        for at, word in enumerate(sentence.words):
            if word.lower in HEARSAY and not sentence.inside(at):
                yield Said(_without(sentence, Phrase(at, at + 1)), "Indirect", None, (Phrase(at, at + 1),))
                return


def _without(sentence: Sentence, *frame: Phrase) -> tuple[Phrase, ...]:
    """The words of a sentence outside a frame."""
    first, last = min(p.first for p in frame), max(p.last for p in frame)
    parts = (Phrase(0, first), Phrase(last, len(sentence.words)))
    return tuple(p for p in parts if any(sentence.words[at].text[0].isalnum() for at in range(p.first, p.last)))


def _according(sentence: Sentence) -> Iterator[Said]:
    for at in range(len(sentence.words) - 2):
        if sentence.lower(at) == "according" and sentence.lower(at + 1) == "to" and not sentence.inside(at):
            subject = read_subject(sentence, at + 2, after_verb=True, plural=True, enclosed=at == 0)
            if subject is not None:
                cue = (Phrase(at, at + 2),)
                last = subject.last
                yield Said(_without(sentence, Phrase(at, last)), "Indirect", subject, cue)


def _by_verb(sentence: Sentence, verb: int, last: Said | None) -> Said | None:
    lower = sentence.lower(verb)
    cue = FINITE.get(lower)
    start = verb
    words: tuple[Phrase, ...] = (Phrase(verb, verb + 1),)
    helped = verb - 2 if sentence.lower(verb - 1).endswith("ly") else verb - 1
    if sentence.lower(helped) in AUXILIARIES and lower in PARTICIPLES:
        cue, start = PARTICIPLES[lower], helped
        words = (Phrase(helped, helped + 1), Phrase(verb, verb + 1))
    if cue is None:
        return None
    if lower in {"pointed", "points", "point"}:
        if sentence.lower(verb + 1) != "out":
            return None
        words = (*words, Phrase(verb + 1, verb + 2))
    inverted = _inverted(sentence, verb, words, cue)
    if inverted is not None:
        return inverted
    subject = _before(sentence, start)
    if subject is None and last is not None and sentence.lower(start - 1) in _CONJUNCTIONS:
        subject = last.subject  # "X said it was shut, and warned of delays"
    if subject is None:
        return None
    begin = _begin(subject)
    appended = _appended(sentence, begin, words, subject, cue)
    if appended is not None:
        return appended
    return _complement(sentence, subject, words, cue, first=last is None)


def _begin(subject: Subject) -> int:
    return min(subject.claimer.first, subject.affiliation.first) if subject.affiliation else subject.claimer.first


def _inverted(sentence: Sentence, verb: int, words: tuple[Phrase, ...], cue: Cue) -> Said | None:
    """ "...", said X  |  ..., said X, ..."""
    before = sentence.words[verb - 1].text if verb else ""
    if "c" not in cue.takes or "t" in cue.takes or (before != "," and before not in QUOTE_MARKS):
        return None
    subject = read_subject(sentence, past_adverbs(sentence, verb + 1), after_verb=True, plural=True)
    if subject is None:
        return None
    subject = extended(sentence, subject)
    following = sentence.lower(subject.last)
    if (
        before == ","
        and following
        and not (following in STOPS or following in QUOTE_MARKS or following in _TIME)
        and sentence.words[subject.last - 1].text != ","
    ):
        return None  # "X, the mayor, said the school would": no inversion
    return _around(sentence, Phrase(verb, max(subject.last, verb + 1)), subject, words)


def _around(sentence: Sentence, frame: Phrase, subject: Subject, cue: tuple[Phrase, ...]) -> Said:
    """What stands before a frame, and behind it if the sentence goes on there."""
    ranges = [Phrase(0, frame.first)]
    after = frame.last
    while after < len(sentence.words) and not sentence.words[after].text[0].isalnum() and not sentence.inside(after):
        after += 1
    goes_on = after < len(sentence.words) and (
        sentence.inside(after) or (sentence.lower(after - 1) == "," and sentence.lower(after) not in _BEHIND)
    )
    if goes_on:
        ranges.append(Phrase(after, len(sentence.words)))
    return Said(tuple(ranges), "Indirect", subject, cue)


def _before(sentence: Sentence, verb: int) -> Subject | None:
    """The subject that ends right before a verb: the longest."""
    for first in range(max(0, verb - _LOOK_BACK), verb):
        if sentence.inside(first):
            continue
        previous = sentence.lower(first - 1)
        if first and previous not in _OPENING:
            continue
        at = first
        while sentence.lower(at) in {"but", "and", "also", "however", "meanwhile", "then"}:
            at += 1
        for plural in (True, False):
            subject = read_subject(sentence, at, after_verb=False, plural=plural)
            if subject is None:
                break
            if past_adverbs(sentence, past_relative(sentence, subject.last)) == verb:
                return subject
    if verb and sentence.lower(verb - 1) in _CONJUNCTIONS:
        return read_subject(sentence, 0, after_verb=False, plural=True)  # "X left and said"
    return None


def _appended(sentence: Sentence, begin: int, words: tuple[Phrase, ...], subject: Subject, cue: Cue) -> Said | None:
    """..., X said  |  The plan, X said, is ..."""
    if "c" not in cue.takes or begin == 0:
        return None
    before = sentence.words[begin - 1].text
    if before != "," and before not in QUOTE_MARKS:
        return None
    after = words[-1].last
    if "t" in cue.takes:
        after = _past_told(sentence, after)
    following = sentence.lower(after)
    ends = not following or following in STOPS or following in QUOTE_MARKS or following in _TIME
    if not ends or sentence.lower(0) in _TIME or sentence.lower(0) in {"asked", "speaking"}:
        return None
    end = after
    if following in _TIME:
        while end < len(sentence.words) and sentence.words[end].text not in ",.;":
            end += 1
    return _around(sentence, Phrase(begin, end), subject, words)


def _past_told(sentence: Sentence, at: int) -> int:
    """Past "Reuters", "reporters" in "told Reuters that"."""
    phrase = phrase_at(sentence.words, at, english=True, after_verb=True)
    return phrase.last if phrase else at + 1


def _complement(
    sentence: Sentence, subject: Subject, words: tuple[Phrase, ...], cue: Cue, *, first: bool
) -> Said | None:
    after = words[-1].last
    if "t" in cue.takes:
        after = _past_told(sentence, after)
    at = after
    while sentence.lower(at) in _TIME and sentence.lower(at) not in {"when", "while", "as"}:
        end = at + 1
        while end < len(sentence.words) and not (
            sentence.lower(end) in _CLAUSE or sentence.words[end].text in ",:" or sentence.inside(end)
        ):
            end += 1
        if end >= len(sentence.words) or end - at > 8:
            break
        at = end + (sentence.words[end].text == ",")
    following = sentence.lower(at)
    last = _until(sentence, at)
    if at >= len(sentence.words) or (following in STOPS and following != ":"):
        return None
    if following in _NOTHING and not _has_verb(sentence, at, last):
        return None  # "said nothing", but "said it could not tell"
    if (following == ":" or sentence.inside(at)) and set(cue.takes) & set("can"):
        return Said((Phrase(at, len(sentence.words) if following == ":" else last),), "Indirect", subject, words)
    if "c" in cue.takes and following in _CLAUSE:
        return Said((Phrase(at, last),), "Indirect", subject, words)
    if "i" in cue.takes:
        to = next((i for i in range(at, min(at + 8, last)) if _is_infinitive(sentence, i)), None)
        if to is not None and (
            to == at
            or sentence.lower(at) not in {"the", "a", "an"}
            or cue.lemma in {"urge", "ask", "advise", "order", "call"}
        ):
            return Said((Phrase(to, last),), "Indirect", subject, words)
    if "g" in cue.takes:
        # "denied closing the road", "accused the council of hiding the report"
        ing = next((i for i in range(at, min(at + 8, last)) if _is_gerund(sentence, i)), None)
        if ing == at or (ing is not None and sentence.lower(ing - 1) in cue.prepositions):
            return Said((Phrase(ing, last),), "Indirect", subject, words)
    if "c" in cue.takes and "o" not in cue.takes and last - at > 2 and first:
        return Said((Phrase(at, last),), "Indirect", subject, words)
    if "c" in cue.takes and _has_verb(sentence, at, last) and first:
        return Said((Phrase(at, last),), "Indirect", subject, words)
    lowers = {sentence.lower(i) for i in range(at, last)}
    reports = (
        "o" in cue.takes or ("p" in cue.takes and lowers & cue.prepositions) or ("a" in cue.takes and "as" in lowers)
    )
    if reports and last > at:
        beside = past_adverbs(sentence, past_relative(sentence, subject.last)) == words[0].first
        return Said((Phrase(_begin(subject) if beside else words[0].first, last),), "Reported", subject, words)
    return None


def _is_infinitive(sentence: Sentence, at: int) -> bool:
    """Whether "to" stands before a verb, as far as one can tell: not in "an end to the talks"."""
    if sentence.lower(at) != "to" or at + 1 >= len(sentence.words):
        return False
    following = sentence.words[at + 1]
    return not following.capital and following.text[0].isalpha() and following.lower not in DETERMINERS


def _is_gerund(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    return not word.capital and word.lower.endswith("ing") and len(word.lower) > 5


_AUXILIARY = frozenset("is are was were has have had will would can could may might must should does did".split())


def _has_verb(sentence: Sentence, first: int, last: int) -> bool:
    return any(sentence.lower(at) in _AUXILIARY for at in range(first + 1, min(last, first + 10)))


def _until(sentence: Sentence, at: int) -> int:
    """The end of what is said: where the sentence's own subject does something else ("..., and added")."""
    for here in range(at + 1, len(sentence.words)):
        if sentence.words[here].text == ";" and not sentence.inside(here):
            return here
        if sentence.lower(here) in _CONJUNCTIONS and not sentence.inside(here):
            following = sentence.lower(here + 1)
            if (
                following in FINITE
                and following not in {"report", "claim", "offer", "order", "demand", "call", "point"}
                and not following.endswith("s")
            ):
                return here
    return len(sentence.words)
