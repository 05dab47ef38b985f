from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.articles.decoding import decode
from rag.articles.readers import find_files, make_article, read_article
from rag.errors import ArticleError
from rag.types import content_id

GERMAN = "Über die Brücke führt künftig die „Große Allee“ – für 12 €, sagt Bürgermeisterin Weiß."


def write(folder: Path, name: str, content: bytes | str = "Ein Satz.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- sources --------------------------------------------------------------------------------------------------------


def test_a_folder_gives_what_can_be_read_sorted_with_subfolders_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c.TXT", "README.txt", "readme.md", ".hidden.txt", ".git/x.txt", "d.odt"):
        write(tmp_path, name)
    (tmp_path / "folder.txt").mkdir()
    assert [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])] == ["a/z.txt", "b.txt", "c.TXT"]


def test_patterns_choose_files_by_their_path_below_the_folder_or_their_name(tmp_path: Path) -> None:
    for name in ("2023/a.pdf", "2023/b.txt", "2024/c.txt", "2024/d.log", "e.txt"):
        write(tmp_path, name)

    def found(*include: str, exclude: tuple[str, ...] = ()) -> list[str]:
        return [path.name for path in find_files([tmp_path], include=include, exclude=exclude)]

    assert found(exclude=("2023/*",)) == ["c.txt", "e.txt"]
    assert found("*.pdf", "e.*") == ["a.pdf", "e.txt"]
    assert found("2024/*") == ["c.txt", "d.log"]
    assert found("*", exclude=("*.txt",)) == ["a.pdf", "d.log"]
    with pytest.raises(ArticleError, match=r"no articles that match \*\.doc in"):
        found("*.doc")


def test_a_hidden_folder_that_is_named_itself_is_searched(tmp_path: Path) -> None:
    path = write(tmp_path, ".news/a.txt")
    assert find_files([path.parent]) == [path]


def test_files_come_as_given_and_only_once(tmp_path: Path) -> None:
    first, second = write(tmp_path, "z.text"), write(tmp_path, "a.txt")
    assert find_files([str(first), tmp_path, second]) == [first, second]


def test_a_source_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"nowhere does not exist; give a folder"):
        find_files([tmp_path / "nowhere"])


def test_a_folder_without_articles_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no articles in .*; put files there"):
        find_files([tmp_path])
    with pytest.raises(ArticleError, match="no sources given"):
        find_files([])


# --- files that are no article --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n\xc2\xa0", "only white space"),
        (b"\xef\xbb\xbf", "only white space"),
        (b"\xff\xfe", "only white space"),
        (b"x" * 101, r"has 101 bytes, more than the 100 .* BELEGT_MAX_ARTICLE_BYTES"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", "no text"),
        (b"\x00" * 40, "no text"),
        (bytes(range(1, 32)) * 3, "control characters"),
    ],
    ids=["empty", "white space", "only a mark", "only a UTF-16 mark", "too large", "picture", "NUL", "control"],
)
def test_a_file_that_is_no_article_is_refused_with_its_name_and_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = write(tmp_path, "news.txt", content)
    with pytest.raises(ArticleError, match=reason) as raised:
        read_article(path, max_bytes=100)
    assert str(path) in str(raised.value)


def test_a_folder_a_missing_and_a_locked_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="is a folder"):
        read_article(tmp_path, max_bytes=100)
    with pytest.raises(ArticleError, match="no longer there"):
        read_article(tmp_path / "gone.txt", max_bytes=100)
    locked = write(tmp_path, "locked.txt")
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read every file")
    with pytest.raises(ArticleError, match="may not be read"):
        read_article(locked, max_bytes=100)


def test_a_file_of_exactly_the_largest_size_is_read(tmp_path: Path) -> None:
    assert read_article(write(tmp_path, "a.txt", b"x" * 100), max_bytes=100).text == "x" * 100


# --- decoding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_german_text_comes_out_right_in_every_usual_encoding(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)) == GERMAN


def test_latin_1_is_read_where_windows_1252_has_no_character() -> None:
    assert decode("Brücke \x81".encode("latin-1")).startswith("Brücke")


def test_a_utf_8_text_that_was_cut_within_a_character_stays_utf_8() -> None:
    assert decode("Die Brücke ist schön und groß".encode()[:-1]) == "Die Brücke ist schön und gro\ufffd"


def test_lone_surrogates_become_the_replacement_character_and_pairs_their_character() -> None:
    assert decode(b"Br\xc3\xbccke \xed\xa0\x80!") == "Brücke \ufffd!"
    assert decode("Brücke ".encode() + "\ud83d\ude00".encode("utf-8", "surrogatepass")) == "Brücke 😀"
    assert make_article("Brücke \ud800!").text == "Brücke \ufffd!"


def test_the_text_is_kept_as_read_but_for_nfc(tmp_path: Path) -> None:
    text = " Die Bru\u0308cke\r\nsteht.\u00a0 \r\rGut\u00ad.\n\n"
    article = read_article(write(tmp_path, "a.txt", text), max_bytes=1_000)
    assert article.text == text.replace("u\u0308", "ü")
    assert article.id == content_id(article.text)
    assert article.path == str(tmp_path / "a.txt")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused_with_a_reason(content: bytes) -> None:
    try:
        text = decode(content)
    except ValueError:
        return
    assert "\x00" not in text
    text.encode("utf-8")


# --- making articles ------------------------------------------------------------------------------------------------


def test_what_is_given_is_not_looked_for() -> None:
    article = make_article(
        "Neue Brücke\n\nVon Erika Muster\n\nStand: 12.03.2024\n\nKiel. Der Rat hat am Montag die Brücke beschlossen.",
        path="a.txt",
        url="https://beispiel.de/a",
        title="Eine Brücke",
        publisher="Beispiel",
        author="Jan Beispiel",
        published="2020",
        language="nl",
    )
    given = (article.title, article.publisher, article.author, article.published, article.language, article.url)
    assert given == ("Eine Brücke", "Beispiel", "Jan Beispiel", "2020", "nl", "https://beispiel.de/a")


@given(st.text(alphabet=st.characters()))
def test_any_text_makes_an_article_that_can_be_stored(text: str) -> None:
    article = make_article(text)
    article.text.encode("utf-8")
    assert unicodedata.is_normalized("NFC", article.text)
    assert article.title
    assert article.title.splitlines() == [article.title]
    body = "".join(article.text[span.start : span.end] for span in article.body())
    marked = sum(len(span) for span in (*article.noise, *article.headings))
    assert len(body) + marked == len(article.text)
