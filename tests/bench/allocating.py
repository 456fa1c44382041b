"""Which compartment a parcel gets: ways of choosing over a year of arrivals, and how fast the choice is made.

The arrivals are invented: a Poisson process by hour and weekday, the sizes that the sample estate has, and residents
who come by when they are at home, most of them in the evening; who has not come after 72 hours loses the place. Every
way of choosing meets the same arrivals. No way of choosing can refuse less than `fewest_refused` says.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage, at_place
from kiosk.domain.parcels.allocation import Wish, best, choose, fits, within_reach
from kiosk.domain.places import SIZES, Furniture, Place, PlaceKind, Reading
from kiosk.estate.deliveries import AT_ONCE, HOW_OFTEN
from kiosk.estate.deliveries import SIZES as SIZE_MIX
from kiosk.estate.site import COMPARTMENT_WIDTH_MM, HEIGHTS_MM, LOCKER
from tests.bench.figures import Figure, spread

DAYS = 365
COURIERS_COME = (*(0,) * 8, 2, 5, 8, 9, 6, 5, 7, 9, 9, 8, 6, 3, 1, *(0,) * 3)
"""Visits by the hour of the day, in proportion."""
BY_WEEKDAY = (1.05, 1.1, 1.1, 1.05, 1.1, 0.95, 0.65)
RESIDENTS_COME = (
    *(0.002,) * 6,
    0.02,
    0.06,
    0.06,
    *(0.03,) * 3,
    0.05,
    0.05,
    *(0.03,) * 3,
    0.1,
    0.18,
    0.2,
    0.16,
    0.1,
    0.05,
    0.02,
)
"""How likely somebody fetches the parcel within each hour of the day."""
EXPIRES = timedelta(hours=72)
HEAVY, ASKS_FOR_REACH = 0.08, 0.06
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)

Choice = Callable[[Sequence[Place], Wish, Mapping[str, int], Place | None], Place | None]


@dataclass(frozen=True)
class Arrival:
    """One parcel: when it comes, with which visit, what it asks for, when it is fetched."""

    at: datetime
    visit: int
    wish: Wish
    until: datetime


@dataclass
class Year:
    """What became of all arrivals under one way of choosing."""

    refused: int = 0
    walked_mm: float = 0.0
    steps: int = 0
    openings: Counter[str] = field(default_factory=Counter)
    reach_asked: int = 0
    reached: int = 0
    heavy: int = 0
    heavy_low: int = 0


def locker(copies: int) -> list[Place]:
    """Return the compartments of the sample estate's locker, that many of it side by side."""
    places: list[Place] = []
    for column, sizes in enumerate(LOCKER * copies):
        bottom_mm = 120
        for size in sizes:
            number, left_mm = len(places) + 1, column * COMPARTMENT_WIDTH_MM
            places.append(_compartment(number, size, left_mm, bottom_mm))
            bottom_mm += HEIGHTS_MM[size]
    return places


def _compartment(number: int, size: str, left_mm: int, bottom_mm: int) -> Place:
    return Place(
        f"L{number:03}", PlaceKind.COMPARTMENT, number, size, left_mm, bottom_mm, COMPARTMENT_WIDTH_MM,
        HEIGHTS_MM[size], senses_presence=False, senses_tags=False, device="parcels",
    )  # fmt: skip


def arrivals(visits_a_day: float, seed: int, days: int = DAYS) -> Iterator[Arrival]:
    """Yield the parcels of some days, in order."""
    rng = Random(seed)
    sizes, mix = tuple(SIZE_MIX), tuple(SIZE_MIX.values())
    visit = 0
    for hour in range(days * 24):
        begins = FIRST_DAY + timedelta(hours=hour)
        rate = visits_a_day * COURIERS_COME[begins.hour] / sum(COURIERS_COME) * BY_WEEKDAY[begins.weekday()]
        for at in sorted(begins + timedelta(hours=rng.random()) for _ in range(_poisson(rng, rate))):
            visit += 1
            for _ in range(rng.choices(AT_ONCE, HOW_OFTEN)[0]):
                size = rng.choices(sizes, mix)[0]
                wish = Wish(size, heavy=rng.random() < HEAVY, reachable=rng.random() < ASKS_FOR_REACH)
                yield Arrival(at, visit, wish, _fetched(rng, at))


