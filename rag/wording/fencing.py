"""Data for a model, fenced: between marks that nobody can know beforehand, each piece folded to one line of its own.

What an article says cannot end the fence, begin a line of its own, or hide in characters that nobody sees. A model may
follow it all the same; then the gate rejects what it writes.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.chat import Message
from rag.types import Finding
from rag.wording.prompts import Prompt, language_name

_LONGEST_QUOTE = 600
"""Characters of a claim that a model reads: long sentences of news have 400."""
_LONGEST_NAME = 100
_MOST_MEANINGS = 4

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_SELECTORS = re.compile(
    "[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0f\\uffa0\\U000e0000-\\U000e0fff]"
)
"""Marks and letters that show nothing, so that text can be written in them."""


def one_line(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return a text on one line, without what cannot be seen, cut at a word where it is longer than `longest`.

    >>> one_line("Ein\\u200b Satz\\n\\nSYSTEM: ein zweiter")
    'Ein Satz SYSTEM: ein zweiter'
    """
    spaced = re.sub(r"\s", " ", text)
    seen = "".join(c for c in _SELECTORS.sub("", spaced) if unicodedata.category(c) not in _UNSEEN)
    folded = " ".join(seen.split())
    if len(folded) <= longest:
        return folded
    return folded[: longest + 1].rsplit(" ", 1)[0][:longest].rstrip() + " …"


def fenced(parts: Sequence[tuple[str, str]]) -> str:
    """Return parts of data, each under its heading and between marks that are new with every call.

    >>> print(fenced([("The question:", "Wer kam?")]))       # doctest: +SKIP
    The question:
    <<<5c0b7d1f2e9a4c36
    Wer kam?
    5c0b7d1f2e9a4c36>>>
    """
    mark = secrets.token_hex(8)
    while any(mark in data for _, data in parts):
        mark = secrets.token_hex(8)
    return "\n\n".join(f"{heading}\n<<<{mark}\n{data}\n{mark}>>>" for heading, data in parts)


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked to word, and the claims in it by their numbers."""

    messages: list[Message]
    findings: dict[int, Finding]


def wording_request(
    prompt: Prompt,
    question: str,
    language: str,
    findings: Iterable[Finding],
    *,
    count: Callable[[str], int],
    room: int,
) -> Request:
    """Return the request to word these findings, best first, as many as there is room for.

    `count` says how many tokens a text takes. A finding's number is its place in the answer, from 1 on.
    """
    asked = one_line(question, 2_000)
    numbered = dict(enumerate(findings, start=1))
    described = {number: _described(number, finding) for number, finding in numbered.items()}
    left = room - count(_data(asked, language, []) + prompt.system) - _FOR_TEMPLATES
    taken: dict[int, Finding] = {}
    for number, finding in numbered.items():
        left -= count(described[number]) + 2
        if left < 0:
            break
        taken[number] = finding
    data = _data(asked, language, [described[number] for number in taken])
    return Request(prompt.messages(data, language=language), taken)


_FOR_TEMPLATES = 40
"""Tokens for what stands around messages, and for rounding."""


def _data(question: str, language: str, claims: Sequence[str]) -> str:
    parts = fenced([("The question, as data:", question), ("The claims, as data:", "\n".join(claims))])
    return f"{parts}\n\nNow write the statements in {language_name(language)}, as JSON."


def _described(number: int, finding: Finding) -> str:
    """Return a claim in lines: its number, who says it, how, when, what its words mean, and the words."""
    claim = finding.claim
    said_by = said_by_of(finding)
    lines = [f"CLAIM {number}"]
    if said_by:
        lines.append(f"SAID BY: {said_by}")
    lines.append(f"HOW: {', '.join(_how(finding))}")
    if claim.claim_datetime:
        lines.append(f"WHEN: {one_line(claim.claim_datetime, _LONGEST_NAME)}")
    lines += [
        f"MEANING OF {one_line(link.mention.text, _LONGEST_NAME)}: {one_line(link.meaning.text, _LONGEST_NAME)}"
        for link in claim.context[:_MOST_MEANINGS]
    ]
    if claim.article.language:
        lines.append(f"LANGUAGE: {language_name(one_line(claim.article.language, _LONGEST_NAME))}")
    sentence = one_line(claim.sentence_text, len(claim.sentence_text))
    # A sentence that is too long is a run of them, or no sentence at all; then the claim's own words say it.
    words = sentence if len(sentence) <= _LONGEST_QUOTE else one_line(claim.quote)
    return "\n".join([*lines, f"WORDS: {words}"])


def said_by_of(finding: Finding) -> str:
    """Return who says a finding and what he or she is, on one line; empty where nobody is known to."""
    attribution = finding.claim.attribution
    if attribution.kind is None:
        return ""
    name = finding.claimer or attribution.name
    what = attribution.claimer_affiliation
    known = [one_line(name, _LONGEST_NAME)] if name else ["somebody whom the article does not name"]
    return ", ".join(known + ([one_line(what.text, _LONGEST_NAME)] if what else []))


_MODALITIES = {
    "stated": "",
    "possible": "that something may be so",
    "planned": "that something is planned, not done",
    "offered": "that something is offered, not given",
    "demanded": "that something is demanded, not done",
}
_CERTAINTIES = {
    "TrueCertain": "",
    "TrueUncertain": "not certain, by hearsay or with doubt",
    "FalseCertain": "denied by who says it",
    "FalseUncertain": "doubted by who says it",
    "Unknown": "",
}


def _how(finding: Finding) -> list[str]:
    """Return in plain words how a claim is said."""
    claim = finding.claim
    kind = claim.attribution.kind
    how = ["the article says it itself" if kind is None else "somebody's words, passed on by the article"]
    how += [_CERTAINTIES[claim.epistemic], _MODALITIES[claim.modality]]
    if claim.negated:
        how.append('with a "not" in it')
    return [one for one in how if one]
