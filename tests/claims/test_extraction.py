from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.extraction import claims_by_quotation, claims_by_sentence, extract
from rag.claims.passages import cut_passages
from rag.claims.sentences import trimmed
from rag.claims.status.negation import is_negated
from rag.types import Article, Claim, Noise, Passage, Quotation, Span


def claims_of(text: str, language: str | None = "de", noise: tuple[Noise, ...] = ()) -> list[Claim]:
    article = Article("id", "Titel", text, language, noise=noise)
    return extract(article, count=len, budget=len(text) + 1, fits=lambda _: True)[1]


def quotes(text: str) -> list[str]:
    return [claim.quote for claim in claims_of(text)]


def test_every_sentence_that_states_something_is_a_claim() -> None:
    assert quotes("Der Hafen ruht seit Mai. Die Fischer warten.") == ["Der Hafen ruht seit Mai.", "Die Fischer warten."]


@pytest.mark.parametrize(
    "text",
    [
        "Warum ruht der Hafen?",
        "„Warum ruht der Hafen?“",
        "Lesen Sie dazu auch:",
        "Ja.",
        "Mai 2022",
        "Foto: Anna Weber",
        "WICHTIGE MELDUNG AUS ULM",
        "* * *",
        "",
    ],
)
def test_a_question_a_label_or_a_scrap_is_no_claim(text: str) -> None:
    assert quotes(text) == []


def test_a_short_sentence_with_a_verb_is_a_claim() -> None:
    assert quotes("Maduro blieb trotzdem.") == ["Maduro blieb trotzdem."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Der Hafen ruht. Die Fischer warten.“", ["Der Hafen ruht.", "Die Fischer warten."]),
        ("»Der Hafen ruht. Die Fischer warten.«", ["Der Hafen ruht.", "Die Fischer warten."]),
        ("«Der Hafen ruht. Die Fischer warten.»", ["Der Hafen ruht.", "Die Fischer warten."]),
        ('"Der Hafen ruht. Die Fischer warten."', ["Der Hafen ruht.", "Die Fischer warten."]),
        ("„Der Hafen ruht. Die Fischer warten“.", ["Der Hafen ruht.", "Die Fischer warten"]),
        ("„Der Hafen ruht“, sagte Weber.", ["„Der Hafen ruht“"]),
        ("Er nannte es ein „schönes Haus“.", ["Er nannte es ein „schönes Haus“."]),
        ("„Der Hafen ruht seit Mai.“", ["„Der Hafen ruht seit Mai.“"]),
        ("(Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("Der Hafen (seit Mai geschlossen) ruht.", ["Der Hafen (seit Mai geschlossen) ruht."]),
        ("- Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("• Der Hafen ruht seit Mai.", ["Der Hafen ruht seit Mai."]),
        ("„Der Hafen ruht“, sagte er. „Die Fischer warten.", ["„Der Hafen ruht“", "Die Fischer warten."]),
    ],
)
def test_quotes_read_well_without_stray_marks(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_a_trimmed_sentence_keeps_its_attribution() -> None:
    claims = claims_of("„Der Hafen ruht. Die Fischer warten“, sagte Weber.")
    assert [claim.attribution.claimer and claim.attribution.claimer.text for claim in claims] == ["Weber", "Weber"]
    assert claims[0].quote == "Der Hafen ruht."


def test_the_words_of_a_cue_are_in_the_order_of_the_text() -> None:
    (claim,) = claims_of("Kruse hatte den Ausbau als „großen Fehler“ bezeichnet.")
    cue = claim.attribution.cue
    assert cue
    assert cue.text == "hatte … als … bezeichnet"
    assert list(cue.spans) == sorted(cue.spans)


def test_noise_holds_no_claims() -> None:
    text = "Der Hafen ruht seit Mai. Bitte spenden Sie jetzt. Die Fischer warten noch."
    start = text.index("Bitte")
    noise = (Noise(start, start + len("Bitte spenden Sie jetzt."), "plea"),)
    assert [claim.quote for claim in claims_of(text, noise=noise)] == [
        "Der Hafen ruht seit Mai.",
        "Die Fischer warten noch.",
    ]


def test_a_claim_knows_that_it_is_negated() -> None:
    assert [claim.negated for claim in claims_of("Der Hafen ruht nicht mehr. Die Fischer warten noch.")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Er hat kein Geld.", True),
        ("Er kam nie zurück.", True),
        ("Er ging nicht ohne Hut.", False),
        ("Er dementierte den Bericht.", True),
        ("Er widersprach dem Bericht.", True),
        ("Er bestätigte den Bericht.", False),
        ("Der Kreml verneint das.", True),
        ("It didn't rain.", True),
        ("It didn’t rain.", True),
        ("He denied the report.", True),
        ("He cannot leave.", True),
        ("He won't go without a hat.", False),
        ("He confirmed the report.", False),
    ],
)
def test_negation(text: str, negated: bool) -> None:
    assert is_negated(text) is negated


NASTY = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(list("\n .,;:!?…„“”\"»«'–()-äßZaB1"))), max_size=300
)


