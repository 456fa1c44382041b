"""What stands on a contractor's slips: the key that has to come back today, and the money that was left for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.domain.contractors.deposits import DEPOSIT_BACK_SLIP, DEPOSIT_SLIP, KEY_SLIP
from kiosk.domain.contractors.stay import Errand, Stay
from kiosk.domain.house import House
from kiosk.domain.items import Key
from kiosk.domain.outgoing import Paper
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import text
from kiosk.language.money import money_of
from kiosk.paper import Block, ChainHead, Facts, Line, Number, Qr
from kiosk.paper.forms import SECOND, Letterhead
from kiosk.ports.record import Ledger
from kiosk.settings.contractors import ContractorSettings

SLIPS = (KEY_SLIP, DEPOSIT_SLIP, DEPOSIT_BACK_SLIP)


def contractor_slip(
    ledger: Ledger,
    directory: Directory,
    paper: Paper,
    letterhead: Letterhead,
    settings: ContractorSettings,
    qr: Callable[[str], str],
) -> Sequence[Block]:
    """Return one of a contractor's slips; empty where it was forgotten. `qr` makes the text of a slip's number."""
    found = _found(ledger.house, paper.movement)
    key = ledger.key(found[1].key) if found else None
    if found is None or key is None:
        return ()
    stay, errand = found
    if paper.what == KEY_SLIP:
        return _key_slip(ledger, directory, stay, errand, key, letterhead, settings, qr)
    return _deposit_slip(ledger, directory, paper, stay, errand, key, letterhead, settings)


def _found(house: House, errand: str) -> tuple[Stay, Errand] | None:
    return next(
        ((stay, stay.errands[errand]) for stay in house.stays.values() if errand in stay.errands), None
    )


def _key_slip(
    ledger: Ledger,
    directory: Directory,
    stay: Stay,
    errand: Errand,
    key: Key,
    letterhead: Letterhead,
    settings: ContractorSettings,
    qr: Callable[[str], str],
) -> Sequence[Block]:
    say, language = letterhead.word, letterhead.language
    movement = ledger.find(errand.movement)
    due = movement.due if movement else None
    rows = [
        (say("paper.key"), label_of(key, letterhead, settings)),
        (say("paper.bearer"), directory.name(stay.person)),
        (say("paper.contractor_key.sponsor"), directory.name(errand.sponsor)),
        *([(say("paper.due.back"), letterhead.time(due))] if due else []),
        *_money_row(errand, letterhead, settings),
        (say("paper.reference"), errand.id[:8].upper()),
    ]
    return (
        letterhead.head("paper.contractor_key.title"),
        Number(key.place, say("paper.slot")),
        Facts(tuple(rows)),
        Qr(qr(errand.slip), errand.id[:8].upper()),
        Line(say("paper.contractor_key.how")),
        Line(text("paper.contractor_key.how", SECOND[language]), "small"),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


def _deposit_slip(
    ledger: Ledger,
    directory: Directory,
    paper: Paper,
    stay: Stay,
    errand: Errand,
    key: Key,
    letterhead: Letterhead,
    settings: ContractorSettings,
) -> Sequence[Block]:
    deposit, say = errand.deposit, letterhead.word
    if deposit is None:
        return ()
    taken = paper.what == DEPOSIT_SLIP
    name = "contractor_deposit" if taken else "contractor_deposit_back"
    rows = (
        (say("paper.key"), label_of(key, letterhead, settings)),
        (say("paper.contractor_deposit.whose"), directory.name(stay.person)),
        (say("paper.contractor_deposit.voucher"), deposit.voucher),
        (say(f"paper.{name}.at"), letterhead.time(deposit.at if taken else paper.since)),
        *([(say("paper.contractor_deposit.by"), directory.name(deposit.by))] if taken else []),
        (say("paper.reference"), errand.id[:8].upper()),
    )
    amount = money_of(deposit.cents, letterhead.currency, letterhead.language)
    return (
        letterhead.head(f"paper.{name}.title"),
        Number(amount, say("paper.contractor_deposit.amount")),
        Facts(rows),
        Line(say(f"paper.{name}.means")),
        letterhead.desk(),
        ChainHead(ledger.head),
    )


def label_of(key: Key, letterhead: Letterhead, settings: ContractorSettings) -> str:
    """Return a key's name as it stands on a slip that may be lost: without the home, where the site wants it so."""
    if key.unit and not settings.unit_on_slip:
        return letterhead.word("paper.contractor_key.no_home", slot=key.place)
    return key.label.in_language(letterhead.language.value)


def _money_row(
    errand: Errand, letterhead: Letterhead, settings: ContractorSettings
) -> Sequence[tuple[str, str]]:
    if errand.deposit is None or errand.deposit.settled:
        return ()
    amount = money_of(errand.deposit.cents, letterhead.currency, letterhead.language)
    return ((letterhead.word("paper.contractor_key.deposit"), f"{amount}  {errand.deposit.voucher}"),)
