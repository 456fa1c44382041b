"""A picture that somebody brings: decoded to the last row, turned upright, made smaller, and told anew as a JPEG."""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image

from kiosk.domain.refusal import Refused

LARGEST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_PX, QUALITY = 1600, 82
FORMATS = ("JPEG", "PNG")
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by how the camera was held. Source: Exif 2.32 (CIPA DC-008), 4.6.4, tag 0112."""


def upright_jpeg(file: bytes) -> bytes:
    """Return a picture as an upright JPEG, its longer side at most 1600 pixels, without place, camera or owner.

    Raises:
        Refused: `photo.too_large` for more bytes or pixels than a telephone makes, `photo.not_one` for anything that
            is no whole JPEG or PNG.
    """
    if len(file) > LARGEST_BYTES:
        raise Refused("photo.too_large")
    try:
        with Image.open(BytesIO(file), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("photo.too_large")
            image.draft("RGB", (LONGEST_PX, LONGEST_PX))  # a JPEG is decoded no larger than it is kept
            image.load()
            upright = _turned(image)
            upright.thumbnail((LONGEST_PX, LONGEST_PX))
            return _told(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("photo.not_one") from None


def _turned(image: Image.Image) -> Image.Image:
    """Return the picture upright. Only that is read of what the camera wrote beside it, however damaged the rest is."""
    how = _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if how is None else image.transpose(how)


def _told(image: Image.Image) -> bytes:
    """Return the picture's colours alone: on white where it is see-through."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        ground.alpha_composite(seen)
        image = ground
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=QUALITY, exif=b"")
    return out.getvalue()
