"""Client: the service's API as typed calls, for the command line, the demonstration and others.

    import asyncio
    from pathlib import Path

    from app.client import Client

    async def hand_in(server: str, password: str) -> None:
        async with Client(server) as api:
            await api.sign_in(user_name="xa.tranphu", password=password)
            received = await api.receive_list("08", Path("ho-ngheo.xlsx").read_bytes())
            async for reading in api.watch_reading(received.id):
                print(reading.phase_vi, reading.rows_done)
            print(reading.good_count, reading.faulty_count, reading.doubt_count)
            if reading.faulty_count:
                Path("loi.xlsx").write_bytes(await api.marked_workbook(received.id))
            await api.submit_list(received.id, reading.good_count or 0)

    asyncio.run(hand_in("http://127.0.0.1:8000", "…"))

Every act carries an Idempotency-Key and is sent again with the same key when its answer is lost;
give `key=` to keep it over a restart of your own program. A refusal is raised as `Problem`, with
the sentence the service gave; no answer at all as `Unreachable`.
"""

from app.client.api import Client
from app.client.lists import CSV, JSON, XLSX, media_type_of
from app.client.transport import Problem, Unreachable

__all__ = ["CSV", "JSON", "XLSX", "Client", "Problem", "Unreachable", "media_type_of"]