@given(NASTY, st.integers(5, 80), st.sampled_from(["de", "en", None]))
def test_claims_of_any_text_lie_in_order_in_their_passages(text: str, budget: int, language: str | None) -> None:
    article = Article("id", "Titel", text, language)
    passages, claims = extract(article, count=len, budget=budget, fits=lambda _: True)
    position = 0
    for claim in claims:
        assert claim.passage in passages
        assert position <= claim.start < claim.end
        assert claim.passage.span.contains(Span(claim.start, claim.end))
        assert claim.quote == text[claim.start : claim.end] == claim.quote.strip()
        position = claim.end


@pytest.mark.parametrize("piece", ["„", "„Ja. ", "wort ", ", sagte ", "Wort ", "der alte ", "nicht "], ids=repr)
def test_long_monotonous_text_is_read(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    assert all(claim.quote in text for claim in claims_of(text))


# --- claims of quotations that are known exactly ---------------------------------------------------------------------


def article_of(text: str) -> Article:
    return Article("id", "Titel", text, "de")


def spans_of(text: str, *pieces: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


def located(article: Article) -> list[tuple[Passage, Span]]:
    cut = cut_passages(article, count=len, budget=len(article.text) + 1, fits=lambda _: True)
    return [(passage, sentence) for passage, group in cut for sentence in group]


def by_sentence(text: str, *found: Quotation) -> list[Claim]:
    return claims_by_sentence(article_of(text), located(article_of(text)), found)


def by_quotation(text: str, *found: Quotation) -> list[Claim]:
    return claims_by_quotation(article_of(text), located(article_of(text)), found)


def words_of(claim: Claim) -> list[str]:
    return [claim.article.text[span.start : span.end] for span in claim.spans]


def test_the_clause_is_the_claim_and_the_frame_is_none() -> None:
    text = "Die Häfen würden im Mai geöffnet, sagte Weber am Dienstag."
    said = Quotation(
        spans_of(text, "Die Häfen würden im Mai geöffnet"),
        "Indirect",
        spans_of(text, "Weber"),
        cue=spans_of(text, "sagte"),
    )
    (claim,) = by_sentence(text, said)
    assert claim.quote == "Die Häfen würden im Mai geöffnet"
    assert claim.sentence_text == text
    assert claim.attribution.name == "Weber"


def test_a_quotation_over_sentences_is_one_claim_in_each_and_one_alone_without_an_index() -> None:
    text = "„Der Hafen ruht seit Mai. Die Fischer warten noch“, sagte Weber."
    said = Quotation(spans_of(text, text[: text.index(", sagte")]), "Direct", spans_of(text, "Weber"))
    claims = by_sentence(text, said)
    assert [claim.quote for claim in claims] == ["Der Hafen ruht seit Mai.", "Die Fischer warten noch"]
    assert [claim.sentence_text for claim in claims] == [
        "Der Hafen ruht seit Mai.",
        "Die Fischer warten noch“, sagte Weber.",
    ]
    assert {claim.attribution.name for claim in claims} == {"Weber"}
    (whole,) = by_quotation(text, said)
    assert whole.spans == said.spans
    assert whole.sentence_text == text


def test_a_quotation_with_a_gap_is_one_claim_of_several_parts() -> None:
    text = "„Der Hafen ruht“, sagte Weber, „weil Sand fehlt“."
    said = Quotation(spans_of(text, "„Der Hafen ruht“", "„weil Sand fehlt“"), "Direct", spans_of(text, "Weber"))
    (claim,) = by_sentence(text, said)
    assert words_of(claim) == ["„Der Hafen ruht“", "„weil Sand fehlt“"]
    assert claim.parts == said.spans


def test_a_quotation_in_another_one_is_a_claim_of_its_own_that_somebody_passes_on() -> None:
    text = "Die Zeitung berichtet, Weber habe gesagt, der Hafen werde im Mai geöffnet."
    outer = Quotation(
        spans_of(text, "Weber habe gesagt, der Hafen werde im Mai geöffnet"), "Indirect", spans_of(text, "Die Zeitung")
    )
    inner = Quotation(spans_of(text, "der Hafen werde im Mai geöffnet"), "Indirect", spans_of(text, "Weber"), parent=0)
    first, second = by_sentence(text, outer, inner)
    assert first.attribution.through == ()
    assert second.attribution.name == "Weber"
    assert [mention.text for mention in second.attribution.through] == ["Die Zeitung"]


def test_the_chain_names_the_outermost_first_and_nobody_twice() -> None:
    text = "Das Blatt schreibt, die Agentur melde, sie melde, Weber sage, der Hafen sei zu."
    names = ("Das Blatt", "die Agentur", "die Agentur", "Weber")
    found = [
        Quotation(
            spans_of(text, "der Hafen sei zu"), "Indirect", spans_of(text, name), parent=place - 1 if place else None
        )
        for place, name in enumerate(names)
    ]
    attribution = by_quotation(text, *found)[-1].attribution
    assert [mention.text for mention in attribution.through] == ["Das Blatt", "die Agentur"]


def test_quotations_that_name_each_other_as_parents_end() -> None:
    text = "Weber sagte, der Hafen sei jetzt zu."
    said = [Quotation(spans_of(text, "der Hafen sei jetzt zu"), "Indirect", parent=parent) for parent in (1, 0)]
    assert [claim.quote for claim in by_sentence(text, *said)] == ["der Hafen sei jetzt zu"]


def test_what_is_coordinated_in_indirect_speech_is_several_claims_by_one_claimer() -> None:
    text = "Weber sagte, der Hafen sei zu und die Fischer hätten keine Arbeit."
    clause = text[len("Weber sagte, ") : -1]
    said = Quotation(spans_of(text, clause), "Indirect", spans_of(text, "Weber"), cue=spans_of(text, "sagte"))
    claims = by_sentence(text, said)
    assert [claim.quote for claim in claims] == ["der Hafen sei zu", "die Fischer hätten keine Arbeit"]
    assert {claim.attribution.name for claim in claims} == {"Weber"}
    assert [claim.quote for claim in by_quotation(text, said)] == [clause]


def test_a_direct_quotation_is_not_cut_within_its_marks() -> None:
    text = "„Der Hafen ist zu, und die Fischer haben keine Arbeit“, sagte Weber."
    said = Quotation(spans_of(text, text[: text.index(", sagte")]), "Direct", spans_of(text, "Weber"))
    assert [claim.quote for claim in by_sentence(text, said)] == [text[: text.index(", sagte")]]


@pytest.mark.parametrize(
    ("text", "quoted", "own"),
    [
        (
            "Der Rat hat am Montag getagt, und der Bürgermeister sagte, der Hafen sei zu.",
            "der Hafen sei zu",
            ["Der Rat hat am Montag getagt"],
        ),
        (
            "Der Minister trat zurück und sagte, der Hafen sei zu.",
            "der Hafen sei zu",
            ["Der Minister trat zurück"],
        ),
        (
            "Der Minister, der am Montag nach langer Reise in Wismar angekommen war, sagte, der Hafen sei zu.",
            "der Hafen sei zu",
            ["Der Minister, der am Montag nach langer Reise in Wismar angekommen war, sagte"],
        ),
        ("Am Dienstag sagte der Minister in Wismar, der Hafen sei zu.", "der Hafen sei zu", []),
        (
            "Der Hafen sei zu, sagte der Minister, und die Fischer warten auf Hilfe.",
            "Der Hafen sei zu",
            ["die Fischer warten auf Hilfe."],
        ),
        ("Der Hafen sei zu, sagte der Minister, der seit Mai regiert.", "Der Hafen sei zu", []),
        ("Er sagte, der Hafen sei zu, weil die Stadt kein Geld hat.", "der Hafen sei zu", []),
    ],
)
def test_what_stands_beside_a_quotation_is_the_articles_own_claim_if_it_states_something(
    text: str, quoted: str, own: list[str]
) -> None:
    said = Quotation(spans_of(text, quoted), "Indirect", cue=spans_of(text, "sagte"))
    for claims in (by_sentence(text, said), by_quotation(text, said)):
        assert [claim.quote for claim in claims if claim.attribution.kind is None] == own
        assert [claim.quote for claim in claims if claim.attribution.kind] == [quoted]


def test_what_goes_on_after_a_quotation_is_one_claim_with_a_gap() -> None:
    text = "Für die Behauptung, der Hafen sei zu, wurden am Montag keine Belege gefunden."
    said = Quotation(spans_of(text, "der Hafen sei zu"), "Indirect")
    own, quoted = by_sentence(text, said)
    assert words_of(own) == ["Für die Behauptung", "wurden am Montag keine Belege gefunden."]
    assert words_of(quoted) == ["der Hafen sei zu"]


def test_words_too_few_to_be_read_alone_take_their_sentence_with_them() -> None:
    text = "Weber nannte die Pläne der Stadt „absurd“."
    said = Quotation(spans_of(text, "„absurd“"), "Direct", spans_of(text, "Weber"), cue=spans_of(text, "nannte"))
    (claim,) = by_sentence(text, said)
    assert claim.quote == text
    assert claim.attribution.name == "Weber"
    assert [claim.quote for claim in by_quotation(text, said)] == ["„absurd“"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Weber forderte einen schnellen Rücktritt des Rates.", "einen schnellen Rücktritt des Rates"),
        ("Weber nannte den Hafen ein „Tor für unsere Waren“.", "„Tor für unsere Waren“"),
    ],
)
def test_words_without_a_verb_take_their_sentence_with_them_too(text: str, quoted: str) -> None:
    said = Quotation(spans_of(text, quoted), "Reported", spans_of(text, "Weber"))
    assert [claim.quote for claim in by_sentence(text, said)] == [text]
    assert [claim.quote for claim in by_quotation(text, said)] == [quoted]


@pytest.mark.parametrize("quoted", ["den Hafen zu öffnen", "wir verlangen mehr Geld", "die Stadt bekommt mehr Geld"])
def test_a_verb_or_an_infinitive_makes_a_clause(quoted: str) -> None:
    text = f"Weber versprach, {quoted}."
    assert [claim.quote for claim in by_sentence(text, Quotation(spans_of(text, quoted), "Indirect"))] == [quoted]


def test_statements_in_the_articles_own_voice_are_claims_of_their_own() -> None:
    claims = claims_of("Der Hafen ist seit Mai zu, und die Fischer haben keine Arbeit.")
    assert [claim.quote for claim in claims] == ["Der Hafen ist seit Mai zu", "die Fischer haben keine Arbeit."]
    assert len({claim.sentence for claim in claims}) == 1


QUOTATIONS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 200), min_size=2, max_size=6, unique=True),
        st.integers(0, 200),
        st.sampled_from(["Direct", "Indirect", "Reported", "FreeIndirect", "IndirectFreeIndirect"]),
        st.one_of(st.none(), st.integers(0, 5)),
    ),
    max_size=6,
)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "Der Hafen ruht.",
            "„Die Fischer warten“, sagte Weber.",
            "Er sagte, der Hafen sei zu, und die Stadt habe kein Geld.",
            "Warum?",
            "Die Stadt zahlt; der Rat hat getagt.",
            "„Nein",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(SENTENCES, QUOTATIONS)
