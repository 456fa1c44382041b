"""A badge reader driven by nfcpy: a PN532 on a serial port, or an ACR122U or RC-S380 on USB."""

from __future__ import annotations

import contextlib
import warnings
from typing import Any

from drivers.pn532.badge import UID_SIZES, Badge, kind_of
from drivers.pn532.iso_dep import IsoDep
from drivers.pn532.port import port_of
from drivers.trouble import BadReply, DeviceTrouble, LinkLost, NoReply

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nfcpy 1.0.4 is older than some of the warnings it causes
    import nfc
    import nfc.clf.pn532
    import nfc.clf.rcs380

_LIST_TARGETS = 0x4A
_REFUSALS = (nfc.clf.pn532.Chipset.Error, nfc.clf.rcs380.StatusError)


class Pn532Reader:
    """One reader, one thread. Every method but `close` raises `DeviceTrouble` and nothing else."""

    def __init__(self, path: str, *, name: str) -> None:
        """Open the reader on `path`, which no other process may have open.

        `path`: a serial port, or `usb:072f:2200` (ACR122U), `usb:054c:06c1` (RC-S380).

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
            NoReply: nothing on it answers as a PN532 does.
            BadReply: a PN532 answers, and refuses what it is told.
        """
        self.name = name
        self._unsettled = False
        self._isodep: IsoDep | None = None
        self._frontend: Any = nfc.ContactlessFrontend()
        self._closed = False
        self._port = port_of(path, name)
        try:
            self._frontend.device = self._port.start()
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
        self._isodep = None
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

    def transceive(self, message: bytes) -> bytes | None:
        """Return the answer of the Type 4 badge found by the last `sense` to an ISO 7816-4 message, or None.

        None: the badge left, stays mute, or is no Type 4 badge. The badge is activated at the first message.

        Raises:
            LinkLost, NoReply, BadReply: the reader, not the badge, is in trouble.
        """
        if self._isodep is None:
            isodep = IsoDep(lambda frame, within_s: self.exchange(frame, within_s=within_s))
            if not isodep.activate():
                return None
            self._isodep = isodep
        return self._isodep.transceive(message)

    def count(self) -> int:
        """Return how many badges the chip tells apart in the field: 0, 1, or 2 for two and more.

        A look of its own: `sense` asks for a single badge only. Afterwards `exchange` needs a new `sense`.
        A reader that is no PN532 (RC-S380) never tells of more than one.

        Raises:
            LinkLost, NoReply, BadReply: as `sense`.

        Source: NXP UM0701-02, 7.3.5 (InListPassiveTarget with MaxTg 2).
        """
        if not self._is_pn532():
            return int(self.sense() is not None)
        self._isodep = None
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
        if self._closed:
            return
        self._closed = True
        if not self._port.lost(None):
            with contextlib.suppress(Exception):  # a chip that is silent can't be put to sleep
                self._frontend.close()
        self._port.close()

    def _is_pn532(self) -> bool:
        return self._frontend.device is None or isinstance(self._frontend.device, nfc.clf.pn532.Device)

    def _settle(self) -> None:
        """After trouble, end what the chip may still be doing and drop what it may still be saying."""
        if self._closed or self._frontend.device is None:
            raise LinkLost(self.name, "closed")
        if self._unsettled:
            self._port.settle(self._frontend.device)
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
        if self._port.lost(cause):
            return LinkLost(self.name, f"the cable is out ({detail})")
        if isinstance(cause, _REFUSALS):
            return BadReply(self.name, detail)
        return NoReply(self.name, f"no whole answer from a PN532 ({detail})")
