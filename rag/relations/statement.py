"""What a text states, read once: its words with their roles, quantities, times, negation, modality, and who says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.claims.quotations import find_quotations
from rag.lexicon import alternatives, tidy
from rag.lexicon.related import is_place
from rag.relations.meanings import groups_of, phrases, tells_act
from rag.relations.quantities import Quantity, find_quantities
from rag.relations.scopes import Scopes, denied_places, scopes
from rag.relations.slots import SEVERAL_WORDS, When, find_whens
from rag.relations.stems import PREFIXES, fold
from rag.relations.words import TOKEN, Sense, Word, is_function_word, is_proper_name, language_of, sense_of
from rag.types import Article, Claim, Modality, Span

_GENITIVE = re.compile(r"(?<=\w)['’]s\Z")
_FIRST_PERSON = re.compile(r"\b(?:ich|mich|mir|mein\w*|I|me|my)\b")
_NATIONALITIES = re.compile(r"([a-zäöü]+isch)-([a-zäöü]+ische?[nrsm]?)")
_INFINITIVE = re.compile(r"\bzu \w+n\b|\b\w+zu\w+en\b|\b(?:to|müsse|müssten|solle|sollten|must|should)\b")
_MOST_WORDS = 100
"""Content words that are compared, each with each of the other statement: a sentence of news has ten or twenty."""
_LONGEST = 2_000
"""Code points that are read of one statement: no sentence of a newspaper is longer, and what is, is no sentence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text states, in the words of who says it; `claimer` is who that is, if the text or its claim tells.

    `words` leaves out function words and who says it; `framed` are the words of the latter. `said_at` are the times
    at which it was said, `context` the words that its pronouns stand for.
    `unsaid`: that it was not said ("sagte nicht, dass"). `tokens`, their folded `forms`, `clauses` and `starts` are
    those of the whole text, by place.
    """

    text: str
    language: str
    words: tuple[Word, ...]
    framed: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[When, ...]
    said_at: tuple[When, ...] = ()
    counted: tuple[Sense | None, ...] = ()
    question: bool = False
    claimer: str | None = None
    context: tuple[Word, ...] = ()
    unsaid: bool = False
    tokens: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    clauses: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()

    @property
    def verbs(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.verb)

    @property
    def names(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.name)


def read_statement(text: str, language: str | None = None) -> Statement:
    """Read a sentence in German or English; `language` is found out where it is not given.

    >>> statement = read_statement("Minister Klein dementierte, dass die Werft 300 Menschen entlassen habe.")
    >>> statement.claimer, [word.text for word in statement.words], statement.words[-1].negated
    ('Klein', ['Werft', 'Menschen', 'entlassen'], True)
    """
    text = unicodedata.normalize("NFC", text)[:_LONGEST].replace("\xad", "")
    language = language if language in ("de", "en") else language_of(text)
    article = Article(id="", title="", text=text, language=language)
    # What is said inside quotation marks or in another claimer's words is part of the statement; the outermost counts.
    said = next((q for q in find_quotations(article, [Span(0, len(text))]) if q.kind in ("Indirect", "Direct")), None)
    frame = [*said.claimer, *said.affiliation, *said.cue] if said else []
    name = said.name or said.claimer if said else ()
    claimer = " ".join(text[span.start : span.end] for span in name) or None
    return _read(text, language, frame, claimer)


def statement_of(claim: Claim) -> Statement:
    """Read a claim: its quote, its claimer, and what its extraction found out about its certainty and modality."""
    language = claim.article.language if claim.article.language in ("de", "en") else language_of(claim.quote)
    attribution = claim.attribution
    frame: list[Span] = []
    if attribution.kind not in (None, "Reported"):
        mentions = (attribution.claimer, attribution.claimer_affiliation, attribution.cue)
        spans = [span for mention in mentions if mention for span in mention.spans]
        inside = [span for span in spans if claim.start <= span.start and span.end <= claim.end]
        frame = [Span(span.start - claim.start, span.end - claim.start) for span in inside]
    statement = _read(claim.quote[:_LONGEST], language, frame, attribution.name)
    if claim.epistemic == "FalseCertain" and not frame:
        # The denial stands outside the quote; one that stands inside has been read with it.
        statement = replace(statement, words=tuple(replace(word, negated=not word.negated) for word in statement.words))
    meant = _meant(claim)
    if meant:
        named = tuple(
            Word(word, -1 - at, -1, sense_of(word, language, name=True), True, False, False, "stated")
            for at, word in enumerate(meant)
        )
        statement = replace(statement, context=named)
    if claim.modality != "stated" and not (claim.modality == "demanded" and not _INFINITIVE.search(claim.quote)):
        # That somebody asked for something is an act like others, unless what is asked for is all that is quoted.
        statement = replace(statement, words=_in(claim.modality, statement.words))
    # What is only reported is certain for who says it, however hedged by its Konjunktiv; what is doubted is not.
    if claim.epistemic == "FalseUncertain":
        statement = replace(statement, words=_in("possible", statement.words))
    return statement


def _meant(claim: Claim) -> list[str]:
    """The words that name whom "er", "das Land", "der Minister" and "ich" mean: named elsewhere, they count as said."""
    found = [word for reference in claim.context for word in re.findall(r"\w+", reference.meaning.text)]
    attribution = claim.attribution
    if attribution.named and (attribution.kind == "Reported" or _FIRST_PERSON.search(claim.quote)):
        found += re.findall(r"\w+", attribution.named.text)
    return found


def _in(modality: Modality, words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(replace(word, modality=modality) if word.modality == "stated" else word for word in words)


def _read(text: str, language: str, frame: Sequence[Span], claimer: str | None) -> Statement:
    # A combining mark that stands alone folds to nothing: there is no word in it.
    matches = [match for match in TOKEN.finditer(text) if fold(_GENITIVE.sub("", match.group()))]
    tokens = [_GENITIVE.sub("", match.group()) for match in matches]
    framed = {at for at, match in enumerate(matches) if any(s.start <= match.start() < s.end for s in frame)}
    forms = [fold(token) for token in tokens]
    times = find_whens(tokens, language)
    taken = {place for when in times for place in when.places}
    quantities = find_quantities(tokens, taken | framed, language)
    taken |= {place for quantity in quantities for place in range(quantity.first, quantity.last + 1)}
    scoped = scopes(tokens, language)
    joined = _joined(tokens, forms, scoped.clauses, language)
    words: list[Word] = []
    at = 0
    while at < len(tokens):
        name_of_several = SEVERAL_WORDS.get(tuple(forms[at : at + 2])) or SEVERAL_WORDS.get(tuple(forms[at : at + 4]))
        if name_of_several and tokens[at][0].isupper():
            words.append(_word(name_of_several[0], at, language, scoped, name=True, verb=False))
            at += name_of_several[1]
            continue
        phrase = _phrase_at(forms, at)
        if phrase and at not in taken and at not in framed:
            words.append(_word("_".join(phrase), at, language, scoped, name=False, verb=True))
            at += len(phrase)
            continue
        token = tokens[at]
        content = token[0].isalpha() and at not in taken and at not in joined.particles
        if at in joined.verbs:
            words.append(_word(joined.verbs[at], at, language, scoped, name=False, verb=True))
        elif content and (_is_abbreviation(token, text) or not is_function_word(token.lower(), language)):
            first = at == 0 or tokens[at - 1] in '.:„“”"»«'
            determined = at > 0 and forms[at - 1] in _GERMAN_DETERMINERS
            # "the US" is no "us".
            country = _is_abbreviation(token, text) and is_place(tidy(token))
            name = country or is_proper_name(token, language, first=first, determined=determined)
            verb = not name and _is_verb(tokens, forms, at, language)
            # "russisch-venezolanisch" names two countries.
            pair = _NATIONALITIES.fullmatch(token)
            parts = pair.groups() if pair else (token,)
            words += [_word(part, at, language, scoped, name=name, verb=verb) for part in parts]
        at += 1
    beside = tuple(word for word in words if word.place in framed)
    words = [word for word in words if word.place not in framed][:_MOST_WORDS]
    if any("deny" in word.sense.groups for word in beside) and not denied_places(forms):
        words = [replace(word, negated=not word.negated) for word in words]
    said_at = [when for when in times if _of_the_frame(when, framed, len(tokens))]
    counted = []
    numbered = []
    for quantity in quantities:
        behind = [word for word in words if quantity.last < word.place <= quantity.last + 4]
        nearest = next((word for word in behind if not word.verb or word.text[0].isupper()), None)
        numbered.append(replace(quantity, counted=nearest.place if nearest and not quantity.unit else None))
        counted.append(nearest.sense if nearest else None)
    return Statement(
        text,
        language,
        _with_roles(words, forms, scoped.clauses, language),
        beside,
        tuple(numbered),
        tuple(when for when in times if when not in said_at),
        tuple(said_at),
        tuple(counted),
        text.rstrip('"”“»«’) ').endswith("?"),
        claimer,
        unsaid=bool(framed) and _is_unsaid(framed, scoped, forms),
        tokens=tuple(tokens),
        forms=tuple(forms),
        clauses=scoped.clauses,
        starts=tuple(match.start() for match in matches),
    )


def _is_unsaid(framed: set[int], scoped: Scopes, forms: Sequence[str]) -> bool:
    """Whether the clause of who says it is denied, and holds nothing but that."""
    clauses = {scoped.clauses[at] for at in framed}
    others = [at for at in range(len(forms)) if scoped.clauses[at] not in clauses and forms[at][0].isalpha()]
    return bool(others) and sum(scoped.negated[at] for at in framed) * 2 > len(framed)


def _of_the_frame(when: When, framed: set[int], count: int) -> bool:
    """Whether a time stands right beside who says it, and so says when it was said: "rescuers said on Tuesday"."""
    if not framed:
        return False
    first, last = min(framed), max(framed)
    return (first < when.places[0] <= last + 3 and last > count / 2) or first <= when.places[0] <= last


def _word(text: str, place: int, language: str, scoped: Scopes, *, name: bool, verb: bool) -> Word:
    return Word(
        text,
        place,
        scoped.clauses[place],
        sense_of(text, language, name),
        name,
        verb,
        scoped.negated[place],
        scoped.modality[place],
    )


def _is_abbreviation(token: str, text: str) -> bool:
    return len(token) > 1 and token.isupper() and not text.isupper()


def _phrase_at(forms: Sequence[str], at: int) -> tuple[str, ...] | None:
    for phrase in phrases().get(forms[at], ()):
        if tuple(forms[at : at + len(phrase)]) == phrase:
            return phrase
    return None


_DETERMINERS = frozenset("the a an his her its their this that these those some any no every each more most".split())


_ENGLISH_NOUN = re.compile(r"(?:ment|tion|sion|ness|ity|ance|ence|ship|[^d]er|or)s?$")


def _is_verb(tokens: Sequence[str], forms: Sequence[str], at: int, language: str) -> bool:
    """Whether a word is likely a verb: by its form and the words beside it."""
    token, form = tokens[at], forms[at]
    if token[0].isupper():
        return False
    before = forms[at - 1] if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else "."
    if language == "en":
        if before in _DETERMINERS or before in _PREPOSITIONS["en"] - {"to"} or not before or _ENGLISH_NOUN.search(form):
            return False
        return tells_act(groups_of(form)) or form.endswith(("ed", "ing")) or before in ("to", "will", "not")
    if tells_act(groups_of(form)):
        return not (
            form.endswith(("e", "en", "er", "es", "em")) and after[0].isupper() and before in _GERMAN_DETERMINERS
        )
    if form.endswith(("te", "ten", "t")):
        return before not in _GERMAN_DETERMINERS
    return form.endswith("en") and not after[0].isalpha()


_GERMAN_DETERMINERS = frozenset(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen seine seinen seiner ihre ihren"
    " ihrer im am"
    " zum zur vom beim".split()
)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Verbs whose prefix stands at the end of their clause: both joined, at the verb's place; the prefixes' places."""

    verbs: dict[int, str]
    particles: frozenset[int]


