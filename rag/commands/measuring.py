"""`belegt eval`: how good it is, on golden questions and on public sets."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rag.commands.options import add_index
from rag.errors import BelegtError
from rag.settings import Settings


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    """Add the command; `index` is the folder that it takes where none is named."""
    evaluate = commands.add_parser(
        "eval",
        help="measure on golden questions and on public sets",
        description="Ask every golden question (JSON lines: question, language, answerable, evidence as article and"
        " quote) and report evidence recall, abstention, and the gap between English and German. With --data, measure"
        " retrieval on XQuAD and abstention on NoMIRACL too, with indexes made for it, and who says what on German news"
        " quotations; that takes minutes.",
    )
    evaluate.add_argument("golden", nargs="?", metavar="GOLDEN", help="for the sample articles: tests/golden.jsonl")
    evaluate.add_argument(
        "--pairs",
        type=Path,
        metavar="FILE",
        help="statements whose relation is known (tests/relations/pairs.jsonl), and the perturbation test",
    )
    evaluate.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="folder with xquad*.de.json, xquad*.en.json, nomiracl*.jsonl.gz, german-news-quotations*.dev.jsonl.gz;"
        " what is not there is skipped",
    )
    add_index(evaluate, index)
    evaluate.add_argument("--json", action="store_true", help="the report as JSON")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="write the report as JSON to a file as well")
    evaluate.add_argument("--failures", action="store_true", help="list the questions that went wrong")
    evaluate.set_defaults(run=_eval, wrong_usage=evaluate.error)


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from rag.evaluation.progress import finish_with_bar
    from rag.evaluation.quality import measure

    if not options.golden and not options.data and not options.pairs:
        options.wrong_usage(
            "name a file of golden questions, a folder of public sets with --data, or pairs with --pairs"
        )
    if options.out and (options.out.is_dir() or not options.out.absolute().parent.is_dir()):
        options.wrong_usage(f"--out {options.out} is no file in a folder that exists")
    golden = Path(options.golden) if options.golden else None
    quality = finish_with_bar(
        measure(settings, questions=golden, index=options.index, data=options.data, pairs=options.pairs)
    )
    report = json.dumps(quality.to_dict(), ensure_ascii=False, indent=2) if options.json or options.out else ""
    print(report if options.json else quality.to_text(failures=options.failures))
    if options.out:
        try:
            options.out.write_text(report + "\n", encoding="utf-8")
        except OSError as error:
            raise BelegtError(f"{options.out} cannot be written ({error.strerror}); the report is above") from error
    return 0
