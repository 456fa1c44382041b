"""What may be done about how a key is: report and mend, withdraw and put back, replace."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, Label
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.upkeep import events as u
from kiosk.domain.upkeep.condition import FAULTS, MENDED, REPLACED_FOR, TO_RECUT, WITHDRAWN_FOR
from kiosk.domain.upkeep.knowing import condition_of

DECIDES = (Role.SUPERVISOR, Role.MANAGER)
"""Who takes a key out of service, puts it back and replaces it."""


@dataclass(frozen=True)
class Written:
    """Words or a drawing as the record has them: the vault's reference and the SHA-256 in hex, both "" for nothing."""

    reference: str = ""
    digest: str = ""


NOTHING = Written()


@dataclass(frozen=True)
class ReplaceKey:
    """A supervisor has a key replaced. `act` is the form's id; `label` None: it stays; `new_tag`: the key gets one."""

    act: str
    key: str
    reason: str
    cut: str
    label: Label | None
    new_tag: bool


def known_key(house: House, key: str) -> Key:
    """Return a key of the register.

    Raises:
        Refused: `key.unknown`.
    """
    found = house.keys.get(key)
    if found is None:
        raise Refused("key.unknown")
    return found


def need_staff(by: Person) -> None:
    """Return if `by` works here.

    Raises:
        Refused: `staff.needed`.
    """
    if by.role not in STAFF or not by.active:
        raise Refused("staff.needed")


def need_supervisor(by: Person) -> None:
    """Return if `by` is one who decides.

    Raises:
        Refused: `supervisor.needed`.
    """
    if by.role not in DECIDES or not by.active:
        raise Refused("supervisor.needed")


def of_return(house: House, movement: Movement | None, person: str) -> Key:
    """Return the key that `person` has just brought back by that movement.

    Raises:
        Refused: `fault.not_yours` for another's return or none, `key.unknown` for a key that has left since.
    """
    if movement is None or movement.kind is not Kind.RETURN or movement.bearer != person:
        raise Refused("fault.not_yours")
    if movement.stage is not Stage.CONFIRMED:
        raise Refused("fault.not_yours")
    return known_key(house, movement.item)


def decide_fault(
    house: House, key: str, fault: str, what: str, said_by: str, by: str, movement: str, written: Written
) -> list[e.Event]:
    """Return the report that something is wrong with a key; nothing for a report known already.

    Raises:
        Refused: `key.unknown`, `fault.what_needed`; `fault.note_needed` for "other" at the desk without words.
    """
    known_key(house, key)
    if what not in FAULTS:
        raise Refused("fault.what_needed")
    if what == "other" and not movement and not written.reference:
        raise Refused("fault.note_needed")
    if any(one.id == fault for one in condition_of(house, key).faults):
        return []
    reported = u.KeyFaultReported(key, fault, what, said_by, by, movement, written.reference, written.digest)
    return [reported]


def decide_note(house: House, key: str, fault: str, by: str, written: Written) -> list[e.Event]:
    """Return what is added to a fault; nothing for one that is over.

    Raises:
        Refused: `fault.note_needed` where nothing was written.
    """
    if not written.reference:
        raise Refused("fault.note_needed")
    if all(one.id != fault for one in condition_of(house, key).faults):
        return []
    return [u.KeyFaultNoted(key, fault, by, written.reference, written.digest)]


def decide_fine(house: House, key: str, said_by: str, by: str) -> list[e.Event]:
    """Return the word that nothing is wrong with a key; nothing where nobody asks."""
    wanted = condition_of(house, key).note_wanted
    return [u.KeyFoundFine(key, wanted.movement, said_by, by)] if wanted else []


def decide_mended(house: House, key: str, fault: str, by: Person, how: str, work_order: str) -> list[e.Event]:
    """Return the end of a fault; nothing for one that is over.

    Raises:
        Refused: `staff.needed`, `fault.how_needed`.
    """
    need_staff(by)
    if how not in MENDED:
        raise Refused("fault.how_needed")
    found = next((one for one in condition_of(house, key).faults if one.id == fault), None)
    return [u.KeyFaultMended(key, found.id, found.what, by.id, how, work_order)] if found else []


def decide_withdrawal(house: House, key: str, by: Person, reason: str, written: Written) -> list[e.Event]:
    """Return that a key is out of service; nothing for one that is. It may be out: it still comes back.

    Raises:
        Refused: `supervisor.needed`, `key.unknown`, `reason.missing`; `fault.note_needed` for "other" without words.
    """
    need_supervisor(by)
    known_key(house, key)
    if reason not in WITHDRAWN_FOR:
        raise Refused("reason.missing")
    if reason == "other" and not written.reference:
        raise Refused("fault.note_needed")
    if condition_of(house, key).withdrawn:
        return []
    return [u.KeyWithdrawn(key, by.id, reason, written.reference, written.digest)]


def decide_put_back(house: House, key: str, by: Person) -> list[e.Event]:
    """Return that a key is in service again; nothing for one that is.

    Raises:
        Refused: `supervisor.needed`, `key.unknown`; `key.recut_needed` for one that opens nothing any more.
    """
    need_supervisor(by)
    known_key(house, key)
    withdrawn = condition_of(house, key).withdrawn
    if withdrawn is None:
        return []
    if withdrawn.reason in TO_RECUT:
        raise Refused("key.recut_needed")
    return [u.KeyPutBack(key, by.id)]


def decide_replacement(house: House, command: ReplaceKey, by: Person, *, senses_tags: bool) -> list[e.Event]:
    """Return the replacement, or, where the slot has to sense the new tag, its beginning; nothing for a known one.

    Raises:
        Refused: `supervisor.needed`, `key.unknown`, `reason.missing`; `key.out` while somebody has it, `key.moving`;
            `tag.new_needed` for a lost key, whose tag is lost with it.
    """
    need_supervisor(by)
    key = known_key(house, command.key)
    waiting = condition_of(house, key.id).replacing
    if waiting is not None:
        return []
    if command.reason not in REPLACED_FOR:
        raise Refused("reason.missing")
    if house.moving(key.id):
        raise Refused("key.moving", place=key.place)
    if key.custodian.kind is CustodianKind.PERSON:
        raise Refused("key.out", place=key.place)
    gone = key.custodian.kind is CustodianKind.NOBODY_KNOWS
    if gone and senses_tags and not command.new_tag:
        raise Refused("tag.new_needed")
    if command.new_tag and senses_tags:
        return [u.KeyReplacementBegun(key.id, command.act, by.id, command.reason, command.cut, command.label)]
    tag = "" if command.new_tag else key.tag
    return [
        u.KeyReplaced(key.id, command.act, by.id, command.reason, command.cut, command.label, tag, key.tag)
    ]


def decide_keeping_as_is(house: House, key: str, by: Person) -> list[e.Event]:
    """Return the end of a replacement that does not come about; nothing where none waits.

    Raises:
        Refused: `supervisor.needed`.
    """
    need_supervisor(by)
    waiting = condition_of(house, key).replacing
    return [u.KeyReplacementGivenUp(key, waiting.act, by.id)] if waiting else []


def how_it_came(house: House, event: e.Confirmed) -> list[e.Event]:
    """Return, for a return that is being confirmed, that its key's rule asks how the key is."""
    movement = house.movements.get(event.movement)
    key = house.keys.get(movement.item) if movement and movement.kind is Kind.RETURN else None
    if movement is None or key is None or not house.rulebook.rule_for(key).note_on_return:
        return []
    return [u.KeyNoteWanted(key.id, movement.id, movement.bearer)]
