"""The perturbation test over the sample articles, with its floors, and what it says about itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.corpus import Corpus
from rag.errors import ArticleError
from rag.evaluation.perturbation import PerturbationQuality, measure, read_translations
from rag.evaluation.perturbing import FALSE, perturbed
from rag.evaluation.progress import finish

TRANSLATIONS = Path(__file__).parent.parent / "relations" / "translations.jsonl"


@pytest.fixture(scope="module")
def quality(seeds_corpus: Corpus) -> PerturbationQuality:
    return finish(measure(seeds_corpus, read_translations(TRANSLATIONS), checked=12))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["number", "date", "negation", "actor", "claimer"])
def test_the_gate_rejects_claims_made_false(kind: str, quality: PerturbationQuality) -> None:
    rate, count = quality.rates(quality.gate)[kind]
    assert count >= 10
    assert rate >= 0.95


@pytest.mark.slow
def test_true_claims_pass_the_gate(quality: PerturbationQuality) -> None:
    true = [outcome.passed for outcome in quality.gate if outcome.example.true]
    assert sum(true) / len(true) >= 0.95


@pytest.mark.slow
def test_the_index_supports_true_claims_and_no_false_ones(quality: PerturbationQuality) -> None:
    true = [outcome.right for outcome in quality.index if outcome.example.true]
    false = [outcome.right for outcome in quality.index if not outcome.example.true]
    # Reworded quotations are no examples any more: others are drawn; with forty of a kind it is 0.88.
    assert sum(true) / len(true) >= 0.82
    assert sum(false) / len(false) >= 0.95


def test_every_false_statement_differs_from_what_it_was_made_of(seeds_corpus: Corpus) -> None:
    claims = [claim for article in seeds_corpus.articles() for claim in seeds_corpus.claims(article.id)]
    examples = perturbed(claims)
    assert examples == perturbed(claims)
    assert {example.kind for example in examples} >= set(FALSE)
    assert all(e.statement != e.quote or e.claimer for e in examples if e.kind in FALSE)


@pytest.mark.slow
def test_the_table_names_every_kind(quality: PerturbationQuality) -> None:
    assert "false, rejected: negation" in quality.to_text()
    assert quality.to_dict()["verify"]["as it stands"]["right"] == 1.0


def test_a_line_that_is_no_translation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text('{"quote": "Etwas."}\n', encoding="utf-8")
    with pytest.raises(ArticleError, match="line 1"):
        read_translations(path)
