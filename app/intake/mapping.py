"""Column mappings: how the headers of another software's export are read as a form's fields."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from rapidfuzz import fuzz

from app.core.shapes import Line
from app.intake.forms import Form, header_key
from app.intake.refusals import WorkbookRefused

_ALIKE_FROM = 84

# What exports of merit payment, protection and poor-household software call their columns,
# without marks, spaces and signs.
_EXPORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "stt": "stt tt sothutu sott",
        "full_name": "hoten hovaten hotendt hotennguoihuong hotendoituong tennguoihuong hotenncc "
        "tenthanhvien hotentv hotenthanhvien nguoihuong hotenkhaisinh tendt",
        "birth": "namsinh ngaysinh ntns ngaythangnamsinh ngsinh nsinh ngaysinhnamsinh",
        "sex": "gioitinh gtinh gt phai",
        "id_number": "socmnd cmnd cccd socccd socmt cmt sodinhdanh sogiayto cmndcccd madinhdanh "
        "sodinhdanhcanhan socmndcccd sogttt",
        "district": "huyen tenhuyen quanhuyen",
        "commune": "xa tenxa xaphuong phuongxa maxa xaphuongthitran",
        "hamlet": "thon tenthon thonxom xom khoipho khupho todanpho ap thonban thonto khoixom",
        "address": "diachi dchi noio choohiennay diachithuongtru thuongtru diachihiennay",
        "category": "loaidt loaidoituong doituong nhomdt dienhuong tenloaidt loaitrocap diendt "
        "loaihinh dienchinhsach",
        "allowance_dong": "muctc muctrocap tientrocap sotientc trocap muchuong sotientrocap "
        "muctrocaphangthang tctrocap",
        "household_head": "chuho tenchuho hotenchuho hotench",
        "household_number": "maho soho mahogd mahogiadinh masoho idho",
        "relation": "quanhe qhchuho quanhechuho qhvoichuho quanhevoichuho moiquanhe qhch",
        "months": "sothang sothanghuong sothanghotro",
        "amount_dong": "sotien sotienhotro tienhotro thanhtien tongtien kinhphi",
        "note": "ghichu gchu chuthich",
        "insurance_number": "sobhxh masobhxh sosobhxh mabhxh sosobaohiemxahoi",
        "phone": "sdt dienthoai dtdd sodienthoai sodt didong",
        "account_name": "tentk chutk tentaikhoan chutaikhoan",
        "account_number": "sotk sotaikhoan stk taikhoan",
        "bank": "nganhang tennh tennganhang nganhangmotk",
        "tax_code": "mst masothue masodn",
        "employer_name": "tendn tendoanhnghiep doanhnghiep tendv tendonvi",
        "ethnicity": "dantoc dtoc",
        "died_on": "ngaychet ngaymat ngaytu",
        "moved_on": "ngaychuyen ngaychuyendi",
    }
)
_FIELD_OF_EXPORT_NAME: Mapping[str, str] = MappingProxyType(
    {name: field for field, names in _EXPORT_NAMES.items() for name in names.split()}
)


class MappingUnfit(WorkbookRefused):
    """The column mapping names "{field}", which form {form} does not have."""

    vi: ClassVar[str] = "Bảng ghép cột nêu trường “{field}” mà Mẫu số {form} không có."


def _folded(columns: dict[str, str]) -> dict[str, str]:
    return {header_key(header): field for header, field in columns.items()}


class ColumnMapping(BaseModel):
    """What an office said once of an export: field of each header, text for fields it lacks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: Annotated[
        dict[Line, Line], Field(min_length=1, max_length=60), AfterValidator(_folded)
    ]
    constants: Annotated[dict[Line, Line], Field(max_length=60)] = {}

    def fields_of_headers(self, form: Form) -> dict[str, str]:
        """Folded header -> field: the mapping, and the form's own headers for what it leaves open.

        Raises MappingUnfit for a field that the form does not have.
        """
        facts = {fact.field for fact in form.head}
        for field in (*self.columns.values(), *(self.constants.keys() - facts)):
            if field not in form.fields:
                raise MappingUnfit(field=field[:60], form=form.code)
        said = {*self.columns.values(), *self.constants}
        own = {key: field for key, field in form.field_of_header.items() if field not in said}
        return own | self.columns


def headers_mark(headers: Iterable[str]) -> str:
    """A digest of the set of headers, in whatever order: by it a mapping is remembered."""
    keys = sorted({header_key(header) for header in headers} - {""})
    return blake2b("\n".join(keys).encode(), digest_size=16).hexdigest()


def propose(form: Form, headers: Iterable[str]) -> dict[str, str]:
    """Folded header -> field of the form, as far as the headers tell; no field twice.

    The form's own headers first, then names that exports are known to use, then what is alike.
    """
    keys = list(dict.fromkeys(key for key in map(header_key, headers) if key))
    found: dict[str, str] = {}
    for named in (form.field_of_header, _FIELD_OF_EXPORT_NAME):
        for key in keys:
            field = named.get(key) or named.get(key.replace(" ", ""))
            if field in form.fields and key not in found and field not in found.values():
                found[key] = field
    return found | _alike(form, [key for key in keys if key not in found], set(found.values()))


def _alike(form: Form, keys: list[str], taken: set[str]) -> dict[str, str]:
    scored = sorted(
        (
            (fuzz.token_sort_ratio(key, own), key, field)
            for own, field in form.field_of_header.items()
            if field not in taken
            for key in keys
        ),
        key=lambda one: -one[0],
    )
    found: dict[str, str] = {}
    for score, key, field in scored:
        if score >= _ALIKE_FROM and key not in found and field not in found.values():
            found[key] = field
    return found
