"""Shapes of people, of what is reported of them, of pairs and rulings, and of look-ups."""

from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.shapes import AreaPathText, Count, Id, Line, MaskedNumber, Order
from app.core.text import fold, tidy
from app.register.rules import Known as Known

_IdNumber = Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")]
_InsuranceNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{10}$")]
_Year = Annotated[int, Field(strict=True, ge=1880, le=2100)]
_Sex = Literal["M", "F"]


# --- what is reported of people -------------------------------------------------------------------


class PersonTold(Order):
    """Somebody as an office tells of them; `birth_date`, or only `birth_year` if no more is known.

    `area_path` is the commune where they live or lived ("42.436.18070.").
    """

    full_name: Line
    birth_date: date | None = None
    birth_year: _Year | None = None
    sex: _Sex | None = None
    id_number: _IdNumber | None = None
    insurance_number: _InsuranceNumber | None = None
    area_path: AreaPathText

    def as_known(self) -> Known:
        """The same person in the shape that keys are made from."""
        number = self.id_number or ""
        return Known(
            fold(tidy(self.full_name)),
            self.birth_date,
            self.birth_date.year if self.birth_date else self.birth_year,
            self.sex,
            number if len(number) == 9 else None,
            number if len(number) == 12 else None,
            self.insurance_number,
            self.area_path,
        )


class Reported(NamedTuple):
    """One person of a notice, and since when it holds."""

    known: Known
    since: date


class DeathReport(PersonTold):
    """One death."""

    died_on: date


class DeathList(Order):
    """Deaths reported by the competent office under one document."""

    document_number: Line
    deaths: Annotated[list[DeathReport], Field(min_length=1, max_length=5000)]


class NoticeReport(PersonTold):
    """One person of a notice; of who moved away, `area_path` is the commune left."""

    since: date


class NoticeList(Order):
    """People who died, moved away, are in prison or abroad, under one document."""

    matter: Literal["died", "moved", "imprisoned", "abroad"]
    document_number: Line
    people: Annotated[list[NoticeReport], Field(min_length=1, max_length=5000)]


class RelativeList(Order):
    """An officer's own relatives who are, or may be, on lists of the office."""

    relatives: Annotated[list[PersonTold], Field(min_length=1, max_length=200)]


class NoticesKept(BaseModel):
    """How many people were told of, and how many keys of theirs are kept."""

    notices: int
    keys: int


# --- pairs and rulings ----------------------------------------------------------------------------


class Shown(BaseModel):
    """Built straight from a row of the database."""

    model_config = ConfigDict(from_attributes=True)


class RulingOrder(Order):
    """An officer's word on a pair, given on what they saw: so many rulings before this one."""

    ruling: Literal["same", "different"]
    because: Line
    kept_id: Id | None = None
    """Whose number stays, when the two are one; the one with the stronger papers if not said."""
    expected_ruling_count: Count


class UndoingOrder(Order):
    """Why the ruling that stands is taken back."""

    because: Line


class RulingShown(Shown):
    """One word on a pair, in the order they were given."""

    id: int
    person_a: int
    person_b: int
    ruling: Literal["same", "different", "undone"]
    kept_id: int | None
    because: str
    ruled_by: int
    ruled_at: datetime


class RulingMade(BaseModel):
    """What a ruling did; `lost_dossier_id` is the live claim that the merger closed."""

    ruling_id: int
    pair_id: int
    ruling: Literal["same", "different", "undone"]
    kept_id: int | None
    lost_dossier_id: int | None
    ruling_count: int


class PairPerson(Shown):
    """One of the two, numbers masked but for the last three digits."""

    id: int
    full_name: str
    birth_date: date | None
    birth_year: int | None
    sex: str | None
    cmnd: MaskedNumber | None
    cccd: MaskedNumber | None
    insurance_number: MaskedNumber | None
    area_path: str


class Reason(BaseModel):
    """Why two people may be one, as a code and in words."""

    code: str
    vi: str


class PairShown(BaseModel):
    """Two people who may be one.

    open: waits for a ruling; same, different: what stands; replaced: one of them has since been
    put into a third person, whose own pair is open instead.
    """

    id: int
    state: Literal["open", "same", "different", "replaced"]
    score: int
    reasons: list[Reason]
    area_path: str
    found_at: datetime
    one: PairPerson
    other: PairPerson
    rulings: list[RulingShown]


class PairPage(BaseModel):
    """Pairs, and the cursor of the next page."""

    items: list[PairShown]
    next_after: int | None


class HouseholdShown(Shown):
    """A household in which a list names the person."""

    id: int
    kind: str
    list_year: int
    number: str
    head_name: str
    area_path: str


class PersonShown(PairPerson):
    """A person with what is known of them in this territory."""

    merged_into: int | None
    """The person this number was put into, if it was."""
    merged_from: list[int]
    """Numbers that were put into this person."""
    households: list[HouseholdShown]
    rulings: list[RulingShown]


# --- look-ups -------------------------------------------------------------------------------------


class LookUpOrder(Order):
    """Whom somebody asks for: one number, or name, full birth date and sex."""

    id_number: _IdNumber | None = None
    insurance_number: _InsuranceNumber | None = None
    full_name: Line | None = None
    birth_date: date | None = None
    sex: _Sex | None = None

    @model_validator(mode="after")
    def _one_way_to_ask(self) -> Self:
        name = (self.full_name, self.birth_date, self.sex)
        ways = [self.id_number is not None, self.insurance_number is not None, all(name)]
        if sum(ways) != 1 or (any(name) and not all(name)):
            raise ValueError("ask by one number, or by name, birth date and sex together")
        return self


class LookUpAnswer(BaseModel):
    """Whether the person is claimed, and whether here; never who, where or for what."""

    code: Literal["FREE", "CLAIMED_HERE", "CLAIMED_ELSEWHERE"]
