"""What a report says about itself, and its tables."""

from __future__ import annotations

import datetime
import doctest
import json

import pytest

from rag.evaluation import report
from rag.settings import Settings
from tests.conftest import FakeEncoder


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(report)
    assert (found.attempted, found.failed) == (1, 0)


def test_a_report_says_all_that_figures_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_PACKAGES", ("numpy", "no-such-package"))
    about = report.about(Settings(top_k=3), FakeEncoder())  # type: ignore[arg-type]
    assert json.loads(json.dumps(about)) == about
    assert about["versions"]["numpy"]
    assert about["versions"]["no-such-package"] is None
    assert about["settings"]["top_k"] == 3
    assert datetime.datetime.fromisoformat(about["date"]).utcoffset() == datetime.timedelta(0)
    heading = report.heading(about)
    assert heading.startswith(about["date"][:10])
    assert "encoder fake (fake)" in heading


def test_columns_of_a_table_align_whatever_their_letters_are_made_of() -> None:
    lines = report.table(
        ["", "Gro\u0308ße"], [["nDCG@10, a long name", "1"], ["b", "0.968 (0.958–0.978)"]]
    ).splitlines()
    assert len({len(line.replace("\u0308", "")) for line in lines}) == 1
    assert lines[1].startswith("|--")
    assert lines[1].endswith("-:|")
