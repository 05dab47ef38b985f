"""How somebody stands to a claim, and what it speaks of: denied or doubted, hedged, planned, offered, demanded.

What introduces a claim is read first ("bestritt, dass", "bot an", "fordert"), then its own main predicate; clauses
inside it have no say. Where the claim's words hold their own verb of speech (kind Reported: "Die Stadt weist Kritik
zurück"), that verb is read as a cue. In the article's own voice the same verb is what the article states: the claim
is TrueCertain, and negated if the verb denies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.claims.status import hedges
from rag.claims.status.negation import is_denied
from rag.claims.status.own_words import OwnWords
from rag.claims.status.predicates import BE, Clause, find_clauses, main_clause
from rag.claims.status.readings import classes_of, read_verbs
from rag.claims.status.verb_classes import NOUNS, PAST
from rag.types import Article, Epistemic, Modality, QuotationKind, Span

_NOUN_CLASSES = {english: {n: name for name, ns in rows.items() for n in ns.split()} for english, rows in NOUNS.items()}
_COMPLEMENTIZERS = frozenset("dass daß ob that whether".split())
_PAST = PAST | frozenset("erreichten erreichte hatte hatten war waren wurde wurden sei seien habe haben hat".split())
_OPEN = frozenset("unklar offen fraglich ungewiss ungeklärt unbekannt unclear uncertain unknown".split())
# After these the words stand in the indicative: "soll" tells of hearsay or a plan there and demands nothing.
_SOURCES = frozenset("laut nach zufolge wonach demnach gemäß danach according".split())


@dataclass(frozen=True, slots=True)
class Judged:
    """How the claimer stands to the claim's words, what they speak of, and whether they deny it."""

    epistemic: Epistemic
    modality: Modality
    negated: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the words around a claim say of it: how its claimer stands to it, and its modality, if they tell."""

    epistemic: Epistemic = "TrueCertain"
    modality: Modality | None = None


def judge(
    article: Article, spans: Sequence[Span], *, sentence: Span, cue: Sequence[Span], kind: QuotationKind | None
) -> Judged:
    """Return how a claim stands: the words `spans` in their `sentence`, introduced by the words `cue`, if any.

    A claim without a hedge is TrueCertain, whoever says it: Konjunktiv I is only the mark of reported speech.
    Denied or doubted is what the words around it deny or doubt ("bestritt, dass"); what the claim's own words deny is
    `negated`. "würde" and Futur are planned for what somebody does, possible or stated for what happens.

    Raises ValueError where there are no spans, or where one lies outside the article.

    >>> article = Article("id", "Titel", "Die Stadt bestritt, dass Öl fließt.", "de")
    >>> judge(article, [Span(20, 34)], sentence=Span(0, 35), cue=[Span(10, 18)], kind="Indirect")
    Judged(epistemic='FalseCertain', modality='stated', negated=False)
    """
    text = article.text
    if not spans:
        raise ValueError("a claim to judge needs at least one span")
    for span in (*spans, sentence, *cue):
        if span.end > len(text):
            raise ValueError(f"{span} ends behind the article, which has {len(text)} characters")
    english = article.language == "en"
    said = _cut(text, spans, cue)
    clauses = find_clauses(said, english=english)
    # What a cue introduces with "dass" has its predicate there; in the article's own voice it is a part of another.
    opened = bool(cue) and clauses and clauses[0].lowers[:1] and clauses[0].lowers[0] in _COMPLEMENTIZERS
    clause = clauses[0] if opened else main_clause(clauses)
    if clause is None:
        return Judged("TrueCertain", "stated", False)
    framed = _frame(text, spans, sentence, cue, english=english) if cue and kind is not None else _Frame()
    own = read_verbs(clause, english=english)
    inside = kind == "Reported" and framed == _Frame()
    if inside:
        denied = is_denied(clause, english=english)
        framed = (
            _framed(set(own.classes) - {"resolve"}, denied=denied, excludes=bool(_EXCLUDING & set(clause.lowers)))
            or framed
        )
        if framed.epistemic in {"FalseCertain", "FalseUncertain", "Unknown"}:
            return Judged(framed.epistemic, framed.modality or "stated", False)
    if kind == "Direct" and clause.kind == "main" and framed.epistemic in {"FalseCertain", "FalseUncertain", "Unknown"}:
        # The words quoted are the denial, they are not denied: „Das ist falsch“, dementierte Klein.
        framed = _Frame()
    by_source = kind == "Indirect" and bool(cue) and _cue_words(text, cue) & _SOURCES
    reading = OwnWords(clause, own, english, "FreeIndirect" if by_source else kind)
    epistemic = framed.epistemic
    if epistemic == "TrueCertain":
        epistemic = reading.epistemic()
    if epistemic == "Unknown":
        return Judged(epistemic, "stated", is_denied(clause, english=english, verbs=own))
    modality = framed.modality
    if modality == "planned" and clause.kind == "subordinate" and clause.lowers[-1] in _PAST:
        modality = None  # "kündigte an, dass die Spenden einen Rekord erreichten"
    # What somebody warns of may happen; his own words can tell more ("warnte, die Stadt müsse sparen").
    warned = framed.epistemic == "TrueCertain" and modality == "possible"
    if modality is None or (warned and reading.modality() != "stated"):
        modality = reading.modality()
    negated = is_denied(clause, english=english, verbs=own)
    if negated and modality in {"demanded", "offered"} and framed.modality is None and not own.modal:
        modality = "stated"  # "hat keine Hilfe verlangt": nothing is demanded
    return Judged(epistemic, modality, negated)


def _cut(text: str, spans: Sequence[Span], cue: Sequence[Span]) -> str:
    """The words of the spans without those of the cue, which can stand among them."""
    pieces = []
    for span in spans:
        position = span.start
        for part in sorted(cue):
            if position <= part.start and part.end <= span.end:
                pieces.append(text[position : part.start])
                position = part.end
        pieces.append(text[position : span.end])
    return " ".join(pieces)


# --- what introduces a claim ----------------------------------------------------------------------------------------


def _frame(text: str, spans: Sequence[Span], sentence: Span, cue: Sequence[Span], *, english: bool) -> _Frame:
    """Read the clause that holds the cue, among the words of the sentence that are not the claim's.

    The claim itself is left out and a comma put in its place; offsets are mapped so that the cue is found again.
    """
    pieces, position, shift = [], sentence.start, 0
    places = []
    first = min(cue).start
    outside = [span for span in sorted(spans) if sentence.overlaps(span)]
    if not sentence.contains(min(cue)) or any(span.contains(min(cue)) for span in outside):
        return _only_cue(text, cue, english=english)
    for span in outside:
        if span.start < position:
            continue
        pieces.append(text[position : span.start])
        shift += span.end - span.start - 3 if span.end <= first else 0
        pieces.append(" , ")
        position = span.end
    pieces.append(text[position : sentence.end])
    rest = "".join(pieces)
    at = first - sentence.start - shift
    clauses = find_clauses(rest, english=english)
    places = [clause for clause in clauses if any(word.start <= at < word.end for word in clause.words)]
    if not places:
        return _only_cue(text, cue, english=english)
    clause = places[0]
    denied = is_denied(clause, english=english)
    return _introduced(clause, _cue_words(text, cue), english=english, denied=denied)


def _cue_words(text: str, cue: Sequence[Span]) -> frozenset[str]:
    return frozenset(word for span in cue for word in text[span.start : span.end].lower().split())


def _only_cue(text: str, cue: Sequence[Span], *, english: bool) -> _Frame:
    words = " ".join(text[span.start : span.end] for span in cue)
    clause = main_clause(find_clauses(words, english=english))
    if clause is None:
        return _Frame()
    denied = is_denied(clause, english=english)
    return _introduced(clause, frozenset(clause.lowers), english=english, denied=denied)


def _introduced(clause: Clause, cue: frozenset[str], *, english: bool, denied: bool) -> _Frame:
    """What the words of a cue, in their clause, say of what they introduce; `denied` is the clause's negation."""
    if _REASONS & {*cue, *clause.lowers}:
        return _Frame()
    classes = _cue_classes(clause, cue, english=english)
    if not classes:
        classes, denied = _noun_classes(clause, cue, english=english)
    return _framed(classes, denied=denied, excludes=any(word in _EXCLUDING for word in clause.lowers)) or (
        _Frame("TrueUncertain") if cue & hedges.HEDGES[english] else _Frame()
    )


