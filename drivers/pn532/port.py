"""Where a badge reader hangs: a serial line with a bare PN532, or a USB socket with a whole reader."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import re
import select
import time
import warnings
from typing import Any, Protocol

import serial

from drivers.pn532 import codec
from drivers.trouble import LinkLost

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nfcpy 1.0.4 is older than some of the warnings it causes
    import nfc
    import nfc.clf.device
    import nfc.clf.pn532
    import nfc.clf.transport

# nfcpy logs an error for each failure that it also raises: once is enough
logging.getLogger("nfc").setLevel(logging.CRITICAL)

_SAFE_PATH = re.compile(r"[A-Za-z0-9/._-]+")
_USB_PATH = re.compile(r"usb:([0-9a-f]{4}:[0-9a-f]{4}|[0-9]{3}:[0-9]{3})")
_FIRST_SPEED_CODE = 4  # 115200
_FASTER_SPEEDS = (921600, 460800, 230400)
_SET_SPEED = 0x10
_SPEED_REPLY_S = 0.05
_QUIET_S = 0.02
_DRAIN_S = 0.2
_GONE = {errno.ENODEV, errno.ENXIO, errno.EIO, errno.EPIPE, errno.EACCES, errno.EBUSY}


class Port(Protocol):
    """What the driver needs of the place where a reader hangs."""

    def start(self) -> Any:
        """Return nfcpy's device; raises whatever nfcpy raises."""

    def lost(self, cause: BaseException | None) -> bool:
        """Return whether the cable is out, `cause` being what nfcpy raised."""

    def settle(self, device: Any) -> None:
        """End what the chip may still be doing, and drop what it may still be saying."""

    def close(self) -> None:
        """Release the port; never raises."""


def port_of(path: str, name: str) -> Port:
    """Return the port that a setting names: `usb:vendor:product`, or a path.

    Raises:
        LinkLost: a serial port is missing, busy or not a serial port; or the name is no port's.
    """
    if not path.startswith("usb:"):
        return SerialPort(os.path.realpath(path), name)
    if not _USB_PATH.fullmatch(path):
        raise LinkLost(name, f"{path!r} can't be a port: usb:vendor:product, four hex digits each")
    return UsbPort(path, name)


class SerialPort:
    """A serial line, claimed for this process alone."""

    def __init__(self, path: str, name: str) -> None:
        self._path = path
        self._line = _claim(path, name)
        self._transport: Any = None

    def start(self) -> Any:
        """Return nfcpy's device for the chip, wherever a host that died may have left its speed."""
        self._transport = nfc.clf.transport.TTY(self._path)
        try:
            return nfc.clf.pn532.init(self._transport)
        except Exception:
            if self.lost(None):
                raise
        self._transport.tty.close()
        _slow_down(self._path)
        self._transport = nfc.clf.transport.TTY(self._path)
        return nfc.clf.pn532.init(self._transport)

    def lost(self, cause: BaseException | None) -> bool:
        """Return whether the line has hung up; what was raised tells nothing about that."""
        if self._line < 0:
            return True
        watch = select.poll()
        watch.register(self._line, 0)  # hang-ups and errors are told unasked
        return bool(watch.poll(0))

    def settle(self, device: Any) -> None:
        """Tell the chip to stop, and drop what still comes."""
        device.chipset.send_ack()
        self._transport.tty.timeout = _QUIET_S
        enough = time.monotonic() + _DRAIN_S
        while self._transport.tty.read(512) and time.monotonic() < enough:
            continue

    def close(self) -> None:
        """Release the line; never raises."""
        if self._line < 0:
            return
        # nfcpy's own closing flushes first, fails on a dead line, and leaves the port open
        port = getattr(self._transport, "tty", None)
        if port is not None:
            with contextlib.suppress(Exception):
                port.close()
        os.close(self._line)
        self._line = -1


class UsbPort:
    """A reader that nfcpy finds on USB and drives itself: ACR122U (072f:2200), RC-S380 (054c:06c1, 06c3)."""

    def __init__(self, path: str, name: str) -> None:
        self._path, self._name = path, name

    def start(self) -> Any:
        """Return nfcpy's device.

        Raises:
            LinkLost: no such reader is there, it may not be opened, or libusb is missing.
        """
        try:
            device = nfc.clf.device.connect(self._path)
        except Exception as cause:  # libusb's errors and its absence come in several kinds
            raise LinkLost(self._name, f"{self._path}: {str(cause) or type(cause).__name__}") from cause
        if device is None:
            raise LinkLost(self._name, f"{self._path}: no such reader on USB")
        return device

    def lost(self, cause: BaseException | None) -> bool:
        """Return whether what was raised says that the reader is gone."""
        return isinstance(cause, OSError) and cause.errno in _GONE

    def settle(self, device: Any) -> None:
        """USB delivers whole messages: there is nothing half said."""

    def close(self) -> None:
        """nfcpy's own closing has released it."""


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
    order = codec.WAKE_UP + codec.command(_SET_SPEED, bytes([_FIRST_SPEED_CODE]))
    for speed in _FASTER_SPEEDS:
        with serial.Serial(port, speed, timeout=_SPEED_REPLY_S) as line:
            line.reset_input_buffer()
            line.write(order)
            if codec.ACK in line.read(len(codec.ACK) + 9):
                line.write(codec.ACK)
                line.flush()
                time.sleep(0.001)  # as long as the chip takes to change its speed
                return
