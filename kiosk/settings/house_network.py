"""The desk's pages in a browser of the house: off until a site says so, and then only by TLS."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from kiosk.settings.base import Table

NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*")
ANY = ("0.0.0.0", "::")


class DeskNetwork(Table):
    """The attendants' pages for browsers of the house, by TLS alone; the lobby's own pages are never served there."""

    listen: Annotated[str, Field(pattern=r"^[0-9a-zA-Z.\[\]:-]+:\d{1,5}$")] | None = None
    """An address of this machine in the house's network, "192.168.1.20:8443". Not said: none."""
    names: tuple[str, ...] = ()
    """By which names browsers ask for it, "loge.house.example"; its address is known."""
    certificate: Path | None = None
    """PEM, with whatever stands above it. Not said: one is made at the first start, to be known by its fingerprint."""
    key: Path | None = None
    """Of the certificate: a PEM file without a passphrase that nobody but the kiosk can read."""

    @property
    def host(self) -> str:
        """The address to listen on, "" for none."""
        return (self.listen or "").rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The TCP port to listen on, 0 for none."""
        return int(self.listen.rpartition(":")[2]) if self.listen else 0

    @property
    def known_as(self) -> tuple[str, ...]:
        """Under which names and addresses browsers may ask for it."""
        own = () if not self.host or self.host in ANY else (self.host,)
        return (*own, *self.names)

    @field_validator("names")
    @classmethod
    def _names_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not NAME.fullmatch(name) and not _is_address(name):
                raise ValueError(
                    f"{name!r} is no name; write it small and without a port, as in loge.house.example"
                )
        return value

    @model_validator(mode="after")
    def _whole(self) -> DeskNetwork:
        if self.listen and not _is_address(self.host):
            raise ValueError(f"listen = {self.listen!r}: an address is wanted, such as 192.168.1.20:8443")
        if self.listen and not 1 <= self.port <= 65_535:
            raise ValueError(f"listen: no such port, {self.port}; for example 8443")
        if self.listen and not self.known_as:
            raise ValueError(
                'names: who listens everywhere says by which names, as in names = ["192.168.1.20"]'
            )
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key go together; without both of them one is made")
        return self


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
