"""The service as most tests ask it: built once for all that leave it as it is."""

from functools import cache

from fastapi import FastAPI


@cache
def the_service() -> FastAPI:
    """The service; its first request builds every door, half a second that is spent once.

    Whoever changes something of it builds their own.
    """
    from app.main import build

    return build()
