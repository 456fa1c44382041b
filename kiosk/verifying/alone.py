#!/usr/bin/env python3
"""Says whether an exported log of a Loge kiosk is whole. This one file needs Python 3.11 and nothing else.

    python3 alone.py LOG [--receipts FILE ...] [--key FILE]

LOG: what `kiosk export-log` wrote. A receipts' file has a line a receipt: its QR code's text, or typed as it stands on
the paper: the number of the event and the head beside it, or as many of its groups as can be read ("1842 9f3c 07aa").
KEY: the device's public key (`kiosk device-key`), 32 bytes in hex; without it the keys are believed that the log names.
Signatures are checked with the `cryptography` package or OpenSSL's command; where neither is there, it says so.

Ends with 0: whole; 2: not; 3: whole as far as looked, but a signature could not be checked.
The format is docs/formats/log-export.md.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

FORMAT = b"LOGE-LOG/1"
GENESIS = b"0" * 64
SET_RIGHT, SIGNED, KEY_BEGUN = b"clock.set_right/1", b"log.checkpoint.signed/1", b"log.device_key.begun/1"
OWN = frozenset((SIGNED, KEY_BEGUN))
REMEMBERED = 4096
"""A checkpoint is about an event that lies at most so far before it."""
RECEIPT = "LOGE3:"
SLACK = timedelta(minutes=10)
"""A receipt is printed soon after the event whose number it bears."""
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""What goes before 32 bytes of a public key (RFC 8410, 4)."""
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True)
class Receipt:
    """What a paper witnesses: that event `seq` had a hash that begins so. `seq` 0: the paper does not say."""

    name: str
    seq: int
    head: str
    at: datetime | None = None
    signed: bytes = b""
    signature: bytes = b""


@dataclass
class Findings:
    """What a look at a log found. `broken`: each thing that is wrong; `unsure`: what could not be looked at."""

    events: int = 0
    head: str = GENESIS.decode()
    checkpoints: int = 0
    receipts: int = 0
    broken: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self.broken else 3 if self.unsure else 0


def statement(site: str, seq: int, head: str, at: str) -> bytes:
    """Return the bytes that a device signs of its log: at event `seq` its head was `head`."""
    return f"LOGE-CHECKPOINT/1\n{site}\n{seq}\n{head}\n{at}\n".encode()


