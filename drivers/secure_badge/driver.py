"""Badges that prove themselves: NTAG 424 DNA and DESFire EV2/EV3, each with a key of its own.

Source: NXP AN12196 rev. 2.0, 5.6, 5.16, 6.4 (failed authentications); NXP AN10922 rev. 2.2, 2.2.1.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from drivers.secure_badge import codec
from drivers.secure_badge.codec import Session

Exchange = Callable[[bytes], bytes | None]
"""Sends one ISO 7816-4 message to the badge and returns its answer, or None: it left."""

UID_SIZE = 7
_NTAG424_APPLICATION = bytes.fromhex("00E110")
_MASTER = 0
_OUR_VERSION = 1


class Verdict(Enum):
    """What asking a badge for its proof has shown."""

    PROVEN = "proven"
    """It has the key that this site gave to the badge with this uid."""
    WRONG_KEY = "wrong-key"
    """It has another key: of another site, another badge's, or none at all."""
    NOT_OURS = "not-ours"
    """It knows no such application or key, or has no uid of 7 bytes."""
    BLOCKED = "blocked"
    """It refuses because of too many failed attempts."""
    GONE = "gone"
    """It left before the end, or fell silent."""


@dataclass(frozen=True)
class Site:
    """What a site's badges have in common. `name`: 5 to 20 bytes, never changed once badges are out.

    `application`: 3 bytes of a DESFire application; None for NTAG 424 DNA. `key_number`: 1 to 13.
    """

    key: bytes = field(repr=False)
    name: bytes
    application: bytes | None = None
    key_number: int = 1

    def __post_init__(self) -> None:
        if len(self.key) != codec.KEY_SIZE or self.key == codec.FACTORY_KEY:
            raise ValueError("a site key has 16 bytes, not all zero")
        if not 5 <= len(self.name) <= 20:
            raise ValueError("a site's name on badges has 5 to 20 bytes")
        if self.application is not None and len(self.application) != 3:
            raise ValueError("a DESFire application has 3 bytes")
        if not 1 <= self.key_number <= 13:
            raise ValueError("a badge's key number is 1 to 13")

    def badge_key(self, uid: bytes, key_number: int) -> bytes:
        """Return the key that belongs into the badge with `uid` under `key_number`.

        The message is uid (7), application (3), key number (1), name: 16 to 31 bytes, never ambiguous.
        """
        application = _NTAG424_APPLICATION if self.application is None else self.application
        return codec.diversified(self.key, uid + application + bytes([key_number]) + self.name)


class SecureBadges:
    """Asks badges of one site for their proof. Holds no state of any badge."""

    def __init__(self, site: Site, *, nonce: Callable[[int], bytes] = os.urandom) -> None:
        """`nonce` returns that many bytes that nobody can foresee."""
        self._site = site
        self._nonce = nonce

    def prove(self, uid: bytes, exchange: Exchange) -> Verdict:
        """Return what the badge that calls itself `uid` can prove. A wrong key costs it one failed attempt."""
        if len(uid) != UID_SIZE:
            return Verdict.NOT_OURS
        if (selected := self._select(exchange)) is not Verdict.PROVEN:
            return selected
        number = self._site.key_number
        return self._authenticate(exchange, number, self._site.badge_key(uid, number))[0]

    def adopt(self, uid: bytes, exchange: Exchange) -> Verdict:
        """Put this site's keys into a badge fresh from the factory, and return what it then proves.

        Both the badge's own key and its master key (0) are replaced, the master key last. A badge that is
        taken away in between is finished by adopting it again.
        """
        if len(uid) != UID_SIZE:
            return Verdict.NOT_OURS
        if (selected := self._select(exchange)) is not Verdict.PROVEN:
            return selected
        number = self._site.key_number
        ours = self._authenticate(exchange, number, self._site.badge_key(uid, number))[0]
        if ours is Verdict.GONE:
            return ours
        if ours is not Verdict.PROVEN and (put := self._put_key(uid, exchange)) is not Verdict.PROVEN:
            return put
        if (put := self._put_master(uid, exchange)) is not Verdict.PROVEN:
            return put
        return self.prove(uid, exchange)

    def _put_key(self, uid: bytes, exchange: Exchange) -> Verdict:
        """Replace the factory's key under the site's number."""
        number = self._site.key_number
        for master in (codec.FACTORY_KEY, self._site.badge_key(uid, _MASTER)):
            verdict, session = self._authenticate(exchange, _MASTER, master)
            if verdict in (Verdict.GONE, Verdict.BLOCKED):
                return verdict
            if session is not None:
                new = self._site.badge_key(uid, number)
                order = codec.change_key(session, number, codec.FACTORY_KEY, new, _OUR_VERSION)
                return _sealed_answer(exchange(order), session)
        return Verdict.WRONG_KEY

    def _put_master(self, uid: bytes, exchange: Exchange) -> Verdict:
        """Replace the factory's master key, unless it is the site's already."""
        ours = self._site.badge_key(uid, _MASTER)
        verdict, session = self._authenticate(exchange, _MASTER, codec.FACTORY_KEY)
        if session is not None:
            answer = exchange(codec.change_own_key(session, _MASTER, ours, _OUR_VERSION))
            if answer is None:
                return Verdict.GONE
            # the session ends with its key: this one answer comes without a seal, so the new key is tried
            verdict = Verdict.WRONG_KEY
        if verdict is not Verdict.WRONG_KEY:
            return verdict
        return self._authenticate(exchange, _MASTER, ours)[0]

    def _select(self, exchange: Exchange) -> Verdict:
        application = self._site.application
        if application is None:
            answer = exchange(codec.select_name(codec.NTAG424_NAME))
        else:
            answer = exchange(codec.select_application(application))
        if answer is None:
            return Verdict.GONE
        chosen = codec.unwrapped(answer)[0] in (codec.SELECTED, codec.DONE)
        return Verdict.PROVEN if chosen else Verdict.NOT_OURS

    def _authenticate(self, exchange: Exchange, number: int, key: bytes) -> tuple[Verdict, Session | None]:
        """Return the verdict, and the session if it is PROVEN."""
        answer = exchange(codec.ask_challenge(number))
        if answer is None:
            return Verdict.GONE, None
        status, challenge = codec.unwrapped(answer)
        if status != codec.GOES_ON or len(challenge) != codec.NONCE_SIZE:
            return _refusal(status), None
        nonce = self._nonce(codec.NONCE_SIZE)
        answer = exchange(codec.answer_challenge(key, challenge, nonce))
        if answer is None:
            return Verdict.GONE, None
        status, proof = codec.unwrapped(answer)
        session = codec.concluded(key, challenge, nonce, proof) if status == codec.DONE else None
        return (Verdict.WRONG_KEY, None) if session is None else (Verdict.PROVEN, session)


def _refusal(status: int) -> Verdict:
    """Return what a badge means that gives no challenge."""
    return Verdict.BLOCKED if status in (codec.TOO_MANY_FAILURES, codec.NOT_ALLOWED) else Verdict.NOT_OURS


def _sealed_answer(answer: bytes | None, session: Session) -> Verdict:
    """Return PROVEN if the badge says under its seal that the order has been carried out."""
    if answer is None:
        return Verdict.GONE
    status, seal = codec.unwrapped(answer)
    good = status == codec.DONE and seal == session.counted().mac(codec.DONE & 0xFF, b"")
    return Verdict.PROVEN if good else Verdict.WRONG_KEY
