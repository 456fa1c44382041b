"""Makes documents that last: rendered by a child process, signed with the site's key, put down for the office."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.pdf.making import PdfTrouble, make_pdf
from kiosk.pdf.signing import report_signer, sign_pdf
from kiosk.ports.devices import Unavailable
from kiosk.site_keys import LooseSecrets

KEPT_DAYS = 7
"""What is put down holds names: it is there to be fetched, not to be kept."""


class ReportPress:
    """The site's press. `folder` is the storage's."""

    def __init__(self, folder: Path, site_name: str, clock: SystemClock) -> None:
        self._keys = folder / "keys"
        self._reports = folder / "reports"
        self._site_name = site_name
        self._clock = clock

    def make(self, html: str, reason: str, name: str) -> bytes:
        """Return the signed PDF of an HTML document.

        Raises:
            Unavailable: it could not be made.
        """
        try:
            signer = report_signer(self._keys, self._site_name)
            return sign_pdf(make_pdf(html), signer, reason=reason, name=name)
        except (PdfTrouble, LooseSecrets, OSError) as trouble:
            raise Unavailable("reports", "reports", str(trouble)) from trouble

    def keep(self, name: str, pdf: bytes) -> str:
        """Return the path of a PDF that was put down whole.

        Raises:
            Unavailable: the disk did not take it.
        """
        try:
            self._reports.mkdir(mode=0o700, exist_ok=True)
            path = self._reports / name
            descriptor, fresh = tempfile.mkstemp(dir=self._reports, prefix=".making-")  # mode 0600
            with os.fdopen(descriptor, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            Path(fresh).replace(path)
        except OSError as trouble:
            raise Unavailable("reports", "reports", str(trouble)) from trouble
        return str(path)

    def tidy(self) -> None:
        """Throw away what has lain there for `KEPT_DAYS`; nothing while the clock is not trusted."""
        if not self._clock.trusted or not self._reports.is_dir():
            return
        oldest = self._clock.now().timestamp() - KEPT_DAYS * 24 * 3600
        for file in self._reports.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink()
