"""What holds for the claims and quotations of any text: spans inside the article and in order, quotes as slices.

The texts are news in fragments (marks, cues, claimers, clauses that begin and never end), anything that Unicode has,
and the hostile ones of the benchmark, which measures that their time is linear; a hang ends the run by its limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from rag import read_claims
from rag.articles.readers import make_article
from rag.claims.quotations import find_quotations
from rag.evaluation.extracted import sentences_of
from rag.evaluation.extraction_speed import HOSTILE
from rag.types import Claim, Mention, Quotation, Span

CLAIMERS = (
    "Klein|Ministerin Klein|der Minister|Die Sprecherin des Amtes, Erika Klein,|er|Sie|man|Wismar|"
    "das Außenministerium|eine Person, die ungenannt bleiben wollte,|the minister|Mr. Small|zwei Zeugen"
).split("|")
CUES = (
    "sagte|erklärte|stellte klar|fügte hinzu|laut|Nach Angaben von|zufolge|so|hat gesagt|soll|will|forderte|"
    "lobte|bestritt|kündigte an|hieß es|said|according to|denied that|betonte:"
).split("|")
CLAUSES = (
    ", dass das Schiff sicher sei|, das Schiff sei sicher|das Schiff ist sicher|, es werde nicht sinken|"
    "den Rücktritt des Direktors|um 50 Prozent gestiegen|ob es sinkt, sei unklar|that the ship is safe|"
    "die Fähre habe, so Klein, am Dienstag|am 3. Mai|gestern|angeblich|nicht|die er nie gesehen haben will"
).split("|")
MARKS = tuple("„“”\"»«‚‘',....?!:–…();[]")
GAPS = (" ", " ", " ", " ", "", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028")

fragments = st.sampled_from(CLAIMERS) | st.sampled_from(CUES) | st.sampled_from(CLAUSES) | st.sampled_from(MARKS)
news = st.lists(st.tuples(fragments, st.sampled_from(GAPS)), min_size=1, max_size=80).map(
    lambda parts: "".join(fragment + gap for fragment, gap in parts)
)
texts = news | st.text(max_size=300) | st.lists(news | st.text(max_size=40), max_size=4).map("".join)
days = st.none() | st.sampled_from(("2024-09-12", "2024-09", "2024"))

MANY = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def hold(spans: Sequence[Span], length: int) -> bool:
    """Whether spans are inside a text of this length, in order and apart."""
    ends = [0, *(span.end for span in spans)]
    return all(end <= span.start < span.end <= length for end, span in zip(ends, spans, strict=False))


def mentions_of(claim: Claim) -> Iterator[Mention]:
    who = claim.attribution
    for mention in (who.claimer, who.claimer_affiliation, who.cue, who.named, claim.dated_by, *who.through):
        if mention is not None:
            yield mention
    yield from (time.mention for time in claim.times)
    for reference in claim.context:
        yield from (reference.mention, reference.meaning)


def check_claims(claims: Sequence[Claim]) -> None:
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)
    for claim in claims:
        text = claim.article.text
        assert claim.quote == text[claim.start : claim.end]
        assert claim.quote.strip()
        assert hold(claim.spans, len(text))
        assert (claim.spans[0].start, claim.spans[-1].end) == (claim.start, claim.end)
        assert claim.passage.span.contains(Span(claim.start, claim.end))
        if claim.sentence is not None:
            assert hold([claim.sentence], len(text))
        for mention in mentions_of(claim):
            assert mention.article == claim.article
            assert hold(mention.spans, len(text))
        if claim.attribution.kind is None:
            assert claim.attribution.claimer is None, "nobody says what the article says itself"


def check_quotations(found: Sequence[Quotation], length: int) -> None:
    assert [one.spans[0].start for one in found] == sorted(one.spans[0].start for one in found)
    for number, one in enumerate(found):
        for spans in (one.spans, one.claimer, one.affiliation, one.cue):
            assert hold(spans, length)
        outer = one.parent
        seen = {number}
        while outer is not None:
            assert 0 <= outer < len(found)
            assert outer not in seen, "a quotation stands in itself"
            seen.add(outer)
            outer = found[outer].parent


@MANY
@given(texts, days, st.sampled_from(("de", "en", None)))
@example("„", None, "de")
@example("Klein sagte: „Es sinkt. Es sinkt", None, "de")
@example("„Es“, sagte Klein, „sinkt „nicht“.“", None, "de")
@example("\ud800 sagte \udfff, dass", None, None)
@example("a\u0308 sagte Klein, dass o\u0308 sei.", "2024", "de")
def test_claims_of_any_text_are_slices_in_order(text: str, published: str | None, language: str | None) -> None:
    check_claims(read_claims(text, language=language, published=published))


@MANY
@given(texts, st.sampled_from(("de", "en")))
def test_quotations_of_any_text_lie_inside_it_in_order(text: str, language: str) -> None:
    article = make_article(text, language=language)
    check_quotations(find_quotations(article, sentences_of(article)), len(article.text))


SECONDS = {
    "1 MB without a full stop",
    "10,000 sentences of one speech",
    "20,000 clauses in one sentence",
    "50,000 times sagte",
    "50,000 words with commas",
}
"""Those that take so long that they wait for `make test-all`."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SECONDS else []) for name in HOSTILE]
)
def test_hostile_texts_are_read_to_their_end(name: str) -> None:
    claims = read_claims(HOSTILE[name], language="de")
    check_claims(claims)
    article = claims[0].article if claims else make_article(HOSTILE[name], language="de")
    check_quotations(find_quotations(article, sentences_of(article)), len(article.text))
