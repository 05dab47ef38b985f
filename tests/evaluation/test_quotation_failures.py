from __future__ import annotations

from rag.evaluation.quotation_failures import failures
from rag.evaluation.quotation_scores import Group
from rag.evaluation.quoted_articles import MarkedQuotation, QuotedArticle, quoted_article
from tests.evaluation.small_sets import QUOTED, quoted_entry

ARTICLE: QuotedArticle = quoted_article(quoted_entry(*QUOTED))
INDIRECT, REPORTED = ARTICLE.quotations


def shown(*groups: Group, kind: str | None = None) -> list[str]:
    """The titles that count a mistake, and the mistakes."""
    return [line.strip() for line in failures([ARTICLE], [groups], 5, kind) if not line.endswith(": 0")]


def test_a_missed_quotation_is_shown_with_all_its_parts() -> None:
    title, missed = shown(Group(INDIRECT, None))
    assert title == "== missed: 1"
    assert missed.splitlines()[1].strip() == ("marked: Indirect: <Ministerin Klein> {sagte}, [das Schiff sei sicher].")


def test_a_quotation_that_is_right_is_not_shown() -> None:
    assert shown(Group(INDIRECT, INDIRECT), Group(REPORTED, REPORTED)) == []


def test_one_quotation_may_be_wrong_in_several_ways() -> None:
    wrong = MarkedQuotation("Direct", INDIRECT.quote, claimer=REPORTED.claimer)
    titles = [line for line in shown(Group(INDIRECT, wrong)) if line.startswith("==")]
    assert titles == ["== wrong claimer: 1", "== wrong cue: 1", "== wrong kind: 1"]


def test_a_quote_that_shares_little_is_cut_wrongly() -> None:
    wrong = MarkedQuotation("Indirect", frozenset({min(INDIRECT.quote)}), INDIRECT.claimer, INDIRECT.cue)
    assert [line for line in shown(Group(INDIRECT, wrong)) if line.startswith("==")] == ["== cut wrongly: 1"]


def test_only_mistakes_of_one_kind_are_shown_if_wanted() -> None:
    groups = (Group(INDIRECT, None), Group(None, REPORTED))
    assert shown(*groups, kind="Reported")[0] == "== found, not marked: 1"
    assert shown(*groups, kind="Direct") == []


def test_what_lies_between_two_parts_sentences_apart_is_left_out() -> None:
    far = MarkedQuotation("Direct", frozenset({0, 1}), claimer=REPORTED.claimer)
    assert "[Die Fähre] fährt wieder. … <Sie> lobte die Werft." in shown(Group(far, None))[1]
