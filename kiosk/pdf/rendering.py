"""The child's side of making: only here is WeasyPrint imported."""

from __future__ import annotations

import logging
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLES = Path(__file__).with_name("print.css")


class NothingFromOutside(URLFetcher):  # type: ignore[misc]
    """Takes what stands in the document itself, and reaches for nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content of a `data:` address.

        Raises:
            ValueError: any other address; WeasyPrint then goes on without it.
        """
        if not url.startswith("data:"):
            raise ValueError("only data: addresses are read")
        return super().fetch(url, headers)


def render(html: str) -> bytes:
    """Return the PDF of an HTML document."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fetcher = NothingFromOutside(timeout=1, allowed_protocols=("data",), allow_redirects=False)
    styles = CSS(string=STYLES.read_text(encoding="utf-8"), url_fetcher=fetcher)
    document = HTML(string=html, base_url=None, url_fetcher=fetcher)
    made: bytes = document.write_pdf(stylesheets=[styles], pdf_tags=True, custom_metadata=False)
    return made
