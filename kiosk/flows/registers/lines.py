"""The record as lines of the registers that people know, each in the form of its own book."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.items import CustodianKind
from kiosk.domain.keys.consent import Consent
from kiosk.domain.movein.movein import Line, MoveIn
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.flows.keys.keeping_slips import group_in, listed, reason_in
from kiosk.flows.keys.movein_slip import day_in, label_of
from kiosk.flows.registers.writer import Entry, Field, Writer


def outing(writer: Writer, issue: Movement) -> Entry:
    """Return a line of 《钥匙借用登记表》: who took a key, for what, when it was due, when it came back."""
    after = writer.register.next_confirmed(issue)
    back = after if after and after.kind is Kind.RETURN else None
    why = [reason_in(writer.language, issue.reason) if issue.reason else "", issue.work_order]
    agreed = writer.names(issue.authorisers)
    due = writer.say("registers.due", time=writer.time(issue.due)) if issue.due else ""
    fields = (
        Field(writer.key(issue.item), (issue.place, issue.unit), about=issue.item),
        Field(
            writer.name(issue.bearer),
            (
                " ".join(one for one in why if one),
                writer.say("registers.agreed", who=agreed) if agreed else "",
                writer.say("shift.from_hand", who=writer.name(issue.giver)) if issue.giver else "",
            ),
        ),
        Field(writer.time(issue.begun), (due,)),
        writer.signed(issue.signature),
        _came_back(writer, issue, after),
        writer.signed(back.signature, writer.name(back.bearer) if back.bearer != issue.bearer else "")
        if back
        else writer.signed(after.giver_signature)
        if after and after.kind is Kind.HAND_OVER
        else Field(),
    )
    doubted = issue.stage is Stage.DOUBTED
    return Entry(fields, stamp(issue.begun), issue.id, tone="bad" if doubted else "")


def _came_back(writer: Writer, issue: Movement, back: Movement | None) -> Field:
    if back is not None and back.kind is Kind.HAND_OVER:
        return Field(writer.time(back.changed), (writer.say("shift.given_to", who=writer.name(back.bearer)),))
    if back is not None and back.kind is not Kind.RETURN:
        return Field(writer.say("registers.without_return"), tone="quiet")
    if back is not None:
        late = issue.due is not None and back.changed > issue.due
        return Field(
            writer.time(back.changed), (writer.say("registers.late"),) if late else (), tone="care" * late
        )
    if issue.stage is Stage.DOUBTED:
        return Field(writer.say("registers.doubted"), tone="bad")
    key = writer.house.keys.get(issue.item)
    if key is None or key.custodian.kind is not CustodianKind.PERSON or key.custodian.id != issue.bearer:
        return Field(writer.say("registers.without_return"), tone="quiet")
    if key.due is not None and key.due <= writer.now:
        return Field(writer.say("registers.overdue"), tone="bad")
    return Field(writer.say("registers.out"), tone="care")


def keeping(writer: Writer, moved: Movement) -> Entry:
    """Return a line of 《钥匙留存登记表》: a key that was left, and when it went home.

    `moved` is the leaving, or the going home of a key whose leaving is not on record.
    """
    left = moved if moved.kind is Kind.LEAVE else None
    back = moved if left is None else _taken_home(writer, moved.item)
    consent = writer.house.consents.get(f"c-{moved.id[:16]}") if left else None
    purposes = [reason_in(writer.language, one) for one in consent.reasons] if consent else []
    fields = (
        Field(moved.unit, (writer.name(moved.bearer),)),
        Field(writer.key(moved.item), (moved.place,), about=moved.item),
        Field(writer.time(left.changed), (listed(purposes, writer.language),)) if left else Field(),
        writer.signed(left.signature, _before(writer, left)) if left else Field(),
        Field(writer.time(back.changed)) if back else Field(writer.say("registers.kept"), tone="quiet"),
        _home_signed(writer, back) if back else Field(),
    )
    return Entry(fields, stamp(moved.begun), moved.id)


def _taken_home(writer: Writer, key: str) -> Movement | None:
    found = writer.register.movements(item=key, kind=Kind.TAKE_BACK.value, most=1)
    return next((one for one in found if one.stage is Stage.CONFIRMED), None)


def _home_signed(writer: Writer, back: Movement) -> Field:
    if not back.signature:  # at a move-in the signature stands under the list
        return Field(writer.say("registers.on_list"), (_before(writer, back),), tone="quiet")
    return writer.signed(back.signature, _before(writer, back))


def _before(writer: Writer, movement: Movement) -> str:
    if not movement.authorisers:
        return ""
    return writer.say("registers.before", who=writer.names(movement.authorisers))


def handing_over(writer: Writer, one: MoveIn) -> Entry:
    """Return a line of the lists 《钥匙移交确认单》."""
    owed = [line for line in one.lines.values() if line.promised]
    handed = [line for name, line in one.lines.items() if name in one.handed]
    why = [writer.say(f"movein.why.{one.why}")] if one.why else []
    if one.follows:
        why.append(writer.say("movein.follows", reference=one.follows[:8].upper()))
    later = [f"{_thing(writer, line)} {_by(writer, line)}" for line in owed]
    fields = (
        Field(one.unit, (writer.name(one.owner),)),
        Field(writer.time(one.ended or one.begun), (one.id[:8].upper(), *why)),
        Field(listed([_thing(writer, line) for line in handed], writer.language) or _stands(writer, one)),
        Field(listed(later, writer.language), tone="care" if one.owed else ""),
        _under(writer, one, "owner"),
        _under(writer, one, "attendant"),
    )
    return Entry(fields, stamp(one.begun), one.id, sheet=one.id if _is_signed(one) else "")


def _is_signed(one: MoveIn) -> bool:
    return one.ended is not None and not one.given_up


def _stands(writer: Writer, one: MoveIn) -> str:
    if one.given_up:
        return writer.say("movein.given_up")
    return "" if one.ended else writer.say("registers.unfinished")


def _under(writer: Writer, one: MoveIn, part: str) -> Field:
    name = one.signed.get(part)
    return writer.signed(name.reference, writer.name(name.person)) if name else writer.signed("")


def _thing(writer: Writer, line: Line) -> str:
    return f"{label_of(writer.ledger, line)} ×{writer.number(line.count)}"


def _by(writer: Writer, line: Line) -> str:
    return writer.say("movein.by_day", day=day_in(writer.language, line.promised)) if line.promised else ""


def agreement(writer: Writer, one: Consent) -> Entry:
    """Return a line of the agreements 《钥匙代管协议》."""
    reasons = listed([reason_in(writer.language, reason) for reason in one.reasons], writer.language)
    groups = listed([group_in(writer.language, group) for group in one.groups], writer.language)
    over = writer.day(one.withdrawn_at) if one.withdrawn_at else ""
    left = "moved_out" if one.moved_out else "withdrawn"
    state = left if over else "in_force" if one.holds_at(writer.now) else "ended"
    fields = (
        Field(one.unit, (writer.name(one.given_by),)),
        Field(reasons, (groups or writer.say("keeping.any_group"),)),
        Field(f"{writer.day(one.since)} – {writer.day(one.until)}"),
        Field(writer.say(f"registers.{state}", day=over), tone="" if state == "in_force" else "quiet"),
        writer.signed(one.signed),
        writer.signed(one.countersigned, writer.name(one.countersigned_by)),
    )
    return Entry(fields, stamp(one.since), one.id, sheet=one.id)


def counted(writer: Writer, one: Stocktake, seq: int) -> Entry:
    """Return a line of the stocktakes 《钥匙核对记录》."""
    signed = [writer.signed(reference, writer.name(who)) for who, reference in one.signed.items()]
    looked = sum(count.needs_a_look for count in one.counts.values())
    differences = writer.number(len(one.differences))
    fields = (
        Field(writer.time(one.ended or one.begun), (writer.name(one.begun_by),)),
        Field(writer.say(f"attendant.stocktake.why.{one.why.replace(' ', '_')}")),
        Field(writer.number(len(one.counts)), (writer.say("registers.looked", count=looked),)),
        Field(differences, tone="care" if one.differences else ""),
        *(signed[:2] or [Field()]),
        *([Field()] * (2 - max(1, len(signed[:2])))),
    )
    return Entry(fields, str(seq), one.id, sheet=one.id)


def stamp(at: datetime) -> str:
    """Return a time as the projections write it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
