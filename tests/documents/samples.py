"""Papers of invented people: one of every kind, as short or as long as a test wants."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from app.core.clock import VIETNAM
from app.documents.schemas import (
    AlertAnswer,
    ApprovalDecision,
    CaseVerdict,
    CouncilMember,
    FailedCondition,
    FundShare,
    LateReminder,
    LateStep,
    Letterhead,
    ListAnnex,
    ListPaper,
    OfficialPaper,
    PaperLine,
    PostingNotice,
    Proof,
    RefusalNotice,
    ReturnedLine,
    ReturnSlip,
    Share,
    Signer,
    SittingMinutes,
    SubmissionPaper,
    Vote,
)

DAY = date(2020, 6, 5)
PROOF = Proof(
    address="https://ansinh.hatinh.example/xac-minh/01J8Z6M3K2Q9",
    batch_hash=hashlib.sha256(b"batch").digest(),
)
_FAMILIES = ("Nguyễn", "Trần", "Phan", "Đặng", "Hoàng", "Võ", "Dương", "Lê", "Bùi")
_MIDDLES = ("Thị", "Văn", "Thị Khánh", "Quang", "Thị Hồng", "Đình", "Hữu")
_GIVEN = ("Nhượng", "Thoả", "Bằng", "Hường", "Ước", "Ẩn", "Quỳnh", "Ngữ", "Xuyến", "Yên", "Đệ")
_GROUPS = (
    ("Người có công với cách mạng", 500_000),
    ("Đối tượng bảo trợ xã hội", 500_000),
    ("Người thuộc hộ nghèo", 250_000),
    ("Người thuộc hộ cận nghèo", 250_000),
)
PROVINCE = Letterhead(
    issuer="Ủy ban nhân dân tỉnh Hà Tĩnh",
    place="Hà Tĩnh",
    number="1234/QĐ-UBND",
    dated=DAY,
)
DISTRICT = Letterhead(
    superior="Ủy ban nhân dân huyện Cẩm Xuyên",
    issuer="Hội đồng thẩm định huyện Cẩm Xuyên",
    place="Cẩm Xuyên",
    number="07/BB-HĐTĐ",
    dated=DAY,
)
COMMUNE = Letterhead(
    superior="Ủy ban nhân dân huyện Cẩm Xuyên",
    issuer="Ủy ban nhân dân xã Cẩm Nhượng",
    place="Cẩm Nhượng",
    number="15/TB-UBND",
    dated=DAY,
)
CHAIRMAN = Signer(
    authority=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), title="Phó Chủ tịch", name="Đặng Quốc Thử"
)


def lines(count: int) -> tuple[PaperLine, ...]:
    """That many invented people, the same every time."""
    parts = (_FAMILIES, _MIDDLES, _GIVEN)
    names = (" ".join(part[at % len(part)] for part in parts) for at in range(count))
    return tuple(_line(number, name) for number, name in enumerate(names))


def _line(number: int, name: str) -> PaperLine:
    group, rate = _GROUPS[number % len(_GROUPS)]
    months = 1 if number % 10 == 9 else 3
    return PaperLine(
        name=name,
        birth=1931 + number % 70
        if number % 3 == 0
        else date(1940 + number % 60, 1 + number % 12, 9),
        sex="F" if "Thị" in name else "M",
        identity=None if number % 7 == 6 else f"{42_000_000_000 + number * 7_919:012}",
        address=f"Thôn {1 + number % 12}, xã Cẩm Nhượng, huyện Cẩm Xuyên",
        group=group,
        months=months,
        rate=rate,
        amount=months * rate,
        note="Nhận thay: con" if number % 11 == 3 else "",
    )


def total(listed: tuple[PaperLine, ...]) -> int:
    """Đồng of a list."""
    return sum(line.amount for line in listed)


def decision(count: int) -> ApprovalDecision:
    """A decision with a list of that many people."""
    listed = lines(count)
    shared = total(listed) * 7 // 10
    return ApprovalDecision(
        letterhead=PROVINCE,
        subject="phê duyệt danh sách và kinh phí hỗ trợ người dân khó khăn do đại dịch COVID-19 "
        "trên địa bàn huyện Cẩm Xuyên (đợt 3)",
        signers=(CHAIRMAN,),
        recipients=(
            "Như Điều 4",
            "Bộ Lao động - Thương binh và Xã hội",
            "Thường trực Tỉnh ủy, HĐND tỉnh",
            "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
            "Lưu: VT, VX1",
        ),
        proof=PROOF,
        lines=listed,
        count=count,
        total=total(listed),
        authority="Chủ tịch Ủy ban nhân dân tỉnh Hà Tĩnh",
        grounds=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
            "Căn cứ Nghị quyết số 42/NQ-CP ngày 09 tháng 4 năm 2020 của Chính phủ",
            "Căn cứ Quyết định số 15/2020/QĐ-TTg ngày 24 tháng 4 năm 2020 của Thủ tướng Chính phủ",
            "Xét đề nghị của Sở Lao động - Thương binh và Xã hội tại Tờ trình số 88/TTr-SLĐTBXH "
            "ngày 03 tháng 6 năm 2020",
        ),
        funds=(
            FundShare(source="Ngân sách trung ương", amount=shared),
            FundShare(source="Ngân sách tỉnh", amount=total(listed) - shared),
        ),
        payer="Bưu điện tỉnh Hà Tĩnh",
        responsible="Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc các Sở: Lao động - Thương binh "
        "và Xã hội, Tài chính; Chủ tịch Ủy ban nhân dân huyện Cẩm Xuyên",
    )


def annex(count: int) -> ListAnnex:
    """The annex of one area with a list of that many people, of a decision on ten times as many."""
    listed = lines(count)
    return ListAnnex(
        letterhead=PROVINCE,
        subject="danh sách của xã Cẩm Nhượng",
        signers=(),
        proof=PROOF,
        lines=listed,
        count=count,
        total=total(listed),
        of="decision",
        area="xã Cẩm Nhượng, huyện Cẩm Xuyên",
        whole_count=10 * count,
        whole_total=10 * total(listed),
    )


def submission(count: int) -> SubmissionPaper:
    """A submission paper with a list of that many people."""
    listed = lines(count)
    return SubmissionPaper(
        letterhead=replace(COMMUNE, number="21/TTr-UBND"),
        subject="phê duyệt danh sách và kinh phí hỗ trợ người dân khó khăn do đại dịch COVID-19",
        signers=(Signer(authority=("TM. Ủy ban nhân dân",), title="Chủ tịch", name="Lê Thị Mẫu"),),
        recipients=("Như trên", "Lưu: VT"),
        proof=PROOF,
        lines=listed,
        count=count,
        total=total(listed),
        addressee="Ủy ban nhân dân huyện Cẩm Xuyên",
        grounds=("Quyết định số 15/2020/QĐ-TTg ngày 24 tháng 4 năm 2020 của Thủ tướng Chính phủ",),
        findings=(
            "Danh sách được niêm yết công khai từ ngày 01/06/2020 đến ngày 03/06/2020, có 02 ý "
            "kiến, đã trả lời 02 ý kiến",
            "Hội đồng thẩm định xã thống nhất đề nghị hỗ trợ",
        ),
    )


def by_area(count: int, paper: Callable[[int], ListPaper] = decision) -> ListPaper:
    """A paper whose list is annexed in that many areas."""
    whole = paper(4 * count)
    shared = [whole.lines[at : at + 4] for at in range(0, len(whole.lines), 4)]
    areas = tuple(
        Share(name=f"xã Thử {number}, huyện Cẩm Xuyên", count=len(part), amount=total(part))
        for number, part in enumerate(shared, 1)
    )
    groups = (Share(name="Hộ nghèo", count=whole.count, amount=whole.total),)
    return replace(whole, lines=(), areas=areas, groups=groups)


def posting(count: int) -> PostingNotice:
    """A posting notice with a list of that many people."""
    listed = lines(count)
    return PostingNotice(
        letterhead=COMMUNE,
        subject="niêm yết công khai danh sách đề nghị hỗ trợ theo Quyết định số 15/2020/QĐ-TTg",
        signers=(Signer(authority=("TM. Ủy ban nhân dân",), title="Chủ tịch", name="Lê Thị Mẫu"),),
        recipients=("Đảng ủy, HĐND xã", "Các thôn", "Lưu: VT"),
        proof=PROOF,
        lines=listed,
        count=count,
        total=total(listed),
        places=("Trụ sở Ủy ban nhân dân xã", "Nhà văn hóa các thôn", "Hệ thống truyền thanh xã"),
        starts_on=date(2020, 6, 8),
        ends_on=date(2020, 6, 10),
        objections_to="Ủy ban nhân dân xã Cẩm Nhượng (bộ phận một cửa)",
    )


def minutes(count: int) -> SittingMinutes:
    """Minutes of a sitting with that many cases that were not favoured."""
    people = lines(count)
    members = (
        ("Phan Văn Giả", "Phó Chủ tịch UBND huyện", "Chủ tịch Hội đồng", True),
        ("Trần Thị Thử", "Trưởng phòng Lao động - Thương binh và Xã hội", "Phó Chủ tịch", True),
        ("Hoàng Hữu Mẫu", "Trưởng phòng Tài chính - Kế hoạch", "Ủy viên", True),
        ("Võ Thị Bịa", "Chủ tịch Ủy ban MTTQ huyện", "Ủy viên", False),
        ("Lê Đình Ví Dụ", "Chuyên viên phòng Lao động - TB và XH", "Thư ký", True),
    )
    return SittingMinutes(
        letterhead=DISTRICT,
        subject="Hội đồng thẩm định huyện Cẩm Xuyên xét hồ sơ hỗ trợ đợt 3",
        signers=(
            Signer(title="Thư ký", name="Lê Đình Ví Dụ"),
            Signer(title="Chủ trì", name="Phan Văn Giả"),
        ),
        recipients=("Thành viên Hội đồng", "Lưu: VT, HĐTĐ"),
        proof=PROOF,
        opened_at=datetime(2020, 6, 5, 8, 0, tzinfo=VIETNAM),
        closed_at=datetime(2020, 6, 5, 11, 30, tzinfo=VIETNAM),
        venue="Phòng họp số 1, trụ sở Ủy ban nhân dân huyện Cẩm Xuyên",
        members=tuple(
            CouncilMember(
                name=name,
                title=title,
                role=role,
                present=there,
                note="" if there else "Đi công tác",
            )
            for name, title, role, there in members
        ),
        quorum=4,
        agenda=(
            "Danh sách số 15, mẫu 08, xã Cẩm Nhượng lập ngày 04/05/2020: 1.020 hồ sơ",
            "Danh sách số 16, mẫu 09, xã Cẩm Nhượng lập ngày 04/05/2020: 1.019 hồ sơ",
        ),
        considered=2_039,
        favoured=2_039 - count,
        favoured_total=(2_039 - count) * 750_000,
        verdicts=tuple(
            CaseVerdict(
                name=one.name,
                group=one.group,
                verdict="Không đủ điều kiện",
                reason="Đã hưởng ở nhóm bảo trợ xã hội, mức cao hơn",
            )
            for one in people
        ),
        answers=(
            AlertAnswer(
                alert="12 người ở thôn 4 cùng viết đơn không nhận hỗ trợ trong một ngày",
                answer="Xã đã gặp từng hộ; 12 đơn đều tự nguyện",
            ),
        ),
        opinions=("Đề nghị xã Cẩm Nhượng bổ sung xác nhận cư trú của 03 trường hợp",),
        vote=Vote(in_favour=4),
    )


def refusal(count: int = 1) -> RefusalNotice:
    """A refusal with that many failed conditions."""
    reason = FailedCondition(
        article="khoản 2 Điều 7 Quyết định số 15/2020/QĐ-TTg",
        condition="mất việc làm và có thu nhập dưới chuẩn cận nghèo trong thời gian từ ngày "
        "01/04/2020 đến ngày 30/06/2020",
        finding="thu nhập bình quân tháng 4 năm 2020 của người đề nghị là 1.450.000 đồng",
    )
    return RefusalNotice(
        letterhead=COMMUNE,
        subject="hồ sơ không đủ điều kiện hưởng hỗ trợ theo Quyết định số 15/2020/QĐ-TTg",
        signers=(Signer(authority=("TM. Ủy ban nhân dân",), title="Chủ tịch", name="Lê Thị Mẫu"),),
        recipients=("Ông (Bà) có tên trên", "Lưu: VT"),
        proof=PROOF,
        name="Nguyễn Thị Khánh Hường",
        address="Thôn 4, xã Cẩm Nhượng, huyện Cẩm Xuyên, tỉnh Hà Tĩnh",
        group="Lao động không có giao kết hợp đồng lao động",
        filed_on=date(2020, 5, 18),
        reasons=(reason,) * count,
        appeal_to="Ủy ban nhân dân xã Cẩm Nhượng hoặc Ủy ban nhân dân huyện Cẩm Xuyên",
        appeal_until=date(2020, 9, 3),
    )


def reminder(count: int) -> LateReminder:
    """A reminder with that many late steps."""
    offices = ("Cẩm Xuyên", "Kỳ Anh", "Hương Khê", "Thạch Hà", "Đức Thọ")
    return LateReminder(
        letterhead=Letterhead(
            superior="Ủy ban nhân dân tỉnh Hà Tĩnh",
            issuer="Sở Lao động - Thương binh và Xã hội",
            place="Hà Tĩnh",
            number="1502/SLĐTBXH-BTXH",
            dated=DAY,
        ),
        subject="đôn đốc giải quyết hồ sơ hỗ trợ quá hạn",
        signers=(
            Signer(authority=("KT. Giám đốc",), title="Phó Giám đốc", name="Trần Hữu Giả Định"),
        ),
        recipients=("Như trên", "UBND tỉnh (để báo cáo)", "Lưu: VT, BTXH"),
        proof=replace(PROOF, batch_hash=None),
        addressees=tuple(f"Ủy ban nhân dân huyện {name}" for name in offices[:3]),
        as_of=DAY,
        late=tuple(
            LateStep(
                office=f"UBND huyện {offices[number % 5]}",
                step="Thẩm định cấp huyện",
                count=17 + number,
                due=date(2020, 6, 1),
                days_late=4,
            )
            for number in range(count)
        ),
        on_time=(4_310, 4_311),
        deadline=date(2020, 6, 9),
        report_to="Sở Lao động - Thương binh và Xã hội (phòng Bảo trợ xã hội)",
    )


def slip(count: int) -> ReturnSlip:
    """A slip with that many returned lines."""
    return ReturnSlip(
        letterhead=replace(COMMUNE, issuer="Ủy ban nhân dân huyện Cẩm Xuyên", superior=None),
        subject="trả lại danh sách đối tượng bảo trợ xã hội để bổ sung",
        signers=(CHAIRMAN,),
        recipients=("Như trên", "Lưu: VT"),
        proof=PROOF,
        addressee="Ủy ban nhân dân xã Cẩm Nhượng",
        list_name="danh sách đối tượng bảo trợ xã hội (biểu 07, lần 2)",
        listed=265,
        received_on=date(2020, 6, 2),
        reason="một số dòng thiếu thông tin hoặc trùng với danh sách hộ nghèo",
        lines=tuple(
            ReturnedLine(
                entry=3 + 5 * number,
                name=one.name,
                reasons=(
                    "Số định danh không khớp với năm sinh",
                    "Trùng với dòng 12 của danh sách hộ nghèo thôn 4",
                )[: 1 + number % 2],
            )
            for number, one in enumerate(lines(count))
        ),
        deadline=date(2020, 6, 9),
    )


SAMPLES: dict[str, Callable[[int], OfficialPaper]] = {
    "submission": submission,
    "minutes": minutes,
    "decision": decision,
    "posting": posting,
    "refusal": refusal,
    "reminder": reminder,
    "return": slip,
}
"""One paper of every kind by the number of its lines."""
