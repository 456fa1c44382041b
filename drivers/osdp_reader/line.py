"""libosdp, if it is installed, and the line that it speaks on."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from drivers.link import Link
from drivers.trouble import LinkLost

LIBRARY = "libosdp"


class Line(Protocol):
    """What a conversation leaves behind on its line."""

    received: bytes
    """What has come and was not yet taken by the library."""
    asking: bool
    """Whether something was sent since the last bytes came."""
    trouble: LinkLost | None
    """What was met while sending; the library would swallow it."""


def library(name: str) -> Any:
    """Return the library, imported only where there is an OSDP reader.

    Raises:
        LinkLost: it is not installed.
    """
    try:
        return importlib.import_module("osdp")
    except ImportError as cause:
        raise LinkLost(name, f"the Python package {LIBRARY} is not installed ({cause})") from cause


def make_line(osdp: Any, link: Link) -> Any:
    """Return the library's channel over `link`; it is a `Line`, too."""

    class LinkChannel(osdp.Channel):  # type: ignore[misc]
        """Bytes to and from the link; the driver does the waiting."""

        def __init__(self) -> None:
            super().__init__()
            self.received = b""
            self.asking = False
            self.trouble: LinkLost | None = None

        def read(self, most: int) -> bytes:
            """Return what has come, without waiting."""
            taken, self.received = self.received[:most], self.received[most:]
            return taken

        def write(self, frame: bytes) -> int:
            """Send a frame, and return how many bytes went."""
            self.asking = True
            try:
                link.write(bytes(frame))
            except LinkLost as trouble:
                self.trouble = trouble
            return len(frame)

        def flush(self) -> None:
            """Forget what has come."""
            self.received = b""

    return LinkChannel()
