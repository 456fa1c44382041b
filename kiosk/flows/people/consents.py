"""A resident's consents: given and renewed at the desk with a signature, withdrawn there or at the lobby screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.keeping import keeping
from kiosk.domain.keeping.countersigning import decide_countersigned
from kiosk.domain.keeping.keeping import GiveConsent, Signed
from kiosk.domain.keys.consent import Consent
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import CONSENT, WITHDRAWAL
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import Name, Written, name_under
from kiosk.flows.identity.visits import Visits
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

SLIP = "consent slip"
"""What a paper about a consent is called; its "movement" is the consent's id."""


class Consents:
    """Who may take a home's keys, for what and until when: the residents decide."""

    def __init__(
        self, ledger: Ledger, visits: Visits, clock: Clock, reasons: Sequence[str], time_zone: str
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._clock = clock
        self.zone = ZoneInfo(time_zone)
        self.reasons = reasons
        """For what a key may be taken on this site."""

    def of(self, unit: str) -> list[Consent]:
        """Return a home's consents that are in force, the one that ends first before the others."""
        now = self._clock.now()
        alive = [
            one for one in self._ledger.house.consents.values() if one.unit == unit and one.holds_at(now)
        ]
        return sorted(alive, key=lambda one: one.until)

    def groups(self) -> list[str]:
        """Return the groups that a consent may be limited to: those of the staff, and contractors."""
        people = self._ledger.house.people.values()
        staff = {group for one in people if one.role in STAFF and one.active for group in one.groups}
        return [*sorted(staff), Role.CONTRACTOR.value]

    def until(self, days: int) -> datetime:
        """Return the end of the day so many days from now, by the site's clock."""
        last = self._clock.now().astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(last, time(23, 59), self.zone)

    def give(self, by: Person, command: GiveConsent, act: str, document: str, written: Written) -> None:
        """Record a consent that a resident signs before `by`, or agrees to before a witness, and print what was agreed.

        `act` is the form's id, made when it was rendered: posted twice, it counts once.

        Raises:
            Refused: `staff.needed`, `signature.missing`; as `keeping.decide_consent`.
        """
        name, signed = self.signed(by, command.person, act, document, written)

        def decide(house: House) -> list[e.Event]:
            if (known := house.consents.get(command.consent)) and known.signed == name.reference:
                return []
            said = name.said(house, CONSENT, command.consent)
            decided = keeping.decide_consent(house, command, signed, self.reasons, self._clock.now())
            return [*said, *decided, _slip(house, command.consent, command.person, act)]

        self._ledger.execute(decide, sealed=name.sealed)

    def withdraw_signed(
        self, by: Person, consent: str, person: str, act: str, document: str, written: Written
    ) -> None:
        """Withdraw a consent at the desk, with the resident's signature or a witness, and print that it is over.

        Raises:
            Refused: `staff.needed`, `signature.missing`; as `keeping.decide_withdrawal`.
        """
        name, signed = self.signed(by, person, act, document, written)

        def decide(house: House) -> list[e.Event]:
            decided = keeping.decide_withdrawal(house, consent, person, signed, self._clock.now())
            said = name.said(house, WITHDRAWAL, consent)
            return [*said, *decided, _slip(house, consent, person, act)] if decided else []

        self._ledger.execute(decide, sealed=name.sealed)

    def countersign(self, by: Person, consent: str, strokes: Strokes) -> None:
        """Put the estate's name under an agreement, beside the resident's.

        Raises:
            Refused: `signature.missing`; as `decide_countersigned`.
        """
        known = self._ledger.house.consents.get(consent)
        since = int(known.since.timestamp()) if known else 0
        sealed, digest = signature_of(by.id, f"consent:{consent}:{since}", strokes)
        self._ledger.execute(
            lambda house: decide_countersigned(house, consent, by, sealed.reference, digest), sealed=[sealed]
        )

    def withdraw(self, consent: str, act: str, *, on_paper: bool) -> None:
        """Withdraw a consent of the home of whoever stands at the lobby screen; from now on the key stays.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; as `keeping.decide_withdrawal`.
        """
        person = self._visits.need_card().person.id

        def decide(house: House) -> list[e.Event]:
            decided = keeping.decide_withdrawal(house, consent, person, None, self._clock.now())
            slip = [_slip(house, consent, person, act)] if decided and on_paper else []
            return [*decided, *slip]

        self._ledger.execute(decide)
        self._visits.touch()

    def tell(self, told: bool) -> None:
        """Keep whether the resident at the lobby screen wishes to hear of each outing of the home's keys.

        Raises:
            Refused: `visit.ended`, `visit.other_role`, `resident.unknown`.
        """
        person = self._visits.need_card().person.id
        self._ledger.execute(lambda house: keeping.decide_telling(house, person, told, self._clock.now()))
        self._visits.touch()

    def signed(
        self, by: Person, person: str, act: str, document: str, written: Written
    ) -> tuple[Name, Signed]:
        """Return a resident's signature, or who stood by in its place, and what is recorded of it.

        Raises:
            Refused: `staff.needed`, `identity.needed`, `resident.unknown`, `signature.missing`, `witness.colleague`.
        """
        if by.role not in STAFF:
            raise Refused("staff.needed")
        keeping.identified(document)
        keeping.resident(self._ledger.house, person)
        name = name_under(by, person, act, written)
        return name, Signed(document, by.id, name.reference, name.digest)


def _slip(house: House, consent: str, person: str, act: str) -> e.Event:
    language = house.people[person].language if person in house.people else "zh_Hans"
    return e.PaperQueued(f"a-{act[:16]}", SLIP, consent, language)