def _poisson(rng: Random, rate: float) -> int:
    count, left = 0, rng.expovariate(1.0)
    while left < rate:
        count, left = count + 1, left + rng.expovariate(1.0)
    return count


def _fetched(rng: Random, at: datetime) -> datetime:
    when = at + timedelta(minutes=20)
    while when < at + EXPIRES:
        if rng.random() < RESIDENTS_COME[when.hour]:
            return when + timedelta(hours=rng.random())
        when += timedelta(hours=1)
    return at + EXPIRES


def as_loge(
    free: Sequence[Place], wish: Wish, openings: Mapping[str, int], last: Place | None
) -> Place | None:
    """Return what Loge chooses."""
    return best(free, wish, openings=openings, beside=last)


def smallest(
    free: Sequence[Place], wish: Wish, openings: Mapping[str, int], last: Place | None
) -> Place | None:
    """Return the first of the smallest that fit."""
    return min(
        (p for p in free if fits(wish.size, p)),
        key=lambda p: (SIZES.index(p.size or "S"), p.number),
        default=None,
    )


def first(free: Sequence[Place], wish: Wish, openings: Mapping[str, int], last: Place | None) -> Place | None:
    """Return the first that fits."""
    return min(
        (place for place in free if fits(wish.size, place)), key=lambda place: place.number, default=None
    )


def any_at_all(rng: Random) -> Choice:
    """Return a way that takes any that fits."""

    def choice(
        free: Sequence[Place], wish: Wish, openings: Mapping[str, int], last: Place | None
    ) -> Place | None:
        fitting = [place for place in free if fits(wish.size, place)]
        return rng.choice(fitting) if fitting else None

    return choice


def a_year(places: Sequence[Place], parcels: Sequence[Arrival], choice: Choice) -> Year:
    """Return what becomes of the parcels."""
    year = Year()
    free = {place.id: place for place in places}
    taken: list[tuple[datetime, str]] = []
    by_id = dict(free)
    visit, last = 0, None
    for parcel in parcels:
        while taken and taken[0][0] <= parcel.at:
            place = heapq.heappop(taken)[1]
            free[place] = by_id[place]
        if parcel.visit != visit:
            visit, last = parcel.visit, None
        found = choice(list(free.values()), parcel.wish, year.openings, last)
        if found is None:
            year.refused += 1
            continue
        _note(year, parcel.wish, found, last)
        del free[found.id]
        heapq.heappush(taken, (parcel.until, found.id))
        last = found
    return year


def _note(year: Year, wish: Wish, place: Place, last: Place | None) -> None:
    year.openings[place.id] += 2  # put in, and fetched
    if last is not None:
        year.steps += 1
        year.walked_mm += abs(place.middle[0] - last.middle[0])
    if wish.reachable:
        year.reach_asked += 1
        year.reached += within_reach(place)
    if wish.heavy:
        year.heavy += 1
        year.heavy_low += place.bottom_mm <= 500


def fewest_refused(places: Sequence[Place], parcels: Sequence[Arrival]) -> int:
    """Return how many parcels even somebody who knows the future must refuse, at least.

    Of the parcels of one size and above, as many as there are doors for them can stand here at once; the most that fit
    are kept by sending away, whenever there is one too many, the one that would stay longest (exact for alike doors).
    """
    refused = []
    for rank, size in enumerate(SIZES):
        doors = sum(fits(size, place) for place in places)
        inside: list[tuple[float, datetime]] = []  # the one that stays longest first
        too_many = 0
        for parcel in parcels:
            if SIZES.index(parcel.wish.size) < rank:
                continue
            inside = [stay for stay in inside if stay[1] > parcel.at]
            inside.append((-parcel.until.timestamp(), parcel.until))
            if len(inside) > doors:
                inside.remove(min(inside))
                too_many += 1
        refused.append(too_many)
    return max(refused)


