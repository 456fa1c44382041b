"""One package provides OpenCV, and the reader of documents runs its networks without the package they come in."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest


def test_only_the_headless_package_provides_cv2() -> None:
    """Two would overwrite each other's files, and the other one needs a screen's libraries."""
    assert set(packages_distributions()["cv2"]) == {"opencv-python-headless"}


def test_nothing_that_could_fetch_or_log_is_imported_to_read() -> None:
    pytest.importorskip("onnxruntime")
    program = (
        "import sys; from drivers.documents.engine import Engine; import drivers.documents.looking; Engine();"
        "print(sorted({'rapidocr', 'requests', 'urllib3', 'omegaconf', 'colorlog', 'tqdm'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
