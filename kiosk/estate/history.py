"""Years of an invented estate: what its lobby would have recorded, moment by moment.

Nothing here makes up a fact about a door or a key. People only ask and hands only move things; what is recorded of it
is said by the same functions that decide and observe in a running kiosk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from kiosk.domain.house import House
from kiosk.domain.places import Furniture
from kiosk.estate import (
    belongings,
    duty,
    households,
    mishaps,
    mornings,
    permits,
    rounds,
    services,
    visitors,
    watch,
    works,
)  # fmt: skip
from kiosk.estate.alarms import answering, begin_duties
from kiosk.estate.announced import announcing, companies
from kiosk.estate.bookings import booking
from kiosk.estate.deliveries import courier_visit
from kiosk.estate.lobby import Batch, Journey, Lobby, plain_digest
from kiosk.estate.outings import PURPOSES, outing
from kiosk.estate.people import SEED

FIRST_DAY = date(2021, 10, 1)
DAYS = 5 * 365 + 1
"""Five years: nearly three million events."""
OUTINGS_A_DAY, VISITS_A_DAY = 46.0, 8.5
"""So often somebody comes for a key or with parcels; not everybody who asks for a key gets one."""
_SHARES = tuple(purpose.share for purpose in PURPOSES)
ON_WEEKDAYS = (1.12, 1.05, 1.05, 1.05, 1.12, 0.9, 0.71)
"""Outings from Monday to Sunday, beside the average."""
PARCELS_BY_MONTH = (0.95, 0.6, 0.95, 0.95, 1.0, 1.25, 0.95, 0.95, 1.0, 1.05, 1.4, 1.15)
"""Couriers' visits from January to December: few at New Year, most in June and November."""
COURIERS_COME = (8.0, 9.5, 10.5, 11.0, 13.0, 15.0, 15.5, 16.0, 17.0, 18.5)
Happening = Callable[[Lobby], Journey]
A_DAY: tuple[tuple[Happening, float, float, float], ...] = (
    (mishaps.strange_badge, 2.5, 7, 23),
    (mishaps.wrong_pin, 2.0, 7, 23),
    (mishaps.silent_device, 0.25, 0, 24),
    (mishaps.forced_door, 0.12, 8, 22),
    (mishaps.power_cut, 0.04, 0, 24),
    (booking, 4.0, 8, 19),
    (visitors.contractor, 1.3, 8.3, 14),
    (rounds.round_of_homes, 2.5, 9.2, 15),
    (rounds.plan_made, 0.06, 9, 17),
    (rounds.plan_ended, 0.04, 9, 17),
    (households.move_in, 0.12, 9, 16),
    (households.agreement, 0.15, 9, 17),
    (households.withdrawn, 0.05, 8, 20),
    (belongings.deposit, 3.0, 8, 20),
    (belongings.transfer, 2.0, 8, 21),
    (belongings.loan, 4.0, 8, 21),
    (services.service, 15.0, 7.5, 20),
    (works.work_order, 6.0, 7.5, 21),
    (works.grievance, 0.5, 8, 21),
    (watch.duty_line, 20.0, 0, 24),
    (watch.incident, 0.1, 0, 24),
    (watch.look, 5.0, 8, 21),
    (mornings.wake_up, 1.2, 8, 22),
    (permits.works, 0.5, 8.5, 11),
    (permits.moving_out, 0.6, 9, 18),
)
"""What comes up beside keys and parcels and what goes wrong: how often a day, and between which hours."""


def history(
    recorded: Callable[[], House],
    furniture: Furniture,
    *,
    days: int = DAYS,
    first: date = FIRST_DAY,
    zone: str = "Asia/Shanghai",
    seed: int = SEED,
    digest: Callable[[str, str], str] = plain_digest,
) -> Iterator[Batch]:
    """Yield batch after batch of an enrolled estate's history, in the order of time; the same for the same seed.

    Record each batch before you take the next: `recorded` is asked for the house after it. `digest`: the site's, of a
    purpose and a value.
    """
    lobby = Lobby(recorded, furniture, Random(f"history {seed}"), zone, digest)
    lobby.when_alarmed = answering
    lobby.begin(begin_duties(), _moment(lobby, first, 0))
    lobby.begin(mishaps.first_look(lobby), _moment(lobby, first, 0.01))
    for number in range(rounds.PLANS):
        lobby.begin(rounds.plan_made(lobby), _moment(lobby, first, 9 + number / 2.5))
    lobby.begin(rounds.look_at_hours(lobby), _moment(lobby, first, 1))
    lobby.begin(visitors.night(lobby), _moment(lobby, first, 0.5))
    lobby.begin(duty.shifts(lobby), _moment(lobby, first, 7))
    lobby.begin(duty.stocktakes(lobby), _moment(lobby, first, 9.4))
    lobby.begin(companies(lobby), _moment(lobby, first, 0.2))
    lobby.begin(belongings.stocked(lobby), _moment(lobby, first, 7.4))
    lobby.begin(belongings.late_loans(lobby), _moment(lobby, first, 9.1))
    lobby.begin(belongings.counted(lobby), _moment(lobby, first, 21.5))
    lobby.begin(services.drawer(lobby), _moment(lobby, first, 7.2))
    lobby.begin(works.follow_ups(lobby), _moment(lobby, first, 0.7))
    lobby.begin(announcing(lobby), _moment(lobby, first, 6))
    for number in range(days):
        day = first + timedelta(days=number)
        for journey, hour in _plan(lobby, day):
            lobby.begin(journey, _moment(lobby, day, hour))
        yield from lobby.until(_moment(lobby, day, 24))


def _plan(lobby: Lobby, day: date) -> Iterator[tuple[Journey, float]]:
    """Yield everything that begins on a day, each with its hour; hours after midnight count on."""
    rng, holidays = lobby.rng, lobby.house.rulebook.limits.holidays
    busy = ON_WEEKDAYS[day.weekday()] * (0.6 if day in holidays else 1)
    for _ in range(_around(rng, OUTINGS_A_DAY * busy)):
        purpose = rng.choices(PURPOSES, _SHARES)[0]
        yield outing(lobby, purpose), rng.uniform(purpose.from_h, purpose.until_h)
    for _ in range(_around(rng, VISITS_A_DAY * PARCELS_BY_MONTH[day.month - 1])):
        yield courier_visit(lobby), rng.choice(COURIERS_COME) + rng.uniform(-0.7, 0.7)
    for happening, times, from_h, until_h in A_DAY:
        for _ in range(_around(rng, times)):
            yield happening(lobby), rng.uniform(from_h, until_h)


def _around(rng: Random, times: float) -> int:
    """Return a number of times, by chance about `times`."""
    draws = max(20, round(times * 4))
    return sum(rng.random() < times / draws for _ in range(draws))


def _moment(lobby: Lobby, day: date, hour: float) -> datetime:
    """Return an hour of a day at the site, in UTC."""
    return (datetime.combine(day, time(), lobby.zone) + timedelta(hours=hour)).astimezone(UTC)