def test_whatever_is_quoted_claims_are_spans_in_order_and_no_sentence_goes_silent(text: str, drawn: list) -> None:
    found = []
    for cuts, claimer, kind, parent in drawn:
        ends = sorted({min(cut, len(text)) for cut in cuts})
        spans = tuple(
            Span(*trimmed(text, start, end)) for start, end in zip(ends[::2], ends[1::2], strict=False) if end > start
        )
        spans = tuple(span for span in spans if any(map(str.isalnum, text[span.start : span.end])))
        if not spans:
            continue
        at = min(claimer, len(text) - 1)
        parent = parent if parent is not None and parent < len(drawn) else None
        found.append(Quotation(spans, kind, (Span(at, at + 1),), parent=parent))
    found = [one if one.parent is None or one.parent < len(found) else replace(one, parent=None) for one in found]
    claims = by_sentence(text, *found)
    for claim in claims:
        assert claim.sentence is not None
        assert all(claim.sentence.contains(span) for span in claim.spans)
        assert claim.passage.span.contains(claim.sentence)
        assert claim.quote.strip() == claim.quote != ""
    assert [(claim.start, claim.end) for claim in claims] == sorted((claim.start, claim.end) for claim in claims)
    silent = {claim.sentence for claim in by_sentence(text)} - {claim.sentence for claim in claims}
    assert not silent
    whole = by_quotation(text, *found)
    assert sorted(claim.spans for claim in whole if claim.attribution.kind) == sorted(one.spans for one in found)
