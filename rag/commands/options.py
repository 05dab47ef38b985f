"""Options that several commands have."""

from __future__ import annotations

import argparse


def add_index(parser: argparse.ArgumentParser, default: str) -> None:
    """Add --index, which is `default` where it is not given."""
    parser.add_argument("--index", default=default, metavar="FOLDER", help=f"the index's folder ({default})")


def add_filter(parser: argparse.ArgumentParser) -> None:
    """Add what chooses articles and claims: --since, --until, --publisher, --language, --claimer."""
    parser.add_argument(
        "--since", metavar="DATE", help="only articles published since then: 2023, 2023-11 or 2023-11-16"
    )
    parser.add_argument("--until", metavar="DATE", help="only articles published until then, that day included")
    for name, what in (("publisher", "by this publisher"), ("language", "in this language: de, en ...")):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help=f"only articles {what}")
    parser.add_argument("--claimer", action="append", default=[], metavar="NAME", help="only claims by this claimer")
