"""What all tables of a settings file have in common: frozen values, unknown keys refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Table(BaseModel):
    """One table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Millimetres = Annotated[int, Field(ge=0, le=20_000)]
Channel = Annotated[int, Field(ge=1, le=64)]
Wire = tuple[str, Annotated[int, Field(ge=0, le=255)], Channel]
"""[line, board, channel]: channels count from 1."""
Baud = Annotated[int, Field(ge=1200, le=921_600)]
