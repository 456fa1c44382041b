"""A deposited item goes back: its stub before a camera, a signature beside the first, both parts closed together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.deposits import claiming as c
from kiosk.domain.deposits.deposit import LOST_STUB, STUB, Claiming, Deposit
from kiosk.domain.house import House
from kiosk.domain.id_numbers import KINDS
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.comparing import Comparing, Judgement
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.standing_by import Name, StoodBy, Written, name_under
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

CLAIM = "claim"
"""The journey's name in the site's policy, and what a colleague stood by for."""
WAITS_FOR = timedelta(minutes=30)
"""So long after an owner has signed an attendant's word hands the item out; later they sign anew."""
DOCUMENTS = (*KINDS, "badge")


@dataclass(frozen=True)
class ClaimForm:
    """What the desk's form says. `document`: the kind that was seen, "" for none; `shelf`: where the rest is laid."""

    movement: str
    deposit: str
    count: int
    document: str = ""
    shelf: str = ""


class Claims:
    """What the stub is good for, and how the desk decides without one."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        doors: Doors,
        comparing: Comparing,
        demands: Demands,
        hub: Hub,
        clock: Clock,
        slip_key: Ed25519PublicKey,
        site: str,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._doors = doors
        self._comparing = comparing
        self._demands = demands
        self._hub = hub
        self._clock = clock
        self._slip_key = slip_key
        self._site = site

    def shown(self, text: str) -> Deposit:
        """Return the deposit that a stub is good for, once it is on record that it was shown.

        Raises:
            Refused: `slip.forged`, `slip.other_site`; `deposit.stub_unknown`, `deposit.stub_used`,
                `deposit.stub_void`, `deposit.over`.
        """
        slip = claim_slip.read(self._slip_key, self._site, text.strip(), claim_slip.DEPOSIT)
        earlier = None
        if c.by_stub(self._ledger.house, slip) is None:
            earlier = next(iter(self._register.matters(Deposit, words=slip, most=1)), None)
        self._ledger.execute(lambda house: c.decide_shown(house, slip, earlier))
        found = c.by_stub(self._ledger.house, slip)
        if found is None:
            raise Refused("deposit.stub_unknown")
        return found

    def at_camera(self, text: str) -> None:
        """A stub came into a camera's picture: the lobby says that the desk has the item, the desk opens the claim.

        Raises:
            Refused: as `shown`.
        """
        one = self.shown(text)
        self._hub.show("claim", id=one.id, code="deposit.at_desk")

    def first_signature(self, one: Deposit) -> str:
        """Return the vault's reference of what was signed at the deposit."""
        return one.signature

    def stub_is_shown(self, one: Deposit) -> bool:
        """Return whether a deposit's stub was shown a short while ago."""
        return one.stub_is_shown(self._clock.now())

    def claim(
        self, by: Person, form: ClaimForm, written: Written, second: tuple[str, str] = ("", "")
    ) -> Movement:
        """Return the movement of an item to its owner: off its shelf at once, out of its door as doors are.

        Raises:
            Refused: as `claiming.claimable`; `signature.missing`, `witness.colleague`; `claim.document` and
                `claim.second` without the stub; `signature.judge` where the signature is not found the same: it
                waits for `judge`; `proof.lacking` where the site asks for more.
        """
        if earlier := self._ledger.find(form.movement):
            return earlier
        one = c.claimable(self._ledger.house, form.deposit, form.count)
        how = c.how_shown(one, self._clock.now())
        name = name_under(by, one.person, form.movement, written)
        seconds = self._demands.second(by, *second)
        if name.by:
            seconds += name.by.evidence
        _without_stub(how, form, seconds)
        command = self._command(form, how, name, by, seconds)
        compared = self._compared(one, command, written)
        same = Means.SAME_SIGNATURE if compared else Means.SIGNATURE
        means = [] if name.by else [Evidence(same, name.digest)]
        basis = self._basis(one, command, [*means, *seconds])

        def decide(house: House) -> list[e.Event]:
            claimed = c.decide_claim(house, command)
            return [*name.said(house, CLAIM, one.id), *compared, *basis, *claimed] if claimed else []

        return self._doors.open_for(form.movement, decide, sealed=name.sealed)

    def judges(self, comparison: str) -> bool:
        """Return whether a comparison that waits is about a deposit."""
        known = self._ledger.house.comparisons.get(comparison)
        return known is not None and known.item in self._ledger.house.deposits

    def judge(
        self, by: Person, comparison: str, word: Judgement, second: tuple[str, str] = ("", "")
    ) -> Movement | None:
        """Return the movement that begins by an attendant's word; None where the item stays: by that word, since a
        newer claim took this one's place, or since nobody stands there any more (`WAITS_FOR`).

        Raises:
            Refused: as `Comparing.judged` and `claim`: then nothing was judged.
        """
        if earlier := self._ledger.find(comparison):
            return earlier
        known = self._comparing.waiting(comparison)
        one = self._ledger.house.deposits.get(known.item)
        waits = one.claiming if one else None
        here = self._clock.now() - known.at <= WAITS_FOR
        if one is None or waits is None or waits.id != comparison or not (word.accepted and here):
            self._ledger.execute(
                lambda house: self._comparing.judged(house, comparison, by, word), sealed=word.sealed
            )
            return None
        command = self._after_waiting(one, waits, known.signature, known.digest, by)
        shown = [Evidence(Means.SAME_SIGNATURE, known.digest), *self._demands.second(by, *second)]
        if waits.second:
            shown += [Evidence(Means.SECOND, waits.second), Evidence(Means.DESK, waits.second)]
        basis = self._basis(one, command, shown)

        def decide(house: House) -> list[e.Event]:
            judged = self._comparing.judged(house, comparison, by, word)
            return [*judged, *basis, *c.decide_claim(house, command)]

        return self._doors.open_for(comparison, decide, sealed=word.sealed)

    def new_stub(self, deposit: str, by: Person) -> None:
        """Print a new slip; every earlier stub is void from now on. Raises as `claiming.decide_new_stub`."""
        slip = claim_slip.new_number()
        self._ledger.execute(lambda house: c.decide_new_stub(house, deposit, slip, by.id))

    def _after_waiting(
        self, one: Deposit, waits: Claiming, signature: str, digest: str, by: Person
    ) -> c.SignClaim:
        return c.SignClaim(
            waits.id, one.id, waits.count, waits.how, by.id, signature, digest, claim_slip.new_number(),
            waits.shelf, waits.document, waits.second,
        )  # fmt: skip

    def _command(
        self, form: ClaimForm, how: str, name: Name, by: Person, seconds: list[Evidence]
    ) -> c.SignClaim:
        second = next((one.digest for one in seconds if one.digest != by.id), "")
        return c.SignClaim(
            form.movement, form.deposit, form.count, how, by.id, name.reference, name.digest,
            claim_slip.new_number(), form.shelf, form.document, second,
        )  # fmt: skip

    def _compared(self, one: Deposit, command: c.SignClaim, written: Written) -> list[e.Event]:
        """Return the comparison with the deposit's signature; one that is not the same waits, with its claim."""
        if isinstance(written, StoodBy):
            return []
        first = one.signature if one.signature.startswith("signature:") else ""
        found = self._comparing.look(
            command.claim, one.person, written, first=first, item=one.id, document=command.document
        )
        if found and found.verdict != "same":
            self._ledger.execute(lambda house: c.decide_waits(house, command))  # what is judged is on disk
            self._comparing.put_aside(found, written)
            raise Refused("signature.judge", comparison=command.claim)
        return self._comparing.kept(found) if found else []

    def _basis(self, one: Deposit, command: c.SignClaim, shown: list[Evidence]) -> list[e.Event]:
        means = [Evidence(Means.SLIP, one.slip)] if command.how == STUB else []
        if command.document:
            identity = Means.CARD if command.document == "badge" else Means.ID
            means.append(Evidence(identity, command.document))
        basis = self._demands.basis(
            CLAIM, command.claim, [*means, *shown], category=one.what, cents=one.cents
        )
        return [*basis]


def _without_stub(how: str, form: ClaimForm, seconds: list[Evidence]) -> None:
    """Return if what a claim without its stub needs was seen: a document, and somebody besides the attendant."""
    if form.document and form.document not in DOCUMENTS:
        raise Refused("claim.document")
    if how != LOST_STUB:
        return
    if not form.document:
        raise Refused("claim.document")
    if not seconds:
        raise Refused("claim.second")
