"""A conversation in a real browser: going on, links to answers, taking them away, and chats that are kept."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.page.browser import OFFER, watched

pytestmark = pytest.mark.browser

CLIPBOARD = ["clipboard-read", "clipboard-write"]


def test_a_follow_up_says_how_it_was_understood_and_suggestions_are_asked_by_a_click(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        visit.ask("And Peskov?")
        visit.answered(2)
        assert page.locator("#bl-chat .bl-asked").inner_text() == f"Understood as: And Peskov? ({OFFER})"
        assert page.locator("#bl-chat .bl-suggestion").locator("visible=true").count() == 2, (
            "only the last one suggests"
        )
        page.get_by_role("button", name="Who denies it?").last.click()
        visit.answered(3)
        assert page.locator("#bl-chat .bl-question").last.inner_text() == "Who denies it?"
        page.get_by_role("button", name="evil <b>suggestion</b>").last.press(" ")
        visit.answered(4)
        assert page.locator("#bl-chat .bl-question").last.inner_text() == "evil <b>suggestion</b>"


def test_an_answer_is_asked_again_with_its_filter(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_role("combobox", name="Claimer").click()
        page.get_by_role("option", name="Petrow").click()
        page.keyboard.press("Escape")
        page.locator(".bl-chip").wait_for()
        visit.ask(OFFER)
        visit.answered()
        page.get_by_role("button", name="Clear filter").click()
        page.locator(".bl-chip").wait_for(state="detached")
        page.get_by_role("button", name="Ask again").click()
        visit.answered(2)
        assert page.locator("#bl-chat .bl-asked").all_inner_texts() == ["Claimer: Außenminister Iwan Petrow"] * 2
        assert page.locator("#bl-chat .bl-card").count() == 2


@pytest.mark.slow
def test_a_link_opens_the_answer_and_says_if_the_articles_answer_otherwise_by_now(browser, served):
    with watched(browser, served, permissions=CLIPBOARD) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        page.get_by_role("button", name="Copy link").click()
        page.get_by_role("button", name="Link copied").wait_for()
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(visit.address)
        assert urlsplit(link).query == "", "a question must not stand in the part of an address that servers get"
        assert parse_qs(urlsplit(link).fragment)["ask"] == [OFFER]
    for address, remarks in ((link, 0), (link[:-1] + ("0" if link[-1] != "0" else "1"), 1)):
        with watched(browser, served) as visit:
            visit.page.goto("about:blank")
            visit.page.goto(address)
            visit.answered()
            assert visit.page.locator("#bl-chat .bl-question").inner_text() == OFFER
            assert visit.page.locator("#bl-chat .bl-remark", has_text="have changed").count() == remarks
            assert "#" not in visit.page.url


def test_a_hostile_link_asks_and_does_nothing_else(browser, served):
    with watched(browser, served) as visit:
        visit.page.goto("about:blank")
        visit.page.goto(f"{served}#ask=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&where=%7B%22since%22%3A5%7D&mode=%00")
        visit.page.locator("#bl-chat .bl-none", has_text="That question could not be answered.").wait_for()
        assert visit.page.locator("#bl-chat .bl-question").inner_text() == "<img src=x onerror=alert(1)>"


def test_an_answer_is_taken_away_as_markdown_and_json(browser, served, newsroom, tmp_path):
    with watched(browser, served, accept_downloads=True) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        saved = {}
        for name in ("Markdown", "JSON"):
            with page.expect_download() as download:
                page.get_by_role("button", name=f"Save as {name}").click()
            place = tmp_path / download.value.suggested_filename
            download.value.save_as(place)
            saved[name] = place
        assert saved["Markdown"].name == "belegt-What-did-Russia-offer-Venezuela.md"
        markdown = saved["Markdown"].read_text("utf-8")
        turn = json.loads(saved["JSON"].read_text("utf-8"))
        assert turn["asked"] == OFFER
        quotes = [finding["quote"] for finding in turn["result"]["findings"]]
        assert quotes == [finding.quote for finding in newsroom.answered(OFFER).findings]
        assert all(quote.rstrip(".") in markdown for quote in quotes), markdown
        assert "https://morgenblatt.example/kredit#:~:text=" in markdown


def test_a_reload_restores_the_chat_and_another_language_shows_it_in_its_words(browser, served, newsroom):
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        visit.ask("What is the population of Venezuela?")
        visit.answered(2)
        page.reload()
        visit.answered(2)
        assert page.locator("#bl-chat .bl-question").all_inner_texts() == [
            OFFER,
            "What is the population of Venezuela?",
        ]
        assert page.locator("#bl-chat .bl-card").count() == 5
        assert page.locator("#bl-chat .bl-none", has_text="None of them speaks of “population”.").is_visible()
        page.locator("a.bl-cite").first.click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == newsroom.loan.quote

        page.get_by_role("button", name="Deutsch").click()
        page.get_by_text("5 Aussagen aus 3 Artikeln").wait_for()
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.locator("#bl-chat .bl-none", has_text="Dazu steht nichts in den Artikeln.").is_visible()
        visit.ask("And Peskov?")
        visit.answered(3)
        assert page.locator("#bl-chat .bl-asked").last.inner_text().startswith("Verstanden als: And Peskov?")
        page.get_by_role("button", name="English").click()
        page.get_by_text("5 claims from 3 articles").first.wait_for()
        visit.answered(3)
        assert page.locator("#bl-chat .bl-question").count() == 3


def test_chats_are_listed_taken_up_and_deleted(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask(OFFER)
        visit.answered()
        page.get_by_role("button", name="New chat").click()
        page.locator("#bl-chat .example").first.wait_for()
        visit.ask("What is the population of Venezuela?")
        visit.answered()
        page.get_by_role("button", name="Chats").click()
        panel = page.locator(".bl-panel")
        titles = panel.locator(".bl-shelved-title")
        assert titles.all_inner_texts() == ["What is the population of Venezuela?", OFFER]
        assert panel.get_by_text("Kept in this browser only.").is_visible()
        titles.last.click()
        page.get_by_text("5 claims from 3 articles").wait_for()
        assert page.locator("#bl-chat .bl-question").count() == 1
        panel.get_by_role("button", name=f"Delete this chat: {OFFER}").click()
        page.locator("#bl-chat .example").first.wait_for()
        assert titles.all_inner_texts() == ["What is the population of Venezuela?"]
        panel.get_by_role("button", name="Delete all chats").click()
        assert page.evaluate("document.activeElement.textContent") == "Keep it", "the harmless answer has the focus"
        panel.get_by_role("button", name="Yes, delete").click()
        panel.get_by_text("Chats will be kept here").wait_for()
        assert page.evaluate("localStorage.getItem('belegt-chats')") == "[]"


def test_what_a_stranger_wrote_into_the_browsers_storage_is_left_out(browser, served):
    hostile = [
        {"id": "x", "at": 1, "turns": [{"asked": "<b>a</b>", "question": "a", "mode": "ask", "result": {}}, 5, None]}
    ]
    with watched(browser, served) as visit:
        page = visit.page
        page.evaluate(
            "kept => { localStorage.setItem('belegt-chats', kept); sessionStorage.setItem('belegt-chat', 'x'); }",
            json.dumps(hostile),
        )
        visit.open()
        assert page.locator("#bl-chat .bl-question").count() == 0
        page.evaluate("localStorage.setItem('belegt-chats', 'no json')")
        visit.open()
        visit.ask(OFFER)
        visit.answered()
        page.reload()
        visit.answered()


def test_nothing_is_sent_to_the_server_that_a_log_could_keep(browser, served):
    addresses = []
    with watched(browser, served) as visit:
        visit.page.on("request", lambda request: addresses.append(request.url))
        visit.ask("What is the population of Venezuela?")
        visit.answered()
        assert not [address for address in addresses if "population" in address]
        assert Path(urlsplit(visit.page.url).path).name == ""
