"""The newsroom that the page is tested with."""

from __future__ import annotations

import pytest

from tests.page.newsroom import Newsroom


@pytest.fixture(scope="session")
def newsroom() -> Newsroom:
    return Newsroom()
