"""Under which address an article is filed that comes under a name which may be taken."""

from __future__ import annotations

import pytest

from rag.articles.readers import make_article
from rag.building.filing import Filed, is_new_version
from rag.store.database import Address
from rag.types import Article
from tests.conftest import HARBOUR, TRAINS

REVISED = HARBOUR.replace("80 Millionen", "95 Millionen")
SHORTER = "Hafen von Wismar wird vertieft\n\nDie Stadt Wismar will ihren Hafen bis 2027 vertiefen.\n"


def filed(**articles: str) -> tuple[Filed, dict[str, Article]]:
    made = {f"{name}.txt": make_article(text) for name, text in articles.items()}
    by_id = {article.id: article for article in made.values()}
    return Filed({path: Address("", article.id, path, "text 1.1") for path, article in made.items()}, by_id.get), made


@pytest.mark.parametrize(
    ("later", "earlier", "is_version"),
    [
        (REVISED, HARBOUR, True),
        (HARBOUR + "\nNachtrag: Der Rat stimmte am Abend zu.\n", HARBOUR, True),
        (HARBOUR, SHORTER, True),
        (SHORTER, HARBOUR, False),
        (TRAINS, HARBOUR, False),
        ("Wetter. Es regnet heute.", "Wetter. Es schneit heute.", False),
        ("Kurz.", "Kurz.", True),
    ],
    ids=["a number", "more at the end", "more of it", "most is gone", "another text", "a short one", "the same"],
)
def test_a_new_version_says_again_most_of_what_the_earlier_one_said(
    later: str, earlier: str, *, is_version: bool
) -> None:
    assert is_new_version(make_article(later), make_article(earlier)) is is_version


@pytest.mark.parametrize(
    ("later", "earlier", "is_version"),
    [
        ("2024-03-02", "2024-03-01", False),
        ("2024-03-01", "2024-03-01", True),
        ("2024-03-01", "2024", True),
        (None, "2024", True),
    ],
)
def test_what_bears_another_date_is_another_article(later: str | None, earlier: str, *, is_version: bool) -> None:
    versions = make_article(REVISED, published=later), make_article(HARBOUR, published=earlier)
    assert is_new_version(*versions) is is_version


def test_a_free_name_is_taken_as_it_is() -> None:
    assert filed()[0].address_for("report.txt", make_article(HARBOUR)) == "report.txt"


def test_another_article_of_the_same_name_gets_a_number_before_its_suffix() -> None:
    desk, _ = filed(report=TRAINS)
    assert desk.address_for("report.txt", make_article(HARBOUR)) == "report (2).txt"
    desk.put("report (2).txt", make_article(HARBOUR))
    assert desk.address_for("report.txt", make_article(SHORTER)) == "report (3).txt"
    assert desk.address_for("report.txt", make_article(REVISED)) == "report (2).txt", "a new version of the second"
    assert desk.address_for("report.txt", make_article(HARBOUR)) == "report (2).txt", "the second once more"


def test_names_without_a_suffix_or_with_folders_are_numbered_too() -> None:
    taken = {"upload:a.b/report": "0", ".txt": "1"}
    desk = Filed({path: Address("", article, path, "text 1.1") for path, article in taken.items()}, lambda _: None)
    assert desk.address_for("upload:a.b/report", make_article(HARBOUR)) == "upload:a.b/report (2)"
    assert desk.address_for(".txt", make_article(HARBOUR)) == ".txt (2)"


def test_an_address_that_got_another_text_leads_to_the_old_one_no_more() -> None:
    desk, made = filed(report=TRAINS)
    desk.put("report.txt", make_article(HARBOUR))
    assert desk.address_of(made["report.txt"].id) is None
    assert desk.address_of(make_article(HARBOUR).id) == "report.txt"
