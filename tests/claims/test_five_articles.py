"""Every attribution in the customer's five articles, listed by hand without a sentence of them; skipped without them.

`python -m rag.evaluation.attributions tests/claims/five_articles.jsonl --articles FOLDER` shows what is wrong.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation.attributions import AttributionReport, compare, read_listed

LISTED = Path(__file__).parent / "five_articles.jsonl"
CUSTOMER = Path(__file__).parent.parent.parent.parent / "shared" / "seeds"

needs_customer = pytest.mark.skipif(
    not CUSTOMER.is_dir(), reason="the customer's articles do not lie beside the project"
)


@pytest.fixture(scope="module")
def report() -> AttributionReport:
    return compare(read_listed(LISTED), CUSTOMER)


def test_the_list_is_what_it_says_and_copies_no_sentence() -> None:
    listed = read_listed(LISTED)
    assert len(listed) >= 60
    assert len({one.article for one in listed}) == 5
    assert len({(one.article, one.id) for one in listed}) == len(listed)
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert all(len(characters) <= 3 for characters in entry["guard"])
        assert all(len(name.split()) <= 3 for name in entry["claimer"])


# The floors lie a few attributions below what was measured, so that they catch a loss and not a rounding.
@needs_customer
@pytest.mark.parametrize(
    ("aspect", "floor"),
    [("found", 0.88), ("claimer", 0.86), ("kind", 0.88), ("epistemic", 0.88), ("modality", 0.70), ("negated", 0.85)],
)
def test_attributions_are_found_with_claimer_and_kind(report: AttributionReport, aspect: str, floor: float) -> None:
    assert report.share(aspect) >= floor, report.to_text()


@needs_customer
@pytest.mark.parametrize(
    "id_",
    [
        "no help asked",
        "trade up 50 per cent",
        "agreed on cooperation",
        "praise of MIR",
        "reason of the journey",
        "peaceful dialogue",
    ],
)
def test_what_the_customer_named_is_found_with_its_claimer_kind_and_negation(
    report: AttributionReport, id_: str
) -> None:
    outcome = next(outcome for outcome in report.outcomes if outcome.listed.id == id_)
    assert [outcome.right[aspect] for aspect in ("found", "claimer", "kind", "negated", "date")] == [True] * 5


@needs_customer
def test_the_agency_is_not_the_claimer_of_what_its_source_says(report: AttributionReport) -> None:
    for outcome in report.outcomes:
        if outcome.claim is not None:
            assert outcome.claim.attribution.name is None or "Reuters" not in outcome.claim.attribution.name
