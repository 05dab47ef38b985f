"""Claims from an article: what somebody says in it, and what it states in its own voice.

A claim is read in one sentence: a quotation over several sentences is cut at their ends, a sentence of several
statements into these. `extract` gives the claims that an index holds, `read` one claim for each quotation, whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.claims.claimers.coreference import resolve
from rag.claims.passages import cut_passages
from rag.claims.quotations import find_quotations
from rag.claims.quotations.cues import HEARSAY
from rag.claims.quotations.marks import quotations as quotation_marks
from rag.claims.statements import has_verb, is_dependent, statements, word_count
from rag.claims.status.epistemic import judge
from rag.claims.times.dates import find_times, said_on
from rag.types import OWN_VOICE, Article, Attribution, Claim, Mention, Passage, Quotation, Span

EXTRACTOR = 9
"""Raised whenever extraction gives other claims than before, or claims get other vectors: an index remembers which one
it holds, and the next build reads all of it anew."""

_WORD = re.compile(r"\w+")
_LEAST_WORDS = 3
_LEAST_BESIDE = 4
"""Words, a verb among them, that what stands beside a quotation must have to be a claim: less is its frame."""
_QUOTE_MARKS = frozenset('„“”"»«')
_BULLETS = frozenset("-–—*•·▪►●‣")
_PARTNER = {"(": ")", ")": "(", "[": "]", "]": "["}
_PREDICATE = re.compile(r"\b(?:zu|wir|sie|ich|to|we|they|you|I)\s+[a-zäöüß]{2,}", re.IGNORECASE)
"""An infinitive, or a pronoun with a verb whose form alone is no sign: "den Markt zu stützen", "wir verlangen"."""
_CONJUNCTION = re.compile(r"(?:und|aber|doch|and|but)\s++")
_JOINING = re.compile(r"[\s,;:–—]+(?:(?:und|and)\s+)?\Z")


def extract(
    article: Article, *, count: Callable[[str], int], budget: int, fits: Callable[[str], bool]
) -> tuple[list[Passage], list[Claim]]:
    """Return the passages of an article and its claims, both in order; every claim lies in its passage.

    `count`, `budget` and `fits` as for `cut_passages`. Each claim lies in one sentence. Every sentence that states
    something has a claim at least.
    """
    cut = cut_passages(article, count=count, budget=budget, fits=fits)
    located = [(passage, sentence) for passage, sentences in cut for sentence in sentences]
    found = find_quotations(article, [sentence for _, sentence in located])
    return [passage for passage, _ in cut], claims_by_sentence(article, located, found)


def read(article: Article) -> list[Claim]:
    """Return the claims of an article: one for each quotation, however many sentences long, and those in its own voice.

    Nothing bounds a passage here: the whole stretch between noise is one.
    """
    cut = cut_passages(article, count=len, budget=len(article.text) + 1, fits=lambda _: True)
    located = [(passage, sentence) for passage, group in cut for sentence in group]
    return claims_by_quotation(article, located, find_quotations(article, [sentence for _, sentence in located]))


def claims_by_sentence(
    article: Article, located: Sequence[tuple[Passage, Span]], found: Sequence[Quotation]
) -> list[Claim]:
    """Return the claims of these sentences, which are sorted, in order; `found` are the article's quotations."""
    sentences = [sentence for _, sentence in located]
    reader = _Reader(article, sentences, found)
    claims: list[Claim] = []
    for (passage, sentence), inside in zip(located, _located(sentences, found, reader.attributions), strict=True):
        whole = _without_stray_marks(article.text, sentence)
        pieces = _distinct(_pieces(article.text, whole, inside))
        claims += (reader.claim(passage, spans, whole, attribution) for spans, attribution in pieces)
    return claims


def claims_by_quotation(
    article: Article, located: Sequence[tuple[Passage, Span]], found: Sequence[Quotation]
) -> list[Claim]:
    """Return one claim for each of these quotations, and what the sentences state beside them, in order."""
    sentences = [sentence for _, sentence in located]
    reader = _Reader(article, sentences, found)
    claims = []
    for quotation, attribution in zip(found, reader.attributions, strict=True):
        around = located[_holding(sentences, quotation.spans[0].start, quotation.spans[-1].end)]
        (passage, first), (last_passage, last) = around[0], around[-1]
        if last_passage != passage:
            passage = Passage(article, passage.start, last_passage.end)
        claims.append(reader.claim(passage, quotation.spans, Span(first.start, last.end), attribution))
    for (passage, sentence), inside in zip(located, _located(sentences, found, reader.attributions), strict=True):
        whole = _without_stray_marks(article.text, sentence)
        own = _own_voice(article.text, whole, inside)
        claims += (reader.claim(passage, spans, whole, OWN_VOICE) for spans in own)
    return sorted(claims, key=lambda claim: (claim.start, claim.end))