def _framed(classes: set[str], *, denied: bool, excludes: bool) -> _Frame | None:
    """What classes of verbs and nouns make of the words that they introduce, the strongest first."""
    if "deny" in classes:
        return _Frame("TrueUncertain", "possible" if excludes else None) if denied else _Frame("FalseCertain")
    for name, plainly, otherwise in _STANCES:
        if name in classes:
            return otherwise if denied else plainly
    if denied and "withhold" in classes:
        return _Frame("Unknown")
    return None


_POSSIBLE = _Frame("TrueUncertain", "possible")
_HEDGED, _DOUBTED = _Frame("TrueUncertain"), _Frame("FalseUncertain")
# Class, what it makes of a claim, and what its negation makes of it ("zweifelt nicht daran").
_STANCES = (
    ("doubt", _DOUBTED, _Frame()),
    ("possible", _POSSIBLE, _DOUBTED),
    ("likely", _HEDGED, _DOUBTED),
    ("unlikely", _DOUBTED, _HEDGED),
    ("impossible", _Frame("FalseCertain"), _POSSIBLE),
    ("ask", _Frame("Unknown"), _Frame("Unknown")),
    ("demand", _Frame("TrueCertain", "demanded"), _Frame()),
    ("offer", _Frame("TrueCertain", "offered"), _Frame()),
    ("plan", _Frame("TrueCertain", "planned"), _Frame()),
    ("resolve", _Frame("TrueCertain", "planned"), _Frame()),
    ("hedge", _HEDGED, _DOUBTED),
    ("warn", _Frame("TrueCertain", "possible"), _Frame()),
)
_EXCLUDING = frozenset(
    """
    ausschließen ausgeschlossen auszuschließen ausschließt ausschloss schließt schloss schließen schließe
    rule ruled rules
    """.split()
)
# "lehnte mit der Begründung ab, man habe keine Zeit": the reason is asserted, whatever it is a reason for.
_REASONS = frozenset("begründung hinweis argument worten verweis".split())


def _cue_classes(clause: Clause, cue: frozenset[str], *, english: bool) -> set[str]:
    """Classes of the cue's verbs, under a modal too: "wollte nicht bestätigen", "könne nicht ausschließen"."""
    present = frozenset(clause.lowers)
    return {
        name
        for at, word in enumerate(clause.words)
        if word.lower in cue and not (word.capital and at)
        for name, _ in classes_of(clause.words, at, present, english=english)
    }


def _noun_classes(clause: Clause, cue: frozenset[str], *, english: bool) -> tuple[set[str], bool]:
    """Classes of a noun or adjective of the cue, or of a clause with "sein" ("es ist unklar, ob"), and its "kein"."""
    nouns, lowers = _NOUN_CLASSES[english], clause.lowers
    copula = bool(BE & set(lowers))
    classes, denied = set(), False
    for at, lower in enumerate(lowers):
        if lower in nouns and (lower in cue or (copula and lower in _OPEN)):
            classes.add(nouns[lower])
            denied = denied or any(word.startswith("kein") or word == "no" for word in lowers[max(0, at - 2) : at])
    return classes, denied
