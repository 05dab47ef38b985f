"""The clauses of a text, told by commas and the words that open them, and the clause that holds its main predicate.

There is no tagger: German puts a comma and a conjunction or relative before a subordinate clause and its verb last,
and that is enough to tell what belongs to the main clause. English has neither; there the words that open a clause
and the auxiliaries in it have to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rag.claims.quotations.phrases import DETERMINERS, Word, split_words
from rag.claims.status.segments import ENDS, segments
from rag.claims.status.verb_classes import VERBS
from rag.claims.verbs.strong_verbs import STRONG

ClauseKind = Literal["main", "subordinate", "infinitive", "aside"]

BE: Final = frozenset("ist sind war waren sei seien bin wäre wären is are was were am".split())
HAVE: Final = frozenset("hat haben habe hatte hatten hätte hätten has have had".split())
BECOME: Final = frozenset("wird werden werde wurde wurden würde würden".split())
MODALS: Final = frozenset(
    """
    kann können könne könnte könnten konnte konnten muss müssen müsse musste mussten müsste müssten soll sollen solle
    sollte sollten will wollen wolle wollte wollten darf dürfen dürfe durfte durften dürfte dürften mag möge möchte
    möchten
    """.split()
)
GERMAN_FINITE: Final = BE | HAVE | BECOME | MODALS
ENGLISH_FINITE: Final = frozenset(
    """
    is are was were am has have had do does did will would can could may might must shall should cannot won't can't
    isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't wouldn't couldn't shouldn't mustn't
    """.split()
)
RELATIVES: Final = frozenset("der die das den dem deren dessen denen welcher welche welches welchem welchen".split())
_SUBORDINATORS: Final = frozenset(
    """
    dass daß ob weil wenn falls obwohl obgleich obschon nachdem bevor ehe sobald solange sofern soweit sodass indem
    damit während seit seitdem bis als wie da wobei wodurch womit wonach worauf woraufhin woran worin worüber wozu wofür
    wogegen weshalb weswegen warum wieso wer was wo wohin woher wann wem wen wessen indes
    """.split()
)
# These are conjunctions only where the verb stands last: "während des Krieges", "damit begann es", "als Minister".
_UNSURE: Final = frozenset("damit während seit seitdem bis als wie da was indes".split())
_BEFORE_SUBORDINATOR: Final = frozenset("so als außer ohne statt selbst nicht dort je".split())
_SURE: Final = frozenset("dass daß ob weil".split())
_LEADING: Final = frozenset("und oder aber sondern sowie auch nur selbst erst gerade denn and or but also even".split())
_INFINITIVE_OPENERS: Final = frozenset("um ohne statt anstatt".split())
_PREPOSITIONS: Final = frozenset(
    "in an auf aus bei mit nach von vor zu für durch gegen über unter um ohne seit während wegen zwischen".split()
)
_ENGLISH_OPENERS: Final = frozenset(
    "that whether if because although though unless while when where who whom whose which why how since until".split()
)
# Openers only at the beginning of a segment; elsewhere they are prepositions.
_ENGLISH_FRONT: Final = frozenset("after before as".split())
# Words in lower case that end as verbs do and are none.
_NO_VERB: Final = frozenset(
    """
    nicht jetzt selbst erst meist fast sonst oft dort seit mit laut statt gut weit zuletzt zunächst bekannt leicht
    damit somit hiermit heute morgen gestern gegen neben wegen zwischen unten oben außen innen hinten vorn eben allen
    anderen beiden vielen einigen ihnen ihren seinen deren denen dessen keinen einen meinen diesen jeden welchen
    wenigen ersten letzten zweiten dritten neuen alten großen kleinen eine keine seine ihre alle viele diese jede
    welche beide gerne ohne bitte dann wann denn wenn schon davon daran darin hin ein an in von den man nun nein sowie
    mindestens wenigsten meisten zusammen gegenüber inzwischen bereits unterdessen stattdessen insgesamt überhaupt
    inmitten seitens zugunsten zuungunsten nebst samt damals mitten rechten linken schlecht echt recht berechtigt spät
    nacht acht alt kalt fest direkt indirekt konkret exakt korrekt absolut privat separat
    """.split()
)
_FINITE: Final = (
    GERMAN_FINITE
    | ENGLISH_FINITE
    | {word for word, forms in STRONG.items() if any(form.role == "finite" for form in forms)}
    | {word for word, verbs in VERBS[False].items() if any(form.role == "finite" for _, form in verbs)}
)
_REACH: Final = 40
"""Words within which a verb is sought: more would make long lists cost their square."""
_AND: Final = frozenset("und oder aber doch sondern and or but".split())


@dataclass(slots=True)
class Clause:
    """The words of one clause without those of the clauses inside it, marks left out."""

    kind: ClauseKind
    words: list[Word] = field(default_factory=list)
    complete: bool = False

    @property
    def lowers(self) -> list[str]:
        return [word.lower for word in self.words]


def find_clauses(text: str, *, english: bool) -> list[Clause]:
    """Return the clauses of a text in the order in which they begin.

    >>> [" ".join(word.text for word in clause.words) for clause in
    ...  find_clauses("Die Regierung, die nicht gewählt wurde, liefert Öl.", english=False)]
    ['Die Regierung liefert Öl', 'die nicht gewählt wurde']
    """
    found: list[Clause] = []
    stack: list[Clause] = []
    asides = 0
    for segment, mark in segments(split_words(text)):
        if segment:
            for piece in _english_pieces(segment) if english else _german_pieces(segment, opening=not stack):
                _place(piece, found, stack, english=english, aside=asides > 0)
        if mark in ENDS or mark == ":":
            asides = 0
            stack.clear()
        elif mark in "([":
            asides += 1
        elif mark in ")]":
            asides = max(0, asides - 1)
    return found


def main_clause(clauses: Sequence[Clause]) -> Clause | None:
    """Return the clause with the main predicate: the first main clause, or the first of all where there is none.

    "dass Öl fließt" is the main predication of the words of an indirect quotation; in "Dass Öl fließt, ist neu" it
    is not. A clause of one word or two without a verb ("Nein", "Zur Lage") gives way to the next.
    """
    main = [clause for clause in clauses if clause.kind == "main" and clause.words]
    for clause in main:
        if len(clause.words) > 2 or any(map(is_finite, clause.lowers)):
            return clause
    return main[0] if main else next((clause for clause in clauses if clause.words), None)


def is_finite(lower: str) -> bool:
    """Whether a word, in lower case, can be a finite verb for sure; many others can without being known."""
    return lower in _FINITE


def ends_as_verb(word: Word) -> bool:
    """Whether a word can be the verb that closes a German clause."""
    lower = word.lower
    if word.capital or lower in _NO_VERB or lower in DETERMINERS or not lower[-1].isalpha():
        return False
    return (
        lower in GERMAN_FINITE
        or lower in STRONG
        or lower in VERBS[False]
        or lower.endswith(("t", "te", "en", "ern", "eln", "tun", "e"))
    )


# --- German ---------------------------------------------------------------------------------------------------------


def _german_pieces(segment: list[Word], *, opening: bool) -> Iterator[tuple[ClauseKind | None, list[Word]]]:
    """A segment, cut before "und" with a predicate of its own behind it; None is what goes on with a clause."""
    kind = _german_kind(segment, opening=opening)
    if kind is not None:
        # "dass er kam | und nicht blieb"
        cut = next(
            (at for at in range(1, len(segment) - 2) if segment[at].lower in _AND and _sure_verb(segment[at - 1])),
            len(segment),
        )
        yield kind, segment[:cut]
        if cut < len(segment):
            yield kind, segment[cut:]
        return
    inner = next((at for at in range(1, len(segment)) if segment[at].lower in _SURE), len(segment))
    if inner < len(segment):
        # The comma is missing: "es werde geprüft ob".
        yield from _german_pieces(segment[:inner], opening=opening)
        yield "subordinate", segment[inner:]
        return
    cut = _second_predicate(segment)
    yield None, segment[:cut]
    if cut < len(segment):
        yield "main", segment[cut:]


def _german_kind(segment: Sequence[Word], *, opening: bool) -> ClauseKind | None:
    """What a segment opens, None if nothing; at the `opening` of a sentence no relative clause can stand."""
    first = 0
    while first < len(segment) - 1 and segment[first].lower in _LEADING:
        first += 1
    lower = segment[first].lower
    following = segment[first + 1].lower if first + 1 < len(segment) else ""
    if lower in _SUBORDINATORS:
        finite = following in GERMAN_FINITE
        sure = lower not in _UNSURE or (lower == "was" and not finite) or (_verb_last(segment) and not finite)
        return "subordinate" if sure else None
    if lower in _BEFORE_SUBORDINATOR and following in _SUBORDINATORS and following not in _UNSURE:
        return "subordinate"
    if lower in _INFINITIVE_OPENERS and _to_infinitive(segment):
        return "infinitive"
    relative = lower in RELATIVES or (lower in _PREPOSITIONS and following in RELATIVES)
    if segment[0].lower == "sondern":
        return None
    if relative and not opening and _verb_last(segment) and not _verb_second(segment, first + 1):
        return "subordinate"
    if _to_infinitive(segment) and not any(word.lower in GERMAN_FINITE for word in segment[:-1]):
        return None if any(map(is_finite, (word.lower for word in segment[:4]))) else "infinitive"
    return None


def _verb_last(segment: Sequence[Word]) -> bool:
    return ends_as_verb(segment[-1])


_CLOSING_ALONE: Final = GERMAN_FINITE - {"werden", "haben", "sein"}


def _verb_second(segment: Sequence[Word], first: int) -> bool:
    """Whether an auxiliary stands early and what it governs last: "die Lage wird schlechter werden"."""
    last = len(segment) - 1
    for at in range(first, min(last, first + 6)):
        if segment[at].lower in GERMAN_FINITE and segment[last].lower not in _CLOSING_ALONE:
            return segment[at + 1].lower not in {"werden", "haben"} or at + 1 < last
    return False


def _to_infinitive(segment: Sequence[Word]) -> bool:
    """Whether a segment ends with "zu kommen" or "anzukommen", which at most a few words in the field behind follow."""
    for at in range(len(segment) - 1, max(-1, len(segment) - 7), -1):
        lower = segment[at].lower
        if at and segment[at - 1].lower == "zu" and lower.endswith("n") and not segment[at].capital:
            return True
        if (
            "zu" in lower[2:-3]
            and lower.endswith("en")
            and not segment[at].capital
            and lower[: lower.find("zu", 2)] in JOINED
        ):
            return True
    return False


JOINED: Final = frozenset(
    """
    ab an auf aus bei da dar durch ein entgegen fest fort frei gegenüber her heraus herein hervor hin hinaus hinein
    hinzu klar los mit nach nieder statt teil um unter vor voran voraus vorbei weg weiter wieder zu zurück zusammen
    bekannt bereit sicher offen über bevor hoch still heran herunter auseinander aufrecht stand
    """.split()
)


def _second_predicate(segment: Sequence[Word]) -> int:
    """Where a second predicate begins behind "und": "liefert Öl und | schickt keine Truppen"; else the length."""
    verb = False
    for at, word in enumerate(segment):
        if word.lower in _AND and verb:
            behind = segment[at + 1 : at + 4]
            if behind and not behind[0].capital and _sure_verb(behind[0]) and at + 2 < len(segment):
                return at
            # "und China schickt keine Truppen": the subject changes.
            if len(behind) > 1 and behind[0].capital and _sure_verb(behind[1]) and at + 3 < len(segment):
                return at
            if len(behind) > 2 and behind[0].lower in RELATIVES and behind[1].capital and _sure_verb(behind[2]):
                return at
        verb = verb or _verb_at(segment, at)
    return len(segment)


def _verb_at(words: Sequence[Word], at: int) -> bool:
    """Whether a finite verb stands here; between a determiner and a noun it is an adjective ("der nächste Start")."""
    if at and at + 1 < len(words) and words[at - 1].lower in DETERMINERS and words[at + 1].capital:
        return is_finite(words[at].lower)
    return _sure_verb(words[at])


def _sure_verb(word: Word) -> bool:
    """A finite verb by its form alone, where "und" stands before it or a subject."""
    lower = word.lower
    if word.capital or lower in _NO_VERB:
        return False
    if is_finite(lower):
        return True
    return len(lower) > 3 and lower.endswith(("t", "te", "ten")) and not lower.startswith("ge") and "zig" not in lower


# --- English --------------------------------------------------------------------------------------------------------


def _english_pieces(segment: list[Word]) -> Iterator[tuple[ClauseKind | None, list[Word]]]:
    """A segment, cut where a word opens a clause, where a relative clause ends, before "and" with a predicate."""
    first, kind = 0, _english_kind(segment)
    relative = False
    for at in range(1, len(segment)):
        lower = segment[at].lower
        if lower in _ENGLISH_OPENERS and not (lower == "that" and _determines(segment, at)):
            # "not only that", "no doubt that": what opens a clause at the very beginning has been asked already.
            yield kind, segment[first:at]
            first, kind, relative = at, "subordinate", lower in {"who", "which", "that", "whose"}
        elif relative and lower in ENGLISH_FINITE and _closed_relative(segment, first, at):
            yield kind, segment[first:at]
            first, kind, relative = at, None, False
        elif lower in {"and", "but", "or"} and at + 1 < len(segment) and kind is None:
            auxiliary = any(word.lower in ENGLISH_FINITE for word in segment[at + 1 : at + 4])
            if auxiliary and any(
                word.lower in ENGLISH_FINITE or word.lower in VERBS[True]
                for word in segment[max(first, at - _REACH) : at]
            ):
                yield kind, segment[first:at]
                first, kind = at, "main"
    yield kind, segment[first:]


def _english_kind(segment: Sequence[Word]) -> ClauseKind | None:
    first = 0
    while first < len(segment) - 1 and segment[first].lower in _LEADING:
        first += 1
    lower = segment[first].lower
    if lower in _ENGLISH_OPENERS or lower in _ENGLISH_FRONT:
        return "subordinate" if not (lower == "that" and _determines(segment, first)) else None
    if lower == "to" and first + 1 < len(segment):
        return "infinitive"
    if lower in {"in", "on", "of", "for", "with", "to"} and first + 1 < len(segment):
        return "subordinate" if segment[first + 1].lower in {"which", "whom"} else None
    return None


def _determines(segment: Sequence[Word], at: int) -> bool:
    """Whether "that" stands alone as a subject or object: "that is", "rejected that"."""
    following = segment[at + 1].lower if at + 1 < len(segment) else ""
    return not following or (at == 0 and following in ENGLISH_FINITE)


def _closed_relative(segment: Sequence[Word], first: int, at: int) -> bool:
    """Whether the relative clause has its predicate already when an auxiliary comes: "who was not elected | does"."""
    if at - first > _REACH:
        return True
    words = [word.lower for word in segment[first + 1 : at]]
    auxiliaries = [number for number, word in enumerate(words) if word in ENGLISH_FINITE]
    if not auxiliaries:
        return len(words) > 1
    return any(word not in ENGLISH_FINITE | {"not", "never", "be", "been"} for word in words[auxiliaries[-1] + 1 :])


# --- placing --------------------------------------------------------------------------------------------------------


def _place(
    piece: tuple[ClauseKind | None, list[Word]],
    found: list[Clause],
    stack: list[Clause],
    *,
    english: bool,
    aside: bool,
) -> None:
    """Put a piece where it belongs: into a clause of its own, or on with the innermost one that is not complete."""
    kind, words = piece
    if aside:
        found.append(Clause("aside", words))
        return
    if kind is None:
        while stack and stack[-1].kind != "main" and stack[-1].complete:
            stack.pop()
        if stack and not (stack[-1].kind == "main" and _new_main(stack[-1], words, english=english)):
            stack[-1].words.extend(words)
        else:
            stack[:] = [Clause("main", list(words))]
            found.append(stack[-1])
    elif kind == "main":
        stack[:] = [Clause("main", list(words))]
        found.append(stack[-1])
    else:
        while stack and stack[-1].kind != "main" and stack[-1].complete:
            stack.pop()
        stack.append(Clause(kind, list(words)))
        found.append(stack[-1])
    top = stack[-1]
    if top.kind == "infinitive":
        top.complete = True
    elif top.kind == "subordinate":
        top.complete = english or _verb_last(words) or any(map(is_finite, (word.lower for word in words)))


def _new_main(clause: Clause, words: Sequence[Word], *, english: bool) -> bool:
    """Whether a segment behind a comma is a main clause of its own: both have a finite verb."""
    if words[0].lower in {"sondern"}:
        return False
    known = ENGLISH_FINITE if english else None
    has = [
        any((w.lower in known) if known else _verb_at(part, at) for at, w in enumerate(part))
        for part in (clause.words[:_REACH], words[:6])
    ]
    return all(has) and len(words) > 2
