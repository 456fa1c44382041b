"""Tells systemd that the kiosk is ready and alive (sd_notify(3)); does nothing elsewhere."""

from __future__ import annotations

import os
import socket


def tell_systemd(state: str) -> None:
    """Send a state such as "READY=1", "WATCHDOG=1" or "STATUS=..." if systemd listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as way:
        try:
            way.sendto(state.encode(), address)
        except OSError:
            return  # systemd will draw its own conclusion from our silence
