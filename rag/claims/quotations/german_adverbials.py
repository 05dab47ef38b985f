"""German constructions without a verb of their own clause: "laut X", "X zufolge", "nach Angaben von X", "wie X sagte".

Also "so X", "im Bericht heißt es", and nouns whose clause is what somebody says ("der Vorwurf, ...").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.claims.quotations.apposition import extended
from rag.claims.quotations.clauses import BE, BECOME, HAVE, Clause, is_finite, is_unreal, may_be_finite, verb_first
from rag.claims.quotations.german_cues import ACCORDING, ACCORDING_BEHIND, LEXICON, STATEMENTS
from rag.claims.quotations.german_subjects import at_a_place, main_subject
from rag.claims.quotations.phrases import DETERMINERS, Phrase, phrase_at
from rag.claims.quotations.said import Said
from rag.claims.quotations.subjects import QUOTE_MARKS, Sentence, Subject, past_adverbs, read_subject

_NOT_LAUT = frozenset("sehr so zu ziemlich ganz wie ".split())
_NAMELESS = frozenset({"angaben", "schätzungen", "informationen", "vermutungen", "umfragen"})
_POSSESSIVE = frozenset("seinen seiner seine ihren ihrer ihre eigenen eigener deren dessen".split())
_ATTRIBUTIVE = frozenset(
    "der des von vom aus eines einer vieler mehrerer einiger zahlreicher beider dieser dieses seines ihres".split()
)
"""What may stand between a noun and what belongs to it: "Angaben mehrerer Zeugen"."""
_DATIVE = frozenset("dem den einem einer der diesem dieser seinem ihrem".split())
_AUXILIARIES = HAVE | BECOME | BE
_LONGEST = 12
"""Words before "zufolge" among which its phrase begins."""
_ADJECTIVES = frozenset(
    """
    ersten jüngsten neuesten letzten offiziellen übereinstimmenden vorläufigen vorliegenden aktuellen eigenen weiteren
    bisherigen unbestätigten inoffiziellen neuen anderen verschiedenen chinesischen russischen amerikanischen
    """.split()
)
_BETWEEN = _ADJECTIVES | _POSSESSIVE | {"den", "dem"}
_SIGNS = ACCORDING | ACCORDING_BEHIND | STATEMENTS | {"nach", "aus"}
"""Words that are looked at: no other one tells an adverbial of who says it."""


def by_adverbials(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """What "laut X" and its kin introduce: the clause that they stand in, without them."""
    for number, clause in enumerate(cut):
        for at in range(clause.first, clause.last):
            if sentence.words[at].lower not in _SIGNS or sentence.inside(at):
                continue
            found = _according(sentence, at)
            if found is not None:
                whole, subject, cue = found
                subject = _named_in(sentence, cut, subject)
                yield Said(_around(sentence, cut, number, whole), "Indirect", subject, cue)
                break
    yield from _wie(sentence, cut)
    yield from _so(sentence, cut)
    yield from _heisst_es(sentence, cut)
    yield from _demnach(sentence, cut)


def by_source(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """ "unter Berufung auf X": who says it, where nobody else in the sentence does."""
    for number, clause in enumerate(cut):
        for at in range(clause.first, clause.last - 3):
            if sentence.words[at].lower != "unter" or sentence.inside(at):
                continue
            if (sentence.lower(at + 1), sentence.lower(at + 2)) == ("berufung", "auf"):
                found = _with_phrase(sentence, at, at + 3)
                if found is not None:
                    yield Said(_around(sentence, cut, number, found[0]), "Indirect", found[1], found[2])
                    return


def _according(sentence: Sentence, at: int) -> tuple[Phrase, Subject | None, tuple[Phrase, ...]] | None:
    """The adverbial that begins at a word, whole, with its claimer and its cue."""
    lower, following = sentence.lower(at), sentence.lower(at + 1)
    if lower in ACCORDING and sentence.lower(at - 1) not in _NOT_LAUT:
        return _with_phrase(sentence, at, at + 1)
    if lower in {"nach", "aus"} and following == "sicht":
        return _with_phrase(sentence, at, at + 2)
    if lower == "nach":
        start = at + 1
        noun = start
        while noun < start + 4 and noun < len(sentence.words) and not _is_statement(sentence.lower(noun)):
            noun += 1
        head = sentence.lower(noun)
        own = sentence.lower(start) in _POSSESSIVE
        if _is_statement(head):
            if own and sentence.lower(noun + 1) not in {"von", "des", "der"}:
                return Phrase(at, noun + 1), Subject(Phrase(start, noun + 1), None, noun + 1), (Phrase(at, at + 1),)
            return _with_phrase(sentence, at, start)
    if (
        lower in STATEMENTS
        and following == "nach"
        and (sentence.lower(at - 1) in _POSSESSIVE or sentence.lower(at - 1) == "aller")
    ):
        return Phrase(at - 1, at + 2), Subject(Phrase(at - 1, at + 1), None, at + 1), (Phrase(at + 1, at + 2),)
    if lower in ACCORDING_BEHIND:
        return _before_zufolge(sentence, at)
    return None


def _named_in(sentence: Sentence, cut: Sequence[Clause], subject: Subject | None) -> Subject | None:
    """The claimer with the name apart: of "Angaben der Polizei" the police, of "eigenen Angaben" the subject."""
    if subject is None:
        return None
    words, first = sentence.words, subject.whole.first
    noun = next((at for at in range(first, subject.last) if _is_statement(words[at].lower)), None)
    if noun is None:
        return subject
    own = {words[at].lower for at in range(first, noun)}
    at = noun + 1 + (sentence.lower(noun + 1) in {"von", "vom"})
    if at < subject.last:
        inner = read_subject(sentence, at, after_verb=True, plural=True)
        if inner is not None:
            return replace(inner, last=subject.last, first=first)
    elif own & {"eigenen", "eigener", "eigenem"}:
        inner = main_subject(sentence, cut, len(sentence.text))
        if inner is not None:
            return replace(inner, first=first, last=subject.last, claimer=inner.claimer)
    elif own & _POSSESSIVE:
        return Subject(Phrase(first, first + 1), None, subject.last, pronoun=True, first=first)
    elif noun > first and words[noun - 1].capital and words[noun - 1].lower not in DETERMINERS:
        # "Nach Grupps Meinung"
        return Subject(Phrase(noun - 1, noun), None, subject.last, first=first)
    anonymous = words[noun].lower.endswith(("berichten", "meldungen", "gerüchten")) or words[noun].lower in _NAMELESS
    return replace(subject, nobody=anonymous and noun == first)


def _is_statement(noun: str) -> bool:
    return noun in STATEMENTS or noun.endswith(
        (
            "angaben",
            "berichten",
            "meldungen",
            "meldung",
            "meinung",
            "aussagen",
            "planungen",
            "schätzungen",
            "berechnungen",
        )
    )


def _with_phrase(sentence: Sentence, cue: int, at: int) -> tuple[Phrase, Subject | None, tuple[Phrase, ...]] | None:
    subject = read_subject(sentence, at, after_verb=True, plural=True, enclosed=cue == 0)
    if subject is None:
        phrase = phrase_at(sentence.words, at, english=False) or _capitals(sentence, at)
        if phrase is None:
            return None
        subject = Subject(phrase, None, phrase.last)
    subject = extended(sentence, subject)
    last = subject.last
    # "Angaben der Polizei", "einem Bericht der Zeitung „Post“": what belongs to the noun, and a name in marks.
    while sentence.lower(last) in _ATTRIBUTIVE and not sentence.inside(last):
        further = phrase_at(sentence.words, last + (sentence.lower(last) in {"von", "vom", "aus"}), english=False)
        if further is None:
            break
        last = further.last
        if sentence.lower(last) in {"und", "sowie"}:
            other = phrase_at(sentence.words, last + 1, english=False)
            last = other.last if other is not None else last
    if last < len(sentence.words) and sentence.inside(last) and sentence.words[last].text in QUOTE_MARKS:
        end = last
        while end < len(sentence.words) and sentence.inside(end):
            end += 1
        if end - last <= 8:
            last = end
    if last != subject.last:
        subject = Subject(Phrase(subject.claimer.first, last), subject.affiliation, last)
    return Phrase(cue, last), subject, (Phrase(cue, at),)


def _capitals(sentence: Sentence, at: int) -> Phrase | None:
    """A run of words with capitals, or a name that is an address ("laut bildblog.de")."""
    last = at
    if sentence.lower(at) in {"musik", "stimme"}:
        return None  # "hörte laut Musik"
    while last < len(sentence.words) and sentence.words[last].capital:
        last += 1
    if last == at and at + 2 < len(sentence.words) and sentence.words[at + 1].text == ".":
        return Phrase(at, at + 3)
    return Phrase(at, last) if last > at else None


def _before_zufolge(sentence: Sentence, at: int) -> tuple[Phrase, Subject | None, tuple[Phrase, ...]] | None:
    """The longest phrase that ends right before "zufolge": a noun phrase, with what belongs to it."""
    words, stop = sentence.words, at
    while stop and at - stop < _LONGEST and words[stop - 1].text not in ",;:–" and not is_finite(words[stop - 1]):
        stop -= 1
    for first in range(stop, at):
        phrase = phrase_at(words, first, english=False)
        if phrase is None or sentence.inside(first):
            continue
        # "den Behörden in Ulm", "einer Mitteilung des Verbandes (VD)"
        if phrase.last == at or (sentence.lower(first) in _DATIVE and phrase.last < at):
            subject = read_subject(sentence, first, after_verb=False) or Subject(phrase, None, at)
            return Phrase(first, at + 1), replace(subject, last=at, first=first), (Phrase(at, at + 1),)
    if at and sentence.lower(at - 1) not in {",", "."}:
        first = at - 1
        while first > stop and words[first - 1].lower in _BETWEEN:
            first -= 1
        return Phrase(first, at + 1), Subject(Phrase(first, at), None, at), (Phrase(at, at + 1),)
    return None


def _around(sentence: Sentence, cut: Sequence[Clause], number: int, adverbial: Phrase) -> tuple[Phrase, ...]:
    """The clause that an adverbial stands in, with the clauses that belong to it, without the adverbial."""
    first, last = number, number
    clause = cut[number]
    if clause.kind in {"relative", "adverbial", "dass", "question"}:
        # Of a subordinate clause behind the main clause, what follows still belongs to it.
        while last + 1 < len(cut) and not verb_first(sentence, cut[last + 1]) and cut[last + 1].mark != ";":
            last += 1
    else:
        last = len(cut) - 1
        for later in range(number + 1, len(cut)):
            if cut[later].mark == ";":
                last = later - 1
                break
        while first and cut[first].mark not in {";", ":"}:
            first -= 1
    begin, end = cut[first].first, cut[last].last
    ranges = []
    if begin < adverbial.first:
        ranges.append(Phrase(begin, adverbial.first))
    if adverbial.last < end:
        ranges.append(Phrase(adverbial.last, end))
    return tuple(ranges)


def _wie(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """Wie X mitteilte, ...  |  ..., wie X am Montag berichtete  |  wie aus einem Bericht hervorgeht."""
    for number, clause in enumerate(cut):
        if sentence.lower(clause.first) != "wie" or sentence.inside(clause.first):
            continue
        last, end = number, clause.last
        while not _is_cue_at_end(sentence, clause.first, end) and last + 1 < len(cut) and last - number < 3:
            last += 1
            end = cut[last].last
        if not _is_cue_at_end(sentence, clause.first, end):
            continue
        at = past_adverbs(sentence, clause.first + 1)
        while sentence.lower(at) in {"es", "auch", "bereits", "schon", "zuvor", "aus", "in", "im", "von", "sich"}:
            at += 1
        subject = read_subject(sentence, at, after_verb=True, plural=True)
        cue_words = [Phrase(clause.first, clause.first + 1), *_final_verbs(sentence, clause.first, end)]
        ranges = []
        if number and clause.mark != ";":
            ranges.append(Phrase(cut[0].first, cut[number - 1].last))
        if last + 1 < len(cut):
            ranges.append(Phrase(cut[last + 1].first, len(sentence.words)))
        if ranges:
            yield Said(tuple(ranges), "Indirect", subject and extended(sentence, subject), tuple(cue_words))


def _is_cue_at_end(sentence: Sentence, first: int, end: int) -> bool:
    if end <= first + 1:
        return False
    lower = sentence.lower(end - 1)
    if sentence.lower(end - 2) == "bekannt":
        return True
    if lower in _AUXILIARIES and end - 2 > first:
        lower = sentence.lower(end - 2)
        return lower in LEXICON.participles
    speaks = any("c" in cue.takes and not cue.particle and not cue.with_words for cue in LEXICON.finite.get(lower, ()))
    return speaks or lower in {"hervorgeht", "hervorging", "verlautete", "heißt", "hieß"}


def _final_verbs(sentence: Sentence, first: int, end: int) -> list[Phrase]:
    verbs = [Phrase(end - 1, end)]
    if sentence.lower(end - 2) == "bekannt" or (sentence.lower(end - 1) in _AUXILIARIES and end - 2 > first):
        verbs.insert(0, Phrase(end - 2, end - 1))
    return verbs


def _so(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """..., so X.  |  „...“, so X weiter.  |  ..., so X, ..."""
    for number, clause in enumerate(cut):
        at = clause.first
        while at < clause.last and sentence.inside(at):
            at += 1
        if sentence.lower(at) != "so" or sentence.words[at].capital or at >= clause.last:
            continue
        start = past_adverbs(sentence, at + 1)
        subject = read_subject(sentence, start, after_verb=True, plural=True)
        subject = subject and extended(sentence, subject)
        if subject is None or any(is_finite(sentence.words[i]) for i in range(subject.last, clause.last)):
            continue
        ranges = []
        if at > clause.first:
            ranges.append(Phrase(clause.first, at))
        elif number:
            ranges.append(Phrase(cut[0].first, cut[number - 1].last))
        before_has_verb = any(may_be_finite(sentence.words[i]) for c in cut[:number] for i in range(c.first, c.last))
        unfinished = (
            bool(number) and is_finite(sentence.words[cut[number - 1].last - 1]) and cut[number - 1].kind == "main"
        )
        if number + 1 < len(cut) and (not before_has_verb or unfinished):
            ranges.append(Phrase(cut[number + 1].first, len(sentence.words)))
        if ranges:
            yield Said(tuple(ranges), "Indirect", subject, (Phrase(at, at + 1),))


def _heisst_es(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """Im Ministerium hieß es, ...  |  ..., hieß es aus dem Kreml  |  ..., heißt es in einem Bericht."""
    for number, clause in enumerate(cut):
        for at in range(clause.first, clause.last - 1):
            lower = sentence.words[at].lower
            tells = (lower in {"hieß", "heißt", "heiße"} and sentence.lower(at + 1) == "es") or (
                lower == "verlautete" and sentence.lower(at - 1) != "wie"
            )
            if not tells or sentence.inside(at):
                continue
            cue = (Phrase(at, at + 2),) if lower != "verlautete" else (Phrase(at, at + 1),)
            subject = at_a_place(sentence, clause, at)
            if number + 1 < len(cut) and (at > clause.first or number == 0):
                yield Said((Phrase(cut[number + 1].first, len(sentence.words)),), "Indirect", subject, cue)
            elif number and at == clause.first:
                yield Said((Phrase(cut[0].first, cut[number - 1].last),), "Indirect", subject, cue)
            elif any(sentence.inside(i) for i in range(clause.first, at)):
                yield Said((Phrase(clause.first, at),), "Indirect", subject, cue)
            break


def _demnach(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """Demnach ...  |  ..., wonach ...: what was named before says it."""
    for number, clause in enumerate(cut):
        at = clause.first
        if sentence.lower(at) == "wonach" and number:
            word = Phrase(at, at + 1)
            yield Said((Phrase(at + 1, len(sentence.words)),), "Indirect", Subject(word, None, at + 1), (word,))
            return
    for at, opener in enumerate(sentence.words[:8]):
        if opener.lower in {"demnach", "demzufolge"} or (
            opener.lower == "danach" and at == 0 and any(is_unreal(word) for word in sentence.words[1:8])
        ):
            phrase = Phrase(at, at + 1)
            around = (*([Phrase(0, at)] if at else []), Phrase(at + 1, len(sentence.words)))
            yield Said(around, "Indirect", Subject(phrase, None, at + 1), (phrase,))
            return
