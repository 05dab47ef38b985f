"""Nobody is shut out: axe-core finds nothing on any state of the page, and everything is done by keyboard."""

from __future__ import annotations

import pytest

from tests.page.browser import OFFER, PHONE, watched

pytestmark = pytest.mark.browser


def violations(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def empty(visit) -> None:
    pass


def answer(visit) -> None:
    visit.ask(OFFER)
    visit.answered()


def source(visit) -> None:
    answer(visit)
    visit.page.locator("a.bl-cite").first.click()
    visit.page.locator(".bl-text mark").first.wait_for()


def matrix(visit) -> None:
    answer(visit)
    visit.page.locator("a.bl-tab").nth(4).click()


def timeline(visit) -> None:
    answer(visit)
    visit.page.locator("a.bl-tab").nth(5).click()


def abstention(visit) -> None:
    visit.ask("What is the population of Venezuela?")
    visit.answered()
    visit.page.locator("#bl-chat .bl-searched summary").click()


def check(visit) -> None:
    visit.page.locator("#bl-mode input").nth(1).check(force=True)
    visit.ask("There was a disputed loan.")
    visit.answered()


def reading(visit) -> None:
    library(visit)
    visit.page.locator(".bl-shelved-title").first.click()
    visit.page.locator(".bl-claim").first.focus()
    visit.page.locator(".bl-check input").nth(1).check()


def library(visit) -> None:
    if not visit.page.locator(".bl-shelved").first.is_visible():
        visit.page.locator("#bl-library").click()
        visit.page.locator(".bl-shelved").first.wait_for()
        visit.page.wait_for_timeout(400)


def removing(visit) -> None:
    library(visit)
    visit.page.locator(".bl-shelved .bl-icon").first.click()


def chats(visit) -> None:
    answer(visit)
    visit.page.locator("#bl-chats").click()


def filters(visit) -> None:
    visit.page.locator("#bl-filter").click()


def model(visit) -> None:
    visit.page.locator("#bl-model").click()
    visit.page.locator(".bl-model-form").wait_for()
    visit.page.wait_for_timeout(400)


STATES = (empty, answer, source, matrix, timeline, abstention, check, reading, removing, chats, filters, model)


MOST_ON_THEM = (source, matrix, check, reading)


@pytest.mark.slow
@pytest.mark.parametrize("state", MOST_ON_THEM, ids=lambda state: state.__name__)
def test_axe_finds_no_violation_where_most_is_shown(browser, served, state):
    with watched(browser, served, reduced_motion="reduce") as visit:
        state(visit)
        assert violations(visit.page) == []


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize(
    "kind",
    [
        pytest.param({}, id="light"),
        pytest.param({"color_scheme": "dark", "locale": "de-DE"}, id="dark and German"),
        pytest.param(PHONE, id="phone"),
    ],
)
def test_axe_finds_no_violation(browser, served, kind, state):
    with watched(browser, served, reduced_motion="reduce", **kind) as visit:
        state(visit)
        assert violations(visit.page) == []


def test_the_whole_way_by_keyboard(browser, served, newsroom):
    with watched(browser, served) as visit:
        page = visit.page
        page.keyboard.type(OFFER)
        page.keyboard.press("Enter")
        visit.answered()
        page.locator("a.bl-tab").first.focus()
        page.keyboard.press("Tab")
        assert "bl-cite" in visit.focused()
        page.get_by_role("tooltip", name="").wait_for()
        assert newsroom.loan.quote in page.get_by_role("tooltip").inner_text()
        page.keyboard.press("Enter")
        page.locator(".bl-text mark").first.wait_for()
        assert page.get_by_role("tooltip").count() == 0
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        page.locator(".bl-at", has_text="3 of 6").wait_for()
        page.keyboard.press("Escape")
        assert "bl-cite" in visit.focused()
        page.locator("#bl-chats").focus()
        page.keyboard.press("Enter")
        page.locator(".bl-shelved-title").first.wait_for()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "bl-chats"
        page.locator("#bl-new").focus()
        page.keyboard.press("Enter")
        page.locator("#bl-chat .example").first.wait_for()


def test_who_wants_less_motion_gets_none(browser, served):
    with watched(browser, served, reduced_motion="reduce") as visit:
        moving = visit.page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(node => {
              const style = getComputedStyle(node);
              return parseFloat(style.transitionDuration) > 0.01 || (style.animationName !== 'none'
                && parseFloat(style.animationDuration) > 0.01);
            }).map(node => node.id + '.' + node.className)"""
        )
        assert moving == []
