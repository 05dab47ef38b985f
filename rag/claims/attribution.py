"""Who says the sentences of an article: claimer, affiliation, cue and kind of speech.

`rag.claims.constructions` reads one sentence; here sentences are read together: a pronoun gets the claimer named
before it, a quotation over several sentences the attribution of the one that holds the cue, and sentences in
Konjunktiv I go on with what the claimer before them says. What is not sure stays without a claimer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from rag.claims.constructions import find_speech
from rag.claims.cues import KONJUNKTIV, KONJUNKTIV_PLURAL
from rag.claims.marks import quotations
from rag.claims.phrases import Phrase, is_name, name_and_role, persons, phrase_at, split_words
from rag.claims.subjects import Speech
from rag.types import OWN_VOICE, Article, Attribution, Mention, QuotationKind, Span

__all__ = ["attribute", "quotations"]

_LOOK_BACK = 3
"""Sentences that a pronoun's claimer may stand before; farther back it is anybody's guess."""

_SUBORDINATE = frozenset("dass weil wenn obwohl falls als nachdem während ob da ich".split())
_FIRST_CLAUSE = re.compile(r"[^,;:–—]*+")
_FEMALE = re.compile(r"(?i:die|eine)\s|.*(?:präsident|minister|sprecher|kanzler|chef|sekretär|direktor)in\Z")
_MALE_PRONOUNS = frozenset({"er", "he", "his", "seinen", "seiner"})


def attribute(article: Article, sentences: Sequence[Span]) -> list[Attribution]:
    """Return who says each of these sentences, which are sorted; own voice where nobody else does."""
    found = [OWN_VOICE] * len(sentences)
    quoted = _quotations_between(article, sentences)
    owners = _owners_of_quotations(sentences, quoted)
    named: tuple[int, Attribution] | None = None
    known: set[str] = set()
    for position, sentence in enumerate(sentences):
        text = article.text[sentence.start : sentence.end]
        attribution, pronoun = _of_sentence(article, sentence, text, _inside(quoted, sentence))
        if pronoun is not None:
            near = named is not None and position - named[0] <= _LOOK_BACK
            if named is not None and near and _agrees(pronoun, named[1]):
                attribution = replace(
                    attribution, claimer=named[1].claimer, claimer_affiliation=named[1].claimer_affiliation
                )
        elif attribution.kind is None and position and _same_paragraph(article, sentences, position):
            attribution = _continued(article, sentences, found, position, text)
        if attribution.claimer is not None:
            named = (position, attribution)
            known.add(attribution.claimer.text.split()[-1])
        elif pronoun is None:
            named = _after_own_voice(article, sentence, text, position, named, known)
        found[position] = attribution
    for position, owner in owners.items():
        source = found[owner]
        if found[position].cue is None and source.kind is not None:
            found[position] = Attribution(source.claimer, source.claimer_affiliation, source.cue, "Direct")
    return found


def _quotations_between(article: Article, sentences: Sequence[Span]) -> list[Span]:
    if not sentences:
        return []
    offset = sentences[0].start
    found = quotations(article.text[offset : sentences[-1].end])
    return [Span(span.start + offset, span.end + offset) for span in found]


def _inside(quoted: Sequence[Span], sentence: Span) -> list[Span]:
    """The parts of quotations that lie in a sentence, counted from its beginning."""
    found = []
    first = bisect_right(quoted, sentence.start, key=lambda span: span.end)
    for number in range(first, bisect_left(quoted, sentence.end, key=lambda span: span.start)):
        span = quoted[number]
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        found.append(Span(start - sentence.start, end - sentence.start))
    return found


def _of_sentence(article: Article, sentence: Span, text: str, quoted: Sequence[Span]) -> tuple[Attribution, str | None]:
    """The attribution of a sentence by its own words, and the pronoun where one stands in the claimer's place."""
    for english in {"de": (False,), "en": (True,)}.get(article.language or "", (False, True)):
        speech = find_speech(text, quoted, english=english)
        if speech is not None:
            return _attribution(article, sentence, text, quoted, speech)
    return OWN_VOICE, None


def _attribution(
    article: Article, sentence: Span, text: str, quoted: Sequence[Span], speech: Speech
) -> tuple[Attribution, str | None]:
    words = split_words(text)

    def mention(*phrases: Phrase | None) -> Mention | None:
        spans = tuple(
            Span(sentence.start + words[p.first].start, sentence.start + words[p.last - 1].end) for p in phrases if p
        )
        return Mention(article, spans) if spans else None

    kind: QuotationKind = "Indirect" if speech.clause else "Reported"
    # A few quoted words inside a reported clause do not make it a direct quotation. Who says it is not counted, nor is
    # a name in quotation marks („Nordpost“ berichtet, ...) what somebody says.
    framing = [phrase for phrase in (speech.claimer, speech.affiliation, *speech.cue) if phrase]
    frame = sum(phrase.last - phrase.first for phrase in framing)
    spoken = sum(
        len(text[span.start : span.end].split())
        for span in quoted
        if not any(words[p.first].start < span.end and span.start < words[p.last - 1].end for p in framing)
    )
    if speech.clause and spoken and 2 * spoken >= len(text.split()) - frame:
        kind = "Direct"
    pronoun = words[speech.claimer.first].lower if speech.pronoun and speech.claimer else None
    claimer = None if pronoun else mention(speech.claimer)
    return Attribution(claimer, mention(speech.affiliation), mention(*speech.cue), kind), pronoun


