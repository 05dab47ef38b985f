from __future__ import annotations

import pytest

from rag.evaluation.claimer_quality import ClaimerQuality, judge, together
from rag.evaluation.quoted_articles import quoted_article
from rag.types import Span
from tests.evaluation.small_sets import QUOTED, quoted_entry

TEXT = "Minister Klein kam. Er blieb. Das Schiff sinkt. Das Wetter ist gut."


def judged(quote: str, claimer: str, found: str) -> ClaimerQuality:
    article = quoted_article(quoted_entry(TEXT, [{"type": "Indirect", "quote": quote, "speaker": claimer}]))
    start = TEXT.index(found)
    return judge(article, [(Span(start, start + len(found)),) if found else ()])


@pytest.mark.parametrize(
    ("quote", "claimer", "band"),
    [
        ("blieb", "Er", "same sentence"),
        ("Das Schiff sinkt", "Er", "next sentence"),
        ("blieb", "Minister Klein", "next sentence"),
        ("Das Wetter", "Er", "farther"),
    ],
)
def test_the_claimer_stands_so_many_sentences_away(quote: str, claimer: str, band: str) -> None:
    quality = judged(quote, claimer, claimer)
    assert quality.count(band) == quality.count() == 1
    assert quality.figures(band)["exact"].mean == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("found", "right", "exact"), [("Minister Klein", 1, 1), ("Klein", 1, 0), ("Er", 0, 0), ("", 0, 0)]
)
def test_half_of_the_claimer_is_right_and_all_of_it_exact(found: str, right: float, exact: float) -> None:
    figures = judged("kam", "Minister Klein", found).figures()
    assert figures["right"] is not None
    assert figures["exact"] is not None
    assert (figures["right"].mean, figures["exact"].mean) == (right, exact)


def test_quotations_without_a_claimer_are_left_out_and_counted() -> None:
    quality = together([judged("kam", "", "Er"), judged("kam", "Minister Klein", "Klein")])
    assert (quality.count(), quality.without) == (1, 1)
    assert quality.to_dict()["without a claimer, left out"] == 1
    assert "(1 without a claimer left out)" in quality.to_text()


def test_no_quotation_at_all_is_a_dash_and_no_error() -> None:
    quality = together([judge(quoted_article(quoted_entry(QUOTED[0], ())), [])])
    assert quality.figures() == {"right": None, "exact": None}
    assert "–" in quality.to_text()
