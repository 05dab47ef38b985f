"""The page in a real browser: asked, clicked, read, on a desk and on a phone, with a hostile article in the index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
OFFER = "What did Russia offer Venezuela?"


class Watched:
    """A browser page, and everything it did that it should not have done."""

    def __init__(self, page, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", self._requested)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", self._asked)

    def _requested(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _asked(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self) -> None:
        self.page.goto(self.address)
        self.page.locator("#bl-chat .example").first.wait_for()
        self.page.locator(".bl-empty-title").wait_for(state="attached")

    def ask(self, question: str) -> None:
        self.page.locator("#bl-ask textarea").fill(question)
        self.page.keyboard.press("Enter")

    def settled(self) -> None:
        self.page.locator("#bl-ask [data-testid=submit-button]").wait_for()

    def marked(self) -> str:
        return "".join(self.page.locator(".bl-text mark").all_text_contents())

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.className"))

    def assert_clean(self) -> None:
        assert self.foreign == []
        assert self.complaints == []
        assert self.dialogs == []


@pytest.fixture(scope="module")
def browser():
    found = os.environ.get("BELEGT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    required = os.environ.get("BELEGT_REQUIRE_BROWSER") == "1"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None or not Path(found).exists():
        reason = "needs playwright and a Chromium on the path (or BELEGT_CHROMIUM)"
        if required:
            pytest.fail(f"{reason}, and BELEGT_REQUIRE_BROWSER=1 forbids to skip")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    """The page of the newsroom, in a process of its own: gradio's threads do not live under our warning filters."""
    log = tmp_path_factory.mktemp("page") / "log.txt"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.page.newsroom"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            assert address, log.read_text()
            yield address
            server.stdin.close()
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()
    assert "foreign look-up" not in log.read_text()


@contextmanager
def watched(browser, address: str, **kind) -> Iterator[Watched]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | kind)
    context.set_default_timeout(15_000)
    visit = Watched(context.new_page(), address)
    visit.open()
    try:
        yield visit
        visit.assert_clean()
    finally:
        context.close()


def test_question_to_cards_to_the_marked_words_and_on_by_keyboard(browser, served, newsroom):
    citations = newsroom.ask(OFFER).citations
    with watched(browser, served, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").wait_for()
        assert page.locator("#bl-chat .bl-card").count() == 5
        assert "5 claims from 3 articles" in page.locator("#bl-chat .bl-head").inner_text()
        assert not page.locator("#bl-chat .bl-looks").is_visible()

        page.locator("a.bl-cite").first.click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == citations[0].quote
        assert page.locator(".bl-claimer").inner_text() == "das Außenministerium"
        assert page.locator(".bl-cue").inner_text() == "teilte"
        assert page.locator(".bl-text h3").inner_text() == "Hintergrund der Reise"
        assert not page.get_by_text("Zehn Bilder vom Staatsbesuch").is_visible()
        assert page.get_by_role("link", name="Open original").get_attribute("href") == citations[0].article.url
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
        page.locator(".bl-empty").wait_for()
        assert "bl-cite" in visit.focused()
        page.keyboard.press("Enter")
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == citations[4].quote

        page.locator("#bl-new").click()
        page.locator("#bl-chat .example").first.wait_for()
        page.locator(".bl-empty").wait_for()


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


def test_hostile_article_and_question_are_shown_and_do_nothing(browser, served, newsroom):
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask("evil <img src=x onerror=\"window.pwned='asked'\"> **bold** ![x](https://evil.example/q.png)")
        page.locator("#bl-chat .bl-searched").wait_for()
        visit.settled()
        assert "<img src=x onerror" in page.locator("#bl-chat .bl-question").inner_text()
        assert newsroom.attack.quote in page.locator("#bl-chat .bl-card").inner_text()
        page.locator("a.bl-cite").click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == newsroom.attack.quote
        assert len(page.locator(".bl-title").inner_text()) <= 300
        assert page.get_by_role("link", name="Open original").count() == 0
        page.locator("#bl-chat .bl-searched summary").click()
        page.locator("a.bl-look").click()
        page.locator(".bl-looked").first.wait_for()
        assert page.locator(".bl-panel :is(script, img, svg[onload], style, h1, iframe)").count() == 0
        assert page.evaluate("window.pwned") is None
        page.wait_for_timeout(300)


def test_phone_shows_the_article_as_a_sheet_over_the_chat(browser, served):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with watched(browser, served, **phone) as visit:
        page = visit.page
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").wait_for()
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


def test_nothing_of_the_page_is_a_public_endpoint(served):
    import json
    from urllib.request import urlopen

    with urlopen(f"{served}gradio_api/info") as reply:
        assert json.load(reply) == {"named_endpoints": {}, "unnamed_endpoints": {}}
        assert "default-src 'self'" in reply.headers["content-security-policy"]


def test_views_are_tabs_that_keys_change_and_their_numbers_open_the_article(browser, served, newsroom):
    citations = newsroom.ask(OFFER).citations
    with watched(browser, served) as visit:
        page = visit.page
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").wait_for()
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


def test_on_a_phone_the_table_scrolls_in_its_box_and_the_page_does_not(browser, served):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "de-DE"}
    with watched(browser, served, **phone) as visit:
        page = visit.page
        visit.ask(OFFER)
        page.locator("#bl-chat .bl-searched").wait_for()
        visit.settled()
        page.get_by_role("tab", name="Wer sagt was").tap()
        box = page.locator("#bl-chat .bl-scroll")
        box.wait_for()
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("#bl-chat .bubble-wrap").evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_the_page_over_a_real_index_checks_and_filters(browser, tmp_path, newsroom):
    articles = tmp_path / "articles"
    articles.mkdir()
    for number, article in enumerate(newsroom.articles()[:3]):
        (articles / f"{number}.txt").write_text(article.text, encoding="utf-8")
    command = [sys.executable, "-m", "rag"]
    where = Path(__file__).parents[2]
    subprocess.run([*command, "build", articles, "--index", tmp_path / "index"], cwd=where, check=True)
    serving = [*command, "serve", "--index", tmp_path / "index", "--port", "0"]
    with subprocess.Popen(serving, cwd=where, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split(" at ")[1].split()[0]
            with watched(browser, address) as visit:
                page = visit.page
                page.get_by_role("button", name="Filter", exact=True).click()
                page.get_by_role("combobox", name="Language").click()
                page.get_by_role("option", name="German").click()
                page.locator(".bl-chip", has_text="Language: German").wait_for()
                visit.ask(OFFER)
                page.locator("#bl-chat .bl-card", has_text="einen Kredit über eine Milliarde Dollar").wait_for()
                visit.settled()
                assert "Russia offered" not in page.locator("#bl-chat .bl-card").first.inner_text()
                page.get_by_role("radio", name="Check").check(force=True)
                visit.ask("Russland hat Venezuela einen Kredit angeboten.")
                page.locator("#bl-chat .bl-verdict", has_text="Supported").wait_for()
        finally:
            server.terminate()
