"""Asking in a real browser: the filter, and checking instead of asking."""

from __future__ import annotations

import pytest

from tests.page.browser import OFFER, watched

pytestmark = pytest.mark.browser


def test_filter_holds_until_it_is_cleared_and_a_bad_date_is_refused(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        assert not page.locator("#bl-filters").is_visible()
        page.get_by_role("button", name="Filter", exact=True, expanded=False).click()
        assert page.get_by_role("button", name="Filter", exact=True, expanded=True).is_visible()
        page.get_by_role("combobox", name="Claimer").click()
        page.get_by_role("option", name="Petrow").click()
        page.keyboard.press("Escape")
        page.locator(".bl-chip", has_text="Claimer: Außenminister Iwan Petrow").wait_for()
        for turn in range(2):
            visit.ask(OFFER)
            page.locator("#bl-chat .bl-searched").nth(turn).wait_for()
            visit.settled()
        assert page.locator("#bl-chat .bl-card").count() == 2
        assert page.locator("#bl-chat .bl-asked").all_inner_texts() == ["Claimer: Außenminister Iwan Petrow"] * 2

        page.get_by_label("Since").fill("soon")
        page.keyboard.press("Tab")
        page.get_by_role("alert").get_by_text("soon is no date. Write 2023, 2023-11 or 2023-11-16.").wait_for()
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-none", has_text="soon is no date.").wait_for()
        visit.settled()
        page.get_by_role("button", name="Clear filter").click()
        page.get_by_role("alert").wait_for(state="detached")
        assert page.locator(".bl-chip").count() == 0
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").nth(2).wait_for()
        assert page.locator("#bl-chat .bl-card").count() == 7


def test_a_sentence_is_checked_where_the_switch_says_so(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        page.get_by_role("radio", name="Check").check(force=True)
        page.get_by_placeholder("Paste a sentence to check").wait_for()
        visit.ask("There was a disputed loan.")
        page.locator("#bl-chat .bl-verdict", has_text="The articles disagree on this.").wait_for()
        visit.settled()
        sides = [page.locator("#bl-chat .bl-side").nth(place).bounding_box() for place in (0, 1)]
        assert sides[0] is not None
        assert sides[1] is not None
        assert sides[0]["y"] == sides[1]["y"], "supporting and refuting stand side by side"
        page.locator(".bl-against a.bl-cite").click()
        page.locator(".bl-text mark", has_text="Venezuela habe nicht um Hilfe gebeten").wait_for()
        page.get_by_role("radio", name="Ask").check(force=True)
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-tabs").wait_for()
