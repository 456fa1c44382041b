"""Wires the walk: storage, equipment, progress, and the files that it writes at its end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from kiosk.assembly.badges import ReaderKeys
from kiosk.assembly.storage import Storage, open_storage
from kiosk.commissioning.changing import changed_settings, replace_settings
from kiosk.commissioning.gate import Gate
from kiosk.commissioning.instruments import Instruments
from kiosk.commissioning.progress import (
    Progress,
    forget_progress,
    load_progress,
    save_progress,
    write_durably,
)
from kiosk.commissioning.report import Circumstances, report_html
from kiosk.commissioning.thought import thought_of
from kiosk.commissioning.walk import Unwritten, Walk, Written, kept_places
from kiosk.domain import events as e
from kiosk.flows.telling.hub import Hub
from kiosk.language.messages import Language, catalogue, text
from kiosk.pdf.making import PdfTrouble, make_pdf
from kiosk.pdf.signing import in_fours, report_signer, sign_pdf
from kiosk.settings import Settings, SettingsProblems
from kiosk.site_keys import LooseSecrets
from kiosk.version import VERSION

log = logging.getLogger(__name__)

TICK_S = 0.05


class Commissioning:
    """The walk over one site, wired and ready to start."""

    def __init__(self, settings: Settings, file: Path, root: Path, tell: Callable[[str], None]) -> None:
        """Open the storage and make all parts; nothing moves yet. `tell` gets each code for the terminal.

        Raises as `kiosk.assembly.house.open_storage` does.
        """
        catalogue()  # a damaged text is found now
        self.settings, self._file = settings, file
        self._storage: Storage = open_storage(settings, root)
        self.hub = Hub()
        self.gate = Gate(tell)
        self.clock = self._storage.clock
        self._before = sha256(file.read_bytes()).hexdigest()
        self._text = file.read_text(encoding="utf-8")
        keys = ReaderKeys(self._storage.keys.badge_key, settings.secrets.osdp_key)
        self._instruments = Instruments(settings, root, keys, self._device_changed)
        thought, folder = thought_of(settings), self._storage.folder
        self.walk = Walk(
            thought,
            kept_places(self._storage.ledger.house, thought),
            self._instruments,
            self._storage.ledger,
            self.hub,
            load_progress(folder, self._before) or Progress(self._before),
            monotonic_s=self.clock.monotonic_s,
            keep=lambda progress: save_progress(folder, progress),
            write=self._write,
        )
        self._stopping = threading.Event()
        self._ticking = threading.Thread(target=self._tick, name="walk", daemon=True)

    def start(self) -> None:
        """Open every device; nothing is fired before somebody touches the screen."""
        self._storage.ledger.append(e.CommissioningBegun(VERSION, self._before))
        self._instruments.start()
        self._ticking.start()

    def stop(self) -> None:
        """Close every device and the storage."""
        self.hub.close()
        self._stopping.set()
        if self._ticking.is_alive():
            self._ticking.join(timeout=5)
        self._instruments.stop()
        self._storage.close()

    def _tick(self) -> None:
        while not self._stopping.wait(TICK_S):
            try:
                self.walk.tick()
            except Exception:  # the walk outlives a bug; its screen still answers
                log.exception("bug in the walk")

    def _device_changed(self) -> None:
        self.hub.changed("commissioning")

    def _write(self, walk: Walk) -> Written:
        """Write new settings and the signed report; the old settings are kept beside them.

        Raises:
            Unwritten: with the reasons; then the old settings stand untouched.
        """
        findings = walk.findings()
        fresh = changed_settings(self._text, walk.thought, walk.settings_say, findings, walk.progress.proof)
        after, head = sha256(fresh.encode()).hexdigest(), self._storage.ledger.head
        about = Circumstances(self.clock.now(), self.clock.trusted, self._before, after, head)
        try:
            written, fingerprint = self._put_files(walk, fresh, about)
        except SettingsProblems as wrong:
            raise Unwritten(wrong.problems) from wrong
        except (OSError, PdfTrouble, LooseSecrets) as trouble:
            raise Unwritten([str(trouble)]) from trouble
        by_hand = sum(finding.cure == "by hand" for finding in findings)
        self._storage.ledger.append(
            e.SiteCommissioned(after, fingerprint, len(findings), by_hand, len(walk.not_walked()))
        )
        forget_progress(self._storage.folder)
        return written

    def _put_files(self, walk: Walk, fresh: str, about: Circumstances) -> tuple[Written, str]:
        """Return where the files are, and the report's SHA-256. The report is made before anything is replaced."""
        if self._file.read_text(encoding="utf-8") != self._text:
            raise SettingsProblems([f"{self._file}: was changed by somebody else since the walk began"])
        pdf, signer = self._signed_report(walk, about)
        kept = replace_settings(self._file, fresh, about.now)
        report = self._file.with_name(f"commissioning-{about.now:%Y%m%d-%H%M%S}.pdf")
        write_durably(report, pdf, mode=0o640)
        fingerprint = sha256(pdf).hexdigest()
        return Written(str(self._file), str(kept), str(report), in_fours(fingerprint), signer), fingerprint

    def _signed_report(self, walk: Walk, about: Circumstances) -> tuple[bytes, str]:
        language = Language(self.settings.site.language)
        name = self.settings.site.name.in_language(language.value)
        signer = report_signer(self._storage.folder / "keys", name)
        pdf = make_pdf(report_html(walk, self.settings, about))
        reason = text("commissioning.report.reason", language)
        return sign_pdf(pdf, signer, reason=reason, name=name), signer.fingerprint
