"""A site's settings: TOML in, frozen settings out, or every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from kiosk.domain.items import Label
from kiosk.domain.places import Furniture, Place, PlaceKind


class SettingsProblems(Exception):
    """Everything that is wrong with a settings file, one line each, ready for people."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


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
        # without TLS nothing may leave the machine: a desk's browser comes with issue of certificates
        host = value.rpartition(":")[0].strip("[]")
        if host != "localhost" and not ip_address(host).is_loopback:
            raise ValueError("only this machine's own addresses are allowed (127.0.0.1, ::1, localhost)")
        return value


class Lobby(_Table):
    """Patience, in seconds."""

    idle_s: Annotated[int, Field(ge=5, le=600)] = 45
    opens_within_s: Annotated[float, Field(ge=0.5, le=30)] = 4
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
    first_status_byte: Literal["low", "high"] = "low"
    latch_pins: tuple[int, ...] = ()
    switch_pins: tuple[int, ...] = ()
    shut_level: Literal[0, 1] = 0


class Line(_Table):
    """One serial line or GPIO chip with its boards."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    family: Literal["kerong-cu16", "xor-8a", "gpio"]
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

    @model_validator(mode="after")
    def _wires_fit(self) -> Settings:
        problems = [*_name_problems(self), *_wire_problems(self)]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def furniture(self) -> Furniture:
        """Every place with its geometry, numbered by prefix: "K03", "L12"."""
        return Furniture({place.id: place for place, _, _ in places_of(self)})


def places_of(settings: Settings) -> list[tuple[Place, Wire, str | None]]:
    """Return every place with the wire that its door hangs on and its tag bus, if any."""
    found: list[tuple[Place, Wire, str | None]] = []
    families = {line.name: line.family for line in settings.lines}
    for cabinet in settings.cabinets:
        left_mm = cabinet.left_mm
        for column in cabinet.columns:
            bottom_mm = cabinet.bottom_mm
            for slot in column.slots:
                place = Place(
                    id=f"{cabinet.prefix}{slot.number:02d}",
                    kind=PlaceKind.SLOT,
                    number=slot.number,
                    size=None,
                    left_mm=left_mm,
                    bottom_mm=bottom_mm,
                    width_mm=column.width_mm,
                    height_mm=slot.height_mm,
                    senses_presence=families.get(slot.wire[0]) == "kerong-cu16",
                    senses_tags=slot.bus is not None,
                    device=slot.wire[0],
                )
                found.append((place, slot.wire, slot.bus))
                bottom_mm += slot.height_mm
            left_mm += column.width_mm
    for locker in settings.lockers:
        left_mm = locker.left_mm
        for stack in locker.columns:
            bottom_mm = locker.bottom_mm
            for compartment in stack.compartments:
                place = Place(
                    id=f"{locker.prefix}{compartment.number:02d}",
                    kind=PlaceKind.COMPARTMENT,
                    number=compartment.number,
                    size=compartment.size,
                    left_mm=left_mm,
                    bottom_mm=bottom_mm,
                    width_mm=stack.width_mm,
                    height_mm=compartment.height_mm,
                    senses_presence=compartment.presence,
                    senses_tags=False,
                    device=compartment.wire[0],
                )
                found.append((place, compartment.wire, None))
                bottom_mm += compartment.height_mm
            left_mm += stack.width_mm
    return found


def _name_problems(settings: Settings) -> list[str]:
    names = [line.name for line in settings.lines]
    problems = [
        f"lines: the name {name!r} is used twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    places = [place.id for place, _, _ in places_of(settings)]
    problems += [
        f"cabinets/lockers: {place} stands there twice"
        for place in sorted({p for p in places if places.count(p) > 1})
    ]
    return problems


def _wire_problems(settings: Settings) -> list[str]:
    lines = {line.name: line for line in settings.lines}
    taken: dict[Wire, str] = {}
    problems = []
    for place, wire, _ in places_of(settings):
        name, address, channel = wire
        if name not in lines:
            problems.append(
                f"{place.id}: wire names the line {name!r}, and there is none{did_you_mean(name, lines)}"
            )
            continue
        board = next((board for board in lines[name].boards if board.address == address), None)
        if board is None:
            problems.append(f"{place.id}: line {name!r} has no board {address}")
        elif channel > channels_of(lines[name], board):
            problems.append(
                f"{place.id}: board {address} of {name!r} has {channels_of(lines[name], board)} channels, no {channel}"
            )
        if wire in taken:
            problems.append(f"{place.id}: its wire {list(wire)} is taken by {taken[wire]}")
        taken[wire] = place.id
    return problems


def channels_of(line: Line, board: Board) -> int:
    """Return how many doors a board can have."""
    return len(board.latch_pins) if line.family == "gpio" else board.channels


def did_you_mean(word: str, words: Mapping[str, object] | Sequence[str]) -> str:
    """Return "; did you mean 'x'?" when one of `words` is close to `word`, else ""."""
    close = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def load(path: Path, changes: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that stand in `path`, with `changes` ("screen.listen" -> value) made to them.

    Raises:
        SettingsProblems: everything that is wrong, each with its file, key and what is allowed.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsProblems([f"{path}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise SettingsProblems([f"{path}: {cause}"]) from cause
    for key, value in (changes or {}).items():
        *tables, name = key.split(".")
        inner = table
        for step in tables:
            inner = inner.setdefault(step, {})
        inner[name] = value
    try:
        return Settings.model_validate(table)
    except ValidationError as wrong:
        problems = [line for error in wrong.errors() for line in _in_words(path, error)]
        raise SettingsProblems(problems) from wrong


def _in_words(path: Path, error: ErrorDetails) -> list[str]:
    where = ".".join(str(step) for step in error["loc"])
    if error["type"] == "extra_forbidden":
        known = _known_keys(error["loc"])
        return [f"{path}: {where}: there is no such setting{did_you_mean(str(error['loc'][-1]), known)}"]
    if error["type"] == "missing":
        return [f"{path}: {where}: is missing"]
    message = error["msg"].removeprefix("Value error, ")
    if not where:
        return [f"{path}: {line}" for line in message.splitlines()]
    return [f"{path}: {where} = {error['input']!r}: {message}"]


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for step in location[:-1]:
        if isinstance(step, int) or not (isinstance(model, type) and issubclass(model, BaseModel)):
            continue
        model = _model_in(model.model_fields[step].annotation) if step in model.model_fields else None
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _model_in(inner):
            return found
    return None
