"""Checks across the cells of one row: months with money, days with days, numbers with persons."""

from datetime import date

from app.core.money import spoken
from app.core.text import fold
from app.intake.cells import (
    Fault,
    age_on,
    check_cccd,
    read_money,
    read_months,
    shown_text,
    whole,
)
from app.intake.frame import Frame
from app.intake.plan import places_of
from app.intake.rows import Check, CheckedRow, Raw
from app.policy import Group, GroupRule, Programme

OLD_AGE = 100
YOUNGEST_AT_WORK, OLDEST_AT_WORK = 15, 75
"""Beyond these ages a claim is not impossible, but somebody should look twice."""

_WORKING = frozenset({"NLD_TAMHOAN", "NLD_CHAMDUT", "NLD_KHONGHD", "NSDLD_VAY", "HKD"})
_STOP_FIELDS = {
    "01": ("suspended_from", "suspended_to"),
    "02": ("suspended_from", "suspended_to"),
    "03": ("contract_ended_on", None),
    "04": ("job_lost_on", None),
    "12": ("idle_from", "idle_to"),
    "14": ("idle_from", "idle_to"),
}
"""The days between which the support is due; without a last day to the end of the programme."""
_MONTHS_BY_SITUATION = frozenset({"03", "04"})
_PAST_DAYS = ("died_on", "moved_on", "disbursed_on", "contract_signed_on")
_IN_ORDER = (
    ("suspended_from", "suspended_to"),
    ("idle_from", "idle_to"),
    ("contract_signed_on", "contract_ended_on"),
)


def checks_of(frame: Frame) -> tuple[Check, ...]:
    """The checks that fit the form, in the order in which they are made."""
    fields = frozenset(frame.form.fields)
    found: list[Check] = []
    if "id_number" in fields:
        found.append(_cccd)
    if frame.form.group and "full_name" in fields:
        found.append(_money_check(frame))
    if frame.form.code == "10":
        found.append(_summary(frame))
    if "loan_dong" in fields:
        found.append(_loan)
    if "insurance_number" in fields and frame.form.column("insurance_number").required:
        found.append(_known_by_a_number)
    if any(frame.form.column(one).kind == "day" for one in fields):
        found.append(_days(frame))
    if "birth" in fields:
        found.append(_age(frame))
    if "account_name" in fields:
        found.append(_account_name)
    return tuple(found)


def _cccd(_: Raw, row: CheckedRow, faults: list[Fault], __: list[Fault]) -> None:
    if row["cccd"] is not None:
        row["cccd"] = check_cccd(row["cccd"], row["sex"], row["birth_year"], faults)


def _money_check(frame: Frame) -> Check:
    if frame.rule is not None and frame.rule.programme is not None:
        return _of_programme(frame, frame.rule, frame.rule.programme)
    if frame.form.code in _STOP_FIELDS:
        return _asked(frame)
    return _stated(frame)


def _stated(frame: Frame) -> Check:
    """Lists that state months and money: one is the rate times the other."""
    months_at, amount_at = places_of(frame.form, "months", "amount_dong")
    if months_at is None or amount_at is None or frame.rule is None:
        raise ValueError(f"form {frame.form.code} states no months or no money")
    cap, rate = frame.rule.months_cap, frame.rate

    def check(raw: Raw, row: CheckedRow, faults: list[Fault], _: list[Fault]) -> None:
        months = whole(raw[months_at])
        if months is None or not 1 <= months <= cap:
            months = read_months(raw[months_at], cap, faults)
        if months is None:
            row["amount_dong"] = read_money("amount_dong", raw[amount_at], faults) or 0
            return
        amount = whole(raw[amount_at])
        row["months"], row["amount_dong"] = months, amount or 0
        if amount != months * rate:
            faults.append(_amount_fault(raw[amount_at], rate, months))

    return check


def _of_programme(frame: Frame, rule: GroupRule, programme: Programme) -> Check:
    """A programme's sums: the same for all, by the month as in the law, or given up to a cap."""
    if programme.amount.kind == "monthly":
        return _stated(frame)
    return _given(frame, rule) if programme.amount.kind == "stated" else _fixed(frame)


def _fixed(frame: Frame) -> Check:
    (amount_at,) = places_of(frame.form, "amount_dong")
    assert amount_at is not None
    rate = frame.rate

    def check(raw: Raw, row: CheckedRow, faults: list[Fault], _: list[Fault]) -> None:
        cell = raw[amount_at]
        row["months"], row["amount_dong"] = 1, rate
        if cell is not None and cell != "" and whole(cell) != rate:
            wanted, reason = f"{spoken(rate)} đồng", "số tiền khác mức hỗ trợ của chương trình"
            faults.append(Fault("amount_dong", "AMOUNT_WRONG", shown_text(cell), wanted, reason))

    return check


