"""Answers and their proof in a real browser: asked, clicked, read, on a desk and on a phone."""

from __future__ import annotations

import pytest

from tests.page.browser import OFFER, PHONE, watched

pytestmark = pytest.mark.browser


def test_question_to_cards_to_the_marked_words_and_on_by_keyboard(browser, served, newsroom):
    citations = newsroom.answered(OFFER).citations
    with watched(browser, served, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        assert page.locator("#bl-chat .bl-card").count() == 5
        assert "5 claims from 3 articles" in page.locator("#bl-chat .bl-head").inner_text()
        assert not page.locator("#bl-chat .bl-looks").is_visible()

        page.locator("a.bl-cite").first.click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == citations[0].quote
        assert page.locator(".bl-claimer").inner_text() == "das Außenministerium"
        assert page.locator(".bl-cue").inner_text() == "teilte"
        assert page.locator(".bl-text h4").inner_text() == "Hintergrund der Reise"
        assert not page.get_by_text("Zehn Bilder vom Staatsbesuch").is_visible()
        assert page.get_by_role("link", name="Open original at the quote").get_attribute("href") == citations[0].link
        assert "bl-body" in visit.focused()
        page.get_by_role("button", name="Copy citation").click()
        page.get_by_text("Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert citations[0].quote in copied
        assert "https://morgenblatt.example/kredit" in copied

        for citation in citations[1:]:
            page.get_by_role("button", name="Next source").click()
            page.locator(".bl-number", has_text=str(citation.number)).wait_for()
            assert visit.marked() == citation.quote
            assert page.locator(".bl-card a.bl-cite.on").inner_text().split()[-1] == str(citation.number)
        assert page.locator(".bl-at").inner_text() == "6 of 6"
        page.get_by_role("button", name="Previous source").click()
        page.locator(".bl-at", has_text="5 of 6").wait_for()

        page.keyboard.press("Escape")
        page.locator(".bl-shelved").first.wait_for()
        assert "bl-cite" in visit.focused()
        page.keyboard.press("Enter")
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == citations[4].quote

        page.locator("#bl-new").click()
        page.locator("#bl-chat .example").first.wait_for()
        page.locator(".bl-shelved").first.wait_for()


def test_abstention_refusal_failure_and_stop_are_calm_cards(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        for question, says in (
            ("What is the population of Venezuela?", "None of them speaks of “population”."),
            ("too long", "A question may have 2000 characters, this one has 2001"),
            ("crash", "Something went wrong inside Belegt."),
        ):
            visit.ask(question)
            page.locator("#bl-chat .bl-none", has_text=says).wait_for()
            visit.settled()
        visit.ask("slow")
        page.locator("#bl-chat .bl-status").wait_for()
        page.locator("#bl-ask [data-testid=stop-button]").click()
        page.locator("#bl-chat .bl-none", has_text="Stopped.").wait_for()
        visit.settled()
        assert "secret" not in page.locator("#bl-chat").inner_text()
        assert page.locator("#bl-chat .bl-card").count() == 0


def test_phone_shows_the_article_as_a_sheet_over_the_chat(browser, served):
    with watched(browser, served, **PHONE) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        assert not page.locator("#bl-panel-column").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".bl-card a.bl-cite").last.tap()
        page.locator(".bl-text mark").first.wait_for()
        page.wait_for_timeout(500)
        sheet = page.locator("#bl-panel-column").bounding_box()
        card = page.locator("#bl-chat .bl-card.on").bounding_box()
        assert sheet is not None
        assert card is not None
        assert sheet["y"] + sheet["height"] <= 845
        assert card["y"] + card["height"] <= sheet["y"] + 1, "the sheet covers the card that it belongs to"
        page.get_by_role("button", name="Close").click()
        page.locator("#bl-panel-column").wait_for(state="hidden")


def test_page_speaks_german_and_switches_to_dark(browser, served):
    with watched(browser, served, locale="de-DE", color_scheme="light") as visit:
        page = visit.page
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.get_by_role("button", name="Neuer Chat").is_visible()
        page.get_by_role("button", name="Hell oder dunkel").click()
        assert "dark" in (page.locator("body").get_attribute("class") or "")
        page.locator("#bl-chat .example").first.click()
        page.get_by_text("5 Aussagen aus 3 Artikeln").wait_for()


def test_views_are_tabs_that_keys_change_and_their_numbers_open_the_article(browser, served, newsroom):
    citations = newsroom.answered(OFFER).citations
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        visit.settled()
        tabs = page.get_by_role("tablist", name="Views of this answer").get_by_role("tab")
        assert tabs.all_inner_texts()[0] == "Findings"
        assert page.locator("#bl-chat .bl-view").locator("visible=true").count() == 0
        tabs.filter(has_text="By claimer").click()
        page.get_by_text("unknown claimer 1 claim").wait_for()
        assert page.locator("#bl-chat .bl-card").locator("visible=true").count() == 0
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert page.get_by_role("tab", selected=True).inner_text() == "Who says what"
        table = page.get_by_role("table")
        assert table.get_by_role("columnheader").first.inner_text() == "What is said"
        table.locator("a.bl-cite").nth(3).click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == citations[3].quote
        assert page.locator(".bl-at").inner_text() == "4 of 6"
        page.keyboard.press("Escape")
        assert "bl-cite" in visit.focused()
        page.get_by_role("tab", name="Time-line").focus()
        page.keyboard.press("Home")
        assert page.locator("#bl-chat .bl-card").locator("visible=true").count() == 5
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").nth(1).wait_for()
        assert page.get_by_role("tab", selected=True).count() == 2


def test_on_a_phone_the_table_scrolls_in_its_box_and_the_page_does_not(browser, served):
    with watched(browser, served, locale="de-DE", **PHONE) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        visit.settled()
        page.get_by_role("tab", name="Wer sagt was").tap()
        box = page.locator("#bl-chat .bl-scroll")
        box.wait_for()
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("#bl-chat .bubble-wrap").evaluate("box => box.scrollWidth - box.clientWidth") == 0
