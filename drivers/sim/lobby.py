"""The simulated lobby's physics: doors, keys and parcels that obey hands and coils, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from drivers.sim.hardware import HELD_MS
from drivers.sim.logbook import Logbook


class Impossible(Exception):
    """Hands tried what matter does not allow; the text says why, in words for people."""


class Contact(Enum):
    """How a door switch is doing."""

    GOOD = "good"
    STUCK_SHUT = "stuck shut"
    STUCK_OPEN = "stuck open"
    DEAD = "dead"
    """Keeps for ever what it read when it died."""


class Presence(Enum):
    """How a presence sensor is doing."""

    GOOD = "good"
    STUCK_PRESENT = "stuck present"
    STUCK_EMPTY = "stuck empty"


class Leaf:
    """What swings: one door's leaf with its latch and its switch. Several slots of a cabinet may lie behind one."""

    def __init__(self) -> None:
        self.is_open = False
        self.jammed = False
        self.latch_worn = False
        """The latch does not catch: a push shut springs back."""
        self.contact = Contact.GOOD
        self.frozen_shut = True
        """What a dead switch goes on reading."""


def _of_leaf(name: str) -> property:
    """Return a property of a place that is its door's."""
    return property(
        lambda door: getattr(door.leaf, name), lambda door, value: setattr(door.leaf, name, value)
    )


class SimDoor:
    """One place: its door with latch and switch, its presence sensor and what lies in it; satisfies DoorHardware."""

    is_open, jammed, latch_worn = _of_leaf("is_open"), _of_leaf("jammed"), _of_leaf("latch_worn")
    contact, _frozen_shut = _of_leaf("contact"), _of_leaf("frozen_shut")

    def __init__(self, place: str, logbook: Logbook, *, senses_items: bool = False) -> None:
        self.place = place
        self.leaf = Leaf()
        self.presence = Presence.GOOD
        self.senses_items = senses_items
        self.key: str | None = None
        self.second_key: str | None = None
        """A key that somebody hung on top of the slot's."""
        self.parcels: list[str] = []
        self._logbook = logbook

    def fire(self, pulse_ms: int) -> None:
        """Energise the coil once; the door springs open unless it jams."""
        with self._logbook.lock:
            opens = not self.is_open and not self.jammed
            self.is_open = self.is_open or opens
            self._logbook.note_firing(self.place, pulse_ms, opens)

    def hold(self, on: bool) -> None:
        """Switch the coil on without an end: the door springs open, and the coil burns."""
        if on:
            self.fire(HELD_MS)

    def switch_shut(self) -> bool:
        """Return what the door switch reads (it may lie)."""
        if self.contact is Contact.STUCK_SHUT:
            return True
        if self.contact is Contact.STUCK_OPEN:
            return False
        return self._frozen_shut if self.contact is Contact.DEAD else not self.is_open

    def item_present(self) -> bool:
        """Return what the presence sensor reads (it may lie); False where there is no sensor."""
        if not self.senses_items:
            return False
        if self.presence is Presence.GOOD:
            return bool(self.parcels) or self.key is not None or self.second_key is not None
        return self.presence is Presence.STUCK_PRESENT

    def push_shut(self) -> bool:
        """Push the door; return whether it stayed shut (a worn latch does not hold it)."""
        with self._logbook.lock:
            self.is_open = self.is_open and self.latch_worn
            self._logbook.say(f"{self.place}: pushed {'shut, sprang back' if self.is_open else 'shut'}")
            return not self.is_open

    def force(self) -> None:
        """Open the door by crowbar: no coil is involved."""
        with self._logbook.lock:
            self.is_open = True
            self._logbook.say(f"{self.place}: forced open")

    def set_contact(self, contact: Contact, *, reads_shut: bool | None = None) -> None:
        """Break or mend the door switch; a dead one keeps `reads_shut`, by default what it reads now."""
        with self._logbook.lock:
            self._frozen_shut = self.switch_shut() if reads_shut is None else reads_shut
            self.contact = contact
            self._logbook.say(f"{self.place}: door switch {contact.value}")

    def must_be_open(self) -> None:
        """Raise Impossible if the door is shut: nothing passes through it."""
        if not self.is_open:
            raise Impossible(f"{self.place} is shut")


