"""Checking statements against a small index: who supports, who refutes, and what is only related."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Check, check
from tests.conftest import ONE_THREAD, finish

ARTICLES = {
    "werft.txt": """Werft in Torgau streicht Stellen

Die Werft Nordwerk entlässt 300 Mitarbeiter. Das bestätigte Vorstand Paul Brandt am Montag. Minister Klein
dementierte, dass das Land die Werft verkauft habe. Die Opposition forderte den Rücktritt des Ministers.
""",
    "yard.txt": """Shipyard cuts jobs

The yard Nordwerk lays off 300 employees. The company Alvara offered to buy the yard. The strike did not end.
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checked")
    (root / "articles").mkdir()
    for name, text in ARTICLES.items():
        (root / "articles" / name).write_text(text, encoding="utf-8")
    finish(root / "articles", root / "index", settings=ONE_THREAD)
    return root / "index"


def checked(statement: str, folder: Path) -> Check:
    return check(statement, index=folder, settings=ONE_THREAD)


@pytest.mark.parametrize("statement", ["Nordwerk entlässt 300 Mitarbeiter.", "Nordwerk lays off 300 workers."])
def test_both_languages_support_what_either_says(statement: str, folder: Path) -> None:
    result = checked(statement, folder)
    assert result.verdict == "supported"
    assert {finding.claim.article.language for finding in result.supporting} == {"de", "en"}


def test_another_number_is_refuted(folder: Path) -> None:
    result = checked("Nordwerk entlässt 500 Mitarbeiter.", folder)
    assert result.verdict == "refuted"
    assert not result.supporting


def test_a_denial_refutes(folder: Path) -> None:
    assert checked("Das Land hat die Werft verkauft.", folder).verdict == "refuted"


@pytest.mark.parametrize("statement", ["Alvara bought the yard.", "Minister Klein trat zurück."])
def test_what_is_offered_or_demanded_is_related_only(statement: str, folder: Path) -> None:
    assert checked(statement, folder).verdict == "related-only"


def test_what_somebody_else_says_is_misattributed(folder: Path) -> None:
    result = checked("Laut Brandt hat das Land die Werft nicht verkauft.", folder)
    assert result.verdict == "related-only"
    assert "misattributed" in {finding.status for finding in result.related}
    assert checked("Laut Klein hat das Land die Werft nicht verkauft.", folder).verdict == "supported"


def test_who_contradicts_a_statement_need_not_be_whom_it_names(folder: Path) -> None:
    result = checked("Laut Klein entlässt Nordwerk 500 Mitarbeiter.", folder)
    assert {finding.status for finding in result.refuting} == {"verified"}


def test_nothing_in_the_articles_is_a_result(folder: Path) -> None:
    result = checked("Das Teleskop entdeckte eine ferne Galaxie.", folder)
    assert result.verdict == "nothing"
    assert (result.articles, result.languages) == (2, ("de", "en"))


def test_citations_are_numbered_through_and_quote_the_article(folder: Path) -> None:
    result = checked("Nordwerk entlässt 300 Mitarbeiter.", folder)
    findings = (*result.supporting, *result.refuting, *result.related)
    citations = [citation for finding in findings for citation in finding.citations]
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    assert all(c.article.text[c.start : c.end] == c.quote for c in citations)


@pytest.mark.parametrize("statement", ["", " ?! ", "x " * 2_000])
def test_an_empty_or_too_long_statement_is_refused(statement: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="statement"):
        checked(statement, folder)


def test_a_check_has_the_documented_shape(folder: Path) -> None:
    assert set(checked("Nordwerk entlässt 300 Mitarbeiter.", folder).to_dict()) == {
        "statement", "language", "verdict", "supporting", "refuting", "related", "searched",
    }  # fmt: skip
