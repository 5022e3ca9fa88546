"""Makes the Word templates of the papers anew: python scripts/paper_templates.py [FOLDER].

Once made they may be edited in Word: a word in double braces is filled in, a line with {%p … %} or
{%tr … %} stands around what is repeated or left out. The same script makes the same text.
"""

import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BUILT_IN = Path(__file__).parents[1] / "app" / "documents" / "papers" / "templates"
FONT = "Times New Roman"
CENTER, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
TEXT_MM = 160
ALIGNED = {"l": LEFT, "c": CENTER, "r": RIGHT}


def element(name: str, **values: object) -> Any:
    """One element of WordprocessingML with attributes of its own namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def blank() -> Any:
    """An empty A4 portrait with the margins, the font and the page numbers of every paper."""
    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.element.rPr.append(element("lang", val="vi-VN"))
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    margins(section, 30, 20)
    numbered(section)
    return made


def margins(section: Any, left: int, right: int) -> None:
    """Margins in millimetres; above and below always 20."""
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = section.footer_distance = Mm(10)


def numbered(section: Any) -> None:
    """The page number in the middle above, from 1 in each section, not on its first page."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    above = section.header.paragraphs[0]
    above.alignment = CENTER
    run = above.add_run()
    for kind in ("begin", None, "end"):
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))
        else:
            run._r.append(element("instrText"))
            run._r[-1].text = "PAGE"
    section._sectPr.append(element("pgNumType", start=1))


def words(paragraph: Any, text: str, size: float = 13) -> Any:
    """Text in which **bold** and __italic__ are marked."""
    paragraph.paragraph_format.space_after = Pt(0)
    for at, part in enumerate(text.split("**")):
        for inner, piece in enumerate(part.split("__")):
            if piece:
                run = paragraph.add_run(piece)
                run.bold, run.italic = bool(at % 2), bool(inner % 2)
                run.font.size = Pt(size)
    return paragraph