def allocation(days: int = DAYS) -> list[Figure]:
    """Return what each way of choosing refuses in a year, and how far it makes people walk, reach and lift."""
    figures = []
    for copies, visits_a_day in ((1, 6.5), (4, 31.0)):
        places = locker(copies)
        parcels = list(arrivals(visits_a_day, seed=2026, days=days))
        doors = f"{len(places)} doors"
        bound = 100 * fewest_refused(places, parcels) / len(parcels)
        ways = {"Loge": as_loge, "smallest": smallest, "first": first, "any": any_at_all(Random(7))}
        years = {name: a_year(places, parcels, way) for name, way in ways.items()}
        refused = {name: 100 * year.refused / len(parcels) for name, year in years.items()}
        how = f"{len(parcels)} parcels in {days} days, {doors}; `bound`: who knows the future, at least"
        figures.append(Figure(f"refused, {doors}", {**refused, "bound": bound}, "%", how))
        asked = [one.wish.size for one in parcels if one.wish.reachable]
        possible = sum(any(within_reach(p) and fits(size, p) for p in places) for size in asked) / len(asked)
        figures += list(_comfort(years, doors, 100 * possible))
    return figures


def _comfort(years: Mapping[str, Year], doors: str, possible: float) -> Iterator[Figure]:
    walked = {name: year.walked_mm / 1000 / max(1, year.steps) for name, year in years.items()}
    yield Figure(f"walked to the next door, {doors}", walked, "m", "within one courier's visit, sideways")
    reached = {name: 100 * year.reached / max(1, year.reach_asked) for name, year in years.items()}
    how = "compartment's floor at 380 to 1220 mm; `bound`: those for whose size there is such a door at all"
    yield Figure(f"within reach for who asked, {doors}", {**reached, "bound": possible}, "%", how)
    low = {name: 100 * year.heavy_low / max(1, year.heavy) for name, year in years.items()}
    yield Figure(f"heavy ones low, {doors}", low, "%", "compartment's floor at most 500 mm high")
    worn = {
        name: max(year.openings.values()) / (sum(year.openings.values()) / len(year.openings))
        for name, year in years.items()
    }
    yield Figure(f"most worn door, {doors}", worn, "x mean", "openings of the most used door beside the mean")


def allocation_speed(arriving: int = 10_000) -> list[Figure]:
    """Return how long one choice takes among 1000 doors, in the house as the kiosk keeps it."""
    places = locker(42)[:1000]
    furniture = Furniture({place.id: place for place in places})
    readings = {place.id: Reading(place.id, True) for place in places}
    rng, house = Random(1), House()
    taken_ms = []
    for number in range(arriving):
        wish = Wish(rng.choices(tuple(SIZE_MIX), tuple(SIZE_MIX.values()))[0], near=places[number % 900].id)
        if len(house.parcels) >= 700:  # as full as a locker is in the evening
            oldest = next(iter(house.parcels))
            house = house.having(parcels={name: one for name, one in house.parcels.items() if name != oldest})
        began_s = time.perf_counter()
        place = choose(house, furniture, readings, wish)
        taken_ms.append((time.perf_counter() - began_s) * 1000)
        house = house.having(parcels={**house.parcels, f"p{number}": _standing(f"p{number}", wish, place)})
    how = f"{arriving} arrivals, 1000 doors, 700 of them full"
    return [Figure("one choice among 1000 doors", spread(taken_ms), "ms", how)]


def _standing(name: str, wish: Wish, place: Place) -> Parcel:
    return replace(_WAITING, id=name, size=wish.size, custodian=at_place(place.id))


_WAITING = Parcel("", "r", "b", "S", ParcelStage.WAITING, at_place(""), "", "", FIRST_DAY)
