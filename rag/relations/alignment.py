"""Two statements beside each other: which word of one says which of the other, and where they contradict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rag.lexicon import alternatives
from rag.lexicon.related import is_place
from rag.relations.meanings import opposed
from rag.relations.quantities import Quantity
from rag.relations.slots import When, is_same_name
from rag.relations.statement import Statement
from rag.relations.stems import fold, stems
from rag.relations.words import Sense, Word, is_same_place, kinship, shared

ALIGNED = 0.5
"""Kinship from which one word says another. A translation with a quarter of the best one's score has 0.52."""


_COUNTED = 0.4
_PLACES, _SAME_PLACE = 0.85, 0.97
_STANCES = frozenset("confirm praise criticise blame warn promise threaten hope fear demand request".split())
"""What somebody may do by saying something, besides saying it."""
_APART = 0.9
"""What a compound's parts, each said by a word of its own, are worth together."""
_MODAL_VERBS = frozenset("offer plan demand request promise announce examine threaten hope".split())


_CONVERSE = frozenset("buy sell lend borrow import export win lose send withdraw attack defend".split())
_STOPS = frozenset("end block cancel fail ban reject deny lift quit stay exclude impossible false break".split())


_NEGATIVE = ("un", "in", "im", "ir", "il", "dis", "non")


def _is_negative_of(first: str, second: str) -> bool:
    """Whether one word is the other with a prefix that denies it: "bekannt", "unbekannt"."""
    short, long = sorted((stems(fold(first))[-1], stems(fold(second))[-1]), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATIVE)


