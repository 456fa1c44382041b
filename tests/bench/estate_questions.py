"""Every list and search of the register, of the log and of the attendant's pages, ready to be timed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random

from flask.testing import FlaskClient

from kiosk.assembly.house import Kiosk
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.people import Role
from kiosk.estate.history import FIRST_DAY
from kiosk.estate.people import enrolment
from kiosk.memory import spare_what_stays
from tests.bench.filling import Filled
from ui.app import create_app

OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Asked:
    """One list or search; `ask` is called with a number, so that it may ask of another thing each time."""

    name: str
    ask: Callable[[int], object]


class Desk:
    """A kiosk on a filled site, its devices never started, and an attendant's browser at its desk.

    Its clock shows when the history ends: nothing has become late since then.
    """

    def __init__(self, filled: Filled) -> None:
        self.kiosk = Kiosk(filled.settings, filled.root)
        last = self.kiosk.ledger.last_at
        assert last is not None
        ago = datetime.now(UTC) - last
        self.kiosk.clock._wall = lambda: datetime.now(UTC) - ago
        self.kiosk.clock.set_right()
        self.journeys = self.kiosk.journeys
        self.register = self.journeys.register
        self.house = self.kiosk.ledger.house
        self.client: FlaskClient = create_app(self.journeys).test_client()
        sample = [self._at(share / 100) for share in range(1, 100)]
        self.movements = [one for one in sample if one is not None]
        self.keys = [one for one in self.movements if one.kind in (Kind.ISSUE, Kind.RETURN)]
        self.parcels = [one for one in self.movements if one.kind in (Kind.DROP, Kind.COLLECT)]
        who = next(one for one in enrolment().people if one.role == "attendant" and "desk" in one.groups)
        assert who.badge and who.pin
        self.attendant = who.id
        self.journeys.visits.by_badge(who.badge)
        spare_what_stays()  # as the kiosk does when it is ready
        assert self.client.post("/desk/enter", data={"pin": who.pin}, headers=OURS).status_code < 400

    def close(self) -> None:
        """Stop the kiosk."""
        self.kiosk.stop()
        gc.unfreeze()

    def page(self, path: str) -> int:
        """Return the length of a page that must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return len(answer.data)

    def found(self, **fields: str) -> str:
        """Return the address of a search as its form gives it: what names people travels sealed."""
        return self.client.post("/desk/log/find", data=fields, headers=OURS).headers["Location"]

    def asked(self, **facts: str) -> Sequence[Movement]:
        """Return the first page of what fits all of these facts."""
        return self.register.movements(**facts)  # type: ignore[arg-type]

    def _at(self, share: float) -> Movement | None:
        """Return the movement that begun at that share of the history."""
        first = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
        last = self.register.movements(most=1)[0].begun
        found = self.register.movements(before=stamp(first + (last - first) * share), most=1)
        return found[0] if found else None


