"""The command line: `belegt build`, `add`, `ask`, `serve` and more. Only it and app.py read the environment."""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import rag
from rag.errors import BelegtError
from rag.settings import PageSettings, Settings
from rag.terminal import (
    added_text,
    answer_text,
    check_text,
    groups_text,
    matrix_text,
    removed_text,
    report_text,
    shelf_text,
    timeline_text,
)
from rag.types import GROUPINGS

_EXAMPLES = """\
first steps:
  belegt build seeds                                   read the articles in seeds/ into index/
  belegt ask "What did Russia offer Venezuela?"        claims with quotes and sources, or "the articles do not say"
  belegt ask "Wer bietet Vermittlung an?" --json       the same for programs
  belegt check "Russia has sent troops to Venezuela"   what supports and what refutes a statement
  belegt ask "What about oil?" --claimer Maduro --since 2023      filters may be given several times
  belegt ask "What about oil?" --matrix                who asserts, hedges, doubts or denies what
  belegt add report.txt                                one article more, which stays when you build again
  belegt list Wismar                                   what is in the index; belegt remove report.txt takes it out
  belegt serve                                         the chat page, on this machine only

environment:
  BELEGT_ENCODER   any sentence-transformers model or folder instead of the embedded encoder (build again after it)
  BELEGT_RERANKER  a sentence-transformers CrossEncoder, name or folder, that judges what was found (none)
  BELEGT_INDEX     the index's folder where --index is not given (index)
  BELEGT_TOP_K     findings in an answer (8);   BELEGT_THREADS   threads for encoding (all cores)
  BELEGT_AUTH      who may use the page: name:password, or @FILE with one a line (everybody)
"""


