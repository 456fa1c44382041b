"""The catalogue of services as a site writes it down: a file of its own, checked as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from kiosk.domain.items import Label
from kiosk.domain.services import catalogue as c
from kiosk.settings.base import Table
from kiosk.settings.telling import in_words
from kiosk.settings.words import SettingsProblems, did_you_mean

Cents = Annotated[int, Field(ge=0, le=100_000_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Minutes = Annotated[int, Field(ge=0, le=525_600)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
MOST_BYTES = 1_000_000
SAMPLE = Path(__file__).with_name("services.toml")
LONGEST_NAME, LONGEST_LINE = 30, 90
"""So much fits above a page, and on one line of a slip."""


class ServiceSettings(Table):
    """Services that may be asked for. Without a catalogue none are: the desk arranges them as people come."""

    file: Path | None = None
    """The site's own catalogue, relative to the settings file."""
    sample: bool = False
    """Whether the sample catalogue is offered as it is (config/services.toml); `file` goes before it."""


class ChoiceTable(Table):
    """One answer to choose. `cents`: its price, where the price goes by it."""

    code: Code
    name: Label
    cents: Cents = 0


class FieldTable(Table):
    """One question of a service's form."""

    code: Code
    name: Label
    kind: Literal["text", "number", "date", "time", "phone", "choice", "unit", "count", "money"]
    required: bool = True
    personal: bool = False
    least: Annotated[int, Field(ge=0, le=999_999_999)] = 1
    most: Annotated[int, Field(ge=1, le=999_999_999)] = 99
    choices: tuple[ChoiceTable, ...] = ()
    also: Label | None = None

    def made(self) -> c.Asked:
        """Return the question as the rules see it."""
        choices = tuple(c.Choice(one.code, one.name, one.cents) for one in self.choices)
        return c.Asked(
            self.code, self.name, c.Kind(self.kind), self.required, self.personal, self.least, self.most,
            choices, self.also,
        )  # fmt: skip


class PriceTable(Table):
    """What it costs."""

    kind: Literal["free", "fixed", "each", "choice", "quote"] = "free"
    cents: Cents = 0
    by: str = ""
    beforehand_percent: Percent = 0
    beforehand_cents: Cents = 0

    def made(self) -> c.Price:
        """Return the price as the rules see it."""
        return c.Price(
            c.PriceKind(self.kind), self.cents, self.by, self.beforehand_percent, self.beforehand_cents
        )


class DeadlineTable(Table):
    """By when what must have happened, minutes after the request or before the wished hour."""

    accept_min: Minutes = 0
    begin_min: Minutes = 0
    done_min: Minutes = 0
    accept_before_min: Minutes = 0
    done_before_min: Minutes | None = None
    supervisor_after_min: Minutes = 15


class CancellationTable(Table):
    """Free until so long before the wished hour; then so much of what was paid is kept."""

    free_until_min: Minutes = 0
    keep_percent: Percent = 0


class FollowUpTable(Table):
    """How many of a hundred are asked how it was, and after how many days."""

    share_percent: Percent = 100
    after_days: Annotated[int, Field(ge=0, le=365)] = 7


class CallTable(Table):
    """The fields that say the first day, the hour and the number of days of calls."""

    first: str
    hour: str
    days: str = ""


class ServiceTable(Table):
    """One service."""

    code: Code
    name: Label
    group: Literal["calls", "journeys", "errands", "home", "clothes", "flowers", "property", "company"]
    fields: tuple[FieldTable, ...] = ()
    price: PriceTable = PriceTable()
    done_by: Literal["desk", "attendant", "supervisor", "manager", "outside"] = "desk"
    provider: Label | None = None
    deadlines: DeadlineTable = DeadlineTable()
    cancellation: CancellationTable = CancellationTable()
    follow_up: FollowUpTable | None = None
    calls: CallTable | None = None
    slip: Label | None = None
    told: Label | None = None
    proof: Literal["slip", "signature", "word"] = "slip"
    in_lobby: bool = True
    work_order: bool = False
    escort: bool = False

    def made(self) -> c.Service:
        """Return the service as the rules see it."""
        follow, calls = self.follow_up, self.calls
        return c.Service(
            code=self.code, name=self.name, group=self.group, fields=tuple(one.made() for one in self.fields),
            price=self.price.made(), done_by=self.done_by, provider=self.provider,
            deadlines=c.Deadlines(**self.deadlines.model_dump()),
            cancellation=c.Cancellation(**self.cancellation.model_dump()),
            follow_up=c.FollowUp(follow.share_percent, follow.after_days) if follow else None,
            calls=c.Calls(calls.first, calls.hour, calls.days) if calls else None,
            slip=self.slip, told=self.told, proof=self.proof, in_lobby=self.in_lobby,
            work_order=self.work_order, escort=self.escort,
        )  # fmt: skip


class CatalogueTable(Table):
    """The file."""

    services: tuple[ServiceTable, ...] = ()


def read_catalogue(path: Path, currency: str = "CNY") -> c.Catalogue:
    """Return the catalogue that stands in `path`.

    Raises:
        SettingsProblems: everything that is wrong, each with its file, key and what is allowed.
    """
    try:
        with path.open("rb") as file:
            table = tomllib.loads(file.read(MOST_BYTES).decode())
    except FileNotFoundError:
        raise SettingsProblems([f"{path}: there is no such file; services.file names it"]) from None
    except OSError as cause:
        raise SettingsProblems([f"{path}: can't be read: {cause.strerror}"]) from cause
    except UnicodeDecodeError as cause:
        raise SettingsProblems([f"{path}: is no text in UTF-8; save it as UTF-8"]) from cause
    except tomllib.TOMLDecodeError as cause:
        raise SettingsProblems([f"{path}: is no valid TOML: {cause}"]) from cause
    try:
        read = CatalogueTable.model_validate(table)
    except ValidationError as wrong:
        found = in_words(wrong.errors(), table, CatalogueTable)
        rest = [one for one in _readable(table) if one is not None]
        raise SettingsProblems([f"{path}: {one}" for one in [*found, *_problems(rest)]]) from None
    if problems := list(_problems(read.services)):
        raise SettingsProblems([f"{path}: {one}" for one in problems])
    return c.Catalogue({one.code: one.made() for one in read.services}, currency)


