"""Cue verbs of a German clause: finite, in the perfect, the passive or behind a modal, with what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.quotations.clauses import BE, BECOME, HAVE, MODALS, Clause, is_finite
from rag.claims.quotations.german_cues import LEXICON, Cue
from rag.claims.quotations.subjects import QUOTE_MARKS, Sentence

_PARTICLES = frozenset(
    "ab an auf aus bei ein fest fort her hin los mit nach nieder um vor weg zu zurück zusammen frei heraus".split()
)
_HELPING = HAVE | BECOME | MODALS | BE
_HELPED = ((LEXICON.participles, HAVE | BECOME | BE), (LEXICON.infinitives, MODALS | BECOME))
"""Forms that make no cue alone, and the verbs that help them to be one."""
_CUES = LEXICON.finite.keys() | LEXICON.participles.keys() | LEXICON.infinitives.keys()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue verb of a clause: its words, its finite verb, and whether the clause is passive or ends with its verb."""

    cue: Cue
    words: tuple[int, ...]
    finite: int
    passive: bool
    final: bool


def hits(sentence: Sentence, cut: Sequence[Clause], number: int) -> list[Hit]:
    """The readings of a clause's verbs as cues, the most telling first: with particle or noun before the bare verb."""
    clause, words = cut[number], sentence.words
    if clause.kind == "infinitive":
        return []
    lower = {word.lower for word in words[clause.first : clause.last]}
    if _CUES.isdisjoint(lower):
        return []
    inside = [at for at in range(clause.first, clause.last) if not words[at].capital and not sentence.inside(at)]
    if clause.first == 0 and words and words[0].capital and words[0].lower in LEXICON.finite:
        inside.insert(0, 0)
    finite = [at for at in inside if is_finite(words[at])]
    helping = [at for at in finite if words[at].lower in _HELPING]
    found: list[tuple[int, Hit]] = []
    for at in inside:
        word = words[at].lower
        for cue in LEXICON.finite.get(word, ()):
            extra = _with_words(sentence, clause, cue, at)
            if extra is None or (not cue.particle and _other_particle(sentence, clause, at)):
                continue
            particle = _particle(sentence, cut, number, at, cue.particle) if cue.particle else None
            if cue.particle and particle is None:
                continue
            helped = any(other != at for other in helping[:2])
            if helped and (word in LEXICON.participles or word in LEXICON.infinitives):
                continue  # "hat erklärt", "will sagen": read below
            members = tuple(sorted({at, *extra, *([particle] if particle is not None else [])}))
            final = at >= clause.last - 1 and clause.kind not in {"main"}
            found.append((len(members), Hit(cue, members, at, False, final)))
        for table, helpers in _HELPED:
            for cue in table.get(word, ()):
                extra = _with_words(sentence, clause, cue, at)
                auxiliary = next((f for f in finite if words[f].lower in helpers and f != at), None)
                if extra is None or auxiliary is None:
                    continue
                helper = words[auxiliary].lower
                if table is LEXICON.infinitives and helper in BECOME and helper not in {"würde", "würden"}:
                    continue
                passive = table is LEXICON.participles and (helper in BECOME or helper in BE)
                if passive and helper in BE and "worden" not in lower and word != "ausgegangen":
                    continue
                members = tuple(sorted({auxiliary, at, *extra}))
                final = auxiliary > at
                found.append((len(members), Hit(cue, members, auxiliary, passive and word != "ausgegangen", final)))
    # A verb with all that belongs to it says more than the same verb alone; else the first in the sentence.
    return [hit for _, hit in sorted(found, key=lambda pair: (-pair[0], pair[1].finite))]


def _with_words(sentence: Sentence, clause: Clause, cue: Cue, verb: int) -> tuple[int, ...] | None:
    """Where the words stand that a cue needs in its clause, one behind the other; None if they do not."""
    wanted = cue.with_words
    if not wanted:
        return ()
    for at in range(clause.first, clause.last - len(wanted) + 1):
        if sentence.words[at].lower == wanted[0] and not sentence.inside(at):
            run = range(at, at + len(wanted))
            if verb not in run and tuple(map(sentence.lower, run)) == wanted:
                return tuple(run)
    return None


def _other_particle(sentence: Sentence, clause: Clause, verb: int) -> bool:
    """Whether a particle at the end of the clause makes the verb another one: "meldete Insolvenz an"."""
    return clause.last - 1 > verb and sentence.lower(clause.last - 1) in _PARTICLES


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
        end = later.last
        verbless = not any(is_finite(sentence.words[at]) for at in range(later.first, end))
        if (
            end > later.first
            and sentence.lower(end - 1) == particle
            and verbless
            and later.kind in {"fragment", "main"}
        ):
            return end - 1
        if later.kind in {"dass", "infinitive"}:
            break
    return None
