"""Keeps the C library from hoarding what was freed: the kiosk runs for months beside little memory."""

from __future__ import annotations

import ctypes
import gc

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8  # malloc.h
LARGE_BYTES = 1 << 20
"""What is larger goes back to the system when it is freed: a PIN's check takes 19 MiB, a picture about 1."""
ARENAS = 2


def return_what_is_free() -> None:
    """Have large blocks given back at once, and small ones kept in few pools. Call it before threads are made.

    Left alone, glibc lets that threshold grow to the largest block it has seen freed, and gives each thread a pool of
    its own: every thread of the server would keep the 19 MiB of one PIN. Elsewhere than on glibc nothing happens.

    Source: mallopt(3), M_MMAP_THRESHOLD and M_ARENA_MAX.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(_ARENA_MAX, ARENAS)


def spare_what_stays() -> None:
    """Have the garbage collector pass by what there is now. Call it once everything is loaded and made.

    Modules, templates and the record's people and keys stay for as long as the kiosk runs; to look through all of them
    again and again would hold up a page for 60 ms at a time in a large estate.
    """
    gc.collect()
    gc.freeze()
