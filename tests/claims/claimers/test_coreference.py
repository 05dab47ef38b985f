"""Whom claimers and pronouns mean: own sentences, invented people, German and English."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims.claimers.coreference import Coreference, resolve
from rag.claims.sentences import sentence_spans
from rag.types import Article, Quotation, QuotationKind, Span


def read(marked: str, language: str = "de", kind: QuotationKind = "Indirect") -> tuple[Coreference, list[Span]]:
    """Read a text with its claimers in [brackets] and what each says in {braces} in the same sentence."""
    text, claimers, contents, open_at = "", [], [], 0
    for part in re.split(r"([\[\]{}])", marked):
        if part in {"[", "{"}:
            open_at = len(text)
        elif part == "]":
            claimers.append(Span(open_at, len(text)))
        elif part == "}":
            contents.append(Span(open_at, len(text)))
        else:
            text += part
    article = Article("1", "Titel", text, language=language)
    said = [Quotation((span,), kind, (claimer,)) for span, claimer in zip(contents, claimers, strict=True)]
    return resolve(article, sentence_spans(text, language=language), said), contents


def named(marked: str, language: str = "de", kind: QuotationKind = "Indirect") -> str | None:
    """The name of the last claimer."""
    found, _ = read(marked, language, kind)
    mention = found.claimers[-1].named
    return mention.text if mention else None


RESOLVED = [
    # Pronouns.
    ("Umweltministerin Karla Beispiel kam nach Köln. [Sie] sagte, {der Damm halte}.", "Karla Beispiel"),
    ("Hugo Muster trat ab. Das Amt bleibe leer. [Er] sagte, {das sei gut}.", "Hugo Muster"),
    ("[Hugo Muster] sagte, {der Damm halte}. {Die Flut komme nicht}, fügte [er] hinzu.", "Hugo Muster"),
    ("Minister Hugo Muster traf Karla Beispiel. [Sie] sagte, {der Damm halte}.", "Karla Beispiel"),
    ("Minister Hugo Muster traf Karla Beispiel. [Er] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Hugo Muster sprach lange. Nach [seiner Meinung] {hält der Damm}.", "Hugo Muster"),
    ("Karla Beispiel kam spät. [Ihrer Ansicht] nach {hält der Damm}.", "Karla Beispiel"),
    ("[Hugo Muster] sagte, {Peter Klein habe geirrt}. [Er] erklärte, {das sei nun vorbei}.", "Hugo Muster"),
    ("Hugo Muster empfing Peter Klein. [Er] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Die Polizei riegelte die Straße ab. [Sie] teilte mit, {der Täter sei fort}.", "Polizei"),
    ("Die Polizei von Musterstadt riegelte ab. [Sie] teilte mit, {der Täter sei fort}.", "Polizei von Musterstadt"),
    ("Die Forscher der Uni Köln kamen. [Sie] erklärten, {der Damm halte}.", "Forscher der Uni Köln"),
    ("Hugo Muster schwieg. Er ging fort. Dann kam er wieder. [Er] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Karla Beispiel ging. Dann sagte [sie], {der Damm halte}.", "Karla Beispiel"),
    ("Trainer Hugo Muster kam. „Wir siegen“, rief [er], {der Damm halte}.", "Hugo Muster"),
    # Roles.
    ("Der Ölminister Hugo Muster kam. [Der Minister] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Vizepräsident und Ölminister Hugo Muster kam. [Der Minister] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Der Außenminister Hugo Muster kam. [Der Chefdiplomat] sagte, {der Damm halte}.", "Hugo Muster"),
    (
        "Außenminister Hugo Muster traf seinen kubanischen Amtskollegen Pablo Klein. "
        "[Der kubanische Chefdiplomat] sagte, {der Damm halte}.",
        "Pablo Klein",
    ),
    (
        "Außenminister Hugo Muster traf seinen kubanischen Amtskollegen Pablo Klein. "
        "[Der russische Minister] sagte, {der Damm halte}.",
        "Hugo Muster",
    ),
    (
        "Der Sprecher des russischen Präsidenten, Iwan Muster, kam. [Der Kremlsprecher] sagte, {der Damm halte}.",
        "Iwan Muster",
    ),
    (
        "[Der Kremlsprecher] sagte, {der Damm halte}. "
        "Später ging Iwan Muster, Sprecher des russischen Präsidenten. [Der Kremlsprecher] sagte, {das sei gut}.",
        "Iwan Muster",
    ),
    (
        "Der stellvertretende russische Ministerpräsident Iwan Muster kam. "
        "[Der russische Funktionär] sagte, {der Damm halte}.",
        "Iwan Muster",
    ),
    ("Bundeskanzlerin Karla Beispiel kam. [Die Regierungschefin] sagte, {der Damm halte}.", "Karla Beispiel"),
    ("Präsident Hugo Muster kam. [Der Staatschef] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Hugo Muster, Präsident des Verbandes, kam. [Der Präsident] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Der CDU-Abgeordnete Hugo Muster kam. [Der Politiker] sagte, {der Damm halte}.", "Hugo Muster"),
    ("Innenminister Hugo Muster kam mit Trainer Peter Klein. [Der Trainer] sagte, {der Damm halte}.", "Peter Klein"),
    # Surnames.
    ("Hugo Muster kam. [Muster] sagte, {der Damm halte}.", "Hugo Muster"),
    (
        "[Muster] sagte, {der Damm halte}. Später ging Minister Hugo Muster. [Muster] schwieg, {so das Amt}.",
        "Hugo Muster",
    ),
    ("Minister Tarek El Muster kam. [El Muster] sagte, {der Damm halte}.", "Tarek El Muster"),
    ("Minister Hugo Muster López kam. [Muster López] sagte, {der Damm halte}.", "Hugo Muster López"),
    ("Peter Muster und Karla Muster kamen. [Frau Muster] sagte, {der Damm halte}.", "Karla Muster"),
    # Institutions by a fuller name.
    (
        "Das Umweltministerium von Kuba prüft. [Das Ministerium] erklärte, {der Damm halte}.",
        "Umweltministerium von Kuba",
    ),
    # A relative clause.
    ("Es kam Hugo Muster, [der] betonte, {der Damm halte}.", "Hugo Muster"),
]
OPEN = [
    # Two rivals, and no grammar that tells.
    "Der Bote brachte Nachricht von Hugo Muster und Peter Klein. [Er] sagte, {der Damm halte}.",
    "Mit Hugo Muster und mit Peter Klein wurde verhandelt. [Er] sagte, {der Damm halte}.",
    # Gender, number, role, country do not agree.
    "Karla Beispiel kam. [Er] sagte, {der Damm halte}.",
    "Hugo Muster kam. [Sie] sagte, {der Damm halte}.",
    "Hugo Muster kam. [Sie] sagten, {der Damm halte}.",
    "Umweltministerin Karla Beispiel kam. [Der Minister] sagte, {der Damm halte}.",
    "Der russische Außenminister Hugo Muster kam. [Der kubanische Außenminister] sagte, {der Damm halte}.",
    "Trainer Hugo Muster kam. [Der Minister] sagte, {der Damm halte}.",
    "Minister Hugo Muster und Minister Peter Klein kamen. [Der Minister] sagte, {der Damm halte}.",
    "Der stellvertretende Minister Hugo Muster kam. [Der Minister] sagte, {der Damm halte}.",
    "Peter Muster und Karla Muster kamen. [Muster] sagte, {der Damm halte}.",
    # Somebody else than the one he belongs to.
    "Hugo Muster kam. [Sein Sprecher] sagte, {der Damm halte}.",
    "Hugo Muster kam. [Ein Minister] sagte, {der Damm halte}.",
    "Hugo Muster liegt im Bett. [Der Arzt Musters] sagte, {der Damm halte}.",
    # Too far back, or nobody at all.
    "Hugo Muster kam. Es regnete. Es wurde kalt. Es wurde Nacht. Es war still. [Er] sagte, {der Damm halte}.",
    "Es regnete. [Er] sagte, {der Damm halte}.",
    # The name is there in full, or what speaks is a place, an outlet.
    "[Hugo Muster] sagte, {der Damm halte}.",
    "Minister [Hugo Muster] sagte, {der Damm halte}. Muster ging.",
    "[Caracas] erklärte, {der Damm halte}.",
    "[Das Weiße Haus] erklärte, {der Damm halte}.",
    "[Die Zeitung] berichtet, {der Damm halte}.",
    "Hugo Muster und Peter Klein kamen. [Muster und Klein] sagten, {der Damm halte}.",
]
ENGLISH = [
    ("Foreign Minister Hugo Muster came to Cologne. [He] said {the dam would hold}.", "Hugo Muster"),
    ("Environment Minister Karla Beispiel came. [She] said {the dam would hold}.", "Karla Beispiel"),
    ("Kremlin spokesman Iwan Muster came. [The spokesman] said {the dam would hold}.", "Iwan Muster"),
    ("Hugo Muster came. [Muster] said {the dam would hold}.", "Hugo Muster"),
    ("Russian Foreign Minister Hugo Muster came. [The minister] said {the dam would hold}.", "Hugo Muster"),
    ("Pablo Klein, Cuba's president since 2019, came. [The Cuban president] said {the dam would hold}.", "Pablo Klein"),
    ("Karla Beispiel came. [He] said {the dam would hold}.", None),
    ("Hugo Muster and Peter Klein came. [Muster and Klein] said {the dam would hold}.", None),
]


@pytest.mark.parametrize(("text", "name"), RESOLVED)
def test_the_article_names_whom_the_claimers_words_mean(text: str, name: str | None) -> None:
    assert named(text) == name


@pytest.mark.parametrize("text", OPEN)
def test_what_is_not_sure_stays_without_a_name(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(("text", "name"), ENGLISH)
def test_english_claimers_get_their_names(text: str, name: str | None) -> None:
    assert named(text, language="en") == name


AFFILIATIONS = [
    (
        "Hugo Muster, Sprecher des russischen Präsidenten, kam. [Muster] sagte, {er gehe}.",
        "Sprecher des russischen Präsidenten",
    ),
    ("Der Sprecher der Polizei, Hugo Muster, kam. [Muster] sagte, {er gehe}.", "Sprecher der Polizei"),
    ("Präsident Hugo Muster kam. [Er] sagte, {er gehe}.", "Präsident"),
    ("Der SPD-Abgeordnete Hugo Muster kam. [Muster] sagte, {er gehe}.", "SPD-Abgeordnete"),
    ("Hugo Muster (Grüne) kam. [Muster] sagte, {er gehe}.", "Grüne"),
    ("Der kubanische Ölminister Hugo Muster kam. [Der Minister] sagte, {er gehe}.", "kubanische Ölminister"),
    ("Kubas Präsident Hugo Muster kam. [Muster] sagte, {er gehe}.", "Kubas Präsident"),
    ("[Muster] sagte, {er gehe}. Der Richter Hugo Muster schwieg. [Muster] sagte, {er komme}.", "Richter"),
    ("Vizepräsident und Ölminister Hugo Muster kam. [Muster] sagte, {er gehe}.", "Vizepräsident und Ölminister"),
    ("Hugo Muster (53) kam. [Muster] sagte, {er gehe}.", None),
    ("Hugo Muster kam. [Muster] sagte, {er gehe}.", None),
    ("Der Richter Hugo Muster und Peter Klein kamen. [Klein] sagte, {er gehe}.", None),
]


@pytest.mark.parametrize(("text", "affiliation"), AFFILIATIONS)
def test_a_claimer_has_the_affiliation_of_another_sentence(text: str, affiliation: str | None) -> None:
    found, _ = read(text)
    mention = found.claimers[-1].affiliation
    assert (mention.text if mention else None) == affiliation


def test_an_affiliation_found_beside_the_claim_is_kept() -> None:
    text = "Richter Hugo Muster, Vater von drei Kindern, sagte, er gehe."
    said = Quotation((Span(51, 59),), "Indirect", (Span(8, 19),), affiliation=(Span(0, 7),))
    identity = resolve(Article("1", "T", text, language="de"), sentence_spans(text), [said]).claimers[0]
    assert identity.affiliation is not None
    assert identity.affiliation.text == "Richter"


REFERENCES = [
    ("[Hugo Muster] sagte, {er gehe}.", "Indirect", {"er": "Hugo Muster"}),
    ("Karla Beispiel kam. [Sie] sagte, {sie gehe}.", "Indirect", {"sie": "Karla Beispiel"}),
    ("[Hugo Muster] sagte: {„Ich gehe.“}", "Direct", {"Ich": "Hugo Muster"}),
    ("[Hugo Muster] sagte, {Peter Klein wisse, dass er gehe}.", "Indirect", {}),
    ("Kuba hungert. [Hugo Muster] sagte, {das Land brauche Hilfe}.", "Indirect", {"das Land": "Kuba"}),
    ("Kuba und Peru hungern. [Hugo Muster] sagte, {das Land brauche Hilfe}.", "Indirect", {}),
    (
        "Kuba und Peru hungern. [Hugo Muster] sagte, {das südamerikanische Land brauche Hilfe}.",
        "Indirect",
        {"das südamerikanische Land": "Peru"},
    ),
    (
        "Der kubanische Minister [Hugo Muster] sagte, {sein Land brauche Hilfe}. Kuba hungert.",
        "Indirect",
        {"sein Land": "Kuba"},
    ),
    ("In Caracas regnet es. [Hugo Muster] sagte, {dort brauche man Hilfe}.", "Indirect", {"dort": "Caracas"}),
    (
        "Präsident Peter Klein kam. [Hugo Muster] sagte, {der Präsident gehe}.",
        "Indirect",
        {"der Präsident": "Peter Klein"},
    ),
    ("[Hugo Muster] sagte, {der Zug sei alt und er rolle nicht}.", "Indirect", {}),
    ("[Hugo Muster] sagte, {der Damm halte}.", "Indirect", {}),
]


@pytest.mark.parametrize(("text", "kind", "meanings"), REFERENCES)
def test_words_that_say_nothing_by_themselves_lead_to_their_meaning(
    text: str, kind: QuotationKind, meanings: dict[str, str]
) -> None:
    found, contents = read(text, kind=kind)
    assert {one.mention.text: one.meaning.text for one in found.references(contents[-1:])} == meanings


@given(st.text(alphabet=st.sampled_from("Er sie Muster Hugo, der Minister. „“()-und\n"), max_size=200), st.data())
def test_any_text_gives_spans_inside_the_article(text: str, data: st.DataObject) -> None:
    offsets = st.integers(0, len(text))
    said = []
    for _ in range(data.draw(st.integers(0, 4))):
        claimer, content = (
            sorted((data.draw(offsets), data.draw(offsets))),
            sorted((data.draw(offsets), data.draw(offsets))),
        )
        said.append(Quotation((Span(*content),), "Indirect", (Span(*claimer),)))
    found = resolve(Article("1", "T", text, language="de"), sentence_spans(text), said)
    assert len(found.claimers) == len(said)
    mentions = [mention for one in found.claimers for mention in (one.named, one.affiliation) if mention]
    mentions += [mention for one in found.references([Span(0, len(text))]) for mention in (one.mention, one.meaning)]
    assert all(0 <= span.start < span.end <= len(text) for mention in mentions for span in mention.spans)


@pytest.mark.parametrize(
    "piece",
    [
        "Der Minister Hugo Muster sagte, er komme. ",
        "er sie ",
        "Hugo Muster ",
        '"',
        "(",
        "Muster, der Minister, ",
        "der ",
    ],
)
def test_pathological_articles_are_resolved(piece: str) -> None:
    text = piece * (160_000 // len(piece))
    sentences = sentence_spans(text)
    said = [Quotation((span,), "Indirect", (Span(span.start, span.start + 2),)) for span in sentences[:2_000]]
    found = resolve(Article("1", "T", text, language="de"), sentences, said)
    for span in sentences[:500]:
        assert all(one.mention.spans[0].end <= len(text) for one in found.references([span]))
