"""The Model panel in a real browser: a model set for one visit, a key that goes nowhere, and readers elsewhere."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.chat.scripted import fails, says, scripted, statements
from tests.page.browser import OFFER, Watched, watched
from tests.page.conftest import newsroom_page
from tests.page.test_page_access import violations

pytestmark = pytest.mark.browser

KEY = "sk-entered-on-the-page-0123456789"
OPERATORS = "sk-of-the-operator-0123456789"
TRUE = "Russia has offered Venezuela a loan of one billion dollars."
ELSEWHERE = {"extra_http_headers": {"X-Forwarded-For": "10.0.0.7"}}


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("model") / "log.txt"


@pytest.fixture(scope="module")
def without(log) -> Iterator[str]:
    """A page for which no chat model is configured."""
    with newsroom_page(log) as address:
        yield address
    assert KEY not in log.read_text()


@contextmanager
def configured(folder: Path) -> Iterator[str]:
    """A page for which a chat model is configured."""
    log = folder / "log.txt"
    model = says(statements((1, TRUE)))
    with scripted(model) as server, newsroom_page(log, server.settings(key=OPERATORS)) as address:
        yield address
    assert OPERATORS not in log.read_text()


def open_panel(visit: Watched) -> None:
    visit.page.get_by_role("button", name="Model", exact=True).click()
    visit.page.get_by_role("checkbox", name="Word answers with a chat model").wait_for()


def enter(visit: Watched, address: str, *, name: str = "mine", key: str = KEY) -> None:
    page = visit.page
    page.get_by_label("Model", exact=True).fill(name)
    page.get_by_label("Address").fill(address)
    page.get_by_label("Key").fill(key)


def foot(visit: Watched) -> str:
    return visit.page.locator("#bl-foot").inner_text()


def everything(visit: Watched) -> str:
    """All that the page holds: its elements, what stands in its fields, and what the browser keeps."""
    return visit.page.content() + visit.page.evaluate(
        """() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
          [...document.querySelectorAll('input, textarea')].map(field => field.value)])"""
    )


@pytest.mark.slow
def test_a_reader_here_tries_and_uses_a_model_and_its_key_goes_nowhere_else(browser, without):
    with scripted(says("ready"), says(statements((1, TRUE)))) as server, watched(browser, without) as visit:
        page = visit.page
        answers = []
        page.on("response", lambda answer: answers.append(answer))  # playwright marks what it is given
        open_panel(visit)
        assert page.locator(".bl-panel").get_by_text("No chat model is set. Answers are quotes.").is_visible()
        assert page.get_by_role("checkbox", name="Word answers").is_disabled()
        enter(visit, server.url)
        page.get_by_role("button", name="Try").click()
        assert page.get_by_label("Key").input_value() == "", "it is emptied at once"
        page.locator(".bl-said-now", has_text="mine answers, after ").wait_for()
        assert page.get_by_label("Key").get_attribute("placeholder") == "kept by the program, until this visit ends"
        assert "words answers" not in foot(visit), "a model that is tried is not used yet"
        page.get_by_role("button", name="Use").click()
        page.locator("#bl-foot", has_text="mine words answers on this machine.").wait_for()
        visit.ask(OFFER)
        visit.answered()
        assert TRUE in page.locator("#bl-chat .bl-card .bl-statement").inner_text()
        assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}
        assert KEY not in everything(visit)
        page.get_by_role("checkbox", name="Word answers").uncheck()
        page.locator(".bl-said-now", has_text="Answers are quotes, without a chat model.").wait_for()
        visit.ask(OFFER)
        visit.answered(2)
        assert len(server.requests) == 2, "a model that is switched off is not asked"
        page.get_by_role("checkbox", name="Word answers").check()
        page.locator("#bl-foot", has_text="mine words answers").wait_for()
        bodies = list(_bodies(answers))
        assert any("mine" in body for body in bodies)
        assert not [body for body in bodies if KEY in body]
        page.reload()
        visit.answered(2)
        assert "words answers" not in foot(visit), "what was set ends with the visit"
        assert KEY not in everything(visit)


def _bodies(answers) -> Iterator[str]:
    """What the server sent, as far as the browser still has it; streams are read in another test."""
    from playwright.sync_api import Error

    for answer in answers:
        with suppress(Error):
            if "heartbeat" not in answer.url:
                yield answer.text()


def _session(answers) -> str:
    bodies = [answer.request.post_data for answer in answers if "queue/join" in answer.url]
    return str(json.loads(bodies[-1])["session_hash"])


@pytest.mark.slow
def test_what_is_written_to_the_disk_of_a_visit_holds_no_key(browser, without, log):
    """Gradio keeps the values of components, and writes them into a file for whoever asks for a link to them."""
    with scripted(says("ready")) as server, watched(browser, without) as visit:
        answers = []
        visit.page.on("response", lambda answer: answers.append(answer))  # playwright marks what it is given
        open_panel(visit)
        enter(visit, server.url)
        visit.page.get_by_role("button", name="Use").click()
        visit.page.locator("#bl-foot", has_text="mine words answers").wait_for()
        made = visit.page.request.get(f"{without}gradio_api/deep_link?session_hash={_session(answers)}")
        assert made.ok
        config = visit.page.request.get(f"{without}config?deep_link={made.json()}")
        assert "mine words answers" in config.text()
        assert KEY not in config.text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("", "", "Give the name of a model"),
        ("mine", "ftp://example", "an address that begins with http:// or https://"),
        ("mine", "http://127.0.0.1:9/v1", "Nobody answers at the address of the chat model."),
    ],
)
def test_what_cannot_be_tried_is_told_in_a_sentence(browser, without, name, address, sentence):
    with watched(browser, without) as visit:
        open_panel(visit)
        enter(visit, address, name=name)
        visit.page.get_by_role("button", name="Try").click()
        visit.page.locator(".bl-said-now.bad", has_text=sentence).wait_for()
        assert KEY not in everything(visit)


@pytest.mark.slow
def test_a_refused_key_is_told_without_it(browser, without):
    with scripted(fails(401, f"Incorrect API key provided: {KEY}")) as server, watched(browser, without) as visit:
        open_panel(visit)
        enter(visit, server.url)
        visit.page.get_by_role("button", name="Try").click()
        visit.page.locator(".bl-said-now.bad", has_text="refuses the key").wait_for()
        assert KEY not in everything(visit)


@pytest.mark.slow
def test_a_reader_elsewhere_may_switch_the_operators_model_and_set_none(browser, tmp_path):
    with configured(tmp_path) as address, watched(browser, address, **ELSEWHERE) as visit:
        page = visit.page
        assert "scripted words answers on this machine." in foot(visit)
        open_panel(visit)
        assert page.locator(".bl-panel").get_by_text("Here it is switched on and off.").is_visible()
        assert page.locator(".bl-panel form").count() == 0
        page.get_by_role("checkbox", name="Word answers").uncheck()
        page.locator(".bl-said-now", has_text="Answers are quotes, without a chat model.").wait_for()
        visit.ask(OFFER)
        visit.answered()
        assert page.locator("#bl-chat .bl-wording").count() == 0
        assert OPERATORS not in everything(visit)
        page.get_by_role("checkbox", name="Word answers").check()
        page.locator("#bl-foot", has_text="scripted words answers").wait_for()
        visit.ask(OFFER)
        visit.answered(2)
        assert page.locator("#bl-chat .bl-card .bl-statement").count() == 1


@pytest.mark.slow
def test_a_reader_elsewhere_sees_no_button_where_there_is_no_model(browser, without):
    with watched(browser, without, **ELSEWHERE) as visit:
        visit.ask(OFFER)
        visit.answered()
        assert visit.page.get_by_role("button", name="Model", exact=True).count() == 0
        assert visit.page.get_by_role("button", name="Translate").count() == 0


def test_a_forged_event_from_elsewhere_makes_the_server_ask_nobody(without):
    """Whoever may not set a model gets no further by sending what the panel would send (request forgery)."""
    with scripted(says("ready")) as server:
        for headers, asked in (({"X-Forwarded-For": "10.0.0.7"}, 0), ({"Via": "1.1 proxy"}, 0), ({}, 1)):
            sent = {"what": "try", "provider": "openai", "name": "mine", "address": server.url, "key": KEY}
            told = _edit(without, sent, headers)
            assert KEY not in told
            assert len(server.requests) == asked, told


def _edit(address: str, sent: dict, headers: dict[str, str]) -> str:
    """Send an event of the panel by hand and return all that comes back."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = headers | {"Content-Type": "application/json"}
    try:
        connection.request("GET", "/config", headers=headers)
        config = json.loads(connection.getresponse().read())
        (event,) = (one["id"] for one in config["dependencies"] if any(t[1] == "edit" for t in one["targets"]))
        session = f"forged{len(headers)}"
        body = {"data": [], "event_data": sent, "fn_index": event, "session_hash": session}
        connection.request("POST", "/gradio_api/queue/join", json.dumps(body), headers)
        assert connection.getresponse().read()
        connection.request("GET", f"/gradio_api/queue/data?session_hash={session}", headers=headers)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [{}, {"color_scheme": "dark", "locale": "de-DE"}], ids=["light", "dark and German"])
def test_axe_finds_no_violation_on_the_panel(browser, without, kind):
    with watched(browser, without, reduced_motion="reduce", **kind) as visit:
        visit.page.locator("#bl-model").click()
        visit.page.locator(".bl-model-form").wait_for()
        visit.page.locator(".bl-model-buttons .bl-action").click()
        visit.page.locator(".bl-said-now.bad").wait_for()
        assert violations(visit.page) == []


@pytest.mark.slow
def test_the_panel_is_used_by_keyboard(browser, without):
    with watched(browser, without) as visit:
        page = visit.page
        page.locator("#bl-model").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Provider").focus()
        page.keyboard.press("Tab")
        page.keyboard.type("mine")
        page.keyboard.press("Tab")
        page.keyboard.type("no address")
        page.keyboard.press("Enter")
        page.locator(".bl-said-now.bad").wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("searchbox").wait_for()
        assert page.evaluate("document.activeElement.id") == "bl-model"
