"""The cryptography and the messages by which a badge and the site prove their key to each other; pure.

Source: NXP AN12196 rev. 2.0, 4.3 (MAC mode), 4.4 (full mode), 5.5 and 5.6 (select, AuthenticateEV2First),
5.16 (ChangeKey); NXP AN12343 for DESFire; NXP AN10922 rev. 2.2, 2.2.1 (key diversification, AES-128).
"""

from __future__ import annotations

import hmac
import zlib
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

KEY_SIZE = NONCE_SIZE = 16
NTAG424_NAME = bytes.fromhex("D2760000850101")
"""The name of the one application of an NTAG 424 DNA."""
FACTORY_KEY = bytes(KEY_SIZE)

AUTHENTICATE, MORE, CHANGE_KEY, SELECT_APPLICATION = 0x71, 0xAF, 0xC4, 0x5A
DONE, GOES_ON, SELECTED = 0x9100, 0x91AF, 0x9000
WRONG_LENGTH, NO_SUCH_KEY, NOT_ALLOWED = 0x917E, 0x9140, 0x919D
TOO_MANY_FAILURES, WRONG_KEY, NOT_FOUND, NO_APPLICATION = 0x91AD, 0x91AE, 0x6A82, 0x91A0
_NATIVE, _ISO_SELECT = 0x90, bytes.fromhex("00A40400")
_DIVERSIFY_AES128 = b"\x01"
_ENCRYPTION, _MAC = bytes.fromhex("A55A00010080"), bytes.fromhex("5AA500010080")


@dataclass(frozen=True)
class Session:
    """What both sides share once each has proven its key: transaction id, two keys, commands so far."""

    identifier: bytes
    encryption_key: bytes
    mac_key: bytes
    commands: int = 0

    def initial_vector(self) -> bytes:
        """Return the initial vector for the data of the next command."""
        counter = self.commands.to_bytes(2, "little")
        return encrypted(self.encryption_key, bytes.fromhex("A55A") + self.identifier + counter + bytes(8))

    def mac(self, code: int, content: bytes) -> bytes:
        """Return the 8 bytes that seal command or status `code` with `content`, at this count of commands."""
        counter = self.commands.to_bytes(2, "little")
        return shortened(cmac(self.mac_key, bytes([code]) + counter + self.identifier + content))

    def counted(self) -> Session:
        """Return the session after one more command."""
        return replace(self, commands=self.commands + 1)


def encrypted(key: bytes, plain: bytes, initial_vector: bytes = bytes(16)) -> bytes:
    """Return whole blocks of `plain` encrypted by AES-128-CBC."""
    box = Cipher(algorithms.AES128(key), modes.CBC(initial_vector)).encryptor()
    return box.update(plain) + box.finalize()


def decrypted(key: bytes, secret: bytes, initial_vector: bytes = bytes(16)) -> bytes:
    """Return whole blocks of `secret` decrypted by AES-128-CBC."""
    box = Cipher(algorithms.AES128(key), modes.CBC(initial_vector)).decryptor()
    return box.update(secret) + box.finalize()


def cmac(key: bytes, message: bytes) -> bytes:
    """Return the AES-CMAC of `message`, 16 bytes."""
    seal = CMAC(algorithms.AES128(key))
    seal.update(message)
    return seal.finalize()


def shortened(mac: bytes) -> bytes:
    """Return the 8 bytes of a MAC that go over the air: each second one."""
    return mac[1::2]


def diversified(site_key: bytes, message: bytes) -> bytes:
    """Return the key of one badge, made from the site's key and 16 to 31 bytes that name the badge.

    Raises:
        ValueError: the key is not 16 bytes, or the message too short or too long. (Shorter messages are
            padded to two blocks by AN10922, which plain CMAC does not do: they are not needed here.)
    """
    if len(site_key) != KEY_SIZE or not 16 <= len(message) <= 31:
        raise ValueError("a site key has 16 bytes, and what names a badge 16 to 31")
    return cmac(site_key, _DIVERSIFY_AES128 + message)


def wrapped(command: int, content: bytes = b"") -> bytes:
    """Return a native command in the ISO 7816-4 form."""
    head = bytes([_NATIVE, command, 0, 0])
    return head + (bytes([len(content)]) + content if content else b"") + b"\x00"


def unwrapped(answer: bytes) -> tuple[int, bytes]:
    """Return the status (0 when there is none) and the content of an answer."""
    return (int.from_bytes(answer[-2:], "big"), answer[:-2]) if len(answer) >= 2 else (0, b"")


def select_name(name: bytes) -> bytes:
    """Return the command that selects an application by its ISO name."""
    return _ISO_SELECT + bytes([len(name)]) + name + b"\x00"


def select_application(application: bytes) -> bytes:
    """Return the command that selects a DESFire application by its 3 bytes, as written (highest first)."""
    return wrapped(SELECT_APPLICATION, application[::-1])


def ask_challenge(key_number: int) -> bytes:
    """Return the first command of AuthenticateEV2First."""
    return wrapped(AUTHENTICATE, bytes([key_number, 0]))


def turned(nonce: bytes) -> bytes:
    """Return a nonce with its first byte moved to the end."""
    return nonce[1:] + nonce[:1]


def answer_challenge(key: bytes, challenge: bytes, nonce: bytes) -> bytes:
    """Return the second command: our own `nonce`, and the badge's taken out of its 16-byte `challenge`."""
    return wrapped(MORE, encrypted(key, nonce + turned(decrypted(key, challenge))))


def concluded(key: bytes, challenge: bytes, nonce: bytes, proof: bytes) -> Session | None:
    """Return the session if the badge's 32-byte `proof` shows that it has the key, else None."""
    if len(proof) != 2 * NONCE_SIZE:
        return None
    plain = decrypted(key, proof)
    if not hmac.compare_digest(plain[4:20], turned(nonce)):
        return None
    return session_of(key, plain[:4], nonce, decrypted(key, challenge))


def session_of(key: bytes, identifier: bytes, ours: bytes, theirs: bytes) -> Session:
    """Return the session that follows from both nonces."""
    mixed = bytes(a ^ b for a, b in zip(ours[2:8], theirs[:6], strict=True))
    content = ours[:2] + mixed + theirs[6:] + ours[8:]
    return Session(identifier, cmac(key, _ENCRYPTION + content), cmac(key, _MAC + content))


def change_key(session: Session, number: int, old: bytes, new: bytes, version: int) -> bytes:
    """Return the command that replaces key `number`, while another key (0) is the proven one."""
    mixed = bytes(a ^ b for a, b in zip(old, new, strict=True))
    return _sealed_key(session, number, mixed + bytes([version]) + checked(new))


def change_own_key(session: Session, number: int, new: bytes, version: int) -> bytes:
    """Return the command that replaces the very key that was proven; the session ends with it."""
    return _sealed_key(session, number, new + bytes([version]))


def checked(key: bytes) -> bytes:
    """Return the 4 check bytes of a key: CRC-32 without its final inversion, lowest byte first."""
    return (zlib.crc32(key) ^ 0xFFFFFFFF).to_bytes(4, "little")


def _sealed_key(session: Session, number: int, content: bytes) -> bytes:
    padded = (content + b"\x80").ljust(2 * NONCE_SIZE, b"\x00")
    secret = encrypted(session.encryption_key, padded, session.initial_vector())
    target = bytes([number])
    return wrapped(CHANGE_KEY, target + secret + session.mac(CHANGE_KEY, target + secret))
