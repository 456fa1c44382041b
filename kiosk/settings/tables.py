"""The tables of a settings file: what each may say, and what it means when it is silent."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import is_currency
from pydantic import Field, SkipValidation, field_validator

from kiosk.domain.items import Label
from kiosk.domain.services.catalogue import Catalogue
from kiosk.settings.alarms import AlarmSettings
from kiosk.settings.api import ApiSettings
from kiosk.settings.backup import BackupSettings
from kiosk.settings.base import Table
from kiosk.settings.camera import CameraSettings
from kiosk.settings.contractors import ContractorSettings
from kiosk.settings.deposits import DepositSettings
from kiosk.settings.desk_work import FollowUpSettings, GrievanceSettings, WorkOrderSettings
from kiosk.settings.documents import DocumentSettings
from kiosk.settings.furniture import Cabinet, Locker
from kiosk.settings.house_network import DeskNetwork
from kiosk.settings.identity import IdentitySettings, PolicyRule
from kiosk.settings.lending import LoanSettings, PassSettings
from kiosk.settings.locks import Line, OneWire
from kiosk.settings.money import MoneySettings
from kiosk.settings.parcels import ParcelSettings
from kiosk.settings.printer import PrinterSettings
from kiosk.settings.readers import BadgeReader, Scanner
from kiosk.settings.record import RecordSettings
from kiosk.settings.retention import RetentionSettings
from kiosk.settings.secrets import Secrets
from kiosk.settings.sending import SendingSettings
from kiosk.settings.services import ServiceSettings
from kiosk.settings.sound import SoundSettings, SpeechSettings

Address = Annotated[str, Field(pattern=r"^[0-9a-zA-Z_.\[\]:-]+:\d{1,5}$")]
"""host:port"""


class Site(Table):
    """Who we are and where."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
    """Stands in every claim slip: another site's slips are not taken."""
    name: Label
    time_zone: str = "Asia/Shanghai"
    language: Literal["zh_Hans", "zh_Hant", "en"] = "zh_Hans"
    """Of the idle screen, and of papers and notices to whom nothing else is known."""
    currency: str = "CNY"
    """Of all money that is asked for, kept and paid here, by its three letters (ISO 4217): CNY, HKD, MOP, TWD."""
    desk_phone: str = ""
    """Stands on slips and on the page "call the desk"."""

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as cause:  # OSError: a name too long for a file
            raise ValueError("no such time zone; for example Asia/Shanghai") from cause
        return value

    @field_validator("currency")
    @classmethod
    def _currency_exists(cls, value: str) -> str:
        if not is_currency(value):
            raise ValueError("no such currency; three letters, for example CNY or HKD")
        return value


class Storage(Table):
    """Where the ledger and its keys are kept."""

    folder: Path = Path("var")
    """Relative to the site's root folder (`--root`, else the folder of the file)."""
    low_free_mb: Annotated[int, Field(ge=20, le=1_000_000)] = 400
    """With less room than this on its disk, no picture is taken and the oldest ones go."""
    least_free_mb: Annotated[int, Field(ge=10, le=1_000_000)] = 120
    """With less than this nothing new is taken in; what is kept here is still given out."""
    low_free_files: Annotated[int, Field(ge=100, le=10_000_000)] = 5000
    """The same two bounds for the number of files that the disk can still take: this one, and a tenth of it."""
    reserve_mb: Annotated[int, Field(ge=0, le=1000)] = 32
    """Room that is kept back: on a full disk it is given up, and what is given out is recorded in it. 0: none."""


class Listening(Table):
    """An address of this machine to answer on."""

    listen: Address

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
        # what is served speaks plain HTTP: nothing of it may leave the machine
        host = value.rpartition(":")[0].strip("[]")
        if host != "localhost" and not (ip_address(host).is_loopback and ip_address(host).version == 4):
            raise ValueError("only this machine's own addresses are allowed (127.0.0.1, localhost)")
        return value


class Screen(Listening):
    """The address of the screens."""

    listen: Address = "127.0.0.1:8410"
    framed_by: tuple[str, ...] = ()
    """Pages that may show the lobby in a frame."""


class HealthPage(Listening):
    """Where a monitoring program finds /health.json and /metrics; `serve = false`: nowhere."""

    listen: Address = "127.0.0.1:8411"
    serve: bool = True


class ClockSettings(Table):
    """What keeps the time while the power is off."""

    battery: bool | None = None
    """Whether a battery keeps the board's clock. Not said: every machine has one but a board without a real-time clock.
    Where none does, nothing expires after a start until the network or a supervisor has said what time it is."""


class Lobby(Table):
    """Patience, in seconds, and how much one person may ask for alone."""

    idle_s: Annotated[int, Field(ge=5, le=600)] = 45
    """A journey asks "are you still there?" after this long."""
    opens_within_s: Annotated[float, Field(ge=0.5, le=30)] = 4
    """A fired latch whose door is not seen open by then "did not open"."""
    shut_prompt_s: Annotated[int, Field(ge=5, le=600)] = 20
    """An open door's page asks to shut it after this long."""
    ajar_after_s: Annotated[int, Field(ge=5, le=3600)] = 60
    """A door open for longer is an alarm."""
    forms_a_day: Annotated[int, Field(ge=5, le=1000)] = 30
    """So much may one resident hand in alone at the screen in a day: services, complaints with their name, things to
    leave or to send, wishes about parcels and keys. The desk takes in what goes beyond it, and nobody else waits."""


