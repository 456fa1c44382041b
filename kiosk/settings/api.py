"""The way in for the property's other programs: off until a site says so."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from kiosk.settings.base import Table

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:\d{1,5})?")


class ApiSettings(Table):
    """The API's own listener. It speaks plain HTTP: another address than this machine's needs a proxy that has TLS."""

    on: bool = False
    listen: Annotated[str, Field(pattern=r"^[0-9a-zA-Z_.\[\]:-]+:\d{1,5}$")] = "127.0.0.1:8412"
    behind_proxy: bool = False
    """The site says that a reverse proxy with TLS stands before it, in a network that nobody else is in."""
    requests_a_minute: Annotated[int, Field(ge=1, le=6000)] = 120
    """By one token."""
    hooks_to: tuple[str, ...] = ()
    """The only origins that webhooks may be sent to: "https://receiver.example"."""

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The TCP port to listen on."""
        return int(self.listen.rpartition(":")[2])

    @field_validator("hooks_to")
    @classmethod
    def _origins_only(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is no origin; write https://host or https://host:port, without a path"
                )
        return value

    @model_validator(mode="after")
    def _not_in_the_clear(self) -> ApiSettings:
        try:
            own = self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            raise ValueError(
                f"listen = {self.listen!r}: an address is wanted, such as 127.0.0.1:8412"
            ) from None
        if not own and not self.behind_proxy:
            raise ValueError(
                "listen: tokens would travel in the clear; use this machine's own address (127.0.0.1), or set "
                "behind_proxy = true where a reverse proxy with TLS stands before it"
            )
        return self
