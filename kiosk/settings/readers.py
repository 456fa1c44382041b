"""Readers of badges and codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.base import Baud, Table

Form = Literal["hex", "hex-reversed", "decimal", "decimal-reversed"]
"""How a reader that writes lines puts a badge's number; found by trying one badge."""

USB_READERS = {"acr122u": "usb:072f:2200", "rc-s380": "usb:054c:06c1"}
"""Readers that are found by their USB number: vendor and product."""
TALKING = ("pn532", *USB_READERS)
"""Kinds of readers that can pass messages to a badge, and so ask for its proof."""
EXAMPLES = {
    "pn532": "/dev/nfc0",
    "osdp": "/dev/loge-reader",
    "serial-scanner": "/dev/loge-reader",
    "keyboard": "/dev/input/loge-scanner",
}
WORKS_WITH = {
    "address": ("osdp",),
    "baud": ("osdp", "serial-scanner"),
    "reversed_uid": ("osdp",),
    "form": ("serial-scanner", "keyboard"),
}
KEY_OF_NEW_READERS = bytes(range(0x30, 0x40))
"""SCBK-D: everybody knows it. Source: SIA OSDP v2.2, annex D."""
OTHER_DEVICES = ("badge-reader", "camera", "printer", "one-wire", "tag-readers")


class BadgeReader(Table):
    """The badge reader. `device` is not needed where the reader is found by its USB number."""

    kind: Literal["pn532", "acr122u", "rc-s380", "osdp", "serial-scanner", "keyboard"] = "pn532"
    device: str = ""
    baud: Baud = 9600
    address: Annotated[int, Field(ge=0, le=126)] = 0
    """OSDP: the reader's address on its line."""
    reversed_uid: bool = False
    """OSDP: the reader tells numbers last byte first."""
    form: Form = "hex"
    secure: Literal["off", "ntag424", "desfire"] = "off"
    """Badges that prove themselves by challenge and response."""
    application: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{6}$")] | None = None
    """DESFire: the application that holds the site's key, three bytes in hex."""

    @property
    def path(self) -> str:
        """The device, or the USB number by which it is found."""
        return self.device or USB_READERS.get(self.kind, "")


class Scanner(Table):
    """A scanner beside the camera, or a further reader of badges."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    kind: Literal["serial", "keyboard"]
    device: Annotated[str, Field(min_length=1)]
    baud: Baud = 9600
    reads: Literal["codes", "badges"] = "codes"
    form: Form = "hex"


def reader_problems(
    reader: BadgeReader | None, scanners: Sequence[Scanner], lines: Sequence[str]
) -> list[str]:
    """Return everything that does not go together among the readers; `lines`: names that are taken."""
    problems = [] if reader is None else [*_lacking(reader), *_pointless(reader), *_insecure(reader)]
    names = [scanner.name for scanner in scanners]
    for name in sorted(set(names)):
        if names.count(name) > 1:
            problems.append(f"scanners: the name {name!r} is used twice")
        if name in (*lines, *OTHER_DEVICES):
            problems.append(f"scanners: the name {name!r} is taken by another device")
    for scanner in scanners:
        if "form" in scanner.model_fields_set and scanner.reads == "codes":
            problems.append(
                f"scanners: {scanner.name}: form is for badges; set reads = 'badges' or leave it out"
            )
        if "baud" in scanner.model_fields_set and scanner.kind == "keyboard":
            problems.append(f"scanners: {scanner.name}: a keyboard has no baud; leave it out")
    return problems


def key_problems(reader: BadgeReader | None, osdp_key: bytes | None) -> list[str]:
    """Return what an OSDP reader lacks of secrets: a key, and not the one that everybody knows."""
    if reader is None or reader.kind != "osdp":
        return []
    if osdp_key is None:
        return [
            "badge_reader.kind = 'osdp': the reader's key is missing; write it into secrets.toml as osdp_key, 32 hex "
            "digits, the same as in the reader"
        ]
    if osdp_key == KEY_OF_NEW_READERS:
        return [
            "secrets: osdp_key is the one that every new reader has; put a key of your own into the reader"
        ]
    return []


def _lacking(reader: BadgeReader) -> list[str]:
    if reader.path:
        return []
    return [
        f"badge_reader.device: is missing; {reader.kind!r} needs one, for example {EXAMPLES[reader.kind]}"
    ]


def _pointless(reader: BadgeReader) -> list[str]:
    """Return what is set and counts for nothing: somebody believes that it does."""
    return [
        f"badge_reader.{name}: is for kind {' or '.join(map(repr, kinds))}, not for {reader.kind!r}; leave it out"
        for name, kinds in WORKS_WITH.items()
        if name in reader.model_fields_set and reader.kind not in kinds
    ]


def _insecure(reader: BadgeReader) -> list[str]:
    problems = []
    if reader.secure != "off" and reader.kind not in TALKING:
        allowed = ", ".join(map(repr, TALKING))
        problems.append(
            f"badge_reader.secure = {reader.secure!r}: a reader of kind {reader.kind!r} tells numbers only and can't "
            f"ask a badge for its proof; kinds that can: {allowed}. Else set secure = 'off'"
        )
    if reader.secure == "desfire" and reader.application is None:
        problems.append(
            "badge_reader.application: is missing; secure = 'desfire' needs it, for example 'F54230'"
        )
    if reader.secure != "desfire" and reader.application is not None:
        problems.append("badge_reader.application: is for secure = 'desfire' alone; leave it out")
    return problems
