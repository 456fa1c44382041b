"""The slip that shows whether printer and camera are good enough for claim slips."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.language.messages import Language, text
from kiosk.paper import Block, Head, Line, Number, Qr
from kiosk.settings import Site

MARK = "LOGE-TEST-"
"""How the text of a test slip's QR code begins; the kiosk takes it for no claim slip."""


def test_slip(site: Site, code: str) -> Sequence[Block]:
    """Return the blocks of a test slip with `code` as its QR, in the site's language and English."""
    language = Language(site.language)
    second = Language.ENGLISH if language is not Language.ENGLISH else Language.SIMPLIFIED
    return (
        Head(
            site.name.in_language(language.value),
            text("commissioning.slip.title", language),
            text("commissioning.slip.title", second),
        ),
        Number(code.removeprefix(MARK)),
        Line(text("commissioning.slip.body", language)),
        Line(text("commissioning.slip.body", second), "small"),
        Qr(code, code),
    )
