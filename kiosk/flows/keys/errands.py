"""A contractor's key at the desk: asked for, deposited for, signed for, and brought back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.contractors import deposits as deposits
from kiosk.domain.contractors import errands as errands
from kiosk.domain.contractors import outings as outings
from kiosk.domain.contractors.contractors import stay_of
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, with_person
from kiosk.domain.keys.issuing import ReturnKey, not_in_reach
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.money.paid import with_entries
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import ERRAND
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.standing_by import Written, name_under
from kiosk.flows.keys.bringing import Bringing
from kiosk.flows.keys.issue_and_return import KeyDesk
from kiosk.flows.passes.contractors import Contractors
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.settings.contractors import ContractorSettings

LONGEST_NOTE = 200


class Errands:
    """Keys of contractors. What is asked waits on disk for whatever is still wanted."""

    def __init__(
        self,
        ledger: Ledger,
        contractors: Contractors,
        keys: KeyDesk,
        bringing: Bringing,
        doors: Doors,
        clock: Clock,
        trusted: Callable[[], bool],
        reasons: Sequence[str],
        settings: ContractorSettings,
        slip_key: Ed25519PublicKey,
        site: str,
        time_zone: str,
        *,
        own_orders: bool = False,
        currency: str = CURRENCY,
    ) -> None:
        """`own_orders`: every work order is one of ours; `currency`: of the deposits."""
        self._currency = currency
        self._own_orders = own_orders
        self._ledger = ledger
        self._contractors = contractors
        self._keys = keys
        self._bringing = bringing
        self._doors = doors
        self._clock = clock
        self._trusted = trusted
        self.reasons = reasons
        """For what a key may be taken on this site."""
        self._settings = settings
        self._slip_key = slip_key
        self._site = site
        self._zone = ZoneInfo(time_zone)

    def on_offer(self) -> list[Key]:
        """Return the keys that hang in their slots and that a contractor may have, the estate's before the homes'."""
        house = self._ledger.house
        found = [
            key
            for key in house.keys.values()
            if house.rulebook.rule_for(key).contractors and not_in_reach(house, key) is None
        ]
        return sorted(found, key=lambda key: (key.unit or "", key.kind.value, key.place))

    def ask(
        self, by: Person, stay: str, errand: str, key: str, reason: str, work_order: str, note: str
    ) -> None:
        """Record that a contractor asks for a key. `errand` is the form's id. Raises as `errands.decide_ask`."""
        known = stay_of(self._ledger.house, stay)
        found = self._ledger.house.keys.get(key)
        cents = self._settings.deposit_for(found.kind.value) if found else 0
        content = json.dumps({"words": note.strip()[:LONGEST_NOTE]}, ensure_ascii=False).encode()
        sealed = [Sealed(f"errand:{errand}", known.person, content)] if note.strip() else []
        command = errands.Ask(
            stay,
            errand,
            key,
            reason,
            work_order,
            sealed[0].reference if sealed else "",
            cents,
            by,
            self._local(),
            self._own_orders,
        )

        def decide(house: House) -> list[e.Event]:
            self._contractors.not_blocked(house, known.person)
            return errands.decide_ask(house, command, self.reasons)

        self._ledger.execute(decide, sealed=sealed)

    def drop(self, by: Person, stay: str, errand: str) -> None:
        """Record that a key is not wanted after all. Raises as `errands.decide_drop`."""
        self._ledger.execute(lambda house: errands.decide_drop(house, stay, errand, by))

    def note_of(self, errand: Errand) -> str:
        """Return what was written about an errand, "" for nothing."""
        kept = self._ledger.opened(errand.note) if errand.note else None
        return str(json.loads(kept)["words"]) if kept else ""

    def deposit(self, by: Person, stay: str, errand: str, voucher: str) -> None:
        """Record that the deposit was taken. Raises as `deposits.decide_deposit`."""
        self._ledger.execute(
            lambda house: self._entered(house, deposits.decide_deposit(house, stay, errand, voucher, by))
        )

    def give_deposit_back(self, by: Person, stay: str, errand: str, voucher: str) -> None:
        """Record that the deposit was given back. Raises as `deposits.decide_deposit_back`."""
        self._ledger.execute(
            lambda house: self._entered(house, deposits.decide_deposit_back(house, stay, errand, voucher, by))
        )

    def keep_deposit(self, by: Person, stay: str, errand: str, reason: str) -> None:
        """Record that the supervisor keeps it. Raises `reason.missing`; as `deposits.decide_deposit_kept`."""
        if not reason.strip():
            raise Refused("reason.missing")
        known = stay_of(self._ledger.house, stay)
        words = json.dumps({"words": reason.strip()[:LONGEST_NOTE]}, ensure_ascii=False).encode()
        sealed = Sealed(f"deposit:{errand}", known.person, words)
        digest = sha256(words).hexdigest()
        self._ledger.execute(
            lambda house: self._entered(
                house, deposits.decide_deposit_kept(house, stay, errand, by, sealed.reference, digest)
            ),
            sealed=[sealed],
        )

    def _entered(self, house: House, decided: list[e.Event]) -> list[e.Event]:
        """Return what was decided about a deposit, with its entry in the books."""
        return with_entries(house, decided, self._currency)

    def issue(self, by: Person, stay: str, errand: str, movement: str, written: Written) -> Movement:
        """Return the movement: sponsor, deposit and signature or witness on record, the slot's latch fired.

        Raises:
            Refused: `clock.untrusted` while nobody can say what "the same day" is; `contractor.blocked`;
                as `outings.decide_take`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        if not self._trusted():
            raise Refused("clock.untrusted")
        person = stay_of(self._ledger.house, stay).person
        name = name_under(by, person, movement, written)
        command = outings.Take(
            stay=stay,
            errand=errand,
            movement=movement,
            slip=claim_slip.new_number(),
            signature=name.reference,
            signature_digest=name.digest,
            by=by,
            closing_min=self._settings.closing_min,
        )

        def decide(house: House) -> list[e.Event]:
            self._contractors.not_blocked(house, person)
            begun = outings.decide_take(house, command, self.reasons, self._local())
            return [*name.said(house, ERRAND, movement), *begun] if begun else []

        return self._doors.open_for(movement, decide, sealed=name.sealed)

    def bring(self, by: Person, stay: str, errand: str, movement: str) -> Movement:
        """Return the movement by which a key comes back over the desk, whoever brings it.

        Raises:
            Refused: `errand.unknown`; `slip.key_back` where it is back already; as `KeyDesk.bring`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        known = self._ledger.house.stays.get(stay)
        if known is None:
            raise Refused("errand.unknown")
        return self._back(known, errands.errand_of(known, errand), movement, "desk", by.id)

    def by_slip(self, text: str) -> Movement | None:
        """Return the movement by which the key of a contractor's slip comes back; None for any other slip.

        Raises:
            Refused: `slip.forged`, `slip.other_site`; `slip.key_back`; as `KeyDesk.bring`.
        """
        found = outings.by_slip(self._ledger.house, claim_slip.read(self._slip_key, self._site, text))
        return self._back(*found, secrets.token_hex(16), "slip", "") if found else None

    def _back(self, stay: Stay, errand: Errand, movement: str, how: str, by: str) -> Movement:
        key, going_on = self._ledger.house.keys.get(errand.key), self._ledger.house.moving(errand.key)
        out = key is not None and key.custodian == with_person(stay.person)
        if not out and (going_on is None or going_on.bearer != stay.person):
            if key is None or going_on or key.custodian.kind is CustodianKind.PLACE:
                raise Refused("slip.key_back")
            return self._bringing.bring(
                movement, key.id
            )  # lost, or with another on record: it comes back all the same
        return self._keys.bring(ReturnKey(movement, stay.person, errand.key), how, by)

    def print_slip(self, stay: str, errand: str) -> None:
        """Print the slip of a key that is out once more; raises `errand.unknown`."""
        known = self._ledger.house.stays.get(stay)
        if known is None:
            raise Refused("errand.unknown")
        asked = errands.errand_of(known, errand)
        name = f"k-{asked.movement[:16]}.{secrets.token_hex(2)}"
        self._ledger.execute(
            lambda house: (
                [deposits.slip_of(house, known, name, deposits.KEY_SLIP, errand)] if asked.movement else []
            )
        )

    def _local(self) -> datetime:
        return self._clock.now().astimezone(self._zone)