class Verifier:
    """Takes a log line by line and remembers a few thousand hashes, however long it is."""

    def __init__(self, site: str, receipts: Iterable[Receipt] = (), key: bytes = b"") -> None:
        """`key`: the device's public key, if it is known from elsewhere."""
        self.found = Findings()
        self._site, self._pinned, self._key = site, key, key
        self._numbered: dict[int, list[Receipt]] = {}
        self._unnumbered: dict[bytes, list[Receipt]] = {}
        self._open: set[str] = set()
        for one in receipts:
            self._open.add(one.name)
            if one.seq:
                self._numbered.setdefault(one.seq, []).append(one)
            else:
                self._unnumbered.setdefault(one.head[:16].encode(), []).append(one)
        self._recent: dict[int, bytes] = {0: GENESIS}
        self._last_at = b""

    def lines(self, lines: Iterable[bytes]) -> Findings:
        """Return what the events of a log say, a line each: number, time, type, body, hash, with tabs between."""
        before, seq, last_at, recent = GENESIS, 0, b"", self._recent
        numbered, unnumbered = self._numbered, self._unnumbered
        for line in lines:
            try:
                facts, claimed = line.rstrip(b"\n").rsplit(b"\t", 1)
                number, at, kind, body = facts.split(b"\t", 3)
            except ValueError:
                return self._end(f"event {seq + 1}: the line is no event", seq, before)
            seq += 1
            if number != b"%d" % seq:
                return self._end(
                    f"event {seq} is missing: {number.decode(errors='replace')} stands there", seq - 1, before
                )
            if at < last_at and kind != SET_RIGHT:
                self.found.broken.append(f"event {seq}: its time lies before that of the one before it")
            digest = sha256(before + b"\n" + facts.replace(b"\t", b"\n", 3)).hexdigest().encode()
            if digest != claimed:
                return self._end(f"event {seq}: it, or its hash, was changed", seq - 1, before)
            before, last_at, recent[seq] = digest, at, digest
            recent.pop(seq - REMEMBERED, None)
            if kind in OWN:
                self._own_word(seq, kind, body)
            if seq in numbered or digest[:16] in unnumbered:
                self._receipts(seq, at, digest)
        return self._end("", seq, before)

    def _own_word(self, seq: int, kind: bytes, body: bytes) -> None:
        """Look at what the device itself says of its log."""
        try:
            facts = json.loads(body)
            if kind == KEY_BEGUN:
                self._key = self._pinned or bytes.fromhex(facts["public"])
                if self._pinned and self._pinned.hex() != facts["public"]:
                    self.found.unsure.append(f"event {seq}: another device's key begins: {facts['public']}")
                    self._key = bytes.fromhex(facts["public"])
                return
            about, head = int(facts["seq"]), str(facts["head"])
            signed, signature = (
                statement(self._site, about, head, str(facts["signed_at"])),
                bytes.fromhex(facts["signature"]),
            )
        except (ValueError, KeyError, TypeError):
            self.found.broken.append(f"event {seq}: the device's own word can't be read")
            return
        self.found.checkpoints += 1
        known = self._recent.get(about)
        if known is None or known.decode() != head:
            self.found.broken.append(
                f"event {seq}: the device has signed another log: event {about} was {head}"
            )
        self._checked(signed, signature, f"event {seq}: the device's signature")

    def _receipts(self, seq: int, at: bytes, digest: bytes) -> None:
        """Look at the papers that bear this event's number, or its hash alone."""
        here = [*self._numbered.get(seq, ()), *self._unnumbered.get(digest[:16], ())]
        for one in here:
            if not digest.decode().startswith(one.head):
                if one.seq:
                    self._open.discard(one.name)
                    self.found.broken.append(
                        f"{one.name} proves it: event {seq} was {one.head}, "
                        f"and is {digest.decode()[: len(one.head)]} here"
                    )
                continue
            self._open.discard(one.name)
            self.found.receipts += 1
            happened = datetime.fromisoformat(at.decode())
            if one.at and abs(one.at - happened) > SLACK:
                self.found.broken.append(
                    f"{one.name}: printed {one.at:%Y-%m-%d %H:%M}Z, its event says {at.decode()}: a clock was wrong"
                )
            if one.signature and self._key:
                self._checked(one.signed, one.signature, f"{one.name}: its signature")

    def _checked(self, signed: bytes, signature: bytes, name: str) -> None:
        if not self._key:
            self.found.unsure.append(f"{name} was not checked: no key is known")
            return
        right = is_signed(self._key, signed, signature)
        if right is None:
            self.found.unsure.append(
                f"{name} was not checked: neither the cryptography package nor openssl is here"
            )
        elif not right:
            self.found.broken.append(f"{name} is not the device's")

    def _end(self, broken: str, seq: int, head: bytes) -> Findings:
        self.found.events, self.found.head = seq, head.decode()
        if broken:
            self.found.broken.append(broken)
            return self.found  # what comes after a break says nothing about papers
        for seq_of, receipts in self._numbered.items():
            for one in receipts:
                if seq_of > seq:
                    self._open.discard(one.name)
                    self.found.broken.append(
                        f"{one.name} proves it: there was an event {seq_of}; the log ends at {seq}"
                    )
        for name in sorted(self._open):
            self.found.broken.append(f"{name} proves it: no event of this log has the hash that it bears")
        return self.found


