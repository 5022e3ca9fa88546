"""An administrator registers an agent's system; it comes in over a real line by its own key."""

import asyncio
import json
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from app import access
from app.access import Role
from app.access.schemas import NewAgent
from app.client import Client, Problem
from app.core import db
from tests.builders import AGENT, PROVINCE, enrolled

from .conftest import Run


async def test_a_system_is_registered_comes_in_and_is_shut_out(
    own_house: str, service: str, ansinh: Run, tmp_path: Path
) -> None:
    async with Client(service) as api:
        await prepare_agent()
        administrator, person = await enrolled(
            (Role.ADMINISTRATOR, ""), (Role.PAYMENT_AGENT, PROVINCE)
        )

        def run(*words: str) -> str:
            said = ansinh(*words)
            assert said.returncode == 0, said.stderr
            return said.stdout.strip()

        async def line(*words: str) -> str:
            return await asyncio.to_thread(run, *words)

        await line("login", "--code", administrator.code, "--server", service)
        number = await line(
            "agent", "add-system", AGENT, "--client-id", "buudien.tinh", "--name", "Chi trả",
            "--officer", str(person.officer_id), "--document", "07/CV",
        )  # fmt: skip
        key, file = OKPKey.generate_key("Ed25519"), tmp_path / "khoa.pem"
        file.write_bytes(key.as_pem(private=False))
        kid = await line("agent", "add-key", AGENT, number, str(file), "--days", "30")
        assert kid == key.thumbprint()
        await api.sign_in_machine("buudien.tinh", key.as_pem(private=True))
        assert (await api.me()).officer_id == person.officer_id
        await line("agent", "revoke-key", AGENT, number, kid)
        with pytest.raises(Problem, match="unauthenticated"):
            await api.me()
        with pytest.raises(Problem, match="assertion-refused"):
            await api.sign_in_machine("buudien.tinh", key.as_pem(private=True))
        (told,) = json.loads(await line("agent", "systems", AGENT))
        assert [one["kid"] for one in told["keys"]] == [kid]
        file.write_text("không phải khóa")
        wrong = await asyncio.to_thread(ansinh, "agent", "add-key", AGENT, number, str(file))
        assert wrong.returncode == 2


async def prepare_agent() -> None:
    """The post office is known."""
    async with db.transaction(db.NOBODY) as session:
        await access.add_agents(session, [NewAgent(code=AGENT, name="Bưu điện tỉnh")])
