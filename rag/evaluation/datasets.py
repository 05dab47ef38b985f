"""Public data sets, read from a folder that the user names; none of their text is part of Belegt.

XQuAD (Artetxe et al. 2020), CC BY-SA 4.0: files `xquad*.de.json` and `xquad*.en.json` in the format of SQuAD.
NoMIRACL (Thakur et al. 2024), Apache-2.0: files `nomiracl*.jsonl.gz`, a question with its passages a line.
German news quotations (Petersen-Frey and Biemann 2024), CC BY-NC-SA 4.0: files
`german-news-quotations*.<split>.jsonl.gz`, an article of Wikinews with its tokens and quotations a line; read by
`rag.evaluation.quoted_articles`.

Several files of one pattern are parts of one set and are read together; a question that stands in two of them is an
error, for then one file is no part but a second copy.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.building import build
from rag.corpus import Corpus, open_corpus
from rag.errors import ArticleError
from rag.evaluation.quoted_articles import QuotedArticle, quoted_article
from rag.settings import Settings

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question whose answer begins at offset `answer_start` of paragraph number `paragraph`."""

    id: str
    question: str
    paragraph: int
    answer_start: int


@dataclass(frozen=True, slots=True)
class Xquad:
    """One language of XQuAD: its distinct paragraphs, the Wikipedia article that each is from, and questions."""

    language: str
    paragraphs: tuple[str, ...]
    topics: tuple[int, ...]
    questions: tuple[SpanQuestion, ...]


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question with the passages to answer it from, and whether any of them does."""

    id: str
    question: str
    passages: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class PublicSets:
    """What a folder holds of the public sets; `skipped` says in words what it does not hold."""

    xquad: dict[str, Xquad]
    nomiracl: list[PassageQuestion] | None
    quotations: list[QuotedArticle] | None
    files: tuple[str, ...]
    skipped: tuple[str, ...]


def read_public_sets(folder: Path) -> PublicSets:
    """Read all that the folder holds.

    Raises ArticleError if it holds no set at all, and naming file and line of what cannot be read.
    """
    skipped = [f"XQuAD in {language!r}: no {_xquad(language)} in {folder}" for language in LANGUAGES]
    skipped = [why for language, why in zip(LANGUAGES, skipped, strict=True) if not _files(folder, _xquad(language))]
    present = [language for language in LANGUAGES if _files(folder, _xquad(language))]
    nomiracl = _files(folder, _NOMIRACL)
    if not nomiracl:
        skipped.append(f"NoMIRACL: no {_NOMIRACL} in {folder}")
    quoted = _files(folder, _QUOTED)
    if not quoted:
        skipped.append(f"quotations: no {_QUOTED} in {folder}")
    if not present and not nomiracl and not quoted:
        wanted = ", ".join([*map(_xquad, LANGUAGES), _NOMIRACL, _QUOTED])
        raise ArticleError(f"no public set in {folder}; name a folder that holds any of {wanted}")
    xquad = {language: read_xquad(folder, language) for language in present}
    if len(xquad) == 2 and not set.intersection(*({q.id for q in set_.questions} for set_ in xquad.values())):
        skipped.append("questions of one language about paragraphs of the other: the files of XQuAD share no question")
    files = [path.name for language in present for path in _files(folder, _xquad(language))]
    return PublicSets(
        xquad=xquad,
        nomiracl=read_nomiracl(folder) if nomiracl else None,
        quotations=read_quotations(folder) if quoted else None,
        files=(*files, *(path.name for path in (*nomiracl, *quoted))),
        skipped=tuple(skipped),
    )


def read_xquad(folder: Path, language: str) -> Xquad:
    """Read one language of XQuAD. Raises ArticleError if the folder does not hold it, or naming what is malformed."""
    paragraphs: dict[str, int] = {}
    topics: list[int] = []
    questions: dict[str, SpanQuestion] = {}
    topic = 0
    for path in _present(folder, _xquad(language)):
        before = len(questions)
        for article, where in _items(_json(path), "data", path, ""):
            for paragraph, at in _items(article, "paragraphs", path, where):
                # Leading white space is kept: answers are given as offsets into the paragraph as it stands.
                context = _text(paragraph, "context", path, at)
                # Articles are read in NFC, which may be shorter: offsets are counted there.
                text = unicodedata.normalize("NFC", context)
                number = paragraphs.setdefault(text, len(paragraphs))
                if number == len(topics):
                    topics.append(topic)
                for entry, here in _items(paragraph, "qas", path, at):
                    question = _span_question(entry, context, number, path, here)
                    if question.id in questions:
                        raise ArticleError(
                            f"{path}, {here}: the question {question.id!r} was there already; {_ONE_COPY}"
                        )
                    questions[question.id] = question
            topic += 1
        if len(questions) == before:
            raise ArticleError(f"{path} holds no questions")
    return Xquad(language, tuple(paragraphs), tuple(topics), tuple(questions.values()))


def read_nomiracl(folder: Path) -> list[PassageQuestion]:
    """Read NoMIRACL. Raises ArticleError if the folder does not hold it, or naming the line that is malformed."""
    questions: dict[str, PassageQuestion] = {}
    for path in _present(folder, _NOMIRACL):
        before = len(questions)
        for number, line in _lines(path):
            where = f"line {number}"
            try:
                entry = json.loads(line)
            except ValueError as error:
                raise ArticleError(f"{path}, {where} is no JSON ({error})") from error
            question = _passage_question(entry, path, where)
            if question.id in questions:
                raise ArticleError(f"{path}, {where}: the question {question.id!r} was there already; {_ONE_COPY}")
            questions[question.id] = question
        if len(questions) == before:
            raise ArticleError(f"{path} holds no questions")
    return list(questions.values())


def read_quotations(folder: Path, split: str = "dev") -> list[QuotedArticle]:
    """Read one split of the German news quotations.

    Raises ArticleError if the folder does not hold it, or naming the line that is malformed.
    """
    pattern = _quoted(split)
    articles: dict[str, QuotedArticle] = {}
    for path in _present(folder, pattern):
        for number, line in _lines(path):
            where = f"{path}, line {number}"
            try:
                article = quoted_article(json.loads(line))
            except ValueError as error:
                raise ArticleError(f"{where} is no quoted article ({error})") from error
            if article.name in articles:
                raise ArticleError(f"{where}: the article {article.name!r} was there already; {_ONE_COPY}")
            articles[article.name] = article
    if not articles:
        raise ArticleError(f"{pattern} in {folder} holds no articles")
    return list(articles.values())


def corpus_of(texts: Sequence[str], folder: Path, settings: Settings) -> Corpus:
    """Build an index in `folder` whose articles are these texts, by the way that any article goes, and open it.

    Text i becomes the article with the path ".../<i as six digits>.txt". Equal texts become one article.
    """
    sources = folder / "articles"
    sources.mkdir(parents=True)
    for number, text in enumerate(texts):
        (sources / f"{number:06d}.txt").write_text(text, encoding="utf-8")
    for _ in build(sources, index=folder / "index", settings=settings):
        pass
    return open_corpus(folder / "index", settings)


def number_of(path: str) -> int:
    """Return which text of `corpus_of` an article's path stands for."""
    return int(Path(path).stem)


