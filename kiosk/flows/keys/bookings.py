"""Keys booked ahead: made, changed and given up at the desk or the lobby screen; nobody came, it is free again."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.bookings import deciding, standing
from kiosk.domain.bookings.booking import Booking, BookingPolicy
from kiosk.domain.bookings.concerns import Concern, concerns
from kiosk.domain.bookings.deciding import MAY_OVERRIDE, Override, Wish
from kiosk.domain.bookings.lapsing import Hour, lapsed
from kiosk.domain.items import Key
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

OVERRIDES = ("urgent", "resident_waits", "duty", "mistake", "other")
"""Why somebody else's booking may give way."""
LONGEST_WORDS = 200


class Bookings:
    """Every booking that counts is in the record: neither a night nor a power cut loses one."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        policy: BookingPolicy,
        reasons: Sequence[str],
        time_zone: str,
        trusted: Callable[[], bool],
    ) -> None:
        """`trusted`: whether the clock can be believed."""
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._reasons = reasons
        self._trusted = trusted
        self._up_since: datetime | None = None
        self.policy = policy
        self.zone = ZoneInfo(time_zone)

    def wish(self, key: str, person: str, since: datetime, until: datetime, but: str = "") -> Wish:
        """Return a wish in the site's time zone."""
        return Wish(key, person, since.astimezone(self.zone), until.astimezone(self.zone), but)

    def why_not(self, by: Person, wish: Wish) -> Refused | None:
        """Return what the rules have against a wish, others' bookings left aside; None: nothing."""
        try:
            deciding.may_book(self._ledger.house, wish, by, self.policy, self._reasons, self._now())
        except Refused as refused:
            return refused if refused.code != "booking.overlaps" else None
        return None

    def concerns(self, wish: Wish) -> list[Concern]:
        """Return what is to be known before a wish is booked."""
        return concerns(self._ledger.house, wish)

    def book(self, by: Person, booking: str, wish: Wish, why: str = "", words: str = "") -> Booking:
        """Return the booking; the same id again, from a double tap, is the same booking.

        `why`: one of `OVERRIDES`, where others' bookings are to give way; `words`: what was typed with it.

        Raises:
            Refused: as `deciding.decide_booking`; `reason.missing` for "other" without a word.
        """
        override, sealed = self._override(by, why, words)
        self._ledger.execute(
            lambda house: deciding.decide_booking(
                house, booking, wish, by, self.policy, self._reasons, self._now(), override
            ),
            sealed=sealed,
        )
        return self._ledger.house.bookings[booking]

    def change(self, by: Person, wish: Wish, why: str = "", words: str = "") -> Booking:
        """Return the booking `wish.but` with its new time.

        Raises:
            Refused: as `deciding.decide_change`; `reason.missing` for "other" without a word.
        """
        override, sealed = self._override(by, why, words)
        self._ledger.execute(
            lambda house: deciding.decide_change(
                house, wish, by, self.policy, self._reasons, self._now(), override
            ),
            sealed=sealed,
        )
        return self._ledger.house.bookings[wish.but]

    def cancel(self, by: Person, booking: str) -> None:
        """Give a booking up. Raises as `deciding.mine`."""
        self._ledger.execute(lambda house: deciding.decide_cancel(house, booking, by))

    def seen(self, by: Person, booking: str) -> None:
        """Record that the person of a displaced booking knows of it."""
        self._ledger.execute(lambda house: deciding.decide_seen(house, booking, by))

    def need(self, booking: str) -> Booking:
        """Return a booking that is at hand.

        Raises:
            Refused: `booking.over`.
        """
        known = self._ledger.house.bookings.get(booking)
        if known is None:
            raise Refused("booking.over")
        return known

    def own(self, person: str) -> list[Booking]:
        """Return what somebody has booked, and what of it was displaced without their knowing."""
        return standing.own_bookings(self._ledger.house, person)

    def of_day(self, day: date, key: str = "") -> Sequence[Booking]:
        """Return the bookings that touch a day of the site's calendar, however they ended."""
        begins = datetime.combine(day, time(), self.zone)
        ends = datetime.combine(day + timedelta(days=1), time(), self.zone)
        return self._register.bookings(begins, ends, key=key)

    def bookable(self, person: Person) -> list[Key]:
        """Return the keys that somebody has a right to, at some hour; others are not to be booked for them."""
        house = self._ledger.house
        return [key for key in house.keys.values() if house.rulebook.rights(person, key)]

    def bearers(self, by: Person) -> list[Person]:
        """Return for whom `by` may book: the whole staff for a supervisor, with `by` first."""
        if by.role not in MAY_OVERRIDE:
            return [by]
        staff = [one for one in self._ledger.house.people.values() if one.role in STAFF and one.active]
        return sorted(staff, key=lambda one: one.id != by.id)

    def today(self) -> date:
        """Return the day of the site's calendar."""
        return self._now().date()

    @property
    def trusted(self) -> bool:
        """Whether the clock can be believed: without it no booking ends by itself."""
        return self._trusted()

    def tick(self) -> None:
        """Record what time and the keys have made of the bookings. The watcher asks for it all day."""
        now, trusted = self._clock.now(), self._trusted()
        if trusted and self._up_since is None:
            self._up_since = now  # before, nobody could have taken a key
        hour = Hour(now, self._up_since or now, trusted)
        self._ledger.execute(lambda house: lapsed(house, hour, self.policy.no_show_min))

    def _override(self, by: Person, why: str, words: str) -> tuple[Override, list[Sealed]]:
        said = words.strip()[:LONGEST_WORDS]
        if not why:
            return deciding.PLAIN, []
        if why not in OVERRIDES or (why == "other" and not said):
            raise Refused("reason.missing")
        if not said:
            return Override(why), []
        sealed = Sealed(f"override:{os.urandom(8).hex()}", by.id, said.encode())
        return Override(why, sealed.reference, sha256(sealed.content).hexdigest()), [sealed]

    def _now(self) -> datetime:
        return self._clock.now().astimezone(self.zone)
