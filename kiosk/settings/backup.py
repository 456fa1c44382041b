"""What a site says of its backups: where they go, when, who can open them, and how long they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table
from kiosk.settings.secrets import Secrets


class BackupSettings(Table):
    """Sealed copies of everything, from which another board goes on: on a stick or a mounted share."""

    folder: Path | None = None
    """Where the stick or the share is mounted. Not said: no backup is made."""
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "03:30"
    """The site's own time from which on the day's backup is due. One that fails is tried again every hour."""
    to: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    """The public key (`kiosk backup-key`) of whoever can open them. `backup_passphrase` among the secrets is another
    way; with both, either opens them."""
    keep: Annotated[int, Field(ge=2, le=1000)] = 14
    """So many stay, the newest first."""
    keep_days: Annotated[int, Field(ge=2, le=3650)] = 35
    """None stays for longer, but the newest: so long after an erasure nobody can be read in a backup any more."""
    other_disk: bool = True
    """Whether the folder has to lie on another disk than the record: without its stick, nothing is written there."""


def backup_problems(backup: BackupSettings, secrets: Secrets) -> Iterator[str]:
    """Yield what keeps backups from being opened by anybody, or by nobody."""
    if backup.folder is not None and not backup.to and secrets.backup_passphrase is None:
        yield (
            "backup.folder: a backup needs somebody who can open it; write backup_passphrase into secrets.toml, or a "
            "public key (python -m kiosk backup-key FILE) into backup.to"
        )
