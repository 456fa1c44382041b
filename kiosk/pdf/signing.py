"""The site's report key, and its signature under a PDF."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from kiosk.pdf.child import ask_child
from kiosk.site_keys import LooseSecrets

FILE = "report.pem"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
"""Not the day it was made on: a new machine's clock may be years behind."""
NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Source: RFC 5280, 4.1.2.5: no well-defined expiration date."""


@dataclass(frozen=True)
class ReportSigner:
    """The site's key for reports (ECDSA P-256) with its certificate, as PEM."""

    pem: bytes = field(repr=False)
    fingerprint: str
    """Of the public key: SHA-256, 64 hex digits in groups of four."""


def report_signer(folder: Path, site_name: str) -> ReportSigner:
    """Return the report key that stands in `folder`, made on the first call.

    Raises:
        LooseSecrets: the file is readable by others, or damaged.
        OSError: the folder can't be used.
    """
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _keep(path, _make(site_name))
    if path.stat().st_mode & 0o077:
        raise LooseSecrets(f"{path} can be read by others; run: chmod 600 {path}")
    pem = path.read_bytes()
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise LooseSecrets(f"{path} is damaged; restore it from the backup") from None
    return ReportSigner(pem, fingerprint_of(certificate))


def sign_pdf(pdf: bytes, signer: ReportSigner, *, reason: str, name: str, within_s: float = 60) -> bytes:
    """Return `pdf` with the site's signature: who signed, why, when; nothing can be changed or added after it.

    Raises:
        PdfTrouble: `pdf` is none, or it took longer than `within_s`.
    """
    sheet = {"pem": signer.pem.decode(), "reason": reason, "name": name}
    return ask_child("sign", json.dumps(sheet).encode() + b"\n" + pdf, within_s=within_s)


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return a certificate's public key as 64 hex digits of SHA-256, in groups of four."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return in_fours(sha256(key).hexdigest())


def in_fours(digits: str) -> str:
    """Return hex digits in groups of four, as people compare them."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)).upper()


def _make(site_name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, site_name[:64])])
    usage = {"digital_signature": True, "content_commitment": True} | dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False)  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(NEVER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.public_bytes(Encoding.PEM)


def _keep(path: Path, pem: bytes) -> None:
    """Write a new key whole, or not at all; the first of two makers wins."""
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".report-")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        Path(fresh).unlink()
