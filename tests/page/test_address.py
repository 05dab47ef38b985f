"""Which port the page gets."""

from __future__ import annotations

import socket

import pytest

from rag.errors import BelegtError
from rag.page.address import free_port


def test_taken_port_is_a_plain_error_that_names_it_and_the_next_step():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BelegtError, match=rf"port {port}: .*BELEGT_PORT"):
            free_port("127.0.0.1", port)


def test_port_0_becomes_a_free_port():
    port = free_port("127.0.0.1", 0)
    assert free_port("127.0.0.1", port) == port


def test_host_that_is_not_ours_is_a_plain_error():
    with pytest.raises(BelegtError, match=r"cannot serve at 203\.0\.113\.1"):
        free_port("203.0.113.1", 0)
