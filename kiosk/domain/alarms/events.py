"""Facts about alarms that nothing else records: who answers, who is on it, what was found; seals; two tags at once."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@dataclass(frozen=True)
class AlarmEvent(Event):
    """The base of all events here. That something is an alarm follows from what was sensed."""


@stored_as("alarm.duties.set/1")
@dataclass(frozen=True)
class AlarmDutiesSet(AlarmEvent):
    """From now on this is how the site treats alarms; `owners` are pairs of a kind and who answers for it."""

    owners: tuple[tuple[str, str], ...]
    boards: tuple[str, ...]
    readers: tuple[str, ...]
    override_doors: int
    override_within_s: int


@stored_as("alarm.taken/1")
@dataclass(frozen=True)
class AlarmTaken(AlarmEvent):
    """Somebody is on it."""

    alarm: str
    by: str


@stored_as("alarm.silenced/1")
@dataclass(frozen=True)
class AlarmSilenced(AlarmEvent):
    """Its sound is off; the alarm stands."""

    alarm: str
    by: str


@stored_as("alarm.escalated/1")
@dataclass(frozen=True)
class AlarmEscalated(AlarmEvent):
    """Nobody has seen to it in time: its owner (1) or the property manager (2) is told."""

    alarm: str
    step: int


@stored_as("alarm.acknowledged/1")
@dataclass(frozen=True)
class AlarmAcknowledged(AlarmEvent):
    """Somebody said what was found and what was done; `note` is the vault's reference to their words, or ""."""

    alarm: str
    by: str
    found: str
    done: str
    note: str = ""


@stored_as("slot.two_tags/1")
@dataclass(frozen=True)
class TwoTagsSensed(AlarmEvent):
    """More than one tag is sensed in a slot: these keys, and these tags that are no key's."""

    place: str
    keys: tuple[str, ...]
    strange: tuple[str, ...]
    movement: str = ""


@stored_as("device.part.lost/1")
@dataclass(frozen=True)
class DevicePartLost(AlarmEvent):
    """A device answers, and some of what hangs on it does not."""

    device: str
    detail: str


@stored_as("device.part.returned/1")
@dataclass(frozen=True)
class DevicePartReturned(AlarmEvent):
    """All that hangs on a device answers again."""

    device: str


@stored_as("seal.set/1")
@dataclass(frozen=True)
class SealSet(AlarmEvent):
    """The seal with this number is on a cabinet's mechanical override."""

    cabinet: str
    number: str
    by: str


@stored_as("seal.opened/1")
@dataclass(frozen=True)
class SealOpened(AlarmEvent):
    """The switch of a cabinet's mechanical override shows that it was opened."""

    cabinet: str


@stored_as("seal.shut/1")
@dataclass(frozen=True)
class SealShut(AlarmEvent):
    """The switch of a cabinet's mechanical override shows that it is shut again."""

    cabinet: str


@stored_as("override.explained/1")
@dataclass(frozen=True)
class OverrideExplained(AlarmEvent):
    """Somebody said why the mechanical override was used, which seal was broken and which is on it now, and signed."""

    alarm: str
    by: str
    reason: str
    broken: str
    fresh: str
    signature: str
    signature_digest: str


@stored_as("override.signed/1")
@dataclass(frozen=True)
class OverrideSigned(AlarmEvent):
    """A second person put their name to that explanation."""

    alarm: str
    person: str
    signature: str
    signature_digest: str
