"""The token is kept for one service, readable by its owner alone."""

from pathlib import Path

import pytest

from app.cli import account
from app.cli.account import NotSignedIn, SignedIn

HERE = SignedIn("http://127.0.0.1:8000", "bí-mật", "2020-06-01T00:00:00Z", "auditor", "42.")


def test_a_token_is_kept_privately(home: Path) -> None:
    account.keep(HERE)
    account.keep(HERE)
    assert account.remembered() == HERE
    assert account.token_file() == home / "ansinh" / "token"
    assert account.token_file().stat().st_mode & 0o777 == 0o600
    assert [file.name for file in account.token_file().parent.iterdir()] == ["token"]
    account.forget()
    account.forget()
    assert account.remembered() is None


def test_a_token_goes_to_its_own_service_only(home: Path) -> None:
    account.keep(HERE)
    assert account.token_for(account.address(None)) == "bí-mật"
    with pytest.raises(NotSignedIn):
        account.token_for("http://127.0.0.1:8001")


def test_a_machine_may_bring_its_token(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSINH_TOKEN", "của máy")
    assert account.token_for("https://ansinh.example") == "của máy"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"server": "x"}'])
def test_a_damaged_file_is_nobody(home: Path, content: str) -> None:
    account.token_file().parent.mkdir()
    account.token_file().write_text(content)
    assert account.remembered() is None
    assert account.address(None) == "http://127.0.0.1:8000"


def test_only_this_machine_may_be_told_secrets_in_the_clear() -> None:
    assert account.in_the_clear("http://ansinh.example")
    assert not account.in_the_clear("https://ansinh.example")
    assert not account.in_the_clear("http://127.0.0.1:8000")
    assert not account.in_the_clear("http://[::1]:8000")
