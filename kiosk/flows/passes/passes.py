"""施工人员出入证 at the desk: passes given out, shown to the camera, counted back in all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.id_numbers import document_number, masked
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.passes import deciding as d
from kiosk.domain.passes.permit import VALID, Permit, WorkerPass
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.pens import two_names
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.seldom import Seldom
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

GIVEN_OUT, COUNTED_IN = "passes", "passes-in"
"""What a witness in place of a signature is on record for."""
LOOKS_EVERY_S = 30.0
LONGEST_NAME = 40
LAST_SHOWN = 6


@dataclass(frozen=True)
class Works:
    """Who works for whom: company, who answers for the workers, and their telephone."""

    company: str
    responsible: str
    phone: str


@dataclass(frozen=True)
class Worker:
    """One worker, as typed: name, kind of document and its number."""

    name: str
    kind: str
    number: str


@dataclass(frozen=True)
class Known:
    """What the vault keeps of a worker. `number` is masked."""

    name: str
    kind: str
    number: str


@dataclass(frozen=True)
class ShownPass:
    """A pass that was held to the camera, and what was said of it."""

    permit: str
    number: int
    verdict: str
    at: datetime


class Passes:
    """《施工人员出入证登记表》. The log has digests and ids alone; names go with their people's keys."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        hub: Hub,
        clock: Clock,
        digest: Callable[[str, str], str],
        slip_key: Ed25519PublicKey,
        site: str,
        time_zone: str,
        keep: timedelta,
        currency: str = CURRENCY,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        """`keep`: for so long the people's details are kept once all passes are in."""
        self._ledger = ledger
        self._register = register
        self._hub = hub
        self._clock = clock
        self._digest = digest
        self._slip_key = slip_key
        self._site = site
        self._zone = ZoneInfo(time_zone)
        self._keep = keep
        self.currency = currency
        self._trusted = trusted
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self._shown: list[ShownPass] = []

    def give_out(
        self,
        by: Person,
        permit: str,
        owner: str,
        works: Works,
        workers: Sequence[Worker],
        days: tuple[date, date],
        deposit_cents: int,
        written: Written,
        own: Strokes,
    ) -> Permit:
        """Return the permit of a form, the same for one that was posted before. `days`: the first and the last.

        Raises:
            Refused: as `deciding.decide_give_out`; `pass.works` without company, name or telephone; as
                `document_number`; `pass.name_needed`; `signature.missing`, `signature.own_missing`.
        """
        if earlier := self._ledger.house.permits.get(permit):
            return earlier
        told = _works(works)
        responsible = f"works-{permit[:12]}"
        content = json.dumps(asdict(told), ensure_ascii=False).encode()
        details = Sealed(f"works:{permit}", responsible, content)
        passes, records = self._passes(permit, workers)
        names = two_names(by, responsible, f"permit:{permit}", written, own, GIVEN_OUT)
        person = self._ledger.house.people.get(owner)
        command = d.GiveOut(
            permit, (person.unit if person else "") or "", owner, responsible, details.reference,
            sha256(content).hexdigest(), self._start(days[0]), self._end(days[1]), deposit_cents, tuple(passes),
            names.pens, by, self.currency,
        )  # fmt: skip
        now = self._clock.now()

        def decide(house: House) -> list[Event]:
            made = d.decide_give_out(house, command, now)
            return [*names.said(house), *made] if made else []

        self._ledger.execute(decide, sealed=[*names.sealed, details, *records])
        return self.need(permit)

    def extend(self, by: Person, permit: str, last: date) -> None:
        """Have the passes good for longer, to the end of a day. Raises as `deciding.decide_extend`."""
        until, now = self._end(last), self._clock.now()
        self._ledger.execute(lambda house: d.decide_extend(house, permit, until, by, now))

    def count_in(
        self, by: Person, permit: str, back: Sequence[int], written: Written, own: Strokes
    ) -> Permit:
        """Return a permit all of whose passes were counted in; those not in `back` are missing.

        Raises:
            Refused: as `deciding.decide_count_in`; `signature.own_missing`. Nobody has to sign for bringing them.
        """
        known = self.need(permit)
        if known.counted is not None:
            return known
        names = two_names(
            by, known.responsible, f"permit-in:{permit}", written, own, COUNTED_IN, needed=False
        )
        command = d.CountIn(permit, frozenset(back), names.pens, by)

        def decide(house: House) -> list[Event]:
            counted = d.decide_count_in(house, command)
            return [*names.said(house), *counted] if counted else []

        self._ledger.execute(decide, sealed=names.sealed)
        return self.need(permit)

    def settle(self, by: Person, permit: str) -> None:
        """Give back what is left of a deposit. Raises as `deciding.decide_settle`."""
        self._ledger.execute(lambda house: d.decide_settle(house, permit, by))

    def found(self, by: Person, permit: str, number: int) -> None:
        """Take in a pass that was missing, and give back what was kept for it. Raises as `deciding.decide_found`."""
        self._ledger.execute(lambda house: d.decide_found(house, permit, number, by))

    def shown(self, text: str) -> ShownPass | None:
        """Return what is said of a pass that is held to the camera; None for a code that is no pass's.

        Raises:
            Refused: as `claim_slip.read`; `pass.unknown` for one that is not at hand any more.
        """
        if claim_slip.kind_of(text) != claim_slip.PASS:
            return None
        number = claim_slip.read(self._slip_key, self._site, text, claim_slip.PASS)
        found = d.by_slip(self._ledger.house, number)
        if found is None:
            raise Refused("pass.unknown")
        permit, one = found
        now = self._clock.now()
        verdict = permit.verdict(one, now) if self._trusted() or one.back is not None else VALID
        self._ledger.execute(lambda house: d.decide_shown(house, permit.id, one.number, now))
        seen = ShownPass(permit.id, one.number, verdict, now)
        others = [other for other in self._shown if (other.permit, other.number) != (permit.id, one.number)]
        self._shown = [seen, *others][:LAST_SHOWN]
        self._hub.changed("house")
        return seen

    def last_shown(self) -> Sequence[ShownPass]:
        """Return the passes that were held to the camera last, since the kiosk began; the newest first."""
        return list(self._shown)

    def tick(self) -> None:
        """Delete what was kept of people whose passes are in long enough. Nothing by a doubtful clock."""
        if self._trusted() and self._looked.is_due("time"):
            self._looked.done("time")
            now = self._clock.now()
            self._ledger.execute(lambda house: d.to_forget(house, now, self._keep))

    def need(self, permit: str) -> Permit:
        """Return a permit, however long ago it was over. Raises `pass.unknown`."""
        known = self._ledger.house.permits.get(permit) or self._register.matter(Permit, permit)
        if known is None:
            raise Refused("pass.unknown")
        return known

    def all(self) -> list[Permit]:
        """Return the permits at hand: those that are out by their end, then the newest that are over."""
        known = list(self._ledger.house.permits.values())
        out = sorted((one for one in known if one.open), key=lambda one: one.until)
        return [*out, *(one for one in reversed(known) if not one.open)]

    def works(self, permit: Permit) -> Works | None:
        """Return who works for whom, None where it was deleted."""
        content = self._ledger.opened(permit.details)
        return Works(**json.loads(content)) if content else None

    def worker(self, one: WorkerPass) -> Known | None:
        """Return what is kept of a worker, None where it was deleted."""
        content = self._ledger.opened(one.record)
        return Known(**json.loads(content)) if content else None

    def today(self) -> date:
        """Return the site's day."""
        return self._clock.now().astimezone(self._zone).date()

    def day_of(self, at: datetime) -> date:
        """Return the day at the site of a moment."""
        return at.astimezone(self._zone).date()

    def _passes(self, permit: str, workers: Sequence[Worker]) -> tuple[list[WorkerPass], list[Sealed]]:
        passes: list[WorkerPass] = []
        records: list[Sealed] = []
        for place, worker in enumerate(workers, start=1):
            number = document_number(worker.kind, worker.number, self.today())
            name = " ".join(worker.name.split())[:LONGEST_NAME]
            if not name:
                raise Refused("pass.name_needed")
            person = f"worker-{permit[:12]}-{place}"
            kept = json.dumps(asdict(Known(name, worker.kind, masked(number))), ensure_ascii=False).encode()
            records.append(Sealed(f"worker:{permit}:{place}", person, kept))
            digest = self._digest("document", f"{worker.kind}:{number}")
            slip = claim_slip.new_number()
            passes.append(WorkerPass(place, slip, person, records[-1].reference, digest))
        return passes, records

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def _end(self, day: date) -> datetime:
        return datetime.combine(day, time(23, 59, 59), self._zone).astimezone(UTC)


def _works(typed: Works) -> Works:
    """Return what was typed, trimmed. Raises `pass.works`."""
    told = Works(
        " ".join(typed.company.split())[:LONGEST_NAME],
        " ".join(typed.responsible.split())[:LONGEST_NAME],
        typed.phone.strip()[:20],
    )
    if not told.company or not told.responsible or sum(one.isdigit() for one in told.phone) < 5:
        raise Refused("pass.works")
    return told
