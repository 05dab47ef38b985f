"""A chat model in a real browser: statements that passed the gate, what was rejected, stopping, and coming back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rag.settings import ChatSettings
from tests.chat.scripted import KEY, Line, Request, Scripted, fails, says, scripted, stalls, statements
from tests.page.browser import OFFER, PHONE, Watched, watched
from tests.page.conftest import newsroom_page
from tests.page.test_page_access import violations
from tests.page.test_page_hostile import assert_harmless

pytestmark = pytest.mark.browser

TRUE = "Russia has offered Venezuela a loan of one billion dollars."
FALSE = "Russia offered Venezuela a loan of two billion dollars."
FRIENDS = "We stand by our friends."
HELP = "Venezuela did not ask for help."
POWER = "The money is meant for power plants and is to be paid in two parts."
FIVE = statements((1, TRUE), (2, FALSE), (3, FRIENDS), (4, HELP), (5, POWER))


class Model:
    """A running page whose chat model does what `act` says, which a test may change."""

    def __init__(self) -> None:
        self.act: Callable[[Request, Line], None] = says(FIVE)
        self.server: Scripted
        self.address = ""

    def __call__(self, request: Request, line: Line) -> None:
        self.act(request, line)

    def settings(self) -> ChatSettings:
        return self.server.settings(stall=3, timeout=60)

    @contextmanager
    def acting(self, act: Callable[[Request, Line], None]) -> Iterator[None]:
        self.act = act
        self.server.requests.clear()
        self.server.lines.clear()
        try:
            yield
        finally:
            self.act = says(FIVE)


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Iterator[Model]:
    log = tmp_path_factory.mktemp("wording") / "log.txt"
    running = Model()
    with scripted(running) as running.server, newsroom_page(log, running.settings()) as running.address:
        yield running
    assert KEY not in log.read_text()


def goes_on(before: str) -> Callable[[Request, Line], None]:
    """Say this, and then nothing more without ever ending."""

    def act(request: Request, line: Line) -> None:
        line.begin()
        line.piece(before)
        while not line.wait_until_gone(0.5):
            line.piece(" ")

    return act


def stop(visit: Watched) -> None:
    visit.page.locator("#bl-ask [data-testid=stop-button], #bl-ask .stop-button").first.click()


def cards(visit: Watched):
    return visit.page.locator("#bl-chat .bl-card")


def said(visit: Watched) -> str:
    return visit.page.locator("#bl-chat .bl-wording").last.inner_text()


def test_statements_stand_above_their_quotes_and_a_rejected_wording_is_folded_away(browser, model):
    with watched(browser, model.address) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        assert said(visit).startswith("Worded by scripted: 4 of 5 verified · 120 tokens · ")
        first, second = cards(visit).nth(0), cards(visit).nth(1)
        assert TRUE in first.locator(".bl-statement").inner_text()
        assert first.get_by_text("Worded by scripted, verified against the quote").is_visible()
        assert "Russland hat Venezuela einen Kredit" in first.locator(".bl-quote").inner_text()
        assert second.locator(".bl-statement").count() == 0
        assert not second.get_by_text(FALSE).is_visible()
        second.get_by_text("A wording of the model was rejected").click()
        assert second.get_by_text(FALSE).is_visible()
        assert second.locator(".bl-reasons li").first.is_visible()
        page.get_by_role("tab", name="By claimer").click()
        assert page.locator(".bl-view.on .bl-statement").count() == 4
        assert page.locator(".bl-view.on").get_by_text(FALSE).count() == 0
        assert (
            page.locator("#bl-foot").inner_text().endswith("scripted words answers on this machine. Nothing leaves it.")
        )


@pytest.mark.slow
def test_the_quotes_are_there_before_the_model_says_anything_and_the_line_tells_how_far_it_is(browser, model):
    def in_two(request: Request, line: Line) -> None:
        line.begin()
        line.piece(FIVE[: FIVE.index(FALSE)])
        if not line.wait_until_gone(2):
            line.piece(FIVE[FIVE.index(FALSE) :])
            line.end()

    with model.acting(in_two), watched(browser, model.address) as visit:
        visit.ask(OFFER)
        visit.page.get_by_text("scripted is wording the answer: 1 of 5 …").wait_for()
        assert cards(visit).count() == 5
        assert visit.page.locator("#bl-chat .bl-statement").first.is_visible()
        assert visit.page.locator("#bl-chat .bl-tools").count() == 0
        visit.answered()
        assert said(visit).startswith("Worded by scripted: 4 of 5 verified")


def test_stop_ends_the_models_connection_and_keeps_what_was_verified(browser, model):
    with model.acting(goes_on(FIVE[: FIVE.index(FALSE)])), watched(browser, model.address) as visit:
        page = visit.page
        visit.ask(OFFER)
        page.get_by_text("1 of 5 …").wait_for()
        stop(visit)
        assert model.server.lines[0].gone.wait(5), "the model still has a reader"
        visit.answered()
        assert said(visit).startswith("Stopped. The quotes stand all the same. · Worded by scripted: 1 of 5 verified")
        assert TRUE in cards(visit).first.inner_text()
        page.reload()
        visit.answered()
        assert said(visit).startswith("Stopped.")
        assert TRUE in cards(visit).first.inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("leave", ["new chat", "closed tab"])
def test_leaving_ends_the_models_connection(browser, model, leave):
    with model.acting(goes_on("{")), watched(browser, model.address) as visit:
        visit.ask(OFFER)
        visit.page.get_by_text("0 of 5 …").wait_for()
        if leave == "new chat":
            visit.page.get_by_role("button", name="New chat").click()
            visit.page.locator("#bl-chat .example").first.wait_for()
        else:
            visit.page.close()
        assert model.server.lines[0].gone.wait(5), "the model still has a reader"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (stalls("{"), "The chat model gave no sign any more. The quotes stand all the same."),
        (fails(401, KEY), "The provider of the chat model refuses the key. The quotes stand all the same."),
        (says("I like turtles."), "The chat model said nothing that could be used. The quotes stand all the same."),
    ],
    ids=["stalls", "refuses", "talks"],
)
def test_a_model_that_fails_is_a_sentence_and_the_answer_stays(browser, model, act, sentence):
    with model.acting(act), watched(browser, model.address) as visit:
        visit.ask(OFFER)
        visit.answered()
        assert said(visit).startswith(sentence)
        assert cards(visit).count() == 5
        assert KEY not in visit.page.content()


@pytest.mark.slow
def test_the_german_page_says_all_this_in_german(browser, model):
    wrong, right = "Russland hat Venezuela drei Milliarden Dollar gegeben.", "Wir stehen zu unseren Freunden."
    german = statements((1, wrong), (3, right))
    with model.acting(says(german)), watched(browser, model.address, locale="de-DE") as visit:
        visit.ask("Was hat Russland Venezuela angeboten?")
        visit.answered()
        assert "Formuliert von scripted: 1 von 5 bestätigt" in said(visit)
        assert cards(visit).nth(2).get_by_text("Formuliert von scripted, am Zitat geprüft").is_visible()
        cards(visit).first.get_by_text("Eine Formulierung des Modells wurde verworfen").click()
        assert cards(visit).first.get_by_text("Nicht Teil der Antwort").is_visible()
        assert cards(visit).first.get_by_text(wrong).is_visible()
        assert "scripted formuliert Antworten auf diesem Rechner." in visit.page.locator("#bl-foot").inner_text()


@pytest.mark.slow
def test_a_reload_brings_verified_statements_back_and_no_forged_one(browser, model):
    with watched(browser, model.address) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        before = cards(visit).all_inner_texts()
        page.reload()
        visit.answered()
        assert cards(visit).all_inner_texts() == before
        chats = json.loads(page.evaluate("localStorage.getItem('belegt-chats')"))
        findings = chats[0]["turns"][0]["result"]["findings"]
        findings[0]["statement"] = "Russia has given Venezuela nothing."
        findings[2]["statement"] = "<img src=x onerror=\"window.pwned='stored'\">"
        page.evaluate("kept => localStorage.setItem('belegt-chats', kept)", json.dumps(chats))
        page.reload()
        visit.answered()
        assert page.get_by_text("Russia has given Venezuela nothing.").count() == 0
        assert page.locator("#bl-chat .bl-card .bl-statement").count() == 2
        assert cards(visit).count() == 5
        assert_harmless(page)


@pytest.mark.slow
def test_hostile_words_of_a_model_are_shown_as_words_at_most(browser, model):
    hostile = statements((1, "<script>window.pwned='said'</script> ![x](https://evil.example/x.png) ${window.pwned=1}"))
    with model.acting(says(hostile)), watched(browser, model.address) as visit:
        visit.ask("evil question")
        visit.answered()
        for fold in visit.page.locator("#bl-chat .bl-rejected summary").all():
            fold.click()
        assert_harmless(visit.page)


@pytest.mark.slow
def test_a_quote_in_another_language_is_translated_below_and_the_original_stays(browser, model):
    with watched(browser, model.address) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        assert cards(visit).nth(1).get_by_role("button", name="Translate").count() == 0, "it is in English already"
        with model.acting(says(TRUE)):
            cards(visit).first.get_by_role("button", name="Translate").click()
            page.locator(".bl-translated", has_text=TRUE).wait_for()
        assert cards(visit).first.get_by_text("Machine translation (scripted)").is_visible()
        assert "Russland hat Venezuela einen Kredit" in cards(visit).first.inner_text()
        with model.acting(says("We stand by our enemies, and pay them 7 dollars.")):
            cards(visit).nth(2).get_by_role("button", name="Translate").click()
            fold = cards(visit).nth(2).get_by_text("A machine translation (scripted) that the quote does not bear out")
            fold.wait_for()
        assert not cards(visit).nth(2).get_by_text("7 dollars").first.is_visible()
        fold.click()
        assert cards(visit).nth(2).get_by_text("7 dollars").first.is_visible()
        with model.acting(fails(500)):
            cards(visit).nth(3).get_by_role("button", name="Translate").click()
            cards(visit).nth(3).get_by_text("The provider of the chat model has a fault.").wait_for()
        assert cards(visit).nth(3).get_by_role("button", name="Translate").is_visible(), "it can be tried again"


@pytest.mark.slow
def test_a_follow_up_is_completed_by_the_model(browser, model):
    with watched(browser, model.address) as visit:
        visit.ask(OFFER)
        visit.answered()
        with model.acting(says("What did China offer Venezuela?")):
            visit.ask("And China?")
            visit.answered(2)
        assert visit.page.locator("#bl-chat .bl-asked").inner_text() == "Understood as: What did China offer Venezuela?"


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param({}, id="light"),
        pytest.param({"color_scheme": "dark", "locale": "de-DE"}, id="dark and German"),
        pytest.param(PHONE, id="phone"),
    ],
)
def test_axe_finds_no_violation_on_a_worded_answer(browser, model, kind):
    with watched(browser, model.address, reduced_motion="reduce", **kind) as visit:
        page = visit.page
        with model.acting(goes_on(FIVE[: FIVE.index(FALSE)])):
            visit.ask(OFFER)
            page.locator("#bl-chat .bl-statement").first.wait_for()
            assert violations(page) == []
            stop(visit)
            visit.answered()
        visit.ask(OFFER)
        visit.answered(2)
        page.locator("#bl-chat .bl-rejected summary").last.click()
        with model.acting(says(TRUE)):
            page.locator("#bl-chat .bl-translation button").last.click()
            page.locator(".bl-translated").first.wait_for(state="attached")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