class Lobby:
    """All doors, and what people hold: keys and parcels in hand, parcels on the courier's trolley.

    `on_keys(place, tags)` is told whenever the tags that a slot's contact touches change.
    """

    def __init__(self, slots: Iterable[tuple[str, bool]], compartments: Iterable[tuple[str, bool]]) -> None:
        """Take each place with whether something senses that it holds an item."""
        self.logbook = Logbook()
        self.lock = self.logbook.lock
        self.slots = {place: SimDoor(place, self.logbook, senses_items=sensed) for place, sensed in slots}
        self.compartments = {
            place: SimDoor(place, self.logbook, senses_items=sensed) for place, sensed in compartments
        }
        self.keys_in_hand: list[str] = []
        self.parcels_in_hand: list[str] = []
        self.trolley: list[str] = []
        self.mute_tags: set[str] = set()
        self.on_keys: Callable[[str, tuple[str, ...]], None] = lambda _place, _tags: None

    @property
    def doors(self) -> dict[str, SimDoor]:
        """Every door by its place."""
        return {**self.slots, **self.compartments}

    def put_behind(self, place: str, leaf: str) -> None:
        """Have a slot lie behind another slot's door."""
        self.slots[place].leaf = self.slots[leaf].leaf

    def door(self, place: str) -> SimDoor:
        """Return the door at `place`; Impossible if there is none."""
        found = self.slots.get(place) or self.compartments.get(place)
        if found is None:
            raise Impossible(f"there is no door {place}")
        return found

    def take_key(self, place: str) -> str:
        """Take the key out of an open slot into the hand; return its tag."""
        with self.lock:
            door = self._slot(place)
            door.must_be_open()
            if door.key is None:
                raise Impossible(f"{place} holds no key")
            tag, door.key, door.second_key = door.key, door.second_key, None
            self.keys_in_hand.append(tag)
            self._tell_keys(place)
            self.logbook.say(f"{place}: key {tag} taken")
            return tag

    def put_key(self, place: str, tag: str) -> None:
        """Put a key from the hand, or a strange one, into an open and empty slot."""
        with self.lock:
            door = self._slot(place)
            door.must_be_open()
            if door.key is not None:
                raise Impossible(f"{place} already holds a key")
            self._into_slot(tag)
            self.hang_key(place, tag)
            self.logbook.say(f"{place}: key {tag} put in")

    def hang_key(self, place: str, tag: str) -> None:
        """Have a key in its slot as the installer left it, whatever the door."""
        self._slot(place).key = tag
        self._tell_keys(place)

    def put_second_key(self, place: str, tag: str) -> None:
        """Hang a key into an open slot beside the one that is there."""
        with self.lock:
            door = self._slot(place)
            door.must_be_open()
            if door.key is None or door.second_key is not None:
                raise Impossible(f"{place} holds {'no key' if door.key is None else 'two keys'}")
            self._into_slot(tag)
            door.second_key = tag
            self._tell_keys(place)
            self.logbook.say(f"{place}: a second key {tag} put in")

    def take_second_key(self, place: str) -> str:
        """Take the second key out of an open slot into the hand; return its tag."""
        with self.lock:
            door = self._slot(place)
            door.must_be_open()
            if door.second_key is None:
                raise Impossible(f"{place} holds no second key")
            tag, door.second_key = door.second_key, None
            self.keys_in_hand.append(tag)
            self._tell_keys(place)
            self.logbook.say(f"{place}: the second key {tag} taken")
            return tag

    def _into_slot(self, tag: str) -> None:
        """Have a key out of the hand; Impossible if it hangs somewhere."""
        for other in self.slots.values():
            if tag in (other.key, other.second_key):
                raise Impossible(f"key {tag} is in {other.place}")
        if tag in self.keys_in_hand:
            self.keys_in_hand.remove(tag)

    def _tell_keys(self, place: str) -> None:
        door = self._slot(place)
        hung = [tag for tag in (door.key, door.second_key) if tag is not None]
        self.on_keys(place, tuple(tag for tag in hung if tag not in self.mute_tags))

    def mute_tag(self, tag: str, mute: bool) -> None:
        """Make a key's tag unreadable (dirt on the contact), or clean it."""
        with self.lock:
            (self.mute_tags.add if mute else self.mute_tags.discard)(tag)
            for door in self.slots.values():
                if tag in (door.key, door.second_key):
                    self._tell_keys(door.place)
            self.logbook.say(f"key {tag}: tag {'unreadable' if mute else 'readable'}")

    def bring_parcel(self, number: str) -> None:
        """Put a parcel on the trolley that came from outside."""
        with self.lock:
            if number in self.trolley or self._whereabouts(number):
                raise Impossible(f"parcel {number} is here already")
            self.trolley.append(number)
            self.logbook.say(f"parcel {number} came")

    def put_parcel(self, place: str, number: str) -> None:
        """Put a parcel from the trolley, the hand or the street into an open compartment."""
        with self.lock:
            door = self._compartment(place)
            door.must_be_open()
            if elsewhere := self._whereabouts(number):
                raise Impossible(f"parcel {number} is in {elsewhere}")
            for held in (self.trolley, self.parcels_in_hand):
                if number in held:
                    held.remove(number)
            door.parcels.append(number)
            self.logbook.say(f"{place}: parcel {number} put in")

    def take_parcel(self, place: str, number: str | None = None) -> str:
        """Take one parcel (the topmost if not named) out of an open compartment; return its number."""
        with self.lock:
            door = self._compartment(place)
            door.must_be_open()
            if not door.parcels or (number is not None and number not in door.parcels):
                raise Impossible(f"{place} does not hold {number or 'any parcel'}")
            taken = door.parcels[-1] if number is None else number
            door.parcels.remove(taken)
            self.parcels_in_hand.append(taken)
            self.logbook.say(f"{place}: parcel {taken} taken out")
            return taken

    def _whereabouts(self, number: str) -> str | None:
        return next((door.place for door in self.compartments.values() if number in door.parcels), None)

    def _slot(self, place: str) -> SimDoor:
        if place not in self.slots:
            raise Impossible(f"{place} is no slot of a key cabinet")
        return self.slots[place]

    def _compartment(self, place: str) -> SimDoor:
        if place not in self.compartments:
            raise Impossible(f"{place} is no compartment of a locker")
        return self.compartments[place]
