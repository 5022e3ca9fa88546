"""Figures in sentences: hơn only of what is cut, gần only of what is raised, and the reference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports import wording
from app.reports.sentences import (
    Counted,
    Figures,
    GroupFigures,
    LateOffice,
    Shortage,
    closing,
    difficulties,
    directed,
    opening,
    paid_paragraph,
    programme_sections,
    results,
)
from app.sheets import TableDoesNotFoot

B, M = wording.BILLION, wording.MILLION


@pytest.mark.parametrize(
    ("dong", "said"),
    [
        pytest.param(186_432_000_000, "hơn 186 tỷ đồng", id="the reference"),
        pytest.param(186_430_000_000, "186,43 tỷ đồng", id="exact to two places"),
        pytest.param(186 * B, "186 tỷ đồng", id="exact: never hơn"),
        pytest.param(186 * B + 1, "hơn 186 tỷ đồng", id="one đồng more"),
        pytest.param(186 * B - 1, "gần 186 tỷ đồng", id="one đồng less"),
        pytest.param(186_899_999_999, "hơn 186 tỷ đồng", id="just before the last tenth"),
        pytest.param(186_900_000_001, "gần 187 tỷ đồng", id="in the last tenth"),
        pytest.param(55_687_500_000, "hơn 55,6 tỷ đồng", id="three figures"),
        pytest.param(55_695_000_000, "gần 55,7 tỷ đồng", id="three figures, near"),
        pytest.param(37_035_750_000, "hơn 37 tỷ đồng", id="no nought at the end"),
        pytest.param(1_234_567_890, "hơn 1,23 tỷ đồng", id="a small one keeps two places"),
        pytest.param(1_239_000_001, "gần 1,24 tỷ đồng", id="a small one, near"),
        pytest.param(99_990_000_001, "gần 100 tỷ đồng", id="over the ten"),
        pytest.param(999_999_500_000, "gần 1.000 tỷ đồng", id="over the thousand"),
        pytest.param(2_345_678_000_000, "hơn 2.345 tỷ đồng", id="thousands of billions"),
        pytest.param(750 * M, "750 triệu đồng", id="exact millions"),
        pytest.param(687_500_000, "687,5 triệu đồng", id="exact with one place"),
        pytest.param(687_543_000, "hơn 687 triệu đồng", id="cut millions"),
        pytest.param(999_999_999, "gần 1 tỷ đồng", id="millions raised to a billion"),
        pytest.param(1_500_000, "1,5 triệu đồng", id="one person"),
        pytest.param(999_999, "999.999 đồng", id="below a million: to the đồng"),
        pytest.param(0, "0 đồng", id="nothing"),
    ],
)
def test_money_in_sentences(dong: int, said: str) -> None:
    assert wording.money_spoken(dong) == said


def test_money_may_say_trên_and_is_never_negative() -> None:
    assert wording.money_spoken(186_432_000_000, "trên") == "trên 186 tỷ đồng"
    assert wording.money_spoken(186 * B, "trên") == "186 tỷ đồng"
    with pytest.raises(ValueError, match="negative"):
        wording.money_spoken(-1)


def stated(said: str) -> int:
    """The đồng that a spoken amount states."""
    words = said.split()
    figure, unit = words[-3:-1] if words[-2] in {"tỷ", "triệu"} else (words[-2], "")
    whole, _, places = figure.replace(".", "").partition(",")
    size = {"tỷ": B, "triệu": M, "": 1}[unit]
    return int(whole) * size + (int(places) * size // 10 ** len(places) if places else 0)


@given(st.one_of(st.integers(0, 3 * M), st.integers(M, 3 * B), st.integers(B, 10**14)))
def test_the_word_says_which_side_the_truth_is_on(dong: int) -> None:
    said = wording.money_spoken(dong)
    told = stated(said)
    if said.startswith("hơn "):
        assert told < dong < told * 1.01
    elif said.startswith("gần "):
        assert told * 0.999 <= dong < told
    else:
        assert told == dong


@pytest.mark.parametrize(
    ("part", "whole", "cut", "said"),
    [
        (37_125, 38_038, False, "đạt 97,6%"), (52_025, 53_452, False, "đạt 97,33%"),
        (20_895, 24_125, False, "đạt 86,61%"), (49_381, 57_979, False, "đạt 85,17%"),
        (159_426, 173_594, True, "chiếm trên 91,83%"), (159_426, 173_594, False, "đạt 91,84%"),
        (1, 2, True, "chiếm 50%"), (9_183, 10_000, True, "chiếm 91,83%"),
        (91_831, 100_000, True, "chiếm trên 91,83%"), (5, 5, True, "chiếm 100%"),
        (5, 5, False, "đạt 100%"), (99_995, 100_000, False, "đạt gần 100%"),
        (99_994, 100_000, False, "đạt 99,99%"), (99_999, 100_000, True, "chiếm trên 99,99%"),
        (1, 100_000, False, "đạt dưới 0,01%"), (1, 100_000, True, "chiếm dưới 0,01%"),
        (0, 100, False, "đạt 0%"), (0, 100, True, "chiếm 0%"),
        (0, 0, False, "chưa phê duyệt"), (5, 0, True, "chưa phê duyệt"),
    ],
)  # fmt: skip
def test_rates_in_sentences(part: int, whole: int, cut: bool, said: str) -> None:
    assert wording.rate_spoken(part, whole, cut=cut) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (159_426, "159.426")]
)
def test_counts_below_ten_have_a_nought(count: int, said: str) -> None:
    assert wording.count_spoken(count) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Thành phố Hà Tĩnh", "Huyện Thạch Hà", "Huyện Vũ Quang"),
         "03 huyện, thành phố: TP Hà Tĩnh, Thạch Hà, Vũ Quang"),
        (("Huyện Kỳ Anh", "Thị xã Kỳ Anh"), "02 huyện, thị xã: huyện Kỳ Anh, TX Kỳ Anh"),
        (("Huyện Vũ Quang", "Huyện Can Lộc"), "02 huyện: Vũ Quang, Can Lộc"),
        (("Phường Trần Phú", "Xã Thạch Trung"), "02 xã, phường: phường Trần Phú, Thạch Trung"),
        (("Thành phố Hà Tĩnh",), "thành phố Hà Tĩnh"),
        (("Khu kinh tế Vũng Áng", "Huyện Vũ Quang"),
         "02 địa phương: Khu kinh tế Vũng Áng, Vũ Quang"),
    ],
)  # fmt: skip
def test_places_are_counted_and_named(names: Sequence[str], said: str) -> None:
    assert wording.places_spoken(names) == said


def test_days_lists_and_units() -> None:
    assert wording.day_spoken(date(2020, 6, 1), written_in=2020) == "01/6"
    assert wording.day_spoken(date(2020, 6, 1), written_in=2021) == "01/6/2020"
    assert wording.day_spoken(date(2020, 2, 10)) == "10/02/2020"
    assert wording.numbered(["một"]) == "một"
    assert wording.numbered(["một", "hai"]) == "(1) một; (2) hai"
    assert wording.joined(["một", "hai", "ba"]) == "một, hai và ba"
    assert wording.joined([]) == ""
    counts = [("person", 5), ("household_business", 12), ("person", 7), ("employer_worker", 0)]
    assert wording.cases_spoken(counts) == "12 người và 12 hộ kinh doanh"
    assert wording.nobody(["person", "person"]) == "người nào"
    assert wording.nobody(["person", "household_business"]) == "đối tượng nào"
    assert wording.clause("Ngân sách tỉnh.") == "ngân sách tỉnh"
    assert wording.clause("UBND huyện") == "UBND huyện"


REFERENCE = (
    ("HCN", 57_979, 49_381, 750_000), ("NCC", 38_038, 37_125, 1_500_000),
    ("BTXH", 53_452, 52_025, 1_500_000), ("HN", 24_125, 20_895, 750_000),
    ("HKD", 0, 0, 1_000_000),
)  # fmt: skip
"""Out of order, and with a group that has no figures."""


def group(code: str, approved: int, paid: int, each: int, unit: str = "person") -> GroupFigures:
    return GroupFigures(
        code=code, name=f"Nhóm {code}.", unit=unit, approved=approved, paid=paid,
        approved_dong=approved * each, paid_dong=paid * each,
    )  # fmt: skip


def figures(*groups: GroupFigures) -> Figures:
    shown = groups or tuple(group(*one) for one in REFERENCE)
    return Figures(as_of=date(2020, 6, 1), written_in=2020, groups=shown)


def test_the_reference_paragraph() -> None:
    assert paid_paragraph(figures()) == (
        "Tính đến ngày 01/6, toàn tỉnh đã chi trả tiền hỗ trợ cho 159.426 người (chiếm trên 91,83% "
        "tổng số đối tượng được phê duyệt danh sách hỗ trợ), với kinh phí hơn 186 tỷ đồng. Trong "
        "đó: Nhóm đối tượng người có công với cách mạng đang hưởng trợ cấp ưu đãi hàng tháng (đã "
        "chi trả cho 37.125 người, đạt 97,6%); Nhóm đối tượng bảo trợ xã hội đang hưởng trợ cấp "
        "thường xuyên (đã chi trả cho 52.025 người, đạt 97,33%); Nhóm đối tượng là nhân khẩu thuộc "
        "hộ nghèo (đã chi trả cho 20.895 người, đạt 86,61%); Nhóm đối tượng là nhân khẩu thuộc hộ "
        "cận nghèo (đã chi trả cho 49.381 người, đạt 85,17%)."
    )


def test_money_has_its_own_paragraph_and_rates() -> None:
    _, money = results(figures())
    assert money.startswith(
        "Về kinh phí: đã chi trả 186.432.000.000 đồng trên tổng số 198.813.000.000 đồng được phê "
        "duyệt, đạt 93,77%. Trong đó: người có công với cách mạng 55.687.500.000 đồng, đạt 97,6%; "
        "bảo trợ xã hội 78.037.500.000 đồng, đạt 97,33%; nhân khẩu thuộc hộ nghèo 15.671.250.000 "
    )
    assert "Nhóm HKD" not in money


def test_places_that_finished_are_named() -> None:
    done = replace(
        figures(), finished_by=date(2020, 4, 29),
        finished=("Thành phố Hà Tĩnh", "Huyện Thạch Hà", "Huyện Vũ Quang"),
    )  # fmt: skip
    assert results(done)[-1] == (
        "Cơ bản hoàn thành việc chi trả đến hết ngày 29/4 có 03 huyện, thành phố: TP Hà Tĩnh, "
        "Thạch Hà, Vũ Quang."
    )
    assert len(results(replace(done, finished=()))) == 2


def test_nothing_approved_and_nothing_paid_are_said_so() -> None:
    assert results(figures(group("NCC", 0, 0, 1))) == (
        "Tính đến ngày 01/6, toàn tỉnh chưa phê duyệt danh sách hỗ trợ cho đối tượng nào.",
    )
    paid, money = results(figures(group("NCC", 30, 0, 1_500_000), group("HN", 5, 0, 750_000)))
    assert paid == (
        "Tính đến ngày 01/6, toàn tỉnh chưa chi trả tiền hỗ trợ cho người nào trong tổng số 35 đối "
        "tượng được phê duyệt danh sách hỗ trợ."
    )
    assert money == "Về kinh phí: chưa chi trả trong tổng số 48.750.000 đồng được phê duyệt."
    some = paid_paragraph(figures(group("NCC", 30, 30, 1_500_000), group("HN", 5, 0, 750_000)))
    assert "(đã chi trả cho 30 người, đạt 100%)" in some
    assert some.endswith("thuộc hộ nghèo (chưa chi trả cho người nào).")


def test_a_single_group_is_not_told_twice() -> None:
    paid, money = results(figures(group("HKD", 40, 40, 1_000_000, "household_business")))
    assert paid == (
        "Tính đến ngày 01/6, toàn tỉnh đã chi trả tiền hỗ trợ cho 40 hộ kinh doanh thuộc nhóm đối "
        "tượng là hộ kinh doanh phải tạm ngừng kinh doanh (chiếm 100% tổng số đối tượng được phê "
        "duyệt danh sách hỗ trợ), với kinh phí 40 triệu đồng."
    )
    assert "Trong đó" not in money


def test_a_group_of_a_later_programme_comes_last_by_its_own_name() -> None:
    said = paid_paragraph(
        figures(group("MOI", 10, 5, 1_000_000, "employer_worker"), group("NCC", 4, 3, 1_500_000))
    )
    assert "03 người và 05 người sử dụng lao động" in said
    assert said.endswith(
        "Nhóm đối tượng là nhóm MOI (đã chi trả cho 05 người sử dụng lao động, đạt 50%)."
    )


def test_difficulties_are_figures_in_words() -> None:
    told = replace(
        figures(),
        outside=(
            Counted(reason="Nhân viên hợp tác xã không thuộc phạm vi chính sách.", count=12),
            Counted(reason="Giáo viên trường tư thục chưa thuộc phạm vi chính sách.", count=3),
            Counted(reason="Không ai.", count=0),
        ),
        unpaid=(Counted(reason="other", count=900), Counted(reason="absent", count=800),
                Counted(reason="dead", count=8)),
        late=(LateOffice(office="Ủy ban nhân dân huyện Kỳ Anh", cases=17, days_late=4),
              LateOffice(office="Tổ thẩm định cấp tỉnh", cases=2, days_late=11)),
        short=(Shortage(source="Ngân sách tỉnh", short_dong=1_234_567_890),
               Shortage(source="Ngân sách trung ương", short_dong=0)),
    )  # fmt: skip
    assert difficulties(told) == (
        "- Có 15 trường hợp đề nghị nhưng không được hỗ trợ vì nằm ngoài phạm vi chính sách, gồm: "
        "(1) nhân viên hợp tác xã (12 trường hợp); (2) giáo viên trường tư thục (03 "
        "trường hợp).",
        "- Còn 14.168 người đã được phê duyệt nhưng chưa nhận tiền hỗ trợ, với kinh phí hơn 12,3 "
        "tỷ đồng, gồm: vắng mặt tại địa phương 800 trường hợp; đã chết 08 trường hợp; lý do khác "
        "900 trường hợp; đang tổ chức chi trả 12.460 trường hợp.",
        "- Còn 02 cơ quan, đơn vị xử lý chậm 19 hồ sơ so với thời hạn quy định: Tổ thẩm định cấp "
        "tỉnh (02 hồ sơ, chậm nhất 11 ngày làm việc); Ủy ban nhân dân huyện Kỳ Anh (17 hồ sơ, chậm "
        "nhất 04 ngày làm việc).",
        "- Nguồn kinh phí còn thiếu hơn 1,23 tỷ đồng so với số đã được phê duyệt (ngân sách tỉnh).",
    )


def test_reasons_never_tell_more_than_are_unpaid() -> None:
    told = replace(figures(group("NCC", 10, 8, 1)), unpaid=(Counted(reason="absent", count=3),))
    with pytest.raises(TableDoesNotFoot):
        difficulties(told)
    whole = difficulties(replace(told, unpaid=(Counted(reason="absent", count=2),)))
    assert whole == (
        "- Còn 02 người đã được phê duyệt nhưng chưa nhận tiền hỗ trợ, với kinh phí 2 đồng, gồm: "
        "vắng mặt tại địa phương 02 trường hợp.",
    )
    assert difficulties(figures(group("NCC", 8, 8, 1))) == ()


def test_many_late_offices_are_counted() -> None:
    late = tuple(LateOffice(office=f"Xã {at}", cases=at, days_late=20 - at) for at in range(1, 14))
    (said,) = difficulties(replace(figures(group("NCC", 8, 8, 1)), late=late))
    assert "13 cơ quan, đơn vị xử lý chậm 91 hồ sơ" in said
    assert "Xã 10 (" in said
    assert "Xã 11 (" not in said
    assert said.endswith("03 đơn vị khác (36 hồ sơ).")


def test_parts_without_words_are_left_out_and_the_rest_numbered() -> None:
    whole = programme_sections(figures(), ("Ban hành Kế hoạch số 153/KH-UBND; ",), "1")
    assert [one.heading for one in whole] == [
        "1.1. Công tác chỉ đạo", "1.2. Kết quả thực hiện", "1.3. Khó khăn, vướng mắc",
    ]  # fmt: skip
    assert whole[0].paragraphs == ("- Ban hành Kế hoạch số 153/KH-UBND.",)
    bare = programme_sections(figures(group("NCC", 8, 8, 1)))
    assert [one.heading for one in bare] == ["1. Kết quả thực hiện"]
    assert directed(()) == ()


def test_a_report_begins_and_ends_in_form() -> None:
    assert opening(("Kế hoạch A", "Công văn B"), "Sở X", "kết quả Y") == (
        "Thực hiện Kế hoạch A và Công văn B, Sở X báo cáo kết quả Y như sau:"
    )
    assert opening((), "Sở X", "kết quả Y") == "Sở X báo cáo kết quả Y như sau:"
    assert closing("Sở X", "kết quả Y") == ("Trên đây là báo cáo kết quả Y, Sở X kính báo cáo./.")
