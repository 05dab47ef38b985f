"""An answer worded by a scripted model: whatever it does, a right answer or a clear message comes of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag import Answer, ChatModelError
from rag.chat import ChatModel, open_chat_model
from rag.encoder.entailment import Judged
from rag.types import Abstention
from rag.wording import word
from tests.chat.scripted import (
    KEY,
    Act,
    Line,
    Request,
    Scripted,
    breaks_off,
    claims_of,
    fails,
    says,
    scripted,
    stalls,
    statements,
)
from tests.wording.answers import COSTS, DEEPENED, GUARD, YARD, answer_of, finding_of

ALL = statements((1, DEEPENED), (2, COSTS), (3, YARD), (4, GUARD))


def states_of(server: Scripted, answer: Answer | None = None, **settings: object) -> list[Answer]:
    model = open_chat_model(server.settings(**settings))
    return [state for state in word(answer or answer_of(), model) if state is not None]


def worded(*acts: Act, answer: Answer | None = None, **settings: object) -> Answer:
    with scripted(*acts) as server:
        return states_of(server, answer, **settings)[-1]


def shown(answer: Answer) -> list[str | None]:
    return [finding.statement for finding in answer.findings]


def bare(answer: Answer) -> list[tuple[object, ...]]:
    """What a model can never change."""
    return [(f.claim, f.citations, f.score, f.confidence, f.claimer, f.sources) for f in answer.findings]


def test_every_statement_comes_when_it_is_verified_and_the_answer_grows_by_it() -> None:
    with scripted(says(ALL)) as server:
        states = states_of(server)
    assert [sum(statement is not None for statement in shown(state)) for state in states] == [0, 1, 2, 3, 4, 4]
    assert [state.wording.done for state in states if state.wording] == [False] * 5 + [True]
    assert shown(states[-1]) == [DEEPENED, COSTS, YARD, GUARD]
    assert all(bare(state) == bare(answer_of()) for state in states)
    wording = states[-1].wording
    assert wording is not None
    assert (wording.asked, wording.verified, wording.rejected) == (4, 4, 0)
    assert (wording.tokens_in, wording.tokens_out, wording.counted) == (100, 20, True)
    assert (wording.problem, wording.message, wording.prompt) == (None, "", "word-1")
    assert (wording.model, wording.host) == ("scripted", server.url.split("/")[2])


def test_the_model_is_given_the_question_the_claims_and_the_language() -> None:
    with scripted(says(ALL)) as server:
        states_of(server)
    (request,) = server.requests
    assert claims_of(request) == [1, 2, 3, 4]
    assert "Was geschieht im Hafen?" in request.user
    assert "one sentence in German" in request.system
    assert request.structured


@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_pieces_of_any_size_make_the_same_answer(size: int) -> None:
    assert shown(worded(says(ALL, size=size))) == [DEEPENED, COSTS, YARD, GUARD]


@pytest.mark.parametrize(
    "text",
    [
        f"Here you are:\n```json\n{ALL}\n```\nAnything else?",
        json.dumps([{"claim_number": "1", "statement": DEEPENED}, {"id": 2, "sentence": COSTS}]),
        ALL.replace("}]", "},]"),
        f"1. {DEEPENED}\n2. {COSTS}",
        f"<think>Claim 1 is good</think>{ALL}",
    ],
)
def test_forms_beside_the_one_asked_for_are_read_without_asking_again(text: str) -> None:
    with scripted(says(text)) as server:
        answer = states_of(server)[-1]
    assert shown(answer)[:2] == [DEEPENED, COSTS]
    assert len(server.requests) == 1


def test_what_is_no_form_at_all_is_repaired_once() -> None:
    with scripted(says(f"The harbour: {DEEPENED}"), says(statements((1, DEEPENED)))) as server:
        answer = states_of(server)[-1]
    assert shown(answer)[0] == DEEPENED
    assert answer.wording is not None
    assert answer.wording.prompt == "word-1, repair-1"
    assert (answer.wording.tokens_in, answer.wording.tokens_out) == (200, 40)
    assert DEEPENED in server.requests[1].user
    assert "<<<" in server.requests[1].user


def test_a_model_that_never_writes_a_form_is_unreadable_and_asked_twice_at_most() -> None:
    with scripted(says("I would rather talk about the weather.")) as server:
        answer = states_of(server)[-1]
    assert len(server.requests) == 2
    assert shown(answer) == [None] * 4
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.done) == ("unreadable", True)
    assert "scripted" in answer.wording.message


def test_an_empty_answer_is_unreadable_and_nothing_to_repair() -> None:
    with scripted(says("")) as server:
        answer = states_of(server)[-1]
    assert len(server.requests) == 1
    assert answer.wording is not None
    assert answer.wording.problem == "unreadable"


def test_a_model_that_finds_no_claim_fitting_is_believed_and_not_asked_again() -> None:
    with scripted(says('{"statements": []}')) as server:
        answer = states_of(server)[-1]
    assert len(server.requests) == 1
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.verified) == (None, 0)
    assert bare(answer) == bare(answer_of())


@pytest.mark.parametrize(
    ("act", "problem", "says_so"),
    [
        (fails(401, f"Incorrect API key provided: {KEY}"), "key", "BELEGT_CHAT_KEY"),
        (fails(404), "unknown", "BELEGT_CHAT_MODEL"),
        (fails(429), "busy", "429"),
        (fails(500), "server", "500"),
        (fails(418, f"teapot {KEY}"), "refused", "418"),
        (stalls(), "stalled", "1 seconds"),
    ],
)
def test_a_model_that_does_not_answer_leaves_the_quotes_and_says_why(act: Act, problem: str, says_so: str) -> None:
    answer = worded(act, stall=1)
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.done) == (problem, True)
    assert says_so in answer.wording.message
    assert KEY not in str(answer.to_dict())
    assert KEY not in repr(answer)
    assert bare(answer) == bare(answer_of())
    assert shown(answer) == [None] * 4


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_that_passes_is_not_noticed(status: int) -> None:
    answer = worded(fails(status, retry_after="0"), says(ALL), retries=1)
    assert shown(answer) == [DEEPENED, COSTS, YARD, GUARD]


def test_an_endpoint_without_structured_output_is_asked_plainly() -> None:
    with scripted(fails(400, "unknown field response_format"), says(ALL)) as server:
        answer = states_of(server)[-1]
    assert shown(answer) == [DEEPENED, COSTS, YARD, GUARD]
    assert [request.structured for request in server.requests] == [True, False]


FIRST = statements((1, DEEPENED))[:-2] + ", "


def test_what_was_verified_before_a_stall_stays() -> None:
    answer = worded(stalls(FIRST), stall=1)
    assert shown(answer) == [DEEPENED, None, None, None]
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.verified) == ("stalled", 1)


def test_what_was_verified_before_the_time_is_up_stays() -> None:
    answer = worded(stalls(FIRST), timeout=1, stall=1)
    assert shown(answer) == [DEEPENED, None, None, None]
    assert answer.wording is not None
    assert answer.wording.problem in ("timeout", "stalled")


@pytest.mark.parametrize("after", [FIRST, FIRST + '{"claim": 2, "text": "Die Arb'])
def test_a_connection_that_breaks_within_the_answer_is_told_and_what_was_verified_stays(after: str) -> None:
    answer = worded(breaks_off(after))
    assert shown(answer) == [DEEPENED, None, None, None]
    assert answer.wording is not None
    assert answer.wording.problem == "cut"
    assert "broke off" in answer.wording.message


def test_an_answer_that_came_to_its_limit_is_told() -> None:
    def act(request: Request, line: Line) -> None:
        line.begin()
        line.piece(FIRST + '{"claim": 2, "te')
        line.end("length")

    answer = worded(act)
    assert shown(answer) == [DEEPENED, None, None, None]
    assert answer.wording is not None
    assert answer.wording.problem == "limit"
    assert "BELEGT_CHAT_ANSWER_TOKENS" in answer.wording.message


def test_talk_after_all_statements_up_to_the_limit_is_no_problem() -> None:
    def act(request: Request, line: Line) -> None:
        line.begin()
        line.piece(ALL + " and so on")
        line.end("length")

    answer = worded(act)
    assert answer.wording is not None
    assert (answer.wording.problem, answer.wording.verified) == (None, 4)


@pytest.mark.parametrize("number", ["0", "99", "-1", '"three"', "5", "1e9"])
def test_numbers_of_claims_that_nobody_gave_are_nothing(number: str) -> None:
    text = f'{{"statements": [{{"claim": {number}, "text": "{DEEPENED}"}}, {{"claim": 2, "text": "{COSTS}"}}]}}'
    answer = worded(says(text))
    assert shown(answer) == [None, COSTS, None, None]
    assert answer.wording is not None
    assert (answer.wording.verified, answer.wording.rejected) == (1, 0)


def test_a_claim_that_is_worded_twice_keeps_its_first_statement() -> None:
    answer = worded(says(statements((1, DEEPENED), (1, COSTS), (2, COSTS), (2, COSTS))))
    assert shown(answer) == [DEEPENED, COSTS, None, None]
    assert answer.wording is not None
    assert (answer.wording.verified, answer.wording.rejected) == (2, 0)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("Die Arbeiten kosten 90 Millionen Euro.", "number"),
        ("Die Arbeiten kosten nicht 80 Millionen Euro.", "negation"),
        ("Die Arbeiten kosten „80 Milliarden Euro“.", "quotation marks"),
        ("Kruse sagte: „Es ist ein Skandal“.", "quotation marks"),
        ("The works cost 80 million euros.", "it is in English"),
        ("Die Arbeiten kosten 80 Millionen Euro. Die Stadt vertieft den Hafen.", "2 sentences"),
        ("Die Arbeiten kosten <b>80 Millionen Euro</b>.", "markup"),
        ("Die **Arbeiten** kosten 80 Millionen Euro.", "markup"),
        ("<script>alert('Die Arbeiten')</script>", "markup"),
        ("Die Arbeiten kosten 80 Millionen Euro, siehe [hier](https://example.org).", "markup"),
        ("Die Arbeiten kosten Geld. " * 100, "characters"),
        ("", "it says nothing"),
    ],
)
def test_a_statement_that_does_not_pass_is_kept_aside_with_its_reason(statement: str, reason: str) -> None:
    answer = worded(says(statements((2, statement), (1, DEEPENED))))
    finding = answer.findings[1]
    assert finding.statement is None
    assert finding.status == "verified"
    assert finding.rejected is not None
    assert reason in " ".join(finding.rejected.reasons)
    assert len(finding.rejected.statement) <= 602
    assert shown(answer)[0] == DEEPENED
    assert answer.wording is not None
    assert (answer.wording.verified, answer.wording.rejected) == (1, 1)


def test_an_endless_statement_is_nothing_and_does_not_keep_the_others_from_being_read() -> None:
    answer = worded(says(statements((2, "Die Arbeiten kosten Geld. " * 4_000), (1, DEEPENED)), size=500))
    assert shown(answer) == [DEEPENED, None, None, None]
    assert answer.findings[1].rejected is None


def test_a_statement_of_another_claim_is_rejected() -> None:
    answer = worded(says(statements((1, COSTS), (2, DEEPENED))))
    assert shown(answer) == [None] * 4
    assert answer.wording is not None
    assert answer.wording.rejected == 2


def test_typed_citations_are_never_shown() -> None:
    assert shown(worded(says(statements((1, DEEPENED.replace(".", " [7].")), (2, f"{COSTS} [1][2]")))))[:2] == [
        DEEPENED,
        COSTS,
    ]


def test_a_statement_that_does_not_say_whose_words_it_restates_gets_the_claimer_in_front() -> None:
    answer = worded(says(statements((3, "Die Werft entlasse 300 Mitarbeiter."))))
    assert shown(answer)[2] == "Anna Kruse: Die Werft entlasse 300 Mitarbeiter."


@pytest.mark.parametrize("name", ["Kruse", "Anna Kruse", "Bürgermeisterin Kruse"])
def test_a_name_that_the_model_put_in_front_itself_is_not_told_twice(name: str) -> None:
    answer = worded(says(statements((3, f"{name}: die Werft entlasse 300 Mitarbeiter."))))
    assert shown(answer)[2] == "Anna Kruse: Die Werft entlasse 300 Mitarbeiter."


def test_somebody_else_in_front_is_never_shown() -> None:
    answer = worded(says(statements((3, "Paul Brandt: Die Werft entlasse 300 Mitarbeiter."))))
    assert answer.findings[2].statement is None
    assert answer.findings[2].rejected is not None
    assert answer.findings[2].rejected.statement.startswith("Paul Brandt:")


def test_somebody_else_as_claimer_is_never_shown() -> None:
    answer = worded(says(statements((3, "Brandt sagte, die Werft entlasse 300 Mitarbeiter."))))
    assert answer.findings[2].statement is None
    assert answer.findings[2].rejected is not None


def test_an_answer_in_english_of_german_claims_is_worded_in_english() -> None:
    english = answer_of(question="What happens in the harbour?", language="en")
    said = statements(
        (1, "The city of Wismar deepens the harbour by 2027."), (2, "Die Arbeiten kosten 80 Millionen Euro.")
    )
    answer = worded(says(said), answer=english)
    assert shown(answer)[0] == "The city of Wismar deepens the harbour by 2027."
    rejected = answer.findings[1].rejected
    assert rejected is not None
    assert rejected.reasons == ("it is in German, not in English",)


def test_findings_within_findings_get_the_same_statement() -> None:
    plain = answer_of()
    first = replace(plain.findings[0], supporting=plain.findings[1:2], refuting=plain.findings[2:3])
    answer = worded(
        says(statements((2, COSTS), (3, "Die Werft entlasse 900 Mitarbeiter."))),
        answer=replace(plain, findings=(first, *plain.findings[1:])),
    )
    first = answer.findings[0]
    assert first.statement is None
    assert first.supporting[0].statement == COSTS
    assert first.refuting[0].rejected == answer.findings[2].rejected
    assert first.refuting[0].rejected is not None


def test_an_abstention_is_returned_as_it_is_and_nobody_is_asked() -> None:
    nothing = Answer("Was?", "de", (), (), Abstention("nothing-near", (), 1, 1, ("de",)))
    with scripted(fails(500)) as server:
        assert states_of(server, nothing) == [nothing]
    assert server.requests == []


def test_claims_without_room_stay_without_statement() -> None:
    many = answer_of()
    claims = [finding_of(many.findings[n % 4].claim, n + 1) for n in range(40)]
    with scripted(says(ALL)) as server:
        answer = states_of(server, replace(many, findings=tuple(claims)), context_tokens=1_200, answer_tokens=300)[-1]
    assert answer.wording is not None
    assert 1 <= answer.wording.asked < 40
    assert claims_of(server.requests[0]) == list(range(1, answer.wording.asked + 1))
    assert len(answer.findings) == 40


def test_a_context_too_small_for_any_claim_is_told_without_asking() -> None:
    with scripted(says(ALL)) as server:
        answer = states_of(server, context_tokens=512, answer_tokens=256)[-1]
    assert server.requests == []
    assert answer.wording is not None
    assert answer.wording.problem == "context"
    assert "BELEGT_CHAT_CONTEXT_TOKENS" in answer.wording.message


def test_a_model_that_failed_for_the_same_question_is_not_asked_again() -> None:
    with scripted(fails(401)) as server:
        model = open_chat_model(server.settings())
        failed = [state for state in word(answer_of(), model) if state is not None][-1].wording
        again = [state for state in word(answer_of(), model, before=failed) if state is not None][-1].wording
    assert len(server.requests) == 1
    assert failed is not None
    assert again is not None
    assert (again.problem, again.message, again.done) == ("key", failed.message, True)
    assert again.prompt == "word-1, word-1"


@pytest.mark.parametrize("before", ["", FIRST])
def test_a_reader_gets_pulses_while_the_model_is_silent_and_stops_it_by_going_away(before: str) -> None:
    gone = threading.Event()

    def act(request: Request, line: Line) -> None:
        line.begin()
        if before:
            line.piece(before)
        if line.wait_until_gone(10):
            gone.set()

    with scripted(act) as server:
        growing = word(answer_of(), open_chat_model(server.settings()))
        seen = [next(growing) for _ in range(5)]
        assert seen.count(None) >= 1
        growing.close()  # type: ignore[attr-defined]
        assert gone.wait(5)


class Judge:
    """An entailment model that thinks what it is told to think."""

    def __init__(self, entailment: float, contradiction: float, neutral: float | None = 0.0) -> None:
        self.judged = Judged(entailment, neutral, contradiction)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, quote: str, statement: str) -> Judged:
        self.asked.append((quote, statement))
        return self.judged


def judged_by(judge: Judge, said: str) -> Sequence[Answer]:
    with scripted(says(said)) as server:
        model: ChatModel = open_chat_model(server.settings())
        return [state for state in word(answer_of(), model, entailment=judge) if state is not None]


def test_an_entailment_model_can_reject_what_the_gate_lets_pass() -> None:
    judge = Judge(0.1, 0.8, 0.1)
    answer = judged_by(judge, statements((1, DEEPENED)))[-1]
    assert judge.asked == [(DEEPENED, DEEPENED)]
    assert answer.findings[0].statement is None
    assert answer.findings[0].rejected is not None
    assert answer.findings[0].rejected.reasons == ("entailment model: the quote contradicts the statement (80% sure)",)


@pytest.mark.parametrize(
    ("entailment", "contradiction", "neutral", "passes"),
    [(0.9, 0.05, 0.05, True), (0.2, 0.1, 0.7, False), (0.1, 0.2, 0.7, False), (0.6, 0.4, None, True)],
)
def test_an_entailment_model_must_find_that_the_quote_says_it(
    entailment: float, contradiction: float, neutral: float | None, passes: bool
) -> None:
    (finding, *_) = judged_by(Judge(entailment, contradiction, neutral), statements((1, DEEPENED)))[-1].findings
    assert (finding.statement is not None) == passes
    assert passes or "does not say so" in str(finding.rejected)


def test_a_model_of_two_labels_contradicts_nothing() -> None:
    (finding, *_) = judged_by(Judge(0.1, 0.9, None), statements((1, DEEPENED)))[-1].findings
    assert finding.rejected is not None
    assert finding.rejected.reasons == ("entailment model: the quote does not say so (90% sure)",)


@pytest.mark.parametrize("before", ["\u0301", "…", "\u200b \u0301"])
def test_what_is_no_name_in_front_of_a_statement_ends_nothing(before: str) -> None:
    (*_, third, _) = judged_by(Judge(1.0, 0.0), statements((3, f"{before}: {YARD}")))[-1].findings
    assert third.statement is not None or third.rejected is not None


def test_an_entailment_model_cannot_save_what_the_gate_rejects_and_is_not_asked() -> None:
    judge = Judge(1.0, 0.0)
    answer = judged_by(judge, statements((2, "Die Arbeiten kosten 90 Millionen Euro.")))[-1]
    assert judge.asked == []
    assert answer.findings[1].rejected is not None


def test_a_question_without_a_model_raises_nothing_and_a_model_without_a_name_does() -> None:
    from rag.settings import ChatSettings

    with pytest.raises(ValueError, match="BELEGT_CHAT_MODEL"):
        open_chat_model(ChatSettings())
    assert issubclass(ChatModelError, Exception)
