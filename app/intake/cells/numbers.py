"""Insurance numbers, tax codes, phones and bank accounts."""

import re
from functools import lru_cache

from app.intake.cells.faults import Fault, masked, storable
from app.intake.cells.identity import excel_damage, is_digits, number_text

_SPACING = str.maketrans("", "", " \t\n\r\u00a0.-")
_POINT_ZERO = "Excel đã thêm phần thập phân vào số này"
_INSURANCE_DIGITS = 10
_ACCOUNT = re.compile(r"[0-9A-Za-z]{6,19}")

# Mobile numbers had eleven digits until 2018; each old prefix became a new one.
_NEW_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def _compact(cell: object) -> str:
    return cell.translate(_SPACING).removeprefix("'") if isinstance(cell, str) else ""


def _damage(cell: object) -> str | None:
    """Asked before points are dropped: "123456789.0" is no number of ten digits."""
    text = cell.strip() if isinstance(cell, str) else ""
    return excel_damage(cell, text) or (_POINT_ZERO if text[-2:] in (".0", ",0") else None)


def _refuse(field: str, code: str, cell: object, wanted: str, reason: str) -> Fault:
    """A fault that shows no more of the number than its last three characters."""
    shown = _compact(cell) or number_text(cell)
    return Fault(field, code, storable(masked(shown[:30])), wanted, reason)


def read_insurance(cell: object, faults: list[Fault]) -> str | None:
    """The ten digits of a social insurance number."""
    number, damage = _compact(cell), _damage(cell)
    if is_digits(number) and len(number) == _INSURANCE_DIGITS and not damage:
        return number
    reason = damage or "không phải mã số BHXH"
    if is_digits(number) and len(number) == _INSURANCE_DIGITS - 1:
        reason = "chỉ có 9 chữ số, có thể mất số 0 ở đầu"
    wanted = "10 chữ số gõ ở ô định dạng văn bản"
    faults.append(_refuse("insurance_number", "INSURANCE_SHAPE", cell, wanted, reason))
    return None


def read_tax_code(cell: object, faults: list[Fault]) -> str | None:
    """A tax code of 10 or 13 digits with a right check digit."""
    number = _compact(cell)
    reason = _damage(cell) or _tax_code_fault(number)
    if reason is None:
        return number
    wanted = "10 chữ số, hoặc 13 chữ số cho đơn vị trực thuộc, ở ô định dạng văn bản"
    shown = _compact(cell) or number_text(cell)
    faults.append(Fault("tax_code", "TAX_CODE", storable(shown[:20]), wanted, reason))
    return None


@lru_cache(maxsize=16_384)
def _tax_code_fault(number: str) -> str | None:
    # Imported here: few lists carry tax codes.
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.vn import mst

    if not is_digits(number):
        return "không phải mã số thuế"
    try:
        mst.validate(number)
    except InvalidChecksum:
        return "số kiểm tra của mã số thuế không đúng, có thể gõ nhầm một chữ số"
    except ValidationError:
        return f"mã số thuế có {len(number)} chữ số hoặc không có thật"
    return None


def read_phone(cell: object, faults: list[Fault]) -> str | None:
    """A phone number as dialled in Vietnam: ten digits for a mobile, landlines as they are."""
    text = str(cell).strip() if isinstance(cell, str) else ""
    number, reason = _phone(text) if text else (None, _damage(cell))
    if number is not None:
        return number
    wanted = "số điện thoại 10 chữ số gõ ở ô định dạng văn bản, hoặc để trống"
    found = reason or "không phải số điện thoại dùng ở Việt Nam"
    faults.append(_refuse("phone", "PHONE", cell, wanted, found))
    return None


@lru_cache(maxsize=16_384)
def _phone(text: str) -> tuple[str | None, str | None]:
    # Imported here: the tables of numbers are slow to load.
    import phonenumbers

    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) == 11 and digits[:4] in _NEW_PREFIXES:
        new = _NEW_PREFIXES[digits[:4]]
        return None, f"số di động 11 số cũ, đầu số {digits[:4]} đã đổi thành {new}"
    if len(digits) == 9 and digits[0] in "35789" and is_digits(text):
        return None, "chỉ có 9 chữ số, có thể mất số 0 ở đầu"
    if not text.isascii() or len(text) > 30:
        return None, None
    try:
        found = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None, None
    if found.country_code != 84 or not phonenumbers.is_valid_number(found):
        return None, None
    if found.extension:
        return None, None
    return f"0{phonenumbers.national_significant_number(found)}", None


def read_account(cell: object, faults: list[Fault]) -> str | None:
    """A bank account of 6 to 19 characters, without spaces, points and hyphens."""
    number, damage = _compact(cell), _damage(cell)
    if _ACCOUNT.fullmatch(number) and not damage:
        return number.upper()
    reason = damage or "không phải số tài khoản ngân hàng"
    wanted = "6 đến 19 chữ số hoặc chữ cái không dấu, gõ ở ô định dạng văn bản"
    faults.append(_refuse("account_number", "ACCOUNT", cell, wanted, reason))
    return None
