"""The table's fourth part: pages of postings, councils and supervision."""

from typing import Final

from tests.access.matrix.laws import (
    ASKED,
    ASKED_LISTING,
    CHAIRED,
    LISTING,
    OFFICE,
    OWN,
    OWN_PAPERS,
    SITTING_LISTING,
    TERRITORY,
    VOTING,
)
from tests.access.matrix.line import page
from tests.builders import DISTRICT

_DAY: Final = "4/5/2020"
_NUMBER: Final = {"number": "ma-tran/23", "dated": _DAY}
_WORDS: Final = {"words": "Thử"}

_POSTINGS: Final = (
    page("GET /niem-yet", LISTING),
    page("GET /niem-yet/moi", LISTING, shows=False),
    page("POST /niem-yet/moi", TERRITORY, body=lambda g: {
        "list_ids": [str(g["handed in"])], "place": "Trụ sở", "means": "Bảng tin",
    }),
    page("GET /niem-yet/{posting_id}", TERRITORY, posting_id="posting"),
    page("GET /niem-yet/{posting_id}/ket-thuc", TERRITORY, posting_id="posting"),
    page("POST /niem-yet/{posting_id}/ket-thuc", TERRITORY, posting_id="posting"),
    page("GET /niem-yet/{posting_id}/y-kien", TERRITORY, posting_id="posting"),
    page("POST /niem-yet/{posting_id}/y-kien", TERRITORY, posting_id="posting", body=lambda g: {
        "list_id": str(g["shown"]), "text": "Không đúng", "received_on": _DAY,
    }),
    page("GET /niem-yet/{posting_id}/y-kien/{objection_id}", TERRITORY, posting_id="posting",
         objection_id="objection"),
    page("POST /niem-yet/{posting_id}/y-kien/{objection_id}", TERRITORY, posting_id="posting",
         objection_id="objection", body={"answer": "Đã xem."}),
    page("GET /niem-yet/{posting_id}/thong-bao.{form}", TERRITORY, posting_id="posting",
         form="=docx"),
    page("GET /niem-yet/{posting_id}/thong-bao", TERRITORY, posting_id="posting"),
    page("POST /niem-yet/{posting_id}/thong-bao", OFFICE, posting_id="posting", body=_NUMBER),
)  # fmt: skip

_COUNCILS: Final = (
    page("GET /phien-hop", SITTING_LISTING),
    page("GET /phien-hop/moi", LISTING, shows=False),
    page("POST /phien-hop/moi", TERRITORY,
         body=lambda g: {"list_ids": [str(g["list heard"])], "present": g.fact["council"]}),
    page("GET /phien-hop/{sitting_id}", TERRITORY, sitting_id="sitting"),
    page("GET /phien-hop/{sitting_id}/ho-so/{dossier_id}", TERRITORY, sitting_id="sitting",
         dossier_id="heard"),
    page("POST /phien-hop/{sitting_id}/ho-so/{dossier_id}", OFFICE, sitting_id="sitting",
         dossier_id="heard",
         body={"verdict": "unfavourable", "reason_code": "NOT_ELIGIBLE", "expected": "2"}),
    page("GET /phien-hop/{sitting_id}/phat-hien/{code}", TERRITORY, sitting_id="sitting",
         code="=SUSPECTED_SAME"),
    page("POST /phien-hop/{sitting_id}/phat-hien/{code}", OFFICE, sitting_id="sitting",
         code="=SUSPECTED_SAME",
         body=lambda g: {"ho-so": [str(g["heard"])], "answer": "Thử", "expected": "2"}),
    page("GET /phien-hop/{sitting_id}/canh-bao/{alert_id}", TERRITORY, sitting_id="sitting",
         alert_id="alert"),
    page("POST /phien-hop/{sitting_id}/canh-bao/{alert_id}", OFFICE, sitting_id="sitting",
         alert_id="alert", body={"answer": "Đã kiểm tra."}),
    page("GET /phien-hop/{sitting_id}/xem-lai", TERRITORY, sitting_id="sitting"),
    page("POST /phien-hop/{sitting_id}/xem-lai", OFFICE, sitting_id="sitting",
         body={"expected": "2"}),
    page("GET /phien-hop/{sitting_id}/kiem-tra", TERRITORY, sitting_id="sitting"),
    page("POST /phien-hop/{sitting_id}/kiem-tra", CHAIRED, sitting_id="sitting",
         body={"expected": "2", "con-lai": "1", "record": "0" * 64}),
    page("GET /phien-hop/{sitting_id}/bieu-quyet", TERRITORY, sitting_id="sitting"),
    page("POST /phien-hop/{sitting_id}/bieu-quyet", VOTING, sitting_id="sitting",
         body={"expected": "2", "record": "0" * 64}),
    page("GET /van-ban-phien-hop", OWN_PAPERS),
    page("GET /phien-hop/{sitting_id}/van-ban", TERRITORY, sitting_id="asking sitting"),
    page("GET /phien-hop/{sitting_id}/bien-ban.{form}", TERRITORY, sitting_id="closed sitting",
         form="=docx"),
    page("GET /phien-hop/{sitting_id}/to-trinh.{form}", TERRITORY, sitting_id="asking sitting",
         form="=docx"),
    page("GET /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}.{form}", TERRITORY,
         sitting_id="asking sitting", list_id="list asked about", form="=docx"),
    page("GET /phien-hop/{sitting_id}/bien-ban", TERRITORY, sitting_id="closed sitting"),
    page("POST /phien-hop/{sitting_id}/bien-ban", OFFICE, sitting_id="closed sitting",
         body=_NUMBER),
    page("GET /phien-hop/{sitting_id}/to-trinh", TERRITORY, sitting_id="asking sitting"),
    page("POST /phien-hop/{sitting_id}/to-trinh", OFFICE, sitting_id="asking sitting",
         body=_NUMBER),
    page("GET /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}", TERRITORY,
         sitting_id="asking sitting", list_id="list asked about"),
    page("POST /phien-hop/{sitting_id}/phieu-tra-lai/{list_id}", OFFICE,
         sitting_id="asking sitting", list_id="list asked about", body=_NUMBER),
    page("GET /cau-hoi", ASKED_LISTING),
    page("GET /cau-hoi/{question_id}", TERRITORY, question_id="question"),
    page("POST /cau-hoi/{question_id}", ASKED, question_id="question",
         body={"answer": "Còn cư trú."}),
)  # fmt: skip

