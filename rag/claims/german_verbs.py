"""German constructions with a cue verb: who says something, and which clauses of the sentence are what is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.claims.clauses import BE, BECOME, HAVE, MODALS, Clause, is_finite, is_spoken, is_unreal
from rag.claims.german_cues import CLAUSE_NOUNS, LEXICON, Cue
from rag.claims.phrases import Phrase, is_role
from rag.claims.said import Said
from rag.claims.claimers import extended
from rag.claims.subjects import OBLIQUE, QUOTE_MARKS, Sentence, Subject, past_adverbs, past_relative, read_subject

_VICTIMS = frozenset("tote toten todesopfer opfer verletzte verletzten menschenleben leben".split())
_CORRELATES = frozenset(
    "darauf davon dazu daran dafür dagegen damit darin darüber davor darum dabei hierauf dahin es".split()
)
_LEADING = frozenset("auch doch aber und denn allerdings sogar selbst insbesondere nur oder sondern".split())
_STRONG_SAYING = frozenset(
    """
    sagen erklären meinen behaupten antworten entgegnen erwidern schreiben berichten melden mitteilen hinzufügen
    ergänzen versichern betonen glauben vermuten hoffen argumentieren kommentieren äußern anmerken feststellen
    ankündigen befürchten fürchten fragen rufen zitieren klarstellen einräumen zugeben angeben bestätigen versprechen
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cue verb of a clause: its words, its finite verb, and whether the clause is passive or ends with its verb."""

    cue: Cue
    words: tuple[int, ...]
    finite: int
    passive: bool
    final: bool


def by_verbs(sentence: Sentence, cut: Sequence[Clause]) -> Iterator[Said]:
    """What the cue verbs of a sentence introduce, clause by clause."""
    for number, clause in enumerate(cut):
        for hit in _hits(sentence, cut, number):
            said = _said(sentence, cut, number, hit)
            if said is not None:
                yield said
                break


def _hits(sentence: Sentence, cut: Sequence[Clause], number: int) -> list[_Hit]:
    """The readings of a clause's verbs as cues, the most telling first: with particle or noun before the bare verb."""
    clause, words = cut[number], sentence.words
    if clause.kind == "infinitive":
        return []
    inside = [at for at in range(clause.first, clause.last) if not sentence.inside(at) and not words[at].capital]
    if clause.first == 0 and words and words[0].capital and words[0].lower in LEXICON.finite:
        inside.insert(0, 0)
    finite = [at for at in inside if is_finite(words[at])]
    lower = [words[at].lower for at in range(clause.first, clause.last)]
    found: list[tuple[int, _Hit]] = []
    for at in inside:
        word = words[at].lower
        for cue in LEXICON.finite.get(word, ()):
            extra = _with_words(sentence, clause, cue, at)
            if extra is None:
                continue
            particle = _particle(sentence, cut, number, at, cue.particle) if cue.particle else None
            if cue.particle and particle is None:
                continue
            helped = [f for f in finite if f != at and words[f].lower in HAVE | BECOME | MODALS | BE]
            if helped and (word in LEXICON.participles or word in LEXICON.infinitives):
                continue  # "hat erklärt", "will sagen": read below
            members = tuple(sorted({at, *extra, *([particle] if particle is not None else [])}))
            final = at >= clause.last - 1 - (words[clause.last - 1].text in ".!?") and clause.kind not in {"main"}
            found.append((len(members), _Hit(cue, members, at, False, final)))
        for table, helpers in ((LEXICON.participles, HAVE | BECOME | BE), (LEXICON.infinitives, MODALS | BECOME)):
            for cue in table.get(word, ()):
                extra = _with_words(sentence, clause, cue, at)
                auxiliary = next((f for f in finite if words[f].lower in helpers and f != at), None)
                if extra is None or auxiliary is None:
                    continue
                if table is LEXICON.infinitives and words[auxiliary].lower in BECOME - {"würde", "würden"}:
                    continue
                passive = table is LEXICON.participles and words[auxiliary].lower in BECOME | BE
                if passive and words[auxiliary].lower in BE and "worden" not in lower and word != "ausgegangen":
                    continue
                members = tuple(sorted({auxiliary, at, *extra}))
                final = auxiliary > at
                found.append((len(members), _Hit(cue, members, auxiliary, passive and word != "ausgegangen", final)))
    # A verb with all that belongs to it says more than the same verb alone; else the first in the sentence.
    return [hit for _, hit in sorted(found, key=lambda pair: (-pair[0], pair[1].finite))]


