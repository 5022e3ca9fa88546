"""Column shapes that every room shares."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Identity, SmallInteger, Text, text
from sqlalchemy.orm import mapped_column

Id = Annotated[int, mapped_column(BigInteger, Identity(always=True), primary_key=True)]
Big = Annotated[int, mapped_column(BigInteger)]
Small = Annotated[int, mapped_column(SmallInteger)]
Words = Annotated[str, mapped_column(Text)]
AreaPath = Annotated[str, mapped_column(Text(collation="C"))]
"""Codes with a closing dot: "42.436.18070."; row policies compare it as a range."""
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Told = Annotated[
    int,
    mapped_column(BigInteger, server_default=text("pg_current_xact_id()::text::bigint")),
]
"""The transaction that said it: whoever looked before it began to be seen must look again."""
Stamp = Annotated[
    datetime,
    mapped_column(DateTime(timezone=True), server_default=text("nation.house_now()")),
]
"""Set by the database from the moment of the act."""
