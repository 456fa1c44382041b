"""A PN532 badge reader on a serial port, driven by nfcpy's own PN532 driver."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import re
import select
import time
import warnings
from typing import Any

import serial

from drivers.pn532 import codec
from drivers.pn532.badge import UID_SIZES, Badge, kind_of
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nfcpy 1.0.4 is older than some of the warnings it causes
    import nfc
    import nfc.clf.pn532
    import nfc.clf.transport

# nfcpy logs an error for each failure that it also raises: once is enough
logging.getLogger("nfc").setLevel(logging.CRITICAL)

_SAFE_PATH = re.compile(r"[A-Za-z0-9/._-]+")
_FIRST_SPEED = 115200
_FASTER_SPEEDS = (921600, 460800, 230400)
_SET_SPEED, _LIST_TARGETS = 0x10, 0x4A
_SPEED_REPLY_S = 0.05
_QUIET_S = 0.02
_DRAIN_S = 0.2


class Pn532Reader:
    """One reader, one thread. Every method but `close` raises `DeviceTrouble` and nothing else."""

    def __init__(self, path: str, *, name: str) -> None:
        """Open the reader on `path`, which no other process may have open.

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
            NoReply: nothing on it answers as a PN532 does.
            BadReply: a PN532 answers, and refuses what it is told.
        """
        self.name = name
        self._unsettled = False
        self._port = os.path.realpath(path)
        self._line = _claim(self._port, name)
        self._transport: Any = None
        self._frontend: Any = nfc.ContactlessFrontend()
        try:
            self._frontend.device = self._start()
        except Exception as cause:  # see _trouble
            trouble = self._trouble(cause)
            self.close()
            raise trouble from cause

    def sense(self) -> Badge | None:
        """Return the badge in the field, or None: the reader answered that it can read none.

        One look, at most about 150 ms unless the chip has fallen silent (then up to 1.2 s). Badges are Type A
        cards with a uid (Type 2 and 4, MIFARE). With several in the field, the chip picks one: see `count`.

        Raises:
            LinkLost: the cable is out.
            NoReply: the chip is silent, or what came back was torn.
            BadReply: the chip answered with an error.
        """
        try:
            self._settle()
            target = self._frontend.sense(nfc.clf.RemoteTarget("106A"))
        except Exception as cause:  # see _trouble
            raise self._trouble(cause) from cause
        if target is None or not target.sdd_res:
            return None
        return self._badge(bytes(target.sens_res), bytes(target.sel_res), bytes(target.sdd_res))

    def exchange(self, asked: bytes, *, within_s: float = 0.1) -> bytes | None:
        """Return what the badge found by the last `sense` answers, or None: it left, or stays mute.

        Checksums are added and removed.

        Raises:
            LinkLost, NoReply, BadReply: the reader, not the badge, is in trouble.
        """
        try:
            self._settle()
            answer = self._frontend.exchange(asked, within_s)
        except nfc.clf.CommunicationError as cause:
            # nfcpy has one word for a badge that is silent and for a chip that is
            if isinstance(cause.__context__, OSError):
                raise self._trouble(cause.__context__) from cause
            return None
        except Exception as cause:  # see _trouble
            raise self._trouble(cause) from cause
        return None if answer is None else bytes(answer)

    def count(self) -> int:
        """Return how many badges the chip tells apart in the field: 0, 1, or 2 for two and more.

        A look of its own: `sense` asks for a single badge only. Afterwards `exchange` needs a new `sense`.

        Raises:
            LinkLost, NoReply, BadReply: as `sense`.

        Source: NXP UM0701-02, 7.3.5 (InListPassiveTarget with MaxTg 2).
        """
        try:
            self._settle()
            self._frontend.target = None
            device = self._frontend.device
            device.mute()  # cards that were selected would not answer
            listed = device.chipset.command(_LIST_TARGETS, bytearray([2, 0]), timeout=1.0)
            device.mute()
            return int(listed[0])
        except Exception as cause:  # see _trouble
            raise self._trouble(cause) from cause

    def close(self) -> None:
        """Put the chip to sleep and release the port; never raises."""
        if self._line < 0:
            return
        if not self._hung_up():
            with contextlib.suppress(Exception):  # a chip that is silent can't be put to sleep
                self._frontend.close()
        # nfcpy's own closing flushes first, fails on a dead line, and leaves the port open
        port = getattr(self._transport, "tty", None)
        if port is not None:
            with contextlib.suppress(Exception):
                port.close()
        os.close(self._line)
        self._line = -1

    def _start(self) -> Any:
        self._transport = nfc.clf.transport.TTY(self._port)
        try:
            return nfc.clf.pn532.init(self._transport)
        except Exception:
            if self._hung_up():
                raise
        self._transport.tty.close()
        _slow_down(self._port)
        self._transport = nfc.clf.transport.TTY(self._port)
        return nfc.clf.pn532.init(self._transport)

    def _settle(self) -> None:
        """After trouble, end what the chip may still be doing and drop what it may still be saying."""
        if self._frontend.device is None:
            raise LinkLost(self.name, "closed")
        if not self._unsettled:
            return
        self._frontend.device.chipset.send_ack()
        self._transport.tty.timeout = _QUIET_S
        enough = time.monotonic() + _DRAIN_S
        while self._transport.tty.read(512) and time.monotonic() < enough:
            continue
        self._unsettled = False

    def _badge(self, sens_res: bytes, sel_res: bytes, uid: bytes) -> Badge:
        if len(uid) not in UID_SIZES or len(sel_res) != 1:
            self._unsettled = True
            raise BadReply(self.name, f"uid of {len(uid)} bytes")
        return Badge(uid, kind_of(int.from_bytes(sens_res, "little"), sel_res[0]))

    def _trouble(self, cause: BaseException) -> DeviceTrouble:
        """Return what `cause` means for the reader.

        nfcpy lets much more through than it documents: OSError with and without an errno, termios.error,
        SerialException, IndexError on a short frame, TypeError, AssertionError, its own Chipset.Error. Which
        of them comes is chance; whether the line still stands is not, so the line is asked.
        """
        self._unsettled = True
        detail = str(cause) or type(cause).__name__
        if isinstance(cause, DeviceTrouble):
            return cause
        if self._hung_up():
            return LinkLost(self.name, f"the cable is out ({detail})")
        if isinstance(cause, nfc.clf.pn532.Chipset.Error):
            return BadReply(self.name, detail)
        return NoReply(self.name, f"no whole answer from a PN532 ({detail})")

    def _hung_up(self) -> bool:
        if self._line < 0:
            return True
        watch = select.poll()
        watch.register(self._line, 0)  # hang-ups and errors are told unasked
        return bool(watch.poll(0))


def _claim(port: str, name: str) -> int:
    """Return a descriptor that holds `port` for this process alone, and that sees the line hang up."""
    if not _SAFE_PATH.fullmatch(port):
        raise LinkLost(name, f"{port!r} can't be a port: nfcpy hands its name to a shell")
    try:
        line = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as cause:
        raise LinkLost(name, f"{port}: {cause.strerror}") from cause
    try:
        if not os.isatty(line):
            raise LinkLost(name, f"{port} is not a serial port")
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as cause:
        os.close(line)
        raise LinkLost(name, f"{port} is in use") from cause
    except LinkLost:
        os.close(line)
        raise
    return line


def _slow_down(port: str) -> None:
    """Tell a chip that was left at a higher speed, by a host that died, to go back to its first one.

    Source: NXP UM0701-02, 7.2.8 (SetSerialBaudRate: in force after the host's ACK).
    """
    order = codec.WAKE_UP + codec.command(_SET_SPEED, bytes([4]))
    for speed in _FASTER_SPEEDS:
        with serial.Serial(port, speed, timeout=_SPEED_REPLY_S) as line:
            line.reset_input_buffer()
            line.write(order)
            if codec.ACK in line.read(len(codec.ACK) + 9):
                line.write(codec.ACK)
                line.flush()
                time.sleep(0.001)  # as long as the chip takes to change its speed
                return
