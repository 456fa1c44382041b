"""物品放行: what leaves the estate, by whom and in which vehicle, by the owner's word; seen again at the gate."""

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
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.releases import deciding as d
from kiosk.domain.releases.release import (
    BY_DELEGATE,
    BY_PHONE,
    BY_SUPERVISOR,
    SIGNED,
    Release,
    ReleaseStage,
)
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import Written, name_under
from kiosk.flows.identity.visits import Visits
from kiosk.flows.items.loan_forms import Leave
from kiosk.flows.people.directory import Directory
from kiosk.flows.reasons import said
from kiosk.flows.seldom import Seldom
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

WORD = "release"
"""What a witness in place of an owner's signature is on record for."""
LOOKS_EVERY_S = 20.0
LONGEST_LINE, LONGEST_PLATE = 60, 12
LAST_SHOWN = 6


@dataclass(frozen=True)
class Goods:
    """What leaves: a line for each thing, who carries it, and the vehicle's plate."""

    lines: tuple[str, ...]
    carrier: str = ""
    plate: str = ""

    @staticmethod
    def typed(text: str, carrier: str, plate: str) -> Goods:
        """Return what was typed, a thing on each line."""
        lines = (" ".join(one.split())[:LONGEST_LINE] for one in text.splitlines())
        return Goods(
            tuple(one for one in lines if one),
            " ".join(carrier.split())[:40],
            plate.strip().upper()[:LONGEST_PLATE],
        )


@dataclass(frozen=True)
class ShownRelease:
    """A release that was held to the camera, and whether the goods may leave."""

    release: str
    lets_go: bool
    at: datetime


