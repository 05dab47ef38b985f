"""Constructions with a cue verb: behind what is said, inside it, before it, or behind a fronted part of the sentence.

after      „...“, sagte X        "...", said X         ..., teilte X mit
inserted   "...", X said         The plan, X said, is ...
subject    X erklärte, ...       X said that ...       Der Sprecher des Y, X, stellte klar, dass ...
fronted    Dazu sagte X, ...     Im Ministerium erklärte man, ...
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.claims import cues
from rag.claims.phrases import Phrase, is_person, phrase_at
from rag.claims.subjects import (
    AND,
    OBLIQUE,
    QUOTE_MARKS,
    RELATIVES,
    STOPS,
    Sentence,
    Speech,
    Subject,
    past_adverbs,
    past_relative,
    read_subject,
)

VERBS = {False: cues.GERMAN_SAYING | cues.GERMAN_REPORTING, True: cues.ENGLISH_SAYING | cues.ENGLISH_REPORTING}
_REPORTING = cues.GERMAN_REPORTING | cues.ENGLISH_REPORTING
_LEADING = frozenset("auch doch aber und denn allerdings but and yet also".split())
# First words of a sentence whose subject stands behind the verb.
FRONTED = frozenset(
    """
    am an ans auf aus bei beim bis durch für gegen gegenüber im in mit nach seit trotz über unter um vom von vor
    während wegen zu zum zur zwischen angesichts dazu dabei damit daraufhin darüber zudem zugleich gleichzeitig
    außerdem ferner später zuvor damals bereits erneut gestern heute auch schließlich zuletzt inzwischen unterdessen
    ebenso ebenfalls weiter weiterhin dagegen hingegen allerdings jedoch den dem ihm ihnen so anschließend als nachdem
    wenn obwohl weil
    """.split()
)
# A clause that begins with one of these says when or why, not what was said.
_ADVERBIAL = frozenset(
    "um ohne so sodass wodurch während nachdem weil obwohl als indem bevor denn aber und sondern seit damit".split()
)
# "forderte zwei Tote" is no demand.
_VICTIMS = frozenset("tote toten todesopfer opfer verletzte verletzten menschenleben leben".split())
_CLAUSE_OPENERS = frozenset("dass ob wie wer was warum weshalb wo wann wonach that whether how why".split())
# What may follow the claimer up to the end of the clause: where, when and to whom; an object may not.
_CIRCUMSTANCE = frozenset(
    """
    am an auf aus bei beim bis dem den der einem einer für gegenüber gestern heute hinzu im in laut mit nach seit
    später unter vor vom von weiter während wörtlich zu zum zur dazu dabei ergänzend abschließend on in at to during
    after before from with when while as by late earlier later
    """.split()
)
PLACES = frozenset("im in aus vom beim bei".split())
# The same in English, where the subject stands before its verb even so.
_ENGLISH_FRONTED = frozenset("in on at during after before asked when while speaking as since".split())


def _cue(sentence: Sentence, verb: int, after: int) -> tuple[Phrase, ...] | None:
    """The verb and, where it says something only with a particle, that; None where the particle is missing.

    A separable particle ends its clause: "gab bekannt, dass", not "gab an alle Geld".
    """
    particles = cues.PARTICLES.get(sentence.lower(verb))
    if particles is None:
        return (Phrase(verb, verb + 1),)
    for at in range(after, min(len(sentence.words), verb + 40)):
        lower = sentence.lower(at)
        if lower in {".", ";", ":", "!", "?"} and at > after:
            return None
        if lower not in particles or sentence.inside(at):
            continue
        following = sentence.lower(at + 1)
        if lower in cues.GOVERNING or not following or following in STOPS or following in QUOTE_MARKS | AND:
            return (Phrase(verb, verb + 1), Phrase(at, at + 1))
    return None


def _said(sentence: Sentence, subject: Subject, verb: int, *, clause: bool) -> Speech | None:
    cue = _cue(sentence, verb, verb + 1)
    if cue is None:
        return None
    return Speech(subject.claimer, subject.affiliation, cue, clause, subject.pronoun)


def _complement(sentence: Sentence, verb: int, after: int) -> bool | None:
    """Whether a clause or quote (True), an object (False) or nothing that is said (None) follows a verb.

    "Er meinte das Haus, das er baute" has a comma and no clause that is meant.
    """
    words, lower = sentence.words, sentence.lower(verb)
    if sentence.quotes_after(after) and (sentence.mostly_quoted() or ":" in [w.text for w in words[verb:]]):
        return True
    if lower in {"forderte", "forderten", "fordert"} and any(w.lower in _VICTIMS for w in words[after : after + 8]):
        return None
    if lower in cues.NAMING:
        return False if sentence.quoted else None
    for at in range(after, len(words)):
        following = sentence.lower(at + 1)
        if words[at].text == ":" and not sentence.inside(at):
            return True
        if words[at].text == "," and following and following not in _ADVERBIAL:
            if following in _CLAUSE_OPENERS:
                return True
            if at == after or _unreal(sentence, at + 1, relative=following in RELATIVES):
                return True
            if lower not in _REPORTING and following not in RELATIVES and not words[at - 1].capital:
                return True
        if sentence.english and words[at].lower == "that" and at - after < 6:
            return True
    if sentence.english and lower in cues.ENGLISH_SAYING:
        return _english_clause(sentence, lower, after)
    if lower in _REPORTING and sentence.lower(after) not in STOPS | {"", "nichts", "keine", "kein", "keinen"}:
        return False
    return None


def _unreal(sentence: Sentence, at: int, *, relative: bool) -> bool:
    """Whether a clause stands in Konjunktiv; what may be a relative clause must not end with its verb."""
    return any(
        word.lower in cues.KONJUNKTIV | cues.KONJUNKTIV_PLURAL
        and not (relative and sentence.lower(number + 1) in STOPS)
        for number, word in enumerate(sentence.words[at : at + 30], at)
    )


def _english_clause(sentence: Sentence, verb: str, after: int) -> bool | None:
    """Whether a clause follows that nothing marks: "said his country stood firm", but not "said nothing"."""
    following = sentence.lower(after)
    if verb in {"pointed", "points"}:
        return False
    if verb in {"told", "tells", "reported", "reports", "noted", "notes", "wrote", "writes", "added", "adds"}:
        return None
    return True if len(sentence.words) - after > 3 and following not in {"nothing", "no", "little", "goodbye"} else None


def by_verb(sentence: Sentence) -> Iterator[Speech]:
    """Cue verbs, the first first: right behind a quotation, before what is said, or behind a fronted part."""
    words = sentence.words
    # „...“, sagte X: nothing tells more surely whose words the quotation holds.
    for span in sentence.quoted:
        verb = next((at for at, word in enumerate(words) if word.start >= span.end and word.text != ","), len(words))
        if sentence.lower(verb) in VERBS[sentence.english] and (speech := _after(sentence, verb)):
            yield speech
    yield from _subject_first(sentence, 0)
    for at, word in enumerate(words):
        if word.text == ":" and not sentence.inside(at):
            yield from _subject_first(sentence, at + 1)
        if word.lower not in VERBS[sentence.english] or word.capital or sentence.inside(at):
            continue
        if at and (words[at - 1].text == "," or words[at - 1].text in QUOTE_MARKS):
            speech = _after(sentence, at)
            if speech:
                yield speech
        elif sentence.english:
            speech = _inserted(sentence, at)
            if speech:
                yield speech
        speech = None if sentence.english else _fronted(sentence, at)
        if speech:
            yield speech


def _subject_first(sentence: Sentence, start: int) -> Iterator[Speech]:
    """X erklärte, ...  |  X hat erklärt, dass ...  |  X, der Sprecher des Y, sagte ...  |  X told Reuters that ..."""
    at = start
    while sentence.lower(at) in _LEADING:
        at += 1
    if sentence.lower(at) in OBLIQUE:
        return
    for plural in (True, False):
        subject = read_subject(sentence, at, after_verb=False, plural=plural)
        if subject is None:
            return
        verb = past_adverbs(sentence, past_relative(sentence, subject.last))
        lower = sentence.lower(verb)
        if verb >= len(sentence.words) or sentence.inside(verb) or sentence.words[verb].capital:
            continue
        if _subject_behind(sentence, verb) or _object_first(sentence, subject, verb):
            return
        if lower in VERBS[sentence.english]:
            after = _past_addressee(sentence, verb + 1)
            clause = _complement(sentence, verb, after)
            # A particle can carry an object that is no clause: "gab eine Einigung bekannt".
            if clause is None and lower in cues.PARTICLES and _cue(sentence, verb, verb + 1) and lower != "führte":
                clause = False if lower in {"gab", "gaben", "gibt", "teilte", "teilten"} else None
            speech = None if clause is None else _said(sentence, subject, verb, clause=clause)
            if speech:
                yield speech
        elif lower in cues.PERFECT:
            yield from _perfect(sentence, subject, verb)


def _subject_behind(sentence: Sentence, verb: int) -> bool:
    """Whether the subject stands behind the verb: in "Die Kommission lobte der Gast" it is the guest."""
    following = sentence.lower(verb + 1)
    if sentence.lower(verb) not in VERBS[False]:
        return False
    return following in {"er", "man"} or (following == "der" and sentence.lower(verb) in cues.WITH_OBJECT)


def _object_first(sentence: Sentence, subject: Subject, verb: int) -> bool:
    """Whether a thing stands before "bezeichnete" and a name behind it: "Die Absage bezeichnete Klein als Fehler"."""
    return (
        sentence.lower(verb) in cues.NAMING | {"bezeichnete", "bezeichneten", "bezeichnet"}
        and not subject.pronoun
        and not is_person(sentence.words, subject.claimer)
        and verb + 1 < len(sentence.words)
        and sentence.words[verb + 1].capital
    )


def _past_addressee(sentence: Sentence, at: int) -> int:
    """Past "Reuters", "reporters" in "told Reuters that"."""
    if sentence.english and sentence.lower(at - 1) in {"told", "tells"}:
        phrase = phrase_at(sentence.words, at, english=True, after_verb=True)
        return phrase.last if phrase else at + 1
    return at


def _perfect(sentence: Sentence, subject: Subject, auxiliary: int) -> Iterator[Speech]:
    """X hat (vor Journalisten) ... erklärt, dass ...  |  X has said that ..."""
    for at in range(auxiliary + 1, min(len(sentence.words), auxiliary + 25)):
        if sentence.lower(at) in {",", ".", ";", ":"} or sentence.lower(at) == "sich":
            return
        if sentence.lower(at) in cues.PARTICIPLES and not sentence.inside(at):
            clause = _complement(sentence, at, at + 1)
            if not clause and (
                sentence.lower(at) in cues.CLAUSE_PARTICIPLES or (at == auxiliary + 1 and not sentence.english)
            ):
                return
            cue = (Phrase(auxiliary, auxiliary + 1), Phrase(at, at + 1))
            yield Speech(subject.claimer, subject.affiliation, cue, bool(clause), subject.pronoun)
            return


def _after(sentence: Sentence, verb: int) -> Speech | None:
    """„...“, sagte X (am Montag)  |  ..., teilte X mit  |  "...", said X."""
    before = sentence.words[verb - 1].text
    at = past_adverbs(sentence, verb + 1)
    subject = read_subject(
        sentence, at, after_verb=True, plural=sentence.english or sentence.lower(verb).endswith("en")
    )
    if subject is None or sentence.lower(at) in OBLIQUE:
        return None
    quoted = before in QUOTE_MARKS or sentence.inside(verb - 2)
    particle = sentence.lower(past_adverbs(sentence, subject.last)) in cues.PARTICLES.get(sentence.lower(verb), ())
    # "..., lobte die Arbeit am Hafen" has lost its subject; "..., lobte der Minister am Hafen" has not.
    somebody = subject.pronoun or is_person(sentence.words, subject.claimer)
    free = somebody or sentence.lower(verb) not in _REPORTING
    if (
        quoted
        or particle
        or _ends_here(sentence, subject.last)
        or (free and _only_circumstances(sentence, subject.last))
    ):
        return _said(sentence, subject, verb, clause=True)
    # "Als er kam, sagte Klein, dass ...": the comma ends a fronted clause.
    clause = _complement(sentence, verb, subject.last)
    if clause is None or sentence.lower(0) not in FRONTED:
        return None
    return _said(sentence, subject, verb, clause=clause)


def _ends_here(sentence: Sentence, at: int) -> bool:
    return at >= len(sentence.words) or sentence.lower(at) in STOPS or sentence.lower(at) in AND


def _only_circumstances(sentence: Sentence, at: int) -> bool:
    return _ends_here(sentence, at) or sentence.lower(at) in _CIRCUMSTANCE


def _inserted(sentence: Sentence, verb: int) -> Speech | None:
    """The plan, X said, is ...  |  "...", X said  |  ..., the statement added."""
    for comma in range(verb - 1, max(-1, verb - 12), -1):
        text = sentence.words[comma].text
        if text != "," and not (text in QUOTE_MARKS and not sentence.inside(comma + 1)):
            continue
        subject = read_subject(sentence, comma + 1, after_verb=False)
        if subject is None or past_adverbs(sentence, past_relative(sentence, subject.last)) != verb:
            continue
        # "He came, and Mr. Smith said no": with something else behind it, the verb has its own object.
        if comma and (_only_circumstances(sentence, verb + 1) or sentence.lower(verb) in {"told", "tells"}):
            return _said(sentence, subject, verb, clause=True)
        if (
            comma
            and sentence.lower(0) in _ENGLISH_FRONTED
            and (clause := _complement(sentence, verb, verb + 1)) is not None
        ):
            return _said(sentence, subject, verb, clause=clause)
    return None


def _fronted(sentence: Sentence, verb: int) -> Speech | None:
    """Dazu sagte er, ...  |  Im Ministerium erklärte man, ...  |  Mit Blick auf Rom sagte X: ..."""
    if verb == 0 or verb > 25 or not (sentence.lower(0) in FRONTED or _subject_behind(sentence, verb)):
        return None
    commas = [at for at in range(verb) if sentence.lower(at) in {",", ":", ";"}]
    if commas and (len(commas) > 2 or commas[-1] != verb - 1):
        return None
    if sentence.lower(verb + 1) == "man":
        return at_a_place(sentence, 0, verb, verb + 2)
    at = verb + 1
    subject = read_subject(sentence, at, after_verb=True, plural=sentence.lower(verb).endswith("en"))
    if subject is None or sentence.lower(at) in OBLIQUE:
        return None
    clause = _complement(sentence, verb, subject.last)
    return None if clause is None else _said(sentence, subject, verb, clause=clause)


def at_a_place(sentence: Sentence, start: int, verb: int, after: int) -> Speech | None:
    """Im Ministerium erklärte man ...  |  Aus dem Kreml hieß es ..."""
    cue = (Phrase(verb, min(after, len(sentence.words))),)
    if sentence.lower(start) in PLACES:
        phrase = phrase_at(sentence.words, start + 1, english=False)
        if phrase and phrase.last in (verb, verb - 1):
            return Speech(phrase, None, cue, clause=True)
    return Speech(None, None, cue, clause=True)
