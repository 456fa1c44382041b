"""Reading identity documents by camera."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table


class DocumentSettings(Table):
    """ID cards, passports and licences read by the camera, in a process apart. Without this table they are typed."""

    keep_warm: bool = False
    """Whether the reader stays in memory (some 250 MB); if not, the first document of a while waits for it."""
    idle_min: Annotated[int, Field(ge=1, le=1440)] = 10
    """After so long without a document it leaves the memory, unless it is kept warm."""


def document_problems(documents: DocumentSettings | None, *, camera: bool) -> Iterator[str]:
    """Yield what does not go together in `[documents]`; `camera`: whether the site has one."""
    if documents is not None and not camera:
        yield "documents: documents are read by the camera, and there is no [camera]"