def _readable(table: object) -> Iterator[ServiceTable | None]:
    """Yield the services that can be read alone, so that the rest of the file is checked too."""
    listed = table.get("services", ()) if isinstance(table, dict) else ()
    for one in listed if isinstance(listed, list) else ():
        try:
            yield ServiceTable.model_validate(one)
        except ValidationError:
            yield None


def _problems(services: Sequence[ServiceTable]) -> Iterator[str]:
    """Yield what does not go together, each as one line for people."""
    codes = [one.code for one in services]
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        yield f"services.{code}: stands there twice"
    for one in services:
        where = f"services.{one.code}"
        yield from (f"{where}.{problem}" for problem in _of_fields(one))
        yield from (f"{where}.{problem}" for problem in _of_price(one))
        yield from (f"{where}.{problem}" for problem in _of_times(one))
        yield from _too_long(f"{where}.name", one.name, LONGEST_NAME)
        for name in ("slip", "told"):
            line = getattr(one, name)
            if line is not None:
                yield from _too_long(f"{where}.{name}", line, LONGEST_LINE)


def _of_fields(one: ServiceTable) -> Iterator[str]:
    codes = [asked.code for asked in one.fields]
    for code in sorted({each for each in codes if codes.count(each) > 1}):
        yield f"fields.{code}: stands there twice"
    for asked in one.fields:
        where = f"fields.{asked.code}"
        if asked.kind == "choice" and len(asked.choices) < 2:
            yield f"{where}.choices: a choice wants two answers at least"
        if asked.kind != "choice" and asked.choices:
            yield f'{where}.choices: only kind = "choice" has them'
        answers = [choice.code for choice in asked.choices]
        for code in sorted({each for each in answers if answers.count(each) > 1}):
            yield f"{where}.choices.{code}: stands there twice"
        if asked.least > asked.most:
            yield f"{where}.least = {asked.least}: must not be more than most = {asked.most}"
        yield from _too_long(f"{where}.name", asked.name, LONGEST_NAME)
        if asked.also:
            yield from _too_long(f"{where}.also", asked.also, LONGEST_LINE)


def _of_price(one: ServiceTable) -> Iterator[str]:
    price, kinds = one.price, {"each": "count", "choice": "choice"}
    wanted = kinds.get(price.kind)
    if wanted:
        yield from _names("price.by", price.by, one, wanted)
    elif price.by:
        yield f'price.by: only kind = "each" and kind = "choice" go by a field, not {price.kind!r}'
    if price.kind in ("fixed", "each") and not price.cents:
        yield f'price.cents: is missing; kind = "{price.kind}" wants an amount'
    if price.kind in ("free", "quote", "choice") and price.cents:
        yield f'price.cents = {price.cents}: kind = "{price.kind}" has no amount of its own'
    if price.kind == "free" and (price.beforehand_percent or price.beforehand_cents):
        yield 'price: kind = "free" has nothing to be paid beforehand'
    if price.beforehand_percent and price.beforehand_cents:
        yield "price: beforehand_percent and beforehand_cents are both given; one of them is allowed"


def _of_times(one: ServiceTable) -> Iterator[str]:
    has_day = any(asked.kind == "date" and asked.required for asked in one.fields)
    due, cancel = one.deadlines, one.cancellation
    for name in ("accept_before_min", "done_before_min"):
        if getattr(due, name) and not has_day:
            yield f'deadlines.{name}: counts from the wished day; no required field has kind = "date"'
    if cancel.keep_percent and not has_day:
        yield 'cancellation: counts from the wished day; no required field has kind = "date"'
    if cancel.keep_percent and one.price.kind == "free":
        yield "cancellation.keep_percent: nothing is paid for it, so nothing can be kept"
    if one.calls is not None:
        yield from _names("calls.first", one.calls.first, one, "date")
        yield from _names("calls.hour", one.calls.hour, one, "time")
        if one.calls.days:
            yield from _names("calls.days", one.calls.days, one, "count")
        if one.proof != "word":
            yield 'calls: a call leaves nothing to sign; proof = "word"'
        if one.price.kind != "free":
            yield 'calls: are not paid for; price kind = "free"'


def _names(where: str, named: str, one: ServiceTable, kind: str) -> Iterator[str]:
    """Yield why a field that something goes by is not one of its kind."""
    asked = next((each for each in one.fields if each.code == named), None)
    if asked is None:
        codes = [each.code for each in one.fields if each.kind == kind]
        yield f"{where} = {named!r}: there is no such field{did_you_mean(named, codes)}"
    elif asked.kind != kind:
        yield f"{where} = {named!r}: that field is a {asked.kind}; it must be a {kind}"
    elif not asked.required:
        yield f"{where} = {named!r}: that field must be required"


def _too_long(where: str, label: Label, most: int) -> Iterator[str]:
    for language in ("en", "zh_Hans", "zh_Hant"):
        words = label.in_language(language)
        wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)
        if not words.strip():
            yield f"{where}.{language}: is empty"
        elif wide > most:
            yield f"{where}.{language} = {words!r}: must not be wider than {most} letters ({most // 2} characters)"
