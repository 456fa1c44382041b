"""The badge's side of the proof, simulated: an applet for `drivers.pn532.smart_card.SmartCard`.

Source: NXP NT4H2421Gx data sheet, 9.1.5 (AuthenticateEV2First), 10.6.1 (ChangeKey); AN12196, 6.4 (counters).
"""

from __future__ import annotations

import os
from collections.abc import Callable

from drivers.secure_badge import codec
from drivers.secure_badge.codec import (
    AUTHENTICATE,
    CHANGE_KEY,
    DONE,
    FACTORY_KEY,
    GOES_ON,
    MORE,
    NO_APPLICATION,
    NO_SUCH_KEY,
    NOT_ALLOWED,
    NOT_FOUND,
    NTAG424_NAME,
    SELECT_APPLICATION,
    SELECTED,
    TOO_MANY_FAILURES,
    WRONG_KEY,
    WRONG_LENGTH,
    Session,
)

_INTEGRITY, _ILLEGAL = 0x911E, 0x911C
_FAILURES_IN_A_ROW, _FAILURES_IN_ALL = 50, 1000
_FACTORY_VERSION = 0


class SecureApplet:
    """An NTAG 424 DNA (no `application`), or a DESFire with one application. Keys count from 0.

    Fault: `leaves_after` messages more, the badge is gone (torn off).
    """

    def __init__(
        self,
        keys: int = 5,
        *,
        application: bytes | None = None,
        nonce: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.keys = [FACTORY_KEY] * keys
        self.versions = [_FACTORY_VERSION] * keys
        self.failures_in_a_row = [0] * keys
        self.failures_in_all = [0] * keys
        self.leaves_after: int | None = None
        self.heard: list[bytes] = []
        self.said: list[bytes] = []
        self._application = application
        self._nonce = nonce
        self.reset()

    def reset(self) -> None:
        """The power has gone: nothing is selected, nothing proven. Keys and counters stay."""
        self._selected = False
        self._pending: tuple[int, bytes] | None = None
        self._proven = -1
        self._session: Session | None = None

    def answer(self, message: bytes) -> bytes | None:
        """Return the answer to one message, or None: the badge has left."""
        if self.leaves_after is not None:
            if self.leaves_after == 0:
                return None
            self.leaves_after -= 1
        self.heard.append(message)
        status, content = self._react(message)
        answer = content + status.to_bytes(2, "big")
        self.said.append(answer)
        return answer

    def _react(self, message: bytes) -> tuple[int, bytes]:
        if message[:4] == bytes.fromhex("00A40400"):
            return self._select(self._application is None and message[5:-1] == NTAG424_NAME)
        if len(message) < 5 or message[0] != 0x90:
            return _ILLEGAL, b""
        command, content = message[1], message[5:-1]
        if len(message) > 5 and message[4] != len(content):
            return WRONG_LENGTH, b""
        pending, self._pending = self._pending, None
        if command == SELECT_APPLICATION:
            mine = self._application is not None and content[::-1] == self._application
            return DONE if self._select(mine)[0] == SELECTED else NO_APPLICATION, b""
        if not self._selected:
            return NOT_ALLOWED, b""
        if command == AUTHENTICATE:
            return self._challenge(content)
        if command == MORE and pending is not None:
            return self._judge(*pending, content)
        if command == CHANGE_KEY:
            return self._change_key(content)
        return _ILLEGAL, b""

    def _select(self, known: bool) -> tuple[int, bytes]:
        self._selected, self._session, self._proven = known, None, -1
        return (SELECTED if known else NOT_FOUND), b""

    def _challenge(self, content: bytes) -> tuple[int, bytes]:
        self._session, self._proven = None, -1
        if len(content) < 2 or len(content) != 2 + content[1]:
            return WRONG_LENGTH, b""
        number = content[0]
        if number >= len(self.keys):
            return NO_SUCH_KEY, b""
        if self.failures_in_all[number] >= _FAILURES_IN_ALL:
            return NOT_ALLOWED, b""
        if self.failures_in_a_row[number] >= _FAILURES_IN_A_ROW:
            return TOO_MANY_FAILURES, b""
        theirs = self._nonce(codec.NONCE_SIZE)
        self._pending = number, theirs
        return GOES_ON, codec.encrypted(self.keys[number], theirs)

    def _judge(self, number: int, mine: bytes, content: bytes) -> tuple[int, bytes]:
        key = self.keys[number]
        plain = codec.decrypted(key, content) if len(content) == 32 else b""
        if plain[16:] != codec.turned(mine):
            self.failures_in_a_row[number] += 1
            self.failures_in_all[number] += 1
            return WRONG_KEY, b""
        identifier, theirs = self._nonce(4), plain[:16]
        self.failures_in_a_row[number] = 0
        self._session, self._proven = codec.session_of(key, identifier, theirs, mine), number
        return DONE, codec.encrypted(key, identifier + codec.turned(theirs) + bytes(12))

    def _change_key(self, content: bytes) -> tuple[int, bytes]:
        session = self._session
        if session is None or self._proven != 0 or len(content) != 1 + 32 + 8:
            return WRONG_KEY, b""
        number, secret, seal = content[0], content[1:33], content[33:]
        if number >= len(self.keys):
            return NO_SUCH_KEY, b""
        if seal != session.mac(CHANGE_KEY, content[:33]):
            return _INTEGRITY, b""
        plain = codec.decrypted(session.encryption_key, secret, session.initial_vector())
        new, version = plain[:16], plain[16]
        if number != self._proven:
            new = bytes(a ^ b for a, b in zip(new, self.keys[number], strict=True))
            if plain[17:22] != codec.checked(new) + b"\x80":
                return _INTEGRITY, b""
        self.keys[number], self.versions[number] = new, version
        self.failures_in_a_row[number] = self.failures_in_all[number] = 0
        if number == self._proven:
            self._session, self._proven = None, -1
            return DONE, b""
        self._session = session.counted()
        return DONE, self._session.mac(DONE & 0xFF, b"")


class Parrot:
    """A forger's card: gives the answers that it overheard, whatever it is asked."""

    def __init__(self, overheard: list[bytes]) -> None:
        self._overheard = overheard
        self._next = 0

    def reset(self) -> None:
        """Begin again."""
        self._next = 0

    def answer(self, message: bytes) -> bytes | None:
        """Return the next answer on the tape, or a refusal at its end."""
        if self._next >= len(self._overheard):
            return codec.WRONG_KEY.to_bytes(2, "big")
        self._next += 1
        return self._overheard[self._next - 1]
