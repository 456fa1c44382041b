"""A paper in words: what it is and whose, also where no movement says what it is about."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.outgoing import Paper
from ui.desk.words import Words

KINDS = frozenset(
    {
        "receipt", "contractor key slip", "contractor deposit slip", "contractor deposit back slip", "consent slip",
        "handover slip", "move-in list", "inspection slip", "shelf tag", "fee receipt", "sending slip",
        "money voucher", "money voucher copy",
        "sending receipt", "delegate slip", "resident card", "deposit slip", "transfer tag", "loan slip",
        "loan back slip", "pass slip",
        "pass deposit slip", "pass refund voucher", "release slip", "service slip",
    }
)  # fmt: skip
"""What papers are called on record, and here in words; any other is "a slip"."""


def named(words: Words, paper: Paper) -> str:
    """Return what a paper is, and whose, as far as that is known: "Deposit slip, Hu Hai, Pump room"."""
    kind = paper.what if paper.what in KINDS else "letter" if paper.what.startswith("letter ") else "slip"
    told = [words.say(f"attendant.paper.{kind.replace(' ', '_').replace('-', '_')}")]
    return words.say("attendant.paper.and").join([*told, *_about(words, words.journeys.ledger.house, paper)])


def _about(words: Words, house: House, paper: Paper) -> list[str]:
    name = paper.movement
    if movement := house.movements.get(name):
        return [words.person(movement.bearer), words.item(movement.item)]
    for stay in house.stays.values():
        if errand := stay.errands.get(name):
            return [words.person(stay.person), words.item(errand.key)]
    if consent := house.consents.get(name):
        return [words.person(consent.given_by)]
    if shift := house.shifts.get(name):
        return [words.person(shift.person)]
    if move_in := house.move_ins.get(name):
        return [move_in.unit]
    if sending := house.sendings.get(name):
        return [sending.number, words.person(sending.person)]
    if loan := house.loans.get(name) or next(
        (one for one in house.loans.values() if one.lending == name), None
    ):
        return [loan.number, words.person(loan.person)]
    if permit := house.permits.get(name.partition(":")[0]):
        return [permit.number, permit.unit]
    if release := house.releases.get(name):
        return [release.number, words.person(release.person)]
    if entrusted := house.deposits.get(name) or house.transfers.get(name):
        return [entrusted.number, words.person(entrusted.person)]
    if voucher := house.vouchers.get(name):
        return [voucher.id, words.person(voucher.person)]
    if asked := house.requests.get(name):
        return [asked.number, words.person(asked.person)]
    if delegation := house.delegations.get(name):
        return [words.person(delegation.principal)]
    if inspection := house.inspections.get(name):
        return [inspection.unit]
    parcel = words.parcel(name)
    return [parcel.barcode, words.person(parcel.recipient)] if parcel else []
