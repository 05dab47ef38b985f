from __future__ import annotations

import pytest

from rag.claims.verbs.conjugation import conjugate, past_forms


@pytest.mark.parametrize(
    ("row", "forms"),
    [
        ("fordern", "fordern fordert forderte forderten fordere gefordert zufordern"),
        ("dementieren", "dementieren dementiert dementierte dementierten dementiere zudementieren"),
        ("vermuten", "vermuten vermutet vermutete vermuteten vermute zuvermuten"),
        ("bezweifeln", "bezweifeln bezweifelt bezweifelte bezweifelten bezweifele bezweifelt zubezweifeln"),
        (
            "bestreiten bestreitet bestritt bestritten",
            "bestreiten bestreitet bestritt bestritten bestreite zubestreiten",
        ),
        (
            "zu|sagen",
            "sagen sagt sagte sagten sage zusagen zusagt zusagte zusagten zusage zugesagt zuzusagen",
        ),
    ],
)
def test_a_german_verb_has_all_forms_that_news_uses(row: str, forms: str) -> None:
    assert set(conjugate(row)) == set(forms.split())


@pytest.mark.parametrize(
    ("row", "forms"),
    [
        ("deny", "deny denies denied denying"),
        ("plan", "plan plans planned planning"),
        ("refuse", "refuse refuses refused refusing"),
        ("pledge", "pledge pledges pledged pledging"),
        ("say says said said", "say says said saying"),
    ],
)
def test_an_english_verb_has_all_its_forms(row: str, forms: str) -> None:
    assert set(conjugate(row, english=True)) == set(forms.split())


def test_a_form_of_two_verbs_belongs_to_both() -> None:
    found = conjugate("weisen weist wies gewiesen\nzurück|weisen weist wies gewiesen")
    assert [(form.lemma, form.particle) for form in found["wies"]] == [("weisen", ""), ("zurückweisen", "zurück")]


def test_needed_words_are_kept_with_the_form() -> None:
    (form,) = conjugate("rechnen & mit/damit")["rechnet"]
    assert form.needs == (frozenset({"mit", "damit"}),)


def test_a_weak_verb_has_no_past_that_only_a_list_tells() -> None:
    assert past_forms("fordern") == ()
    assert past_forms("denken denkt dachte gedacht") == ("dachte", "dachten")
