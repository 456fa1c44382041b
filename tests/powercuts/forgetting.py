"""A disk that has forgotten, at a power cut, what it had not flushed: under a world that lives on."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from tests.lobby import Site
from tests.powercuts.images import KEPT, image

BEFORE, WORDS = "before-the-cut", "asked-of-the-disk"
"""Beside a site's "var": its databases as they were when the kiosk was started, and what was asked of them since."""


@dataclass
class Forgetful:
    """Whatever a kiosk is started on again has lost what its disk had not flushed."""

    mode: str = KEPT
    lost: int = 0
    """How often the disk had indeed forgotten something."""

    def power_fails(self, site: Site) -> None:
        """Make a site's databases what the power cut has left of them, if one has killed its kiosk."""
        words = site.root / WORDS
        if not words.exists():
            return
        steps = pickle.loads(words.read_bytes())
        words.unlink()
        found = image(site.root / BEFORE, steps, len(steps), self.mode)
        kept = image(site.root / BEFORE, steps, len(steps), KEPT)
        self.lost += found != kept
        for path, content in found.items():
            file = site.root / "var" / path
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)
        for memory in (site.root / "var").glob("*.db-shm"):
            memory.unlink()
