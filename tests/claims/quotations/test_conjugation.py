from __future__ import annotations

import pytest

from rag.claims.quotations.conjugation import conjugate


@pytest.mark.parametrize(
    ("verb", "present", "past", "participle"),
    [
        ("sagen", "sagt", "sagte", "gesagt"),
        ("melden", "meldet", "meldete", "gemeldet"),
        ("bezeichnen", "bezeichnet", "bezeichnete", "bezeichnet"),
        ("warnen", "warnt", "warnte", "gewarnt"),
        ("äußern", "äußert", "äußerte", "geäußert"),
        ("kritisieren", "kritisiert", "kritisierte", "kritisiert"),
        ("geben gibt gab gegeben", "gibt", "gab", "gegeben"),
    ],
)
def test_forms_that_news_uses(verb: str, present: str, past: str, participle: str) -> None:
    forms = conjugate(verb)
    assert (forms.finite[0], forms.finite[2], forms.participle) == (present, past, participle)


def test_the_subjunctive_of_strong_verbs_has_an_umlaut() -> None:
    assert {"gebe", "gäbe", "gäben"} <= set(conjugate("geben gibt gab gegeben").finite)
