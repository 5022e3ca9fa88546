"""The verdict on every row of every list."""

from sqlalchemy import Boolean, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import AreaPath, Big
from app.core.db import Base


class ListRow(Base):
    """One row of the office's sheet: good, or faulty with its problems (identities masked)."""

    __tablename__ = "list_row"

    list_id: Mapped[Big] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    good: Mapped[bool] = mapped_column(Boolean)
    problems: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB(none_as_null=True))
    area_path: Mapped[AreaPath]
