"""udev's rules played on a device that is described here: what they would write, name and let in.

A part of the language, enough for systemd/*.rules: comparisons with patterns, GOTO and LABEL, properties, attributes,
links. What it does not know raises, so that no rule is passed over in silence. `udevadm verify`, where there is one,
checks the words as well.

Source: udev(7), "Rules files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

PART = re.compile(r'\s*([A-Z_]+)(?:\{([^}]*)\})?\s*(==|!=|\+=|:=|=)\s*"([^"]*)"\s*(?:,|$)')
MATCHED = {"ACTION", "SUBSYSTEM", "KERNEL", "ATTR", "ENV", "ATTRS", "SUBSYSTEMS", "DRIVERS", "TEST"}
GIVEN = {"ATTR", "ENV", "SYMLINK", "GROUP", "MODE", "TAG", "GOTO", "LABEL"}


@dataclass(frozen=True)
class Part:
    """One `KEY{of}==\"value\"` of a rule."""

    key: str
    of: str
    sign: str
    value: str


@dataclass
class Device:
    """A device as udev sees it; `above`: attributes, subsystems and drivers of those it hangs on."""

    subsystem: str
    kernel: str
    properties: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    action: str = "add"
    given: dict[str, str] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)

    @property
    def authorized(self) -> bool:
        """Whether a driver gets to see it."""
        return self.attributes.get("authorized", "1") == "1"

    @property
    def heard(self) -> bool:
        """Whether anybody hears its keys: the screen's compositor, or the kernel's own console."""
        ignored = self.properties.get("LIBINPUT_IGNORE_DEVICE") == "1"
        return not ignored or self.attributes.get("inhibited", "0") == "0"


def parsed(text: str) -> list[list[Part]]:
    """Return the rules of a file.

    Raises:
        ValueError: a line is none.
    """
    rules = []
    for line in text.replace("\\\n", "").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts, at = [], 0
        while at < len(line.rstrip()):
            found = PART.match(line, at)
            if found is None:
                raise ValueError(f"no rule: {line[at:]}")
            parts.append(Part(found[1], found[2] or "", found[3], found[4]))
            at = found.end()
        rules.append(parts)
    return rules


def play(device: Device, *files: Path) -> Device:
    """Return the device after these files' rules.

    Raises:
        ValueError: a rule says something that is not known here, or goes to a label that is not there.
    """
    for file in files:
        rules = parsed(file.read_text(encoding="utf-8"))
        labels = {
            part.value: number for number, rule in enumerate(rules) for part in rule if part.key == "LABEL"
        }
        at = 0
        while at < len(rules):
            goto = _apply(device, rules[at])
            if goto and goto not in labels:
                raise ValueError(f"{file.name}: no label {goto}")
            at = labels[goto] if goto else at + 1
    return device


def _apply(device: Device, rule: list[Part]) -> str:
    """Carry out one rule and return where it goes on, "" for the next line."""
    goto = ""
    for part in rule:
        if part.sign in ("==", "!="):
            if not _matches(device, part):
                return ""
        elif part.key == "GOTO":
            goto = part.value
        elif part.key == "IMPORT":
            if part.of not in ("builtin", "cmdline"):
                raise ValueError(f"unknown: {part}")
        else:
            _give(device, part)
    return goto


def _matches(device: Device, part: Part) -> bool:
    if part.key not in MATCHED:
        raise ValueError(f"unknown: {part}")
    found = any(fnmatchcase(one, wish) for one in _values(device, part) for wish in part.value.split("|"))
    return found is (part.sign == "==")


def _values(device: Device, part: Part) -> Iterator[str]:
    if part.key in ("ACTION", "SUBSYSTEM", "KERNEL"):
        yield {"ACTION": device.action, "SUBSYSTEM": device.subsystem, "KERNEL": device.kernel}[part.key]
    elif part.key == "ENV":
        yield device.properties.get(part.of, "")
    elif part.key == "ATTR":
        yield from (value for name, value in device.attributes.items() if name == part.of)
    elif part.key == "TEST":
        raise ValueError(f"unknown: {part}")
    else:
        yield device.above.get(f"{part.key} {part.of}".strip(), "")


def _give(device: Device, part: Part) -> None:
    if part.key not in GIVEN:
        raise ValueError(f"unknown: {part}")
    if part.key == "ENV":
        device.properties[part.of] = part.value
    elif part.key == "ATTR":
        device.attributes[part.of] = part.value
    elif part.key == "SYMLINK":
        device.links.update(part.value.split())
    elif part.key != "LABEL":
        device.given[part.key] = part.value