def say(made: Any, text: str, *, align: Any = JUSTIFY, size: float = 13) -> Any:
    """A paragraph of the body; centred ones have no indent."""
    paragraph = words(made.add_paragraph(), text, size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = text.endswith((":", ":**")) or text.isupper()
    if align == JUSTIFY:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def line_under(cell: Any, side_mm: float) -> None:
    """A line below, shorter than the cell by this much on both sides."""
    paragraph = cell.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(side_mm)
    shape.line_spacing = Pt(4)
    shape.space_before = Pt(3)
    border = element("pBdr")
    border.append(element("top", val="single", sz=6, space=1, color="000000"))
    paragraph._p.get_or_add_pPr().append(border)


def bare_table(made: Any, widths: Sequence[float], rows: int) -> Any:
    """A table without lines, of fixed widths in millimetres."""
    table = made.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    sides = element("tblCellMar")
    for side in ("left", "right"):
        sides.append(element(side, w=40, type="dxa"))
    table._tbl.tblPr.append(sides)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def centred(cell: Any, *texts: tuple[str, float]) -> None:
    """Lines in the middle of a cell, each with its size."""
    for place, (text, size) in enumerate(texts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        words(paragraph, text, size).alignment = CENTER


def letterhead(made: Any, *, dated: bool = True, under_number: str = "") -> None:
    """Issuer and Quốc hiệu, number and day: two columns of 42 and 58 parts."""
    left, right = bare_table(made, (TEXT_MM * 0.42, TEXT_MM * 0.58), 2).rows
    above = left.cells[0]
    centred(above, ("{%p for one in superior_lines %}", 12), ("{{ one }}", 12),
            ("{%p endfor %}", 12), ("{%p for one in issuer_lines %}", 12), ("**{{ one }}**", 12),
            ("{%p endfor %}", 12))  # fmt: skip
    line_under(above, 20)
    centred(left.cells[1], ("**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**", 12),
            ("**Độc lập - Tự do - Hạnh phúc**", 13))  # fmt: skip
    line_under(left.cells[1], 17)
    under = ((under_number, 12),) if under_number else ()
    centred(right.cells[0], ("Số: {{ number }}", 13), *under)
    if dated:
        centred(right.cells[1], ("__{{ place }}, {{ dated }}__", 13))


def heading(made: Any, kind: str, subject: str) -> None:
    """The kind of paper and what it is about, with a line under it."""
    say(made, f"**{kind}**", align=CENTER, size=14).paragraph_format.space_before = Pt(14)
    say(made, f"**{subject}**", align=CENTER, size=14).paragraph_format.space_before = Pt(0)
    line_under(made, 60)


def repeated(made: Any, what: str, text: str) -> None:
    """A paragraph for each of something: "one in findings"."""
    say(made, f"{{%p for {what} %}}")
    say(made, text)
    say(made, "{%p endfor %}")


def choice(made: Any, condition: str, *texts: str) -> None:
    """Paragraphs that stand there only under a condition."""
    say(made, f"{{%p if {condition} %}}")
    for text in texts:
        say(made, text)
    say(made, "{%p endif %}")


def dear_many(made: Any) -> None:
    """Kính gửi: one name in the line, several below."""
    say(made, "{%p if addressees|length == 1 %}")
    say(made, "Kính gửi: {{ addressees[0] }}", align=CENTER)
    say(made, "{%p else %}")
    say(made, "Kính gửi:", align=LEFT).paragraph_format.left_indent = Mm(25)
    say(made, "{%p for one in addressees %}")
    say(made, "- {{ one }};", align=LEFT).paragraph_format.left_indent = Mm(35)
    say(made, "{%p endfor %}")
    say(made, "{%p endif %}")


def listed(
    made: Any, head: Sequence[tuple[str, float, str, str]], what: str, *, size: float = 12
) -> Any:
    """A table with its head on each page: (title, millimetres, alignment l/c/r, text) by column."""
    table = bare_table(made, [width for _, width, _, _ in head], 4)
    table.style = "Table Grid"
    for row, text in ((1, f"{{%tr for one in {what} %}}"), (3, "{%tr endfor %}")):
        words(table.rows[row].cells[0].paragraphs[0], text)
    for at, (title, _, aligned, text) in enumerate(head):
        centred(table.rows[0].cells[at], (f"**{title}**", size))
        table.rows[0].cells[at].vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        words(table.rows[2].cells[at].paragraphs[0], text, size).alignment = ALIGNED[aligned]
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
    table.rows[0]._tr.trPr.append(element("tblHeader"))
    return table


def last_row(table: Any, texts: Sequence[tuple[int, str, str]], size: float = 12) -> None:
    """A row of sums: (columns it spans, alignment, text)."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("cantSplit"))
    at = 0
    for span, aligned, text in texts:
        cell = row.cells[at].merge(row.cells[at + span - 1])
        paragraph = cell.paragraphs[0]
        words(paragraph, text, size).alignment = ALIGNED[aligned]
        at += span


def by_group(made: Any) -> None:
    """People and money by group, with the sum."""
    table = listed(made, (
        ("STT", 12, "c", "{{ one.stt }}"), ("Nhóm đối tượng", 78, "l", "{{ one.group }}"),
        ("Số đối tượng", 30, "r", "{{ one.count }}"),
        ("Số tiền (đồng)", 40, "r", "{{ one.amount }}"),
    ), "groups")  # fmt: skip
    last_row(
        table, ((2, "c", "**Tổng cộng**"), (1, "r", "**{{ count }}**"), (1, "r", "**{{ total }}**"))
    )


def signature(add: Callable[[], Any]) -> None:
    """Authority, title, room for the signature, name: of `one`."""
    for text in ("{%p for line in one.authority %}", "**{{ line }}**", "{%p endfor %}",
                 "**{{ one.title }}**", "", "", "", "", "**{{ one.name }}**"):  # fmt: skip
        words(add(), text).alignment = CENTER


def recipients(cell: Any) -> None:
    """Nơi nhận, if there is any."""
    words(cell.paragraphs[0], "{%p if recipients %}")
    words(cell.add_paragraph(), "**__Nơi nhận:__**", 12)
    words(cell.add_paragraph(), "{%p for one in recipients %}")
    words(cell.add_paragraph(), "- {{ one }}{{ '.' if loop.last else ';' }}", 11)
    words(cell.add_paragraph(), "{%p endfor %}")
    words(cell.add_paragraph(), "{%p endif %}")


def proof(cell: Any, of: str = "đợt") -> None:
    """Where the paper can be verified and what batch or figures it speaks of: small."""
    words(cell.add_paragraph(), "{{ qr }}").paragraph_format.space_before = Pt(6)
    words(cell.add_paragraph(), "Xác minh văn bản tại: {{ verify_at }}", 8)
    words(cell.add_paragraph(), "{%p if batch_hash %}", 8)
    words(cell.add_paragraph(), f"Mã băm của {of} (SHA-256): {{{{ batch_hash }}}}", 8)
    words(cell.add_paragraph(), "{%p endif %}", 8)


def whole_row(table: Any) -> Any:
    """The cells of the only row, which stays on one page."""
    table.rows[0]._tr.get_or_add_trPr().append(element("cantSplit"))
    return table.rows[0].cells


def ending(made: Any, *, abreast: bool = False, of: str = "đợt") -> None:
    """Who receives it, how it is verified, who signs; `abreast`: signers side by side above."""
    say(made, "", align=LEFT, size=6)
    halves = (TEXT_MM * 0.47, TEXT_MM * 0.53)
    if abreast:
        first, middle, last = whole_row(bare_table(made, (40, 80, 40), 1))
        words(first.paragraphs[0], "{%tc for one in signers %}")
        signature(middle.add_paragraph)
        words(last.paragraphs[0], "{%tc endfor %}")
        say(made, "", align=LEFT, size=6)
        left, right = whole_row(bare_table(made, halves, 1))
        recipients(left)
        proof(right, of)
    else:
        left, right = whole_row(bare_table(made, halves, 1))
        recipients(left)
        proof(left, of)
        words(right.paragraphs[0], "{%p for one in signers %}")
        signature(right.add_paragraph)
        words(right.add_paragraph(), "{%p endfor %}")


def landscape(section: Any, of: str = "đợt") -> None:
    """The pages of an annex, with the hash on each."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    margins(section, 25, 15)
    for below in (section.footer, section.first_page_footer):
        below.is_linked_to_previous = False
        text = f"{{% if batch_hash %}}Mã băm của {of} (SHA-256): {{{{ batch_hash }}}}{{% endif %}}"
        words(below.paragraphs[0], text, 8).alignment = CENTER


def annex_title(made: Any, name: str, number: str = "Phụ lục") -> None:
    """What an annex is, and of which paper."""
    say(made, f"**{number}**", align=CENTER, size=14)
    say(made, f"**{name}**", align=CENTER, size=14).paragraph_format.space_before = Pt(0)
    say(made, "__({{ annex_of }})__", align=CENTER).paragraph_format.space_before = Pt(0)
    say(made, "", align=LEFT, size=6)


def annex(made: Any, name: str) -> None:
    """The list of people in landscape, with page numbers of its own."""
    landscape(made.add_section())
    people(made, name)


def people(made: Any, name: str) -> None:
    """The list of people with its sums."""
    annex_title(made, name)
    columns = (
        ("STT", 10, "c", "stt"), ("Họ và tên", 39, "l", "name"), ("Ngày sinh", 21, "c", "birth"),
        ("Giới tính", 11, "c", "sex"), ("Số CMND/ CCCD", 26, "c", "identity"),
        ("Địa chỉ", 47, "l", "address"), ("Nhóm", 32, "l", "group"), ("Số tháng", 11, "c", "months"),
        ("Mức hỗ trợ (đồng/ tháng)", 19, "r", "rate"), ("Số tiền (đồng)", 22, "r", "amount"),
        ("Ghi chú", 19, "l", "note"),
    )  # fmt: skip
    head = [(title, width, align, f"{{{{ one.{key} }}}}") for title, width, align, key in columns]
    table = listed(made, head, "lines", size=11)
    for cell in table.rows[2].cells:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    sums = (
        (8, "c", "**Tổng cộng: {{ count }} đối tượng**"),
        (2, "r", "**{{ total }}**"),
        (1, "l", ""),
    )
    last_row(table, sums, 11)
    say(made, "__(Bằng chữ: {{ total_words }})__", align=LEFT, size=11)


def areas(made: Any, name: str) -> None:
    """What the annexes of the areas add up to."""
    annex_title(made, name)
    table = listed(made, (
        ("STT", 15, "c", "{{ one.stt }}"), ("Địa bàn", 142, "l", "{{ one.area }}"),
        ("Số đối tượng", 45, "r", "{{ one.count }}"),
        ("Số tiền (đồng)", 55, "r", "{{ one.amount }}"),
    ), "areas")  # fmt: skip
    last_row(
        table, ((2, "c", "**Tổng cộng**"), (1, "r", "**{{ count }}**"), (1, "r", "**{{ total }}**"))
    )
    say(made, "__(Bằng chữ: {{ total_words }})__", align=LEFT, size=11)


def either(made: Any, by_area: str, by_person: str) -> None:
    """The annex: of the areas where the list is too long, else of the people."""
    landscape(made.add_section())
    say(made, "{%p if areas %}")
    areas(made, by_area)
    say(made, "{%p else %}")
    people(made, by_person)
    say(made, "{%p endif %}")


def where_listed(paper: str) -> str:
    """Where the list is to be found."""
    return (
        "{% if areas %}Danh sách chi tiết của từng xã, phường, thị trấn lập thành phụ lục riêng kèm "
        f"theo {paper} này; số đối tượng và số tiền của từng phụ lục tại bảng tổng hợp kèm theo."
        f"{{% else %}}Danh sách chi tiết tại Phụ lục kèm theo {paper} này.{{% endif %}}"
    )


MONEY = "{{ total }} đồng (Bằng chữ: {{ total_words }})"


def decision() -> Any:
    """Quyết định phê duyệt danh sách và kinh phí."""
    made = blank()
    letterhead(made)
    heading(made, "QUYẾT ĐỊNH", "Về việc {{ subject }}")
    say(made, "**{{ authority }}**", align=CENTER)
    repeated(made, "one in grounds", "__{{ one }}{{ '.' if loop.last else ';' }}__")
    say(made, "**QUYẾT ĐỊNH:**", align=CENTER)
    say(made, "**Điều 1.** Phê duyệt danh sách và kinh phí hỗ trợ cho {{ count }} đối tượng với "
        f"tổng số tiền {MONEY}, chia theo nhóm như sau:")  # fmt: skip
    by_group(made)
    say(made, where_listed("Quyết định"))
    say(
        made,
        "**Điều 2.** Nguồn kinh phí thực hiện{{ ':' if funds else ': theo quy định hiện hành.' }}",
    )
    repeated(made, "one in funds", "- {{ one.source }}: {{ one.amount }} đồng.")
    say(made, "**Điều 3.** Giao {{ payer }} chi trả đúng đối tượng, đúng số tiền đã được phê duyệt; "
        "quyết toán và báo cáo kết quả theo quy định.")  # fmt: skip
    say(made, "**Điều 4.** Quyết định này có hiệu lực kể từ ngày ký. {{ responsible }} chịu trách "
        "nhiệm thi hành Quyết định này./.")  # fmt: skip
    ending(made)
    either(made, "TỔNG HỢP DANH SÁCH VÀ KINH PHÍ HỖ TRỢ ĐƯỢC PHÊ DUYỆT THEO ĐỊA BÀN",
           "DANH SÁCH VÀ KINH PHÍ HỖ TRỢ ĐƯỢC PHÊ DUYỆT")  # fmt: skip
    return made


def annex_of_area() -> Any:
    """Phụ lục của một địa bàn."""
    made = blank()
    landscape(made.sections[0])
    people(made, "{{ heading }}")
    say(
        made,
        "Phụ lục này là một phần của danh sách {{ whole_count }} đối tượng với tổng số tiền "
        "{{ whole_total }} đồng kèm theo {{ of }} nêu trên.",
        align=LEFT,
        size=11,
    )
    proof(made)
    return made


def submission() -> Any:
    """Tờ trình."""
    made = blank()
    letterhead(made)
    heading(made, "TỜ TRÌNH", "Về việc {{ subject }}")
    say(made, "Kính gửi: {{ addressee }}", align=CENTER)
    repeated(made, "one in grounds", "Căn cứ {{ one }};")
    say(made, "Trên cơ sở kết quả rà soát, thẩm định hồ sơ, {{ issuer_name }} kính trình "
        "{{ addressee }} xem xét, {{ subject }}, cụ thể như sau:")  # fmt: skip
    say(made, "**1. Số đối tượng đề nghị hỗ trợ:** {{ count }} đối tượng.")
    say(made, f"**2. Kinh phí đề nghị:** {MONEY}, chia theo nhóm:")
    by_group(made)
    choice(made, "findings", "**3. Kết quả niêm yết, thẩm định:**")
    repeated(made, "one in findings", "- {{ one }}.")
    say(made, f"({where_listed('Tờ trình')})")
    say(made, "Kính đề nghị {{ addressee }} xem xét, quyết định./.")
    ending(made)
    either(made, "TỔNG HỢP ĐỐI TƯỢNG ĐỀ NGHỊ HỖ TRỢ THEO ĐỊA BÀN",
           "DANH SÁCH ĐỐI TƯỢNG ĐỀ NGHỊ HỖ TRỢ")  # fmt: skip
    return made


def posting() -> Any:
    """Thông báo niêm yết công khai."""
    made = blank()
    letterhead(made)
    heading(made, "THÔNG BÁO", "Về việc {{ subject }}")
    say(made, "{{ issuer_name }} thông báo niêm yết công khai danh sách {{ count }} đối tượng đề nghị "
        f"hỗ trợ với tổng số tiền {MONEY} (danh sách kèm theo), cụ thể như sau:")  # fmt: skip
    say(made, "**1. Thời gian niêm yết:** từ ngày {{ starts_on }} đến hết ngày {{ ends_on }}.")
    say(made, "**2. Địa điểm, hình thức niêm yết:**")
    repeated(made, "one in places", "- {{ one }}.")
    say(made, "**3. Tiếp nhận ý kiến:** Mọi tổ chức, cá nhân có ý kiến về danh sách gửi đến "
        "{{ objections_to }} trước khi hết thời gian niêm yết. Ý kiến được ghi nhận kể cả khi người "
        "gửi không nêu tên và đều được trả lời trước khi danh sách được chuyển lên cấp "
        "trên.")  # fmt: skip
    say(made, "Danh sách chỉ ghi năm sinh và ba số cuối của giấy tờ tùy thân để bảo vệ thông tin cá "
        "nhân./.")  # fmt: skip
    ending(made)
    annex(made, "DANH SÁCH NIÊM YẾT CÔNG KHAI")
    return made


def refusal() -> Any:
    """Thông báo không đủ điều kiện."""
    made = blank()
    letterhead(made)
    heading(made, "THÔNG BÁO", "Về việc {{ subject }}")
    say(made, "Kính gửi: Ông (Bà) {{ name }}", align=CENTER)
    say(made, "Địa chỉ: {{ home }}", align=CENTER).paragraph_format.space_before = Pt(0)
    say(made, "{{ issuer_name }} đã xem xét hồ sơ của Ông (Bà) {{ name }}, nộp ngày {{ filed_on }}, "
        "đề nghị hỗ trợ theo nhóm: {{ group }}.")  # fmt: skip
    say(made, "Đối chiếu với quy định, hồ sơ **không đủ điều kiện** hưởng hỗ trợ vì lý do sau:")
    say(made, "{%p for one in reasons %}")
    say(
        made,
        "{{ loop.index }}. Không đáp ứng điều kiện tại {{ one.article }}: {{ one.condition }}.",
    )
    choice(made, "one.finding", "Kết quả xem xét: {{ one.finding }}.")
    say(made, "{%p endfor %}")
    say(made, "Nếu không đồng ý với nội dung nêu trên, Ông (Bà) có quyền gửi ý kiến hoặc khiếu nại đến "
        "{{ appeal_to }}{% if appeal_until %} trước hết ngày {{ appeal_until }}{% endif %}. Hồ sơ và "
        "lý do được lưu giữ; khi quy định thay đổi, hồ sơ có thể được xem xét lại.")  # fmt: skip
    say(made, "{{ issuer_name }} thông báo để Ông (Bà) được biết./.")
    ending(made)
    return made


def reminder() -> Any:
    """Công văn đôn đốc."""
    made = blank()
    letterhead(made, under_number="V/v {{ subject }}")
    dear_many(made)
    say(made, "Qua theo dõi tiến độ giải quyết hồ sơ, tính đến ngày {{ as_of }}, còn {{ late_total }} "
        "hồ sơ đã quá thời hạn xử lý, cụ thể như sau:")  # fmt: skip
    listed(made, (
        ("STT", 11, "c", "{{ one.stt }}"), ("Cơ quan, đơn vị", 40, "l", "{{ one.office }}"),
        ("Bước xử lý", 40, "l", "{{ one.step }}"), ("Số hồ sơ", 18, "r", "{{ one.count }}"),
        ("Hạn xử lý", 25, "c", "{{ one.due }}"),
        ("Quá hạn (ngày làm việc)", 26, "r", "{{ one.days_late }}"),
    ), "late")  # fmt: skip
    choice(made, "on_time", "Tỷ lệ giải quyết đúng hạn đến nay đạt {{ on_time_rate }} ({{ on_time }} "
           "bước xử lý).")  # fmt: skip
    say(made, "Để bảo đảm chính sách đến với người dân kịp thời, {{ issuer_name }} đề nghị các cơ "
        "quan, đơn vị nêu trên tập trung xử lý dứt điểm các hồ sơ quá hạn trước ngày {{ deadline }}, "
        "báo cáo kết quả và nguyên nhân chậm về {{ report_to }}.")  # fmt: skip
    say(made, "Đề nghị các cơ quan, đơn vị quan tâm thực hiện./.")
    ending(made)
    return made


def return_slip() -> Any:
    """Phiếu trả lại danh sách."""
    made = blank()
    letterhead(made)
    heading(made, "PHIẾU TRẢ LẠI DANH SÁCH", "Về việc {{ subject }}")
    say(made, "Kính gửi: {{ addressee }}", align=CENTER)
    say(made, "{{ issuer_name }} đã nhận {{ list_name }} gồm {{ listed }} dòng ngày {{ received_on }}. "
        "Sau khi kiểm tra, {{ issuer_name }} trả lại danh sách với lý do: {{ reason }}.")  # fmt: skip
    say(made, "{%p if lines %}")
    say(made, "Các dòng cần bổ sung, chỉnh sửa ({{ returned }} dòng):")
    listed(made, (
        ("Dòng trong danh sách", 22, "c", "{{ one.entry }}"), ("Họ và tên", 52, "l", "{{ one.name }}"),
        ("Lý do trả lại", 86, "l", "{{ one.reasons }}"),
    ), "lines")  # fmt: skip
    say(made, "{%p endif %}")
    say(made, "Đề nghị {{ addressee }} bổ sung, chỉnh sửa và gửi lại trước ngày {{ deadline }}./.")
    ending(made)
    return made


def minutes() -> Any:
    """Biên bản họp Hội đồng thẩm định."""
    made = blank()
    letterhead(made, dated=False)
    heading(made, "BIÊN BẢN", "Họp {{ subject }}")
    say(made, "Thời gian bắt đầu: {{ opened_at }}.")
    say(made, "Địa điểm: {{ venue }}.")
    say(made, "**I. THÀNH PHẦN**")
    say(made, "Hội đồng có {{ seats }} thành viên; có mặt {{ present }}, vắng mặt {{ absent }}; số "
        "thành viên cần có mặt để họp: {{ quorum }}.")  # fmt: skip
    listed(made, (
        ("STT", 11, "c", "{{ one.stt }}"), ("Họ và tên", 40, "l", "{{ one.name }}"),
        ("Chức vụ", 38, "l", "{{ one.title }}"), ("Trong Hội đồng", 29, "l", "{{ one.role }}"),
        ("Có mặt", 19, "c", "{{ one.presence }}"), ("Ghi chú", 23, "l", "{{ one.note }}"),
    ), "members")  # fmt: skip
    say(made, "**II. NỘI DUNG**")
    say(made, "Hội đồng xem xét {{ considered }} hồ sơ.")
    choice(made, "agenda", "Danh sách được xem xét:")
    repeated(made, "one in agenda", "- {{ one }}.")
    choice(made, "opinions", "Ý kiến tại cuộc họp:")
    repeated(made, "one in opinions", "- {{ one }}.")
    choice(made, "answers", "Kết quả xem xét các cảnh báo:")
    repeated(made, "one in answers", "- {{ one.alert }}. Trả lời: {{ one.answer }}.")
    say(made, "{%p if verdicts %}")
    say(made, "Hồ sơ chưa được đề nghị hỗ trợ:")
    listed(made, (
        ("STT", 11, "c", "{{ one.stt }}"), ("Họ và tên", 40, "l", "{{ one.name }}"),
        ("Nhóm", 36, "l", "{{ one.group }}"), ("Kết luận", 32, "l", "{{ one.verdict }}"),
        ("Lý do", 41, "l", "{{ one.reason }}"),
    ), "verdicts")  # fmt: skip
    say(made, "{%p endif %}")
    say(made, "**III. KẾT LUẬN**")
    say(made, "Hội đồng đề nghị hỗ trợ {{ favoured }} hồ sơ với tổng số tiền {{ favoured_total }} đồng "
        "(Bằng chữ: {{ favoured_words }}).")  # fmt: skip
    choice(made, "vote", "Kết quả biểu quyết: {{ vote }}.")
    say(made, "Cuộc họp kết thúc lúc {{ closed_at }}. Biên bản đã được đọc lại cho các thành viên dự "
        "họp cùng nghe và thống nhất./.")  # fmt: skip
    ending(made, abreast=True)
    return made


def kept(paragraph: Any) -> Any:
    """A paragraph on the page of what follows it."""
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def flat(paragraph: Any, points: int = 1) -> Any:
    """A paragraph without words that takes next to no room, or it would make a page of its own."""
    paragraph.paragraph_format.line_spacing = Pt(points)
    return paragraph._p


def part(made: Any) -> None:
    """The paragraphs, tables and pictures of `part`; tables and pictures are made beforehand."""
    say(made, "{%p for one in part.paragraphs %}")
    say(made, "{%p if one[-1:] == ':' %}")
    kept(say(made, "{{ one }}"))
    say(made, "{%p else %}")
    say(made, "{{ one }}")
    say(made, "{%p endif %}")
    say(made, "{%p endfor %}")
    say(made, "{%p for one in part.sheets %}")
    say(made, "{%p if one.title %}")
    kept(say(made, "**{{ one.title }}**", align=CENTER))
    say(made, "{%p endif %}")
    say(made, "{%p if one.unit %}")
    kept(say(made, "__{{ one.unit }}__", align=RIGHT)).paragraph_format.space_before = Pt(2)
    say(made, "{%p endif %}")
    say(made, "{{p one.table }}")
    say(made, "{%p if one.note %}")
    say(made, "__{{ one.note }}__", align=LEFT, size=11).paragraph_format.space_before = Pt(3)
    say(made, "{%p endif %}")
    flat(made.add_paragraph(), 6)
    say(made, "{%p endfor %}")
    say(made, "{%p for one in part.pictures %}")
    kept(say(made, "{{ one.image }}", align=CENTER))
    say(made, "__{{ one.title }}__", align=CENTER)
    say(made, "{%p endfor %}")


def report() -> Any:
    """Báo cáo."""
    made = blank()
    letterhead(made)
    heading(made, "BÁO CÁO", "{{ subject }}")
    say(made, "__({{ told }})__", align=CENTER, size=12)
    say(made, "{%p if addressees %}")
    dear_many(made)
    say(made, "{%p endif %}")
    say(made, "{%p for part in sections %}")
    say(made, "{%p if part.heading %}")
    kept(say(made, "**{{ part.heading }}**"))
    say(made, "{%p endif %}")
    part(made)
    say(made, "{%p endfor %}")
    ending(made, of="số liệu")
    section = made.add_section()
    flat(made.paragraphs[-1])
    landscape(section, "số liệu")
    say(made, "{%p for part in annexes %}")
    say(made, "{%p if not loop.first %}")
    flat(made.add_paragraph()).pPr.append(deepcopy(section._sectPr))
    say(made, "{%p endif %}")
    annex_title(made, "{{ part.name }}", "{{ part.number }}")
    part(made)
    say(made, "{%p endfor %}")
    return made


TEMPLATES = {
    "decision": decision, "annex": annex_of_area, "submission": submission, "posting": posting,
    "refusal": refusal, "reminder": reminder, "return": return_slip, "minutes": minutes,
    "report": report,
}  # fmt: skip


def main(folder: Path) -> None:
    """All templates into one folder."""
    for name, make in TEMPLATES.items():
        make().save(folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else BUILT_IN)
