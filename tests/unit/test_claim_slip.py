"""The claim slip's code: what it says, and that nobody else can say it."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.claim_slip import PREFIX, base45, from_base45, new_number, read, write
from kiosk.domain.refusal import Refused

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NUMBER = "0123456789abcdef"
GOLDEN = (
    "LOGE1:Z600QHBRVTK404DGWLTAUJLIHOJWZRPFD WGJMVC/4J7911RUP0VCN"
    "DTDUGG+4TI.MUK6LS6J3M-PKG2VSOOMUDH0QGN57*44YN7F5D32U2DN703+9B0"
)

VECTORS = [
    (b"AB", "BB8"),
    (b"Hello!!", "%69 VD92EX0"),
    (b"base-45", "UJCLQE7W581"),
    (b"ietf!", "QED8WEX0"),
    (b"", ""),
]


@pytest.mark.parametrize(("plain", "coded"), VECTORS)
def test_base45_as_in_rfc_9285(plain: bytes, coded: str) -> None:
    assert base45(plain) == coded
    assert from_base45(coded) == plain


@pytest.mark.parametrize("text", ["A", "BB8A", "bb8", "BB\n", "GGW", "::", "Ä00", ":::"])
def test_what_is_no_base45(text: str) -> None:
    assert from_base45(text) is None


def test_a_slip_says_the_same_for_ever() -> None:
    assert write(KEY, "yunqi", NUMBER) == GOLDEN
    assert read(KEY.public_key(), "yunqi", GOLDEN) == NUMBER
    assert set(GOLDEN) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "QR's alphanumeric mode"


def test_a_bit_changed_anywhere_is_noticed() -> None:
    packed = from_base45(GOLDEN.removeprefix(PREFIX))
    assert packed and len(packed) == 77
    for bit in range(8 * len(packed)):
        forged = bytearray(packed)
        forged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Refused) as refused:
            read(KEY.public_key(), "yunqi", PREFIX + base45(bytes(forged)))
        site_byte = 1 <= bit // 8 < 5
        assert refused.value.code == ("slip.other_site" if site_byte else "slip.forged"), bit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (write(KEY, "another", NUMBER), "slip.other_site"),
        (write(Ed25519PrivateKey.from_private_bytes(bytes(32)), "yunqi", NUMBER), "slip.forged"),
        (GOLDEN + "000", "slip.forged"),
        (GOLDEN[:-3], "slip.forged"),
        (GOLDEN.lower(), "slip.forged"),
        (PREFIX, "slip.forged"),
        ("", "slip.forged"),
        ("SF1234567890", "slip.forged"),
    ],
)
def test_what_is_not_ours(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(KEY.public_key(), "yunqi", text)
    assert refused.value.code == code


def test_numbers_are_64_bits_and_differ() -> None:
    numbers = {new_number() for _ in range(200)}
    assert len(numbers) == 200
    assert {len(bytes.fromhex(number)) for number in numbers} == {8}
