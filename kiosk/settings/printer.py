"""The receipt printer."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Literal

from pydantic import field_validator, model_validator

from kiosk.settings.base import Baud, Table

DOTS_ACROSS = {58: (384,), 80: (576, 512)}
"""How many dots print heads put across the paper, the usual number first."""

_ADDRESS = re.compile(r"tcp://(?:\[(?P<six>[^\]]*)\]|(?P<four>[^:\[\]/]*))(?::(?P<port>\d{1,5}))?")


class PrinterSettings(Table):
    """The receipt printer."""

    device: str
    """/dev/loge-printer, whether it is a USB or a serial printer; or tcp://192.0.2.9:9100."""
    baud: Baud = 115_200
    """Serial printers only, as is `flow`."""
    flow: Literal["none", "rts-cts", "xon-xoff"] = "none"
    proof: Literal["process id", "status", "none"] | None = None
    """How it proves that a job is on paper, as commissioning found; None: it is asked before the first job."""
    cuts: bool = True
    paper_mm: Literal[58, 80] = 80
    dots: Literal[384, 512, 576] | None = None
    text: Literal["raster", "gb18030"] = "raster"
    """Whether slips go out as pictures, or as text for a printer that knows Chinese."""
    claim_slips: Literal["always", "without-phone"] | None = None
    """For which parcels a claim slip is printed: each, or those whose recipient was not told otherwise.

    None: "without-phone" where the site sends notices, else "always"."""

    @field_validator("device")
    @classmethod
    def _address_is_whole(cls, value: str) -> str:
        if "://" not in value:
            return value
        found = _ADDRESS.fullmatch(value)
        try:
            ip_address((found["six"] or found["four"]) if found else "")
            whole = found is not None and 0 < int(found["port"] or 9100) < 65536
        except ValueError:
            whole = False
        if not whole:
            raise ValueError(
                "a printer on the network is written as tcp://192.0.2.9:9100, its address in digits"
            )
        return value

    @model_validator(mode="after")
    def _dots_fit_the_paper(self) -> PrinterSettings:
        if self.dots is not None and self.dots not in DOTS_ACROSS[self.paper_mm]:
            allowed = " or ".join(map(str, DOTS_ACROSS[self.paper_mm]))
            raise ValueError(f"a printer for {self.paper_mm} mm has dots = {allowed}")
        return self
