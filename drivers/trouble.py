"""What every driver raises when a device does not do its part; silence is never an answer."""

from __future__ import annotations


class DeviceTrouble(Exception):
    """A device did not do what it was asked; `device` names it for people and logs.

    `code`: one of `drivers.ailments.CODES` where the driver knows better than the kind of exception tells.
    """

    def __init__(self, device: str, detail: str = "", *, code: str = "") -> None:
        super().__init__(f"{device}: {detail}" if detail else device)
        self.device = device
        self.detail = detail
        self.code = code


class NoReply(DeviceTrouble):
    """The link is there, and nothing (or nothing whole) came back in time."""


class BadReply(DeviceTrouble):
    """A whole, well-formed reply came back that does not fit the question."""


class LinkLost(DeviceTrouble):
    """The cable, the port or the socket is gone; the driver must be opened again."""
