"""Whom the pronouns of an article mean, and who speaks: one walk from left to right that keeps who was spoken of.

A pronoun goes to the one entity that it can mean. A rival of the same gender and number stops that, unless the grammar
tells: the subject of the sentence before, the claimer of the running speech. These are the rules of salience after
Lappin and Leass (1994), cut down to what needs no parser. What is not sure is left open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.claims.claimers.descriptions import Descriptions
from rag.claims.claimers.entities import Entity, read_lines
from rag.claims.claimers.naming import OBLIQUE, Naming
from rag.claims.claimers.persons import read_persons
from rag.claims.claimers.pronouns import PRONOUNS, STATEMENTS, Pronoun, number_by_verb
from rag.claims.quotations.marks import quotations
from rag.claims.quotations.phrases import Word
from rag.types import Article, Quotation, Span

_LOOK_BACK = 3
"""Sentences that a pronoun's meaning may stand before; farther back it is anybody's guess."""
_LONGEST_SPEECH = 60
"""Sentences of one quotation whose claimer is kept in mind: no speaker goes on for longer in news."""
_COLLEAGUES = ("amtskolleg", "kolleg", "counterpart")
_RELATIVE = frozenset({"der", "die", "das", "who"})
_DEMONSTRATIVE = frozenset({"dieser", "jener", "letzterer"})
_OWNED = frozenset("sein seine ihr ihre seinem ihrem seinen ihren seiner ihrer".split())


@dataclass(slots=True)
class _Seen:
    """Somebody in a sentence: where, whether as its subject, and whether in quotation marks."""

    at: int
    entity: Entity
    subject: bool
    quoted: bool
    free: bool
    """Whether it can be a subject by its form: "mit Klein" cannot."""


class Antecedents:
    """What the pronouns and phrases of an article mean, by where they stand."""

    def __init__(self, article: Article, sentences: Sequence[Span], said: Sequence[Quotation]) -> None:
        self._article = article
        self._quotations = said
        self.lines = read_lines(article, sentences)
        self.starts = [line.start for line in self.lines]
        self.english = article.language == "en"
        self._by_claimer = {span.start for quotation in said for span in quotation.claimer}
        claimers = {quotation.claimer[0].start for quotation in said if quotation.claimer}
        persons, self.by_naming = read_persons(self.lines, claimers)
        self._colleagues()
        self._descriptions = Descriptions(self.lines, persons, self.by_naming)
        self._history: list[list[_Seen]] = []
        self._speakers: list[list[Entity]] = []
        self.by_pronoun: dict[int, Entity] = {}
        self._of_line = self._quotations_of_lines()
        for number in range(len(self.lines)):
            self._read(number)

    def _colleagues(self) -> None:
        """A colleague in office is what the other one is: "Außenminister X und sein Amtskollege Y"."""
        for number, line in enumerate(self.lines):
            before: Entity | None = None
            for position, naming in enumerate(line.namings):
                entity = self.by_naming.get((number, position))
                words = {line.words[at].lower for at in range(naming.run, naming.last)}
                if entity is not None and before is not None and any(w.startswith(_COLLEAGUES) for w in words):
                    entity.roles |= before.roles
                    entity.deputies |= before.deputies
                if entity is not None and entity.roles:
                    before = entity

    def _quotations_of_lines(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, quotation in enumerate(self._quotations):
            for span in quotation.spans:
                first = max(0, bisect_right(self.starts, span.start) - 1)
                for line in range(first, min(len(self.lines), first + _LONGEST_SPEECH)):
                    if self.lines[line].start >= span.end:
                        break
                    if len(found[line]) < _LONGEST_SPEECH and number not in found[line][-1:]:
                        found[line].append(number)
        return found

    def _read(self, number: int) -> None:
        line = self.lines[number]
        seen: list[_Seen] = []
        self._history.append(seen)
        items: list[tuple[int, int, Naming | Pronoun]] = [
            (naming.first, position, naming) for position, naming in enumerate(line.namings)
        ]
        items += [
            (at, at, pronoun)
            for at, word in enumerate(line.words)
            if word.lower in PRONOUNS[self.english] and (pronoun := self._pronoun(line.words, at))
        ]
        marked = quotations(self._article.text[line.start : line.end])
        complements = {id(naming.complement) for naming in line.namings if naming.complement is not None}
        has_subject = False
        last, freely = -1, True
        for at, position, item in sorted(items, key=lambda item: item[0]):
            offset = line.start + line.words[item.run if isinstance(item, Naming) else at].start
            speech = self.speech_at(number, offset)
            direct = speech if speech is not None and self._quotations[speech].kind == "Direct" else None
            entity = (
                self._descriptions.entity(number, position, item)
                if isinstance(item, Naming)
                else self._meant(number, at, item)
            )
            if entity is None and isinstance(item, Pronoun) and item.subject and speech is None:
                # Whom it means is open; whoever it is stands in the way of others.
                entity = Entity("name", (number, at), feminine=item.feminine, perhaps_plural=item.plural is None)
            if entity is None:
                continue
            free = self._can_be_subject(item) and id(item) not in complements
            if isinstance(item, Naming):
                # "mit Klein und Groß": the second is where the first is.
                joined = item.first > 0 and item.first - 1 == last and line.words[last].lower in {"und", "and", "sowie"}
                free, last = free and (freely or not joined), item.last
                freely = free
            subject = free and not has_subject and direct is None
            has_subject = has_subject or subject
            within = any(mark.start <= offset - line.start < mark.end for mark in marked)
            seen.append(_Seen(offset, entity, subject and not within, direct is not None or within, free))
            self._descriptions.last_seen[id(entity)] = number
        self._speakers.append(self._speakers_of(number))

    def _pronoun(self, words: Sequence[Word], at: int) -> Pronoun | None:
        lower = words[at].lower
        if (
            lower in _DEMONSTRATIVE
            and at + 1 < len(words)
            and (words[at + 1].capital or words[at + 1].lower.endswith("e"))
        ):
            return None  # "dieser Minister", "dieser neue Plan"
        return PRONOUNS[self.english].get(lower)

    @staticmethod
    def _can_be_subject(item: Naming | Pronoun) -> bool:
        if isinstance(item, Pronoun):
            return item.subject
        return not item.preposition and item.determiner not in OBLIQUE

    def speech_at(self, line: int, offset: int) -> int | None:
        """The innermost quotation whose words stand at an offset."""
        best: tuple[int, int] | None = None
        for number in self._of_line.get(line, ()):
            for span in self._quotations[number].spans:
                if span.start <= offset < span.end and not self._frames(number, offset):
                    best = min(best or (len(span), number), (len(span), number))
        return best[1] if best else None

    def _frames(self, number: int, offset: int) -> bool:
        """Whether the words at an offset say who speaks, though the quotation's span has them too."""
        return any(span.start <= offset < span.end for span in self._quotations[number].claimer)

    def _speakers_of(self, number: int) -> list[Entity]:
        found: list[Entity] = []
        for quotation in self._of_line.get(number, ()):
            if self._quotations[quotation].parent is None:
                entity = self.claimer(self._quotations[quotation])
                if entity is not None and entity not in found:
                    found.append(entity)
        return found

    def _meant(self, number: int, at: int, pronoun: Pronoun) -> Entity | None:
        line = self.lines[number]
        offset = line.start + line.words[at].start
        if offset in self._by_claimer:
            speech = None
        elif (speech := self.speech_at(number, offset)) is not None and self._quotations[speech].kind == "Direct":
            return None
        plural = number_by_verb(line.words, at) if pronoun.plural is None else pronoun.plural
        entity = self._in_speech(number, offset, speech, pronoun, plural) if speech is not None else None
        if entity is None and (speech is None or self._quotations[speech].kind == "Reported"):
            entity = self._antecedent(number, offset, pronoun, plural)
        # "Eintracht Muster" may be no person, and somebody whom nothing names cannot be shown.
        if entity is not None and (entity.kind in {"thing", "name"} or (entity.kind == "person" and not entity.sure)):
            return None
        if entity is not None:
            self.by_pronoun[offset] = entity
        return entity

    def _in_speech(self, number: int, offset: int, speech: int, pronoun: Pronoun, plural: bool | None) -> Entity | None:
        """In what somebody says, "er" is the one who says it, unless another one is spoken of before in it."""
        quotation = self._quotations[speech]
        claimer = self.claimer(quotation)
        if claimer is None or not _agrees(claimer, pronoun, plural):
            return None
        start = quotation.spans[0].start
        if not pronoun.subject and (quotation.claimer[0].start > offset or self.lines[number].start + 8 > offset):
            return None  # "Während des Gesprächs mit ihm sagte Klein": him is somebody else.
        for seen in self._history[number]:
            # "Klein forderte Groß auf, sein Mandat niederzulegen": whoever is asked counts for "sein", not for "er".
            begins = start if pronoun.subject else 0
            other = begins <= seen.at < offset and seen.entity is not claimer and not self._frames(speech, seen.at)
            if other and (pronoun.possessive or _agrees(seen.entity, pronoun, plural)):
                return None
        return claimer

    def _antecedent(self, number: int, offset: int, pronoun: Pronoun, plural: bool | None) -> Entity | None:
        said = self._said_by(number, offset)
        speaks = offset in self._by_claimer
        if pronoun.possessive and self._opens_relative(number, offset):
            return None  # "die Regierung, die ihrer Meinung nach ...": hers it is not.
        for back in range(_LOOK_BACK + 1):
            if number - back < 0:
                break
            seen = [
                one
                for one in self._history[number - back]
                if not one.quoted
                and (back or (one.at < offset and (one.free or not pronoun.subject)))
                and not (speaks and one.entity.kind == "thing" and plural is not True)
                and not any(s.start <= one.at < s.end for s in said)
            ]
            agreeing = [one for one in seen if _agrees(one.entity, pronoun, plural)]
            candidates = _distinct(one.entity for one in agreeing)
            speakers = [e for e in self._speakers[number - back] if _agrees(e, pronoun, plural)] if back else []
            candidates += [entity for entity in speakers if entity not in candidates]
            if not candidates:
                continue
            subjects = _distinct(one.entity for one in agreeing if one.subject)
            return self._chosen(number - back, candidates, speakers, subjects, pronoun, plural)
        return None

    def _opens_relative(self, number: int, offset: int) -> bool:
        words = self.lines[number].words
        at = bisect_right(words, offset - self.lines[number].start, key=lambda word: word.start) - 1
        return at > 1 and words[at - 2].text == "," and words[at - 1].lower in _RELATIVE

    def _chosen(
        self,
        number: int,
        candidates: Sequence[Entity],
        speakers: Sequence[Entity],
        subjects: Sequence[Entity],
        pronoun: Pronoun,
        plural: bool | None,
    ) -> Entity | None:
        told = speakers if speakers else subjects
        if len(told) == 1:
            return told[0]
        if len(candidates) > 1:
            return None
        # The only one, but not what its sentence is about: somebody else may be, in the sentence before.
        only = candidates[0]
        if number and only not in subjects:
            rivals = [one.entity for one in self._history[number - 1] if one.subject and one.entity is not only]
            rivals += [entity for entity in self._speakers[number - 1] if entity is not only]
            if any(_agrees(rival, pronoun, plural) for rival in rivals):
                return None
        return only

    def _said_by(self, number: int, offset: int) -> list[Span]:
        """What the words at an offset are the claimer of: whoever is spoken of in it does not say it."""
        return [
            span
            for quotation in self._of_line.get(number, ())
            if any(claimer.start <= offset < claimer.end for claimer in self._quotations[quotation].claimer)
            for span in self._quotations[quotation].spans
            if not span.start <= offset < span.end
        ]

    def claimer_place(self, quotation: Quotation) -> tuple[int, int | None, int] | None:
        """Line, phrase (None for a pronoun) and offset of the words that say who speaks."""
        for span in quotation.claimer:
            number = bisect_right(self.starts, span.start) - 1
            if number < 0:
                continue
            line = self.lines[number]
            for at, word in enumerate(line.words):
                offset = line.start + word.start
                if offset < span.start:
                    continue
                if offset >= span.end:
                    break
                if self._pronoun(line.words, at):
                    if at + 1 < len(line.words) and line.start + line.words[at + 1].start < span.end:
                        owned = self._pronoun(line.words, at)
                        noun = next((w.lower for w in line.words[at + 1 :] if w.capital), "")
                        if owned is not None and owned.possessive and noun not in STATEMENTS:
                            break  # "sein Sprecher" is somebody else.
                    return number, None, offset
                if word.lower in _RELATIVE and offset + len(word.text) == span.end and at > 1:
                    for position, naming in enumerate(line.namings):  # "Klein, die betont"
                        if naming.last == at - 1 and line.words[at - 1].text == ",":
                            return number, position, line.start + line.words[naming.run].start
                if word.capital or self.english:
                    break
            for position, naming in enumerate(line.namings):
                if line.start + line.words[naming.last - 1].start < span.start:
                    continue
                if line.start + line.words[naming.run].start >= span.end:
                    break
                if line.words[naming.last - 1].lower in STATEMENTS:
                    continue
                named = self._name_behind(number, position, span)
                if named is not None:
                    position, naming = named, line.namings[named]
                elif naming.determiner in _OWNED:
                    return None
                return number, position, line.start + line.words[naming.run].start
        return None

    def _name_behind(self, number: int, position: int, span: Span) -> int | None:
        """The name at the end of a claimer's words that begin with a role: "der Chef von „Muster“, Hugo Klein"."""
        line = self.lines[number]
        if line.namings[position].role is None or line.namings[position].name is not None:
            return None
        for other in range(position + 1, min(len(line.namings), position + 6)):
            naming = line.namings[other]
            if not span.contains(line.span(naming.run, naming.last)):
                break
            behind_comma = naming.first > 0 and line.words[naming.first - 1].text == ","
            entity = self.by_naming.get((number, other))
            if behind_comma and naming.name is not None and entity is not None and entity.kind == "person":
                return other
        return None

    def claimer(self, quotation: Quotation) -> Entity | None:
        place = self.claimer_place(quotation)
        if place is None:
            return None
        number, position, offset = place
        return self.by_pronoun.get(offset) if position is None else self.by_naming.get((number, position))


def _agrees(entity: Entity, pronoun: Pronoun, plural: bool | None) -> bool:
    if plural and entity.perhaps_plural:
        return True
    if plural is not None and entity.plural is not plural:
        return False
    if entity.plural:
        return pronoun.plural is not False
    if pronoun.plural is True:
        return False
    if entity.kind in {"institution", "thing"}:
        if pronoun.people:
            return False
        if entity.neuter or pronoun.neuter:
            return entity.neuter and pronoun.neuter is not False
        return entity.feminine is pronoun.feminine
    if pronoun.neuter:
        return False
    return entity.feminine is None or pronoun.feminine is None or entity.feminine is pronoun.feminine


def _distinct(entities: Iterable[Entity]) -> list[Entity]:
    found: dict[int, Entity] = {}
    for entity in entities:
        found.setdefault(id(entity), entity)
    return list(found.values())
