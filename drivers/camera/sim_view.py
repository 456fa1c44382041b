"""What the simulated camera looks at: an empty lobby, and whatever picture is held up in it."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageDraw, ImageFilter, ImageOps, UnidentifiedImageError

WIDTH, HEIGHT = 1280, 720
MOST_PIXELS = 40_000_000
"""Larger pictures are not taken: a drop of a few kB must not unpack to gigabytes."""
_BESIDE_BY = 1.5
"""Taller than this times its width, a picture is a slip and is held closer: its code keeps its pixels."""


def opened(file: bytes) -> Image.Image:
    """Return the picture in `file`, upright and in memory.

    Raises:
        ValueError: no picture, a broken one, or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own word on large pictures; ours follows
            picture = Image.open(io.BytesIO(file))
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"the picture has {picture.width} x {picture.height} pixels")
        picture.load()
        return ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, EOFError) as cause:
        raise ValueError(f"this is no picture: {cause}") from cause


def held_up(picture: Image.Image, share: float | None) -> tuple[Image.Image, tuple[int, int]]:
    """Return `picture` on white paper, 60 % of the view high (slips: 92 %), and where its corner is: in the middle."""
    clean = picture.convert("RGBA")
    paper = Image.new("RGB", clean.size, "white")
    paper.paste(clean, mask=clean.getchannel("A"))
    share = share or (0.92 if paper.height > _BESIDE_BY * paper.width else 0.6)
    scale = min(share * HEIGHT / paper.height, 0.9 * WIDTH / paper.width)
    if scale > 1:  # whole pixels first: a small code must not be blurred by being enlarged
        paper = paper.resize(
            (paper.width * -int(-scale // 1), paper.height * -int(-scale // 1)), Image.Resampling.NEAREST
        )
        scale = min(share * HEIGHT / paper.height, 0.9 * WIDTH / paper.width)
    size = max(1, round(paper.width * scale)), max(1, round(paper.height * scale))
    paper = ImageOps.expand(paper.resize(size, Image.Resampling.LANCZOS), border=12, fill="white")
    return paper, ((WIDTH - paper.width) // 2, (HEIGHT - paper.height) // 2)


def empty_lobby() -> Image.Image:
    """Return an empty lobby in the evening: floor, far wall, a glass door, a lamp, out of focus."""
    lobby = Image.new("RGB", (WIDTH, HEIGHT), (58, 54, 50))
    draw = ImageDraw.Draw(lobby)
    draw.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (960, 470), (320, 470)], fill=(78, 72, 64))
    draw.rectangle((320, 130, 960, 470), fill=(88, 82, 74))
    draw.rectangle((520, 190, 760, 470), fill=(44, 56, 66))
    draw.line((640, 190, 640, 470), fill=(96, 98, 96), width=8)
    draw.rectangle((370, 230, 450, 330), fill=(110, 96, 78))
    draw.ellipse((560, 40, 720, 90), fill=(150, 142, 122))
    return lobby.filter(ImageFilter.GaussianBlur(5))


def encoded(seen: Image.Image) -> bytes:
    """Return a view as the JPEG that the camera sends."""
    made = io.BytesIO()
    seen.save(made, "JPEG", quality=85)
    return made.getvalue()
