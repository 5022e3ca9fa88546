"""Who may do what: roles, permissions, and which role has which. Read it as the table it is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.db import Standing
from app.core.errors import Refused


class Role(StrEnum):
    """A role in a unit (chức danh); the level is the unit's."""

    COMMUNE_OFFICER = "commune_officer"
    DISTRICT_OFFICER = "district_officer"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_SECRETARY = "council_secretary"
    CONFIRMING_BODY = "confirming_body"
    UNION_OFFICER = "union_officer"
    INSURANCE_OFFICER = "insurance_officer"
    TAX_OFFICER = "tax_officer"
    FINANCE_OFFICER = "finance_officer"
    CHAIRMAN = "chairman"
    PAYMENT_AGENT = "payment_agent"
    DEPARTMENT_REPORTER = "department_reporter"
    AUDITOR = "auditor"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    POLICY_KEEPER = "policy_keeper"
    BANK_OFFICER = "bank_officer"


class Permission(StrEnum):
    """One act or reading that a door names."""

    SUBMIT_LIST = "submit_list"
    READ_LIST = "read_list"
    READ_TEMPLATE = "read_template"
    READ_DOSSIER = "read_dossier"
    POST_LIST = "post_list"
    CONFIRM_LIST = "confirm_list"
    READ_CONFIRMATION = "read_confirmation"
    HOLD_SITTING = "hold_sitting"
    READ_SITTING = "read_sitting"
    SIT = "sit"
    ANSWER_QUESTION = "answer_question"
    MAKE_BATCH = "make_batch"
    READ_BATCH = "read_batch"
    DECIDE = "decide"
    DELEGATE = "delegate"
    MANAGE_FUNDS = "manage_funds"
    READ_FUNDS = "read_funds"
    RELEASE_PAYOUT = "release_payout"
    READ_PAYOUT = "read_payout"
    TAKE_ORDERS = "take_orders"
    READ_NOTIFICATION = "read_notification"
    ARRANGE_PAYEE = "arrange_payee"
    REPORT_PAYMENT = "report_payment"
    READ_STATEMENT = "read_statement"
    MANAGE_RECOVERY = "manage_recovery"
    READ_RECOVERY = "read_recovery"
    RECORD_RECEIPT = "record_receipt"
    READ_HANDOVER = "read_handover"
    SETTLE_EXCEPTION = "settle_exception"
    READ_REPORT = "read_report"
    ISSUE_REPORT = "issue_report"
    REPORT_NOTICE = "report_notice"
    RULE_ON_IDENTITY = "rule_on_identity"
    READ_IDENTITY = "read_identity"
    LOOK_UP_PERSON = "look_up_person"
    RECORD_DECLINATION = "record_declination"
    DECLARE_RELATIVE = "declare_relative"
    NAME_COLUMNS = "name_columns"
    RECORD_COMPLAINT = "record_complaint"
    READ_COMPLAINT = "read_complaint"
    READ_COMPLAINANT = "read_complainant"
    ANSWER_COMPLAINT = "answer_complaint"
    HOLD_CASE = "hold_case"
    INSPECT = "inspect"
    READ_HISTORY = "read_history"
    READ_SEAL = "read_seal"
    MANAGE_ACCESS = "manage_access"
    SET_CLOCK = "set_clock"
    CHANGE_CALENDAR = "change_calendar"
    ENTER_POLICY = "enter_policy"
    APPROVE_POLICY = "approve_policy"
    READ_POLICY = "read_policy"
    ANSWER_LOAN = "answer_loan"


