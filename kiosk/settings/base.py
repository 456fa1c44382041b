"""What all tables of a settings file have in common: frozen values, unknown keys refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Table(BaseModel):
    """One table of the settings file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Millimetres = Annotated[int, Field(ge=0, le=20_000)]
Channel = Annotated[int, Field(ge=1, le=64)]
Wire = tuple[str, Annotated[int, Field(ge=0, le=255)], Channel]
"""[line, board, channel]: channels count from 1."""
BAUDS = (1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600)


def _usual(baud: int) -> int:
    """Return a rate that devices have; a digit too many or too few would only be seen as silence."""
    if baud not in BAUDS:
        raise ValueError(f"allowed are {', '.join(str(one) for one in BAUDS[:-1])} or {BAUDS[-1]}")
    return baud


Baud = Annotated[int, AfterValidator(_usual)]