def _given(frame: Frame, rule: GroupRule) -> Check:
    months_at, amount_at = places_of(frame.form, "months", "amount_dong")
    assert months_at is not None
    assert amount_at is not None
    cap, most = rule.months_cap, int(rule.amount_cap or 0)

    def check(raw: Raw, row: CheckedRow, faults: list[Fault], _: list[Fault]) -> None:
        row["months"] = read_months(raw[months_at], cap, faults) or 0
        cell = raw[amount_at]
        amount = whole(cell)
        row["amount_dong"] = amount or 0
        if amount is not None and 0 < amount <= most:
            return
        wanted = f"số đồng nguyên, không quá {spoken(most)} đồng một người"
        over = amount is not None and amount > most
        reason = "số tiền vượt mức tối đa của chương trình" if over else "số tiền không đúng"
        shown = "" if cell is None else shown_text(cell)
        faults.append(Fault("amount_dong", "AMOUNT_WRONG", shown, wanted, reason))

    return check


def _amount_fault(cell: object, rate: int, months: int) -> Fault:
    wanted = f"{spoken(rate)} đồng x {months} tháng = {spoken(months * rate)} đồng"
    reason = "số tiền không bằng mức hỗ trợ nhân số tháng"
    if whole(cell) is None and cell not in (None, ""):
        wanted = f"{months * rate}, viết liền, không dấu chấm, không chữ"
        reason = "số tiền không là số đồng nguyên"
    shown = "" if cell is None else shown_text(cell)
    return Fault("amount_dong", "AMOUNT_WRONG", shown, wanted, reason)


def _asked(frame: Frame) -> Check:
    """Lists of people who stopped working: months and money follow from the days."""
    months_at, amount_at = places_of(frame.form, "months", "amount_dong")

    def check(raw: Raw, row: CheckedRow, faults: list[Fault], _: list[Fault]) -> None:
        cell = None if months_at is None else raw[months_at]
        row["months"] = _months_asked(frame, cell, row, faults) or 0
        cell = None if amount_at is None else raw[amount_at]
        row["amount_dong"] = _amount_asked(frame, cell, row["months"], faults)

    return check


def _months_asked(frame: Frame, cell: object, row: CheckedRow, faults: list[Fault]) -> int | None:
    if frame.rule is None:
        return None
    said = None
    if cell is not None and cell != "":
        said = read_months(cell, frame.rule.months_cap, faults)
        if said is None:
            return None
    due = _months_due(frame, row)
    if due is None:
        return said
    by_situation = frame.form.code in _MONTHS_BY_SITUATION
    if due and (said is None or said == due or (by_situation and said < due)):
        return said or due
    wanted = f"{due} tháng theo các ngày đã ghi" if due else "thời gian tính được ít nhất một tháng"
    reason = "số tháng không khớp với các ngày trong dòng" if due else "không đủ một tháng"
    shown = "" if cell is None else shown_text(cell)
    faults.append(Fault("months", "MONTHS_WRONG", shown, wanted, reason))
    return None


def _months_due(frame: Frame, row: CheckedRow) -> int | None:
    """Months by the policy from the days in the row; None while a day is missing."""
    first_field, last_field = _STOP_FIELDS[frame.form.code]
    first = _day_in(row, first_field)
    if first is None or frame.rule is None:
        return None
    last = _day_in(row, last_field) if last_field else frame.rule.last_day
    if last is None:
        if last_field is None or frame.form.column(last_field).required:
            return None
        last = frame.rule.last_day
    return frame.policy.months_due(frame.rule.code, first, last)


def _day_in(row: CheckedRow, field: str) -> date | None:
    said = row["facts"].get(field)
    return date.fromisoformat(said) if isinstance(said, str) else None


def _amount_asked(frame: Frame, cell: object, months: int, faults: list[Fault]) -> int:
    said = None
    if cell is not None and cell != "":
        said = read_money("amount_dong", cell, faults)
        if said is None or not months:
            return said or 0
    if not months or frame.rule is None:
        return 0
    if frame.rule.monthly_rate is None:
        return _lent(frame, cell, said, months, faults)
    if said is not None and said != frame.rate * months:
        faults.append(_amount_fault(cell, frame.rate, months))
    return said if said is not None else frame.rate * months


def _lent(frame: Frame, cell: object, said: int | None, months: int, faults: list[Fault]) -> int:
    """The loan for one worker: at most a share of the zone's minimum wage, for so many months."""
    if frame.zone is None:
        if said is None and frame.form.purpose == "claims":
            wanted = "vùng lương tối thiểu (I đến IV) hoặc cột số tiền"
            reason = "không biết vùng lương tối thiểu để tính mức vay"
            faults.append(Fault("zone", "EMPLOYER_MISSING", "", wanted, reason))
        return said or 0
    most = int(frame.policy.amount_for(Group.NSDLD_VAY, months=months, zone=frame.zone))
    if said is not None and said > most:
        wanted = f"không quá {spoken(most)} đồng cho {months} tháng"
        reason = "số tiền vượt mức cho vay tối đa của vùng"
        faults.append(Fault("amount_dong", "AMOUNT_WRONG", shown_text(cell), wanted, reason))
    return said if said is not None else most


