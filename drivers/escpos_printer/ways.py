"""Opens the way to a printer from one word of the settings: a serial port, a USB printer, or an address."""

from __future__ import annotations

from ipaddress import ip_address

from drivers.link import Flow, Link, SerialLink
from drivers.tcp_link import TcpLink
from drivers.usb_link import UsbPrinterLink, is_usb_printer

RAW_PORT = 9100
"""Where network printers take raw bytes."""

_WRITE_S = 5.0  # a printer that cuts, or cools its head, holds the line for a second or two
_FAST_BYTES_PER_S = 200_000.0


def open_way(device: str, *, baud: int, flow: Flow) -> Link:
    """Return the open way to `device`: "tcp://192.0.2.9:9100", or a path; what kind it is the kernel says.

    Raises:
        LinkLost: it is not there.
    """
    if address := address_of(device):
        return TcpLink(*address, write_s=_WRITE_S)
    if is_usb_printer(device):
        return UsbPrinterLink(device, write_s=_WRITE_S)
    return SerialLink(device, baud, flow=flow, write_s=_WRITE_S)


def bytes_per_s(device: str, baud: int) -> float:
    """Return what the way carries at least: ten bits a byte on a serial line (8N1), much more elsewhere."""
    return _FAST_BYTES_PER_S if address_of(device) or is_usb_printer(device) else baud / 10


def address_of(device: str) -> tuple[str, int] | None:
    """Return host and port of "tcp://192.0.2.9" or "tcp://[2001:db8::9]:9100"; None for anything but tcp://.

    Raises:
        ValueError: it begins so and goes on otherwise; the message says how it is written.
    """
    if not device.startswith("tcp://"):
        return None
    host, colon, port = device.removeprefix("tcp://").rpartition(":")
    if not colon or (port.endswith("]") and not host.endswith("]")):
        host, port = device.removeprefix("tcp://"), str(RAW_PORT)
    bare = host.removeprefix("[").removesuffix("]")
    try:
        address = ip_address(bare)
    except ValueError:
        raise ValueError("a printer's address is written in digits, tcp://192.0.2.9:9100") from None
    if (address.version == 6) != (bare != host) or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("a printer's address is written as tcp://192.0.2.9:9100")
    return bare, int(port)