class _Reader:
    """What is read of the claims of one article beside their words: who says each quotation, and how it stands.

    The one place where attribution, negation and what else is known of a claim come together; an article is read once.
    """

    def __init__(self, article: Article, sentences: Sequence[Span], found: Sequence[Quotation]) -> None:
        self._article = article
        # Of "Angaben des Hafenmeisters" it is the harbour master whom the rest of the article may name.
        self._resolved = resolve(article, sentences, [replace(one, claimer=one.name or one.claimer) for one in found])
        alone = [
            Attribution(
                self._mention(one.claimer),
                self._mention(one.affiliation) or whom.affiliation,
                # What only reports that somebody said something has its verb in the quote, and no cue beside it.
                self._mention(one.cue) if one.kind != "Reported" else None,
                one.kind,
                whom.named or (self._mention(one.name) if one.name != one.claimer else None),
            )
            for one, whom in zip(found, self._resolved.claimers, strict=True)
        ]
        self.attributions = [_passed_on(attribution, place, found, alone) for place, attribution in enumerate(alone)]
        """Who says each quotation, in their order."""

    def _mention(self, spans: tuple[Span, ...]) -> Mention | None:
        # A cue may be found in the order of its grammar: "als Fehler bezeichnete" by its verb first.
        return Mention(self._article, tuple(sorted(spans))) if spans else None

    def claim(self, passage: Passage, spans: Sequence[Span], sentence: Span, attribution: Attribution) -> Claim:
        """Return the claim that these spans of a sentence make."""
        cue = attribution.cue.spans if attribution.cue else ()
        judged = judge(self._article, spans, sentence=sentence, cue=cue, kind=attribution.kind)
        said = said_on(self._article, sentence, spans, cue) if attribution.kind else None
        return Claim(
            passage,
            spans[0].start,
            spans[-1].end,
            attribution,
            # Reports that nobody signs are hearsay, however plainly they are put.
            "TrueUncertain" if judged.epistemic == "TrueCertain" and _is_hearsay(attribution) else judged.epistemic,
            judged.negated,
            said.value if said else None,
            parts=tuple(spans) if len(spans) > 1 else (),
            sentence=sentence,
            modality=judged.modality,
            dated_by=said.mention if said else None,
            times=tuple(time for span in spans for time in find_times(self._article, span.start, span.end)),
            context=self._resolved.references(spans),
        )


def _is_hearsay(attribution: Attribution) -> bool:
    """Whether what says it are reports of nobody in particular: "Berichten zufolge", "nach Angaben"."""
    claimer = attribution.claimer
    return claimer is not None and attribution.named is None and claimer.text.lower() in HEARSAY


def _passed_on(
    attribution: Attribution, place: int, found: Sequence[Quotation], alone: Sequence[Attribution]
) -> Attribution:
    """An attribution with those who pass on what is said: the claimers of the quotations around it, outermost first."""
    through: list[Mention] = []
    inner = attribution.name
    seen = {place}
    parent = found[place].parent
    while parent is not None and parent not in seen:
        seen.add(parent)
        outer = alone[parent].named or alone[parent].claimer
        # "Er" may stand for the one who speaks already: one who is known by the same words passes nothing on.
        if outer is not None and outer.text != inner:
            through.insert(0, outer)
            inner = outer.text
        parent = found[parent].parent
    return replace(attribution, through=tuple(through)) if through else attribution


# --- which words of which sentence ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Inside:
    """What of quotations stands in one sentence: the spans of each with who says it, and the words that tell so."""

    quoted: list[tuple[list[Span], Attribution]] = field(default_factory=list)
    frame: list[Span] = field(default_factory=list)

    def covered(self) -> list[Span]:
        return sorted(span for spans, _ in self.quoted for span in spans)


