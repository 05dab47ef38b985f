"""Answers made of a text's claims, without an index: what a model is given to word."""

from __future__ import annotations

from rag import read_claims
from rag.types import Answer, Citation, Claim, Finding

HARBOUR = (
    "Die Stadt Wismar vertieft den Hafen bis 2027. Die Arbeiten kosten 80 Millionen Euro. Bürgermeisterin Anna Kruse "
    "sagte, die Werft entlasse 300 Mitarbeiter. Der Verband Küstenwacht lehnt den Ausbau nicht ab."
)
DEEPENED = "Die Stadt Wismar vertieft den Hafen bis 2027."
COSTS = "Die Arbeiten kosten 80 Millionen Euro."
YARD = "Kruse sagte, die Werft entlasse 300 Mitarbeiter."
GUARD = "Der Verband Küstenwacht lehnt den Ausbau nicht ab."


def finding_of(claim: Claim, number: int = 1, **values: object) -> Finding:
    return Finding(
        claim,
        (Citation(number, claim.article, claim.start, claim.end),),
        score=0.5,
        confidence=0.5,
        claimer=claim.attribution.name,
        **values,  # type: ignore[arg-type]
    )


def answer_of(text: str = HARBOUR, question: str = "Was geschieht im Hafen?", language: str = "de") -> Answer:
    """Return an answer whose findings are the claims of a text, in its order."""
    claims = read_claims(text)
    findings = tuple(finding_of(claim, number) for number, claim in enumerate(claims, start=1))
    return Answer(question, language, findings, (), None, confidence=0.9)
