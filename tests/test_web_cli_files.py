"""Output files appear whole or not at all; pictures need a Chromium and say so."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from web.chromium import NoChromiumError, PictureError, chromium, page_around, picture, size_of
from web.cli.drawing import as_picture
from web.cli.files import whole_file, write_json, write_whole
from web.cli.speech import Refusal


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old", "utf-8")

    def fail() -> None:
        with whole_file(target) as temporary:
            temporary.write_text("half", "utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_written_file_may_be_read_by_others_as_usual(tmp_path: Path) -> None:
    write_whole(tmp_path / "out.csv", "a\r\nb\n")
    assert (tmp_path / "out.csv").read_bytes() == b"a\r\nb\n"
    usual = tmp_path / "usual"
    usual.touch()
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_json_has_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "out.json", {"a": float("nan")})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["", "no-folder/out.csv"])
def test_a_place_that_takes_no_file_is_refused(tmp_path: Path, target: str) -> None:
    with pytest.raises(Refusal, match="folder"):
        write_whole(tmp_path / target, "x")


def test_without_chromium_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoChromiumError, match=r"apt install chromium.*CHROMIUM.*write svg"):
        chromium()


def test_a_named_chromium_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nothing"))
    with pytest.raises(NoChromiumError, match="Chromium"):
        chromium()
    with pytest.raises(Refusal, match="write svg"):
        as_picture("<svg/>", ".png")


def test_a_chromium_that_draws_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "quiet"
    program.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    with pytest.raises(PictureError, match="drew nothing"):
        picture('<svg viewBox="0 0 10 10"/>', ".png")


def test_a_chromium_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program, noted = tmp_path / "slow", tmp_path / "child"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {noted}\nenv > {tmp_path / 'env'}\nwait\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    monkeypatch.setenv("SIVUVIRTA_SECRET_KEY", "never handed on")
    with pytest.raises(PictureError, match="did not finish"):
        picture('<svg viewBox="0 0 10 10"/>', ".png", longest_s=1)
    state = Path(f"/proc/{noted.read_text('utf-8').strip()}/stat")
    assert not state.exists() or state.read_text("utf-8").split()[2] == "Z"
    assert "never handed on" not in (tmp_path / "env").read_text("utf-8")


def test_the_picture_is_as_large_as_the_drawing() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1240.2 700"></svg>'
    assert size_of(svg) == (1241 + 48, 700 + 48)
    page = page_around(svg, 1241 + 48, 700 + 48)
    assert "size:1289px 748px" in page
    assert "margin:24px;width:1241px;height:700px" in page
    with pytest.raises(PictureError, match="no size"):
        size_of("<svg></svg>")