def _with_words(sentence: Sentence, clause: Clause, cue: Cue, verb: int) -> tuple[int, ...] | None:
    """Where the words stand that a cue needs in its clause; None if one is missing."""
    places = []
    for wanted in cue.with_words:
        at = next(
            (
                at
                for at in range(clause.first, clause.last)
                if sentence.lower(at) == wanted and not sentence.inside(at) and at != verb
            ),
            None,
        )
        if at is None:
            return None
        places.append(at)
    return tuple(places)


def _particle(sentence: Sentence, cut: Sequence[Clause], number: int, verb: int, particle: str) -> int | None:
    """Where the particle of a separable verb stands: at the end of its clause, or where the clause goes on."""
    clause = cut[number]
    for at in range(clause.last - 1, verb, -1):
        if sentence.lower(at) == particle and not sentence.inside(at):
            following = sentence.lower(at + 1)
            ends = at + 1 >= clause.last or following in QUOTE_MARKS | {".", "und", "oder", "sowie", "!", "?"}
            return at if ends else None
    # "kündigte die Partei, die seit Mai regiert, am Montag an"
    for later in cut[number + 1 : number + 4]:
        end = later.last - (sentence.words[later.last - 1].text in ".!?")
        if end > later.first and sentence.lower(end - 1) == particle and later.kind in {"fragment", "main"}:
            return end - 1
        if later.kind in {"dass", "infinitive"}:
            break
    return None