_FOLDED_PREFIXES = frozenset(fold(prefix) for prefix in PREFIXES)


def _joined(tokens: Sequence[str], forms: Sequence[str], clauses: Sequence[int], language: str) -> _Joined:
    verbs: dict[int, str] = {}
    particles: set[int] = set()
    if language != "de":
        return _Joined(verbs, frozenset())
    for at, form in enumerate(forms):
        if form not in _FOLDED_PREFIXES or not tokens[at].islower():
            continue
        following = forms[at + 1] if at + 1 < len(forms) else "."
        if following[0].isalnum() and following not in ("und", "oder", "sowie"):
            continue  # a preposition: "stieg auf 5 Prozent"
        for place in range(at - 1, -1, -1):
            if clauses[place] != clauses[at]:
                break
            if tokens[place].islower() and tokens[place][0].isalpha():
                whole = tokens[at] + tokens[place]
                if groups_of(fold(whole)) or alternatives(whole, "de"):
                    verbs[place] = whole
                    particles.add(at)
                    break
    return _Joined(verbs, frozenset(particles))


_PREPOSITIONS = {
    "de": frozenset(
        "in im an am auf bei beim mit nach von vom zu zum zur für gegen über unter aus durch seit vor um bis"
        " laut zwischen wegen"
        " während trotz ohne den dem einem einen des eines ins ans pro ab".split()
    ),
    "en": frozenset(
        "in on at by with to from for against over under of through since before after until between because"
        " during despite"
        " without into about around near off outside inside".split()
    ),
}
_BE = {
    "de": frozenset("wird werden wurde wurden worden".split()),
    "en": frozenset("is are was were be been being".split()),
}
_AUXILIARY = {
    "de": frozenset("hat haben hatte hatten ist sind war waren".split()),
    "en": frozenset("has have had will".split()),
}
_BY = {"de": frozenset(("von", "vom", "durch")), "en": frozenset(("by",))}