P = Permission
_CASE_READING: Final = {
    P.READ_LIST,
    P.READ_TEMPLATE,
    P.READ_DOSSIER,
    P.READ_SITTING,
    P.READ_BATCH,
    P.READ_REPORT,
    P.READ_CONFIRMATION,
}
_AFTER_PAYMENT: Final = {P.READ_RECOVERY, P.READ_HANDOVER}
_CONFIRMING: Final = frozenset(
    {P.CONFIRM_LIST, P.READ_CONFIRMATION, P.READ_LIST, P.READ_TEMPLATE, P.READ_DOSSIER}
    | {P.ANSWER_QUESTION}
)
MAY: Final[dict[Role, frozenset[Permission]]] = {
    Role.COMMUNE_OFFICER: frozenset(
        {P.SUBMIT_LIST, P.POST_LIST, P.READ_LIST, P.READ_TEMPLATE, P.READ_DOSSIER, P.READ_REPORT}
        | {P.LOOK_UP_PERSON, P.RECORD_DECLINATION, P.DECLARE_RELATIVE, P.NAME_COLUMNS}
        | {P.READ_IDENTITY, P.RULE_ON_IDENTITY, P.READ_CONFIRMATION, P.ANSWER_QUESTION}
        | {P.RECORD_COMPLAINT, P.READ_COMPLAINT, P.ANSWER_COMPLAINT, P.ARRANGE_PAYEE}
        | {P.MANAGE_RECOVERY, P.RECORD_RECEIPT}
        | _AFTER_PAYMENT
    ),
    Role.DISTRICT_OFFICER: frozenset(
        _CASE_READING
        | {P.SUBMIT_LIST, P.MAKE_BATCH, P.LOOK_UP_PERSON, P.RECORD_DECLINATION}
        | {P.DECLARE_RELATIVE, P.NAME_COLUMNS, P.READ_IDENTITY, P.RULE_ON_IDENTITY}
        | {P.RECORD_COMPLAINT, P.READ_COMPLAINT, P.ANSWER_COMPLAINT, P.HOLD_CASE}
        | {P.ANSWER_QUESTION, P.MANAGE_RECOVERY, P.ARRANGE_PAYEE}
        | _AFTER_PAYMENT
    ),
    Role.COUNCIL_MEMBER: frozenset(
        _CASE_READING | {P.SIT, P.READ_IDENTITY, P.DECLARE_RELATIVE, P.READ_COMPLAINT}
    ),
    Role.COUNCIL_SECRETARY: frozenset(
        _CASE_READING
        | {P.HOLD_SITTING, P.SIT, P.READ_IDENTITY, P.RULE_ON_IDENTITY, P.DECLARE_RELATIVE}
        | {P.READ_COMPLAINT, P.ANSWER_QUESTION}
    ),
    Role.CONFIRMING_BODY: frozenset({P.REPORT_NOTICE, P.READ_TEMPLATE}),
    Role.UNION_OFFICER: _CONFIRMING,
    Role.INSURANCE_OFFICER: _CONFIRMING,
    Role.TAX_OFFICER: _CONFIRMING,
    Role.FINANCE_OFFICER: frozenset(
        {P.MANAGE_FUNDS, P.READ_FUNDS, P.RELEASE_PAYOUT, P.READ_PAYOUT, P.READ_BATCH}
        | {P.SETTLE_EXCEPTION}
        | {P.READ_STATEMENT, P.READ_REPORT, P.READ_SEAL, P.READ_COMPLAINT, P.READ_NOTIFICATION}
        | {P.MANAGE_RECOVERY}
        | _AFTER_PAYMENT
    ),
    Role.CHAIRMAN: frozenset(
        _CASE_READING
        | {P.DECIDE, P.DELEGATE, P.READ_FUNDS, P.READ_SEAL, P.DECLARE_RELATIVE}
        | {P.READ_COMPLAINT, P.ANSWER_COMPLAINT, P.HOLD_CASE, P.APPROVE_POLICY, P.READ_POLICY}
        | _AFTER_PAYMENT
    ),
    Role.PAYMENT_AGENT: frozenset(
        {P.READ_PAYOUT, P.TAKE_ORDERS, P.REPORT_PAYMENT, P.READ_STATEMENT, P.READ_SEAL}
        | {P.RECORD_RECEIPT, P.READ_HANDOVER}
    ),
    Role.DEPARTMENT_REPORTER: frozenset(
        _CASE_READING
        | {P.READ_FUNDS, P.READ_PAYOUT, P.READ_STATEMENT, P.MAKE_BATCH, P.READ_NOTIFICATION}
        | {P.SETTLE_EXCEPTION}
        | {P.SUBMIT_LIST, P.NAME_COLUMNS, P.READ_IDENTITY, P.RULE_ON_IDENTITY, P.READ_SEAL}
        | {P.CHANGE_CALENDAR, P.ANSWER_QUESTION, P.ENTER_POLICY, P.READ_POLICY}
        | {P.RECORD_COMPLAINT, P.READ_COMPLAINT, P.ANSWER_COMPLAINT, P.HOLD_CASE}
        | {P.ARRANGE_PAYEE, P.ISSUE_REPORT}
        | _AFTER_PAYMENT
    ),
    Role.AUDITOR: frozenset(
        _CASE_READING
        | {P.READ_FUNDS, P.READ_PAYOUT, P.READ_STATEMENT, P.READ_HISTORY, P.READ_IDENTITY}
        | {P.READ_SEAL, P.READ_COMPLAINT, P.READ_COMPLAINANT, P.READ_POLICY, P.READ_NOTIFICATION}
        | _AFTER_PAYMENT
    ),
    # The Fatherland Front, inspection teams: they look, say what they found, and decide nothing.
    Role.INSPECTOR: frozenset(
        _CASE_READING
        | {P.READ_FUNDS, P.READ_PAYOUT, P.READ_STATEMENT, P.READ_IDENTITY, P.READ_SEAL}
        | {P.RECORD_COMPLAINT, P.READ_COMPLAINT, P.READ_COMPLAINANT, P.HOLD_CASE, P.INSPECT}
        | _AFTER_PAYMENT
    ),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_ACCESS, P.SET_CLOCK, P.CHANGE_CALENDAR}),
    Role.POLICY_KEEPER: frozenset({P.ENTER_POLICY, P.APPROVE_POLICY, P.READ_POLICY}),
    Role.BANK_OFFICER: frozenset({P.ANSWER_LOAN, P.READ_LIST, P.READ_TEMPLATE, P.READ_DOSSIER}),
}


