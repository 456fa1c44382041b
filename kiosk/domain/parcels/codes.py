"""Pick-up codes: digits of which the last one checks the others, so that a slip of the finger is no guess."""

from __future__ import annotations


def check_digit(digits: str) -> str:
    """Return the digit that makes `digits` a code: it finds each wrong digit and nearly all swapped neighbours.

    Source: ISO/IEC 7064, hybrid system MOD 11,10.
    """
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return str((11 - product) % 10)


def well_formed(code: str) -> bool:
    """Return whether the last digit of `code` is the one that belongs to the others."""
    return code.isascii() and code.isdigit() and check_digit(code[:-1]) == code[-1]


def chance(alive: int, digits: int) -> float:
    """Return how likely one guess is right while `alive` codes of `digits` digits are good.

    The last digit follows from the others.
    """
    return alive / float(10 ** (digits - 1))


def in_groups(code: str) -> str:
    """Return a code as people read it: "482 177 3095"."""
    last = 4 if len(code) % 3 == 1 else 3
    head, tail = code[:-last], code[-last:]
    return " ".join([*(head[start : start + 3] for start in range(0, len(head), 3)), tail])
