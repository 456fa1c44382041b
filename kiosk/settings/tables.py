"""The tables of a settings file: what each may say, and what it means when it is silent."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kiosk.domain.items import Label


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Millimetres = Annotated[int, Field(ge=0, le=20_000)]
Channel = Annotated[int, Field(ge=1, le=64)]
Wire = tuple[str, Annotated[int, Field(ge=0, le=255)], Channel]


class Site(_Table):
    """Who we are and where."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    name: Label
    time_zone: str = "Asia/Shanghai"
    language: Literal["zh_Hans", "zh_Hant", "en"] = "zh_Hans"
    desk_phone: str = ""

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as cause:
            raise ValueError("no such time zone; for example Asia/Shanghai") from cause
        return value


class Storage(_Table):
    """Where the ledger and its keys are kept."""

    folder: Path = Path("var")


class Screen(_Table):
    """The address of the screens."""

    listen: Annotated[str, Field(pattern=r"^[0-9a-zA-Z_.\[\]:-]+:\d{1,5}$")] = "127.0.0.1:8410"
    framed_by: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """The address to listen on."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The TCP port to listen on."""
        return int(self.listen.rpartition(":")[2])

    @field_validator("listen")
    @classmethod
    def _this_machine_only(cls, value: str) -> str:
        # the screens speak plain HTTP: nothing of them may leave the machine
        host = value.rpartition(":")[0].strip("[]")
        if host != "localhost" and not (ip_address(host).is_loopback and ip_address(host).version == 4):
            raise ValueError("only this machine's own addresses are allowed (127.0.0.1, localhost)")
        return value


class Lobby(_Table):
    """Patience, in seconds."""

    idle_s: Annotated[int, Field(ge=5, le=600)] = 45
    opens_within_s: Annotated[float, Field(ge=0.5, le=30)] = 4
    shut_prompt_s: Annotated[int, Field(ge=5, le=600)] = 20
    ajar_after_s: Annotated[int, Field(ge=5, le=3600)] = 60


class Collect(_Table):
    """Pick-up codes."""

    code_digits: Annotated[int, Field(ge=6, le=12)] = 8


class Keys(_Table):
    """The key desk."""

    reasons: tuple[str, ...] = ("repair", "inspection", "cleaning", "handover", "emergency")


class Board(_Table):
    """One lock board on a line. Which fields count depends on the line's family."""

    address: Annotated[int, Field(ge=0, le=255)]
    channels: Annotated[int, Field(ge=1, le=64)] = 16
    shut_bit: Literal[0, 1] = 1
    inputs: bool = True
    """Modbus relays: whether the board has inputs; without them nothing is known of its doors."""
    first_status_byte: Literal["low", "high"] = "low"
    latch_pins: tuple[int, ...] = ()
    switch_pins: tuple[int, ...] = ()
    shut_level: Literal[0, 1] = 0


class Line(_Table):
    """One serial line or GPIO chip with its boards."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    family: Literal["kerong-cu16", "xor-8a", "wkly", "modbus-relays", "gpio"]
    device: str
    baud: Annotated[int, Field(ge=1200, le=921_600)] | None = None
    boards: Annotated[tuple[Board, ...], Field(min_length=1)]


class OneWire(_Table):
    """The key tags' buses, as the kernel shows them."""

    folder: Path = Path("/sys/bus/w1/devices")


class Slot(_Table):
    """One key slot."""

    number: Annotated[int, Field(ge=1, le=999)]
    height_mm: Millimetres
    wire: Wire
    bus: str | None = None
    presence: bool = False


class Compartment(_Table):
    """One parcel compartment."""

    number: Annotated[int, Field(ge=1, le=999)]
    size: Literal["S", "M", "L", "XL"]
    height_mm: Millimetres
    wire: Wire
    presence: bool = False


class SlotColumn(_Table):
    """A stack of slots, lowest first."""

    width_mm: Millimetres
    slots: tuple[Slot, ...]


class CompartmentColumn(_Table):
    """A stack of compartments, lowest first."""

    width_mm: Millimetres
    compartments: tuple[Compartment, ...]


class Cabinet(_Table):
    """A key cabinet."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    columns: tuple[SlotColumn, ...]


class Locker(_Table):
    """A parcel locker."""

    prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
    left_mm: Millimetres = 0
    bottom_mm: Millimetres = 0
    columns: tuple[CompartmentColumn, ...]


class BadgeReader(_Table):
    """The NFC reader."""

    kind: Literal["pn532"] = "pn532"
    device: str


class PrinterSettings(_Table):
    """The receipt printer."""

    device: str
    baud: Annotated[int, Field(ge=1200, le=921_600)] = 115_200
    paper_mm: Literal[58, 80] = 80


class CameraSettings(_Table):
    """The camera: a device, or a stream's address."""

    source: str


class Smtp(_Table):
    """A mail server. The password, if any, stands alone in `password_file`, readable by the kiosk only."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: str
    name: str | None = None
    password_file: Path | None = None
    starttls: bool = True


class Webhook(_Table):
    """An address that takes notices as JSON."""

    url: Annotated[str, Field(pattern=r"^https?://")]


class Notices(_Table):
    """Ways to tell people things; each is optional."""

    file: Path | None = None
    smtp: Smtp | None = None
    webhook: Webhook | None = None


class Settings(_Table):
    """Everything a site says about itself."""

    site: Site
    storage: Storage = Storage()
    screen: Screen = Screen()
    lobby: Lobby = Lobby()
    collect: Collect = Collect()
    keys: Keys = Keys()
    lines: tuple[Line, ...] = ()
    one_wire: OneWire | None = None
    cabinets: tuple[Cabinet, ...] = ()
    lockers: tuple[Locker, ...] = ()
    badge_reader: BadgeReader | None = None
    printer: PrinterSettings | None = None
    camera: CameraSettings | None = None
    notices: Notices = Notices()
