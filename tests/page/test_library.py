"""The library as data for the side panel: rows, and how far an adding is."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from rag.errors import ArticleError, IndexBusy
from rag.page.library import copies_data, refused_data, shelf_data, task_data, typed_addresses
from rag.page.shelving import added, fetched, received
from rag.page.texts import ENGLISH, GERMAN
from rag.types import BuildReport, Copy, FetchProblem, Outcome, Progress, Shelf

FILES = {Path("/x/a.txt"): "a.txt", Path("/x/b.txt"): "b.txt"}


def report(*outcomes: Outcome) -> BuildReport:
    return BuildReport(1, 0, 0, 0, (), (), 5, 12, 7, {}, "t", "e", 0.5, outcomes)


def test_a_row_says_what_is_known_and_leaves_out_what_is_not(newsroom):
    data = shelf_data(newsroom.shelf("", 0, 50), GERMAN)
    first = data["rows"][0]
    assert data["total"] == 4
    assert data["count"] == "4 Artikeln"
    assert first["source"] == "Morgenblatt · 16. November 2023"
    assert first["facts"] == "Deutsch · 3 Aussagen · 16 % Beiwerk"
    assert first["language"] == "de"
    assert shelf_data(Shelf((), 0), ENGLISH)["rows"] == []


def test_a_hostile_row_is_names_of_bounded_length(newsroom):
    row = shelf_data(newsroom.shelf("", 0, 50), ENGLISH)["rows"][-1]
    assert len(row["title"]) <= 200
    assert not {"\u202e", "\u202c", "\u200b"} & set(row["title"])
    assert row["language"] == ""
    assert "\n" not in row["source"]


def test_an_article_whose_report_others_print_names_them(newsroom):
    rows = shelf_data(newsroom.shelf("", 0, 50), GERMAN)["rows"]
    assert [row["copies"] and row["copies"]["text"] for row in rows] == [
        None,
        None,
        "Derselbe Bericht wie in einem anderen Artikel",
        "Derselbe Bericht wie in einem anderen Artikel",
    ]
    assert rows[3]["copies"]["articles"] == [
        {
            "id": newsroom.second.id,
            "title": "Caracas weighs an offer",
            "source": "Continental Herald · 17. November 2023",
        }
    ]
    hostile = rows[2]["copies"]["articles"][0]
    assert len(hostile["title"]) <= 200
    assert "\n" not in hostile["source"]


def test_of_very_many_copies_the_first_are_named_and_the_others_counted():
    copies = [Copy(str(number), f"Title {number}", None, None) for number in range(120)]
    data = copies_data(copies, 1200, ENGLISH)
    assert data["text"] == "Same report as 1,200 other articles"
    assert len(data["articles"]) == 50
    assert data["more"] == "and 1,150 more"
    assert copies_data([], 0, ENGLISH) is None


def test_the_bar_never_goes_back_and_ends_full():
    steps = [
        Progress("read", 0, 2),
        Progress("read", 2, 2),
        Progress("encode", 0, 40),
        Progress("encode", 40, 40),
        Progress("store", 1, 1),
        Progress("done", 2, 2, report()),
    ]
    parts = [task_data(number, step, 2, ENGLISH)["part"] for number, step in enumerate(steps)]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert task_data(1, steps[0], 2, ENGLISH)["text"] == "Reading 2 files"


def test_what_became_of_each_file_is_said():
    outcomes = (
        Outcome("upload:a.txt", "added", "1", "A", 3),
        Outcome("upload:b.txt", "changed", "2", "B", 1),
        Outcome("upload:c.txt", "unchanged", "3", "C"),
        Outcome("upload:d.txt", "duplicate", "3", "C", reason="upload:c.txt"),
        Outcome("upload:<b>.txt", "skipped", reason="it is not text"),
    )
    data = task_data(7, Progress("done", 5, 5, report(*outcomes)), 5, ENGLISH)
    assert data["finished"]
    assert data["text"] == "Done: 2 articles added"
    assert [(file["name"], file["text"], file["article"]) for file in data["files"]] == [
        ("a.txt", "added, 3 claims", "1"),
        ("b.txt", "new version, 1 claim", "2"),
        ("c.txt", "was there already", "3"),
        ("d.txt", "the same text is there already, as C", "3"),
        ("<b>.txt", "left out: it is not text", None),
    ]
    assert [file["good"] for file in data["files"]] == [True, True, True, True, False]


def test_an_adding_that_broke_off_names_every_file():
    data = refused_data(1, {"a.txt": "another process is writing"}, GERMAN)
    assert data["finished"]
    assert data["files"][0]["text"] == "ausgelassen: another process is writing"


class Busy:
    """A service whose index another process writes to, so many times."""

    def __init__(self, times: int, error: Exception | None = None) -> None:
        self.times = times
        self.error = error or IndexBusy("another process is writing to index")

    def add(self, files):
        self.times -= 1
        if self.times >= 0:
            raise self.error
        yield Progress("done", 1, 1, report(Outcome("upload:a.txt", "added", "1", "A", 3)))


def test_an_adding_waits_for_a_build_that_is_running():
    steps = list(added(Busy(2), FILES, ENGLISH))
    assert [step["text"] for step in steps] == [
        "Another process is writing to the library. Trying again",
        "Another process is writing to the library. Trying again",
        "Done: 1 article added",
    ]
    assert steps[-1]["files"][0]["good"]


def test_an_adding_that_waited_too_long_or_failed_names_every_file_and_the_reason():
    *_, last = added(Busy(9), FILES, ENGLISH, attempts=3)
    assert last["finished"]
    assert [file["text"] for file in last["files"]] == ["left out: another process is writing to index"] * 2
    (only,) = added(Busy(1, ArticleError("no")), FILES, ENGLISH)
    assert only["files"][0]["text"] == "left out: no"
    (only,) = added(Busy(1, RuntimeError("/a/secret/path")), FILES, ENGLISH)
    assert "secret" not in only["files"][0]["text"]
    assert list(added(Busy(0), {}, ENGLISH)) == []


@pytest.mark.parametrize(
    ("text", "addresses", "others"),
    [
        ("https://blatt.example/a", ["https://blatt.example/a"], []),
        ("  blatt.example/a?b=c \n HTTP://bote.example", ["https://blatt.example/a?b=c", "HTTP://bote.example"], []),
        ("/etc/passwd", ["https:///etc/passwd"], []),
        ("C:\\secret.txt", ["https://C:\\secret.txt"], []),
        ("file:///etc/passwd", [], ["file:///etc/passwd"]),
        ("javascript://x data://y ftp://z", [], ["javascript://x", "data://y", "ftp://z"]),
        ("", [], []),
        (None, [], []),
        (["https://blatt.example"], [], []),
    ],
)
def test_what_a_reader_types_is_addresses_on_the_web_and_never_a_path(text, addresses, others):
    assert typed_addresses(text) == (addresses, others)


def test_very_many_addresses_are_cut():
    assert len(typed_addresses("blatt.example " * 100_000)[0]) == 20


def test_the_bar_of_the_web_never_goes_back_though_nobody_knows_how_many_pages_come():
    steps = [
        *(Progress("fetch", done, found) for done, found in ((0, 0), (1, 1), (1, 9), (5, 9), (40, 50))),
        Progress("read", 0, 40),
        Progress("read", 40, 40),
        Progress("encode", 10, 40),
        Progress("store", 1, 1),
        Progress("done", 0, 0, report()),
    ]
    states = [task_data(number, step, None, GERMAN) for number, step in enumerate(steps)]
    parts = [state["part"] for state in states]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert [state["text"] for state in states[1:6]] == [
        "Hole aus dem Netz: bisher 1 Seite",
        "Hole aus dem Netz: bisher 1 Seite",
        "Hole aus dem Netz: bisher 5 Seiten",
        "Hole aus dem Netz: bisher 40 Seiten",
        "Lese 40 Seiten",
    ]


def test_what_is_wrong_with_an_address_is_said_in_the_readers_language():
    assert set(ENGLISH.unfetched) == {*get_args(FetchProblem), "unread"}
    outcomes = (
        Outcome("https://blatt.example/a", "skipped", reason="https://blatt.example/a answers 404", problem="missing"),
        Outcome("https://blatt.example/b", "skipped", reason="/tmp/x/1.html holds no article text"),
        Outcome("https://blatt.example/c", "added", "1", "C", 3),
    )
    data = task_data(1, Progress("done", 0, 0, report(*outcomes)), None, GERMAN)
    assert [(file["name"], file["text"], file["good"]) for file in data["files"]] == [
        (
            "blatt.example/a",
            "ausgelassen: diese Seite gibt es nicht (mehr); prüfen Sie die Adresse",
            False,
        ),
        ("blatt.example/b", f"ausgelassen: {GERMAN.unfetched['unread']}", False),
        ("blatt.example/c", "hinzugefügt, 3 Aussagen", True),
    ]


def leave(number: int) -> None:
    return None


def test_addresses_beyond_a_clients_share_are_refused_and_nothing_is_fetched(newsroom):
    asked = []

    def wait(number: int) -> float | None:
        asked.append(number)
        return 12.3

    (only,) = fetched(newsroom, "blatt.example/a blatt.example/b ftp://c", wait, ENGLISH)
    assert asked == [2]
    assert [(file["name"], file["text"]) for file in only["files"]] == [
        ("ftp://c", f"left out: {ENGLISH.unfetched['address']}"),
        ("blatt.example/a", "left out: too much was added from here; try again in 13 seconds, or with fewer addresses"),
        ("blatt.example/b", "left out: too much was added from here; try again in 13 seconds, or with fewer addresses"),
    ]
    assert only["finished"]


def test_each_address_is_told_what_became_of_it_and_what_is_none_too(newsroom):
    *_, last = fetched(newsroom, "blatt.example/a file:///etc/passwd", leave, ENGLISH)
    assert [(file["name"], file["text"]) for file in last["files"]] == [
        ("blatt.example/a", f"left out: {ENGLISH.unfetched['missing']}"),
        ("file:///etc/passwd", f"left out: {ENGLISH.unfetched['address']}"),
    ]
    (only,) = fetched(newsroom, "file:///etc/passwd", leave, ENGLISH)
    assert only["finished"]
    assert list(fetched(newsroom, " ", leave, ENGLISH)) == list(fetched(newsroom, None, leave, ENGLISH)) == []


def test_only_files_that_a_browser_sent_are_read(tmp_path):
    folder = tmp_path / "sent"
    good = folder / "abc" / "article.txt"
    good.parent.mkdir(parents=True)
    good.write_text("text")
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (folder / "link.txt").symlink_to(secret)
    named = [
        {"path": str(good)},
        {"path": str(secret)},
        {"path": str(folder / ".." / "secret.txt")},
        {"path": str(folder / "link.txt")},
        {"path": str(folder / "none.txt")},
        {"path": str(folder)},
        {"path": "a\0b"},
        {"path": 5},
        "text",
        None,
    ]
    assert received(named, folder) == {good.resolve(): "article.txt"}
    assert received({"path": str(good)}, folder) == {}
    assert received(None, folder) == {}
