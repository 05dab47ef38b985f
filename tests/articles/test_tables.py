"""Tables of articles: what columns mean, how rows are called, and what is wrong with some of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.tables import Columns, Row, TableKind, read_rows, table_kind_of
from rag.errors import ArticleError

RAIN = "In Kiel regnet es seit Tagen."


def rows_of(path: Path, columns: Columns | None = None, max_bytes: int = 10_000) -> list[Row]:
    kind = table_kind_of(path.name)
    assert kind
    return list(read_rows(path, kind, columns=columns or {}, max_bytes=max_bytes))


def jsonl(folder: Path, *rows: Any) -> Path:
    path = folder / "dump.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_usual_names_of_columns_are_known(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path,
        {
            "ID": 7, "Headline": "Regen", "body": RAIN, "authors": ["Eva Muster", {"name": "Jan Beispiel"}],
            "source": {"id": None, "name": "Kieler Bote"}, "publishedAt": "2024-03-12T10:23:00Z", "lang": "de-DE",
            "link": "https://example.org/regen",
        },
    )  # fmt: skip
    (row,) = rows_of(path)
    reading = row.reading
    assert reading
    assert (row.key, reading.text, reading.title) == ("7", RAIN, "Regen")
    assert (reading.author, reading.publisher) == ("Eva Muster, Jan Beispiel", "Kieler Bote")
    assert (reading.published, reading.language, reading.url) == ("2024-03-12", "de", "https://example.org/regen")


def test_the_same_rows_as_json_lines_csv_and_parquet(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = [
        {"id": "a", "title": "Regen; viel", "text": f"{RAIN}\n\n„Nass“, sagte Eva.", "date": "12.03.2024"},
        {"id": "b", "title": "Sonne", "text": "In Bonn scheint die Sonne.", "date": "2024-03-13"},
    ]
    (tmp_path / "rows.csv").write_text(
        "id;title;text;date\n"
        + "".join(f'{r["id"]};"{r["title"]}";"{r["text"]}";{r["date"]}\n' for r in rows),
        encoding="cp1252",
    )  # fmt: skip
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "rows.parquet")
    expected = rows_of(jsonl(tmp_path, *rows))
    assert [row.key for row in expected] == ["a", "b"]
    assert all(row.reading for row in expected)
    assert rows_of(tmp_path / "rows.csv") == expected
    assert rows_of(tmp_path / "rows.parquet") == expected


def test_columns_are_what_the_caller_says(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text("Volltext\tSchlagzeile\ttext\nEs regnet.\tRegen\tkein Artikel\n", encoding="utf-8")
    (row,) = rows_of(path, {"text": "volltext", "title": "Schlagzeile"})
    assert row.reading
    assert (row.reading.text, row.reading.title) == ("Es regnet.", "Regen")
    with pytest.raises(ArticleError, match="has no column 'Body'; it has Volltext, Schlagzeile, text"):
        rows_of(path, {"text": "Body"})
    with pytest.raises(ArticleError, match=r"columns can tell text, title.*'body' is none of them"):
        rows_of(path, {"body": "Volltext"})


def test_a_table_without_a_text_says_how_to_name_it(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"has no column with a text, only a, b; .*--column text=NAME"):
        rows_of(path)


def test_bad_rows_are_named_and_stop_no_other(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    lines = [
        json.dumps({"text": RAIN}),
        "{broken",
        "",
        "[1, 2]",
        json.dumps({"text": "  "}),
        json.dumps({"nothing": "here"}),
        json.dumps({"text": "x" * 200}),
        json.dumps({"text": "y" * 5000}),
        json.dumps({"text": "Die Sonne scheint.", "id": "last"}),
    ]
    path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    found = rows_of(path, max_bytes=100)
    assert [(row.key, row.reading is not None) for row in found] == [
        ("1", True), ("2", False), ("4", False), ("5", False), ("6", False), ("7", False), ("8", False), ("last", True),
    ]  # fmt: skip
    reasons = {row.key: row.reason or "" for row in found}
    assert "is no JSON" in reasons["2"]
    assert "no object with columns" in reasons["4"]
    assert reasons["5"] == "has no text"
    assert "no column with a text, only nothing" in reasons["6"]
    assert "200 characters, more than the 100" in reasons["7"]
    assert "a line of more than 800 bytes" in reasons["8"]


def test_a_name_that_comes_again_gets_the_rows_number(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path, {"id": 1, "text": "Eins."}, {"id": 1, "text": "Zwei."}, {"url": "https://x.org/a", "text": "D."}
    )
    assert [row.key for row in rows_of(path)] == ["1", "1 (2)", "https://x.org/a"]


@pytest.mark.parametrize(
    ("value", "published"),
    [
        ("2024-03-12 10:23:11+01:00", "2024-03-12"),
        ("20240312", "2024-03-12"),
        ("2024", "2024"),
        (1710236580, "2024-03-12"),
        (1710236580000, "2024-03-12"),
        ("Tue, 12 Mar 2024 09:43:00 GMT", "2024-03-12"),
        ("gestern", None),
        (10**30, None),
        (None, None),
    ],
)
def test_dates_as_tables_have_them(tmp_path: Path, value: object, published: str | None) -> None:
    (row,) = rows_of(jsonl(tmp_path, {"text": RAIN, "date": value}))
    assert row.reading
    assert row.reading.published == published


def test_parquet_keeps_its_own_dates_and_says_when_it_is_broken(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "rows.parquet"
    moment = datetime.datetime(2024, 3, 12, 10, 23, tzinfo=datetime.UTC)
    table = pyarrow.table({"text": [RAIN], "published": [moment], "more": [[1, 2]]})
    pyarrow.parquet.write_table(table, path)
    (row,) = rows_of(path)
    assert row.reading
    assert row.reading.published == "2024-03-12"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArticleError, match="is no readable Parquet"):
        rows_of(path)


@given(kind=st.sampled_from(["jsonl", "csv", "parquet"]), content=st.binary(max_size=400))
def test_any_bytes_are_rows_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, kind: TableKind, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"rows.{kind}"
    path.write_bytes(content)
    try:
        rows = list(read_rows(path, kind, columns={}, max_bytes=1000))
    except ArticleError:
        return
    assert all((row.reading is None) != (row.reason is None) for row in rows)
    assert len({row.key for row in rows}) == len(rows)
