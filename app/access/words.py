"""What roles are called by people."""

from typing import Final

from app.access.rules import Role

ROLE_VI: Final = {
    Role.COMMUNE_OFFICER: "Cán bộ xã",
    Role.DISTRICT_OFFICER: "Cán bộ huyện",
    Role.COUNCIL_MEMBER: "Thành viên hội đồng",
    Role.COUNCIL_SECRETARY: "Thư ký hội đồng",
    Role.CONFIRMING_BODY: "Cơ quan báo tin",
    Role.UNION_OFFICER: "Công đoàn",
    Role.INSURANCE_OFFICER: "Bảo hiểm xã hội",
    Role.TAX_OFFICER: "Cơ quan thuế",
    Role.FINANCE_OFFICER: "Cán bộ tài chính",
    Role.CHAIRMAN: "Chủ tịch UBND",
    Role.PAYMENT_AGENT: "Đơn vị chi trả",
    Role.DEPARTMENT_REPORTER: "Cán bộ báo cáo của Sở",
    Role.AUDITOR: "Kiểm tra, giám sát",
    Role.INSPECTOR: "Đoàn giám sát",
    Role.ADMINISTRATOR: "Quản trị",
    Role.POLICY_KEEPER: "Người giữ chính sách",
    Role.BANK_OFFICER: "Ngân hàng Chính sách xã hội",
}
"""Every role (chức danh) as the desk of its holder names it."""
