"""The gate's reasons in German: every one that the sources can give has its German form."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.reasons import reason_in

RAG = Path(__file__).parents[1] / "rag"
SOURCES = [
    *(
        f"relations/{name}.py"
        for name in ("verification", "differences", "bindings", "reach", "force", "acts", "claimers", "polarity")
    ),
    "wording/form.py",
    "wording/statements.py",
]
# A reason has a kind in front, or speaks of the quote, the statement or "it".
REASON = re.compile(
    r"[a-z][a-z ,]*: .|not in the quote: |the (quote|statement) [a-z]+ [a-z]|it (is|has|says|holds|puts) "
)


def texts_of(node: ast.expr) -> Iterator[str]:
    """Every text that a string of the source may become; what is only known when it runs is "Wort"."""
    if isinstance(node, ast.Constant):
        yield node.value if isinstance(node.value, str) else "Wort"
    elif isinstance(node, ast.JoinedStr):
        ways = [list(texts_of(part)) for part in node.values]
        if ast.unparse(node).startswith("f'{kind} "):
            ways[0] = ["actor", "verb", ""]
        yield from map("".join, itertools.product(*ways))
    elif isinstance(node, ast.FormattedValue):
        yield from texts_of(node.value)
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts_of(value)
    else:
        yield "Wort"


def reasons_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    beside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    beside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    # Tables hold no reasons, and errors are told to who calls, or beside an answer.
    others = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    others += [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    beside |= {id(part) for node in others for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in beside or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        for text in texts_of(node):
            if REASON.match(text.strip()):
                yield text.strip()


REASONS = sorted({reason for name in SOURCES for reason in reasons_of(RAG / name)})


def test_the_reasons_are_found_in_the_sources() -> None:
    kinds = {reason.partition(":")[0] for reason in REASONS}
    assert {"number", "time", "opposite", "negation", "modality", "direction", "claimer", "actor", "office"} <= kinds
    assert {"number not in the quote", "verb not in the quote", "not in the quote", "it says nothing"} <= kinds
    assert "the statement says nothing of anybody" in kinds


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_gate_has_a_german_form(reason: str) -> None:
    german = reason_in("de", reason)
    assert german != reason, "give it a German form in rag/reasons.py"
    assert not re.search(r"\b(the|quote|statement|says|not|in one)\b", german), german
    assert german.count("Wort") in (0, reason.count("Wort"))


@pytest.mark.parametrize(
    ("reason", "german"),
    [
        ("number: 300, the quote says 200", "Zahl: 300, im Zitat steht 200"),
        ("number: by 5, the quote says to 5", "Zahl: um 5, im Zitat steht auf 5"),
        ("office: former in the quote", "Amt: im Zitat früher"),
        ("actor: to Anna, the quote says by Paul", "wer handelt: to Anna, im Zitat steht by Paul"),
        ("claimer: somebody else says it, not Kruse", "wer es sagt: jemand anderes, nicht Kruse"),
        ("not in the quote: the quote says {x}", "nicht im Zitat: the quote says {x}"),
        ("it is in German, not in English", "es ist auf Deutsch, nicht auf Englisch"),
    ],
)
def test_a_reason_in_german_keeps_the_words_of_statement_and_quote(reason: str, german: str) -> None:
    assert reason_in("de", reason) == german


@pytest.mark.parametrize("reason", ["whatever: else", "no kind at all", ""])
def test_what_is_not_known_stays_as_it_is(reason: str) -> None:
    assert reason_in("de", reason) == reason
    assert reason_in("en", "number: 300, the quote says 200") == "number: 300, the quote says 200"
