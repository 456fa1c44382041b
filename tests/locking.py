"""The lock file of the appliance: `python -m tests.locking` renews it with the packages that the tests run on.

Needs `uv` on the PATH and a package index. Every package must have a wheel for each machine and each Python of the
appliance (nothing is compiled on a Pi); where one has none, that is said and nothing is written. In the file stand no
address and only the digests of wheels that one of these machines would take.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "config" / "requirements-appliance.txt"
BUILD = "setuptools>=77"
"""Loge itself is built on the appliance, without a network."""
# Debian 12 and 13 with their Pythons and the C library each has.
SYSTEMS = (((3, 11), 36), ((3, 13), 41))
MACHINES = ("aarch64", "x86_64")
FROM_SOURCE = frozenset({"pydes"})
"""Nobody has made a wheel of them: pure Python, built where they are installed (kiosk/installing/program.py)."""
HEAD = """\
# What the appliance is made of: each package with the digests of its wheels for 64-bit ARM and PC, for the Python of
# Debian 12 (3.11) and of Debian 13 (3.13). config/install.sh installs exactly these. Made by: python -m tests.locking
"""

LINUX = "sys_platform == 'linux' and implementation_name == 'cpython' and platform_python_implementation == 'CPython'"

Package = Mapping[str, Any]


def tags(python: tuple[int, int], libc_minor: int, machine: str) -> frozenset[Tag]:
    """Return which wheels such a system takes."""
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(libc_minor, 4, -1)]
    platforms += [f"manylinux{year}_{machine}" for year in ("2014", "2010", "1")] + [f"linux_{machine}"]
    of_c = cpython_tags(python, [f"cp{python[0]}{python[1]}"], platforms)
    return frozenset((*of_c, *compatible_tags(python, f"cp{python[0]}{python[1]}", platforms)))


def system_environment(python: tuple[int, int], machine: str) -> dict[str, str]:
    """Return what markers are asked about on such a system."""
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python[0]}.{python[1]}.2",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "6.12.0",
        "platform_system": "Linux",
        "platform_version": "#1",
        "python_full_version": f"{python[0]}.{python[1]}.2",
        "python_version": f"{python[0]}.{python[1]}",
        "sys_platform": "linux",
    }


def chosen(packages: Sequence[Package]) -> tuple[dict[str, set[str]], list[str]]:
    """Return the digests of each `name==version ; marker`, and which packages have no wheel for which system."""
    digests: dict[str, set[str]] = {}
    missing = []
    for package in packages:
        systems = list(_asking(package.get("marker")))
        line = f"{package['name']}=={package['version']}{_short_marker(systems)}"
        for python, libc_minor, machine in systems:
            found = _digests(package, tags(python, libc_minor, machine))
            if not found:
                missing.append(f"{line}: no wheel for {machine}, Python {python[0]}.{python[1]}")
            digests.setdefault(line, set()).update(found)
    return digests, missing


def _asking(marker: str | None) -> Iterator[tuple[tuple[int, int], int, str]]:
    for python, libc_minor in SYSTEMS:
        for machine in MACHINES:
            if not marker or Marker(marker).evaluate(system_environment(python, machine)):
                yield python, libc_minor, machine


def _short_marker(systems: Sequence[tuple[tuple[int, int], int, str]]) -> str:
    """Return the marker in the words of the four systems: all of them, or those of one Python.

    Raises:
        ValueError: it would be for one machine alone.
    """
    pythons = {python for python, _, _ in systems}
    if len(systems) != len(pythons) * len(MACHINES):
        raise ValueError(f"a package for some machines only: {systems}")
    if not pythons or len(pythons) == len(SYSTEMS):
        return ""
    return f" ; python_version == '{'.'.join(map(str, pythons.pop()))}'"


def _digests(package: Package, fitting: frozenset[Tag]) -> set[str]:
    wheels = package.get("wheels", ())
    found = {one["hashes"]["sha256"] for one in wheels if parse_wheel_filename(_file_name(one))[3] & fitting}
    if not found and package["name"] in FROM_SOURCE:
        found = {package["sdist"]["hashes"]["sha256"]}
    return {f"sha256:{one}" for one in found}


def _file_name(wheel: Mapping[str, Any]) -> str:
    return str(wheel.get("name") or str(wheel.get("url") or wheel["path"]).rpartition("/")[2])


def locked(text: str) -> dict[str, list[tuple[str, str, frozenset[str]]]]:
    """Return for each package of a lock file its version, its marker and its digests."""
    found: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    joined = re.sub(r"\\\n", " ", text)
    for line in (line for line in joined.splitlines() if line and not line.startswith("#")):
        head, *digests = line.split("--hash=")
        name, _, rest = head.partition("==")
        version, _, marker = rest.partition(" ; ")
        entry = (version.strip(), marker.strip(), frozenset(one.strip() for one in digests))
        found.setdefault(canonicalize_name(name.strip()), []).append(entry)
    return found


def resolved() -> list[Package]:
    """Return every package that pyproject.toml comes to, in the versions that are installed here where they fit."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environments = ", ".join(f"\"{LINUX} and platform_machine == '{machine}'\"" for machine in MACHINES)
        project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        (place / "pyproject.toml").write_text(f"{project}\n[tool.uv]\nenvironments = [{environments}]\n")
        (place / "build.in").write_text(f"{BUILD}\n", encoding="utf-8")
        (place / "here.txt").write_text("".join(_installed_here()), encoding="utf-8")
        command = "uv pip compile pyproject.toml build.in -c here.txt --universal --python-version 3.11"
        subprocess.run(
            [*command.split(), "--quiet", "--format=pylock.toml", "--output-file=pylock.toml"],
            cwd=place,
            check=True,
        )
        return list(tomllib.loads((place / "pylock.toml").read_text(encoding="utf-8"))["packages"])


def _installed_here() -> Iterator[str]:
    for one in metadata.distributions():
        version = one.version
        if one.name != "loge" and "+" not in version:
            # A Python that is newer than this one may need a newer version.
            yield f"{one.name}=={version} ; python_version < '3.12'\n"


def written(digests: Mapping[str, set[str]]) -> str:
    """Return the text of the lock file."""
    lines = [HEAD]
    for line in sorted(digests):
        if digests[line]:
            lines.append(" \\\n    ".join([line, *(f"--hash={one}" for one in sorted(digests[line]))]) + "\n")
    return "".join(lines)


def main() -> int:
    """Return 0 when the lock file was written, 1 when a package has no wheel for the appliance."""
    digests, missing = chosen(resolved())
    if missing:
        print(*missing, sep="\n", file=sys.stderr)  # noqa: T201
        return 1
    LOCK.write_text(written(digests), encoding="utf-8")
    print(f"{LOCK.relative_to(ROOT)}: {len(digests)} packages, each with wheels for {', '.join(MACHINES)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
