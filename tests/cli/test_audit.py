"""`ansinh audit`: sealed, exported, verified by the command and by the script carried out alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.audit import verify_trail
from tests.audit.trails import write_history

from .conftest import Run


def alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script by itself: copied away, isolated from this house's folders and settings."""
    script = shutil.copy(verify_trail.__file__, folder / "verify_trail.py")
    return subprocess.run(
        [sys.executable, "-I", str(script), *arguments],
        cwd=folder, env={"PATH": "/usr/bin"}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    return {
        "ANSINH_SEAL_KEY_FILE": str(tmp_path / "seal.key"),
        "ANSINH_SEAL_FOLDER": str(tmp_path / "notes"),
    }


async def test_the_operator_seals_exports_and_verifies(
    ansinh: Run, house: str, tmp_path: Path, places: dict[str, str]
) -> None:
    await write_history(house, 5_000_000, 3)
    said = ansinh("audit", "seal", "--json", **places)
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["42"]["rows"] >= 3
    assert "Tỉnh 42: khóa thêm 0 dòng" in ansinh("audit", "seal", **places).stderr
    file, key = tmp_path / "trail.jsonl", tmp_path / "seal.key.pub"
    assert ansinh("audit", "export", str(file)).returncode == 2
    said = ansinh("audit", "export", str(file), "--province", "42", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["bytes"] == file.stat().st_size
    assert file.stat().st_mode & 0o077 == 0
    newest = verify_trail.notes_in((tmp_path / "notes" / "42.notes").read_text())[-1]
    (tmp_path / "kept.note").write_text(newest)
    check = [str(file), "--note", str(tmp_path / "kept.note")]
    for said in (ansinh("audit", "verify", *check), alone(tmp_path, *check)):
        assert said.returncode == 0, said.stdout + said.stderr
        assert "nguyên vẹn" in said.stdout
        assert "Chưa đối chiếu khóa" in said.stdout
    keyed = alone(tmp_path, *check, "--key", str(key), "--json")
    told = json.loads(keyed.stdout)
    if told["notes"] == 1:  # nobody sealed this house before with another key
        assert (told["ok"], keyed.returncode) == (True, 0)


async def test_what_is_wrong_is_told_with_its_place(
    ansinh: Run, house: str, tmp_path: Path, places: dict[str, str]
) -> None:
    await write_history(house, 6_000_000, 3)
    ansinh("audit", "seal", **places)
    file = tmp_path / "trail.jsonl"
    ansinh("audit", "export", str(file), "--province", "42")
    whole = file.read_text()
    file.write_text(whole.replace("6000002, 1, null", "6000009, 1, null"))
    for said in (ansinh("audit", "verify", str(file)), alone(tmp_path, str(file))):
        assert said.returncode == 1
        assert "đã bị sửa sau khi khóa: lịch sử hồ sơ 6000009, lần 1." in said.stdout
    file.write_text("\n".join(whole.splitlines()[:-1]) + "\nkhông phải JSON\n")
    said = alone(tmp_path, str(file))
    assert said.returncode == 1
    assert "không đúng dạng" in said.stdout
    assert alone(tmp_path, str(tmp_path / "none")).returncode == 2


def test_who_saw_asks_the_service(ansinh: Run) -> None:
    said = ansinh("audit", "who-saw", "1", "--server", "http://127.0.0.1:9")
    assert (said.returncode, "ansinh login" in said.stderr) == (1, True)
