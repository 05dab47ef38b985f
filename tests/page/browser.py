"""A browser that watches the page: what it asks of other hosts, what it complains of, what it asks the reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
OFFER = "What did Russia offer Venezuela?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


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
        self.page.locator("#bl-foot .bl-foot").wait_for()
        self.page.locator(".bl-shelved, .bl-panel:empty").first.wait_for(state="attached")

    def ask(self, question: str) -> None:
        self.page.locator("#bl-ask textarea").fill(question)
        self.page.keyboard.press("Enter")

    def settled(self) -> None:
        self.page.locator("#bl-ask [data-testid=submit-button]").wait_for()

    def answered(self, times: int = 1) -> None:
        """Wait until so many answers of this chat are complete."""
        self.page.locator("#bl-chat .bl-tools").nth(times - 1).wait_for()
        self.settled()

    def marked(self) -> str:
        return "".join(self.page.locator(".bl-text mark").all_text_contents())

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.className"))

    def assert_clean(self) -> None:
        assert self.foreign == []
        assert self.complaints == []
        assert self.dialogs == []


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
