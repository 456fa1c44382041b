"""Every list and search of a thousand doors: parcels, notices, deliveries, shelves, codes, and the pages about them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Kind
from kiosk.domain.parcels import parcels
from kiosk.domain.parcels.allocation import free_by_size
from kiosk.domain.parcels.codes import check_digit
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.places import PlaceKind, Reading
from kiosk.flows.parcels.codes import Codes, home_of
from kiosk.flows.shifts.tasks import tasks
from tests.bench.estate_questions import Asked, Desk, on_day, one_of, stamp


def of_parcels(desk: Desk) -> list[Asked]:
    """Return every question about parcels to the register and to the house."""
    ask, moved, house = desk.register.movements, desk.parcels, desk.house
    waiting = [one for one in house.parcels.values() if one.stage is ParcelStage.WAITING]
    people = [one.id for one in house.people.values() if one.unit]
    furniture = desk.journeys.furniture
    shut = {place.id: Reading(place.id, True) for place in furniture.of(PlaceKind.COMPARTMENT)}
    return [
        Asked("newest 50", lambda n: ask()),
        Asked("drops", lambda n: ask(kind=Kind.DROP.value)),
        Asked("collections", lambda n: ask(kind=Kind.COLLECT.value)),
        Asked("a page deep in the past", lambda n: ask(before=stamp(one_of(moved, n).begun))),
        Asked("one day", lambda n: on_day(desk, n)),
        Asked("a compartment", lambda n: ask(place=one_of(moved, n).place)),
        Asked("a shelf", lambda n: ask(place=f"shelf:A{n % 6 + 1}")),
        Asked("a parcel's movements", lambda n: ask(item=one_of(moved, n).item)),
        Asked("one parcel of long ago", lambda n: desk.register.parcel(one_of(moved, n).item)),
        Asked("a resident's parcels of all years", lambda n: ask(person=people[n * 7 % len(people)])),
        Asked("a courier's parcels", lambda n: ask(person=one_of(moved, n).bearer)),
        Asked("500 for a CSV", lambda n: ask(before=stamp(one_of(moved, n).begun), most=500)),
        Asked("words: a barcode", lambda n: ask(words=_barcode(desk, n))),
        Asked("words: the end of a barcode", lambda n: ask(words=_barcode(desk, n)[-6:])),
        Asked("words: a home", lambda n: ask(words=house.people[people[n * 7 % len(people)]].unit or "")),
        Asked("words: nothing has them", lambda n: ask(words=f"nowhere {n}")),
        Asked("beside a compartment", lambda n: desk.register.beside(place=one_of(moved, n).place)),
        Asked("beside a parcel", lambda n: desk.register.beside(item=one_of(moved, n).item)),
        Asked("waiting for a recipient", lambda n: waiting_for(house, waiting[n % len(waiting)].recipient)),
        Asked("a slip", lambda n: parcels.by_slip(house, waiting[n % len(waiting)].slip)),
        Asked("free doors by size", lambda n: free_by_size(house, furniture, shut)),
        Asked("tasks, notices among them", lambda n: tasks(house, (), desk.journeys.clock.now())),
        Asked("recipients at a home", lambda n: _recipients(desk, house.people[people[n]].unit or "")),
        Asked("recipients by the end of a phone", lambda n: _by_phone(desk, f"{n * 97 % 10000:04}")),
        Asked("awaited deliveries", lambda n: desk.journeys.deliveries.awaited()),
        Asked("awaited: words", lambda n: desk.journeys.deliveries.awaited(words=f"SF{n}")),
        Asked("on the shelves", lambda n: (desk.journeys.storeroom.stored(), desk.journeys.storeroom.coming())),
    ]  # fmt: skip


def of_parcel_pages(desk: Desk) -> list[Asked]:
    """Return the attendant's pages about parcels, whole: asked, put into words, rendered."""
    moved = desk.parcels
    zone = desk.journeys.clock.now().tzinfo
    days = [one.begun.astimezone(zone).date().isoformat() for one in moved]
    residents = [one.id for one in desk.house.people.values() if one.unit]
    named = [desk.found(person=residents[n * 11], kind="", place="", day="") for n in range(12)]
    worded = [desk.found(words=_barcode(desk, n)[:8], kind="", place="", day="") for n in range(6)]

    def page(name: str, paths: Sequence[str]) -> Asked:
        return Asked(f"page: {name}", lambda n: desk.page(paths[n % len(paths)]))

    return [
        page("deliveries", ["/desk/deliveries"]),
        page("storeroom", ["/desk/storeroom"]),
        page("map, parcels", ["/desk/map?show=parcels"]),
        page("map, a number", [f"/desk/map?find={n}" for n in range(100, 160)]),
        page("a compartment", [f"/desk/places/{one.place}" for one in moved if one.place[0] in "LM"]),
        page("a parcel", [f"/desk/items/{one.item}" for one in moved]),
        page("log", ["/desk/log"]),
        page("log, drops", ["/desk/log?kind=parcel.drop"]),
        page("log, a day", [f"/desk/log?day={day}" for day in days]),
        page("log, a person", named),
        page("log, words", worded),
    ]


def of_codes(desk: Desk) -> list[Asked]:
    """Return the check of a typed pick-up code: right or wrong, among all that are good or those of one home."""
    house, codes = desk.house, desk.journeys.collect._codes
    waiting = [one for one in house.parcels.values() if one.stage is ParcelStage.WAITING]
    digits = desk.kiosk.settings.collect.code_digits
    some = [_drawn(digits) for _ in range(64)]

    def right(n: int) -> Parcel | None:
        codes.chance(house)
        codes.digest(some[n % 64])
        return parcels.by_code(house, waiting[n % len(waiting)].code_mac)

    return [
        Asked("code, wrong", lambda n: _wrong(codes, house, some[n % 64], "")),
        Asked("code, wrong, one home", lambda n: _wrong(codes, house, some[n % 64], _home(house, waiting, n))),
        Asked("code, right", right),
        Asked("code, a fresh one", lambda n: codes.fresh(house)),
    ]  # fmt: skip


def _wrong(codes: Codes, house: House, typed: str, home: str) -> bool:
    """Do what the journey does to a code before it is refused; what is recorded of it takes a disk's time."""
    digits = codes.typed(typed)
    assert digits is not None
    mac = codes.digest(digits)
    assert codes.chance(house, home) > 0
    return parcels.by_code(house, mac) is None and not parcels.was_code(house, mac)


def _home(house: House, waiting: Sequence[Parcel], n: int) -> str:
    return home_of(house, waiting[n % len(waiting)].recipient)


def _drawn(digits: int) -> str:
    drawn = str(secrets.randbelow(10 ** (digits - 1))).zfill(digits - 1)
    return drawn + check_digit(drawn)


def _barcode(desk: Desk, n: int) -> str:
    parcel = desk.register.parcel(one_of(desk.parcels, n).item)
    assert parcel is not None
    return parcel.barcode


def _recipients(desk: Desk, unit: str) -> object:
    return desk.journeys.directory.find(desk.house, unit=unit)


def _by_phone(desk: Desk, last_four: str) -> object:
    return desk.journeys.directory.find(desk.house, last_four=last_four)
