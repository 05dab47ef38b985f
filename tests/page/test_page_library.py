"""The library in a real browser: listed, searched, read with its claims and noise, added to and removed from."""

from __future__ import annotations

import pytest

from tests.page.browser import PHONE, watched

pytestmark = pytest.mark.browser

FERRY = "The new ferry\n\nThe new ferry will sail in May, harbour master Jo Klein said on Monday.\n"
DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, {type: 'text/plain'}));
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('#bl-chat').dispatchEvent(
      new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
  }
}"""


def text_file(name: str, text: str | bytes) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": text if isinstance(text, bytes) else text.encode()}


def remove(page, title: str) -> None:
    page.get_by_role("button", name=f"Remove: {title}").click()
    page.get_by_role("button", name="Yes, remove").click()
    page.get_by_text("Removed", exact=True).wait_for()
    page.get_by_role("button", name=title, exact=True).wait_for(state="detached")


def test_the_library_lists_what_is_known_of_each_article_and_is_searched(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        rows = page.locator(".bl-shelved")
        assert rows.count() == 4
        assert rows.first.inner_text().split("\n") == [
            "Moskau bietet Caracas Kredit an",
            "Morgenblatt · 16 Nov 2023",
            "German · 3 claims · 16 % boilerplate",
        ]
        page.get_by_role("searchbox").fill("loan")
        page.locator(".bl-number", has_text="1").wait_for()
        assert rows.locator(".bl-shelved-title").all_inner_texts() == ["Loan talks in Moscow"]
        page.get_by_role("searchbox").fill("penguin")
        page.get_by_text("Nothing in the library matches.").wait_for()


def test_an_article_is_read_with_its_claims_marked_and_its_noise_named(browser, served, newsroom):
    with watched(browser, served) as visit:
        page = visit.page
        page.get_by_role("button", name="Moskau bietet Caracas Kredit an", exact=True).click()
        claims = page.locator(".bl-panel .bl-claim")
        claims.first.wait_for()
        assert claims.all_inner_texts() == [claim.quote for claim in newsroom.held[newsroom.german.id]]
        assert page.get_by_role("link", name="Open original").get_attribute("href") == newsroom.german.url
        claims.nth(1).hover()
        assert page.get_by_role("tooltip").inner_text() == "Außenminister Iwan Petrow, Delegation\ndirect quote"
        page.keyboard.press("Escape")
        page.get_by_role("tooltip").wait_for(state="detached")
        assert not page.get_by_text("Zehn Bilder vom Staatsbesuch").is_visible()
        page.get_by_label("Show boilerplate (16 %)").check()
        assert page.get_by_text("Zehn Bilder vom Staatsbesuch").is_visible()
        assert page.locator(".bl-noise-name").all_inner_texts() == ["pointer to other articles", "plea for support"]
        page.get_by_role("button", name="Back to the library").click()
        page.locator(".bl-shelved").first.wait_for()


def test_an_article_names_those_that_print_the_same_report_and_opens_them(browser, served, newsroom):
    with watched(browser, served) as visit:
        page = visit.page
        assert page.locator(".bl-shelved .bl-copies").count() == 2
        page.locator(".bl-shelved", has_text="Caracas weighs").first.get_by_text("Same report as another").click()
        page.locator(".bl-shelved .bl-copies button:visible").click()
        page.locator(".bl-claim").first.wait_for()
        assert newsroom.attack.quote in "".join(page.locator(".bl-claim").all_inner_texts())
        assert page.evaluate("window.pwned") is None
        page.get_by_text("Same report as another article").click()
        page.get_by_role("button", name="Caracas weighs an offer").click()
        page.locator(".bl-title", has_text="Caracas weighs an offer").wait_for()
        page.get_by_role("button", name="Back to the library").click()
        page.locator(".bl-shelved").first.wait_for()


def test_files_are_added_asked_about_and_removed_without_a_restart(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Add files").click()
        chooser.value.set_files([text_file("ferry.txt", FERRY), text_file("<b>bad</b>.txt", b"\xff\xfe\x00")])
        page.get_by_role("progressbar").wait_for()
        page.get_by_role("status").get_by_text("Done: 1 article added").wait_for()
        report = page.locator(".bl-outcomes li").all_inner_texts()
        assert report[0] == "ferry.txt added, 1 claim"
        assert "left out: it is not text" in report[1]
        page.get_by_role("button", name="The new ferry", exact=True).wait_for()
        page.get_by_text("Answers come from 5 articles").wait_for()

        visit.ask("When will the ferry sail?")
        visit.answered()
        page.locator("a.bl-cite").click()
        page.locator(".bl-text mark").first.wait_for()
        assert visit.marked() == "The new ferry will sail in May, harbour master Jo Klein said on Monday."
        page.keyboard.press("Escape")

        remove(page, "The new ferry")
        visit.ask("When will the ferry sail?")
        visit.answered(2)
        page.locator("#bl-chat .bl-none", has_text="The articles do not say.").wait_for()
        page.reload()
        page.get_by_text("One claim of this answer stood in an article that is no longer in the library.").wait_for()


def test_what_cannot_be_removed_says_why_and_a_second_thought_keeps(browser, served):
    with watched(browser, served) as visit:
        page = visit.page
        page.get_by_role("button", name="Remove: Loan talks in Moscow").click()
        page.get_by_role("button", name="Keep it").click()
        assert page.locator(".bl-shelved").count() == 4
        page.get_by_role("button", name="Remove: Loan talks in Moscow").click()
        page.get_by_role("button", name="Yes, remove").click()
        page.get_by_text("Loan talks in Moscow stays").wait_for()


@pytest.mark.slow
def test_a_file_dropped_anywhere_is_added_and_another_reader_sees_it(browser, served):
    with watched(browser, served) as other, watched(browser, served) as visit:
        page = visit.page
        page.evaluate(DROP, ["ferry.txt", FERRY])
        page.get_by_role("status").get_by_text("Done: 1 article added").wait_for()
        other.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # rather than ten seconds later
        other.page.get_by_role("button", name="The new ferry", exact=True).wait_for()
        other.page.get_by_text("Answers come from 5 articles").wait_for()
        remove(page, "The new ferry")


def test_the_library_of_a_phone_is_a_sheet(browser, served):
    with watched(browser, served, **PHONE) as visit:
        page = visit.page
        assert not page.locator("#bl-panel-column").is_visible()
        page.get_by_role("button", name="Library").tap()
        page.get_by_role("button", name="Loan talks in Moscow", exact=True).tap()
        page.locator(".bl-claim").first.tap()
        page.get_by_role("tooltip").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".bl-heading").tap()
        page.get_by_role("button", name="Close").tap()
        page.locator("#bl-panel-column").wait_for(state="hidden")
