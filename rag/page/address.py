"""Where the page is served: a port is tried before anything slow is loaded, and whether others can reach it."""

from __future__ import annotations

import ipaddress
import socket

from rag.errors import BelegtError


def free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0. Raises BelegtError if the port cannot be had.

    gradio tries it too, but its message names variables that are not ours.
    """
    name = host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in name else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((name, port))
        except OSError as error:
            raise BelegtError(
                f"cannot serve at {host}, port {port}: {error.strerror or error}; "
                f"end what uses the port, or choose another one with BELEGT_PORT (0 takes any that is free)"
            ) from error
        return int(probe.getsockname()[1])


def is_this_machine(host: str) -> bool:
    """Whether only this machine can reach the host: localhost or a loopback address, [::1] too. Looks nothing up."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
