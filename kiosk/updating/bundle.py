"""An update as one signed file: what a release is made of, and who says so. The format is docs/formats/update.md.

A zip with `manifest.json`, `manifest.sig` (Ed25519, RFC 8032, over a line of its own and the manifest's bytes) and
`wheels/`. The manifest names every wheel that the release consists of, with its SHA-256; those that an appliance has
already may be left out of the file.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUFFIX = ".loge"
SIGNED = b"LOGE-UPDATE/1\n"
MOST_MANIFEST = 1024 * 1024
WHEEL = re.compile(r"[A-Za-z0-9_.+-]{1,200}\.whl")
VERSION = re.compile(r"\d{1,6}(\.\d{1,6}){1,3}")
OWN = "loge-"


class NotOurs(Exception):
    """This is no update that may be installed; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """A release. `schema`: the record's version that it writes; `wheels`: SHA-256 (hex) by file name.

    `news`: what is new, by language. `shares_system`: it uses packages of the system's Python besides its wheels.
    """

    version: str
    schema: int
    wheels: Mapping[str, str]
    news: Mapping[str, str] = field(default_factory=dict)
    shares_system: bool = False


def pack(
    out: Path,
    manifest: Manifest,
    wheels: Iterable[Path],
    key: Ed25519PrivateKey,
    *,
    leave_out: Iterable[str] = (),
) -> None:
    """Write an update. `leave_out`: names of wheels that every appliance has from the release before."""
    said = json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode()
    left = set(leave_out)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr("manifest.json", said)
        bundle.writestr("manifest.sig", key.sign(SIGNED + said).hex())
        for wheel in wheels:
            if wheel.name not in left:
                bundle.write(wheel, f"wheels/{wheel.name}")


def manifest_of(file: Path, public: bytes) -> Manifest:
    """Return what an update says of itself, once its signature has held. `public`: the release's key, 32 bytes.

    Raises:
        NotOurs: it is damaged, not signed by this key, or names what no release has.
    """
    try:
        with zipfile.ZipFile(file) as bundle:
            said = _entry(bundle, "manifest.json")
            signature = bytes.fromhex(_entry(bundle, "manifest.sig").decode("ascii").strip())
            names = [one.filename for one in bundle.infolist()]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError) as cause:
        raise NotOurs(f"{file.name} is no update: {cause}") from None
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, SIGNED + said)
    except InvalidSignature:
        raise NotOurs(f"{file.name} is not signed by the release key") from None
    manifest = _read(said)
    allowed = {"manifest.json", "manifest.sig", *(f"wheels/{name}" for name in manifest.wheels)}
    if len(names) != len(set(names)) or set(names) - allowed:
        raise NotOurs(f"{file.name} holds what its manifest does not name")
    return manifest


def unpack(file: Path, manifest: Manifest, kept: Path, into: Path) -> None:
    """Put every wheel of the release into `into`: from the update, or from `kept`, those of an earlier one.

    Raises:
        NotOurs: a wheel is missing or has other bytes than the manifest says.
    """
    into.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file) as bundle:
        there = set(bundle.namelist())
        for name, digest in manifest.wheels.items():
            inside = f"wheels/{name}"
            if inside not in there and not (kept / name).is_file():
                raise NotOurs(f"{name} is neither in the update nor here")
            content = bundle.read(inside) if inside in there else (kept / name).read_bytes()
            if sha256(content).hexdigest() != digest:
                raise NotOurs(f"{name} has other bytes than the manifest says")
            (into / name).write_bytes(content)


def is_later(version: str, than: str) -> bool:
    """Return whether a version comes after another: 0.10.0 after 0.9.3."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    return (*parts, *([0] * (4 - len(parts))))


def _entry(bundle: zipfile.ZipFile, name: str) -> bytes:
    if bundle.getinfo(name).file_size > MOST_MANIFEST:
        raise ValueError(f"{name} is too large")
    return bundle.read(name)


def _read(said: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(said))
        named = all(
            WHEEL.fullmatch(name) and re.fullmatch("[0-9a-f]{64}", one)
            for name, one in manifest.wheels.items()
        )
        own = [name for name in manifest.wheels if name.startswith(f"{OWN}{manifest.version}-")]
        if (
            not VERSION.fullmatch(manifest.version)
            or not isinstance(manifest.schema, int)
            or not named
            or len(own) != 1
        ):
            raise ValueError("it names no release")
    except (ValueError, TypeError, AttributeError) as cause:
        raise NotOurs(f"the manifest can't be read: {cause}") from None
    return manifest
