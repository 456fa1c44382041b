"""TLS for the desk's pages in the house: the site's own certificate, and connections of waitress that speak it."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from waitress.channel import HTTPChannel

from kiosk.site_keys import LooseSecrets

OWN_CERTIFICATE, OWN_KEY = "desk.crt", "desk.pem"
BEGINS, LASTS = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=365 * 25)
"""Of a certificate that is made here: good whatever the clock of a new board shows, and for as long as the board."""
AT_ONCE = 65_536


class NoCertificate(Exception):
    """A certificate or its key can't be used; the message says which, and why."""


def own_certificate(folder: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """Return certificate and key of this machine, made on the first call, and anew when it gets other names.

    Raises:
        OSError: the folder can't be used.
    """
    certificate, key = folder / OWN_CERTIFICATE, folder / OWN_KEY
    if key.exists() and certificate.exists() and _names_in(certificate) == set(names):
        return certificate, key
    private = ec.generate_private_key(ec.SECP256R1())
    _write(key, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(certificate, _signed(private, names).public_bytes(Encoding.PEM))
    return certificate, key


def context_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what speaks TLS 1.2 and later, and nothing else, with this certificate.

    Raises:
        LooseSecrets: the key can be read by others.
        NoCertificate: they can't be read, or do not belong together.
    """
    try:
        if key.stat().st_mode & 0o077:
            raise LooseSecrets(f"{key} can be read by others; run: chmod 600 {key}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
        context.set_alpn_protocols(["http/1.1"])
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ssl.SSLError, ValueError) as cause:
        raise NoCertificate(f"{certificate}, {key}: {cause}") from cause
    return context


def fingerprint(certificate: Path) -> str:
    """Return what a browser shows of a certificate: SHA-256, "AB:CD:...".

    Raises:
        OSError, ValueError: it can't be read.
    """
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(SHA256())
    return ":".join(f"{byte:02X}" for byte in digest)


def speaking_tls(base: type[HTTPChannel], context: ssl.SSLContext) -> type[HTTPChannel]:
    """Return the connection of waitress `base`, behind TLS. Waitress itself sees only what was in it.

    The bytes go through memory, not through an `SSLSocket`: nothing blocks, and what a peer does before or instead of
    a handshake is its own connection's trouble. Pages are written by other threads than the one that reads.
    """

    class TlsChannel(base):  # type: ignore[misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
            self._tls = context.wrap_bio(self._arrived, self._leaving, server_side=True)
            self._one_at_a_time = threading.RLock()
            self._unsent = b""
            self._ends_when_flushed = False
            super().__init__(*given, **named)

        @property
        def close_when_flushed(self) -> bool:
            """Whether everything was written, and has left."""
            return self._ends_when_flushed and not self._unsent

        @close_when_flushed.setter
        def close_when_flushed(self, ends: bool) -> None:
            self._ends_when_flushed = ends

        def writable(self) -> bool:
            return bool(self._unsent) or bool(super().writable())

        def handle_read(self) -> None:
            try:
                sealed = self.recv(AT_ONCE)
                if not sealed:
                    self.connected = False
                    return
                plain = self._opened(sealed)
            except OSError:  # ssl.SSLError is one: whoever does not speak TLS is not spoken to
                self.handle_close()
                return
            if plain:
                self.last_activity = datetime.now(UTC).timestamp()
                self.received(plain)

        def handle_write(self) -> None:
            with self._one_at_a_time:
                self._push()
            super().handle_write()

        def send(self, data: bytes, do_close: bool = True) -> int:
            with self._one_at_a_time:
                self._push()
                if self._unsent:
                    return 0
                try:
                    taken = self._tls.write(data)
                except ssl.SSLError:
                    self.will_close = True
                    return 0
                self._push()
            return taken

        def _opened(self, sealed: bytes) -> bytes:
            plain = []
            with self._one_at_a_time:
                self._arrived.write(sealed)
                try:
                    while part := self._tls.read(AT_ONCE):
                        plain.append(part)
                except ssl.SSLWantReadError:
                    pass
                finally:
                    self._push()  # its part of the handshake, or why there is none
            return b"".join(plain)

        def _push(self) -> None:
            self._unsent += self._leaving.read()
            while self._unsent:
                left = super().send(self._unsent, do_close=False)
                if not left:
                    return
                self._unsent = self._unsent[left:]
                self.last_activity = datetime.now(UTC).timestamp()  # who reads slowly is not silent

    return TlsChannel


def _signed(private: ec.EllipticCurvePrivateKey, names: Sequence[str]) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, SHA256())
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_in(certificate: Path) -> set[str]:
    try:
        read = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return set()
    return {str(one.value) for one in names}


def _write(path: Path, content: bytes) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
