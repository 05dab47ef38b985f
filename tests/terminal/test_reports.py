"""Reports in the terminal: every count, and every file that was left out or kept, by name."""

from __future__ import annotations

from dataclasses import replace

from rag.terminal import added_text, removed_text, report_text, shelf_text
from rag.types import BuildReport, Copy, Outcome, RemovalReport, Removed, Shelf, Shelved, Skipped


def test_a_report_counts_and_names_what_was_left_out() -> None:
    report = BuildReport(
        added=1200,
        changed=2,
        unchanged=30,
        removed=4,
        duplicates=(("kopie.txt", "hafen.txt"),),
        skipped=(Skipped("leer.txt", "it is empty"), Skipped("alt.txt", "no text (UTF-8)", kept=True)),
        articles=1232,
        passages=5000,
        claims=1,
        noise={"caption": 7, "teaser": 1},
        tokenizer="belegt_32k",
        encoder="embedded",
        seconds=12.345,
    )
    assert report_text(report).splitlines() == [
        "1,232 articles, 5,000 passages, 1 claim (1200 new, 2 changed, 30 unchanged, 4 removed) in 12.3 s",
        "encoder embedded, tokens counted by belegt_32k",
        "marked as noise, kept out of claims: 7 caption, 1 teaser",
        "same article twice: kopie.txt is hafen.txt",
        "skipped leer.txt: it is empty",
        "skipped alt.txt: no text (UTF-8) (the version indexed earlier stays)",
    ]


def test_a_report_of_nothing_is_two_lines() -> None:
    report = BuildReport(0, 0, 0, 0, (), (), 0, 0, 0, {}, "belegt_32k", "embedded", 0.01)
    assert report_text(report) == (
        "0 articles, 0 passages, 0 claims (0 new, 0 changed, 0 unchanged, 0 removed) in 0.0 s\n"
        "encoder embedded, tokens counted by belegt_32k"
    )


def test_what_was_added_is_told_file_by_file() -> None:
    outcomes = (
        Outcome("a.txt", "added", "0", "Hafen", 12, 0.084),
        Outcome("b.txt", "duplicate", "0", "Hafen", 12, 0.001, "the same text as a.txt"),
        Outcome("c.txt", "skipped", reason="c.txt is empty"),
    )
    report = BuildReport(2, 0, 0, 0, (), (), 1, 3, 12, {}, "belegt_32k", "embedded", 0.01, outcomes)
    assert added_text(report).splitlines() == [
        "added a.txt: Hafen (12 claims, 8% marked as noise)",
        "duplicate b.txt: Hafen (12 claims, the same text as a.txt)",
        "skipped c.txt (c.txt is empty)",
        "the index holds 1 article, 3 passages, 12 claims",
    ]


def test_a_list_names_the_articles_that_print_the_same_report() -> None:
    copies = Copy("1", "Hafen wird\ntiefer", "Kurier", "2024"), Copy("2", "Streit \x1b[2Jbeigelegt", None, None)
    entry = Shelved(
        "0", "Wismar baggert", None, None, None, "de", "a.txt", None, 9, 3, 0.0, ("a.txt",), False, "0", 2, copies
    )
    single = replace(entry, copy_count=1, copies=copies[:1])
    many = replace(entry, copy_count=1202)
    assert shelf_text(Shelf((entry, single, many), 3)).splitlines() == [
        "0 Wismar baggert [a.txt] (3 claims, same report as 2 others: Hafen wird tiefer · Kurier; Streit [2Jbeigelegt)",
        "0 Wismar baggert [a.txt] (3 claims, same report as 1 other: Hafen wird tiefer · Kurier)",
        "0 Wismar baggert [a.txt] (3 claims, same report as 1,202 others: Hafen wird tiefer · Kurier; "
        "Streit [2Jbeigelegt and 1,200 more)",
        "3 articles",
    ]


def test_an_article_that_keeps_an_address_is_told_from_one_that_is_gone() -> None:
    removed = Removed("0", "Hafen", ("a.txt",)), Removed("1", "Bahn", ("b.txt",), ("c.txt", "d.txt"))
    assert removed_text(RemovalReport(removed, (), 1, 1, 1, 0.01)).splitlines() == [
        "removed a.txt: Hafen",
        "removed b.txt: Bahn, the article stays as c.txt, d.txt",
        "the index holds 1 article, 1 passage, 1 claim",
    ]
