"""The events of a dossier as people read them: what happened, by which office, for which reason."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app import appraisal, dossiers, policy
from app.audit import Seat
from app.core.html import day, dong
from app.core.language import spoken
from app.dossiers import Stage

Event = Mapping[str, Any]
Line = dict[str, Any]
_VERDICTS: Final = {
    "favourable": "đủ điều kiện", "unfavourable": "không đủ điều kiện",
    "superseded": "hưởng chế độ khác", "returned": "trả lại", "on_hold": "tạm dừng, chờ trả lời",
}  # fmt: skip
_OFFICES: Final = {
    "maker": "nơi lập danh sách", "commune": "xã", "district": "huyện", "union": "Công đoàn",
    "social_insurance": "cơ quan Bảo hiểm xã hội", "tax_branch": "Chi cục Thuế",
}  # fmt: skip
_WAYS: Final = {"home": "chi tại nhà", "proxy": "người khác nhận thay", "centre": "nhận tại cơ sở"}
_RESULTS: Final = {
    "paid": "Đã nhận tiền", "partial": "Mới nhận một phần", "failed": "Không chi được",
    "returned": "Tiền bị trả lại", "cancelled": "Không chi, lệnh đã thu về",
}  # fmt: skip
_FAILURES: Final = {
    "absent": "vắng mặt", "dead": "đã chết", "refused": "từ chối nhận",
    "wrong_details": "sai thông tin người nhận", "moved": "đã chuyển nơi ở", "other": "lý do khác",
}  # fmt: skip
_CAUSES: Final = {
    "decision": "quyết định điều chỉnh", "after_cancel": "chi sau khi đã thu về lệnh",
    "double_benefit": "nhận hai chế độ", "overpaid": "chi thừa",
}  # fmt: skip
_RETURNS: Final = {
    "receipt": "Đã nộp lại tiền", "reversal": "Hủy khoản nộp lại ghi sai",
    "waiver": "Được miễn thu hồi", "void": "Không còn phải thu hồi",
}  # fmt: skip
_COMPLAINTS: Final = {
    "received": "Có đơn thư", "forwarded": "Chuyển đơn thư đến cơ quan khác",
    "extended": "Gia hạn giải quyết đơn thư", "answered": "Trả lời đơn thư",
}  # fmt: skip
_HELD: Final = {
    "dossier": "hồ sơ", "list": "danh sách", "batch": "đợt trình", "order": "lệnh chi",
}  # fmt: skip
_BAD: Final = {"refused", "superseded", "revoked", "withdrawn", "declined"}


def story_of(
    events: list[dict[str, Any]],
    rules: policy.Policy,
    seats: Mapping[int, Seat],
    units: Mapping[str, str],
) -> list[Line]:
    """Each event in words, in its order: when, what, why, who, and where to look."""
    return [_line(one, rules, seats, units) for one in events]


def _line(
    one: Event, rules: policy.Policy, seats: Mapping[int, Seat], units: Mapping[str, str]
) -> Line:
    told = _TOLD[one["kind"]](one, rules)
    seat = seats.get(one["officer_id"])
    return {
        "at": one["at"], "title": told[0], "facts": told[1] if len(told) > 1 else {},
        "words": told[2] if len(told) > 2 else one["words"],
        "link": told[3] if len(told) > 3 else "", "wrong": _is_bad(one),
        "role": seat.role if seat else "",
        "office": seat.unit if seat else units.get(one["place"] or "", ""),
    }  # fmt: skip


def _is_bad(one: Event) -> bool:
    bad = {"failed", "returned", "unfavourable", "suspended", "removed"} | _BAD
    return one["code"] in bad or one["kind"] in {"held", "recovery", "finding"}


def _reason(code: str | None, rules: policy.Policy) -> str:
    reason = rules.refusal_reasons.get(code or "")
    return reason.vi if reason else code or ""


Told = tuple[Any, ...]
"""Title, facts to fill it with, words (its reason), link."""


def _step(one: Event, rules: policy.Policy) -> Told:
    stage = dossiers.VIETNAMESE[Stage(one["code"])]
    why, link = _reason(one["number"], rules), ""
    because = one["words"] or ""
    if because.startswith("sitting "):
        link = f"/phien-hop/{because.removeprefix('sitting ')}"
        if one["ref"]:
            return "Hội đồng cấp tỉnh đồng ý, chờ ký quyết định", {}, why, link
        return "Hội đồng xét xong, chuyển sang: {stage}", {"stage": stage}, why, link
    if because.startswith("QD"):
        why = because
    return "Chuyển sang: {stage}", {"stage": stage}, why


def _finding(one: Event, rules: policy.Policy) -> Told:
    words = appraisal.finding_sentence(one["code"], rules.refusal_reasons)
    return "Hệ thống nêu cảnh báo cho hội đồng", {}, words, f"/phien-hop/{one['ref']}"


def _opinion(one: Event, rules: policy.Policy) -> Told:
    why = "; ".join(part for part in (_reason(one["number"], rules), one["words"]) if part)
    facts = {"verdict": _VERDICTS.get(one["code"], one["code"])}
    return "Ý kiến của hội đồng: {verdict}", facts, why, f"/phien-hop/{one['ref']}"


def _confirmation(one: Event, rules: policy.Policy) -> Told:
    said = {"": "xác nhận", "refused": "không xác nhận", "returned": "trả lại"}
    facts = {
        "body": _OFFICES.get(one["code"], one["code"]), "said": said.get(one["place"] or "", ""),
        "number": one["number"],
    }  # fmt: skip
    return "{body} {said} theo văn bản {number}", facts


def _loan(one: Event, rules: policy.Policy) -> Told:
    if one["code"] == "lent":
        return "Ngân hàng cho vay theo văn bản {number}", {"number": one["number"]}
    return "Ngân hàng không cho vay theo văn bản {number}", {"number": one["number"]}


def _decision(one: Event, rules: policy.Policy) -> Told:
    facts = {"day": one["words"], "amount": dong(one["dong"])}
    if not one["number"]:
        return "Được phê duyệt {amount}, ký ngày {day}", facts
    facts["number"] = one["number"]
    link = f"/quyet-dinh/{one['ref']}"
    return "Được phê duyệt {amount}, quyết định số {number} ngày {day}", facts, "", link


def _adjustment(one: Event, rules: policy.Policy) -> Told:
    facts = {"number": one["number"] or "–", "amount": dong(one["dong"])}
    why = _reason(one["words"], rules)
    link = f"/quyet-dinh/{one['ref']}" if one["number"] else ""
    if one["code"] == "removed":
        return "Bị đưa ra khỏi quyết định, văn bản {number}", facts, why, link
    return "Được sửa thành {amount}, văn bản {number}", facts, why, link


def _outcome(one: Event, rules: policy.Policy) -> Told:
    title = _RESULTS[one["code"]] + " ({amount}, lệnh {number})"
    why = "; ".join(
        part for part in (_FAILURES.get(one["place"] or ""), f"ngày {one['words']}") if part
    )
    return title, {"amount": dong(one["dong"]), "number": one["number"]}, why


def _suspension(one: Event, rules: policy.Policy) -> Told:
    title = "Đợt bị tạm dừng, văn bản {number}"
    if one["code"] == "resumed":
        title = "Đợt được tiếp tục, văn bản {number}"
    return title, {"number": one["number"]}, one["words"], f"/dot/{one['ref']}"


def _arrangement(one: Event, rules: policy.Policy) -> Told:
    if one["number"]:
        facts = {"way": _WAYS[one["code"]], "name": one["number"]}
        return "Cách nhận tiền: {way} ({name})", facts
    return "Cách nhận tiền: {way}", {"way": _WAYS[one["code"]]}


def _cancelled(one: Event, rules: policy.Policy) -> Told:
    title = "Hủy lệnh chi {number}"
    if one["code"] == "requested":
        title = "Yêu cầu thu về lệnh chi {number}"
    return title, {"number": one["number"]}


def _benefit(one: Event, rules: policy.Policy) -> Told:
    title = "Chi thêm phần chênh lệch {amount}"
    if one["code"] == "recovery":
        title = "Tính bù trừ với tiền đã nhận: {amount}"
    return title, {"amount": dong(one["dong"])}


def _plain(title: str, link: str = "", **facts: str) -> Callable[[Event, policy.Policy], Told]:
    """A title whose facts are columns of the event, and a link by its `ref`."""

    def told(one: Event, rules: policy.Policy) -> Told:
        return (
            title,
            {name: _as_told(one, column) for name, column in facts.items()},
            one["words"],
            link.format(ref=one["ref"]) if link else "",
        )

    return told


def _as_told(one: Event, column: str) -> Any:
    return dong(one["dong"]) if column == "dong" else one[column]


def _dated(title: str, **facts: str) -> Callable[[Event, policy.Policy], Told]:
    """A title of which the event's words are a day, and no reason."""

    def told(one: Event, rules: policy.Policy) -> Told:
        return title, {name: _as_told(one, column) for name, column in facts.items()}, ""

    return told


