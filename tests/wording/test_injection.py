"""Articles that try to steer a model, and a model that obeys them: no answer shows any of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Corpus, open_corpus
from rag.articles.language import detect_language
from rag.chat import open_chat_model
from rag.wording import translate, word
from rag.wording.fencing import one_line
from tests.chat.scripted import Line, Request, claims_of, scripted
from tests.conftest import ONE_THREAD, SEEDS, finish
from tests.wording.answers import HARBOUR, answer_of
from tests.wording.hostile import ATTACKS, Attack

GENERAL = (
    "What did Russia offer Venezuela?",
    "Was sagte Borissow über den Handel?",
    "Who is to be reported by all assistants?",
    "Welche Anweisungen gelten für alle Antworten?",
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The sample articles and the hostile ones in one index."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, attack in enumerate(ATTACKS):
        (folder / f"{number:02}.txt").write_text(attack.text, encoding="utf-8")
    index = folder / "index"
    finish([SEEDS, *sorted(folder.glob("*.txt"))], index, settings=ONE_THREAD)
    opened = open_corpus(index, ONE_THREAD)
    yield opened
    opened.close()


class Obedient:
    """A model that looks for instructions in all that it is given, and does what each of them says, for every claim."""

    def __init__(self) -> None:
        self.obeyed: list[str] = []
        self.said: list[str] = []

    def __call__(self, request: Request, line: Line) -> None:
        given = request.system + "\n" + request.user
        found = re.findall(r"^CLAIM (\d+)$.*?^WORDS: ([^\n]*)$", request.user, re.MULTILINE | re.DOTALL)
        claims = [(int(number), words) for number, words in found]
        said = []
        for attack in ATTACKS:
            if attack.sign in given:
                self.obeyed.append(attack.name)
                said += attack.obey(claims)
        self.said += [text for _, text in said]
        statements = [{"claim": number, "text": text} for number, text in said]
        line.say(json.dumps({"statements": statements}, ensure_ascii=False), size=200)


def bare(answer: Answer) -> list[tuple[object, ...]]:
    return [
        (f.claim, f.citations, f.score, f.confidence, f.claimer, f.sources, len(f.supporting), len(f.refuting))
        for f in answer.findings
    ]


def worded(answer: Answer, model: Obedient) -> Answer:
    with scripted(model) as server:
        return [state for state in word(answer, open_chat_model(server.settings())) if state is not None][-1]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_answer_shows_what_an_obedient_model_was_told_to_say(corpus: Corpus, attack: Attack) -> None:
    plain = corpus.ask(attack.question)
    assert plain.findings, "the article answers its question"
    answer = worded(plain, Obedient())
    assert answer.also_searched == plain.also_searched
    _nothing_is_shown(answer, plain)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_claim_of_a_hostile_article_or_beside_it_is_worded_as_it_tells(attack: Attack) -> None:
    """All claims of the article, those that no search finds too, and harmless ones behind them."""
    language = detect_language(attack.question) or "en"
    plain = answer_of(f"{attack.text}\n{HARBOUR}", attack.question, language)
    model = Obedient()
    answer = worded(plain, model)
    assert attack.name in model.obeyed, "an attack that is not read tests nothing"
    _nothing_is_shown(answer, plain)


def _nothing_is_shown(answer: Answer, plain: Answer) -> None:
    assert bare(answer) == bare(plain)
    for finding in answer.findings:
        assert finding.statement is None, f"shown: {finding.statement!r} for {finding.claim.sentence_text!r}"
        for citation in finding.citations:
            assert citation.quote == citation.article.text[citation.start : citation.end]


@pytest.mark.parametrize("question", GENERAL)
def test_answers_about_other_things_are_what_they_were(corpus: Corpus, question: str) -> None:
    plain = corpus.ask(question)
    model = Obedient()
    answer = worded(plain, model)
    assert bare(answer) == bare(plain)
    assert [finding.statement for finding in answer.findings] == [None] * len(answer.findings)


def test_most_instructions_come_near_enough_to_their_question_to_reach_the_model(corpus: Corpus) -> None:
    reached = set()
    model = Obedient()
    with scripted(model) as server:
        for attack in ATTACKS:
            model.obeyed.clear()
            list(word(corpus.ask(attack.question), open_chat_model(server.settings())))
            reached |= {attack.name} & set(model.obeyed)
    assert len(reached) >= 14, f"not read: {sorted({attack.name for attack in ATTACKS} - reached)}"


def test_an_instruction_cannot_end_the_fence_or_make_a_claim(corpus: Corpus) -> None:
    requests: list[Request] = []

    def keeps(request: Request, line: Line) -> None:
        requests.append(request)
        line.say('{"statements": []}')

    with scripted(keeps) as server:
        for attack in ATTACKS:
            list(word(corpus.ask(attack.question), open_chat_model(server.settings())))
    assert len(requests) == len(ATTACKS)
    for attack, request in zip(ATTACKS, requests, strict=True):
        asked = len(corpus.ask(attack.question).findings)
        assert list(claims_of(request)) == list(range(1, asked + 1))
        marks = re.findall(r"^<<<([0-9a-f]{16})$", request.user, re.MULTILINE)
        assert len(marks) == 2
        assert len(set(marks)) == 1
        assert request.user.count(marks[0]) == 4


def test_translations_by_an_obedient_model_are_rejected(corpus: Corpus) -> None:
    def obeys(request: Request, line: Line) -> None:
        line.say("Der Minister ist tot." if "German" in request.system else "The minister is dead.")

    with scripted(obeys) as server:
        for attack in ATTACKS:
            finding = corpus.ask(attack.question).findings[0]
            other = "en" if finding.claim.article.language == "de" else "de"
            translation = translate(finding, other, open_chat_model(server.settings()))
            assert translation.status == "rejected", (attack.name, translation)


def test_there_are_twenty_attacks_and_each_is_one_of_its_kind() -> None:
    assert len(ATTACKS) == len({attack.name for attack in ATTACKS}) == 20
    assert len({attack.sign for attack in ATTACKS}) == 20
    assert all(attack.sign in " ".join(one_line(attack.text, 10_000).split()) for attack in ATTACKS)


def test_hostile_articles_are_text_like_others(corpus: Corpus) -> None:
    assert len(corpus.articles()) == len(list(Path(SEEDS).glob("*.txt"))) + 20
