"""Policy documents as offices would send them: a province's own programme, a later decision."""

from typing import Any

from tests.builders import a_cccd, a_name

GROUP = "HT_GIAOVIEN"
SCHOOLS = (
    "Cơ sở giáo dục dân lập, tư thục", "Cơ sở giáo dục nghề nghiệp tự chủ", "Hợp tác xã",
    "Doanh nghiệp",
)  # fmt: skip
SOURCE = "NST-GIAOVIEN"
CAP = 4_000_000


def a_programme(**changes: Any) -> dict[str, Any]:
    """What a department proposed in June 2020: three months of compulsory contributions, in full.

    For teachers and staff whom the national policy leaves out; the cap is invented.
    """
    programme: dict[str, Any] = {
        "code": GROUP,
        "vi": "Giáo viên, người lao động ngoài công lập, hợp tác xã được hỗ trợ đóng BHXH",
        "en": "Teachers and staff of private schools, vocational centres and cooperatives",
        "title": "DANH SÁCH GIÁO VIÊN, NGƯỜI LAO ĐỘNG ĐỀ NGHỊ HỖ TRỢ TIỀN ĐÓNG BHXH BẮT BUỘC",
        "amount": {
            "kind": "stated", "cap_dong": CAP, "months_cap": 3,
            "header": "Tiền đóng BHXH bắt buộc 3 tháng (đồng)",
        },
        "first_day": "2020-03-01", "last_day": "2020-05-31",
        "compiled_by": "employer", "handed_in_at": "district", "employer_above": True,
        "columns": [
            {"field": "insurance_number"},
            {
                "field": "workplace_kind", "header": "Loại hình nơi làm việc", "kind": "choice",
                "choices": list(SCHOOLS),
            },
            {"field": "job_lost_on", "header": "Ngày nghỉ việc", "kind": "day"},
        ],
        "conditions": [
            {
                "code": "WORKPLACE", "kind": "one_of", "facts": ["workplace_kind"],
                "terms": {"allowed": list(SCHOOLS[:3])},
                "vi": "Làm việc tại cơ sở thuộc chương trình của tỉnh",
                "en": "Works where the province's programme says",
                "refused_vi": "Nơi làm việc không thuộc chương trình của tỉnh.",
                "refused_en": "The workplace is not one of the programme.",
            },
            {
                "code": "LOST", "kind": "between", "facts": ["job_lost_on"],
                "terms": {"first_day": "2020-03-01", "last_day": "2020-05-31"},
                "vi": "Nghỉ việc từ {first_day} đến {last_day}",
                "en": "Lost the job between {first_day} and {last_day}",
                "refused_vi": "Nghỉ việc ngoài thời gian từ {first_day} đến {last_day}.",
                "refused_en": "Lost the job outside {first_day} to {last_day}.",
            },
        ],
        "road": {
            "confirming": {"bodies": ["social_insurance"], "working_days": 3},
            "district": {"working_days": 3}, "team": {}, "chairman": {"working_days": 2},
        },
        "fund": {"level": "province", "source": SOURCE},
        "beside": "gives_way",
    }  # fmt: skip
    return programme | changes


def a_document(*programmes: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The province's resolution around its programmes."""
    document: dict[str, Any] = {
        "code": "NQ-HDND-42-2020", "title": "Nghị quyết của HĐND tỉnh Hà Tĩnh (thử nghiệm)",
        "article": "1", "province": "42", "effective_from": "2020-04-25",
        "programmes": list(programmes),
    }  # fmt: skip
    return document | changes


def a_decision(*changes: tuple[str, Any], **other: Any) -> dict[str, Any]:
    """A later national decision, invented."""
    document: dict[str, Any] = {
        "code": "QD-THU-2020", "title": "Quyết định thử nghiệm của Thủ tướng Chính phủ",
        "effective_from": "2020-04-28",
        "changes": [{"key": key, "value": value, "article": "2"} for key, value in changes],
    }  # fmt: skip
    return document | other


def a_teacher(number: int, **changes: Any) -> dict[str, Any]:
    """One clean row of the programme's list."""
    row: dict[str, Any] = {
        "full_name": a_name(), "birth": "12/03/1985", "sex": "Nữ",
        "id_number": a_cccd(year=1985), "insurance_number": f"42{number:08d}",
        "workplace_kind": SCHOOLS[0], "job_lost_on": "15/03/2020", "months": 3,
        "amount_dong": 3_510_000,
    }  # fmt: skip
    return row | changes
