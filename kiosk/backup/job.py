"""What a site's settings ask for: which files are backed up, where to, and for whom."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from kiosk.backup.locks import Opens
from kiosk.backup.making import Job
from kiosk.settings import Settings


def opens_of(settings: Settings) -> Opens:
    """Return what the site's backups are locked with."""
    secret, to = settings.secrets.backup_passphrase, settings.backup.to
    return Opens(secret.get_secret_value() if secret else "", bytes.fromhex(to) if to else b"")


def job_of(settings: Settings, root: Path, site_file: Path | None, *, dated: bool = True) -> Job | None:
    """Return the site's backup, None where none is wanted. `dated`: the clock is to be believed."""
    said = settings.backup
    if said.folder is None:
        return None
    return Job(
        site=settings.site.id,
        folder=root / settings.storage.folder,
        target=root / said.folder,
        settings=files_of(site_file) if site_file else (),
        opens=opens_of(settings),
        other_disk=said.other_disk,
        keep=said.keep,
        keep_days=said.keep_days,
        dated=dated,
    )


def files_of(site_file: Path) -> tuple[Path, ...]:
    """Return the files in which a site's settings stand, as far as they are there; the main one first."""
    table = tomllib.loads(site_file.read_text(encoding="utf-8"))

    def named(name: str) -> str:
        inner = table.get(name)
        return str(inner.get("file", "")) if isinstance(inner, dict) else ""

    others = [
        site_file.parent / name for name in (named("secrets") or "secrets.toml", named("services")) if name
    ]
    return (site_file, *(path for path in others if path.is_file()))


def as_plain(job: Job) -> dict[str, Any]:
    """Return a job as JSON can hold it: it travels to the process that does it, on a pipe that nobody else reads."""
    return {
        "site": job.site,
        "folder": str(job.folder),
        "target": str(job.target),
        "settings": [str(path) for path in job.settings],
        "passphrase": job.opens.passphrase,
        "to": job.opens.to.hex(),
        "other_disk": job.other_disk,
        "keep": job.keep,
        "keep_days": job.keep_days,
        "dated": job.dated,
    }


def from_plain(said: dict[str, Any]) -> Job:
    """Return what `as_plain` was made of."""
    return Job(
        site=said["site"],
        folder=Path(said["folder"]),
        target=Path(said["target"]),
        settings=tuple(Path(path) for path in said["settings"]),
        opens=Opens(said["passphrase"], bytes.fromhex(said["to"])),
        other_disk=said["other_disk"],
        keep=said["keep"],
        keep_days=said["keep_days"],
        dated=said["dated"],
    )