_STEPS = {"read": "articles read", "encode": "texts encoded", "store": "stored", "done": "done"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 a problem that the message names, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        return int(options.run(options, Settings.from_environment()))
    except (BelegtError, ValueError) as error:
        print(f"belegt: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("belegt: stopped; the index is as it was before", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`belegt ask ... | head -1`): nothing to say, and nobody to say it to.
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    import os

    parser = argparse.ArgumentParser(
        prog="belegt",
        description="Ask questions about news articles; the answers are claims, cut out of the articles word for word.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"belegt {rag.__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    index = os.environ.get("BELEGT_INDEX") or "index"

    build = commands.add_parser(
        "build",
        help="read articles into an index",
        description="Make the index hold the articles of these files and folders (.txt) and no others. What did not"
        " change is not read again; what went away is removed; what cannot be read is skipped and named.",
    )
    build.add_argument("sources", nargs="+", metavar="FILE_OR_FOLDER")
    _add_index(build, index)
    build.add_argument("--fresh", action="store_true", help="begin from nothing, for an index of another format")
    build.add_argument("--json", action="store_true", help="the report as JSON")
    build.set_defaults(run=_build)

    _add_single_articles(commands, index)

    ask = commands.add_parser(
        "ask",
        help="ask a question",
        description="Print the claims that answer the question, best first: who says it, the words, and where they"
        " stand ([file:start-end]); or that the articles do not say. Ask in English or German.",
    )
    ask.add_argument("question")
    _add_index(ask, index)
    ask.add_argument("--top-k", type=int, metavar="N", help="the most findings (8)")
    _add_filter(ask)
    view = ask.add_mutually_exclusive_group()
    view.add_argument("--matrix", action="store_true", help="a table: who asserts, hedges, doubts or denies what")
    view.add_argument("--timeline", action="store_true", help="a table by when it was said, or else published")
    view.add_argument("--by", choices=GROUPINGS, help="the findings in groups")
    ask.add_argument("--json", action="store_true", help="the answer as JSON (see Answer.to_dict), with the view")
    ask.set_defaults(run=_ask)

    check = commands.add_parser(
        "check",
        help="check a statement",
        description="Print the claims that support a statement, those that refute it, and those that only speak of the"
        " same, with quotes and sources; or that there is nothing in the articles. English or German.",
    )
    check.add_argument("statement")
    _add_index(check, index)
    check.add_argument("--top-k", type=int, metavar="N", help="the most findings of each sort (8)")
    _add_filter(check)
    check.add_argument("--json", action="store_true", help="the result as JSON (see Check.to_dict)")
    check.set_defaults(run=_check)

    serve = commands.add_parser(
        "serve", help="start the chat page", description="Start the chat page and say its address."
    )
    _add_index(serve, index)
    serve.add_argument("--host", help="address to listen on (BELEGT_HOST, or 127.0.0.1: this machine only)")
    serve.add_argument("--port", type=int, help="port to listen on (BELEGT_PORT, or 7860; 0: any that is free)")
    serve.set_defaults(run=_serve)

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
    _add_index(evaluate, index)
    evaluate.add_argument("--json", action="store_true", help="the report as JSON")
    evaluate.add_argument("--out", type=Path, metavar="FILE", help="write the report as JSON to a file as well")
    evaluate.add_argument("--failures", action="store_true", help="list the questions that went wrong")
    evaluate.set_defaults(run=_eval, wrong_usage=evaluate.error)
    _add_train_encoder(commands)
    return parser


def _add_single_articles(commands: argparse._SubParsersAction[argparse.ArgumentParser], index: str) -> None:
    add = commands.add_parser(
        "add",
        help="add articles to an index",
        description="Add the articles of these files and folders (.txt) to the index, which is made if there is none,"
        " and remove nothing. They stay when the index is built again, until they are removed.",
    )
    add.add_argument("sources", nargs="+", metavar="FILE_OR_FOLDER")
    _add_index(add, index)
    add.add_argument("--json", action="store_true", help="the report as JSON, with what became of each file")
    add.set_defaults(run=_add)

    remove = commands.add_parser(
        "remove",
        help="remove articles from an index",
        description="Remove articles with all that came from them, each named by its id or by its path, as `belegt"
        " list` shows them. What a build read comes back with the next build if its file is still there.",
    )
    remove.add_argument("articles", nargs="+", metavar="ARTICLE_OR_PATH")
    _add_index(remove, index)
    remove.add_argument("--json", action="store_true", help="the report as JSON")
    remove.set_defaults(run=_remove)

    shelf = commands.add_parser(
        "list",
        help="list the articles of an index",
        description="Print what is in the index, the newest published first: ids, titles, paths. With words, only the"
        " articles that have all of them in title, publisher, author, path or text.",
    )
    shelf.add_argument("search", nargs="*", metavar="SEARCH")
    _add_index(shelf, index)
    shelf.add_argument("--json", action="store_true", help="the list as JSON (see Shelf.to_dict)")
    shelf.set_defaults(run=_list)


_TRAIN_ENCODER = """\
Teach the encoder another language (or more of one that it knows) from sentence pairs. No model is downloaded: the
embedded encoder's own vectors of the sentences that it understands show it where their translations belong.

FILE has one pair a line, UTF-8, plain or .gz: a sentence in a language that the encoder knows (English or German), a
tab, its translation. A few thousand pairs help, 20,000 to 200,000 are good; the OPUS collections have them for many
languages. When the time is over, a table compares the encoder before and after on pairs that it has not seen.
"""
_TRAIN_ENCODER_EXAMPLES = """\
examples:
  belegt train-encoder --pairs en-es.tsv.gz --out spanish        Spanish, an hour on two cores (and 5 to 15 minutes
                                                                 before it, for 20,000 pairs)
  BELEGT_ENCODER=spanish belegt build articles                   then build the index with it; set it for ask and serve
  belegt train-encoder --pairs en-es.tsv.gz --steps 20 --held-out 100 --out trial        does it work at all?

Ctrl-C stops; the same command goes on where it was. What is computed on the way lies in <out>-work (half a gigabyte),
which can be deleted afterwards. The first column may hold several languages, German and English lines mixed: the
encoder keeps those in mind, while others that it knows may suffer.
"""


def _add_train_encoder(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    train = commands.add_parser(
        "train-encoder",
        help="teach the encoder another language",
        description=_TRAIN_ENCODER,
        epilog=_TRAIN_ENCODER_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    train.add_argument("--pairs", required=True, metavar="FILE", help="sentence pairs: known language, tab, new one")
    train.add_argument("--out", default="taught-encoder", metavar="FOLDER", help="the result (taught-encoder)")
    train.add_argument("--base", metavar="FOLDER", help="what is taught: a BERT encoder (the embedded one)")
    train.add_argument("--teacher", metavar="FOLDER", help="whose vectors of known sentences are the aim (the base)")
    length = train.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, metavar="N", help="teach so long, preparation not counted (60)")
    length.add_argument("--steps", type=int, metavar="N", help="so many batches instead, which can be repeated exactly")
    train.add_argument("--add-pieces", type=int, metavar="N", help="the most new pieces of words (16000); 0: none")
    train.add_argument("--blend", type=float, metavar="X", help="share of taught weights, the rest is the start (0.65)")
    train.add_argument("--seed", type=int, metavar="N", help="shuffles (0)")
    train.add_argument("--held-out", type=int, metavar="N", help="pairs to measure on (a tenth, at most 1000)")
    train.add_argument("--work", metavar="FOLDER", help="caches and checkpoint (<out>-work)")
    train.add_argument("--json", action="store_true", help="the report as JSON")
    train.set_defaults(run=_train_encoder)


def _add_filter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", metavar="DATE", help="only articles published since then: 2023, 2023-11 or 2023-11-16"
    )
    parser.add_argument("--until", metavar="DATE", help="only articles published until then, that day included")
    for name, what in (("publisher", "by this publisher"), ("language", "in this language: de, en ...")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help=f"only articles {what}")
    parser.add_argument("--claimer", action="append", default=[], metavar="NAME", help="only claims by this claimer")


def _add_index(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--index", default=default, metavar="FOLDER", help=f"the index's folder ({default})")


def _build(options: argparse.Namespace, settings: Settings) -> int:
    report = _with_bar(rag.build(options.sources, index=options.index, settings=settings, fresh=options.fresh))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else report_text(report))
    return 0


def _with_bar(signs: Iterator[rag.Progress]) -> rag.BuildReport:
    """Run a build to its end, with a bar on a terminal, and return its report."""
    from tqdm import tqdm

    report = None
    with tqdm(unit="", disable=not sys.stderr.isatty(), leave=False) as bar:
        for progress in signs:
            bar.set_description_str(_STEPS[progress.step], refresh=False)
            bar.total, bar.n = progress.total, progress.done
            bar.refresh()
            report = progress.report or report
    if report is None:
        raise BelegtError("the build ended without a report; please run it again")
    return report


def _add(options: argparse.Namespace, settings: Settings) -> int:
    report = _with_bar(rag.add(options.sources, index=options.index, settings=settings))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else added_text(report))
    return int(all(outcome.status == "skipped" for outcome in report.outcomes))


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    report = rag.remove(options.articles, index=options.index)
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if options.json else removed_text(report))
    return 0


def _list(options: argparse.Namespace, settings: Settings) -> int:
    corpus = rag.open_corpus(options.index, settings)
    shelf = corpus.shelf(" ".join(options.search), limit=sys.maxsize)
    print(json.dumps(shelf.to_dict(), ensure_ascii=False, indent=2) if options.json else shelf_text(shelf))
    return 0


def _filter(options: argparse.Namespace) -> rag.Filter:
    return rag.Filter(
        since=options.since,
        until=options.until,
        publishers=tuple(options.publisher),
        claimers=tuple(options.claimer),
        languages=tuple(options.language),
    )


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    where = _filter(options)
    answer = rag.ask(options.question, index=options.index, top_k=options.top_k, where=where, settings=settings)
    width = min(110, shutil.get_terminal_size((100, 24)).columns)
    if options.json:
        print(json.dumps(answer.to_dict() | _view(answer, options), ensure_ascii=False, indent=2))
    elif options.matrix:
        print(matrix_text(answer, width=width))
    elif options.timeline:
        print(timeline_text(answer, width=width))
    elif options.by:
        print(groups_text(answer, options.by, width=width))
    else:
        print(answer_text(answer, width=width))
    return 0


def _view(answer: rag.Answer, options: argparse.Namespace) -> dict[str, object]:
    if options.matrix:
        return {"matrix": answer.matrix().to_dict()}
    if options.timeline:
        return {"timeline": [entry.to_dict() for entry in answer.timeline()]}
    if options.by:
        return {"groups": [group.to_dict() for group in answer.grouped(options.by)]}
    return {}


def _check(options: argparse.Namespace, settings: Settings) -> int:
    where = _filter(options)
    check = rag.check(options.statement, index=options.index, top_k=options.top_k, where=where, settings=settings)
    if options.json:
        print(json.dumps(check.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(check_text(check, width=min(110, shutil.get_terminal_size((100, 24)).columns)))
    return 0


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from rag.page import serve

    given = {name: value for name in ("index", "host", "port") if (value := getattr(options, name)) is not None}
    serve(
        replace(PageSettings.from_environment(), **given),
        settings,
        on_ready=lambda address: print(f"Belegt answers at {address} (stop with Ctrl-C)", flush=True),
    )
    return 0


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


_STAGES = {
    "read": "reading the pairs",
    "vocabulary": "choosing and aligning pieces",
    "teacher": "sentences encoded",
    "teach": "teaching",
    "measure": "measuring",
    "done": "done",
}


def _train_encoder(options: argparse.Namespace, settings: Settings) -> int:
    from tqdm import tqdm

    from rag.training.encoder.recipe import Recipe

    names = ("minutes", "steps", "add_pieces", "blend", "seed", "held_out")
    recipe = Recipe(**{name: getattr(options, name) for name in names if getattr(options, name) is not None})
    from rag.training.encoder.teaching import train_encoder  # loads torch: not before wrong numbers are refused

    report = None
    try:
        with tqdm(unit="", disable=not sys.stderr.isatty(), leave=False) as bar:
            for progress in train_encoder(
                options.pairs,
                out=options.out,
                base=options.base,
                teacher=options.teacher,
                work=options.work,
                recipe=recipe,
                threads=settings.threads,
            ):
                cosine = "" if progress.cosine is None else f", step {progress.steps}, cosine {progress.cosine:.2f}"
                bar.set_description_str(_STAGES[progress.stage] + cosine, refresh=False)
                bar.total, bar.n = progress.total, progress.done
                bar.refresh()
                report = progress.report or report
    except KeyboardInterrupt:
        print("belegt: stopped; the same command goes on where this one was", file=sys.stderr)
        return 130
    if report is None:
        raise BelegtError("the teaching ended without a report; please run it again")
    if options.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(report.to_text())
        print(f"\nthe taught encoder is in {options.out}; use it: BELEGT_ENCODER={options.out} belegt build ...")
    return 0


if __name__ == "__main__":
    sys.exit(main())
