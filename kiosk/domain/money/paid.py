"""The entries of money that other journeys take and give back: storage, sending, a contractor's deposit.

What was taken before these books were kept has no entry. When such a deposit goes back, it comes out of what was there
before the books, so that no account is ever below nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.contractors.events import DepositKept, DepositReturned, DepositTaken
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.money.account import CURRENCY, fees, held, in_currency, income, opening
from kiosk.domain.money.entry import BY_BOOKS, BY_CASH, Line
from kiosk.domain.money.events import MoneyPosted
from kiosk.domain.money.posting import given, posted, standing_cents, taken, used
from kiosk.domain.sending.events import SendingFeeSettled
from kiosk.domain.waiting.events import FeeSettled

CONTRACTOR, KEPT = "contractor", "deposits"


@dataclass(frozen=True)
class Deposit:
    """Money that is left for a thing. `what`: for which kind ("pass", "loan"); `about`: the number of which of these.

    `voucher`: the number on its paper.
    """

    what: str
    about: str
    person: str
    cents: int
    by: str
    voucher: str = ""
    way: str = BY_CASH
    currency: str = CURRENCY


def deposit_taken(house: House, id: str, one: Deposit) -> MoneyPosted:
    """Return the entry of a deposit that is left; `id`: the entry's own. Raises as `posted`."""
    lines = taken(one.cents, held(one.what, one.about), one.way)
    return _of_deposit(house, id, one, "deposit_taken", lines, one.way)


def deposit_returned(house: House, id: str, one: Deposit) -> MoneyPosted:
    """Return the entry of a deposit that is given back, or of a part of it.

    Raises:
        Refused: as `posted`: `money.more_than_held`; `money.no_cash` for a counted drawer that has less.
    """
    lines = given(one.cents, _held(house, one), one.way)
    return _of_deposit(house, id, one, "deposit_returned", lines, one.way)


def deposit_kept(house: House, id: str, one: Deposit, note: str = "") -> MoneyPosted:
    """Return the entry of a deposit, or a part of one, that the house keeps by a supervisor's word (`note`)."""
    lines = used(one.cents, _held(house, one), income(KEPT))
    return _of_deposit(house, id, one, "deposit_kept", lines, BY_BOOKS, note)


def with_entries(house: House, events: Sequence[Event], currency: str) -> list[Event]:
    """Return what was decided, each event about money followed by its entry in the books.

    Raises:
        Refused: as `posted`.
    """
    return [one for event in events for one in (event, *_entries(house, event, currency))]


def _entries(house: House, event: Event, currency: str) -> Iterator[Event]:
    match event:
        case FeeSettled() if not event.waived:
            known = house.parcels.get(event.parcel)
            before = known.wait.fee_paid_cents if known else 0
            yield posted(
                house, id=f"storage-{event.parcel}-{before + event.cents}", about=event.voucher,
                person=event.person, kind="fee_storage", lines=taken(event.cents, fees("storage")), by=event.by,
                way=BY_CASH, currency=currency, reference=event.voucher,
            )  # fmt: skip
        case SendingFeeSettled():
            sent = house.sendings.get(event.sending)
            yield posted(
                house, id=f"sending-{event.sending}", about=sent.number if sent else "",
                person=sent.person if sent else "", kind="fee_sending", lines=taken(event.cents, fees("sending")),
                by=event.by, way=BY_CASH, currency=event.currency, reference=event.voucher,
            )  # fmt: skip
        case DepositTaken():
            yield deposit_taken(house, f"deposit-{event.errand}", _contractors(house, event, currency))
        case DepositReturned():
            yield deposit_returned(
                house, f"deposit-back-{event.errand}", _contractors(house, event, currency)
            )
        case DepositKept():
            one = _contractors(house, event, currency)
            yield deposit_kept(house, f"deposit-kept-{event.errand}", one, event.reason)


def _contractors(house: House, event: DepositTaken | DepositReturned | DepositKept, currency: str) -> Deposit:
    stay = house.stays.get(event.stay)
    voucher = "" if isinstance(event, DepositKept) else event.voucher
    person = stay.person if stay else ""
    return Deposit(CONTRACTOR, event.errand, person, event.cents, event.by, voucher, currency=currency)


def _held(house: House, one: Deposit) -> str:
    account = held(one.what, one.about)
    older = one.what == CONTRACTOR and not standing_cents(house, account, one.currency)
    return in_currency(opening(), one.currency) if older else account


def _of_deposit(
    house: House, id: str, one: Deposit, kind: str, lines: Sequence[Line], way: str, note: str = ""
) -> MoneyPosted:
    return posted(
        house, id=id, about=one.about, person=one.person, kind=kind, lines=lines, by=one.by, way=way,
        currency=one.currency, reference=one.voucher, note=note,
    )  # fmt: skip
