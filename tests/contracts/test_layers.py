"""Each layer imports only what it may, and device libraries stay inside their driver."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "drivers", "ui")
AT_HOME = {
    "cv2": ("drivers/camera/", "drivers/documents/"),  # what looks at pictures
    "onnxruntime": ("drivers/documents/",),
    "pyzbar": ("drivers/camera/",),
    "nfc": ("drivers/pn532/",),
    "escpos": ("drivers/escpos_printer/",),
    "gpiozero": ("drivers/gpio_doors/",),
}


def imported(source: str) -> Iterator[str]:
    """Yield the top name of every import in `source`, those inside functions included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def strays(root: Path) -> list[str]:
    """Return "file imports library" for each device library used outside its driver."""
    found = []
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            for library in sorted(set(imported(file.read_text(encoding="utf-8"))) & AT_HOME.keys()):
                if not name.startswith(AT_HOME[library]):
                    found.append(f"{name} imports {library}")
    return found


def test_layers_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_device_libraries_stay_in_their_driver() -> None:
    assert strays(ROOT) == []


@pytest.mark.parametrize(
    "line", ["import cv2", "from cv2 import VideoCapture", "def f():\n    import cv2.aruco"]
)
def test_a_stray_import_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "kiosk").mkdir()
    (tmp_path / "kiosk" / "camera.py").write_text(line + "\n", encoding="utf-8")
    assert strays(tmp_path) == ["kiosk/camera.py imports cv2"]
