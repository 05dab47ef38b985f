"""The house keeps its rules: who may import whom, one door for each foreign package, a light import, public names."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).parent.parent
FILES = sorted(path for path in (ROOT / "rag").rglob("*.py") if "tiktoken-plugin" not in path.parts)

# From the ground up: a room may import the rooms named here and its own files, nothing else of the house.
FOUNDATION = {"types", "errors", "settings"}
ROOMS = {
    "types": set(),
    "errors": set(),
    "settings": set(),
    "tokens": FOUNDATION,
    "chat": FOUNDATION | {"encoder", "tokens"},
    "encoder": FOUNDATION,
    "lexicon": set(),
    "articles": FOUNDATION,
    "fetching": FOUNDATION,
    "claims": FOUNDATION,
    "store": FOUNDATION | {"claims", "lexicon"},
    "answer_type": FOUNDATION | {"lexicon"},
    "saying": FOUNDATION | {"lexicon"},
    "question": FOUNDATION | {"answer_type", "articles", "lexicon", "saying"},
    "said": FOUNDATION | {"claims", "lexicon", "question", "store"},
    "filtering": FOUNDATION | {"claims", "store"},
    "retrieval": FOUNDATION | {"claims", "filtering", "question", "said", "store"},
    "answering": FOUNDATION | {"answer_type", "claims", "question", "relations", "retrieval"},
    "building": FOUNDATION | {"articles", "claims", "encoder", "fetching", "store", "tokens"},
    "shelf": FOUNDATION | {"store"},
    "conversation": FOUNDATION | {"articles", "claims", "lexicon"},
    "wording": FOUNDATION | {"articles", "chat", "claims", "conversation", "encoder", "lexicon", "relations"},
    "corpus": FOUNDATION
    | {"answering", "conversation", "encoder", "filtering", "question", "retrieval"}
    | {"shelf", "store"},
    "relations": FOUNDATION | {"claims", "encoder", "lexicon"},
    "checking": FOUNDATION | {"answering", "corpus", "relations", "retrieval"},
    "chain": FOUNDATION | {"chat", "conversation", "corpus", "wording"},
    "suggesting": FOUNDATION | {"answering", "claims", "conversation", "corpus", "lexicon", "question", "retrieval"},
    "reasons": set(),
    "terminal": FOUNDATION | {"reasons"},
    "diagnosis": FOUNDATION | {"chat", "corpus", "encoder", "store", "tokens"},
    "page": FOUNDATION
    | {"building", "chain", "chat", "checking", "conversation", "corpus", "reasons", "suggesting", "wording"},
    "evaluation": FOUNDATION
    | {"answering", "articles", "building", "chain", "chat", "checking", "claims", "corpus", "encoder", "lexicon"}
    | {"question", "relations", "retrieval", "store", "tokens"},
    "training": FOUNDATION | {"encoder", "lexicon", "relations"},
    "__init__": None,  # the public names and the command line reach every room, on first use
    "__main__": None,
    "commands": None,
}
# A foreign package is imported in one place, so that there is one place to look when it changes.
DOORS = {
    "faiss": {"store/vectors.py"},
    "bm25s": {"evaluation/baselines.py"},
    "sqlite3": {"store/database.py", "store/opening.py"},
    "onnx": {"training/graph.py"},
    "onnxruntime": {"encoder/embedded.py"},
    "sentence_transformers": {"encoder/loading.py"},
    "torch": {
        "chat/local.py",
        "encoder/loading.py",
        "encoder/reranker.py",
        *(f"training/encoder/{name}.py" for name in ("checkpoint", "folder", "student", "teaching")),
        "training/support/__main__.py",
        "training/support/network.py",
    },
    "huggingface_hub": {"encoder/loading.py"},
    "langchain": {"chat/providers.py"},
    "langchain_openai": {"chat/providers.py"},
    "langsmith": {"chat/model.py"},
    "transformers": {"chat/local.py", "encoder/loading.py", "training/encoder/folder.py"},
    "safetensors": {"training/encoder/checkpoint.py", "training/encoder/folder.py"},
    "tiktoken": {"tokens.py", "training/tokenizer.py"},
    "tiktoken_ext": {"training/tokenizer.py"},
    "tokenizers": {
        "encoder/embedded.py",
        "training/tokenizer.py",
        *(f"training/encoder/{name}.py" for name in ("first_rows", "folder", "teaching", "vocabulary")),
    },
    "langchain_core": {"chain.py", "chat/local.py", "chat/providers.py", "evaluation/baselines.py"},
    "langchain_text_splitters": {"evaluation/baselines.py"},
    "pydantic": {"chain.py", "chat/local.py"},
    "gradio": {
        f"page/{name}.py"
        for name in "__init__ answering api asking choosing layout parts serving shelving translating".split()
    },
    "starlette": {f"page/{name}.py" for name in ("guards", "limits", "serving", "tools")},
    "mcp": {"page/tools.py"},
    "trafilatura": {"articles/formats/html.py"},
    "lxml": {"articles/formats/markup.py"},
    "pypdfium2": {"articles/formats/pdf.py"},
    "docx": {"articles/formats/word.py"},
    "markdown_it": {"articles/formats/markdown.py"},
    "pyarrow": {"articles/tables.py"},
    "watchfiles": {"building/watching.py"},
    "httpx": {"fetching/connecting.py"},
    "httpcore": {"fetching/connecting.py"},
    "feedparser": {"fetching/loose_feed.py"},
    "defusedxml": {"fetching/sitemaps.py"},
    "tqdm": {"commands/indexing.py", "commands/teaching.py", "evaluation/progress.py"},
    "scipy": {"evaluation/quotation_scores.py"},
    "snowballstemmer": {"training/lexicon.py", "evaluation/baselines.py"},
}
EVERYWHERE = {"numpy", "rag"} | set(sys.stdlib_module_names)


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; say the full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "rag").parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "rag").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_room_imports_only_the_rooms_below_it(path: Path) -> None:
    room = room_of(path)
    allowed = ROOMS[room]
    if allowed is None:
        return
    for name in imports_of(path):
        if name.startswith("rag."):
            target = name.split(".")[1]
            assert target in allowed | {room}, f"{name_of(path)} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_foreign_package_is_imported_at_its_door_only(path: Path) -> None:
    for name in imports_of(path):
        package = name.split(".")[0]
        if package not in EVERYWHERE:
            assert package in DOORS, f"{name_of(path)} imports {package}, which has no door; name one in this test"
            assert name_of(path) in DOORS[package], f"{package} is imported in {name_of(path)}, not at its door"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_in_its_first_line_what_it_is(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{name_of(path)} has no docstring"
    assert len(docstring.splitlines()[0]) <= 120


def test_importing_rag_is_light() -> None:
    code = "import rag, sys; print(' '.join(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    heavy = {"torch", "transformers", "sentence_transformers", "onnxruntime", "gradio", "faiss", "langchain_core"}
    heavy |= {"pydantic", "numpy", "mcp"}
    assert not heavy & set(loaded.split())


def test_the_public_names_are_those_of_all_and_every_one_resolves() -> None:
    assert list(rag.__all__) == sorted(rag.__all__)
    for name in rag.__all__:
        assert getattr(rag, name) is not None
    defined = {name for name in vars(rag) if not name.startswith("_")}
    modules = {name for name in defined if isinstance(getattr(rag, name), type(rag))}
    helpers = {"annotations", "Any", "Iterable", "Iterator", "Mapping", "Path", "Sequence", "TYPE_CHECKING"}
    assert defined - modules - helpers <= set(rag.__all__)


def test_public_functions_and_types_are_documented() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__doc__, f"rag.{name} has no docstring"


def test_the_library_never_prints_and_never_pickles() -> None:
    for path in FILES:
        by_hand = {"training/graph.py", "training/lexicon.py", "training/tokenizer.py"}
        if name_of(path) in by_hand or room_of(path) in ("__main__", "commands", "evaluation"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "print" not in calls, f"{name_of(path)} prints"
        assert "pickle" not in {name.split(".")[0] for name in imports_of(path)}
