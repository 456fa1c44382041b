"""Pictures to hold to the camera: codes, couriers' labels, and slips brought close to the lens."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import segno
import zxingcpp
from barcode import Code128
from PIL import Image, ImageDraw, ImageFont

SYMBOLOGIES = ("qr", "code128")

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


@dataclass(frozen=True)
class Shipment:
    """A parcel as its label tells: number, carrier, to whom; `size` is the smallest door it fits."""

    number: str
    carrier: str = ""
    name: str = ""
    unit: str = ""
    phone_tail: str = ""
    size: str = "S"


def code(text: str, symbology: str = "qr") -> Image.Image:
    """Return a code with its quiet zone, black on white, several pixels a module.

    Raises:
        ValueError: the text does not fit the symbology, or the symbology is unknown.
    """
    if symbology == "qr":
        made = io.BytesIO()
        # boost_error would change the level with the length; slips use M, so does the bench
        segno.make_qr(text, error="m", boost_error=False).save(made, kind="png", scale=8, border=4)
        return Image.open(made).convert("L")
    if symbology == "code128":
        if not text or not text.isascii() or not text.isprintable():
            raise ValueError("Code 128 takes printable ASCII text")
        return _bars(Code128(text).build()[0], module_px=3, height_px=160)
    raise ValueError(f"{symbology!r} is none of {', '.join(SYMBOLOGIES)}")


def label(shipment: Shipment) -> Image.Image:
    """Return a courier's label, 760 x 420 pixels: carrier, addressee, and the number as Code 128."""
    made = Image.new("L", (760, 420), 255)
    draw = ImageDraw.Draw(made)
    draw.rectangle((6, 6, 753, 413), outline=0, width=3)
    draw.text((28, 18), shipment.carrier, font=_font(34), fill=0)
    draw.text((730, 14), shipment.size, font=_font(44), fill=0, anchor="ra")
    draw.line((6, 78, 753, 78), fill=0, width=2)
    phone = f"*** **** {shipment.phone_tail}" if shipment.phone_tail else ""
    draw.text((28, 88), f"{shipment.name}  {phone}", font=_font(36), fill=0)
    draw.text((28, 142), shipment.unit, font=_font(36), fill=0)
    bars = code(shipment.number, "code128")
    if bars.width > 730:
        bars = bars.resize((bars.width * 2 // 3, bars.height), Image.Resampling.NEAREST)
    made.paste(bars, ((760 - bars.width) // 2, 204))
    draw.text((380, 372), shipment.number, font=_font(28), fill=0, anchor="ma")
    return made


def closeup(picture: bytes) -> Image.Image:
    """Return the part of a picture around its first code, as one holds a long slip near the lens.

    A picture without a readable code comes back whole.
    """
    whole = Image.open(io.BytesIO(picture)).convert("L")
    found = zxingcpp.read_barcodes(whole)
    if not found:
        return whole
    place = found[0].position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    margin = max(24, (max(across) - min(across)) // 5)
    box = (min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin)
    seen = Image.new("L", (box[2] - box[0], box[3] - box[1]), 255)
    seen.paste(whole, (-box[0], -box[1]))
    return seen


def png(picture: Image.Image) -> bytes:
    """Return the picture as a PNG file."""
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _bars(modules: str, *, module_px: int, height_px: int) -> Image.Image:
    quiet = 10
    made = Image.new("L", ((len(modules) + 2 * quiet) * module_px, height_px), 255)
    draw = ImageDraw.Draw(made)
    for index, dark in enumerate(modules):
        if dark == "1":
            left = (quiet + index) * module_px
            draw.rectangle((left, 6, left + module_px - 1, height_px - 7), fill=0)
    return made


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size_px)
    return ImageFont.load_default(size_px)
