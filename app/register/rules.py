"""Who is who: the keys under which a person is known, strongest first. Pure."""

from datetime import date
from typing import Final, NamedTuple

from app.core.digests import keyed_digest

IDENTITY: Final = 1
NAME_BIRTH_SEX: Final = 2
NAME_YEAR_COMMUNE: Final = 3
INSURANCE: Final = 4
EXACT: Final = (IDENTITY, INSURANCE)
"""Kinds of key that no two people share: they link by themselves."""

HAS_CMND: Final = 1
HAS_CCCD: Final = 2
HAS_BIRTH_DATE: Final = 4


class Known(NamedTuple):
    """What a list or a notice tells of a person; `area_path` is the commune's."""

    name_key: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    cmnd: str | None
    cccd: str | None
    insurance_number: str | None
    area_path: str


class Key(NamedTuple):
    """One keyed digest of one person, and how strongly it speaks."""

    digest: str
    kind: int


class Keys(NamedTuple):
    """The digests of one person, strongest first, None where nothing was said: blank is no key."""

    cccd: str | None
    cmnd: str | None
    insurance: str | None
    name_birth: str | None
    name_year: str | None
    flags: int

    @property
    def strongest(self) -> str | None:
        """The digest that says most."""
        return self.cccd or self.cmnd or self.insurance or self.name_birth or self.name_year

    @property
    def each(self) -> list[Key]:
        """Every digest there is, with its kind."""
        digests = (self.cccd, self.cmnd, self.insurance, self.name_birth, self.name_year)
        kinds = (IDENTITY, IDENTITY, INSURANCE, NAME_BIRTH_SEX, NAME_YEAR_COMMUNE)
        return [Key(one, kind) for one, kind in zip(digests, kinds, strict=True) if one]


def keys_of(one: Known) -> Keys:
    """Digests of the numbers, of name + birth date + sex, and of name + year + commune.

    `flags` says what is known of the person, so that contradictions show without any name.
    """
    name, born, year, sex, cmnd, cccd, insurance, commune = one
    flags = (HAS_CMND if cmnd else 0) | (HAS_CCCD if cccd else 0) | (HAS_BIRTH_DATE if born else 0)
    return Keys(
        keyed_digest("id", cccd) if cccd else None,
        keyed_digest("id", cmnd) if cmnd else None,
        keyed_digest("insurance", insurance) if insurance else None,
        keyed_digest("name-birth-sex", f"{name}\x1f{born.isoformat()}\x1f{sex}")
        if name and born and sex
        else None,
        keyed_digest("name-year-commune", f"{name}\x1f{year}\x1f{commune}")
        if name and year
        else None,
        flags,
    )


CONTRADICTING: Final = {
    NAME_BIRTH_SEX: HAS_CMND | HAS_CCCD,
    NAME_YEAR_COMMUNE: HAS_CMND | HAS_CCCD | HAS_BIRTH_DATE,
}
"""What two different people cannot both have and still be one: two CMND, two CCCD; and where only
the year agrees, two full birth dates, which would have agreed as a stronger key."""
