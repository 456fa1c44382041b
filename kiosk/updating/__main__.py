"""The release's side of updates: python -m kiosk.updating key FILE | pack OUT.loge WHEELS --key FILE."""

from __future__ import annotations

import argparse
import os
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.ledger.schema import MIGRATIONS
from kiosk.updating.bundle import OWN, Manifest, pack
from kiosk.version import VERSION


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="kiosk.updating", description="Make updates, and the key that signs them."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    key = commands.add_parser(
        "key", help="make a release key; print its public half, for /etc/loge/release.pub"
    )
    key.add_argument("file", type=Path, help="where the private half goes: it never comes near an appliance")
    key.set_defaults(act=_key)
    packed = commands.add_parser("pack", help="sign a folder of wheels as one update")
    packed.add_argument("out", type=Path)
    packed.add_argument(
        "wheels", type=Path, help="the folder with all wheels of the release, ours among them"
    )
    packed.add_argument("--key", type=Path, required=True)
    packed.add_argument("--version", default=VERSION)
    packed.add_argument("--schema", type=int, default=len(MIGRATIONS))
    packed.add_argument(
        "--since", type=Path, help="the wheels of the release before: those alike are left out"
    )
    packed.add_argument(
        "--shares-system", action="store_true", help="the system's Python has the other packages"
    )
    for language in ("en", "zh_Hans", "zh_Hant"):
        packed.add_argument(f"--{language.replace('_', '-')}", default="", dest=language, help="what is new")
    packed.set_defaults(act=_pack)
    asked = parser.parse_args(arguments)
    return int(asked.act(asked))


def _key(asked: argparse.Namespace) -> int:
    private = Ed25519PrivateKey.generate()
    descriptor = os.open(asked.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(private.private_bytes_raw().hex() + "\n")
    print(private.public_key().public_bytes_raw().hex())
    return 0


def _pack(asked: argparse.Namespace) -> int:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(asked.key.read_text().strip()))
    wheels = sorted(asked.wheels.glob("*.whl"))
    digests = {wheel.name: sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}
    if sum(name.startswith(f"{OWN}{asked.version}-") for name in digests) != 1:
        print(f"there is no wheel of Loge {asked.version} in {asked.wheels}", file=sys.stderr)
        return 1
    news = {name: getattr(asked, name) for name in ("en", "zh_Hans", "zh_Hant")}
    manifest = Manifest(asked.version, asked.schema, digests, news, asked.shares_system)
    before = (
        {one.name: sha256(one.read_bytes()).hexdigest() for one in asked.since.glob("*.whl")}
        if asked.since
        else {}
    )
    left = [name for name, digest in digests.items() if before.get(name) == digest]
    pack(asked.out, manifest, wheels, private, leave_out=left)
    print(f"{asked.out}: Loge {asked.version}, {len(wheels)} wheels, {len(left)} of them left out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