def _with_roles(words: Sequence[Word], forms: Sequence[str], clauses: Sequence[int], language: str) -> tuple[Word, ...]:
    """Return the words with who does it and whom it is done to, told clause by clause by order, case and voice.

    The first that stands without preposition and accusative, before the verb, does it, and in the passive who stands
    behind "by" or "von".
    """
    roles: dict[int, bool] = {}
    for clause in {word.clause for word in words}:
        within = [word for word in words if word.clause == clause]
        nouns = [word for word in within if word.text[0].isupper() and not word.verb]
        places = [at for at, number in enumerate(clauses) if number == clause]
        passive = any(forms[at] in _BE[language] for at in places)
        verbs = [word.place for word in within if word.verb] + [
            at for at in places if forms[at] in _AUXILIARY[language] | _BE[language]
        ]
        if not nouns or not verbs:
            continue
        by = [
            word
            for word in nouns
            if any(form in _BY[language] for form in forms[max(places[0], word.place - 3) : word.place])
        ]
        free = [
            word
            for word in nouns
            if not any(form in _PREPOSITIONS[language] for form in forms[max(places[0], word.place - 2) : word.place])
        ]
        if passive and by:
            roles |= {word.place: False for word in free} | {by[0].place: True}
        elif not passive and free:
            first = free[0].place
            verb = min(verbs)
            for word in nouns:
                if word.place == first or (first < verb and word.place < verb and word in free):
                    roles[word.place] = True
                elif word.place > verb and word.place > first + 1:
                    roles[word.place] = False
    return tuple(replace(word, agent=roles[word.place]) if word.place in roles else word for word in words)
