"""A real site on this machine for each test, and who fetches from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from rag.fetching import Web
from tests.fetching.site import QUICK, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        yield site


@pytest.fixture
def web() -> Web:
    """Fetches from this machine, without pauses."""
    return Web(QUICK)