_TOLD: Final[dict[str, Callable[[Event, policy.Policy], Told]]] = {
    "received": _plain(
        "Vào danh sách số {list}, dòng {row}", "/danh-sach/{ref}", list="ref", row="number"
    ),
    "version": _plain(
        "Danh sách được nộp lại, bản {version}", "/danh-sach/{ref}", version="number"
    ),
    "step": _step,
    "posted": lambda one, rules: (
        "Niêm yết tại {place} đến hết ngày {day}",
        {"place": one["words"], "day": one["number"]}, "", f"/niem-yet/{one['ref']}",
    ),
    "objection": _plain("Có ý kiến của người dân", "/niem-yet/{ref}"),
    "objection_answered": _plain("Trả lời ý kiến của người dân", "/niem-yet/{ref}"),
    "finding": _finding,
    "opinion": _opinion,
    "question": lambda one, rules: (
        "Hội đồng hỏi {office}", {"office": _OFFICES.get(one["code"], "")}, one["words"],
        f"/phien-hop/{one['ref']}",
    ),
    "question_answered": _plain("Câu hỏi được trả lời", "/phien-hop/{ref}"),
    "confirmation": _confirmation,
    "loan": _loan,
    "batch": _plain("Vào đợt trình số {batch}, tờ trình {number}", "/dot/{ref}",
                    batch="ref", number="number"),
    "decision": _decision,
    "adjustment": _adjustment,
    "suspension": _suspension,
    "superseded": _plain("Nhường cho hồ sơ số {other} hưởng chế độ cao hơn", "/ho-so/{ref}",
                         other="ref"),
    "benefit": _benefit,
    "notice": _dated("Đã trao thông báo từ chối số {number} ngày {day}",
                     number="number", day="words"),
    "arrangement": _arrangement,
    "arrangement_ended": _plain("Thôi cách nhận tiền riêng"),
    "ordered": _plain("Phát lệnh chi {number}: {amount}", "/chi-tra/{ref}",
                      number="number", amount="dong"),
    "taken": _plain("Đơn vị chi trả nhận lệnh {number}", number="number"),
    "outcome": _outcome,
    "cancelled": _cancelled,
    "receipt": _dated("Người nhận ký biên nhận {amount} ngày {day}", amount="dong", day="words"),
    "recovery": lambda one, rules: (
        "Phải thu hồi {amount}", {"amount": dong(one["dong"])}, _CAUSES[one["code"]],
        f"/thu-hoi/{one['ref']}",
    ),
    "recovered": lambda one, rules: (
        _RETURNS[one["code"]] + " {amount}", {"amount": dong(abs(one["dong"]))}, one["words"],
        f"/thu-hoi/{one['ref']}",
    ),
    "declined": _plain("Tự nguyện không nhận hỗ trợ; người chứng kiến: {witness}",
                       witness="number"),
    "declination_revoked": _plain("Rút lại lời không nhận hỗ trợ"),
    "complaint": lambda one, rules: (
        _COMPLAINTS[one["code"]], {}, one["words"], f"/don-thu/{one['ref']}",
    ),
    "held": lambda one, rules: (
        "Bị giữ lại cả {about}", {"about": _HELD[one["code"]]}, one["words"], "/don-thu/tam-giu",
    ),
    "let_go": lambda one, rules: (
        "Thôi giữ {about}", {"about": _HELD[one["code"]]}, one["words"], "",
    ),
}  # fmt: skip
"""Kind of event -> how it is told. Titles are texts of the pages, facts are filled in there."""


def road_of(rules: policy.Policy, dossier: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The steps of a dossier's road: done, now or later; none once it has left the road."""
    steps = [one for one in rules.road(policy.Group(dossier["group_code"])) if one.level != "bank"]
    stage, done = dossier["stage"], dossier["stage"] in {"approved", "revoked"}
    here = [n for n, one in enumerate(steps, 1) if stage in one.at]
    if stage == "draft":
        here = [0]
    if not here and not done:
        return []
    again = dossier["from_stage"] == stage
    now = len(steps) + 1 if done else here[-1 if again else 0]
    names = ["Compiled" if spoken() == "en" else "Lập danh sách"]
    names += [one.en if spoken() == "en" else one.vi for one in steps]
    return [
        (name, "done" if n < now else "now" if n == now else "later", "")
        for n, name in enumerate(names)
    ]


def birth_of(dossier: Mapping[str, Any]) -> str:
    """The day or the year of birth, whichever is known."""
    return day(dossier["birth_date"]) if dossier["birth_date"] else str(dossier["birth_year"] or "")
