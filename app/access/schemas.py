"""Shapes of access: people in office, tokens, who I am."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

from app.access.rules import Role
from app.core.shapes import AreaPathText, Id, Line, Order

UserName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]{3,60}$")]


class NewAppointment(Order):
    """A role in a unit; `unit_path` is a path of codes ("42.436."), empty for the nation."""

    role: Role
    unit_path: AreaPathText
    document_number: Line
    valid_from: date
    valid_to: date | None = None
    agent_code: Line | None = None


class AppointmentEnd(Order):
    """The last day of an appointment, and the document that says so."""

    last_day: date
    document_number: Line


class ByDocument(Order):
    """An act by which document."""

    document_number: Line


class NewOfficer(Order):
    """A natural person in office, the account they come in by, and their first appointment."""

    user_name: UserName
    full_name: Line
    id_number: Annotated[str, StringConstraints(pattern=r"^([0-9]{9}|[0-9]{12})$")] | None = None
    appointment: NewAppointment


class NewOfficers(Order):
    """Up to 5,000 people enrolled in one act."""

    officers: Annotated[list[NewOfficer], Field(min_length=1, max_length=5000)]


class Enrolled(BaseModel):
    """The one-use code with which the officer takes possession of the account; shown once."""

    user_name: str
    officer_id: int
    account_id: int
    enrolment_code: str


class NewAgent(Order):
    """A payment agent (đơn vị chi trả)."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_-]{2,20}$")]
    name: Line


class SignIn(Order):
    """Either a one-use enrolment code (and the password to set), or a user name with a password.

    `one_time_code` is what the authenticator shows now, for an account that has one.
    """

    enrolment_code: Annotated[SecretStr, Field(max_length=100)] | None = None
    user_name: Annotated[str, StringConstraints(max_length=60)] | None = None
    password: Annotated[SecretStr, Field(max_length=200)] | None = None
    one_time_code: Annotated[SecretStr, Field(max_length=10)] | None = None
    appointment_id: Id | None = None


class TokenGiven(BaseModel):
    """An opaque token for `Authorization: Bearer`; valid until `expires_at`."""

    token: str
    expires_at: datetime
    role: Role
    unit_path: str


class Me(BaseModel):
    """Who the service thinks is asking."""

    officer_id: int
    role: Role
    unit_path: str
    permissions: list[str]