def is_signed(key: bytes, signed: bytes, signature: bytes) -> bool | None:
    """Return whether an Ed25519 signature (RFC 8032) is right; None where nothing here can tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return _by_openssl(key, signed, signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _by_openssl(key: bytes, signed: bytes, signature: bytes) -> bool | None:
    with tempfile.TemporaryDirectory() as folder:
        names = {name: Path(folder, name) for name in ("key", "signed", "signature")}
        for name, content in (("key", ED25519_DER + key), ("signed", signed), ("signature", signature)):
            names[name].write_bytes(content)
        asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin"]
        asked += [
            "-inkey",
            str(names["key"]),
            "-in",
            str(names["signed"]),
            "-sigfile",
            str(names["signature"]),
        ]
        try:
            said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
    return said.returncode == 0 or (False if "Verification Failure" in said.stdout + said.stderr else None)


def receipts_in(text: str, site: str, name: str = "receipt") -> Iterator[Receipt]:
    """Yield what the lines of a receipts' file say.

    Raises:
        ValueError: a line is neither a QR code's text nor typed as it stands on paper.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        said, which = line.strip(), f"{name} line {number}"
        if not said or said.startswith("#"):
            continue
        if said.startswith(RECEIPT):
            yield _scanned(said, site, which)
            continue
        words = said.lower().split()
        seq = (
            int(words.pop(0))
            if len(words) > 1 and re.fullmatch(r"\d{1,15}", words[0]) and len(words[0]) != 4
            else 0
        )
        head = "".join(words)
        if not re.fullmatch(r"[0-9a-f]{16,64}", head):
            raise ValueError(
                f"{which}: neither a code nor a number with at least four groups of four: {said[:60]}"
            )
        yield Receipt(which, seq, head)


def _scanned(said: str, site: str, which: str) -> Receipt:
    packed = from_base45(said.removeprefix(RECEIPT))
    if packed is None or len(packed) != 108:
        raise ValueError(f"{which}: the code is cut or damaged")
    seq, head = int.from_bytes(packed[:6], "big"), packed[6:38].hex()
    at = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(
        seconds=int.from_bytes(packed[38:44], "big")
    )
    signed = statement(site, seq, head, f"{at:%Y-%m-%dT%H:%M:%SZ}")
    return Receipt(which, seq, head, at, signed, packed[44:])


def from_base45(text: str) -> bytes | None:
    """Return what `text` says in Base45 (RFC 9285), None if it is not well-formed."""
    if len(text) % 3 == 1 or any(letter not in _BASE45 for letter in text):
        return None
    content = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        value, size = sum(_BASE45.index(one) * 45**place for place, one in enumerate(group)), len(group) - 1
        if value >= 256**size:
            return None
        content += value.to_bytes(size, "big")
    return bytes(content)


def head_of(file: BinaryIO) -> dict[str, str]:
    """Return the facts at the head of an exported log; what is read next is its first event.

    Raises:
        ValueError: it is no exported log, or one of another version.
    """
    if file.readline(100).rstrip(b"\n") != FORMAT:
        raise ValueError(f"this is no log of the format {FORMAT.decode()}")
    facts: dict[str, str] = {}
    while line := file.readline(1000).rstrip(b"\n"):
        name, _, value = line.decode(errors="replace").partition(": ")
        facts[name] = value
    return facts


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="Say whether an exported log is whole.")
    parser.add_argument("log", type=Path)
    parser.add_argument("--receipts", type=Path, action="append", default=[])
    parser.add_argument("--key", type=Path)
    asked = parser.parse_args(arguments)
    try:
        with asked.log.open("rb") as file:
            facts = head_of(file)
            site = facts.get("site", "")
            papers = [
                one for path in asked.receipts for one in receipts_in(path.read_text(), site, path.name)
            ]
            key = bytes.fromhex(asked.key.read_text().strip()) if asked.key else b""
            found = Verifier(site, papers, key).lines(file)
    except (OSError, ValueError) as wrong:
        print(f"NOT READ: {wrong}", file=sys.stderr)
        return 2
    return tell(found)


def tell(found: Findings) -> int:
    """Print what was found, the verdict last, and return the exit code."""
    for line in found.broken:
        print(f"BROKEN  {line}")
    for line in found.unsure:
        print(f"UNSURE  {line}")
    facts = f"{found.events} events, {found.checkpoints} checkpoints, {found.receipts} receipts hold; head {found.head}"
    print(f"{'BROKEN' if found.broken else 'UNSURE' if found.unsure else 'WHOLE'}: {facts}")
    return found.code


if __name__ == "__main__":
    sys.exit(main())
