"""What may be done with goods that are to leave: asked for, let go by the owner's word, seen gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import staff
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.releases import events as n
from kiosk.domain.releases.release import (
    BY_DELEGATE,
    BY_PHONE,
    BY_SUPERVISOR,
    SIGNED,
    WORDS,
    Release,
    ReleaseStage,
)

SLIP = "release slip"
"""What its paper is called; its "movement" is the release's id."""
LONGEST = timedelta(days=14)
MOST_OPEN = 8
"""So many may be open at once for one home."""
MOST_GOODS = 30
SHOWN_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Ask:
    """Goods of a resident are to leave between two moments. `goods`: the vault's reference; `count`: so many lines."""

    release: str
    person: str
    goods: str
    goods_digest: str
    count: int
    since: datetime
    until: datetime
    by: str


@dataclass(frozen=True)
class OwnersWord:
    """The owner's word. `word_by`: whose; `served`: who of the staff heard it, None at the lobby screen."""

    release: str
    word: str
    word_by: str
    slip: str
    said: str = ""
    said_digest: str = ""
    signature: str = ""
    signature_digest: str = ""
    served: Person | None = None


def release_of(house: House, release: str) -> Release:
    """Return a release at hand. Raises `release.unknown`."""
    found = house.releases.get(release)
    if found is None:
        raise Refused("release.unknown")
    return found


def decide_ask(house: House, command: Ask, now: datetime) -> list[e.Event]:
    """Return the line of the register; nothing for one that is known.

    Raises:
        Refused: `resident.unknown`; `release.nothing`, `release.too_many` (`most`); `release.until`;
            `release.home_limit` (`most`).
    """
    if command.release in house.releases:
        return []
    owner = house.people.get(command.person)
    if owner is None or owner.role is not Role.RESIDENT or not owner.active:
        raise Refused("resident.unknown")
    if not command.count:
        raise Refused("release.nothing")
    if command.count > MOST_GOODS:
        raise Refused("release.too_many", most=MOST_GOODS)
    if not max(command.since, now) < command.until <= max(command.since, now) + LONGEST:
        raise Refused("release.until")
    unit = owner.unit or ""
    if sum(one.open and one.unit == unit for one in house.releases.values()) >= MOST_OPEN:
        raise Refused("release.home_limit", most=MOST_OPEN)
    return [
        n.ReleaseAsked(
            command.release, owner.id, unit, command.goods, command.goods_digest, command.count, command.since,
            command.until, command.by,
        )
    ]  # fmt: skip


def decide_word(house: House, command: OwnersWord, now: datetime) -> list[e.Event]:
    """Return that goods may leave, and the paper that says so; nothing for those that may already.

    Raises:
        Refused: `release.unknown`; `release.over`; `release.word` for no such way; `staff.needed`;
            `release.not_yours` for the word of somebody whose home it is not; `release.number` without the number
            that was called; `signature.missing`; `supervisor.needed`, `reason.missing`.
    """
    known = release_of(house, command.release)
    if known.stage is ReleaseStage.RELEASED:
        return []
    if not known.open or known.until <= now:
        raise Refused("release.over")
    if command.word not in WORDS:
        raise Refused("release.word")
    if command.served is not None:
        staff(command.served)
    elif command.word not in (SIGNED, BY_DELEGATE):
        raise Refused("staff.needed")
    _may_say(house, known, command)
    owner = house.people.get(known.person)
    given = n.ReleaseGiven(
        known.id, command.word, command.word_by, command.said, command.said_digest, command.signature,
        command.signature_digest, command.served.id if command.served else "", command.slip,
    )  # fmt: skip
    return [
        given,
        e.PaperQueued(f"g-{known.id[:16]}", SLIP, known.id, owner.language if owner else "zh_Hans"),
    ]


def _may_say(house: House, known: Release, command: OwnersWord) -> None:
    by = house.people.get(command.word_by)
    if command.word == BY_SUPERVISOR:
        if by is None or not by.active or by.role not in STAFF - {Role.ATTENDANT}:
            raise Refused("supervisor.needed")
        if not command.said:
            raise Refused("reason.missing")
        return
    if command.word in (SIGNED, BY_PHONE) and command.word_by != known.person:
        raise Refused("release.not_yours")
    if command.word == BY_DELEGATE and command.word_by not in delegates_of(house, known):
        raise Refused("release.not_yours")
    if command.word == BY_PHONE and not command.said:
        raise Refused("release.number")
    if command.word in (SIGNED, BY_DELEGATE) and not command.signature:
        raise Refused("signature.missing")


def delegates_of(house: House, known: Release) -> list[str]:
    """Return who else may give the owner's word: whoever lives in the same home."""
    return [
        one.id
        for one in house.people.values()
        if one.role is Role.RESIDENT and one.active and one.unit == known.unit and one.id != known.person
    ]


def decide_gone(house: House, release: str, by: Person, now: datetime) -> list[e.Event]:
    """Return that the goods have left; nothing where that is on record.

    Raises:
        Refused: `staff.needed`; `release.unknown`; `release.not_released` without the owner's word;
            `release.not_now` before or after its time.
    """
    known = release_of(house, release)
    if known.stage is ReleaseStage.GONE:
        return []
    staff(by)
    if known.stage is not ReleaseStage.RELEASED:
        raise Refused("release.not_released")
    if not known.lets_go(now):
        raise Refused("release.not_now")
    return [n.ReleaseGone(release, by.id)]


def decide_call_off(house: House, release: str, by: str) -> list[e.Event]:
    """Return that the goods stay, because their resident or the desk says so.

    Raises:
        Refused: `release.unknown`; `release.not_yours`; `release.over` for goods that are gone.
    """
    known = release_of(house, release)
    if known.stage is ReleaseStage.CALLED_OFF:
        return []
    person = house.people.get(by)
    of_staff = person is not None and person.role in STAFF and person.active
    if not of_staff and by != known.person and by not in delegates_of(house, known):
        raise Refused("release.not_yours")
    if not known.open:
        raise Refused("release.over")
    return [n.ReleaseCalledOff(release, by)]


def decide_shown(house: House, release: str, now: datetime) -> list[e.Event]:
    """Return that its paper was shown; nothing for one that is held up again within ten minutes."""
    known = release_of(house, release)
    if known.shown is not None and now - known.shown < SHOWN_AGAIN:
        return []
    return [n.ReleaseShown(release, lets_go=known.lets_go(now))]


def lapses(house: House, now: datetime) -> list[e.Event]:
    """Return the end of every release whose time is over."""
    return [n.ReleaseLapsed(one.id) for one in house.releases.values() if one.open and one.until < now]


def by_slip(house: House, slip: str) -> Release | None:
    """Return the release that a slip's number is of, if it is one's."""
    return next((one for one in house.releases.values() if slip and one.slip == slip), None)


def releases_waiting(house: House, now: datetime) -> Iterator[Pending]:
    """Yield goods that wait for their owner's word."""
    for one in house.releases.values():
        if one.stage is ReleaseStage.ASKED:
            yield Pending("release.word", one.made, urgent=False, about=one.id)
