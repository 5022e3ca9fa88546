"""Invented numbers of workers and employers: well formed, and made to belong to nobody."""

import random
from collections.abc import Mapping
from typing import NamedTuple

_STEP, _SPACE = 61_803, 100_000


class Company(NamedTuple):
    """An invented employer."""

    name: str
    tax_code: str
    address: str
    industry: str
    phone: str

    def head(self, **more: str) -> Mapping[str, str]:
        """What stands above an employer's list."""
        return {
            "employer_name": self.name, "tax_code": self.tax_code, "address": self.address,
            "industry": self.industry, "phone": self.phone, **more,
        }  # fmt: skip


class Numbers:
    """Hands out numbers, none twice."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._given = 0

    def _serial(self) -> int:
        self._given += 1
        return self._given * _STEP % _SPACE

    def insurance(self) -> str:
        """Ten digits of a social insurance book."""
        return f"42199{self._serial():05d}"

    def account(self) -> str:
        """Thirteen digits of a bank account."""
        return f"37990000{self._serial():05d}"

    def phone(self) -> str:
        """A mobile number."""
        return f"09810{self._serial():05d}"

    def tax_code(self) -> str:
        """Ten digits of which the last is the check digit."""
        # Imported here: only building the papers needs it.
        from stdnum.exceptions import ValidationError
        from stdnum.vn import mst

        while True:
            nine = f"3099{self._serial():05d}"
            for last in "0123456789":
                try:
                    return str(mst.validate(nine + last))
                except ValidationError:
                    continue


def mistyped(tax_code: str) -> str:
    """The code with one digit typed wrongly, which its check digit tells."""
    return tax_code[:-1] + str((int(tax_code[-1]) + 1) % 10)