def _after_own_voice(
    article: Article,
    sentence: Span,
    text: str,
    position: int,
    named: tuple[int, Attribution] | None,
    known: set[str],
) -> tuple[int, Attribution] | None:
    """Whom a pronoun behind this sentence would mean: the person it begins with; nobody, if it brings in another one.

    `known` are the last words of the names of persons so far, which tells "Borissow kam" from "Caracas blieb".
    """
    words = split_words(text)
    others = persons(words)
    known |= others
    phrase = phrase_at(words, 0, english=article.language == "en")
    if phrase is not None and phrase.last < len(words) and words[phrase.last].text.islower():
        name, role = name_and_role(words, phrase)
        if is_name(words, name):
            if role is None and words[name.last - 1].text not in known:
                # One word can be a place; two are a person of whom nothing was known.
                return named if name.last - name.first == 1 else None
            spans = [
                Span(sentence.start + words[p.first].start, sentence.start + words[p.last - 1].end)
                for p in (name, role)
                if p
            ]
            return position, Attribution(
                claimer=Mention(article, (spans[0],)),
                claimer_affiliation=Mention(article, (spans[1],)) if role else None,
            )
    claimer = named[1].claimer if named else None
    return None if claimer is None or others - set(claimer.text.split()) else named


def _agrees(pronoun: str, known: Attribution) -> bool:
    """Whether a pronoun can stand for a claimer: "er" is not "die Sprecherin" and not two people."""
    if known.claimer is None:
        return False
    text = (known.claimer_affiliation or known.claimer).text
    female = bool(_FEMALE.match(text.split(" des ")[0].split(" der ")[0]))
    several = re.search(r"\s(?:und|and)\s", known.claimer.text) is not None
    if pronoun in _MALE_PRONOUNS:
        return not female and not several
    # "sie" and "they" are a woman or several; "er" is named by "der".
    return female or several or not re.match(r"(?i:der|ein)\s", text)


def _same_paragraph(article: Article, sentences: Sequence[Span], position: int) -> bool:
    return "\n" not in article.text[sentences[position - 1].end : sentences[position].start]


def _continued(
    article: Article, sentences: Sequence[Span], found: Sequence[Attribution], position: int, text: str
) -> Attribution:
    """A sentence without a cue right behind what somebody says: the same claimer if its form shows that it goes on."""
    before = found[position - 1]
    if before.kind is None or before.claimer is None:
        return OWN_VOICE
    quoted = quotations(text)
    if quoted and quoted[0].start == 0 and quoted[-1].end >= len(text) - 1 and before.kind == "Direct":
        return Attribution(before.claimer, before.claimer_affiliation, before.cue, "Direct")
    if _is_unreal(text, after=article.text[sentences[position - 1].start : sentences[position - 1].end]):
        return Attribution(before.claimer, before.claimer_affiliation, None, "IndirectFreeIndirect")
    return OWN_VOICE


def _is_unreal(text: str, after: str) -> bool:
    """Whether the main clause stands in Konjunktiv I: its verb is in the first clause, which is no subordinate one."""
    clause = _FIRST_CLAUSE.match(text)
    words = re.findall(r"\w+", clause.group().lower()) if clause else []
    if not words or words[0] in _SUBORDINATE or "ich" in words or "denn" in words:
        return False
    if any(word in KONJUNKTIV for word in words[1:]):
        return True
    # "würden" and "hätten" stand in for the plural, but only where the sentence before shows Konjunktiv I.
    spoken = {word for word in re.findall(r"\w+", after.lower()) if word in KONJUNKTIV}
    return bool(spoken) and any(word in KONJUNKTIV_PLURAL for word in words[1:])


def _owners_of_quotations(sentences: Sequence[Span], quoted: Sequence[Span]) -> dict[int, int]:
    """For sentences inside a quotation of several: the one of them that reaches out of it, where the cue can stand."""
    owners: dict[int, int] = {}
    for span in quoted:
        first = bisect_left(sentences, span.start + 1, key=lambda sentence: sentence.end)
        last = bisect_left(sentences, span.end, key=lambda sentence: sentence.start) - 1
        if last <= first:
            continue
        before, behind = span.start - sentences[first].start, sentences[last].end - span.end
        # A full stop behind the closing mark is no cue; without one the quotation belongs to what stands before it.
        owner = first - 1 if max(before, behind) < 3 else first if before > behind else last
        if owner >= 0:
            owners |= {position: owner for position in range(first, last + 1) if position != owner}
    return owners
