"""Who is who: the keys under which a person is known, strongest first. Pure."""

from datetime import date
from typing import Final, NamedTuple

from app.core.digests import keyed_digest

IDENTITY: Final = 1
NAME_BIRTH_SEX: Final = 2
NAME_YEAR_COMMUNE: Final = 3
HAS_CMND: Final = 1
HAS_CCCD: Final = 2
HAS_BIRTH_DATE: Final = 4


class Key(NamedTuple):
    """One keyed digest of one person, and how strongly it speaks."""

    digest: str
    kind: int


def flags_of(id_kind: str | None, birth_date: date | None) -> int:
    """What is known of a person, so that contradictions show without looking at names."""
    known = {"CMND": HAS_CMND, "CCCD": HAS_CCCD}.get(id_kind or "", 0)
    return known | (HAS_BIRTH_DATE if birth_date else 0)


def keys_of(
    *,
    id_number: str | None,
    name_key: str,
    birth_date: date | None,
    birth_year: int | None,
    sex: str | None,
    commune: str,
) -> list[Key]:
    """The digests of one person: identity number; name + birth date + sex; name + year + commune.

    A blank never makes a key, because blank never equals blank.
    """
    keys: list[Key] = []
    if id_number:
        keys.append(Key(keyed_digest("id", id_number), IDENTITY))
    if birth_date and sex:
        value = f"{name_key}\x1f{birth_date.isoformat()}\x1f{sex}"
        keys.append(Key(keyed_digest("name-birth-sex", value), NAME_BIRTH_SEX))
    if birth_year:
        value = f"{name_key}\x1f{birth_year}\x1f{commune}"
        keys.append(Key(keyed_digest("name-year-commune", value), NAME_YEAR_COMMUNE))
    return keys


CONTRADICTING: Final = {
    NAME_BIRTH_SEX: HAS_CMND | HAS_CCCD,
    NAME_YEAR_COMMUNE: HAS_CMND | HAS_CCCD | HAS_BIRTH_DATE,
}
"""What two different people cannot both have and still be one: two CMND, two CCCD; and where only
the year agrees, two full birth dates, which would have agreed as a stronger key."""
