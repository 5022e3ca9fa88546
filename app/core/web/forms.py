"""Forms of the pages: read, known to be ours, and turned into the orders of the rooms.

People type days as 1/6/2020 and money as 1.500.000; an order has dates and whole đồng. Every fault
is told beside its field.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeVar, get_args, get_origin
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from app.core.errors import Refused
from app.core.html import Wrong
from app.core.language import spoken
from app.core.shapes import CLEAN
from app.core.web.cookies import mark_of
from app.core.web.problems import words_for

MARK = "ma-trang"
_FORM = "an_sinh.form"
_MAX_FIELDS = 2000
_MOST_NAMED = 30
"""Single faults that a summary names of one refusal."""
_DAY = re.compile(r"\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})\s*")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ .,\u00a0][0-9]{3})+")

_WORDS = {
    "missing": "chưa điền",
    "string_too_short": "chưa điền đủ",
    "string_too_long": "dài quá mức cho phép",
    "string_pattern_mismatch": "không đúng dạng",
    "int_type": "phải là số nguyên, ví dụ 1.500.000",
    "int_parsing": "phải là số nguyên, ví dụ 1.500.000",
    "greater_than": "số quá nhỏ",
    "greater_than_equal": "số quá nhỏ",
    "less_than": "số quá lớn",
    "less_than_equal": "số quá lớn",
    "too_short": "chưa chọn",
    "too_long": "chọn quá nhiều",
    "date_type": "phải là ngày, ví dụ 1/6/2020",
    "date_parsing": "phải là ngày, ví dụ 1/6/2020",
    "date_from_datetime_parsing": "phải là ngày, ví dụ 1/6/2020",
}
"""What pydantic found, as a person at a form is told."""

Made = TypeVar("Made", bound=BaseModel)


class PageForged(Refused):
    """This form was not sent from our own page, or the page is too old; open it again."""

    status: ClassVar[int] = 403
    vi: ClassVar[str] = "Đơn không được gửi từ trang của hệ thống, hoặc trang đã cũ; hãy mở lại."


class FormUnreadable(Refused):
    """The form that was sent cannot be read."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Nội dung gửi lên không đọc được."


class FormWrong(Refused):
    """Some fields of the form are wrong; each says how."""

    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Có ô điền chưa đúng; xem ở từng ô."

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        super().__init__()
        self.wrongs = list(wrongs)


@dataclass(frozen=True)
class SentFile:
    """A file that came with a form."""

    name: str
    media_type: str
    content: bytes


class Form(dict[str, str]):
    """The fields of a form, each one line or text; of fields sent several times, the last."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]] = (), files: dict[str, SentFile] | None = None
    ) -> None:
        self.pairs = [(name, _plain(text)) for name, text in pairs]
        self.files = files or {}
        super().__init__(self.pairs)

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be sent several times (ticked boxes)."""
        return [text for one, text in self.pairs if one == name]

    def wrong(self, field: str, words: str) -> FormWrong:
        """The refusal of one field; the words in English stand in the word list of the room."""
        return FormWrong([Wrong(field, "", words)])


def _plain(text: str) -> str:
    """Text as people type it: lines kept, every other control sign a space."""
    return "".join(
        " " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter
        for letter in text.replace("\r\n", "\n")
    )


def same_origin(request: Request) -> bool:
    """Whether a page of ours sent this: by its Origin, or by what the browser says of the site."""
    origin = request.headers.get("origin")
    if origin is not None:
        return urlsplit(origin)[:2] == (request.url.scheme, request.url.netloc)
    return request.headers.get("sec-fetch-site") == "same-origin"


async def posted(request: Request) -> Form:
    """The fields of a form that one of our pages sent; raises PageForged, FormUnreadable."""
    form = await sent(request)
    given, own = form.get(MARK, "").encode(), mark_of(request).encode()
    if not own or not same_origin(request) or not secrets.compare_digest(given, own):
        raise PageForged
    return form


async def sent(request: Request) -> Form:
    """The fields of a form, whoever sent it; raises FormUnreadable."""
    if _FORM not in request.scope:
        request.scope[_FORM] = Form()  # a body is read once, whatever it was
        request.scope[_FORM] = await _read(request)
    form: Form = request.scope[_FORM]
    return form


