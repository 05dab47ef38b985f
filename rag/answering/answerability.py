"""Whether what was found answers the question at all: one probability, one threshold.

A logistic regression over a few measurements of the whole find, fitted by `rag.evaluation.calibration` to questions of
which half can be answered. The nearest sentence tells most, but in an index where everything is about one thing much is
near: hence `around`. Coverage of the question's words is left out on purpose. It tells well where people wrote
questions with the text before them and kept its words (SQuAD and what was made of it), and next to nothing where they
asked before they had read anything, as in a newsroom.

A question for what somebody says is another one: it is answered by what he says on its topic, however near the rest
is. The probability that his nearest claim is on the topic (`rag.said`) is that of an answer, at the same threshold.
"""

from __future__ import annotations

import math

import numpy as np

from rag.answer_type import UNTOLD
from rag.question import Question
from rag.retrieval import Found

FEATURES = ("bias", "cosine", "around", "silent", "held", "superlative", "count")
WEIGHTS = (-5.00, 10.39, -3.85, -1.23, 0.87, -0.75, -0.78)
"""Fitted by `python -m rag.evaluation.calibration`, which also says on what, when a passage was still encoded as a
whole; only the first one was moved since, to the vectors of today. A new fit, (-4.75, 9.76, -3.83, -1.03, 0.93, -0.71,
-0.70), tells no better there (AUROC 0.714 instead of 0.736 on NoMIRACL, each question judged by weights fitted without
it), and worse on the golden questions, to which nothing is fitted."""

ANSWERS = 0.44
"""Below it the answer is an abstention. It lies under one half because a wrong abstention costs a reader more than a
weak finding with its quote beside it: at 0.5 twice as many answerable golden questions get none."""

_NEAREST = 3
"""So many of the nearest claims are looked at for the kind of answer that is asked for; each place costs a little."""
_LOWER = 0.3
_AROUND = 5
_UNFIT = 0.1
"""What a claim that cannot hold the number or time asked for is moved away by."""


def confidence(question: Question, found: Found) -> float:
    """Return the probability that the hits answer the question, if every second question can be answered."""
    if not any(hit.claims for hit in found.hits):
        return 0.0
    said = max(
        score.said * question.can_be_answered_by(claim.sentence_text)
        for hit in found.hits
        for claim, score in zip(hit.claims, hit.claim_scores, strict=True)
    )
    if found.by_claimer:
        return said
    near = 1 / (1 + math.exp(-sum(w * f for w, f in zip(WEIGHTS, features(question, found), strict=True))))
    return max(near, said)


def features(question: Question, found: Found) -> tuple[float, ...]:
    """Return what is measured, in the order of FEATURES, of hits of which one has claims at least.

    `cosine` is that of the nearest claim that may hold such an answer, `around` the mean of the five nearest passages,
    `silent` is 1 if the article of the claim with the best score never says some name of the question, `held` how far
    the nearest claims hold the kind of answer asked for; `superlative` and `count` are 1 for questions for the most
    something and for how many there are, which articles on the subject seldom answer.
    """
    # Claims of one sentence are measured by it alike: it counts once.
    claims = list(
        {
            (claim.article.id, claim.sentence or claim.spans): (
                score.cosine - (0.0 if question.can_be_answered_by(claim.sentence_text) else _UNFIT),
                claim,
            )
            for hit in found.hits
            for claim, score in zip(hit.claims, hit.claim_scores, strict=True)
        }.values()
    )
    best = max(found.hits, key=lambda hit: max((score.score for score in hit.claim_scores), default=-1.0))
    nearest = sorted(claims, key=lambda item: -item[0])[:_NEAREST]
    around = sorted((hit.channels["passage"] for hit in found.hits), reverse=True)[:_AROUND]
    wanted = question.answer_type
    held = max(
        wanted.held_by(claim.sentence_text, claim.article.language) - _LOWER * place
        for place, (_, claim) in enumerate(nearest)
    )
    return (
        1.0,
        nearest[0][0],
        float(np.mean(around)),
        float(bool(best.silent_on)),
        max(held, 0.0) if wanted.kind != "other" else UNTOLD,
        float(wanted.superlative),
        float(wanted.kind == "count"),
    )