def _next(statement: Statement, word: Word) -> Word | None:
    return next((other for other in statement.words if other.place > word.place and other.clause == word.clause), None)


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the first statement, and the closest one of the second."""

    first: Word
    second: Word
    kinship: float


class Alignment:
    """The words, quantities and times of a first statement, each looked for in a second one."""

    def __init__(self, first: Statement, second: Statement) -> None:
        self.first, self.second = first, second
        self.pairs: list[Pair] = []
        self.missing: list[Word] = []
        covered = total = 0.0
        for word in first.words:
            pair = self._closest(word)
            total += word.weight
            if pair and pair.kinship >= ALIGNED:
                self.pairs.append(pair)
                covered += word.weight * (0.5 + 0.5 * pair.kinship)
            else:
                self.missing.append(word)
                covered += word.weight * (0.5 * pair.kinship if pair else 0.0)
        self.coverage = covered / total if total else 0.0
        """The share of the first statement's words, by weight, that the second one says, in [0, 1]."""

    @cached_property
    def _others(self) -> tuple[Word, ...]:
        """The words of the second statement in which those of the first are looked for."""
        others = (*self.second.words, *self.second.context)
        # "Klein ist Minister": what "sagte Minister Klein" says too, though only by the way. And "Klein lobte den
        # Plan" is as much a deed as a saying, so that one reader finds a claimer in it and another one none.
        acts = {group for word in self.second.framed for group in word.sense.groups} & (_STANCES | _MODAL_VERBS)
        done = acts & {group for word in self.first.words for group in word.sense.groups}
        return (*others, *self.second.framed) if not self.first.verbs or (done and not self.first.framed) else others

    def _closest(self, word: Word) -> Pair | None:
        best: Pair | None = None
        for other in self._others:
            if opposed(word.sense.groups, other.sense.groups):
                continue
            near = kinship(word.sense, other.sense)
            if near >= _PLACES and is_same_place(word.sense, other.sense):
                near = max(near, _SAME_PLACE)  # before a capital that stands for it
            if near > (best.kinship if best else 0.0) or (
                best and near == best.kinship and self._nearer(word, other, best)
            ):
                best = Pair(word, other, near)
        if word.sense.parts and (best is None or best.kinship < _APART):
            best = self._in_parts(word) or best
        return best

    def _in_parts(self, word: Word) -> Pair | None:
        """Return the pair for a compound that the other statement says in several words: "Wrack eines Schiffs"."""
        found: list[tuple[float, Word]] = []
        for part in word.sense.parts if self._others else ():
            near, other = max(((shared(part, other.sense.keys), other) for other in self._others), key=lambda p: p[0])
            if near < ALIGNED:
                return None
            found.append((near, other))
        if not found:
            return None
        return Pair(word, found[-1][1], _APART * sum(near for near, _ in found) / len(found))

    def _nearer(self, word: Word, other: Word, best: Pair) -> bool:
        """Whether of two equal words this one stands at more nearly the same place in its statement."""
        at = word.place / (self.first.words[-1].place + 1)
        last = self.second.words[-1].place + 1 if self.second.words else 1
        here, there = (abs(near.place / last - at) for near in (other, best.second))
        return here < there

    @cached_property
    def opposites(self) -> list[tuple[Word, Word]]:
        """Words that say the opposite of one thing, neither of which has a partner in the other statement."""
        return [(a, b) for a, b in self.any_opposites if self._alike(a, b)]

    def _alike(self, a: Word, b: Word) -> bool:
        """Whether two words of opposite meaning are said of the same: verbs of one doer, others of one thing."""
        if a.verb and b.verb:
            # Who buys and who sells do one thing; only where the same one does both it is the opposite.
            converse = (a.sense.groups | b.sense.groups) & _CONVERSE
            return not converse or any(pair.first.agent and pair.second.agent for pair in self.pairs)
        if a.verb != b.verb and not (a.sense.groups | b.sense.groups) & _CONVERSE:
            return True
        behind = _next(self.first, a), _next(self.second, b)
        if None in behind:
            return behind == (None, None)
        return any(pair.first == behind[0] and pair.second == behind[1] for pair in self.pairs)

    @cached_property
    def negation_differs(self) -> bool:
        """Whether one statement denies what the other one asserts: by their verbs, or by most of their words."""
        pairs = [pair for pair in self.pairs if pair.first.verb and pair.second.verb] or self.pairs
        signs = [pair.first.negated != pair.second.negated for pair in pairs]
        signs += [a.negated != b.negated for a, b in self.opposites if a.verb or b.verb]
        return sum(signs) * 2 > len(signs)

    @cached_property
    def any_negation_differs(self) -> bool:
        """Whether some clause is denied in one statement alone: a verb of it, or half of the words that both have."""
        if self.first.unsaid != self.second.unsaid:
            return True
        clauses: dict[int, list[Pair]] = {}
        for pair in self.pairs:
            clauses.setdefault(pair.first.clause, []).append(pair)
        for pairs in clauses.values():
            differing = [pair for pair in pairs if pair.first.negated != pair.second.negated]
            if any(pair.first.verb and pair.second.verb for pair in differing) or 2 * len(differing) >= len(pairs):
                return True
        return False

    @cached_property
    def any_opposites(self) -> list[tuple[Word, Word]]:
        """Words without partner that say the opposite, whatever they are said of."""
        taken = {pair.second.place for pair in self.pairs}
        free = [word for word in self.second.words if word.place not in taken]
        return [
            (a, b)
            for a in self.missing
            for b in free
            if opposed(a.sense.groups, b.sense.groups) or _is_negative_of(a.text, b.text)
        ]

    @cached_property
    def stance_differs(self) -> bool:
        """Whether the first tells how it is said, praising or warning, and the second says it otherwise."""
        mine, theirs = (
            {group for word in statement.framed for group in word.sense.groups}
            for statement in (self.first, self.second)
        )
        return bool(mine & _STANCES) and not mine & theirs and bool(self.second.framed)

    @cached_property
    def other_stance(self) -> Word | None:
        """The word by which the first tells how it is said, where the second has none of that meaning at all."""
        theirs = {group for word in (*self.second.framed, *self.second.words) for group in word.sense.groups}
        return next(
            (word for word in self.first.framed if word.sense.groups & _STANCES and not word.sense.groups & theirs),
            None,
        )

    @cached_property
    def other_places(self) -> list[Pair]:
        """Names that stand for another one, as a capital does for its country: near, and still not the same."""
        pairs = [pair for pair in self.pairs if pair.first.name and pair.kinship < _SAME_PLACE]
        return [pair for pair in pairs if not is_same_place(pair.first.sense, pair.second.sense)]

    @cached_property
    def other_names(self) -> list[Pair]:
        """Names that only look like the word that they were paired with: "Brandes" and "Brandstiftung"."""
        return [
            pair
            for pair in self.pairs
            if pair.first.name
            and not is_place(pair.first.text)
            and not is_same_name(pair.first.text, pair.second.text)
            and not alternatives(pair.first.text, self.first.language)
        ]

    @cached_property
    def says_no_otherwise(self) -> bool:
        """Whether the second statement has a word without partner that stops or fails: "stops selling", "sells no"."""
        taken = {pair.second.place for pair in self.pairs}
        words = self.second.words
        return any(
            word.sense.groups & _STOPS
            and not (after and after.negated and not word.negated)  # "refused to": read already
            for word, after in zip(words, (*words[1:], None), strict=True)
            if word.place not in taken
        )

    @cached_property
    def verbs_aligned(self) -> bool:
        """Whether what the first statement says to happen stands in the second, as it is or as its opposite."""
        verbs = [word for word in self.first.words if word.verb]
        found = {pair.first.place for pair in self.pairs} | {a.place for a, _ in self.opposites}
        return not verbs or any(verb.place in found for verb in verbs)

    @cached_property
    def missing_names(self) -> list[Word]:
        return [word for word in self.missing if word.name]

    @cached_property
    def names_instead(self) -> list[Word]:
        """Names of the first that the second does not have, in clauses that both share, and not by the way."""
        clauses = {pair.first.clause for pair in self.pairs}
        return [word for word in self.missing_names if word.clause in clauses]

    @cached_property
    def missing_verbs(self) -> list[Word]:
        opposite = {a.place for a, _ in self.opposites}
        return [word for word in self.missing if word.verb and word.place not in opposite]

    @cached_property
    def roles_swapped(self) -> bool:
        """Whether two who are named have changed places: who did it there suffers it here."""
        named = [pair for pair in self.pairs if pair.first.name and pair.second.name]
        told = [pair for pair in named if pair.first.agent is not None and pair.second.agent is not None]
        # Told by order and case alone, so that both must have moved.
        lost = any(pair.first.agent and not pair.second.agent for pair in told)
        won = any(pair.second.agent and not pair.first.agent for pair in told)
        mutual = {"meet", "agree", "speak", "cooperate", "disagree", "separate", "unite", "fight", "sign"}
        verbs = {group for pair in self.pairs if pair.first.verb for group in pair.first.sense.groups}
        return lost and won and not verbs & mutual

    @cached_property
    def wrong_quantities(self) -> list[tuple[Quantity, Quantity]]:
        """Quantities of the first for which the second has another number of the same kind, and none that fits."""
        wrong = []
        for mine, what in zip(self.first.quantities, self.first.counted, strict=True):
            same = self._same_kind(mine, what)
            if same and not any(mine.met_by(other) for other in same):
                wrong.append((mine, same[0]))
        return wrong

    @cached_property
    def missing_quantities(self) -> list[Quantity]:
        """Quantities of the first for which the second says no number of the kind at all."""
        pairs = zip(self.first.quantities, self.first.counted, strict=True)
        return [mine for mine, what in pairs if not self._same_kind(mine, what)]

    def _same_kind(self, mine: Quantity, what: Sense | None) -> list[Quantity]:
        found, equal = [], []
        for other, counted in zip(self.second.quantities, self.second.counted, strict=True):
            if not mine.comparable(other):
                continue
            alike = what is None or counted is None or max(kinship(what, counted), kinship(counted, what)) >= _COUNTED
            if mine.unit or alike:
                found.append(other)
            elif mine.value == other.value:
                equal.append(other)
        # What is counted may go by a word that the tables do not know; the number itself then tells.
        return found or equal

    @cached_property
    def wrong_times(self) -> list[tuple[When, When]]:
        """Times of the first that contradict every comparable time of the second."""
        wrong = []
        for times, against in ((self.first.times, self.second.times), (self.first.said_at, self.second.said_at)):
            for mine in times:
                others = [other for other in against if mine.comparable(other)]
                if others and all(mine.conflicts(other) for other in others):
                    wrong.append((mine, others[0]))
        return wrong

    @cached_property
    def missing_times(self) -> list[When]:
        contradicted = {mine.places for mine, _ in self.wrong_times}
        return [
            mine
            for mine in (*self.first.times, *self.first.said_at)
            if mine.places not in contradicted
            and not any(mine.met_by(other) for other in (*self.second.times, *self.second.said_at))
        ]

    @cached_property
    def modality_differs(self) -> bool:
        """Whether one says as a fact what the other calls possible, planned, offered or demanded."""
        pairs = [pair for pair in self.pairs if pair.first.verb and pair.second.verb] or self.pairs
        if any(pair.first.sense.groups & pair.second.sense.groups & _MODAL_VERBS for pair in pairs):
            # Who "asked for help" and who "um Hilfe bat" did the same, whatever it was for.
            return any(self._other_modality(pair) for pair in pairs if not pair.first.sense.groups & _MODAL_VERBS)
        differing = sum(self._other_modality(pair) for pair in pairs)
        return bool(differing) and differing * 2 >= len(pairs)

    def _other_modality(self, pair: Pair) -> bool:
        # What is planned is possible.
        ways = (pair.first.modality, pair.second.modality)
        return ways[0] != ways[1] and ways != ("possible", "planned")
