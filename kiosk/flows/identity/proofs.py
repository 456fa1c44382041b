"""What a pick-up rests on, and the one thing more that is asked for where that is not enough yet."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from kiosk.domain.events import Event
from kiosk.domain.items import Parcel
from kiosk.domain.parcels.sharing import behind
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.policy.events import PolicySatisfied
from kiosk.domain.policy.means import SHOWN_AS, Evidence, Means, complete
from kiosk.domain.policy.policy import Asks, Policy, Satisfied, demand
from kiosk.domain.refusal import Refused
from kiosk.domain.signatures.events import SignatureCompared
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.signing import Strokes, digest_of, is_written
from kiosk.flows.parcels.so_far import Given, Sight, SoFar, Wanted
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

INK = (Means.SIGNATURE, Means.SAME_SIGNATURE)
CARDS = (Means.CARD, Means.PROVEN_CARD)


class Proofs:
    """One thing more at a time; what was shown serves for all that one gesture gives out."""

    def __init__(self, ledger: Ledger, clock: Clock, policy: Policy, sight: Sight | None = None) -> None:
        self._ledger = ledger
        self._clock = clock
        self.policy = policy
        self.sight = sight or Sight()
        self.comparing: Comparing | None = None
        """Who compares signatures with those on file, where anybody does."""
        self._so_far = SoFar(clock)

    def checked(
        self, wanted: Sequence[Parcel], how: str, delegation: str, taker: str, token: str
    ) -> tuple[list[Parcel], list[tuple[str, str]]]:
        """Return which parcels may be given out now, and which are left out since they ask for more.

        Raises:
            Refused: `proof.sign` when a signature is wanted, `proof.more` when anything else is; `asked` knows it.
        """
        said = {one.id: self._said(one, how, delegation, taker, token) for one in wanted}
        first = said[wanted[0].id]
        ink = [one.id for one in wanted if isinstance(asks := said[one.id], Asks) and asks.options[0] in INK]
        if isinstance(first, Asks) or ink:
            asks = first if isinstance(first, Asks) else said[ink[0]]
            assert isinstance(asks, Asks)
            self._ask(wanted, how, delegation, taker, token, asks, len(ink))
            signs = asks.options[0] in INK and len(asks.here) == 1
            raise Refused("proof.sign" if signs else "proof.more")
        left_out = [(name, _why(asks)) for name, asks in said.items() if isinstance(asks, Asks)]
        return [one for one in wanted if isinstance(said[one.id], Satisfied)], left_out

    def basis(
        self, movement: str, parcel: Parcel, how: str, delegation: str, taker: str, token: str
    ) -> list[Event]:
        """Return what a parcel's movement rests on, where its intent does not say all of that.

        Raises:
            Refused: `proof.more`: meanwhile more is wanted, or another lies behind the same door.
        """
        said = self._said(parcel, how, delegation, taker, token)
        if isinstance(said, Asks):
            raise Refused("proof.more")
        evidence = tuple((one.means.value, one.digest) for one in said.rests_on)
        if evidence and len(evidence) == 1 and how in ("slip", "code", "badge") and not token:
            return []
        way = tuple(sorted(one.value for one in said.way))
        journey, category = _journey(delegation), parcel.wait.category
        rests = [PolicySatisfied(movement, journey, category, way, evidence)] if evidence else []
        return [*rests, *self._comparison(movement, parcel, token)]

    def _comparison(self, movement: str, parcel: Parcel, token: str) -> list[Event]:
        """Return the comparison of the signature that goes with a movement, once for each gesture."""
        given = self._so_far.given(token)
        if given.compared is None or self.comparing is None:
            return []
        self._so_far.keep(token, replace(given, compared=None))
        signature = f"signature:{movement}"
        about = replace(given.compared, comparison=movement, item=parcel.id, signature=signature)
        return self.comparing.kept(about)

    def asked(self) -> Wanted | None:
        """Return what is wanted at the lobby screen now, if anything."""
        return self._so_far.asked()

    def forget(self) -> None:
        """Ask no more: nobody is there."""
        self._so_far.ask(None)

    def sign(self, token: str, strokes: Strokes) -> Wanted:
        """Return what was signed for; its token stands for the signature from now on.

        Raises:
            Refused: `fee.over`: it was asked too long ago, or of somebody else; `signature.missing`.
        """
        found = self._so_far.need(token)
        if not is_written(strokes):
            raise Refused("signature.missing")
        compared = self._compared(found, strokes)
        given, digest = self._so_far.given(token), digest_of(strokes)
        if compared and compared.verdict == "same":
            evidence = (*given.evidence, Evidence(Means.SAME_SIGNATURE, digest))
            self._so_far.keep(token, Given(evidence, given.failed, strokes, compared))
            return found
        evidence = (*given.evidence, Evidence(Means.SIGNATURE, digest))
        self._so_far.keep(token, Given(evidence, given.failed | {Means.SAME_SIGNATURE}, strokes))
        if compared and self.comparing and Means.SAME_SIGNATURE in found.options:
            self.comparing.put_aside(compared, strokes)  # the desk sees both, side by side
            self.call_desk(token)
        return found

    def _compared(self, found: Wanted, strokes: Strokes) -> SignatureCompared | None:
        known = self.comparing is not None and bool(found.person) and self.comparing.knows(found.person)
        return self.comparing.look(found.token, found.person, strokes) if known and self.comparing else None

    def show(self, person: str, evidence: Evidence) -> Wanted | None:
        """Return what was waiting for just this, of this person; None where nothing was."""
        found = self.asked()
        if found is None or not person or found.person != person:
            return None
        if not complete((evidence.means,)) & set(found.options):
            return None
        return self._so_far.add(found, evidence)

    def show_right(self, parcel: str, evidence: Evidence) -> Wanted | None:
        """Return what was waiting for a slip or code of one of its parcels, if this is one."""
        found = self.asked()
        if found is None or parcel not in found.parcels or evidence.means not in found.options:
            return None
        return self._so_far.add(found, evidence)

    def hold(self, token: str) -> Wanted:
        """Return what is wanted; it is waited for anew from now on. Raises `fee.over` as `sign`."""
        held = replace(self._so_far.need(token), at_s=self._clock.monotonic_s())
        self._so_far.ask(held)
        return held

    def witness(self, token: str, evidence: Evidence) -> Wanted:
        """Return what was wanted, once one of the staff stood by in its place. Raises `fee.over` as `sign`."""
        return self._so_far.add(self._so_far.need(token), evidence)

    def fail(self, token: str, means: Means) -> None:
        """Remember that something was shown and proved nothing. Raises `fee.over` as `sign`."""
        self._so_far.need(token)
        given = self._so_far.given(token)
        self._so_far.keep(token, replace(given, failed=given.failed | {means}))

    def call_desk(self, token: str) -> Wanted:
        """Return what the desk now knows of. Raises `fee.over` as `sign`."""
        return self._so_far.call(self._so_far.need(token))

    def called(self) -> list[Wanted]:
        """Return what the desk is asked for, the longest waiting first."""
        return self._so_far.called(self._ledger.house)

    def vouch(self, token: str, evidence: Evidence) -> Wanted:
        """Return what was asked of the desk, which has answered: it goes on with that.

        Raises:
            Refused: `vouching.over`: nobody waits for it any more.
        """
        found = next((one for one in self.called() if one.token == token), None)
        if found is None:
            raise Refused("vouching.over")
        return self._so_far.add(found, evidence)

    def answered(self, token: str) -> None:
        """It was shown, or the desk has done what it was asked."""
        self._so_far.answered(token)

    def strokes(self, token: str) -> Strokes:
        """Return a signature by its token, nothing for none."""
        return self._so_far.given(token).strokes

    def of(self, parcel: Parcel, delegation: str, token: str) -> Strokes:
        """Return the signature that goes with a parcel's movement, nothing where none is asked for."""
        rule = self.policy.rule_for(_journey(delegation), parcel.wait.category)
        return self.strokes(token) if any(one & set(INK) for one in rule.ways) else ()

    def _said(self, parcel: Parcel, how: str, delegation: str, taker: str, token: str) -> Satisfied | Asks:
        """What is said of a parcel and of all that lies behind its door: one opening gives them all out."""
        if is_shelf(parcel.custodian.id):
            return Satisfied(frozenset())
        person, given = _person(parcel, delegation, taker), self._so_far.given(token)
        shown = (*self._begun_by(parcel, how, person), *given.evidence)
        unable = {*self.sight.unable(person), *(() if person else (*CARDS, Means.QR_CARD, Means.ID))}
        every = [parcel, *behind(self._ledger.house, parcel)]
        journey, policy = _journey(delegation), self.policy
        said = [
            demand(policy.rule_for(journey, one.wait.category), shown, unable, given.failed) for one in every
        ]
        return next((one for one in said if isinstance(one, Asks)), said[0])

    def _begun_by(self, parcel: Parcel, how: str, person: str) -> tuple[Evidence, ...]:
        """Return what the gesture began with, as evidence."""
        means, house = SHOWN_AS.get(how), self._ledger.house
        if means is None:
            return ()
        known = house.people.get(person)
        if means is Means.CARD and self.sight.proven(person):
            means = Means.PROVEN_CARD
        digests: Mapping[Means, str] = {
            Means.SLIP: slip_digest(parcel),
            Means.CODE: parcel.code_mac,
            Means.CARD: (known.badge if known else "") or "",
            Means.PROVEN_CARD: (known.badge if known else "") or "",
            Means.QR_CARD: next((one.digest for one in house.cards.values() if one.person == person), ""),
            Means.ID: filed.digest if (filed := house.filed_ids.get(person)) else "",
        }
        return (Evidence(means, digests.get(means, "")),)

    def _ask(
        self,
        wanted: Sequence[Parcel],
        how: str,
        delegation: str,
        taker: str,
        token: str,
        asks: Asks,
        signed_for: int,
    ) -> None:
        names, going_on = tuple(one.id for one in wanted), self.asked()
        if not token and going_on and (going_on.parcels, going_on.how) == (names, how):
            return  # its slip lies before the camera while one thing more is asked for
        token = token or secrets.token_hex(16)
        person = _person(wanted[0], delegation, taker)
        shown = (*self._begun_by(wanted[0], how, person), *self._so_far.given(token).evidence)
        now_s = self._clock.monotonic_s()
        self._so_far.ask(
            Wanted(
                token, names, max(1, signed_for), how, delegation, taker, now_s, person, asks.options, shown
            )
        )


def slip_digest(parcel: Parcel) -> str:
    """Return what stands for a claim slip's number as evidence: 32 hex digits of its SHA-256."""
    return sha256(parcel.slip.encode()).hexdigest()[:32]


def _person(parcel: Parcel, delegation: str, taker: str) -> str:
    """Whose cards and documents count: the taker's; of whoever has a delegate's slip, nobody knows who it is."""
    return taker or ("" if delegation else parcel.recipient)


def _journey(delegation: str) -> str:
    return "delegate" if delegation else "collect"


def _why(asks: Asks) -> str:
    return "card" if asks.options[0] in CARDS else "proof"