def _located(
    sentences: Sequence[Span], found: Sequence[Quotation], attributions: Sequence[Attribution]
) -> list[_Inside]:
    """For each sentence what of the quotations stands in it."""
    inside = [_Inside() for _ in sentences]
    for quotation, attribution in zip(found, attributions, strict=True):
        parts: dict[int, list[Span]] = {}
        for place, span in _clipped(sentences, quotation.spans):
            parts.setdefault(place, []).append(span)
        for place, spans in parts.items():
            inside[place].quoted.append((spans, attribution))
        for place, span in _clipped(sentences, (*quotation.claimer, *quotation.affiliation, *quotation.cue)):
            inside[place].frame.append(span)
    return inside


def _clipped(sentences: Sequence[Span], spans: Iterable[Span]) -> Iterator[tuple[int, Span]]:
    """The part of each span that each sentence holds, with the number of the sentence."""
    for span in spans:
        holding = _holding(sentences, span.start, span.end)
        for place in range(holding.start, holding.stop):
            sentence = sentences[place]
            yield place, Span(max(span.start, sentence.start), min(span.end, sentence.end))


def _holding(sentences: Sequence[Span], start: int, end: int) -> slice:
    first = bisect_right(sentences, start, key=lambda sentence: sentence.end)
    return slice(first, max(first, bisect_left(sentences, end, key=lambda sentence: sentence.start)))


def _pieces(text: str, sentence: Span, inside: _Inside) -> Iterator[tuple[Sequence[Span], Attribution]]:
    """The claims of one sentence, as spans with who says them."""
    whole = text[sentence.start : sentence.end]
    asks = whole.rstrip('"”“»«’‘)] ').endswith("?")
    short: Attribution | None = None
    any_said = False
    for spans, attribution in inside.quoted if not asks else ():
        for piece in _cut_quotation(text, sentence, spans, attribution):
            words = " ".join(text[span.start : span.end] for span in piece)
            if _states_something(words) and (has_verb(words) or _PREDICATE.search(words)):
                any_said = True
                yield piece, attribution
            else:
                short = short or attribution
    own = list(_own_voice(text, sentence, inside))
    if short is not None and not any_said and _states_something(whole):
        # What was quoted cannot be read alone ("nannte es „absurd“", "forderte einen Rücktritt"): its sentence can.
        yield (sentence,), short
    else:
        yield from ((spans, OWN_VOICE) for spans in own)
        if not own and not any_said and _states_something(whole):
            yield (sentence,), OWN_VOICE


def _distinct(
    pieces: Iterable[tuple[Sequence[Span], Attribution]],
) -> list[tuple[Sequence[Span], Attribution]]:
    found: dict[tuple[Span, ...], Attribution] = {}
    for spans, attribution in pieces:
        found.setdefault(tuple(spans), attribution)
    return sorted(found.items(), key=lambda item: (item[0][0].start, item[0][-1].end, item[0]))


def _cut_quotation(
    text: str, sentence: Span, spans: Sequence[Span], attribution: Attribution
) -> Iterator[Sequence[Span]]:
    """The statements of a quotation, or of what of it stands in this sentence."""
    # Marks without a partner were taken off the sentence, and so from what was quoted at its ends.
    inner = [
        Span(max(span.start, sentence.start), min(span.end, sentence.end)) for span in spans if span.overlaps(sentence)
    ]
    if len(inner) != 1 or attribution.kind == "Direct":
        if inner:
            yield [_without_stray_marks(text, span) for span in inner]
        return
    marks = _marked(text, inner[0])
    for piece in statements(text, inner[0], quoted=marks, said=True):
        yield (_without_stray_marks(text, piece),)


def _own_voice(text: str, sentence: Span, inside: _Inside) -> Iterator[Sequence[Span]]:
    """What a sentence states that nobody is quoted with: all of it, or what is left beside quotations.

    The frame ("sagte er am Dienstag") is no claim; a statement before or after it is, and so is a long part of the
    sentence with a verb of its own.
    """
    whole = text[sentence.start : sentence.end]
    if not _states_something(whole):
        return
    if not inside.quoted:
        cut = statements(text, sentence, quoted=_marked(text, sentence))
        pieces = [_without_stray_marks(text, piece) for piece in cut]
        if pieces != [sentence] and not all(_states_something(text[piece.start : piece.end]) for piece in pieces):
            pieces = [sentence]
        yield from ((piece,) for piece in pieces)
        return
    covered = inside.covered()
    for piece in statements(text, sentence, quoted=sorted([*covered, *_marked(text, sentence)]), least=1):
        runs = list(_uncovered(piece, covered))
        if runs and runs[0].start == piece.start and not is_dependent(text[piece.start : piece.end], first=True):
            spans = _beside_frame(text, runs, inside.frame)
            if spans:
                yield spans


