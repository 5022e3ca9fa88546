"""People born on a day of their own: no misread name, and nobody without papers, is like them."""

from datetime import date, timedelta
from itertools import count

from tests.builders import Row, a_cccd, a_row

_days = count(1)


def somebody(form: str = "08", **changes: object) -> Row:
    """One clean person on a form, by field."""
    born = date(1931, 1, 1) + timedelta(days=next(_days))
    own = {"birth": f"{born:%d/%m/%Y}", "id_number": a_cccd(year=born.year)}
    return a_row(form, **(own | changes))


def crowd(form: str, how_many: int) -> list[Row]:
    """That many of them."""
    return [somebody(form) for _ in range(how_many)]
