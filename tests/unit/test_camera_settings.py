"""The camera's table: what it may say, and each problem as a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.assembly.cameras import PI_SOCKET, mounting_of, source_of
from kiosk.settings import SettingsProblems, load
from kiosk.settings.camera import CameraSettings

DEMO = (Path(__file__).parents[2] / "config" / "demo.toml").read_text(encoding="utf-8")


def read(folder: Path, table: str) -> CameraSettings:
    """Return the camera's settings of the demo site with `table` for its [camera]."""
    before, rest = DEMO.split("[camera]\n")
    after = rest.partition("\n[")[1] + rest.partition("\n[")[2]
    file = folder / "site.toml"
    file.write_text(f"{before}[camera]\n{table}\n{after}", encoding="utf-8")
    found = load(file).camera
    assert found is not None
    return found


def problems(folder: Path, table: str) -> list[str]:
    with pytest.raises(SettingsProblems) as wrong:
        read(folder, table)
    return [problem.partition(": ")[2] for problem in wrong.value.problems]


@pytest.mark.parametrize(
    ("source", "opened"),
    [
        ("/dev/loge-camera", "/dev/loge-camera"),
        ("pi", PI_SOCKET),
        ("unix:dev/camera", "unix:/site/dev/camera"),
        ("http://192.0.2.5/video.mjpg", "http://192.0.2.5/video.mjpg"),
        ("pictures/%03d.png", "/site/pictures/%03d.png"),
    ],
)
def test_each_source_is_opened_where_it_is(tmp_path: Path, source: str, opened: str) -> None:
    assert source_of(read(tmp_path, f'source = "{source}"'), Path("/site")) == opened


def test_silence_means_upright_automatic_and_nothing_kept(tmp_path: Path) -> None:
    camera = read(tmp_path, 'source = "pi"')
    assert mounting_of(camera).is_plain and camera.exposure == "auto" and camera.evidence == ()
    assert (camera.evidence_per_day, camera.evidence_days) == (500, 30)


def test_everything_said(tmp_path: Path) -> None:
    table = 'source = "pi"\nrotation = 270\nmirror = true\nexposure = 8\nevidence = ["forced", "collect"]'
    camera = read(tmp_path, table)
    assert (mounting_of(camera).rotation, mounting_of(camera).mirrored) == (270, True)
    assert camera.exposure == 8.0 and camera.evidence == ("forced", "collect")
    assert read(tmp_path, 'source = "pi"\nexposure = "bracket"').exposure == "bracket"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('source = "0"', "camera.source = '0': a device is named by its path, for example \"/dev/loge-camera\""),
        ('source = "webcam"', "camera.source = 'webcam': not a camera; for example"),
        ('source = "https://192.0.2.5/"', "a camera is reached without TLS"),
        ('source = "pi"\nexposure = "brackets"',
         "allowed are \"auto\", \"bracket\" and milliseconds; did you mean 'bracket'?"),
        ('source = "pi"\nexposure = 900', "camera.exposure = 900: from 0.05 to 200 milliseconds are allowed"),
        ('source = "pi"\nexposure = true', 'allowed are "auto", "bracket" and milliseconds'),
        ('source = "http://192.0.2.5/"\nexposure = "bracket"', "sets its own exposure; only \"auto\" is possible"),
        ('source = "pi"\nevidence = ["forced", "forced"]', "forced stands there twice"),
        ('source = "pi"\ncodes = ["qr", "qr"]', "qr stands there twice"),
        ('source = "pi"\ncodes = ["qr", "ean"]', "did you mean"),
        ('source = "pi"\ncodes = []', "camera.codes"),
        ('source = "pi"\nrotation = 45', "camera.rotation = 45"),
        ('source = "pi"\nevidence_dais = 3',
         "camera.evidence_dais: there is no such setting; did you mean 'evidence_days'?"),
    ],
)  # fmt: skip
def test_each_problem_is_a_sentence(tmp_path: Path, table: str, said: str) -> None:
    found = problems(tmp_path, table)
    assert len(found) == 1 and said in found[0], found


def test_an_unknown_moment_is_told_with_what_is_allowed(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, 'source = "pi"\nevidence = ["fired"]')
    assert "camera.evidence.1 = 'fired'" in found and "'forced'" in found
