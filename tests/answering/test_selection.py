"""Selection: good claims only, best first; the same claim of several articles once; an abstention that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.answerability import ANSWERS, confidence
from rag.answering.selection import FEATURES, SUPPORTS, WEIGHTS, Candidate, Searched, candidates, missing_terms, select
from rag.question import Question
from rag.retrieval import Found
from rag.types import Answer, Article, Claim, ClaimScore, Hit, Passage, Span, content_id

GOOD, FAIR, BAD = 0.95, 0.85, 0.02
"""How near a claim is in every respect: two that answer and one that does not, whatever the weights are."""

WEIZEN = "Russland liefert mehr Weizen nach Venezuela."
KREDIT = "Moskau gewährte Caracas im Mai einen Kredit über 400 Millionen Dollar."
HAFEN = "Der Hafen von Wismar wird vertieft."


def article(text: str, name: str = "a.txt", language: str = "de") -> Article:
    # Two articles may hold the same claim, never the same text: their first lines differ.
    whole = f"{name}\n\n{text}"
    return Article(content_id(whole), name, whole, language, path=name)


def hit(*said: tuple[str, float], name: str = "a.txt", language: str = "de", negated: Sequence[str] = ()) -> Hit:
    """A passage that is a whole article: claims with how near each is."""
    of = article(" ".join(quote for quote, _ in said) or "Nichts.", name, language)
    passage = Passage(of, len(name) + 2, len(of.text))
    claims = []
    for quote, _ in said:
        start = of.text.index(quote)
        claims.append(Claim(passage, start, start + len(quote), negated=quote in negated))
    nearest = max((near for _, near in said), default=BAD)
    return Hit(
        passage,
        tuple(claims),
        nearest,
        {"passage": nearest, "claim": nearest, "lexical": nearest},
        tuple(score_of(near) for _, near in said),
    )


def score_of(near: float) -> ClaimScore:
    return ClaimScore(score=near, cosine=near, coverage=near)


def far_away() -> list[Hit]:
    """What an index holds besides: many claims that are about something else."""
    return [hit(*((f"Satz {n} von Artikel {k}.", BAD) for n in range(6)), name=f"fern{k}.txt") for k in range(3)]


def found(*hits: Hit, spoken: dict[str, float] | None = None) -> Found:
    spoken = {"Weizen": 0.9} if spoken is None else spoken
    return Found([*hits, *far_away()], spoken, dict.fromkeys(spoken, 1.0))


def ask(what: Found, question: str = "Was liefert Russland?", top_k: int = 6) -> Answer:
    read = Question.read(question, max_chars=200)
    return select(read, what, top_k=top_k, searched=Searched(5, 17, ("de", "en")))


def candidates_of(what: Found, question: str = "Was liefert Russland?") -> list[Candidate]:
    return candidates(Question.read(question, max_chars=200), what)


def quotes(answer: Answer) -> list[str]:
    return [finding.quote for finding in answer.findings]


# --- findings -----------------------------------------------------------------------------------------


def test_near_claims_are_shown_best_first_and_far_ones_are_not() -> None:
    answer = ask(found(hit((KREDIT, FAIR), (HAFEN, BAD)), hit((WEIZEN, GOOD), name="b.txt")))
    assert quotes(answer) == [WEIZEN, KREDIT]
    first, second = answer.findings
    assert first.confidence > second.confidence >= SUPPORTS
    assert answer.abstention is None
    assert (answer.question, answer.language) == ("Was liefert Russland?", "de")


def test_several_claims_of_one_passage_may_answer() -> None:
    assert quotes(ask(found(hit((WEIZEN, GOOD), (HAFEN, BAD), (KREDIT, FAIR))))) == [WEIZEN, KREDIT]


@pytest.mark.parametrize("top_k", [1, 2, 3, 10])
def test_there_are_never_more_findings_than_asked_for(top_k: int) -> None:
    different = [f"Zum {word} kam am Abend ein {other}." for word, other in zip("ABCDE", "VWXYZ", strict=True)]
    hits = [hit((quote, GOOD - n / 100), name=f"{n}.txt") for n, quote in enumerate(different)]
    assert quotes(ask(found(*hits), top_k=top_k)) == different[:top_k]


def test_candidates_come_best_score_first_with_one_for_each_claim() -> None:
    what = found(hit((KREDIT, FAIR), (HAFEN, BAD)), hit((WEIZEN, GOOD), name="b.txt"))
    every = candidates_of(what)
    assert len(every) == sum(len(hit.claims) for hit in what.hits)
    scores = [candidate.score for candidate in every]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < candidate.confidence < 1 for candidate in every)
    assert all(len(candidate.features) == len(FEATURES) == len(WEIGHTS) for candidate in every)
    assert every[0].claim.quote == WEIZEN


def test_nothing_found_has_no_candidates() -> None:
    assert candidates_of(Found([], {}, {})) == candidates_of(Found([hit()], {}, {})) == []


def test_the_line_between_a_finding_and_none_is_the_threshold_exactly() -> None:
    what = found(*(hit((f"Am Tag {n} kam ein Schiff.", n / 200), name=f"{n}.txt") for n in range(200)))
    every = candidates_of(what, "Was kam?")
    above = [candidate.claim.quote for candidate in every if candidate.confidence >= SUPPORTS]
    answer = ask(what, "Was kam?", top_k=1000)
    assert answer.confidence >= ANSWERS
    assert quotes(answer) == above
    assert 10 < len(above) < 190
    nearest_below = max(candidate.confidence for candidate in every if candidate.confidence < SUPPORTS)
    assert 0.8 * SUPPORTS < nearest_below < SUPPORTS, "the steps are too coarse to tell"


def test_whether_there_is_an_answer_at_all_is_one_decision() -> None:
    # All that a claim is judged by stays the same, only how near its vector is falls.
    decided = set()
    for step in range(101):
        near = ClaimScore(score=GOOD, cosine=step / 100, coverage=GOOD)
        what = Found([replace(hit((WEIZEN, GOOD)), claim_scores=(near,)), *far_away()], {}, {})
        (best, *_) = candidates_of(what)
        answer = ask(what)
        assert answer.confidence == confidence(Question.read("Was liefert Russland?", max_chars=99), what)
        assert bool(answer.findings) == (answer.confidence >= ANSWERS and best.confidence >= SUPPORTS)
        decided.add((answer.confidence >= ANSWERS, best.confidence >= SUPPORTS))
    assert (False, True) in decided, "no claim that would support was held back by the decision"
    assert (True, True) in decided


def test_of_two_equally_near_claims_the_one_that_holds_the_kind_of_answer_asked_for_comes_first() -> None:
    with_reason = "Russland liefert Weizen wegen der Dürre."
    what = found(hit((WEIZEN, GOOD), name="a.txt"), hit((with_reason, GOOD), name="b.txt"))
    assert quotes(ask(what, "Warum liefert Russland Weizen?")) == [with_reason, WEIZEN]
    assert quotes(ask(what, "Was liefert Russland?")) == [WEIZEN, with_reason]


@st.composite
def anything_found(draw: st.DrawFn) -> Found:
    pool = [WEIZEN, KREDIT, HAFEN, "Die Bahn streicht Züge.", "The bridge stays closed.", "Er kam nicht."]
    near = st.floats(0, 1, width=32)
    hits = []
    for n in range(draw(st.integers(0, 5))):
        said = draw(st.lists(st.sampled_from(pool), max_size=4, unique=True))
        negated = draw(st.lists(st.sampled_from(pool), max_size=2))
        one = hit(*((quote, draw(near)) for quote in said), name=f"{n}.txt", negated=negated)
        hits.append(replace(one, silent_on=draw(st.sampled_from([(), (), ("Pfizer",)]))))
    spoken = draw(st.dictionaries(st.sampled_from(["Weizen", "Hafen", "Mars"]), near))
    return Found(hits, spoken, {word: draw(near) for word in spoken})


@settings(max_examples=150, deadline=None)
@given(anything_found(), st.integers(1, 4), st.sampled_from(["Was kam?", "Wie viele?", "Wann?", "Who came?"]))
def test_whatever_was_found_an_answer_keeps_its_promises(what: Found, top_k: int, question: str) -> None:
    answer = ask(what, question, top_k)
    assert len(answer.findings) <= top_k
    assert (answer.abstention is None) == bool(answer.findings)
    scores = [finding.score for finding in answer.findings]
    assert scores == sorted(scores, reverse=True)
    assert all(finding.confidence >= SUPPORTS for finding in answer.findings)
    assert 0 <= answer.confidence <= 1
    assert not answer.findings or answer.confidence >= ANSWERS
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for finding in answer.findings:
        first = finding.citations[0]
        assert (first.article, first.start, first.end) == (
            finding.claim.article,
            finding.claim.start,
            finding.claim.end,
        )
        assert len({citation.article.id for citation in finding.citations}) == len(finding.citations)
        assert Question.read(question, max_chars=99).can_be_answered_by(finding.quote)
        for citation in finding.citations:
            assert citation.article.text[citation.start : citation.end] == citation.quote
    assert len(answer.also_searched) <= 3
    assert [hit for hit in what.hits if hit in answer.also_searched] == list(answer.also_searched)
    firsts = {finding.claim.passage for finding in answer.findings}
    assert not any(near.passage in firsts for near in answer.also_searched)


# --- one claim of several articles --------------------------------------------------------------------


def test_the_same_claim_of_three_articles_is_one_finding_with_three_citations() -> None:
    shouted = WEIZEN.upper()
    answer = ask(
        found(
            hit((WEIZEN, FAIR), name="a.txt"),
            hit((WEIZEN, GOOD), name="b.txt"),
            hit((KREDIT, 0.9), name="c.txt"),
            hit((shouted, FAIR - 0.01), name="d.txt"),
        )
    )
    assert quotes(answer) == [WEIZEN, KREDIT]
    same, other = answer.findings
    assert [(citation.number, citation.article.path) for citation in same.citations] == [
        (1, "b.txt"),
        (2, "a.txt"),
        (3, "d.txt"),
    ]
    assert [citation.quote for citation in same.citations] == [WEIZEN, WEIZEN, shouted]
    assert [citation.number for citation in other.citations] == [4]


def test_a_claim_that_one_article_makes_twice_is_cited_once() -> None:
    of = article(f"{WEIZEN} {WEIZEN}")
    passage = Passage(of, 7, len(of.text))
    claims = (Claim(passage, 7, 7 + len(WEIZEN)), Claim(passage, 8 + len(WEIZEN), 8 + 2 * len(WEIZEN)))
    twice = Hit(passage, claims, GOOD, {"passage": GOOD, "claim": GOOD, "lexical": GOOD}, (score_of(GOOD),) * 2)
    (finding,) = ask(found(twice)).findings
    assert [citation.start for citation in finding.citations] == [7]


LONG = "Am Montag kamen nach Angaben der Regierung in Caracas {} im Hafen der Stadt an."
FACED = [
    ("with another number", LONG.format("80 Soldaten"), LONG.format("90 Soldaten")),
    ("with another decimal place", LONG.format("1,5 Tonnen"), LONG.format("15 Tonnen")),
    ("with a number more", LONG.format("80 Soldaten"), LONG.format("80 Soldaten und 3 Schiffe")),
    ("with another year", LONG.format("im Jahr 2021 Dosen"), LONG.format("im Jahr 2022 Dosen")),
]


@pytest.mark.parametrize(("one", "other"), [(one, other) for _, one, other in FACED], ids=[name for name, *_ in FACED])
def test_claims_that_differ_in_a_number_are_two_findings(one: str, other: str) -> None:
    answer = ask(found(hit((one, GOOD), name="a.txt"), hit((other, FAIR), name="b.txt")))
    assert quotes(answer) == [one, other]


def test_claims_that_differ_in_a_negation_are_two_findings() -> None:
    one, other = LONG.format("Soldaten"), LONG.format("keine Soldaten")
    answer = ask(found(hit((one, GOOD), name="a.txt"), hit((other, FAIR), name="b.txt", negated=[other])))
    assert quotes(answer) == [one, other]


def test_the_same_words_once_negated_by_their_surroundings_are_two_findings() -> None:
    answer = ask(found(hit((WEIZEN, GOOD), name="a.txt"), hit((WEIZEN, FAIR), name="b.txt", negated=[WEIZEN])))
    assert quotes(answer) == [WEIZEN, WEIZEN]
    assert [finding.claim.negated for finding in answer.findings] == [False, True]


def test_claims_that_differ_in_a_detail_of_wording_are_one_finding() -> None:
    one, other = LONG.format("80 Soldaten"), LONG.format("rund 80 Soldaten")
    (finding,) = ask(found(hit((one, GOOD), name="a.txt"), hit((other, FAIR), name="b.txt"))).findings
    assert [citation.quote for citation in finding.citations] == [one, other]


OPPOSED = [
    ("a number word", LONG.format("drei Soldaten"), LONG.format("vier Soldaten")),
    ("who does it", "Russland half Venezuela.", "Venezuela half Russland."),
    (
        "confirmed and denied",
        "Moskau bestätigte am Montag die Lieferung von Waffen und Munition an Caracas.",
        "Moskau dementierte am Montag die Lieferung von Waffen und Munition an Caracas.",
    ),
    ("the unit", "Der Kredit hat einen Wert von 80 $.", "Der Kredit hat einen Wert von 80 €."),
]


@pytest.mark.parametrize(("one", "other"), [(one, other) for _, one, other in OPPOSED], ids=[n for n, *_ in OPPOSED])
def test_claims_that_differ_in_one_word_that_matters_are_two_findings(one: str, other: str) -> None:
    answer = ask(found(hit((one, GOOD), name="a.txt"), hit((other, FAIR), name="b.txt")))
    assert quotes(answer) == [one, other]


# --- also searched --------------------------------------------------------------------------------------


def test_what_came_near_and_is_no_evidence_is_listed_best_first_at_most_three() -> None:
    what = found(hit((WEIZEN, GOOD)))
    answer = ask(what)
    assert list(answer.also_searched) == what.hits[1:4]


def test_a_cited_passage_is_not_also_searched() -> None:
    answer = ask(
        found(hit((WEIZEN, GOOD), (HAFEN, BAD), name="a.txt"), hit((WEIZEN, FAIR), (KREDIT, BAD), name="b.txt"))
    )
    assert [citation.article.path for citation in answer.citations] == ["a.txt", "b.txt"]
    assert not {near.passage.article.path for near in answer.also_searched} & {"a.txt", "b.txt"}


# --- names ----------------------------------------------------------------------------------------------


def silent(near: Hit, *names: str) -> Hit:
    return replace(near, silent_on=names)


def test_silence_on_a_name_costs_a_claim_something_and_not_everything() -> None:
    speaking = hit((WEIZEN, GOOD), name="a.txt")
    (before, *_) = candidates_of(found(speaking))
    (after, *_) = candidates_of(found(silent(speaking, "Pfizer")))
    assert before.claim == after.claim
    assert after.score < before.score
    assert SUPPORTS <= after.confidence < before.confidence


def test_of_two_equally_near_claims_the_one_whose_article_speaks_of_the_name_comes_first() -> None:
    answer = ask(found(silent(hit((WEIZEN, GOOD), name="a.txt"), "Pfizer"), hit((KREDIT, GOOD), name="b.txt")))
    assert quotes(answer) == [KREDIT, WEIZEN]


def test_a_much_nearer_claim_comes_first_though_its_article_is_silent_on_a_name() -> None:
    answer = ask(found(silent(hit((WEIZEN, GOOD), name="a.txt"), "Pfizer"), hit((KREDIT, FAIR), name="b.txt")))
    assert quotes(answer) == [WEIZEN, KREDIT]


def test_silence_of_the_nearest_claims_article_lowers_the_answers_confidence() -> None:
    speaking = hit((WEIZEN, GOOD))
    assert ask(found(silent(speaking, "Pfizer"))).confidence < ask(found(speaking)).confidence


def test_where_every_article_is_silent_on_a_name_the_nearest_ones_names_are_missing() -> None:
    silents = [silent(near, "Pfizer") for near in (hit((WEIZEN, BAD)), *far_away())]
    answer = ask(Found(silents, {"Weizen": 0.9, "Pfizer": 0.4}, {"Weizen": 1.0, "Pfizer": 1.0}))
    assert answer.findings == ()
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.missing) == ("not-spoken-of", ("Pfizer",))


def test_a_name_that_another_near_article_speaks_of_is_not_missing() -> None:
    what = found(silent(hit((WEIZEN, BAD), name="a.txt"), "Pfizer"), hit((HAFEN, BAD), name="b.txt"))
    abstention = ask(what).abstention
    assert abstention is not None
    assert (abstention.reason, abstention.missing) == ("nothing-near", ())


# --- abstaining -----------------------------------------------------------------------------------------


def test_nothing_near_is_said_when_every_word_is_spoken_of_but_no_claim_is_near() -> None:
    answer = ask(found(hit((HAFEN, BAD))))
    assert answer.findings == ()
    assert answer.abstention is not None
    assert answer.abstention.to_dict() == {
        "reason": "nothing-near",
        "missing": [],
        "articles": 5,
        "passages": 17,
        "languages": ["de", "en"],
    }
    assert len(answer.also_searched) == 3


def test_words_that_no_article_speaks_of_are_named() -> None:
    what = found(hit((HAFEN, BAD)), spoken={"Weizen": 0.9, "Mars": 0.0, "Kolonie": 0.1})
    assert missing_terms(what) == ("Mars", "Kolonie")
    abstention = ask(what).abstention
    assert abstention is not None
    assert (abstention.reason, abstention.missing) == ("not-spoken-of", ("Mars", "Kolonie"))


@pytest.mark.parametrize(
    "question", ["How many doses came?", "Wie viele Dosen kamen?", "When did it come?", "Wann kam es?", "Wie lange?"]
)
def test_a_question_for_a_value_is_not_answered_by_a_claim_without_one(question: str) -> None:
    # Far claims hold numbers here ("Satz 1"), so they are left out.
    answer = ask(Found([hit((WEIZEN, GOOD))], {"Weizen": 0.9}, {}), question)
    assert answer.findings == ()
    assert answer.abstention is not None
    assert (answer.abstention.reason, answer.abstention.missing) == ("no-such-value", ())
    assert answer.also_searched[0].claims[0].quote == WEIZEN


@pytest.mark.parametrize("question", ["How many millions?", "Wie viel Geld?", "When was that?", "Wann war das?"])
def test_a_question_for_a_value_is_answered_by_the_claim_that_has_one(question: str) -> None:
    assert quotes(ask(found(hit((WEIZEN, GOOD), (KREDIT, FAIR))), question)) == [KREDIT]


def test_missing_words_are_a_better_reason_than_a_missing_value() -> None:
    abstention = ask(found(hit((WEIZEN, GOOD)), spoken={"Mars": 0.0}), "Wie viele?").abstention
    assert abstention is not None
    assert (abstention.reason, abstention.missing) == ("not-spoken-of", ("Mars",))


def test_hits_without_claims_are_searched_and_no_evidence() -> None:
    bare = [hit(name=f"{n}.txt") for n in range(2)]
    answer = ask(Found(bare, {}, {}))
    assert answer.findings == ()
    assert answer.abstention is not None
    assert answer.abstention.reason == "nothing-near"
    assert list(answer.also_searched) == bare


def test_a_hit_without_claims_beside_one_that_answers_does_no_harm() -> None:
    answer = ask(found(hit(name="leer.txt"), hit((WEIZEN, GOOD), name="b.txt")))
    assert quotes(answer) == [WEIZEN]
    assert answer.also_searched[0].passage.article.path == "leer.txt"


def test_an_empty_index_has_nothing_near() -> None:
    read = Question.read("Was?", max_chars=9)
    answer = select(read, Found([], {}, {}), top_k=6, searched=Searched(0, 0, ()))
    assert answer.findings == answer.also_searched == ()
    assert answer.abstention is not None
    assert answer.abstention.to_dict() == {
        "reason": "nothing-near",
        "missing": [],
        "articles": 0,
        "passages": 0,
        "languages": [],
    }


# --- several claims of one sentence -------------------------------------------------------------------

BOTH = "Russland liefert Weizen, und Moskau gibt einen Kredit."


def of_one_sentence(*said: tuple[str, float], near: float = GOOD, sentence: str = BOTH, name: str = "a.txt") -> Hit:
    """A passage of one sentence whose claims cover so much of the question by their own words."""
    whole = hit((sentence, near), name=name)
    (one,) = whole.claims
    claims, scores = [], []
    for quote, own in said:
        start = one.article.text.index(quote)
        claims.append(replace(one, start=start, end=start + len(quote), sentence=Span(one.start, one.end)))
        scores.append(replace(score_of(near), own=own))
    return replace(whole, claims=tuple(claims), claim_scores=tuple(scores))


def test_of_the_claims_of_one_sentence_the_one_that_covers_the_question_is_the_finding() -> None:
    first, second = "Russland liefert Weizen", "Moskau gibt einen Kredit"
    assert quotes(ask(found(of_one_sentence((first, 0.1), (second, 0.8))))) == [second]
    assert quotes(ask(found(of_one_sentence((first, 0.8), (second, 0.1))))) == [first]


def test_both_are_findings_where_both_answer() -> None:
    first, second = "Russland liefert Weizen", "Moskau gibt einen Kredit"
    assert quotes(ask(found(of_one_sentence((first, 0.7), (second, 0.8))))) == [second, first]


def test_a_claim_within_another_one_is_no_second_finding() -> None:
    inner = "Moskau gibt einen Kredit"
    assert quotes(ask(found(of_one_sentence((BOTH, 0.8), (inner, 0.8))))) == [BOTH]


def test_claims_of_one_sentence_push_no_other_finding_out() -> None:
    one = of_one_sentence(("Russland liefert Weizen", 0.8), ("Moskau gibt einen Kredit", 0.8))
    near = hit((KREDIT, GOOD - 0.01), name="b.txt")
    assert quotes(ask(found(one, near), top_k=2)) == ["Russland liefert Weizen", KREDIT]


def test_a_claim_without_a_number_answers_how_many_if_its_sentence_has_one_only_after_the_one_that_has() -> None:
    sentence = "Russland liefert Weizen, und Moskau gibt 400 Millionen Dollar."
    one = of_one_sentence(
        ("Russland liefert Weizen", 0.5), ("Moskau gibt 400 Millionen Dollar.", 0.4), sentence=sentence
    )
    assert quotes(ask(found(one), "Wie viele Dollar gibt Moskau?"))[0] == "Moskau gibt 400 Millionen Dollar."
