"""Questions worth asking next, and first: made of what the articles hold, each tried before it is shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rag.answering.claimers import one_name_each
from rag.answering.selection import select
from rag.claims.claimers.spelling import sound
from rag.corpus import Corpus, hits_for
from rag.suggesting.subjects import Subject, about_both, is_person, names_in, subjects_of
from rag.types import Answer, Claim, Filter, Finding

_TRIED = 12
"""Questions tried for the suggestions of an answer: each costs as much as a question."""
_TRIED_FIRST = 12
_PEOPLE, _SUBJECTS = 4, 3
_CITED = 4
_HITS = 8
_LATEST = 12

_SAYS = {"en": "What does {} say {}?", "de": "Was sagt {} {}?"}
_ELSE = {"en": "What else does {} say?", "de": "Was sagt {} noch?"}
_SAYS_AT_ALL = {"en": "What does {} say?", "de": "Was sagt {}?"}
_ABOUT_PERSON = {"en": "What is said about {}?", "de": "Was wird über {} gesagt?"}
_WHAT_IS = {"en": "What is {}?", "de": "Was ist {}?"}
_DISAGREES = {"en": "Who disagrees with {} {}?", "de": "Wer widerspricht {} {}?"}
_SPOKEN = {"en": "What is said {}?", "de": "Was wird {} gesagt?"}


@dataclass(frozen=True, slots=True)
class _Idea:
    """A question that may be worth asking, and the name that must stand in what is found: its claimer's or in words."""

    question: str
    kind: str
    claimer: str | None = None
    mentioned: str | None = None


def follow_ups(
    answer: Answer, corpus: Corpus, *, where: Filter | None = None, most: int = 3, asked: Collection[str] = ()
) -> list[str]:
    """Return at most `most` questions that a reader of this answer may ask next, in the answer's language.

    Each was asked of what `where` lets through and has findings, by whom it asks about, that this answer does not show.
    None is the answer's question or one `asked` before. They stand by themselves: no earlier answer is needed to
    understand them. After an abstention they are made from what came nearest.
    """
    language = "de" if answer.language == "de" else "en"
    shown = {_place(finding.claim) for finding in answer.findings} | {
        (citation.article.id, citation.start) for citation in answer.citations
    }
    claims = _claims_around(answer, corpus)
    known = {_folded(text) for text in (answer.question, *asked)}
    chosen: list[str] = []
    kinds: list[str] = []
    ideas = [idea for idea in _ideas(answer, claims, language) if _folded(idea.question) not in known]
    for idea in ideas[:_TRIED]:
        if len(chosen) >= most:
            break
        # Not three times the same kind of question, nor twice about one person.
        subject = idea.claimer or idea.mentioned
        if kinds.count(idea.kind) >= 2 or any(subject and subject in other for other in chosen):
            continue
        if _leads_somewhere(idea, corpus, where, shown):
            chosen.append(idea.question)
            kinds.append(idea.kind)
    return chosen


def openers(corpus: Corpus, language: str, *, most: int = 3) -> list[str]:
    """Return at most `most` questions to begin with, in "de" or "en": each has findings in this index.

    They are made of its most frequent claimers and what these speak about; where it has no persons among them, of what
    its latest articles speak about. The same state of an index always gives the same.
    """
    language = "de" if language == "de" else "en"
    chosen: list[str] = []
    taken: set[str] = set()
    tried = 0
    for ideas in _first_ideas(corpus, language):
        for subject, idea in ideas:
            if len(chosen) >= most or tried >= _TRIED_FIRST:
                return chosen
            if subject in taken:
                continue
            tried += 1
            if _leads_somewhere(idea, corpus, None, frozenset()):
                chosen.append(idea.question)
                taken.add(subject)
                break
    return chosen


# --- ideas ---------------------------------------------------------------------------------------------------------


def _claims_around(answer: Answer, corpus: Corpus) -> list[Claim]:
    """Return the claims of the findings, then the others of the passages cited, then those of what came near."""
    found = [finding.claim for finding in answer.findings]
    passages = dict.fromkeys((claim.article.id, claim.passage.start) for claim in found)
    beside: list[Claim] = []
    for article in dict.fromkeys(article for article, _ in passages):
        if len({claim.article.id for claim in beside}) < _CITED:
            beside += [claim for claim in corpus.claims(article) if (article, claim.passage.start) in passages]
    near = [claim for hit in answer.also_searched for claim in hit.claims]
    return list({_place(claim): claim for claim in (*found, *beside, *near)}.values())


def _ideas(answer: Answer, claims: Sequence[Claim], language: str) -> list[_Idea]:
    """Return what may be asked next, most promising first, one kind after the other in turns."""
    people = _people(claims)
    question = _folded(answer.question)
    answering = {finding.claimer for finding in answer.findings}
    at_all = [(_ELSE if name in answering else _SAYS_AT_ALL)[language].format(name) for name in people]
    nouns = [subject for subject in subjects_of(claims, language) if _folded(subject.word) not in question]
    return _in_turns(
        list(_disputes(answer.findings, language)),
        list(_sayings(people, question, language)),
        list(_names(claims, people, question, language)),
        [_Idea(text, "else", claimer=name) for text, name in zip(at_all, people, strict=True)],
    ) + [_Idea(_SPOKEN[language].format(subject.about(language)), "subject") for subject in nouns[:_SUBJECTS]]