def _summary(frame: Frame) -> Check:
    """Form 10: money is people times the rate times the months, for both kinds of household."""
    rule = frame.policy.group(Group.HN)
    rates = (("poor", frame.rate_of(Group.HN)), ("near_poor", frame.rate_of(Group.HCN)))
    cap = rule.months_cap

    def check(_: Raw, row: CheckedRow, faults: list[Fault], __: list[Fault]) -> None:
        facts, faulty = row["facts"], {fault.field for fault in faults}
        for kind, rate in rates:
            households = int(facts.get(f"{kind}_households", 0))
            members = int(facts.get(f"{kind}_members", 0))
            amount = int(facts.get(f"{kind}_dong", 0))
            row["amount_dong"] += amount
            if {f"{kind}_members", f"{kind}_dong"} & faulty:
                continue
            if members < households:
                wanted, reason = f"không ít hơn {households} hộ", "số khẩu ít hơn số hộ"
                field = f"{kind}_members"
                faults.append(Fault(field, "COUNT_WRONG", str(members), wanted, reason))
            due = members * rate * cap
            if amount != due:
                wanted = f"{members} người x {spoken(rate)} đồng x {cap} tháng = {spoken(due)} đồng"
                reason = "số tiền không bằng số người nhân mức hỗ trợ"
                shown = spoken(amount)
                faults.append(Fault(f"{kind}_dong", "AMOUNT_WRONG", shown, wanted, reason))

    return check


def _loan(_: Raw, row: CheckedRow, faults: list[Fault], __: list[Fault]) -> None:
    facts = row["facts"]
    row["amount_dong"] = int(facts.get("loan_dong", 0))
    insured, idle = facts.get("insured_workers"), facts.get("idle_workers")
    if insured is not None and idle is not None and int(idle) > int(insured):
        wanted, reason = f"không quá {insured}", "số ngừng việc nhiều hơn số tham gia BHXH"
        faults.append(Fault("idle_workers", "COUNT_WRONG", str(idle), wanted, reason))


def _known_by_a_number(_: Raw, row: CheckedRow, faults: list[Fault], __: list[Fault]) -> None:
    """A worker's list names each by the insurance number, or at least by an identity number."""
    if row["insurance_number"] or row["cmnd"] or row["cccd"]:
        return
    if not any(fault.field in {"insurance_number", "id_number"} for fault in faults):
        wanted = "mã số BHXH 10 chữ số, hoặc số CMND/CCCD"
        fault = Fault("insurance_number", "INSURANCE_SHAPE", "", wanted, "thiếu số sổ BHXH")
        faults.append(fault)


def _days(frame: Frame) -> Check:
    fields = frozenset(frame.form.fields)
    past = [one for one in _PAST_DAYS if one in fields]
    pairs = [pair for pair in _IN_ORDER if set(pair) <= fields]
    last = frame.day.isoformat()

    def check(_: Raw, row: CheckedRow, faults: list[Fault], __: list[Fault]) -> None:
        facts = row["facts"]
        for field in past:
            said = str(facts.get(field, ""))
            if said > last:
                wanted, reason = f"ngày không sau {frame.day:%d/%m/%Y}", "ngày này chưa tới"
                faults.append(Fault(field, "DAY_WRONG", _spoken_day(said), wanted, reason))
        for first, then in pairs:
            since, until = str(facts.get(first, "")), str(facts.get(then, ""))
            if since and until and until < since:
                wanted = f"ngày không trước {_spoken_day(since)}"
                reason = "ngày cuối đứng trước ngày đầu"
                faults.append(Fault(then, "DAY_WRONG", _spoken_day(until), wanted, reason))

    return check


def _spoken_day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _age(frame: Frame) -> Check:
    day = frame.day
    at_work = frame.form.group in _WORKING
    oldest = OLDEST_AT_WORK if at_work else OLD_AGE
    youngest = YOUNGEST_AT_WORK if at_work else 0

    def check(_: Raw, row: CheckedRow, __: list[Fault], warnings: list[Fault]) -> None:
        year = row["birth_year"]
        if year is None or youngest + 1 <= day.year - year <= oldest:
            return
        age = age_on(day, row["birth_date"], year)
        if not youngest <= age <= oldest:
            wanted = f"kiểm tra lại ngày sinh (thường từ {youngest} đến {oldest} tuổi)"
            shown = str(row["birth_date"] or year)
            reason = f"tuổi tính ra là {age}, khác thường ở nhóm này"
            warnings.append(Fault("birth", "AGE_OUTLIER", shown, wanted, reason))

    return check


def _account_name(_: Raw, row: CheckedRow, __: list[Fault], warnings: list[Fault]) -> None:
    holder = row["account_name"]
    if holder and row["name_key"] and fold(holder) != row["name_key"]:
        wanted = "tài khoản mang tên người được hỗ trợ, hoặc giấy ủy quyền"
        reason = "tên chủ tài khoản khác tên người được hỗ trợ"
        warnings.append(Fault("account_name", "ACCOUNT_NAME", holder[:60], wanted, reason))
