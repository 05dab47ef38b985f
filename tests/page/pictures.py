"""Takes the README's pictures of the page, over the sample articles: `make pictures` (needs a Chromium)."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.chat.scripted import Line, Request, scripted, statements
from tests.page.browser import ARGUMENTS, PHONE, Watched, watched

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "pictures"
COLOURS = 128
"""A page of text and few surfaces looks the same in so many colours and takes a quarter of the bytes."""


class Picture(NamedTuple):
    """What a picture shows: how the browser is set, and what is done before it is taken."""

    name: str
    set_up: dict[str, Any]
    show: Callable[[Watched], None]
    worded: bool = False


def ask(visit: Watched, question: str) -> None:
    visit.ask(question)
    visit.answered()


def open_source(visit: Watched, number: int = 0) -> None:
    visit.page.locator(".bl-card a.bl-cite").nth(number).click()
    visit.page.locator(".bl-text mark").first.wait_for()


def light(visit: Watched) -> None:
    ask(visit, "What did Russia offer Venezuela?")
    open_source(visit)


def dark(visit: Watched) -> None:
    ask(visit, "Did Venezuela ask Russia for help?")
    visit.page.get_by_role("tab", name="Who says what").click()
    visit.page.locator(".bl-view.on a.bl-cite").first.hover()
    visit.page.get_by_role("tooltip").wait_for()


def worded(visit: Watched) -> None:
    ask(visit, "What did Russia offer Venezuela?")
    visit.page.locator(".bl-rejected summary").first.click()


# What a chat model of a usual size says of the sample articles: all but the second is what they say.
SAID = {
    "Vermittler": "Russia is ready to act as a mediator between the Venezuelan authorities and the opposition.",
    "nachgesucht": "Venezuela has asked for Russian help because of the events of these days.",
    "Kreditlinien": "Russia has granted credit lines, founded joint ventures and given diplomatic backing.",
    "Weizen": "Russia delivers more wheat to Venezuela.",
    "supplied": "Russia has supplied Caracas with credit lines and diplomatic cover.",
    "Gegnern": "The ministry is ready to mediate between the leadership in Caracas and its opponents.",
    "angefordert": "Caracas has requested no help.",
    "willing": "Russia's foreign ministry declared itself willing to mediate.",
}


def say(request: Request, line: Line) -> None:
    """Play the chat model: nobody else could rerun what a real one said."""
    claims = re.findall(r"^CLAIM (\d+)$.*?^WORDS: (.+?)$", request.user, re.MULTILINE | re.DOTALL)
    line.say(statements(*((int(n), text) for n, words in claims for key, text in SAID.items() if key in words)))


def german(visit: Watched) -> None:
    ask(visit, "Was hat Russland Venezuela angeboten?")
    visit.page.get_by_role("tab", name="Zeitleiste").click()


def abstention(visit: Watched) -> None:
    ask(visit, "What is the population of Venezuela?")


def disputed(visit: Watched) -> None:
    ask(visit, "Will the shipyard in Wismar lay off workers?")


def library(visit: Watched) -> None:
    visit.page.locator(".bl-shelved-title").nth(3).click()
    visit.page.locator(".bl-claim").first.wait_for()
    visit.page.locator(".bl-check input").nth(1).check()
    visit.page.locator(".bl-claim", has_text="Um die Hälfte").hover()
    visit.page.get_by_role("tooltip").wait_for()


def empty(visit: Watched) -> None:
    visit.page.locator("#bl-chat .example").first.wait_for()


# The sample articles agree with each other: these do not.
DISPUTE = {
    "yard.txt": """Shipyard in Wismar to lay off 300 workers

The shipyard in Wismar will lay off 300 workers in March, union leader Anna Kruse said on Monday. The ferry that was \
ordered last year will still be built.
""",
    "ferry.txt": """Ferry order keeps yard busy

The shipyard in Wismar will not lay off 300 workers, managing director Paul Brandt said on Tuesday. The ministry of \
economics had promised a loan guarantee in January.
""",
}

DESK = {"viewport": {"width": 1240, "height": 800}}
PICTURES = (
    Picture("light", DESK, light),
    Picture("dark", DESK | {"color_scheme": "dark"}, dark),
    Picture("german", DESK | {"locale": "de-DE"}, german),
    Picture("abstention", DESK, abstention),
    Picture("disputed", DESK, disputed),
    Picture("library", DESK, library),
    Picture("empty", DESK, empty),
    Picture("phone", PHONE, light),
    Picture("worded", DESK, worded, worded=True),
)


def main() -> None:
    """Take every picture, or those that the command line names, into `FOLDER`."""
    wanted = set(sys.argv[1:]) or {picture.name for picture in PICTURES}
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("BELEGT_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on the path; install one, or name it in BELEGT_CHROMIUM")
    with scripted(say) as model, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for chat in ({}, {"BELEGT_CHAT_MODEL": "openai:your-model", "BELEGT_CHAT_URL": model.url}):
            pictures = [one for one in PICTURES if one.name in wanted and one.worded is bool(chat)]
            if not pictures:
                continue
            with _served(chat) as address:
                for picture in pictures:
                    size = _take(browser, address, picture)
                    print(f"{picture.name}.png: {size / 1000:.0f} kB")
        browser.close()


@contextmanager
def _served(chat: Mapping[str, str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        belegt = [sys.executable, "-m", "rag"]
        for name, text in DISPUTE.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        index = Path(folder) / "index"
        build = [*belegt, "build", "seeds", folder, "--index", index]
        subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        command = [*belegt, "serve", "--index", index, "--port", "0"]
        environment = {**os.environ, **chat}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                yield server.stdout.readline().split(" at ")[1].split()[0]
            finally:
                server.terminate()


def _take(browser: Browser, address: str, picture: Picture) -> int:
    with watched(browser, address, reduced_motion="reduce", **picture.set_up) as visit:
        picture.show(visit)
        visit.page.wait_for_timeout(600)
        shot = Image.open(io.BytesIO(visit.page.screenshot()))
    place = FOLDER / f"{picture.name}.png"
    shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)
    return place.stat().st_size


if __name__ == "__main__":
    main()