def _uncovered(piece: Span, covered: Sequence[Span]) -> Iterator[Span]:
    start = piece.start
    for span in covered:
        if start < span.start and start < piece.end:
            yield Span(start, min(span.start, piece.end))
        start = max(start, span.end)
    if start < piece.end:
        yield Span(start, piece.end)


def _beside_frame(text: str, runs: Sequence[Span], frame: Sequence[Span]) -> list[Span]:
    """What of a statement stands beside its quotations, in order; nothing where it is only their frame."""
    spans = []
    states = False
    for run in runs:
        if run is not runs[0] and is_dependent(text[run.start : run.end], first=False):
            continue  # A clause that depends on what is quoted.
        inner = sorted(span for span in frame if run.overlaps(span))
        end = run.end
        cues = [span.start for span in inner if text[run.start : span.start].endswith((" und ", " and "))]
        if cues:
            # "Der Minister trat zurück und sagte, ...": what stands before it goes without it.
            end = cues[-1] - len(" und ")
        words = text[run.start : end]
        left = _blanked(words, run.start, inner)
        # A frame has a verb of its own, and may say when and where: beside it there must be more than that.
        if inner and not cues:
            states |= word_count(left) >= 2 * _LEAST_BESIDE and has_verb(left)
        else:
            states |= word_count(words) >= _LEAST_BESIDE and has_verb(left)
        span = _without_leading(text, Span(run.start, run.start + len(_JOINING.sub("", words))))
        if any(map(str.isalnum, text[span.start : span.end])):
            spans.append(_without_stray_marks(text, span))
        if cues:
            break
    return spans if states and _states_something(" ".join(text[span.start : span.end] for span in spans)) else []


def _blanked(words: str, start: int, spans: Sequence[Span]) -> str:
    """Words that begin at `start`, with blanks in place of these spans."""
    for span in spans:
        first, last = max(0, span.start - start), min(len(words), span.end - start)
        words = words[:first] + " " * max(0, last - first) + words[last:] if last > first else words
    return words


def _without_leading(text: str, span: Span) -> Span:
    start = span.start
    while start < span.end and not (text[start].isalnum() or text[start] in _QUOTE_MARKS or text[start] in "(["):
        start += 1
    joint = _CONJUNCTION.match(text, start, span.end)
    return Span(joint.end() if joint else start, span.end)


def _marked(text: str, span: Span) -> list[Span]:
    """The stretches between quotation marks within a span."""
    found = quotation_marks(text[span.start : span.end])
    return [Span(span.start + one.start, span.start + one.end) for one in found]


def _states_something(text: str) -> bool:
    """Whether a sentence can be a claim: not a question, not a label, not a scrap of one or two words."""
    words = _WORD.findall(text)
    if len(words) < _LEAST_WORDS or not any(word[0].islower() for word in words):
        return False
    return not text.rstrip('"”“»«’‘)] ').endswith(("?", ":"))


def _without_stray_marks(text: str, sentence: Span) -> Span:
    """Drop what does not belong to the words: bullets and dashes in front, marks without a partner at both ends.

    Such marks are left over where a longer quotation or bracket was cut into sentences.
    """
    piece = text[sentence.start : sentence.end]
    paired = {mark for span in quotation_marks(piece) for mark in (span.start, span.end - 1)}
    start, end = 0, len(piece)
    while start < end and (
        piece[start] in _BULLETS
        or piece[start].isspace()
        or (piece[start] in _QUOTE_MARKS and start not in paired)
        or (piece[start] in "([" and _PARTNER[piece[start]] not in piece)
    ):
        start += 1
    # A full stop behind a stray mark goes with it: "Die Fischer warten“."
    last = end - 2 if end - start > 1 and piece[end - 1] in ".," and piece[end - 2] in _QUOTE_MARKS else end - 1
    stray = last > start and (
        (piece[last] in _QUOTE_MARKS and last not in paired)
        or (piece[last] in ")]" and _PARTNER[piece[last]] not in piece)
    )
    if stray:
        end = last
    while end > start and piece[end - 1].isspace():
        end -= 1
    return Span(sentence.start + start, sentence.start + end) if end > start else sentence