def _in_turns(*kinds: Sequence[_Idea]) -> list[_Idea]:
    longest = max(map(len, kinds), default=0)
    return [ideas[at] for at in range(longest) for ideas in kinds if at < len(ideas)]


def _people(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Return the claims of each person who claims something, by one name, in the order of the claims."""
    people: dict[str, list[Claim]] = {}
    for claim, name in zip(claims, one_name_each(claims), strict=True):
        if name is not None and is_person(name):
            people.setdefault(name, []).append(claim)
    return dict(list(people.items())[:_PEOPLE])


def _disputes(findings: Sequence[Finding], language: str) -> Iterator[_Idea]:
    for finding in findings:
        name = finding.claimer
        if finding.refuting and name and is_person(name):
            for subject in subjects_of([finding.claim], language)[:1]:
                about = subject.about(language).replace("zum Thema", "beim Thema")
                if about.startswith(("about", "beim")):
                    yield _Idea(_DISAGREES[language].format(name, about), "dispute")


def _sayings(people: dict[str, list[Claim]], question: str, language: str) -> Iterator[_Idea]:
    """What somebody says about something that the question did not ask about; everybody's first subject first."""
    per_person = []
    for name, claims in people.items():
        subjects = [s for s in subjects_of(claims, language) if _folded(s.word) not in question]
        per_person.append([_Idea(_SAYS[language].format(name, words), "says", claimer=name)
                           for words in _wordings(subjects, language)])  # fmt: skip
    for at in range(max(map(len, per_person), default=0)):
        yield from (ideas[at] for ideas in per_person if at < len(ideas))


def _wordings(subjects: Sequence[Subject], language: str) -> list[str]:
    """Ways to ask about some subjects: nouns alone, two together where they need no article, a country alone."""
    nouns = [subject for subject in subjects if not subject.place][:_SUBJECTS]
    places = [subject for subject in subjects if subject.place][:1]
    bare = [subject for subject in nouns if subject.bare]
    pairs = [about_both(first, second, language) for first, second in zip(bare, [*places, *bare[1:]], strict=False)]
    return [noun.about(language) for noun in nouns[:2]] + pairs[:1] + [place.about(language) for place in places]


def _names(claims: Sequence[Claim], people: dict[str, list[Claim]], question: str, language: str) -> Iterator[_Idea]:
    """Who or what the names are that the claims mention and nobody has asked about."""
    known = {sound(name.split()[-1]) for name in people}
    for name in (name for claim in claims for name in names_in(claim.quote)):
        last = name.split()[-1]
        if _folded(last) in question or sound(last) in known:
            continue
        known.add(sound(last))
        form = _ABOUT_PERSON if " " in name else _WHAT_IS
        yield _Idea(form[language].format(name), "name", mentioned=last)


def _first_ideas(corpus: Corpus, language: str) -> Iterator[list[tuple[str, _Idea]]]:
    """Yield for each frequent claimer, and then for the latest articles, what may be asked; with what it is about."""
    people = [name for name in corpus.known_names()["claimers"] if is_person(name)][: 2 * _PEOPLE]
    for name in people:
        hits = corpus.retrieve(name, _HITS, where=Filter(claimers=(name,)))
        subjects = subjects_of([claim for hit in hits for claim in hit.claims], language)
        yield [
            (words, _Idea(_SAYS[language].format(name, words), "says", claimer=name))
            for words in _wordings(subjects, language)
        ] + [(name, _Idea(_SAYS_AT_ALL[language].format(name), "else", claimer=name))]
    latest = [claim for entry in corpus.shelf(limit=_LATEST).entries for claim in corpus.claims(entry.id)]
    for subject in subjects_of(latest, language):
        words = subject.about(language)
        yield [(words, _Idea(_SPOKEN[language].format(words), "subject"))]


# --- trying --------------------------------------------------------------------------------------------------------


def _leads_somewhere(idea: _Idea, corpus: Corpus, where: Filter | None, shown: Collection[tuple[str, int]]) -> bool:
    """Whether a question has a finding that is not shown yet, by whom it asks about, or with the name it asks about."""
    if len(idea.question) > corpus.settings.max_question_chars:
        return False
    top_k = corpus.settings.top_k
    question, found, _ = corpus.find(idea.question, hits_for(top_k), where=where)
    # Without relations: they order and join findings, and decide nothing about whether there are any.
    findings = select(question, found, top_k=top_k, searched=corpus.searched(where)).findings
    new = [finding for finding in findings if _place(finding.claim) not in shown]
    if idea.claimer is not None:
        wanted = sound(idea.claimer.split()[-1])
        return any(finding.claimer and sound(finding.claimer.split()[-1]) == wanted for finding in new)
    if idea.mentioned is not None:
        return any(_folded(idea.mentioned) in _folded(finding.claim.sentence_text) for finding in new)
    return bool(new)


def _place(claim: Claim) -> tuple[str, int]:
    return claim.article.id, claim.start


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
