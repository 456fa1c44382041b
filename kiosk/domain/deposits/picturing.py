"""A picture of an item as it comes: taken by the desk before anybody signs, and again as long as nobody has."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.deposits import events as n
from kiosk.domain.deposits.deciding import need
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.entrusted.placing import is_staff
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused


def need_staff(house: House, by: str) -> None:
    """Return if somebody is of the staff. Raises `staff.needed`."""
    if not is_staff(house, by):
        raise Refused("staff.needed")


def to_picture(house: House, deposit: str, by: str) -> Deposit:
    """Return a deposit of which a picture may be taken.

    Raises:
        Refused: `deposit.unknown`; `staff.needed`; `deposit.taken_in` once both have signed, `deposit.over`.
    """
    one = need(house, deposit)
    need_staff(house, by)
    if one.over:
        raise Refused("deposit.over", number=one.number)
    if one.stage is not Stage.ASKED:
        raise Refused("deposit.taken_in", number=one.number)
    return one


def decide_picture(house: House, deposit: str, reference: str, digest: str, by: str) -> list[e.Event]:
    """Return that a picture was taken; nothing for one that is known. Raises as `to_picture`."""
    one = to_picture(house, deposit, by)
    return [] if one.photo == reference else [n.DepositPictured(one.id, reference, digest, by, "")]
