"""What hands do at the doors of the simulated lobby, with plain arguments: push, force, break, put, take."""

from __future__ import annotations

from drivers.sim.lobby import Contact, Lobby, Presence


class Hands:
    """Hands at the doors; every public method is a deed. Raises Impossible or ValueError, with words."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby

    # doors
    def push_shut(self, place: str) -> bool:
        """Push a door; return whether it stayed shut."""
        return self._lobby.door(place).push_shut()

    def force(self, place: str) -> None:
        """Open a door by crowbar."""
        self._lobby.door(place).force()

    def jam(self, place: str, jammed: bool = True) -> None:
        """Make a door jam, or free it."""
        self._lobby.door(place).jammed = jammed
        self._lobby.logbook.say(f"{place}: {'jammed' if jammed else 'freed'}")

    def wear_latch(self, place: str, worn: bool = True) -> None:
        """Wear a latch so that it does not catch, or mend it."""
        self._lobby.door(place).latch_worn = worn
        self._lobby.logbook.say(f"{place}: latch {'worn' if worn else 'mended'}")

    def switch(self, place: str, contact: str) -> None:
        """Break or mend a door switch."""
        self._lobby.door(place).set_contact(Contact(contact))

    def presence(self, place: str, sensor: str) -> None:
        """Break or mend a presence sensor."""
        self._lobby.door(place).presence = Presence(sensor)
        self._lobby.logbook.say(f"{place}: presence sensor {sensor}")

    # keys and parcels
    def take_key(self, place: str) -> str:
        """Take a key out; return its tag."""
        return self._lobby.take_key(place)

    def put_key(self, place: str, tag: str) -> None:
        """Put a key in."""
        self._lobby.put_key(place, tag)

    def put_second_key(self, place: str, tag: str) -> None:
        """Hang a key into a slot beside the one that is there."""
        self._lobby.put_second_key(place, tag)

    def take_second_key(self, place: str) -> str:
        """Take the second key out of a slot."""
        return self._lobby.take_second_key(place)

    def mute_tag(self, tag: str, mute: bool = True) -> None:
        """Make a tag unreadable, or clean it."""
        self._lobby.mute_tag(tag, mute)

    def bring_parcel(self, number: str) -> None:
        """Put a parcel that came from outside on the trolley."""
        self._lobby.bring_parcel(number)

    def put_parcel(self, place: str, number: str) -> None:
        """Put a parcel in."""
        self._lobby.put_parcel(place, number)

    def take_parcel(self, place: str, number: str | None = None) -> str:
        """Take a parcel out; return its number."""
        return self._lobby.take_parcel(place, number)