def stamp(at: datetime) -> str:
    """Return a time as the register is asked for it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def one_of(some: Sequence[Movement], n: int) -> Movement:
    """Return another of these for each number."""
    return some[n % len(some)]


def on_day(desk: Desk, n: int, **more: str) -> Sequence[Movement]:
    """Return the first page of a day of the history."""
    begun, half = one_of(desk.movements, n).begun, timedelta(hours=12)
    return desk.asked(since=stamp(begun - half), before=stamp(begun + half), **more)


def of_lists(desk: Desk) -> list[Asked]:
    """Return every list of the register."""
    ask, moved, keys, parcels = desk.register.movements, desk.movements, desk.keys, desk.parcels
    residents, late = (
        _who_came(desk),
        moved[len(moved) // 2 :],
    )  # before these there are 500 in a small one too
    unused = min(desk.house.keys.values(), key=lambda key: len(ask(item=key.id, most=40)))

    def resident(n: int) -> str:
        return residents[n % len(residents)]

    return [
        Asked("newest 50", lambda n: ask()),
        *(Asked(f"kind {kind.value}", partial(_of_kind, desk, kind)) for kind in Kind),
        Asked("a page deep in the past", lambda n: ask(before=stamp(one_of(moved, n).begun))),
        Asked("one day", lambda n: on_day(desk, n)),
        Asked("one day, drops", lambda n: on_day(desk, n, kind="parcel.drop")),
        Asked("a slot", lambda n: ask(place=one_of(keys, n).place)),
        Asked("a compartment", lambda n: ask(place=one_of(parcels, n).place)),
        Asked("what left it", lambda n: ask(place=one_of(parcels, n).place, kind="parcel.collect")),
        Asked("a key", lambda n: ask(item=one_of(keys, n).item)),
        Asked("a key hardly used", lambda n: ask(item=unused.id)),
        Asked("a parcel's movements", lambda n: ask(item=one_of(parcels, n).item)),
        Asked("an attendant", lambda n: ask(person=one_of(keys, n).bearer)),
        Asked("a resident", lambda n: ask(person=resident(n))),
        Asked("a resident, one day", lambda n: on_day(desk, n, person=resident(n))),
        Asked("one movement", lambda n: desk.kiosk.ledger.find(one_of(moved, n).id)),
        Asked("one parcel", lambda n: desk.register.parcel(one_of(parcels, n).item)),
        Asked("500 for a CSV", lambda n: ask(before=stamp(one_of(late, n).begun), most=500)),
    ]


def of_searches(desk: Desk) -> list[Asked]:
    """Return every search of the register for words."""
    ask, keys, parcels = desk.register.movements, desk.keys, desk.parcels
    homes = _where_keys_went(desk)
    everybody = [one.id for one in desk.house.people.values()]
    residents = [one.id for one in desk.house.people.values() if one.unit]
    couriers = [one.id for one in desk.house.people.values() if one.role is Role.COURIER]
    return [
        Asked("words: a home with a key", lambda n: ask(words=homes[n % len(homes)])),
        Asked(
            "words: a work order", lambda n: ask(words=one_of(keys, n).work_order or one_of(keys, n).id[:12])
        ),
        Asked("words: a parcel's number", lambda n: ask(words=_barcode(desk, one_of(parcels, n)))),
        Asked("words: a name", lambda n: ask(words="王伟", people=residents[n : n + 3])),
        Asked("words: everybody's name has them", lambda n: ask(words="a", people=everybody)),
        Asked("words: a tower", lambda n: ask(words=homes[n % len(homes)][:4])),
        Asked(
            "words: a courier who never takes keys",
            lambda n: ask(words="c-w", kind="key.issue", people=couriers),
        ),
        Asked("words: where an id begins", lambda n: ask(words=one_of(keys, n).id[:8])),
        Asked("words: two characters", lambda n: ask(words=one_of(keys, n).id[:2])),
        Asked("words: nothing has them", lambda n: ask(words=f"nowhere {n}")),
        Asked("words: nothing, one day", lambda n: on_day(desk, n, words=f"nowhere {n}")),
    ]


def _who_came(desk: Desk) -> list[str]:
    """Return residents who fetched parcels, as often as they came up in the sample."""
    return [one.bearer for one in desk.parcels if one.kind is Kind.COLLECT]


def _where_keys_went(desk: Desk) -> list[str]:
    """Return homes whose keys were out, in the same way."""
    return [one.unit for one in desk.keys if one.unit]


def _of_kind(desk: Desk, kind: Kind, _number: int) -> object:
    return desk.register.movements(kind=kind.value)


def _barcode(desk: Desk, movement: Movement) -> str:
    parcel = desk.register.parcel(movement.item)
    return parcel.barcode if parcel else "?"


def of_log(desk: Desk) -> list[Asked]:
    """Return every question to the log, and those that are answered from the house."""
    events, beside, questions = desk.register.events, desk.register.beside, desk.journeys.questions
    places = list(desk.journeys.furniture.places)
    first, last = datetime(2021, 10, 2, tzinfo=UTC), desk.kiosk.ledger.seq
    chance = Random("which events")
    homes = _where_keys_went(desk)

    def place(n: int) -> str:
        return places[n * 13 % len(places)]

    return [
        Asked("events, newest 50", lambda n: events()),
        Asked("events, deep in the past", lambda n: events(before_seq=chance.randrange(60, last))),
        Asked("events with a movement's id", lambda n: events(words=desk.movements[n % 30].id)),
        Asked("events: nothing has the words", lambda n: events(words=f"nowhere {n}")),
        Asked("beside a place", lambda n: beside(place=place(n))),
        Asked("beside a key", lambda n: beside(item=desk.keys[n % len(desk.keys)].item)),
        Asked("who holds what", lambda n: questions.held()),
        Asked("overdue by person", lambda n: questions.overdue()),
        Asked("who could open a key then", lambda n: questions.could_open(first, key=desk.keys[0].item)),
        Asked("what could one open then", lambda n: questions.could_open(first, person=desk.attendant)),
        Asked("use of all keys in a month", lambda n: questions.used(one_of(desk.keys, n).begun.date())),
        Asked("use of one key, by month", lambda n: questions.used_by_month(one_of(desk.keys, n).item)),
        Asked("keys nobody took since", lambda n: questions.unused_since(date(2026, 1, 1))),
        Asked("all outings of a home", lambda n: questions.outings(homes[n % len(homes)])),
        Asked("how many these are", lambda n: questions.outing_count(homes[n % len(homes)])),
        Asked("changes of the rules", lambda n: desk.journeys.key_rules.history()),
        Asked("keys offered to an attendant", lambda n: desk.journeys.keys.offered(desk.attendant)),
        Asked("the names at start", lambda n: list(desk.kiosk.ledger.vault.all_like("person:"))),
    ]


def of_pages(desk: Desk) -> list[Asked]:
    """Return the attendant's pages, whole: asked, put into words, rendered."""
    moved, keys, parcels = desk.movements, desk.keys, desk.parcels
    residents = _who_came(desk)
    begun = [one.begun.astimezone(desk.journeys.clock.now().tzinfo).date().isoformat() for one in moved]
    named = [desk.found(person=residents[n % len(residents)], kind="", place="", day="") for n in range(12)]
    worded = [desk.found(words=words, kind="", place="", day="") for words in ("3-2-", "SF1", "王", "9999")]

    def page(name: str, paths: Sequence[str]) -> Asked:
        return Asked(f"page: {name}", lambda n: desk.page(paths[n % len(paths)]))

    return [
        page("map, what is away", ["/desk/map"]),
        page("map, all keys", ["/desk/map?show=keys"]),
        page("map, all", ["/desk/map?show=all"]),
        page("a slot", [f"/desk/places/{one.place}" for one in keys]),
        page("a compartment", [f"/desk/places/{one.place}" for one in parcels]),
        page("a key", [f"/desk/items/{one.item}" for one in keys]),
        page("a parcel", [f"/desk/items/{one.item}" for one in parcels]),
        page("log", ["/desk/log"]),
        page("log, a kind", [f"/desk/log?kind={kind.value}" for kind in Kind]),
        page("log, a day", [f"/desk/log?day={day}" for day in begun]),
        page("log, a place", [f"/desk/log?place={one.place}" for one in moved]),
        page("log, a person", named),
        page("log, words", worded),
        page("devices", ["/desk/devices"]),
        page("use of the keys in a month", [f"/desk/keys/use?month={day[:7]}" for day in begun]),
        page("use of one key", [f"/desk/keys/use/{one.item}" for one in keys]),
        page("keys that nobody took", ["/desk/keys/unused"]),
    ]
