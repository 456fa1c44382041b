#!/usr/bin/env python3
"""Says whether an exported log of a Loge kiosk is whole. This one file needs Python 3.11 and nothing else.

    python3 alone.py LOG [--receipts FILE ...] [--key FILE]

LOG: what `kiosk export-log` wrote. A receipts' file has a line a receipt: its QR code's text, or typed as it stands on
the paper: the number of the event and the head below it, or its first four groups at least ("No. 001842 9f3c 07aa
5be0 11d4"). FILE "-" is what a scanner types, or whoever sits before it.
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
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = b"LOGE-LOG/1"
GENESIS = b"0" * 64
SET_RIGHT, SIGNED, KEY_BEGUN = b"clock.set_right/1", b"log.checkpoint.signed/1", b"log.device_key.begun/1"
CONTINUED = b"log.continued/1"
OWN = frozenset((SIGNED, KEY_BEGUN, CONTINUED))
REMEMBERED = 4096
"""A checkpoint is about an event that lies at most so far before it."""
RECEIPT = "LOGE3:"
SLACK = timedelta(minutes=10)
"""A receipt is printed while its event is the newest: so far may its time lie before that, or after the next."""
SLIPS_OF_THE_PEN = 8
"""So many wrong digits of a typed head are its typist's: of another log's head one in sixteen would be right."""
ED25519_DER = bytes.fromhex("302a300506032b6570032100")
"""What goes before 32 bytes of a public key (RFC 8410, 4)."""
_MISREAD = str.maketrans("oil", "011")
"""Letters that no head has, and what was meant."""
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

    def nearly(self, digest: str) -> str:
        """Return the groups that were typed otherwise than `digest` has them, "" for a paper that is too unlike it."""
        pairs = zip(_groups(self.head), _groups(digest[: len(self.head)]), strict=True)
        differ = [(number, mine, its) for number, (mine, its) in enumerate(pairs, start=1) if mine != its]
        wrong = sum(one != other for _, mine, its in differ for one, other in zip(mine, its, strict=True))
        if self.signature or wrong > SLIPS_OF_THE_PEN or wrong * 5 > len(self.head):
            return ""
        return ", ".join(
            f"group {number} was typed {mine}, the log has {its}" for number, mine, its in differ
        )


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


@dataclass(frozen=True)
class Continued:
    """Where a log says of itself that it went on upon another board, from a backup whose newest event was `after`.

    `made`: when the backup was; `key`: the public key of the board before, as far as it is known.
    """

    after: int
    at: datetime
    made: str
    key: bytes

    def proved_by(self, one: Receipt) -> str:
        """Return what a paper proves that witnesses an event which lay after the backup's end."""
        where = f"(log.continued, event {self.after + 1})"
        if one.at and one.at - self.at > SLACK:
            return (
                f"proves it: the board before went on, to event {one.seq}, when another had taken over at"
                f" {self.at:%Y-%m-%dT%H:%M}Z {where}: two logs have one beginning"
            )
        unsigned = "" if one.signature else "; it bears no signature: look at the paper itself"
        return (
            f"proves it: there was an event {one.seq} before the log went on upon another board {where} from the"
            f" backup of {self.made}: what came after event {self.after} is lost{unsigned}"
        )


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
        self._by_head: dict[bytes, list[Receipt]] = {}
        """Typed ones, by their first four groups and, where they have eight, by the next four."""
        self._open: dict[Receipt, str] = {}
        """What is to be said of each paper that no event has proved right."""
        self._printed: list[Receipt] = []
        """Those that were printed while the event before this one was the newest."""
        for one in receipts:
            self._open[one] = "proves it: no event of this log has the hash that it bears"
            if one.seq:
                self._numbered.setdefault(one.seq, []).append(one)
            if not one.signature:
                for part in (one.head[:16], one.head[16:32]):
                    if len(part) == 16:
                        self._by_head.setdefault(part.encode(), []).append(one)
        self._recent = deque((GENESIS,), REMEMBERED + 1)
        """The newest hashes, the last event's at the end."""
        self._continued: list[Continued] = []

    def lines(self, lines: Iterable[bytes]) -> Findings:
        """Return what the events of a log say, a line each: number, time, type, body, hash, with tabs between."""
        before, seq, last_at, remember = GENESIS, 0, b"", self._recent.append
        numbered, by_head, printed = self._numbered, self._by_head, self._printed
        in_order = map(b"%d".__mod__, count(1))
        for due, line in zip(in_order, lines, strict=False):
            try:
                number, at, kind, body, claimed = line.rstrip(b"\n").split(b"\t")
            except ValueError:
                return self._end(f"event {seq + 1}: the line is no event", seq, before)
            if number != due:
                there = number.decode(errors="replace")
                return self._end(f"event {seq + 1} is missing: {there} stands there", seq, before)
            seq += 1
            if at < last_at and kind != SET_RIGHT:
                self.found.broken.append(f"event {seq}: its time lies before that of the one before it")
            digest = sha256(b"\n".join((before, number, at, kind, body))).hexdigest().encode()
            if digest != claimed:
                return self._end(f"event {seq}: it, or its hash, was changed", seq - 1, before)
            before, last_at = digest, at
            remember(digest)
            if kind in OWN:
                self._own_word(seq, at, kind, body)
            if printed:
                self._went_on(at, kind)
            if seq in numbered or (by_head and (digest[:16] in by_head or digest[16:32] in by_head)):
                self._receipts(seq, at, digest.decode())
        return self._end("", seq, before)

    def _own_word(self, seq: int, at: bytes, kind: bytes, body: bytes) -> None:
        """Look at what the device itself says of its log."""
        try:
            facts: dict[str, Any] = json.loads(body)
            if kind == SIGNED:
                self._signed(seq, facts)
            elif kind == KEY_BEGUN:
                self._key_begun(seq, str(facts["public"]))
            else:
                self._goes_on(seq, at.decode(), facts)
        except (ValueError, KeyError, TypeError):
            self.found.broken.append(f"event {seq}: the device's own word can't be read")

    def _signed(self, seq: int, facts: dict[str, Any]) -> None:
        about, head = int(facts["seq"]), str(facts["head"])
        signed = statement(self._site, about, head, str(facts["signed_at"]))
        signature = bytes.fromhex(facts["signature"])
        self.found.checkpoints += 1
        self._is_head(seq, about, head, "the device has signed another log")
        self._checked(signed, signature, f"event {seq}: the device's signature")

    def _key_begun(self, seq: int, public: str) -> None:
        self._key = self._pinned or bytes.fromhex(public)
        if self._pinned and self._pinned.hex() != public:
            self.found.unsure.append(f"event {seq}: another device's key begins: {public}")
            self._key = bytes.fromhex(public)

    def _goes_on(self, seq: int, said: str, facts: dict[str, Any]) -> None:
        at = _when(said)
        if at is None:
            raise ValueError("no time")
        after, head, made = int(facts["seq"]), str(facts["head"]), str(facts["made"])
        if after != seq - 1:
            self.found.broken.append(f"event {seq}: it says that it goes on after event {after}")
        self._is_head(seq, after, head, "it goes on from another log")
        self._continued.append(Continued(seq - 1, at, made, self._key))

    def _is_head(self, seq: int, about: int, head: str, otherwise: str) -> None:
        """Take note if an event, of which event `seq` tells, had another hash."""
        back = seq - about
        known = self._recent[-1 - back] if 0 <= back < len(self._recent) else b""
        if known.decode() != head:
            self.found.broken.append(f"event {seq}: {otherwise}: event {about} was {head}")

    def _receipts(self, seq: int, at: bytes, digest: str) -> None:
        """Look at the papers that bear this event's number, or its hash."""
        typed = (*self._by_head.get(digest[:16].encode(), ()), *self._by_head.get(digest[16:32].encode(), ()))
        for one in dict.fromkeys((*self._numbered.get(seq, ()), *typed)):
            if one not in self._open:
                continue
            fits, nearly = digest.startswith(one.head), one.nearly(digest)
            if fits and one.seq in (0, seq):
                self._holds(one, at.decode(errors="replace"))
            elif fits:
                self._open[one] = f"?its head is that of event {seq}: was its number typed wrong?"
            elif nearly:
                self._open[one] = f"?event {seq}: {nearly}: look at the paper again"
            elif one.seq == seq and self._open[one][0] != "?":
                self._open[one] = (
                    f"proves it: event {seq} was {one.head}, and is {digest[: len(one.head)]} here"
                )

    def _holds(self, one: Receipt, at: str) -> None:
        """Take note that a paper fits its event, if its own time and signature do."""
        del self._open[one]
        self.found.receipts += 1
        if one.at:
            self._printed.append(one)
            its = _when(at)
            if its is None or its - one.at > SLACK:
                self.found.broken.append(_at_odds(one, f"its event is of {at}"))
        if one.signature and self._key:
            self._checked(one.signed, one.signature, f"{one.name}: its signature")

    def _went_on(self, at: bytes, kind: bytes) -> None:
        """Look at the papers of the event before: none is printed when the log has gone on already."""
        if kind != SET_RIGHT:  # which says itself that the clock was wrong
            said = at.decode(errors="replace")
            its = _when(said)
            late = [one for one in self._printed if its is None or (one.at and one.at - its > SLACK)]
            self.found.broken += [_at_odds(one, f"the log went on at {said}") for one in late]
        self._printed.clear()

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
                if seq_of > seq and self._open.get(one, "?")[0] != "?":
                    self._open[one] = f"proves it: there was an event {seq_of}; the log ends at {seq}"
        for one, told in self._open.items():
            said = told if told.startswith("?") else self._lost(one) or told
            known = self.found.unsure if said.startswith("?") else self.found.broken
            known.append(f"{one.name}: {said[1:]}" if said.startswith("?") else f"{one.name} {said}")
        return self.found

    def _lost(self, one: Receipt) -> str:
        """Return what a paper proves that fits nothing here, if the log went on from before it; else "".

        What the board of today has signed is no paper of the board before.
        """
        earlier = [went for went in self._continued if went.after < one.seq]
        if not earlier:
            return ""
        if one.signature and not (earlier[-1].key and is_signed(earlier[-1].key, one.signed, one.signature)):
            return ""
        return earlier[-1].proved_by(one)


