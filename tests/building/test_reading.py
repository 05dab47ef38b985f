"""Files that are read by processes of their own: in order, in parallel, and with nothing lost when one of them dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from rag.articles.tables import Row
from rag.building.reading import Failure, read_sources
from rag.building.sources import Source, source_of
from rag.settings import Settings

RAIN, SUN = "In Kiel regnet es seit Tagen.", "In Bonn scheint die Sonne."


def page(folder: Path, name: str, text: str = RAIN) -> Path:
    path = folder / name
    path.write_text(f"<html><body><article><h1>Wetter</h1><p>{text}</p></article></body></html>", encoding="utf-8")
    return path


def found(sources: list[Source], settings: Settings) -> list[tuple[str, str]]:
    """What came of each source: the end of its text, or why there is none."""
    return [
        (source.address, row.reading.text[-5:] if isinstance(row, Row) and row.reading else getattr(row, "reason", "-"))
        for source, row in read_sources(sources, settings)
        if row is not None
    ]


def pipe(folder: Path, name: str) -> Source:
    """A file that never gives anything to whoever opens it."""
    path = folder / name
    os.mkfifo(path)
    return Source(path, name, "", "html 1.1")


def workers() -> set[int]:
    """The processes of this one that read files."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if b"rag.building.worker" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(int(pid))
    return found


def test_files_of_all_kinds_come_in_the_order_of_the_sources(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(SUN, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(f'{{"text": "{SUN}"}}\n{{"text": "{RAIN}"}}\n', encoding="utf-8")
    paths = [page(tmp_path, "c.html"), tmp_path / "b.txt", tmp_path / "rows.jsonl", page(tmp_path, "a.html", SUN)]
    came = list(read_sources([source_of(path) for path in paths], Settings(threads=2)))
    assert [source.path for source, row in came if row is None] == paths
    assert [source.path.name for source, row in came if row] == [
        "c.html",
        "b.txt",
        "rows.jsonl",
        "rows.jsonl",
        "a.html",
    ]
    assert workers() == set()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_file_that_hangs_its_reader_is_left_out_and_the_next_ones_are_read(tmp_path: Path) -> None:
    good = [source_of(page(tmp_path, f"{number}.html")) for number in range(3)]
    came = found([good[0], pipe(tmp_path, "hangs"), *good[1:]], Settings(read_seconds=2, threads=1))
    assert [text for address, text in came if address != "hangs"] == ["agen."] * 3
    (reason,) = [text for address, text in came if address == "hangs"]
    assert "is not read after 2 seconds; leave it out, or raise BELEGT_READ_SECONDS" in reason
    assert workers() == set()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir() or not hasattr(os, "mkfifo"), reason="needs Linux")
def test_a_file_that_crashes_its_reader_is_left_out_and_the_next_ones_are_read(tmp_path: Path) -> None:
    def crash() -> None:
        # The reader waits for the pipe; it dies as if its library had made a mistake.
        while not (running := workers()):
            time.sleep(0.01)
        os.kill(running.pop(), signal.SIGSEGV)

    killer = threading.Thread(target=crash)
    killer.start()
    came = found([pipe(tmp_path, "crashes"), source_of(page(tmp_path, "good.html"))], Settings(threads=1))
    killer.join()
    assert "crashed the program that reads it (SIGSEGV); leave it out, or convert it" in came[0][1]
    assert came[1][1] == "agen."
    assert workers() == set()


def test_who_stops_asking_leaves_no_process_behind(tmp_path: Path) -> None:
    reading = read_sources([source_of(page(tmp_path, f"{number}.html")) for number in range(4)], Settings(threads=2))
    next(reading)
    assert workers()
    reading.close()  # type: ignore[attr-defined]
    assert workers() == set()


def test_a_table_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("title,body\nRegen,Es regnet.\n", encoding="utf-8")
    for columns, kind in (({"text": "body"}, Row), ({"text": "absent"}, Failure)):
        came = [row for _, row in read_sources([source_of(path, columns=columns)], Settings())]
        assert [type(row) for row in came] == [kind, type(None)]
    assert isinstance(came[0], Failure)
    assert "rows.csv has no column 'absent'; it has title, body" in came[0].reason
