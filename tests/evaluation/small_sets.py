"""Public data sets in small: files of the same formats and names, with sentences written for these tests."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PARAGRAPHS = {
    "de": (
        "Der Hafen von Wismar ruht seit Mai. Die Fischer warten auf neue Netze. Im Juni kommt der Bagger aus Rostock.",
        "Die Brücke über die Elbe bleibt gesperrt. Ingenieure fanden Risse in zwei Pfeilern.",
        "Die Bahn streicht im Winter jede zehnte Verbindung. Es fehlen 300 Lokführer.",
    ),
    "en": (
        "The port of Wismar has been idle since May. The fishers wait for new nets. In June a dredger comes.",
        "The bridge over the Elbe stays closed. Engineers found cracks in two pillars.",
        "The railway cancels every tenth connection in winter. It lacks 300 train drivers.",
    ),
}
QUESTIONS = {
    "de": (
        ("q1", "Worauf warten die Fischer?", 0, "neue Netze"),
        ("q2", "Worin fanden Ingenieure Risse?", 1, "zwei Pfeilern"),
        ("q3", "Wie viele Lokführer fehlen?", 2, "300"),
    ),
    "en": (
        ("q1", "What do the fishers wait for?", 0, "new nets"),
        ("q2", "Where did engineers find cracks?", 1, "two pillars"),
        ("q3", "How many train drivers does it lack?", 2, "300"),
    ),
}
NOMIRACL = (
    {"id": "n1", "question": "Worauf warten die Fischer?", "passages": PARAGRAPHS["de"], "answerable": True},
    {"id": "n2", "question": "Wie viele Lokführer fehlen?", "passages": PARAGRAPHS["de"], "answerable": True},
    {"id": "n3", "question": "Wer malte die Mona Lisa?", "passages": PARAGRAPHS["de"], "answerable": False},
    {"id": "n4", "question": "Wann begann der Streik?", "passages": ["", " "], "answerable": False},
)

# An article of the German news quotations: its sentences, and the words of each part of each quotation in it.
QUOTED = (
    "Die Fähre fährt wieder. Ministerin Klein sagte, das Schiff sei sicher. Sie lobte die Werft.",
    (
        {"type": "Indirect", "speaker": "Ministerin Klein", "cue": "sagte", "quote": "das Schiff sei sicher"},
        {"type": "Reported", "speaker": "Sie", "cue": "lobte", "quote": "Sie lobte die Werft"},
    ),
)


def squad(language: str, questions: Sequence[tuple[str, str, int, str]] | None = None) -> dict[str, Any]:
    """The small set in the format of SQuAD: an article with two paragraphs, and one with the third."""
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"id": id_, "question": asked, "answers": [{"text": answer, "answer_start": text.index(answer)}]}
                for id_, asked, right, answer in (questions or QUESTIONS[language])
                if right == number
            ],
        }
        for number, text in enumerate(PARAGRAPHS[language])
    ]
    return {"version": "1.1", "data": [{"title": "A", "paragraphs": paragraphs[:2]}, {"paragraphs": paragraphs[2:]}]}


def write_squad(folder: Path, language: str, content: Mapping[str, Any] | None = None, part: str = "part") -> Path:
    path = folder / f"xquad-{part}.{language}.json"
    path.write_text(json.dumps(content or squad(language), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def write_nomiracl(folder: Path, *lines: Any, name: str = "nomiracl-de-part") -> Path:
    path = folder / f"{name}.jsonl.gz"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines or NOMIRACL]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(texts) + "\n")
    return path


def quoted_entry(
    text: str, quotations: Sequence[Mapping[str, str]], name: str = "1 - Fähre (2020-05-04)"
) -> dict[str, Any]:
    """An article in the format of the German news quotations; the parts of a quotation are words of the text."""
    tokens = [
        {
            "charBegin": match.start(),
            "charEnd": match.end(),
            "sentence": len(re.findall(r"\.\s", text[: match.start()])),
        }
        for match in re.finditer(r"\w+|[^\w\s]", text)
    ]

    def part(words: str) -> dict[str, Any]:
        start = text.index(words) if words else 0
        ids = [n for n, token in enumerate(tokens) if start <= token["charBegin"] < start + len(words)]
        return {"text": words, "tokenIds": ids, "spans": []}

    names = ("quote", "speaker", "cue", "addressee", "frame")
    annotations = [{"type": mark["type"]} | {one: part(mark.get(one, "")) for one in names} for mark in quotations]
    return {"documentName": name, "originalText": text, "tokens": tokens, "annotations": annotations}


def write_quotations(folder: Path, *lines: Any, split: str = "dev") -> Path:
    path = folder / f"german-news-quotations.{split}.jsonl.gz"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(texts or [json.dumps(quoted_entry(*QUOTED))]) + "\n")
    return path


def write_all(folder: Path) -> None:
    for language in PARAGRAPHS:
        write_squad(folder, language)
    write_nomiracl(folder)
    write_quotations(folder)
