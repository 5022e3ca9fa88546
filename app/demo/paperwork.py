"""Makes the lists on the other forms, from the invented people and the lists of the province."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.demo.areas import PROVINCE_CODE
from app.demo.dresses import SOFTWARE_DISTRICT
from app.demo.field import Clean, Field, Sheets
from app.demo.invented import Company, Numbers, mistyped
from app.demo.papers import Cell, Paper, Row, Told, told_person
from app.demo.people import Person
from app.demo.planting import Harvest
from app.demo.truth import AMOUNTS, INTAKE, MONTHS, ListKey
from app.intake.forms import FORMS

TOWN_OF_TWO_NAMES, DISTRICT_OF_TWO_NAMES = "449", "447"
"""Thị xã Kỳ Anh and Huyện Kỳ Anh: "Kỳ Anh" alone is neither."""
EMPLOYER_DISTRICT, COOPERATIVE_DISTRICT, SCHOOL_DISTRICT = "437", "440", "436"
OWNERS_DISTRICT, LOAN_DISTRICT = "439", TOWN_OF_TWO_NAMES

_JOBS = FORMS["04"].column("job").choices
_LOAN_A_MONTH = 1_715_000
"""Half the regional minimum wage of zone III, in đồng."""


class Paperwork:
    """Who works, owns and borrows in the demonstration, list by list."""

    def __init__(self, field: Field, sheets: Sheets, harvest: Harvest) -> None:
        self.field, self.sheets, self.harvest = field, sheets, harvest
        self.numbers = Numbers(field.people.rng)
        self.names = {code: f"{name}, {district}" for code, name, district in _places(field)}
        self.company = self._company("Công ty TNHH May mặc Hồng Lam Xanh")
        self.borrower = self._company("Công ty Cổ phần Chế biến hải sản Vũng Cát Vàng")

    def papers(self) -> list[Paper]:
        """Every list, each to be handed in after those it sums up."""
        idle = self._idle_workers()
        return [
            self._suspended_workers(),
            self._workers_of_a_cooperative(),
            self._household_businesses(),
            self._ended_contracts(),
            self._without_contract(),
            self._borrowers(),
            idle,
            self._merit_of_province(),
            self._summary(),
            self._granted(),
            self._idle_of_province(idle),
            self._staff_of_a_school(),
        ]

    def applications(self) -> list[Row]:
        """Three applications of form 04 to be entered one by one; the first has a wrong phone."""
        commune = self._commune("442")
        counted = {"stt", "months", "amount_dong"}
        rows = [
            {name: cell for name, cell in self._jobless(0, person).items() if name not in counted}
            for person in self._strangers(commune, 3)
        ]
        return [{**rows[0], "phone": "0123"}, *rows]

    # --- people and places ---

    def _commune(self, district: str) -> str:
        return min(code for code, home in self.field.district_of.items() if home == district)

    def _strangers(self, commune: str, count: int) -> list[Person]:
        place = Clean(ListKey("08", commune), 0)
        return [
            self.field.new_person(place, 1966, 1995, with_cmnd=True) for _ in range(count)
        ]  # fmt: skip

    def _workers(self, district: str, count: int) -> list[Person]:
        return self._strangers(self._commune(district), count)

    def _company(self, name: str) -> Company:
        numbers = self.numbers
        return Company(
            name, numbers.tax_code(), "Khu công nghiệp Vũng Áng", "Sản xuất, chế biến",
            numbers.phone(),
        )  # fmt: skip

    # --- employers' lists ---

    def _suspended_workers(self) -> Paper:
        rows = [
            self._suspended(number, person)
            for number, person in enumerate(self._workers(EMPLOYER_DISTRICT, 12), 1)
        ]
        wrong: dict[int, tuple[str, Cell, str]] = {
            2: ("insurance_number", "421990001", "INSURANCE_SHAPE"),
            5: ("account_number", "12-34", "ACCOUNT"),
            7: ("suspended_from", "31/04/2020", "DAY_WRONG"),
            8: ("insurance_number", 421_990_002.0, "INSURANCE_SHAPE"),
        }
        told = [Told(index, code, code) for index, (_, _, code) in wrong.items()]
        for index, (field, cell, _) in wrong.items():
            rows[index] = {**rows[index], field: cell}
        rows[10] = {**rows[10], "account_name": "NGUYEN VAN CHU HO"}
        told.append(Told(10, "ACCOUNT_NAME", "ACCOUNT_NAME", fault=False))
        return Paper(ListKey("01", EMPLOYER_DISTRICT), rows, told, self.company.head())

    def _workers_of_a_cooperative(self) -> Paper:
        """Outside the policy: the rows are sound, the council is told."""
        rows = [
            self._suspended(number, person)
            for number, person in enumerate(self._workers(COOPERATIVE_DISTRICT, 3), 1)
        ]
        told = [
            Told(index, "CONDITION_OUTSIDE_COOPERATIVE", "OUTSIDE_POLICY", fault=False)
            for index in range(len(rows))
        ]
        head = self._company("Hợp tác xã Nông nghiệp Đồng Sen").head()
        return Paper(ListKey("01", COOPERATIVE_DISTRICT), rows, told, head)

    def _staff_of_a_school(self) -> Paper:
        """Outside the policy until an amendment takes private schools in."""
        rows = [
            self._suspended(number, person)
            for number, person in enumerate(self._workers(SCHOOL_DISTRICT, 3), 1)
        ]
        head = self._company("Trường Mầm non tư thục Nắng Phượng Hồng").head()
        return Paper(ListKey("01", SCHOOL_DISTRICT), rows, head=head)

    def _suspended(self, number: int, person: Person) -> Row:
        return {
            **self._employed(number, person),
            "suspended_from": "01/04/2020", "suspended_to": "31/05/2020",
            "account_name": person.full_name.upper(), "account_number": self.numbers.account(),
            "bank": "Agribank Hà Tĩnh",
        }  # fmt: skip

    def _employed(self, number: int, person: Person) -> Row:
        return {
            **told_person(number, person), "department": f"Tổ {number % 3 + 1}",
            "contract_kind": "Xác định thời hạn", "contract_signed_on": "15/02/2018",
            "insurance_number": self.numbers.insurance(),
        }  # fmt: skip

    def _idle_workers(self) -> Paper:
        rows = [
            {
                **self._employed(number, person), "idle_from": "01/04/2020",
                "idle_to": "31/05/2020", "wage_dong": 3_430_000, "months": 2,
                "amount_dong": 2 * _LOAN_A_MONTH,
            }
            for number, person in enumerate(self._workers(TOWN_OF_TWO_NAMES, 9), 1)
        ]  # fmt: skip
        rows[3] = {**rows[3], "amount_dong": 9_000_000}
        rows[6] = {**rows[6], "insurance_number": "4.21991E+09"}
        told = [
            Told(3, "AMOUNT_WRONG", "LOAN_TOO_HIGH"),
            Told(6, "INSURANCE_SHAPE", "INSURANCE_SHAPE"),
        ]
        head = self.borrower.head(zone="III")
        return Paper(ListKey("12", TOWN_OF_TWO_NAMES), rows, told, head)

    def _idle_of_province(self, idle: Paper) -> Paper:
        """The workers of the employer's list; one of them is not in it, one lives in "Kỳ Anh"."""
        faulty = {one.place for one in idle.told}
        sound = [row for index, row in enumerate(idle.rows) if index not in faulty]
        fields = FORMS["14"].fields
        home: Row = {
            "employer_name": self.borrower.name, "tax_code": self.borrower.tax_code,
            "district": "Thị xã Kỳ Anh",
        }  # fmt: skip
        rows: list[Row] = [
            {name: cell for name, cell in {**row, **home}.items() if name in fields}
            for row in sound
        ]
        (stranger,) = self._workers(DISTRICT_OF_TWO_NAMES, 1)
        rows.append({**rows[0], **told_person(len(rows) + 1, stranger)})
        rows[-1] = {**rows[-1], "insurance_number": self.numbers.insurance()}
        rows[2] = {**rows[2], "district": "Kỳ Anh"}
        told = [
            Told(2, "DISTRICT_UNKNOWN", "DISTRICT_OF_TWO_NAMES"),
            Told(len(rows) - 1, "NOT_IN_LISTS", "NOT_IN_LISTS"),
        ]
        return Paper(ListKey("14", PROVINCE_CODE), rows, told)

    def _borrowers(self) -> Paper:
        companies = [
            self.borrower,
            *(self._company(f"Công ty TNHH Du lịch Biển Ngọc {number}") for number in (1, 2, 3)),
        ]
        rows: list[Row] = [
            {
                "stt": number, "employer_name": one.name, "tax_code": one.tax_code,
                "address": one.address, "industry": one.industry, "phone": one.phone,
                "insured_workers": 40 + number, "idle_workers": 20, "idle_from": "01/04/2020",
                "idle_to": "31/05/2020", "stoppage_due_dong": 137_200_000,
                "stoppage_paid_dong": 70_000_000, "loan_dong": 68_600_000, "bad_debt": "Không",
            }
            for number, one in enumerate(companies, 1)
        ]  # fmt: skip
        rows[2] = {**rows[2], "tax_code": mistyped(companies[2].tax_code)}
        rows[3] = {**rows[3], "idle_workers": 900}
        told = [Told(2, "TAX_CODE", "TAX_CODE"), Told(3, "COUNT_WRONG", "COUNT_WRONG")]
        return Paper(ListKey("11", TOWN_OF_TWO_NAMES), rows, told)

    def _granted(self) -> Paper:
        rows: list[Row] = [
            {
                "stt": number, "employer_name": one.name, "tax_code": code,
                "address": one.address, "loan_dong": 68_600_000, "workers": 20,
                "disbursed_on": "24/04/2020", "document_number": f"0{number}/QĐ-UBND",
            }
            for number, (one, code) in enumerate(
                (
                    (self.borrower, self.borrower.tax_code),
                    (self.company, f"{self.company.tax_code}.0"),
                ),
                1,
            )
        ]  # fmt: skip
        return Paper(ListKey("13", PROVINCE_CODE), rows, [Told(1, "TAX_CODE", "TAX_CODE")])

    # --- owners and workers of a commune ---

    def _household_businesses(self) -> Paper:
        commune = self._commune(OWNERS_DISTRICT)
        rows = [
            {
                **told_person(number, person), "phone": self.numbers.phone(),
                **self._lives(person), "business_place": "Chợ xã", "trade": "Bán hàng ăn",
                "registration_number": f"28E{number:06d}", "tax_code": self.numbers.tax_code(),
                "suspended_from": "01/04/2020", "suspended_to": "30/04/2020",
            }
            for number, person in enumerate(self._strangers(commune, 7), 1)
        ]  # fmt: skip
        rows[1] = {**rows[1], "tax_code": mistyped(str(rows[1]["tax_code"]))}
        rows[4] = {**rows[4], "phone": "01682345678"}
        told = [Told(1, "TAX_CODE", "TAX_CODE"), Told(4, "PHONE", "PHONE")]
        return Paper(ListKey("02", commune), rows, told, media="csv")

    def _ended_contracts(self) -> Paper:
        commune = self._commune("440")
        rows = [
            {
                **told_person(number, person), "ethnicity": "Kinh", **self._lives(person),
                "phone": self.numbers.phone(), "job_before": "Phục vụ bàn",
                "workplace": "Nhà hàng Sông Phố Mới", "income_before_dong": 4_000_000,
                "contract_signed_on": "01/06/2019", "contract_ended_on": "15/04/2020",
                "insurance_number": self.numbers.insurance(),
            }
            for number, person in enumerate(self._strangers(commune, 6), 1)
        ]  # fmt: skip
        rows[2] = {**rows[2], "contract_ended_on": "01/05/2019"}
        rows[5] = {**rows[5], "insurance_number": "42-199"}
        told = [Told(2, "DAY_WRONG", "DAY_WRONG"), Told(5, "INSURANCE_SHAPE", "INSURANCE_SHAPE")]
        return Paper(ListKey("03", commune), rows, told, media="json")

    def _without_contract(self) -> Paper:
        """With those whose two numbers it names together, and two who share one account."""
        commune = self._commune("445")
        people = [*self._strangers(commune, 8), *self.harvest.two_numbered]
        rows = [self._jobless(number, person) for number, person in enumerate(people, 1)]
        rows[1] = {**rows[1], "job": "Giáo viên hợp đồng"}
        rows[3] = {**rows[3], "phone": "098-12"}
        rows[5] = {**rows[5], "account_number": rows[4]["account_number"]}
        told = [Told(1, "CHOICE_UNKNOWN", "CHOICE_UNKNOWN"), Told(3, "PHONE", "PHONE")]
        return Paper(ListKey("04", commune), rows, told)

    def _jobless(self, number: int, person: Person) -> Row:
        return {
            **told_person(number, person), "ethnicity": "Kinh", **self._lives(person),
            "phone": self.numbers.phone(), "job": _JOBS[number % len(_JOBS)],
            "workplace": "Chợ huyện", "income_before_dong": 3_000_000,
            "income_now_dong": 400_000, "job_lost_on": "10/04/2020", "months": 1,
            "account_name": person.full_name.upper(),
            "account_number": self.numbers.account(), "bank": "Agribank Hà Tĩnh",
        }  # fmt: skip

    def _lives(self, person: Person) -> Row:
        address = f"{person.hamlet}, {self.names[person.commune]}"
        return {"hamlet": person.hamlet, "address": address, "permanent_address": address}

    # --- what offices compile ---

    def _merit_of_province(self) -> Paper:
        rows: list[Row] = []
        for district in (SOFTWARE_DISTRICT, DISTRICT_OF_TWO_NAMES):
            rows += [
                self._merit_row(len(rows) + number, person)
                for number, person in enumerate(self._merit_of(district, 6), 1)
            ]
        rows[1] = {**rows[1], "months": 2, "amount_dong": 1_000_000}
        rows[-1] = {**rows[-1], "district": "Kỳ Anh"}
        (stranger,) = self._strangers(self._commune(SOFTWARE_DISTRICT), 1)
        older = stranger._replace(category=str(rows[0]["category"]), allowance=974_000)
        rows.insert(6, self._merit_row(99, older))
        told = [
            Told(1, "NOT_IN_LISTS", "NOT_IN_LISTS"),
            Told(6, "NOT_IN_LISTS", "NOT_IN_LISTS"),
            Told(len(rows) - 1, "DISTRICT_UNKNOWN", "DISTRICT_OF_TWO_NAMES"),
        ]
        return Paper(ListKey("06", PROVINCE_CODE), rows, told)

    def _merit_of(self, district: str, count: int) -> list[Person]:
        people = self.field.lists[ListKey("05", district)]
        return [one for one in people if one.has_full_date and one.id_number][:count]

    def _merit_row(self, number: int, person: Person) -> Row:
        commune, district = self.names[person.commune].split(", ")
        return {
            **told_person(number, person), "district": district, "commune": commune,
            "hamlet": person.hamlet, "category": person.category,
            "allowance_dong": person.allowance, "months": MONTHS, "amount_dong": AMOUNTS["NCC"],
        }  # fmt: skip

    def _summary(self) -> Paper:
        """Form 10 of a commune, hamlet by hamlet as its lists say; of one hamlet it says more."""
        commune = self._commune("443")
        sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        homes: set[tuple[str, str, str]] = set()
        for form, kind in (("08", "poor"), ("09", "near_poor")):
            for person in self._sound_rows(ListKey(form, commune)):
                of_hamlet, home = sums[person.hamlet], (kind, person.hamlet, person.household)
                of_hamlet[f"{kind}_households"] += home not in homes
                of_hamlet[f"{kind}_members"] += 1
                of_hamlet[f"{kind}_dong"] += int(person.amount)
                homes.add(home)
        rows: list[Row] = [
            {"stt": number, "hamlet": hamlet, **_with_blanks_filled(found)}
            for number, (hamlet, found) in enumerate(sums.items(), 1)
        ]
        members, money = int(str(rows[0]["poor_members"])), int(str(rows[0]["poor_dong"]))
        rows[0] = {**rows[0], "poor_members": members + 1, "poor_dong": money + AMOUNTS["HN"]}
        return Paper(ListKey("10", commune), rows, [Told(0, "NOT_IN_LISTS", "SUMMARY_DIFFERS")])

    def _sound_rows(self, key: ListKey) -> Iterator[Person]:
        faulty = {
            self.sheets.index_of(one.row)
            for one in self.harvest.faults
            if one.row.list_key == key and one.stage == INTAKE
        }
        people: Sequence[Person] = self.sheets.lists[key]
        return (person for index, person in enumerate(people) if index not in faulty)


_SUMMED = tuple(
    f"{kind}_{what}" for kind in ("poor", "near_poor") for what in ("households", "members", "dong")
)


def _with_blanks_filled(found: dict[str, int]) -> dict[str, int]:
    return {name: found.get(name, 0) for name in _SUMMED}


def _places(field: Field) -> Iterable[tuple[str, str, str]]:
    """Code and name of every commune with the name of its district."""
    names = field.names
    return ((code, names[code], names[home]) for code, home in field.district_of.items())
