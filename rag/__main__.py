"""The command line: `belegt build`, `add`, `ask`, `serve` and more. Only it and app.py read the environment."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

import rag
from rag.commands import asking, diagnosing, indexing, measuring, serving, teaching
from rag.errors import BelegtError
from rag.settings import Settings

_EXAMPLES = """\
first steps:
  belegt build seeds                                   read the articles in seeds/ into index/
  belegt ask "What did Russia offer Venezuela?"        claims with quotes and sources, or "the articles do not say"
  belegt ask "Was sagt Borissow zum Handel?" --json    the same for programs
  belegt check "Russia has sent troops to Venezuela"   what supports and what refutes a statement
  belegt ask "What about oil?" --claimer Maduro --since 2023      filters may be given several times
  belegt ask "What about oil?" --matrix                who asserts, hedges, doubts or denies what
  belegt add report.txt                                one article more, which stays when you build again
  belegt list Wismar                                   what is in the index; belegt remove report.txt takes it out
  belegt serve                                         the chat page, on this machine only
  belegt ask "Was sagt Maduro?" --model ollama:qwen2.5:7b         statements by a chat model, verified one by one
  belegt doctor                                        what is configured, and whether it works; the whole index
  belegt doctor --repair                               makes again what is derived; --offline: asks nobody for anything
  belegt watch news/ https://example.org/feed.xml      builds again whenever something changes

environment:
  BELEGT_ENCODER   any sentence-transformers model or folder instead of the embedded encoder (build again after it)
  BELEGT_RERANKER  a sentence-transformers CrossEncoder, name or folder, that judges what was found (none)
  BELEGT_CHAT_MODEL, BELEGT_CHAT_URL, BELEGT_CHAT_KEY   the chat model that words answers: provider:name, where it is
                   reached, its key or @FILE (none; then nothing is worded and nothing leaves this machine)
  BELEGT_ENTAILMENT  a CrossEncoder for inference, name or folder, that may reject what it worded (none)
  BELEGT_INDEX     the index's folder where --index is not given (index)
  BELEGT_TOP_K     findings in an answer (8);   BELEGT_THREADS   threads for encoding (all cores)
  BELEGT_AUTH      who may use the page: name:password, or @FILE with one a line (everybody)
"""


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
    parser = argparse.ArgumentParser(
        prog="belegt",
        description="Ask questions about news articles; the answers are claims, cut out of the articles word for word.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"belegt {rag.__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    index = os.environ.get("BELEGT_INDEX") or "index"
    indexing.add_commands(commands, index)
    asking.add_commands(commands, index)
    serving.add_commands(commands, index)
    diagnosing.add_commands(commands, index)
    measuring.add_commands(commands, index)
    teaching.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
