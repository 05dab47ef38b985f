"""`belegt serve` and `python app.py` let the page ask the chat model that options or environment name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.__main__ import main
from tests.chat.scripted import KEY, says, scripted, statements
from tests.page.browser import OFFER, watched
from tests.page.conftest import browser  # noqa: F401 - a fixture
from tests.page.server import served


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "asked"),
    [(("-m", "rag", "serve", "--model", "other"), "other"), (("app.py",), "named")],
    ids=["option", "environment"],
)
def test_a_question_on_the_page_asks_the_model_that_is_named(
    command: Sequence[str],
    asked: str,
    seeds_index: Path,
    tmp_path: Path,
    browser,  # noqa: F811
) -> None:
    with scripted(says(statements())) as model:
        environment = {"BELEGT_CHAT_MODEL": "named", "BELEGT_CHAT_URL": model.url, "BELEGT_CHAT_KEY": KEY}
        with served(seeds_index, tmp_path, environment, command) as server, watched(browser, server.address) as visit:
            visit.ask(OFFER)
            visit.answered()
            assert KEY not in server.errors()
    # What the page asks to warm up is not worded: it would cost, and nobody reads it.
    assert [request.body["model"] for request in model.requests] == [asked]


def test_a_model_that_says_not_where_it_is_starts_no_page(
    seeds_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--index", str(seeds_index), "--port", "0", "--model", "somewhere"]) == 1
    assert "does not say where the model is" in capsys.readouterr().err
