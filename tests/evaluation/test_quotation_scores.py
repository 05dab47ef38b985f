from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.quotation_scores import MEASURES, Group, pair, score, token_f1
from rag.evaluation.quoted_articles import KINDS, PARTS, MarkedQuotation

tokens = st.frozensets(st.integers(0, 12))
marks = st.builds(MarkedQuotation, st.sampled_from(KINDS), tokens.filter(bool), tokens, tokens, tokens, tokens)
articles = st.lists(st.lists(marks, max_size=4), min_size=1, max_size=3)


def mark(quote: range | set[int], kind: str = "Indirect", **parts: set[int]) -> MarkedQuotation:
    return MarkedQuotation(kind, frozenset(quote), **{name: frozenset(part) for name, part in parts.items()})  # type: ignore[arg-type]


def f1(groups: list[Group], measure: str, *, micro: bool = False) -> float:
    return score([groups], MEASURES[measure], micro=micro).f1.mean


@pytest.mark.parametrize("micro", [False, True])
@given(gold=articles)
def test_gold_against_gold_is_one_wherever_something_is_marked(micro: bool, gold: list[list[MarkedQuotation]]) -> None:
    groups = [pair(marked, marked) for marked in gold]
    for parts in MEASURES.values():
        something = any(one.part(part) for marked in gold for one in marked for part in parts)
        # Two marks of one quote and one kind may be paired crosswise, which their other parts then show.
        if parts == ("quote",) or all(len({one.quote for one in marked}) == len(marked) for marked in gold):
            assert score(groups, parts, micro=micro).f1.mean == pytest.approx(float(something))


@given(gold=articles, found=st.lists(st.lists(marks, max_size=4), min_size=3, max_size=3))
def test_every_quotation_is_in_one_group_and_every_figure_between_zero_and_one(
    gold: list[list[MarkedQuotation]], found: list[list[MarkedQuotation]]
) -> None:
    groups = [pair(marked, ours) for marked, ours in zip(gold, found, strict=False)]
    for marked, ours, made in zip(gold, found, groups, strict=False):
        assert sorted(id(group.gold) for group in made if group.gold) == sorted(map(id, marked))
        assert sorted(id(group.found) for group in made if group.found) == sorted(map(id, ours))
        assert all(token_f1(group.gold.quote, group.found.quote) for group in made if group.gold and group.found)
    for parts in MEASURES.values():
        scores = score(groups, parts)
        for figure in (scores.precision, scores.recall, scores.f1):
            assert 0 <= figure.low <= figure.high <= 1
            assert 0 <= figure.mean <= 1


def test_pairs_are_those_that_share_most_in_sum() -> None:
    long, short = mark(range(10)), mark(range(8, 10))
    one, other = mark(range(8, 12)), mark(range(9))
    assert pair([long, short], [one, other]) == [Group(long, other), Group(short, one)]


def test_the_same_kind_decides_between_equals() -> None:
    gold, direct, indirect = mark({1, 2}), mark({1, 2}, "Direct"), mark({1, 2})
    assert pair([gold], [direct, indirect]) == [Group(gold, indirect), Group(None, direct)]


def test_what_shares_no_token_is_no_pair() -> None:
    gold, found = mark({1}, claimer={7}), mark({2}, claimer={7})
    groups = pair([gold], [found])
    assert groups == [Group(gold, None), Group(None, found)]
    assert f1(groups, "claimer") == 0


def test_means_are_over_groups_and_the_micro_variant_over_tokens() -> None:
    # Half of a quote of two tokens and all of a quote of eight: 3/4 as a mean, 9/10 by tokens.
    groups = pair([mark({0, 1}), mark(range(10, 18))], [mark({0}), mark(range(10, 18))])
    assert score([groups], ("quote",)).recall.mean == pytest.approx(0.75)
    assert score([groups], ("quote",), micro=True).recall.mean == pytest.approx(0.9)


def test_a_quotation_without_partner_counts_on_one_side_only() -> None:
    gold = mark({0}, claimer={1})
    missed, surplus = [Group(gold, None)], [Group(None, gold)]
    for groups, precision, recall in ((missed, 0.0, 0.5), (surplus, 0.5, 0.0)):
        scores = score([[Group(gold, gold), *groups]], PARTS)
        assert scores.precision.mean == (precision or 1.0)
        assert scores.recall.mean == (recall or 1.0)


def test_a_part_that_is_never_filled_costs_recall_and_no_precision() -> None:
    gold = mark({0}, claimer={1}, cue={2}, frame={3})
    scores = score([[Group(gold, mark({0}, claimer={1}, cue={2}))]], MEASURES["Joint, all five"])
    assert scores.precision.mean == 1.0
    assert scores.recall.mean == 0.75


def test_articles_are_what_the_interval_is_over() -> None:
    right, missed = [Group(mark({0}), mark({0}))], [Group(mark({0}), None)]
    alike = score([right + missed] * 5, ("quote",)).recall
    assert (alike.low, alike.mean, alike.high) == (0.5, 0.5, 0.5)
    unlike = score([right, missed] * 5, ("quote",)).recall
    assert unlike.low < unlike.mean < unlike.high


def test_nothing_marked_and_nothing_found_is_no_error() -> None:
    assert pair([], []) == []
    assert f1([], "Message") == 0
