"""The list of what is in an index: its order, its parts, and searching it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import add, remove
from rag.corpus import Corpus, open_corpus
from rag.errors import IndexMissing
from tests.conftest import EncoderShelf, FakeEncoder, finish

ARTICLES = {
    "moewen.txt": "Möwen am Hafen\n\n12. März 2024\n\nVon Jürgen Größe\n\nDie Möwen sind zurück in Wismar.\n",
    "eis.txt": "Eis auf der Förde\n\n3. Januar 2021\n\nDie Förde ist zugefroren, 100 % Eis. Kapitän O'Hara wartet.\n",
    "bahn_neu.txt": "Bahn baut um\n\n12. März 2024\n\nDie Bahn baut den Bahnhof um. Das Öl-Lager bleibt.\n",
    "undatiert.txt": "Aus dem Archiv\n\nDer Leuchtturm ist alt.\n",
}


@pytest.fixture
def corpus(tmp_path: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)  # so that paths are short: searching looks at them too
    finish("shelf", index)
    return open_corpus(index)


def names(corpus: Corpus, search: str = "") -> list[str]:
    return [Path(entry.path).name for entry in corpus.shelf(search).entries]


def test_the_newest_comes_first_then_by_title_and_what_has_no_date_last(corpus: Corpus) -> None:
    assert names(corpus) == ["bahn_neu.txt", "moewen.txt", "eis.txt", "undatiert.txt"]


def test_an_entry_tells_what_is_known_of_its_article(corpus: Corpus, index: Path) -> None:
    for entry in corpus.shelf().entries:
        article = corpus.article(entry.id)
        assert (entry.title, entry.publisher, entry.author) == (article.title, article.publisher, article.author)
        assert (entry.published, entry.language, entry.url) == (article.published, article.language, article.url)
        assert entry.characters == len(article.text)
        assert entry.claims == len(corpus.claims(entry.id))
        assert entry.noise == sum(len(span) for span in article.noise) / len(article.text)
        assert entry.addresses == (entry.path,) == (article.path,)
        assert not entry.added


def test_it_comes_in_parts_and_says_how_many_there_are(corpus: Corpus) -> None:
    every = corpus.shelf().entries
    parts = [corpus.shelf(offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [len(part.entries) for part in parts] == [3, 1, 0]
    assert {part.total for part in parts} == {4}
    assert parts[0].entries + parts[1].entries == every
    assert corpus.shelf("wismar", limit=1).total == 1


@pytest.mark.parametrize(("offset", "limit"), [(-1, 5), (0, 0), (0, -1)])
def test_parts_that_are_none(corpus: Corpus, offset: int, limit: int) -> None:
    with pytest.raises(ValueError, match=f"got {offset} and {limit}"):
        corpus.shelf(offset=offset, limit=limit)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("möwen", ["moewen.txt"]),
        ("MOWEN", ["moewen.txt"]),
        ("mow haf", ["moewen.txt"]),
        ("forde", ["eis.txt"]),
        ("grosse", ["moewen.txt"]),
        ("bahn_neu", ["bahn_neu.txt"]),
        ("leuchtturm", ["undatiert.txt"]),
        ("leucht", []),
        ("öl-lager", ["bahn_neu.txt"]),
        ("100%", ["eis.txt"]),
        ("bahn leuchtturm", []),
        ("  \n ", ["bahn_neu.txt", "moewen.txt", "eis.txt", "undatiert.txt"]),
    ],
    ids="umlaut|without|parts of words|accent|author|path|text|part of a word of it|two words of it|a number of it"
    "|two articles|nothing".split("|"),
)
def test_every_word_is_looked_for_in_any_case_and_without_accents(
    corpus: Corpus, search: str, found: list[str]
) -> None:
    assert names(corpus, search) == found


@pytest.mark.parametrize(
    "search",
    ["%", "*", "?", "' OR 1=1 --", '"', "\\", "\x00", "\ud800", "x" * 100_000, "(", "[a-z]+", "?" * 40],
    ids=lambda search: repr(search[:12]),
)
def test_hostile_words_mean_themselves(corpus: Corpus, search: str) -> None:
    assert names(corpus, search) == []


def test_an_underscore_is_an_underscore(corpus: Corpus) -> None:
    assert names(corpus, "_") == ["bahn_neu.txt"]
    assert names(corpus, "a " * 20_000) == names(corpus, "a")


def test_it_follows_every_change_of_the_index(corpus: Corpus, tmp_path: Path, index: Path) -> None:
    states = [corpus.state()]
    file = tmp_path / "rain.txt"
    file.write_text("Regen\n\n1. Mai 2026\n\nIn Kiel regnet es.\n", encoding="utf-8")
    list(add(file, index=index))
    states.append(corpus.state())
    first = corpus.shelf("kiel").entries[0]
    assert (first.title, first.added) == ("Regen", True)
    assert [entry.added for entry in corpus.shelf().entries] == [True, False, False, False, False]
    remove(first.id, index=index)
    states.append(corpus.state())
    assert corpus.shelf("kiel").total == 0
    assert len(set(states)) == 3


def test_only_a_mark_is_a_change_too(corpus: Corpus, index: Path) -> None:
    before = corpus.state()
    assert corpus.state() == before
    list(add("shelf/eis.txt", index=index))
    assert corpus.state() != before
    assert [entry.added for entry in corpus.shelf("eis").entries] == [True]


def test_the_state_of_an_index_that_is_gone_or_of_another_encoder(
    corpus: Corpus, tmp_path: Path, index: Path, shelf: EncoderShelf
) -> None:
    before = corpus.state()
    shelf.encoder = FakeEncoder(salt="retrained")
    finish(tmp_path / "shelf", index, fresh=True)
    assert corpus.state() != before, "a page that polls learns of it, and what it asks next says what is wrong"
    for file in index.glob("belegt.db*"):
        file.unlink()
    with pytest.raises(IndexMissing):
        corpus.state()


def test_as_json_it_holds_every_field(corpus: Corpus) -> None:
    shown = corpus.shelf("moewen").to_dict()
    assert set(shown) == {"entries", "total"}
    assert list(shown["entries"][0]) == [
        "id", "title", "publisher", "author", "published", "language", "path", "url", "characters", "claims", "noise",
        "addresses", "added", "story", "copy_count", "copies",
    ]  # fmt: skip


# --- stories --------------------------------------------------------------------------------------

REPORT = (
    "Wismar (dpa) – Der Hafen von Wismar wird nach langem Streit doch noch vertieft. Das teilte die Stadt mit."
    " Die Arbeiten beginnen im Mai und dauern zwei Jahre. Die Kosten trägt zur Hälfte das Land, den Rest der Bund."
)
PAPERS = {
    "bote.txt": f"Wismar baggert\n\n14. Mai 2024\n\n{REPORT}\n",
    "kurier.txt": f"Hafen wird tiefer\n\n13. Mai 2024\n\n{REPORT} Am Abend kamen hundert Anwohner in die alte Halle.\n",
    "blatt.txt": f"Streit beigelegt\n\n12. Mai 2024\n\n{REPORT}\n",
    "eigen.txt": "Fischer klagt gegen den Hafen\n\n12. Mai 2024\n\nJens Holm will gegen die Vertiefung des Hafens"
    " von Wismar klagen. Er fürchtet um seine Netze. Die Stadt rechnet mit Widerstand bis zum Herbst.\n",
}


@pytest.fixture
def papers(tmp_path: Path, index: Path, fake: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in (PAPERS | ARTICLES).items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    finish("papers", index)
    return open_corpus(index)


def test_copies_of_one_report_know_of_each_other_and_another_report_of_it_does_not(papers: Corpus) -> None:
    entries = {entry.path.removeprefix("papers/"): entry for entry in papers.shelf().entries}
    titles = {name: [copy.title for copy in entry.copies] for name, entry in entries.items() if entry.copies}
    assert titles == {
        "bote.txt": ["Hafen wird tiefer", "Streit beigelegt"],
        "kurier.txt": ["Wismar baggert", "Streit beigelegt"],
        "blatt.txt": ["Wismar baggert", "Hafen wird tiefer"],
    }
    story = entries["bote.txt"].id
    assert {entry.story for name, entry in entries.items() if name in titles} == {story}
    assert {entry.copy_count for name, entry in entries.items() if name in titles} == {2}
    other = entries["eigen.txt"]
    assert (other.story, other.copy_count, other.copies) == (None, 0, ())
    assert entries["kurier.txt"].copies[0].published == "2024-05-14"


def test_copies_are_told_where_the_list_shows_one_of_them_only(papers: Corpus) -> None:
    (entry,) = papers.shelf("baggert").entries
    assert [copy.title for copy in entry.copies] == ["Hafen wird tiefer", "Streit beigelegt"]
    assert list(entry.copies) == papers.copies(entry.id)
    assert papers.copies("nobody") == papers.copies(papers.shelf("klagt").entries[0].id) == []


def test_copies_follow_what_is_added_and_removed(papers: Corpus, tmp_path: Path, index: Path) -> None:
    kept = papers.shelf("baggert").entries[0].id
    for search in ("tiefer", "beigelegt"):
        remove(papers.shelf(search).entries[0].id, index=index)
    assert papers.copies(kept) == []
    assert papers.shelf("baggert").entries[0].story is None
    file = tmp_path / "late.txt"
    file.write_text(f"Spät gedruckt\n\n20. Mai 2024\n\n{REPORT}\n", encoding="utf-8")
    list(add(file, index=index))
    assert [copy.title for copy in papers.copies(kept)] == ["Spät gedruckt"]


def test_what_very_many_print_is_named_a_few_times_at_each(tmp_path: Path, index: Path, fake: FakeEncoder) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.txt").write_text(f"Blatt {number:02}\n\n{REPORT}\n", encoding="utf-8")
    finish(folder, index)
    entries = open_corpus(index).shelf(limit=99).entries
    assert {(entry.copy_count, len(entry.copies)) for entry in entries} == {(29, 10)}
    assert all(entry.id not in {copy.id for copy in entry.copies} for entry in entries)
    assert len({entry.story for entry in entries}) == 1
    assert len(open_corpus(index).copies(entries[5].id)) == 29
