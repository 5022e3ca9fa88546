"""What an administrator may not do to an account or an appointment."""

from typing import Final

from app.core.errors import Refused

KINDS: Final = {
    "account_closed": "Đóng tài khoản",
    "account_opened": "Mở lại tài khoản",
    "factor_reset": "Cấp lại đường vào",
    "appointment_ended": "Thôi chức danh",
}
"""What became of accounts and appointments, in words."""


class NotByOneself(Refused):
    """Nobody appoints, closes or resets oneself; another administrator does."""

    status = 403
    vi = "Không ai tự bổ nhiệm, tự đóng hay tự cấp lại cho mình; hãy nhờ người quản trị khác."


class OfficerElsewhere(Refused):
    """This person also holds an office outside your territory; an administrator above does it."""

    status = 403
    vi = "Người này còn chức danh ngoài địa bàn của bạn; việc này do người quản trị cấp trên làm."


class AccountClosed(Refused):
    """This account is closed already; open it again first."""

    vi = "Tài khoản này đang đóng; muốn làm tiếp hãy mở lại trước."


class AccountOpen(Refused):
    """This account is open already."""

    vi = "Tài khoản này đang mở."


class AppointmentOver(Refused):
    """This appointment ends no later than that already."""

    field = "last_day"
    vi = "Chức danh này đã kết thúc vào ngày đó hoặc sớm hơn."


class EndsInThePast(Refused):
    """An appointment ends yesterday at the earliest: what was done under it stands."""

    status = 422
    field = "last_day"
    vi = "Ngày cuối sớm nhất là hôm qua: những việc đã làm theo chức danh này vẫn có giá trị."