class Collect(Table):
    """Pick-up codes."""

    code_digits: Annotated[int, Field(ge=9, le=12)] = 10
    """With fewer, guessing within the bound of docs/adr/0010 would leave no room for an honest mistake."""
    all_at_once: bool = True
    """Whether one right of a recipient opens the doors of all their parcels, one after the other."""


class Storeroom(Table):
    """Where parcels go that no door takes; a site without shelves has none."""

    shelves: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,6}$")], ...] = ()
    rule: Literal["shelf", "attendant"] = "shelf"
    """Who puts them there: the courier, onto the shelf, or an attendant, who takes them from the courier."""


class Keys(Table):
    """The key desk."""

    reasons: tuple[str, ...] = ("repair", "inspection", "cleaning", "handover", "emergency")
    sign_on_return: bool = True
    """Whether a return offers its bearer to sign for it; it is a return without that."""
    remind_after_min: Annotated[int, Field(ge=0, le=10_080)] = 0
    supervisor_after_min: Annotated[int, Field(ge=0, le=10_080)] = 60
    manager_after_min: Annotated[int, Field(ge=0, le=43_200)] = 1440
    """Minutes after its due time at which a late key's bearer, the supervisors, the property manager are told."""
    keymap_after_changes: Annotated[int, Field(ge=0, le=500)] = 1
    """After so many changes the printed key map is due for renewal; 0: nobody is told."""
    keymap_homes: Literal["number", "home"] = "number"
    """How homes' keys stand on that map: by a number that a second slip explains, or by their home."""
    due_unless: Literal["day", "shift", "never"] = "day"
    """By when a key is due whose own rule says nothing: the end of the day or shift in which it is taken, the next
    one's if that is within the hour; "never": it is never late."""
    booking_most: Annotated[int, Field(ge=1, le=500)] = 20
    """How many bookings of one person may stand at a time."""
    booking_days: Annotated[int, Field(ge=1, le=366)] = 14
    """How many days ahead a key may be booked."""
    booking_hours: Annotated[int, Field(ge=1, le=336)] = 24
    """For how many hours at most."""
    no_show_after_min: Annotated[int, Field(ge=5, le=1440)] = 30
    """Minutes after its start at which a booking whose key nobody took is released."""


class ShiftHours(Table):
    """One shift of the day by its name and the hour at which it begins."""

    name: Label
    begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Shifts(Table):
    """Attendants clock on and off at the desk. `hours` only name a shift; nothing begins or ends by them."""

    on: bool = True
    hours: tuple[ShiftHours, ...] = (
        ShiftHours(name=Label("Early shift", "早班", "早班"), begins="07:00"),
        ShiftHours(name=Label("Late shift", "中班", "中班"), begins="15:00"),
        ShiftHours(name=Label("Night shift", "夜班", "夜班"), begins="23:00"),
    )


class Smtp(Table):
    """A mail server. The password, if it asks for one, stands in the secrets file (`smtp_password`)."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    sender: str
    name: str | None = None
    starttls: bool = True


class Webhook(Table):
    """An address that takes notices as JSON; its token, if any, stands in the secrets file (`webhook_token`)."""

    url: Annotated[str, Field(pattern=r"^https?://")]


class Notices(Table):
    """Ways to tell people things; each is optional."""

    file: Path | None = None
    smtp: Smtp | None = None
    webhook: Webhook | None = None


class Settings(Table):
    """Everything a site says about itself."""

    site: Site
    storage: Storage = Storage()
    screen: Screen = Screen()
    health: HealthPage = HealthPage()
    clock: ClockSettings = ClockSettings()
    desk: DeskNetwork = DeskNetwork()
    api: ApiSettings = ApiSettings()
    lobby: Lobby = Lobby()
    collect: Collect = Collect()
    storeroom: Storeroom = Storeroom()
    parcels: ParcelSettings = ParcelSettings()
    policy: tuple[PolicyRule, ...] = ()
    identity: IdentitySettings = IdentitySettings()
    sending: SendingSettings = SendingSettings()
    money: MoneySettings = MoneySettings()
    services: ServiceSettings = ServiceSettings()
    work_orders: WorkOrderSettings = WorkOrderSettings()
    grievances: GrievanceSettings = GrievanceSettings()
    follow_ups: FollowUpSettings = FollowUpSettings()
    keys: Keys = Keys()
    alarms: AlarmSettings = AlarmSettings()
    record: RecordSettings = RecordSettings()
    retention: RetentionSettings = RetentionSettings()
    backup: BackupSettings = BackupSettings()
    contractors: ContractorSettings = ContractorSettings()
    deposits: DepositSettings = DepositSettings()
    loans: LoanSettings = LoanSettings()
    passes: PassSettings = PassSettings()
    shifts: Shifts = Shifts()
    lines: tuple[Line, ...] = ()
    one_wire: OneWire | None = None
    cabinets: tuple[Cabinet, ...] = ()
    lockers: tuple[Locker, ...] = ()
    badge_reader: BadgeReader | None = None
    scanners: tuple[Scanner, ...] = ()
    printer: PrinterSettings | None = None
    camera: CameraSettings | None = None
    documents: DocumentSettings | None = None
    sound: SoundSettings = SoundSettings()
    speech: SpeechSettings | None = None
    notices: Notices = Notices()
    secrets: Annotated[Secrets, Field(exclude=True, repr=False)] = Secrets()
    """From the file that `[secrets] file` names."""
    catalogue: Annotated[SkipValidation[Catalogue], Field(exclude=True, repr=False)] = Catalogue()
    """From the file that `[services] file` names."""