def _quoted(split: str) -> str:
    return f"german-news-quotations*.{split}.jsonl.gz"


_NOMIRACL = "nomiracl*.jsonl.gz"
_QUOTED = _quoted("dev")
_ONE_COPY = "leave one copy of each part of the set in the folder"


def _xquad(language: str) -> str:
    return f"xquad*.{language}.json"


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


def _present(folder: Path, pattern: str) -> list[Path]:
    found = _files(folder, pattern)
    if not found:
        raise ArticleError(f"no {pattern} in {folder}; name a folder that holds the public data with --data")
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ArticleError(f"{path}, line {error.lineno} is no JSON ({error.msg})") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read ({error})") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise ArticleError(f"{path} cannot be read after line {number} ({error})") from error


def _items(holder: Any, name: str, path: Path, where: str) -> Iterator[tuple[Any, str]]:
    """Yield the entries of a list with the place of each: SQuAD files are often one line, of which no number helps."""
    if not isinstance(holder, dict) or not isinstance(holder.get(name), list):
        raise ArticleError(f"{path}, {where or 'line 1'}: there is no list {name!r}, which the format of SQuAD has")
    for number, entry in enumerate(holder[name]):
        yield entry, f"{where}{'.' if where else ''}{name}[{number}]"


def _text(holder: Any, name: str, path: Path, where: str) -> str:
    value = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise ArticleError(f"{path}, {where}: {name!r} is missing or no text")
    return value


def _span_question(entry: Any, context: str, paragraph: int, path: Path, where: str) -> SpanQuestion:
    id_, question = _text(entry, "id", path, where), _text(entry, "question", path, where)
    answer, at = next(_items(entry, "answers", path, where), (None, where))
    words = _text(answer, "text", path, at)
    start = answer.get("answer_start") if isinstance(answer, dict) else None
    if not isinstance(start, int) or not 0 <= start < len(context):
        raise ArticleError(f"{path}, {at}: 'answer_start' is {start!r}, which is no place in the paragraph")
    if not context.startswith(words, start):
        raise ArticleError(f"{path}, {at}: the paragraph does not hold the answer {words!r} at {start}")
    return SpanQuestion(id_, question.strip(), paragraph, len(unicodedata.normalize("NFC", context[:start])))


def _passage_question(entry: Any, path: Path, where: str) -> PassageQuestion:
    passages = entry.get("passages") if isinstance(entry, dict) else None
    id_, question = _text(entry, "id", path, where), _text(entry, "question", path, where)
    if not isinstance(passages, list) or not all(isinstance(text, str) for text in passages):
        raise ArticleError(f"{path}, {where}: 'passages' is missing or no list of texts")
    if not isinstance(entry.get("answerable"), bool):
        raise ArticleError(f"{path}, {where}: 'answerable' is missing or neither true nor false")
    return PassageQuestion(id_, question, tuple(passages), entry["answerable"])
