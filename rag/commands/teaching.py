"""`belegt train-encoder`: another language for the encoder."""

from __future__ import annotations

import argparse
import json
import sys

from rag.errors import BelegtError
from rag.settings import Settings

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
_STAGES = {
    "read": "reading the pairs",
    "vocabulary": "choosing and aligning pieces",
    "teacher": "sentences encoded",
    "teach": "teaching",
    "measure": "measuring",
    "done": "done",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
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