async def _read(request: Request) -> Form:
    try:
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            return await _parts_of(request)
        return fields_in((await request.body()).decode("ascii"))
    except (ValueError, MultiPartException, HTTPException):
        raise FormUnreadable from None


async def _parts_of(request: Request) -> Form:
    """A form with files; the edge has bounded the whole body before."""
    async with request.form(max_files=2, max_fields=_MAX_FIELDS) as parts:
        files = {
            name: SentFile(one.filename or "", one.content_type or "", await one.read())
            for name, one in parts.multi_items()
            if isinstance(one, UploadFile)
        }
        texts = [(name, one) for name, one in parts.multi_items() if isinstance(one, str)]
    return Form(texts, files)


def fields_in(text: str) -> Form:
    """The fields of an urlencoded form; raises ValueError."""
    return Form(
        parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    )


# --- from what people type to what a room is asked ----------------------------------------------


def filled(model: type[Made], form: Form, **known: Any) -> Made:
    """An order from a form whose fields have the names of the model's; raises FormWrong.

    `known` is what the page knows by itself. An empty field counts as not given; a field of
    several values is read from every line of that name.
    """
    given = dict(known)
    for name, field in model.model_fields.items():
        if name not in known and (value := _value(field, form, name)) is not None:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise FormWrong(
            Wrong(str(one["loc"][0]) if one["loc"] else "", "", _told(one))
            for one in error.errors()
        ) from None


def _told(fault: Any) -> str:
    language = spoken()
    return (_WORDS.get(fault["type"]) if language == "vi" else None) or words_for(fault, language)


def _value(field: FieldInfo, form: Form, name: str) -> Any:
    kinds = _kinds(field.annotation)
    if kinds & {list, tuple, frozenset, set}:
        return [typed_as(kinds, text) for text in form.all(name) if text.strip()]
    text = form.get(name, "").strip()
    if _one_line(field.annotation, field.metadata):
        text = " ".join(text.splitlines())
    if bool in kinds:
        return text != "" if name in form or text else None
    return typed_as(kinds, text) if text else None


def _one_line(annotation: Any, metadata: Sequence[Any] = ()) -> bool:
    """Whether a field takes one line of text, however many a text area gave."""
    if CLEAN in metadata:
        return True
    inner = (*get_args(annotation), *getattr(annotation, "__metadata__", ()))
    return CLEAN in inner or any(_one_line(one) for one in inner if get_args(one))


def _kinds(annotation: Any) -> set[Any]:
    """Every plain type that an annotation names."""
    origin = get_origin(annotation)
    inner = {kind for one in get_args(annotation) for kind in _kinds(one)}
    return inner | {origin or annotation} if isinstance(origin or annotation, type) else inner


def typed_as(kinds: set[Any], text: str) -> Any:
    """What was typed, as the kind that is wanted; the text itself when it is no such thing."""
    if date in kinds and (found := day_in(text)):
        return found
    if int in kinds and (whole := whole_in(text)) is not None:
        return whole
    return text


def day_in(text: str) -> date | None:
    """1/6/2020, 01-06-2020, 1.6.2020 or 2020-06-01 as a date; None when it is none."""
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DAY.fullmatch(text.strip()):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def whole_in(text: str) -> int | None:
    """1500000, 1.500.000 or 1 500 000 as a whole number; None when it is none."""
    plain = text.strip()
    if len(plain) > 25 or not _WHOLE.fullmatch(plain):
        return None
    return int(re.sub(r"[^0-9]", "", plain))


def each(*checks: Callable[[], Any]) -> list[Any]:
    """What every check of a form gives; all that any of them refuses is told at once."""
    found, refused = [], []
    for check in checks:
        try:
            found.append(check())
        except Refused as refusal:
            refused.append(refusal)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise FormWrong(wrong for one in refused for wrong in wrongs_of(one))
    return found


def wrongs_of(refusal: Refused) -> list[Wrong]:
    """What a refused form is told: each field's fault, or the refusal and what it names."""
    if isinstance(refusal, FormWrong):
        return refusal.wrongs
    pointer = str(refusal.facts.get("pointer", ""))
    field = getattr(refusal, "field", "") or pointer.removeprefix("#/").partition("/")[0]
    named = refusal.facts.get("errors")
    told = [one["message"] for one in named[:_MOST_NAMED]] if isinstance(named, list) else []
    return [Wrong(field, "", refusal.sentence(spoken())), *(Wrong("", "", words) for words in told)]