def _said(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> Said | None:
    clause = cut[number]
    subject = _subject(sentence, cut, number, hit)
    cue = tuple(Phrase(at, at + 1) for at in hit.words)
    behind = _behind(sentence, cut, number, hit)
    before = _before(sentence, cut, number, hit) if behind is None else None
    if behind is None and before is None and "c" in hit.cue.takes and _points_back(sentence, cut, number, hit):
        if number == 0:
            return Said((Phrase(clause.first, clause.first + 1),), "Indirect", subject, cue, back=True)
        return Said((Phrase(cut[0].first, cut[number - 1].last),), "Indirect", subject, cue)
    if behind is not None or before is not None:
        ranges = behind if behind is not None else before
        assert ranges is not None
        return Said(tuple(ranges), "Indirect", subject, cue)
    if set(hit.cue.takes) & set("anf"):
        # "bezeichnete die Pläne als „absurd“": what is said are the words in quotation marks.
        marked = [at for at in range(clause.first, clause.last) if sentence.inside(at)]
        linked = [at for at in range(clause.first, clause.last) if sentence.lower(at) in {"als", "für"} and at < (marked or [0])[0]]
        if marked:
            linking = tuple(Phrase(at, at + 1) for at in linked[-1:] if "n" not in hit.cue.takes)
            return Said((Phrase(marked[0], marked[-1] + 1),), "Indirect", subject, (*cue, *linking))
    if _reports(sentence, clause, hit, subject):
        return Said((_whole(sentence, cut, number),), "Reported", subject, cue)
    return None


# --- the claimer ------------------------------------------------------------------------------------------------


def _subject(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> Subject | None:
    found = _subject_words(sentence, cut, number, hit)
    return found and extended(sentence, found)


def _subject_words(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> Subject | None:
    clause = cut[number]
    if hit.passive:
        return _agent(sentence, clause)
    if hit.final or clause.kind in {"adverbial", "relative", "dass", "question"}:
        return _subject_of_subordinate(sentence, clause)
    plural = sentence.lower(hit.finite).endswith("n")
    start = clause.first + (sentence.lower(clause.first) in {"und", "aber", "oder"})
    if sentence.lower(hit.finite + 1) == "man":
        return at_a_place(sentence, clause, hit.finite)  # "Im Ministerium erklärte man"
    if sentence.lower(hit.finite + 1) in {"er", "sie", "dieser"} and hit.finite > start:
        return read_subject(sentence, hit.finite + 1, after_verb=True)
    if hit.finite > start or cut[number].mark in {",", ")", "–"}:
        before = _subject_before(sentence, cut, number, hit.finite)
        if before is not None:
            return before
    at = past_adverbs(sentence, hit.finite + 1)
    while sentence.lower(at) in {"sich", "es", "nun", "jetzt", "hier", "heute", "gestern", "nach", "laut"} | _LEADING:
        if sentence.lower(at) in {"nach", "laut"}:
            return None
        at = past_adverbs(sentence, at + 1)
    if sentence.lower(at) not in OBLIQUE:
        behind = read_subject(sentence, at, after_verb=True, plural=plural)
        if behind is not None:
            return behind
    if clause.mark in {"und", "aber", "oder", "sowie"} or (number and hit.finite == start):
        return _first_subject(sentence, cut, number)
    return None


def _subject_before(sentence: Sentence, cut: Sequence[Clause], number: int, verb: int) -> Subject | None:
    """The phrase that ends right before the verb, over appositions and relative clauses: "X, der ..., sagte"."""
    first = number
    while first and number - first < 4 and cut[first].mark in {",", "–", "(", ")"}:
        if cut[first - 1].kind not in {"fragment", "relative", "quoted"} and first - 1 != number:
            if cut[first - 1].kind != "main" or any(is_finite(w) for w in sentence.words[cut[first - 1].first : cut[first - 1].last]):
                break
        first -= 1
    for clause in cut[first : number + 1]:
        if clause.mark == "(" or (clause.kind == "quoted" and clause != cut[number]):
            continue
        start = clause.first
        while sentence.lower(start) in _LEADING:
            start += 1
        if start >= verb or sentence.lower(start) in OBLIQUE or clause.kind == "relative":
            continue
        for plural in (True, False):
            subject = read_subject(sentence, start, after_verb=False, plural=plural)
            if subject is None:
                break
            end = past_adverbs(sentence, _past_inserted(sentence, cut, cut.index(clause), subject.last, verb))
            while end < verb and sentence.lower(end) in _LEADING | {"sich", "dazu", "am", "im"}:
                end += 1
            if end == verb:
                return subject
    return None


def _past_inserted(sentence: Sentence, cut: Sequence[Clause], number: int, at: int, verb: int) -> int:
    at = past_relative(sentence, at)
    if at < verb and sentence.lower(at) in {",", "(", "–", ")"}:
        # What stands between the phrase and its verb is an insertion if it has no verb of the main clause.
        last = max((c.first for c in cut[number + 1 :] if c.first <= verb), default=verb)
        return last
    return at


def _subject_of_subordinate(sentence: Sentence, clause: Clause) -> Subject | None:
    at = clause.first
    if clause.kind == "relative":
        following = read_subject(sentence, at + 1, after_verb=True) if sentence.lower(at) in {"den", "das", "die", "was", "dem", "deren"} else None
        if sentence.lower(at) in {"der", "die", "das", "welche", "welcher", "welches"} and following is None:
            return Subject(Phrase(at, at + 1), None, at + 1, pronoun=True)
        return following or read_subject(sentence, at + 2, after_verb=True)
    at += 1
    while sentence.lower(at) in {"sich", "es", "aber", "auch", "nun", "dort", "unter", "zuvor", "kürzlich"} | _LEADING:
        at += 1
    return read_subject(sentence, at, after_verb=True, plural=True)


def _agent(sentence: Sentence, clause: Clause) -> Subject | None:
    """ "von X" and "seitens X" in a passive clause."""
    for at in range(clause.first, clause.last - 1):
        if sentence.lower(at) in {"von", "vom", "seitens"} and not sentence.inside(at):
            subject = read_subject(sentence, at + 1, after_verb=True, plural=True)
            if subject is not None:
                return subject
    return None


def _first_subject(sentence: Sentence, cut: Sequence[Clause], number: int) -> Subject | None:
    """The subject of the main clause before: "X kam und sagte"."""
    for clause in reversed(cut[:number]):
        if clause.kind not in {"main", "fragment"} or clause.mark == "und":
            continue
        start = clause.first
        while sentence.lower(start) in _LEADING:
            start += 1
        if sentence.lower(start) not in OBLIQUE:
            subject = read_subject(sentence, start, after_verb=False, plural=True)
            if subject is not None:
                return subject
        verb = next((at for at in range(clause.first, clause.last) if is_finite(sentence.words[at])), None)
        if verb is not None and sentence.lower(verb + 1) not in OBLIQUE:
            subject = read_subject(sentence, past_adverbs(sentence, verb + 1), after_verb=True, plural=True)
            if subject is not None:
                return subject
    return None


def at_a_place(sentence: Sentence, clause: Clause, verb: int) -> Subject | None:
    """ "im Bericht", "aus dem Kreml": where something is said stands for who says it."""
    for at in range(clause.first, clause.last - 1):
        if sentence.lower(at) in {"im", "in", "aus", "vom", "beim", "bei", "von", "seitens"} and not sentence.inside(at):
            subject = read_subject(sentence, at + 1, after_verb=True)
            if subject is not None and not subject.pronoun:
                return subject
    return None


def main_subject(sentence: Sentence, cut: Sequence[Clause], before: int) -> Subject | None:
    """The subject of the main clause that stands before a place of the sentence, by its offset."""
    number = sum(sentence.words[clause.first].start < before for clause in cut)
    return _first_subject(sentence, cut[:number], number)


# --- what is said -----------------------------------------------------------------------------------------------


def _behind(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> list[Phrase] | None:
    """The clauses behind the cue that are what is said; None if there are none."""
    takes = hit.cue.takes
    if any(sentence.lower(i) in _CORRELATES for i in range(cut[number].last - 3, cut[number].last)):
        takes += "ci"  # "sprach davon, dass", "kritisierte ihn dafür, ... zu"
    end = max(hit.words) + 1
    at = number + 1
    while at < len(cut) and cut[at].last <= end:
        at += 1  # the particle stood farther behind
    skipped = 0
    while at < len(cut):
        clause = cut[at]
        if clause.kind == "quoted" and clause.mark in {",", ":", "–"} and set(takes) & set("ca"):
            return [Phrase(clause.first, clause.last)]
        if clause.mark == ":" and not _is_list(sentence, clause):
            return [Phrase(clause.first, len(sentence.words))]
        kind = clause.kind
        if "c" in takes and kind in {"dass", "question"} and clause.mark in {",", "–", "und"}:
            return _until(sentence, cut, number, at, "subordinate")
        if "i" in takes and kind == "infinitive" and clause.mark == ",":
            return _until(sentence, cut, number, at, "subordinate")
        if "c" in takes and clause.mark == "," and _is_spoken_clause(sentence, cut, number, at, hit):
            return _until(sentence, cut, number, at, "main")
        if kind not in {"relative", "fragment", "adverbial", "quoted"} or skipped == 3 or clause.mark in {";", "und"}:
            return None
        if kind == "adverbial" and skipped == 0 and sentence.lower(clause.first) in {"weil", "da", "um", "denn"}:
            return None
        skipped += 1
        at += 1
    return None


def _points_back(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> bool:
    """Whether "das" or "dies" at the beginning stands for what was said: "Dies bestätigte der Vatikan."."""
    first = cut[number].first
    return (
        sentence.lower(first) in {"das", "dies", "dieses"}
        and first + 1 in (hit.finite, *hit.words)
        and cut[number].kind == "main"
        and not hit.passive
    )


def _is_list(sentence: Sentence, clause: Clause) -> bool:
    return clause.last - clause.first < 2


def _is_spoken_clause(sentence: Sentence, cut: Sequence[Clause], number: int, at: int, hit: _Hit) -> bool:
    """Whether a main clause without "dass" is what is said: "sagte, die Bahn werde gebaut"."""
    clause = cut[at]
    words = sentence.words
    if all(sentence.inside(i) for i in range(clause.first, clause.last)):
        return True  # "sagte, „...“": words in quotation marks
    opener = words[clause.first]
    verb_first = is_finite(opener) and not opener.capital and not sentence.inside(clause.first)
    if clause.kind == "main" and verb_first and number == 0 and cut[number].kind == "adverbial":
        return False
    unreal = is_spoken(words, clause.first, clause.last)
    if clause.kind == "main":
        if verb_first and opener.lower not in {"sei", "habe", "werde"}:
            return False
        return unreal or hit.cue.lemma in _STRONG_SAYING
    if clause.kind in {"fragment", "adverbial"}:
        # "sagte, die Bahn, die seit Mai fährt, werde ..." and "sagte, wenn es regne, werde ..."
        for later in cut[at + 1 : at + 4]:
            if later.kind == "main" and later.mark in {",", "–", ")"}:
                return is_spoken(words, later.first, min(later.last, later.first + 12))
            if later.kind not in {"relative", "fragment", "adverbial"}:
                return False
    return False


def _until(
    sentence: Sentence, cut: Sequence[Clause], number: int, start: int, form: str
) -> list[Phrase]:
    """From a clause to where the sentence's own main clause goes on, or to its end."""
    words = sentence.words
    spoken_unreal = is_spoken(words, cut[start].first, cut[start].last)
    last = cut[start].last
    for clause in cut[start + 1 :]:
        if clause.mark == ":" or words[clause.first].lower in {"was", "doch", "jedoch", "nun"}:
            break
        first = words[clause.first + (words[clause.first].lower in {"und", "aber", "oder"} and clause.mark == ",")]
        verb_first = is_finite(first) and not first.capital
        if clause.mark == ";":
            break
        if verb_first and clause.kind == "main":
            real = not is_unreal(first)
            if clause.mark in {"und", "aber", "oder"}:
                if real and (form == "subordinate" or spoken_unreal) and not _ends_with_verb(sentence, clause):
                    break
            elif clause.mark in {",", "–", ")"} and real and cut[number].kind in {"adverbial", "relative", "question"}:
                break  # "Da sie fürchtet, der Hafen werde geschlossen, ging sie"
            elif clause.mark == "," and real and first.lower in LEXICON.finite and first.lower not in HAVE | BE | BECOME:
                break
        if clause.mark == "," and words[clause.first].lower in {"und", "aber"} and clause.kind == "main":
            if spoken_unreal and not is_spoken(words, clause.first, clause.last):
                break
        if clause.mark == "," and clause.kind == "main" and not verb_first and form == "subordinate":
            if any(is_finite(words[i]) for i in range(clause.first + 1, min(clause.first + 4, clause.last - 1))) and not is_spoken(words, clause.first, clause.last):
                break  # "dass es so bleibe, mehrmals wurde es verlängert"
        last = clause.last
    return [Phrase(cut[start].first, last)]


def _ends_with_verb(sentence: Sentence, clause: Clause) -> bool:
    """Whether the second of two subordinate clauses ends with its verb: "dass sie kommt und bleibt"."""
    return clause.last - clause.first <= 2


def _before(sentence: Sentence, cut: Sequence[Clause], number: int, hit: _Hit) -> list[Phrase] | None:
    """What stands before an appended cue ("..., sagte X") or around an inserted one; None if the cue is neither."""
    clause = cut[number]
    if "c" not in hit.cue.takes and hit.cue.takes != "o":
        return None
    start = clause.first
    if hit.passive or hit.final or number == 0 and not sentence.inside(start):
        return None
    verb = hit.finite
    quoted_before = start < verb and all(
        sentence.inside(at) or sentence.words[at].text in QUOTE_MARKS for at in range(start, verb)
    )
    if quoted_before:
        return [Phrase(start, verb)]
    if verb != start or number == 0 or clause.mark not in {",", "–"}:
        return None
    if cut[0].kind == "adverbial" and cut[number - 1].kind != "quoted" and all(c.kind in {"adverbial", "relative"} for c in cut[:number]):
        return None
    first = 0
    ranges = [Phrase(first, cut[number - 1].last)]
    has_verb = any(is_finite(sentence.words[i]) for c in cut[:number] for i in range(c.first, c.last))
    if not has_verb and number + 1 < len(cut):
        ranges.append(Phrase(cut[number + 1].first, len(sentence.words)))
    return ranges


def _reports(sentence: Sentence, clause: Clause, hit: _Hit, subject: Subject | None) -> bool:
    """Whether a verb reports something with its object: "lobte die Arbeit", "warnte vor Regen"."""
    takes, words = hit.cue.takes, sentence.words
    if clause.kind in {"dass", "question", "infinitive"}:
        return False
    inside = range(clause.first, clause.last)
    lowers = {words[at].lower for at in inside}
    if lowers & _VICTIMS and hit.cue.lemma == "fordern":
        return False
    if subject is None or not _can_speak(sentence, subject):
        return False
    objects = [
        at
        for at in inside
        if words[at].capital
        and not sentence.inside(at)
        and (subject is None or not subject.claimer.first <= at < subject.last)
    ]
    if "p" in takes and lowers & hit.cue.prepositions and objects:
        return True
    if "o" in takes:
        return bool(objects) or any(sentence.inside(at) for at in inside)
    if "a" in takes:
        return "als" in lowers and not any(sentence.inside(at) for at in inside)
    return "f" in takes and "für" in lowers


def _can_speak(sentence: Sentence, subject: Subject) -> bool:
    head = sentence.words[subject.claimer.last - 1]
    return subject.pronoun or is_role(head) or head.lower not in CLAUSE_NOUNS


def _whole(sentence: Sentence, cut: Sequence[Clause], number: int) -> Phrase:
    """The main clause around a clause with its subordinate ones: what a reporting verb reports."""
    first, last = number, number
    while first and cut[first].mark in {",", "–", "(", ")"} and cut[first - 1].kind in {"fragment", "relative", "adverbial"}:
        first -= 1
    while last + 1 < len(cut):
        following = cut[last + 1]
        if following.mark in {"und", "aber", "oder", ";", ":"} or following.kind in {"main", "adverbial"}:
            break
        if following.mark == "," and sentence.lower(following.first) in {"und", "aber"}:
            break
        last += 1
    return Phrase(cut[first].first, cut[last].last)