class Seat(NamedTuple):
    """What the desk of somebody says: their name, and their unit with the one above it."""

    person: str
    unit: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: a natural person, through an account, under one appointment."""

    account_id: int
    officer_id: int
    appointment_id: int
    role: Role
    unit_path: str
    agent: str | None = None
    seat: Seat | None = None
    """Told to those who come by page."""

    @property
    def standing(self) -> Standing:
        """What the opener tells the database."""
        return Standing(self.unit_path, self.account_id, self.officer_id, self.agent or "")

    def may(self, permission: Permission) -> bool:
        """Whether the role carries the permission."""
        return permission in MAY[self.role]


@dataclass(frozen=True, slots=True)
class Grant:
    """An appointment to be made."""

    role: Role
    unit_path: str
    valid_from: date
    valid_to: date | None
    document_number: str
    agent_code: str | None


class UnknownEnrolment(Refused):
    """This enrolment code is unknown, used or expired."""

    status = 401
    vi = "Mã kích hoạt không đúng, đã dùng hoặc hết hạn."


class WrongPassword(Refused):
    """The user name or the password is wrong, or too many attempts were made; wait and retry."""

    status = 401
    vi = "Tên đăng nhập hoặc mật khẩu không đúng, hoặc thử quá nhiều lần; hãy chờ rồi thử lại."


class WrongCode(Refused):
    """The six digits are wrong, used already or too old; wait for new ones and take those."""

    status = 422
    field = "ma-6-so"
    vi = "Mã xác thực không đúng, đã dùng hoặc đã cũ; hãy chờ ứng dụng hiện mã mới rồi nhập mã đó."


class SecondFactorNeeded(Refused):
    """This account has a second factor; send the six digits shown now as `one_time_code`."""

    status = 401
    vi = "Tài khoản này có mã xác thực; hãy gửi kèm 6 số đang hiện trong ứng dụng (one_time_code)."


class OldPasswordWrong(Refused):
    """The present password is another one."""

    status = 422
    field = "mat-khau-cu"
    vi = "Mật khẩu hiện nay không đúng."


class NoAppointment(Refused):
    """This account has no appointment in force; or several, and none was chosen."""

    status = 403
    vi = "Tài khoản không có chức danh còn hiệu lực, hoặc có nhiều chức danh mà chưa chọn."


class OutsideTerritory(Refused):
    """An administrator appoints people within their own territory only."""

    status = 403
    vi = "Người quản trị chỉ được bổ nhiệm trong phạm vi địa bàn của mình."


class DatesInDisorder(Refused):
    """An appointment cannot end before it begins."""

    status = 422
    vi = "Chức danh không thể kết thúc trước khi bắt đầu."


class AgentUnfit(Refused):
    """A payment agent's officer, and nobody else, names the agency; it must be recorded first."""

    status = 422
    vi = "Chỉ người của đơn vị chi trả mới ghi mã đơn vị chi trả, và đơn vị đó phải có trước."


class AlreadyEnrolled(Refused):
    """This natural person, user name or appointment is already recorded."""

    vi = "Người này, tên đăng nhập này hoặc chức danh này đã được ghi nhận."
