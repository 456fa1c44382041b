"""What the second engine is asked, and what it answers: numbers and bytes, for both ends. Nothing heavy is imported."""

from __future__ import annotations

import struct

READY = b"Z"
"""What it says once it can be asked."""
QUESTION = struct.Struct("<HHB")
"""Width, height, and a bit for each kind in `ZBAR`; then the pixels, a byte each."""
ANSWER = struct.Struct("<B")
SYMBOL = struct.Struct("<BH4H")
"""Kind, length of its text, left, top, width, height; then the text."""
ZBAR = ("QRCODE", "CODE128", "EAN13", "EAN8")
KINDS = ("qr", "code128", "ean13", "ean8")
"""The same by our names; a UPC-A comes as the EAN-13 that it is, with a 0 before it."""
MISSING = 3
"""How its process ends where zbar is not installed."""
