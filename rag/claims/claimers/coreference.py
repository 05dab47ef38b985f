"""Whom an article means: its claimers by their fullest names, what they are, and what "er" and "das Land" stand for.

What is not sure is not named: a wrong name is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.claims.claimers.antecedents import Antecedents
from rag.claims.claimers.countries import country, country_in, in_region, region_of_adjective
from rag.claims.claimers.entities import Entity, Line
from rag.claims.claimers.naming import DEFINITE, Naming
from rag.claims.claimers.pronouns import SPEAKERS
from rag.types import Article, Mention, Quotation, Reference, Span

_POSSESSIVE = frozenset("sein seine seinem seinen seiner seines ihr ihre ihrem ihren ihrer ihres his her their".split())
_COUNTRY_NOUNS = frozenset(
    "land lande landes republik staat staates country nation state karibikstaat inselstaat".split()
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a claimer's words mean: `named` where the article names them more fully, `affiliation` what they are."""

    named: Mention | None = None
    affiliation: Mention | None = None


class Coreference:
    """An article's claimers and references, read once; `claimers` has one identity for each quotation, in order."""

    claimers: list[Identity]

    def __init__(self, article: Article, sentences: Sequence[Span], quotations: Sequence[Quotation]) -> None:
        self._article = article
        self._quotations = quotations
        self._read = Antecedents(article, sentences, quotations)
        self.claimers = [self._identity(quotation) for quotation in quotations]

    def references(self, spans: Iterable[Span]) -> tuple[Reference, ...]:
        """Return what the words in these spans mean that say nothing by themselves, in order: only what is sure."""
        found: dict[int, Reference] = {}
        for span in spans:
            first = max(0, bisect_right(self._read.starts, span.start) - 1)
            for number in range(first, len(self._read.lines)):
                line = self._read.lines[number]
                if line.start >= span.end:
                    break
                for mention, meaning in self._references_in(number, span):
                    if not (span.contains(meaning) and meaning.end <= mention.start):
                        found[mention.start] = Reference(
                            Mention(self._article, (mention,)), Mention(self._article, (meaning,))
                        )
        return tuple(found[start] for start in sorted(found))

    def _identity(self, quotation: Quotation) -> Identity:
        own = Mention(self._article, quotation.affiliation) if quotation.affiliation else None
        if self._several(quotation):
            return Identity(None, own)
        entity = self._read.claimer(quotation)
        if entity is None:
            return Identity(None, own)
        claimed = sum(map(len, quotation.claimer))
        span = entity.span
        named = None
        # Where a phrase holds the claimer's words, its longer end may be what is said: "warf die Behörde Klein vor".
        if span is not None and not any(claimer.overlaps(span) for claimer in quotation.claimer):
            fuller = entity.kind != "person" or not self._holds_name(quotation, entity)
            longer = entity.kind == "person" or len(span) > claimed or self._is_pronoun(quotation)
            if fuller and longer:
                words = self._article.text[span.start : span.end]
                # In English a phrase without a capital ("reporters") names nobody.
                named = None if self._read.english and words.islower() else Mention(self._article, (span,))
        return Identity(named, own or self._affiliation(quotation, entity))

    def _several(self, quotation: Quotation) -> bool:
        """Whether more than one speaks: "Klein und Groß"."""
        for span in quotation.claimer:
            number = max(0, bisect_right(self._read.starts, span.start) - 1)
            line = self._read.lines[number] if self._read.lines else None
            if line is None:
                continue
            inside = [
                position
                for position, naming in enumerate(line.namings)
                if span.contains(line.span(naming.run, naming.last)) and naming.name is not None
            ]
            for left, right in pairwise(inside):
                between = line.words[line.namings[left].last : line.namings[right].run]
                if any(word.lower in {"und", "and", "sowie"} for word in between):
                    return True
        return False

    def _is_pronoun(self, quotation: Quotation) -> bool:
        place = self._read.claimer_place(quotation)
        return place is not None and place[1] is None

    def _holds_name(self, quotation: Quotation, entity: Entity) -> bool:
        """Whether the claimer's words have a name that is as full as the fullest."""
        place = self._read.claimer_place(quotation)
        if place is None or place[1] is None or entity.fullest is None:
            return False
        line = self._read.lines[place[0]]
        name = line.namings[place[1]].name
        if name is None or name[1] - name[0] < entity.fullest[0]:
            return False
        return any(claimer.contains(line.span(*name)) for claimer in quotation.claimer)

    def _affiliation(self, quotation: Quotation, entity: Entity) -> Mention | None:
        if not entity.affiliations:
            return None
        place = self._read.claimer_place(quotation)
        if place is not None:
            line = self._read.lines[place[0]]
            at = bisect_left(entity.affiliations, line.start, key=lambda spans: spans[0].start)
            if at < len(entity.affiliations) and entity.affiliations[at][0].start < line.end:
                return Mention(self._article, entity.affiliations[at])
        return Mention(self._article, entity.full_affiliation or entity.affiliations[0])

    # --- references --------------------------------------------------------------------------------

    def _references_in(self, number: int, span: Span) -> Iterable[tuple[Span, Span]]:
        line = self._read.lines[number]
        speakers = SPEAKERS[self._read.english]
        for at, word in enumerate(line.words):
            start, end = line.start + word.start, line.start + word.end
            if start < span.start or end > span.end:
                continue
            meaning: Span | None = None
            if start in self._read.by_pronoun:
                meaning = self._read.by_pronoun[start].span
            elif word.lower in speakers:
                meaning = self._speaker(number, start)
            elif word.lower in {"dort", "there", "dorthin"} and (word.lower != "there" or not _existential(line, at)):
                meaning = self._place(number, start)
            if meaning is not None:
                yield Span(start, end), meaning
        for position, naming in enumerate(line.namings):
            is_land = line.words[naming.last - 1].lower in _COUNTRY_NOUNS
            if (naming.name is not None and not is_land) or naming.determiner not in DEFINITE | _POSSESSIVE:
                continue
            here = line.span(
                naming.last - 1 if naming.preposition in {"im", "zum", "zur", "vom", "beim", "am"} else naming.first,
                naming.last,
            )
            if not span.contains(here):
                continue
            if is_land:
                land = self._land(number, here.start, naming)
                if land is not None:
                    yield here, land
                continue
            if naming.determiner in _POSSESSIVE:
                continue
            entity = self._read.by_naming.get((number, position))
            named = entity.span if entity is not None else None
            if entity is None or named is None or here.overlaps(named):
                continue
            if entity.kind == "person" or len(named) > len(here):
                yield here, named

    def _speaker(self, number: int, offset: int) -> Span | None:
        """Who says "ich": the claimer of the words in quotation marks."""
        speech = self._read.speech_at(number, offset)
        if speech is None or self._quotations[speech].kind != "Direct":
            return None
        entity = self._read.claimer(self._quotations[speech])
        if entity is None or entity.plural or entity.kind == "institution":
            return None
        return entity.span

    def _place(self, number: int, offset: int) -> Span | None:
        """The only place in this sentence so far, else the only one in the sentence before."""
        for line_number in (number, number - 1):
            if line_number < 0:
                break
            line = self._read.lines[line_number]
            places: dict[str, Span] = {}
            for naming in line.namings:
                span = line.span(naming.run, naming.last)
                if span.start < offset and naming.last - naming.run == 1 and country_in(line.words[naming.run].lower):
                    places[line.words[naming.run].lower.removesuffix("s")] = span
                elif (
                    span.start < offset
                    and naming.preposition in {"in", "nach", "aus"}
                    and naming.name
                    and not naming.determiner
                ):
                    return None  # Perhaps a town that no table has.
            if places:
                return next(iter(places.values())) if len(places) == 1 else None
        return None

    def _land(self, number: int, offset: int, naming: Naming) -> Span | None:
        """Which country "das Land" is: the only one in the sentences right before; "sein Land" is the speaker's."""
        regions = [region for word in naming.adjectives if (region := region_of_adjective(word))]
        if naming.determiner in _POSSESSIVE:
            pronoun = self._read.lines[number].start + self._read.lines[number].words[naming.first].start
            owner = self._read.by_pronoun.get(pronoun)
            if owner is None or len(owner.countries) != 1:
                return None
            return self._names_of_country(next(iter(owner.countries)))
        for line_number in range(number, max(-1, number - 3), -1):
            line = self._read.lines[line_number]
            found: dict[str, Span] = {}
            for other in line.namings:
                for at in range(other.run, other.last):
                    word = line.words[at].lower
                    code = country(word)
                    span = line.span(at, at + 1)
                    if code and code != "eu" and span.start < offset and all(in_region(code, r) for r in regions):
                        found.setdefault(code, span)
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def _names_of_country(self, code: str) -> Span | None:
        for line in self._read.lines:
            for naming in line.namings:
                for at in range(naming.run, naming.last):
                    if country(line.words[at].lower) == code:
                        return line.span(at, at + 1)
        return None


def _existential(line: Line, at: int) -> bool:
    """Whether "there" only opens a clause: "there is"."""
    following = line.words[at + 1].lower if at + 1 < len(line.words) else ""
    return following in {
        "is",
        "are",
        "was",
        "were",
        "will",
        "has",
        "have",
        "had",
        "can",
        "could",
        "would",
        "may",
        "'s",
        "be",
    }


def resolve(article: Article, sentences: Sequence[Span], quotations: Sequence[Quotation]) -> Coreference:
    """Return whom an article's claimers and pronouns mean; `sentences` are sorted, time is linear in them.

    >>> from rag.claims.sentences import sentence_spans
    >>> text = "Umweltministerin Karla Beispiel kam nach Köln. Sie sagte, der Damm halte."
    >>> said = Quotation((Span(58, 72),), "Indirect", claimer=(Span(47, 50),))
    >>> found = resolve(Article("1", "Damm", text, language="de"), sentence_spans(text), [said]).claimers[0]
    >>> found.named.text, found.affiliation.text
    ('Karla Beispiel', 'Umweltministerin')
    """
    return Coreference(article, sentences, quotations)