_SUPERVISION: Final = (
    page("GET /don-thu", LISTING),
    page("GET /don-thu/tam-giu", LISTING),
    page("GET /don-thu/moi", OWN),
    page("POST /don-thu/moi", TERRITORY, body=lambda g: {
        "kind": "press", "about": "dossier", "number": str(g["claimed"]), "means": "báo",
        "words": "Không đúng đối tượng.", "received_on": "20/4/2020",
    }),
    page("GET /don-thu/{complaint_id}", TERRITORY, complaint_id="complaint"),
    page("GET /don-thu/{complaint_id}/nguoi-gui", TERRITORY, complaint_id="complaint"),
    page("GET /don-thu/{complaint_id}/chuyen", TERRITORY, complaint_id="complaint"),
    page("POST /don-thu/{complaint_id}/chuyen", OFFICE, complaint_id="complaint",
         body=_WORDS | {"office_path": DISTRICT}),
    page("GET /don-thu/{complaint_id}/gia-han", TERRITORY, complaint_id="complaint"),
    page("POST /don-thu/{complaint_id}/gia-han", OFFICE, complaint_id="complaint", body=_WORDS),
    page("GET /don-thu/{complaint_id}/tra-loi", TERRITORY, complaint_id="complaint"),
    page("POST /don-thu/{complaint_id}/tra-loi", OFFICE, complaint_id="complaint",
         body=_WORDS | {"document_number": "1/TB", "document_on": _DAY, "outcome": "rejected"}),
    page("GET /don-thu/{complaint_id}/giu", TERRITORY, complaint_id="complaint"),
    page("POST /don-thu/{complaint_id}/giu", TERRITORY, complaint_id="complaint", body=_WORDS),
    page("GET /don-thu/{complaint_id}/thoi-giu", TERRITORY, complaint_id="holding complaint"),
    page("POST /don-thu/{complaint_id}/thoi-giu", TERRITORY, complaint_id="holding complaint",
         body=_WORDS),
    page("GET /mau-kiem-tra", LISTING, DISTRICT),
    page("GET /mau-kiem-tra/moi", LISTING, DISTRICT),
    page("POST /mau-kiem-tra/moi", TERRITORY, DISTRICT, body=lambda g: {
        "decision_id": str(g["decision signed"]), "seed": "xo-so-ma-tran",
        "seed_source": "Xổ số", "size": "1",
    }),
    page("GET /mau-kiem-tra/{sample_id}", TERRITORY, DISTRICT, sample_id="sample"),
    page("GET /mau-kiem-tra/{sample_id}/{dossier_id}", TERRITORY, DISTRICT, sample_id="sample",
         dossier_id="line"),
    page("POST /mau-kiem-tra/{sample_id}/{dossier_id}", TERRITORY, DISTRICT, sample_id="sample",
         dossier_id="line", body=_WORDS | {"result": "in_order", "seen_on": _DAY}),
)  # fmt: skip

COUNCIL_PAGES: Final = (*_POSTINGS, *_COUNCILS, *_SUPERVISION)
