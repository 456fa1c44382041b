"""HTML in, PDF out: A4, page numbers, fonts embedded."""

from __future__ import annotations

from kiosk.pdf.child import PdfTrouble, ask_child

__all__ = ["PdfTrouble", "make_pdf"]

MOST_HTML = 16 * 1024 * 1024
"""Bytes. A month's register of a large estate has about 3 MiB."""


def make_pdf(html: str, *, within_s: float = 120) -> bytes:
    """Return the PDF of a whole HTML document, laid out by print.css of this folder.

    The document says its language in `<html lang>`: the shapes of Chinese characters follow it, and so they do for
    any element with a `lang` of its own. Pictures come as `data:` addresses; every other address is left out.
    `h1` is repeated at the foot of each page.

    Raises:
        PdfTrouble: it can't be made, is too long, or takes longer than `within_s`.
    """
    given = html.encode()
    if len(given) > MOST_HTML:
        raise PdfTrouble(f"too much for one PDF: {len(given) // 1024} KiB")
    return ask_child("make", given, within_s=within_s)