def _when(said: str) -> datetime | None:
    """Return a time of the log, None for what is none."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _at_odds(one: Receipt, said: str) -> str:
    return f"{one.name}: printed {one.at:%Y-%m-%dT%H:%M}Z, {said}: a clock was wrong"


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
        yield _typed(said, which)


def _typed(said: str, which: str) -> Receipt:
    """Return what somebody typed off a paper.

    Raises:
        ValueError: what is wrong with it, and where.
    """
    named = re.match(r"(?:no\b\.?|nr\b\.?|№)\s*([\doil]{1,15})(?!\w)", said.lower())
    words = said.lower()[named.end() if named else 0 :].split()
    seq = int(named[1].translate(_MISREAD)) if named else 0
    if not named and len(words) > 1 and re.fullmatch(r"\d{1,15}", words[0]) and len(words[0]) != 4:
        seq = int(words.pop(0))
    groups = [part for word in words for part in (_groups(word) if len(word) % 4 == 0 else [word])]
    for number, group in enumerate(groups, start=1):
        read = group.translate(_MISREAD)
        if strange := re.sub(r"[0-9a-f]", "", read):
            raise ValueError(
                f"{which}: group {number} {group!r}: {strange[0]!r} is no digit of a head (0-9, a-f)"
            )
        if len(read) != 4:
            raise ValueError(f"{which}: group {number} {group!r} has {len(read)} digits, not four")
    head = "".join(groups).translate(_MISREAD)
    if not 16 <= len(head) <= 64:
        raise ValueError(f"{which}: {len(groups)} groups of four; at least four are needed, sixteen are all")
    return Receipt(which, seq, head)


def _groups(digits: str) -> list[str]:
    return [digits[start : start + 4] for start in range(0, len(digits), 4)]


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


def read(path: Path) -> str:
    """Return what stands in a file of receipts, or what is typed for "-"."""
    return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")


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
            papers = [one for path in asked.receipts for one in receipts_in(read(path), site, path.name)]
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
