"""Follow-ups (回访): planned as soon as something has ended, called from the desk, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.followups import deciding as d
from kiosk.domain.followups.followup import (
    GRIEVANCE,
    MOVE_IN,
    REPAIR,
    FollowUp,
    Rate,
    Rule,
    Source,
    Stage,
    rates,
)
from kiosk.domain.followups.sources import unplanned
from kiosk.domain.people import Person
from kiosk.flows.people.directory import Directory
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register
from kiosk.settings.desk_work import FollowUpSettings

LOOKS_EVERY_S = 5.0
LONGEST_WORDS = 600
MOST_OF_MONTH = 20_000


class FollowUps:
    """《回访记录表》. Nothing is planned, and nothing late, while the clock is not believed."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        clock: Clock,
        trusted: Callable[[], bool],
        settings: FollowUpSettings,
        zone: str,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._clock = clock
        self._trusted = trusted
        self._zone = ZoneInfo(zone)
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self._decided: set[str] = set()
        """Of what has ended and is at hand, that of which the record says more than the running state."""
        self.rules = rules_of(settings)

    def tick(self) -> None:
        """Plan what has ended since, and tell of what nobody has asked in time."""
        if not self._trusted() or not self._looked.is_due("plan"):
            return
        self._looked.done("plan")
        self.plan()
        self._ledger.execute(lambda house: d.late(house, self._clock.now()))

    def plan(self) -> None:
        """Decide of everything that has ended whether and when somebody is asked."""
        for source in unplanned(self._ledger.house):
            if source.id in self._decided:
                continue
            if self._register.matter(FollowUp, source.id) is None:
                asked, seen = self._so_far(source)
                self._ledger.execute(
                    lambda house, source=source, asked=asked, seen=seen: d.decide_plan(  # type: ignore[misc]
                        house, source, self.rules, asked, seen
                    )
                )
            else:
                self._decided.add(source.id)

    def to_ask(self, by: Person) -> list[FollowUp]:
        """Return who is to be asked now and whom `by` may ask, whose last day comes first."""
        house = self._ledger.house
        return [one for one in d.to_ask(house, self._clock.now()) if d.may_ask(house, one, by)]

    def coming(self, by: Person) -> list[FollowUp]:
        """Return who is to be asked later, whose day comes first."""
        house, now = self._ledger.house, self._clock.now()
        found = [one for one in house.follow_ups.values() if not one.over and one.opens > now]
        return sorted((one for one in found if d.may_ask(house, one, by)), key=lambda one: one.opens)

    def asked(self, by: Person) -> list[FollowUp]:
        """Return who was asked last, the newest first."""
        house = self._ledger.house
        found = [one for one in house.follow_ups.values() if one.over and one.stage is not Stage.PASSED_OVER]
        mine = [one for one in found if d.may_ask(house, one, by)]
        return sorted(mine, key=lambda one: one.ended or one.made, reverse=True)

    def need(self, follow_up: str, by: Person) -> FollowUp:
        """Return one at hand. Raises as `deciding.need`."""
        return d.need(self._ledger.house, follow_up, by.id)

    def phone(self, follow_up: str, by: Person) -> str:
        """Return the telephone number to call, once it is on record that `by` looks at it; "" for none.

        Raises:
            Refused: as `deciding.decide_look`.
        """
        one = self.need(follow_up, by)
        self._ledger.execute(lambda house: d.decide_look(house, follow_up, by.id))
        card = self._directory.card(one.person)
        return (card.phone if card else "") or ""

    def tell(
        self, follow_up: str, act: str, result: str, by: Person, satisfaction: int = 0, words: str = ""
    ) -> None:
        """Take note of what came of a call; `act` is the form's id. Raises as `deciding.decide_result`."""
        one, typed = self.need(follow_up, by), words.strip()[:LONGEST_WORDS].encode()
        reference = f"words:followup:{follow_up}:{act}" if typed else ""
        digest = sha256(typed).hexdigest() if typed else ""
        sealed = [Sealed(reference, one.person, typed)] if typed else []
        told = d.Told(act, result, satisfaction, reference, digest)
        now = self._clock.now()
        self._ledger.execute(lambda house: d.decide_result(house, follow_up, told, by.id, now), sealed=sealed)

    def led_to(self, follow_up: str, what: str, about: str, by: Person) -> None:
        """Take note of what came of it. Raises as `deciding.decide_led_to`."""
        self._ledger.execute(lambda house: d.decide_led_to(house, follow_up, what, about, by.id))

    def words(self, one: FollowUp) -> str:
        """Return what was said; "–" for what is not kept any more."""
        content = self._ledger.opened(one.words) if one.words else b""
        return "–" if content is None else content.decode(errors="replace")

    def rates(self, since: str, before: str) -> list[Rate]:
        """Return how the follow-ups stand of what ended in a period (ISO times, UTC), against their targets."""
        return rates(self.between(since, before), self._clock.now())

    def between(self, since: str, before: str) -> Sequence[FollowUp]:
        """Return the follow-ups of what ended in a period (ISO times, UTC), the newest first."""
        return self._register.matters(FollowUp, since=since, before=before, most=MOST_OF_MONTH)

    def months(self, most: int = 6) -> list[tuple[datetime, datetime]]:
        """Return the last months with their ends, this one first, in the site's time zone."""
        first = (
            self._clock.now().astimezone(self._zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        )
        end = _month_after(first)
        found = [(first, end)]
        while len(found) < most:
            before = found[-1][0]
            year, month = (before.year, before.month - 1) if before.month > 1 else (before.year - 1, 12)
            found.append((before.replace(year=year, month=month), before))
        return found

    def _so_far(self, source: Source) -> tuple[int, int]:
        """Return how many of its kind and month are asked, and how many there were: nobody asks for all of them."""
        if source.rule is None and self.rules[source.of].percent in (0, 100):
            return 0, 0
        month = source.ended.astimezone(self._zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        found = self.between(stamp(month), stamp(_month_after(month)))
        same = [one for one in found if (one.of, one.service) == (source.of, source.service)]
        return sum(one.stage is not Stage.PASSED_OVER for one in same), len(same)


def _month_after(first: datetime) -> datetime:
    year, month = (first.year, first.month + 1) if first.month < 12 else (first.year + 1, 1)
    return first.replace(year=year, month=month)


def stamp(at: datetime) -> str:
    """Return a moment as registers are asked with it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def rules_of(settings: FollowUpSettings) -> dict[str, Rule]:
    """Return a site's rules, by what somebody is asked after."""
    return {
        GRIEVANCE: Rule(
            settings.grievance_percent, settings.grievance_after_days, settings.grievance_by_days
        ),
        MOVE_IN: Rule(settings.move_in_percent, settings.move_in_after_days, settings.move_in_by_days),
        REPAIR: Rule(settings.repair_percent, settings.repair_after_days, settings.repair_by_days),
    }