class Releases:
    """《物品放行登记表》, from the first line to the gate."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        visits: Visits,
        hub: Hub,
        clock: Clock,
        slip_key: Ed25519PublicKey,
        site: str,
        time_zone: str,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._visits = visits
        self._hub = hub
        self._clock = clock
        self._slip_key = slip_key
        self._site = site
        self._zone = ZoneInfo(time_zone)
        self._trusted = trusted
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self._shown: list[ShownRelease] = []

    def ask(self, by: Person, release: str, person: str, goods: Goods, first: date, last: date) -> Release:
        """Return the line of a form, the same for one that was posted before; `first` and `last` day to leave on.

        Raises:
            Refused: as `deciding.decide_ask`.
        """
        content = json.dumps(asdict(goods), ensure_ascii=False).encode()
        sealed = Sealed(f"goods:{release}", person, content)
        since = datetime.combine(first, time(), self._zone).astimezone(UTC)
        until = datetime.combine(last, time(23, 59, 59), self._zone).astimezone(UTC)
        digest = sha256(content).hexdigest()
        command = d.Ask(release, person, sealed.reference, digest, len(goods.lines), since, until, by.id)
        now = self._clock.now()
        self._ledger.execute(lambda house: d.decide_ask(house, command, now), sealed=[sealed])
        return self.need(release)

    def signed(self, by: Person, release: str, who: str, written: Written) -> Release:
        """Return a release that its owner, or one of the same home, has signed at the desk.

        Raises:
            Refused: as `deciding.decide_word`; as `name_under`.
        """
        known = self.need(release)
        name = name_under(by, who, f"release:{release}", written)
        command = d.OwnersWord(
            release, SIGNED if who == known.person else BY_DELEGATE, who, claim_slip.new_number(),
            signature=name.reference, signature_digest=name.digest, served=by,
        )  # fmt: skip
        return self._given(command, name.sealed, lambda house: name.said(house, WORD, release))

    def called(self, by: Person, release: str, number: str) -> Release:
        """Return a release that its owner has agreed to by telephone, called back under `number`.

        Raises:
            Refused: as `deciding.decide_word`; `release.number` for a number that is not the owner's on record.
        """
        known = self.need(release)
        if number not in self.numbers(known):
            raise Refused("release.number")
        content = number.encode()
        sealed = Sealed(f"called:{release}", known.person, content)
        command = d.OwnersWord(
            release, BY_PHONE, known.person, claim_slip.new_number(), sealed.reference,
            sha256(content).hexdigest(), served=by,
        )  # fmt: skip
        return self._given(command, [sealed])

    def decided(self, by: Person, release: str, leave: Leave) -> Release:
        """Return a release that a supervisor has decided in the owner's place; the reason is on record.

        Raises:
            Refused: as `deciding.decide_word`; `reason.missing`; `pin.wrong`, `pin.paused`.
        """
        if not leave.reason.strip():
            raise Refused("reason.missing")
        granted = self._ledger.house.people.get(leave.by)
        if granted is None or granted.role not in (Role.SUPERVISOR, Role.MANAGER):
            raise Refused("supervisor.needed")
        if granted.id != by.id:
            self._visits.confirm_pin(granted, leave.pin, before=by.id)
        sealed, why = said(granted.id, leave.reason)
        command = d.OwnersWord(release, BY_SUPERVISOR, granted.id, claim_slip.new_number(), why, served=by)
        return self._given(command, sealed)

    def sign_own(self, release: str, strokes: Strokes) -> Release:
        """Return a release that whoever stands at the lobby screen has signed: its owner, or one of the same home.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `signature.missing`; as `deciding.decide_word`.
        """
        person = self._visits.need_card().person
        self._visits.touch()
        known = self.need(release)
        sealed, digest = signature_of(person.id, f"release:{release}", strokes)
        command = d.OwnersWord(
            release, SIGNED if person.id == known.person else BY_DELEGATE, person.id, claim_slip.new_number(),
            signature=sealed.reference, signature_digest=digest,
        )  # fmt: skip
        return self._given(command, [sealed])

    def own(self) -> list[Release]:
        """Return what waits for the word of whoever stands at the lobby screen, the oldest first.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        visit = self._visits.need(Role.RESIDENT)
        person = self._ledger.house.people.get(visit.person.id, visit.person)
        return [
            one
            for one in self._ledger.house.releases.values()
            if one.stage is ReleaseStage.ASKED
            and (
                one.person == person.id
                or (one.unit and one.unit == person.unit and person.lived_here(one.made))
            )
        ]

    def gone(self, by: Person, release: str) -> None:
        """Record that the goods have left. Raises as `deciding.decide_gone`."""
        now = self._now(self.need(release))
        self._ledger.execute(lambda house: d.decide_gone(house, release, by, now))

    def call_off(self, by: Person, release: str) -> None:
        """Record that the goods stay. Raises as `deciding.decide_call_off`."""
        self._ledger.execute(lambda house: d.decide_call_off(house, release, by.id))

    def call_off_own(self, release: str) -> None:
        """Record that the goods stay, as whoever stands at the lobby screen says. Raises as `call_off`."""
        person = self._visits.need(Role.RESIDENT).person.id
        self._ledger.execute(lambda house: d.decide_call_off(house, release, person))

    def shown(self, text: str) -> tuple[Release, bool] | None:
        """Return the release whose paper is held to the camera, and whether the goods may leave; None for another code.

        Raises:
            Refused: as `claim_slip.read`; `release.unknown` for one that is not at hand any more.
        """
        if claim_slip.kind_of(text) != claim_slip.RELEASE:
            return None
        number = claim_slip.read(self._slip_key, self._site, text, claim_slip.RELEASE)
        known = d.by_slip(self._ledger.house, number)
        if known is None:
            raise Refused("release.unknown")
        now = self._clock.now()
        lets_go = known.lets_go(self._now(known))
        self._ledger.execute(lambda house: d.decide_shown(house, known.id, now))
        others = [one for one in self._shown if one.release != known.id]
        self._shown = [ShownRelease(known.id, lets_go, now), *others][:LAST_SHOWN]
        self._hub.changed("house")
        return known, lets_go

    def last_shown(self) -> Sequence[ShownRelease]:
        """Return what was held to the camera last, since the kiosk began; the newest first."""
        return list(self._shown)

    def tick(self) -> None:
        """End what nobody has fetched in time. Nothing by a doubtful clock."""
        if self._trusted() and self._looked.is_due("time"):
            self._looked.done("time")
            now = self._clock.now()
            self._ledger.execute(lambda house: d.lapses(house, now))

    def need(self, release: str) -> Release:
        """Return a release, however long ago it was over. Raises `release.unknown`."""
        known = self._ledger.house.releases.get(release) or self._register.matter(Release, release)
        if known is None:
            raise Refused("release.unknown")
        return known

    def all(self) -> list[Release]:
        """Return the releases at hand: those that may still leave, then the newest that are over."""
        known = list(reversed(list(self._ledger.house.releases.values())))
        return [*(one for one in known if one.open), *(one for one in known if not one.open)]

    def goods(self, release: Release) -> Goods | None:
        """Return what leaves and by whom, None where it is not kept any more."""
        content = self._ledger.opened(release.goods)
        if not content:
            return None
        kept = json.loads(content)
        return Goods(tuple(kept["lines"]), kept["carrier"], kept["plate"])

    def numbers(self, release: Release) -> tuple[str, ...]:
        """Return the telephone numbers on record under which the owner may be called back."""
        card = self._directory.card(release.person)
        return (card.phone,) if card and card.phone else ()

    def called_number(self, release: Release) -> str:
        """Return the number that was called, "" where none was, or it is not kept any more."""
        content = self._ledger.opened(release.said) if release.said.startswith("called:") else None
        return content.decode() if content else ""

    def delegates(self, release: Release) -> list[str]:
        """Return who else may give the owner's word."""
        return d.delegates_of(self._ledger.house, release)

    def _now(self, known: Release) -> datetime:
        """Return the present; by a clock that is doubted, a moment within its time: it keeps nobody's goods."""
        now = self._clock.now()
        return now if self._trusted() else min(max(now, known.since), known.until - timedelta(seconds=1))

    def _given(
        self,
        command: d.OwnersWord,
        sealed: Sequence[Sealed],
        beside: Callable[[House], list[Event]] = lambda _house: [],
    ) -> Release:
        now = self._now(self.need(command.release))

        def decide(house: House) -> list[Event]:
            given = d.decide_word(house, command, now)
            return [*beside(house), *given] if given else []

        self._ledger.execute(decide, sealed=sealed)
        return self.need(command.release)
