"""The demonstration province keeps every promise its driver and its final check rely on."""

import pickle
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from app.appraisal.rules import BULK_LEAST_PEOPLE, BULK_LEAST_PERCENT
from app.core.text import fold
from app.demo import later_faults
from app.demo.areas import late_commune
from app.demo.faults import COUNTS
from app.demo.faulty_rows import FAULTY_KINDS
from app.demo.names import TWIN_GIVENS
from app.demo.people import Person
from app.demo.province import Province, build_province
from app.demo.tally import VIETNAMESE, Tally
from app.demo.truth import (
    FAST_DAY,
    FAST_DISTRICTS,
    GROUP_OF_FORM,
    GROUPS,
    PAID,
    REFERENCE,
    REFERENCE_DAY,
    Fault,
    ListKey,
    Quota,
    Spot,
    portions,
)

_DECLINED = "BULK_DECLINED"
FEW = {*later_faults.FEW, "CLAIMED_ELSEWHERE", "HIGHER_LATER"}
KINDS = (
    {kind.code for kind in FAULTY_KINDS} | COUNTS.keys() | later_faults.COUNTS.keys() | FEW
)  # fmt: skip


@pytest.fixture(scope="module")
def province() -> Province:
    """The province at its true size."""
    return build_province()


@pytest.fixture(scope="module")
def clean(province: Province) -> list[tuple[ListKey, Person]]:
    """The clean rows: all but the planted faults."""
    return list(clean_rows(province))


def clean_rows(province: Province) -> Iterator[tuple[ListKey, Person]]:
    """Every row in which no fault was planted."""
    planted = {(fault.list_key, fault.row) for fault in province.truth.faults}
    for key, rows in province.lists.items():
        for row, person in zip(province.row_numbers[key], rows, strict=True):
            if (key, row) not in planted:
                yield key, person


def person_at(province: Province, key: ListKey, row: int) -> Person:
    """Who stands in a row of a sheet."""
    return province.person_at(Spot(key, row))


def pair(province: Province, fault: Fault) -> tuple[Person, Person]:
    """The planted row and its partner."""
    assert fault.partner_key is not None
    assert fault.partner_row is not None
    return (
        person_at(province, fault.list_key, fault.row),
        person_at(province, fault.partner_key, fault.partner_row),
    )


def test_as_many_people_are_to_be_approved_as_the_reference_says(
    province: Province, clean: list[tuple[ListKey, Person]]
) -> None:
    expected = {row.group: row.approved_people for row in REFERENCE}
    replaced_later = [fault.list_key for fault in faults_of(province, "HIGHER_LATER")]
    approved = [key for key, _ in clean] + replaced_later
    assert Counter(GROUP_OF_FORM[key.form] for key in approved) == expected
    assert province.truth.approved == expected
    assert len(approved) == 173_594


def test_every_commune_and_district_has_its_lists(province: Province) -> None:
    forms = Counter(key.form for key in province.lists)
    assert forms == {"05": 14, "07": 216, "08": 216, "09": 216}
    assert [entry.list_key for entry in province.truth.lists] == list(province.lists)
    assert all(entry.good_rows > 0 for entry in province.truth.lists)
    for entry in province.truth.lists:
        assert entry.rows == len(province.lists[entry.list_key])


def test_clean_numbers_are_unique_and_true_to_their_bearers(
    clean: list[tuple[ListKey, Person]],
) -> None:
    numbers = [person.id_number for _, person in clean if person.id_number is not None]
    assert len(numbers) == len(set(numbers))
    for _, person in clean:
        number = person.id_number
        if number is None:
            continue
        assert isinstance(number, str)
        if len(number) == 9:
            assert re.fullmatch(r"189\d{6}", number)
            continue
        assert re.fullmatch(r"042[0-3]\d{2}9\d{5}", number)
        century, woman = divmod(int(number[3]), 2)
        assert ("F" if woman else "M") == person.sex
        assert 1900 + 100 * century + int(number[4:6]) == person.birth_year


def test_most_adults_have_a_number_and_no_child_has(clean: list[tuple[ListKey, Person]]) -> None:
    kinds = Counter(len(str(person.id_number or "")) for _, person in clean)
    assert kinds[9] > 80_000
    assert kinds[12] > 10_000
    assert kinds[0] > 40_000
    assert all(person.id_number is None for _, person in clean if person.birth_year >= 2005)


def test_no_clean_people_are_alike_but_the_namesakes(
    province: Province, clean: list[tuple[ListKey, Person]]
) -> None:
    same = Counter(
        (person.name_key, person.birth, person.sex) for _, person in clean if person.has_full_date
    )
    near = Counter((person.name_key, person.birth_year, person.commune) for _, person in clean)
    twins = {
        (person.name_key, person.birth, person.sex)
        for one, _ in province.truth.namesakes
        for person in [person_at(province, *one)]
    }
    assert {alike for alike, count in same.items() if count > 1} == twins
    assert max(near.values()) == 1


def test_only_planned_pairs_of_dossiers_are_alike(province: Province) -> None:
    """Among all rows that become dossiers, whoever looks like another was meant to."""
    truth = province.truth
    faulty = {(f.list_key, f.row) for f in truth.faults if f.stage == "INTAKE"}
    planned = {
        frozenset({(f.list_key, f.row), (f.partner_key, f.partner_row)})
        for f in truth.faults
        if f.stage == "COUNCIL" and f.partner_key
    } | {frozenset({tuple(one), tuple(other)}) for one, other in truth.namesakes}
    bearers: dict[tuple[object, ...], set[tuple[ListKey, int]]] = {}
    for key, rows in province.lists.items():
        for row, person in zip(province.row_numbers[key], rows, strict=True):
            if (key, row) not in faulty:
                for mark in marks(person):
                    bearers.setdefault(mark, set()).add((key, row))
    assert {frozenset(alike) for alike in bearers.values() if len(alike) > 1} == planned


def marks(person: Person) -> Iterator[tuple[object, ...]]:
    """What the service matches people by."""
    if person.id_number:
        yield ("number", person.id_number)
    if person.has_full_date:
        yield (person.name_key, person.birth, person.sex)
    yield (person.name_key, person.birth_year, person.commune)


def test_matching_keys_are_those_of_the_service(clean: list[tuple[ListKey, Person]]) -> None:
    assert all(person.name_key == fold(person.full_name) for _, person in clean[::7])
    assert all(fold(given) == fold(twin) for given, twin in TWIN_GIVENS.items())


def test_namesakes_are_different_people_with_nothing_to_tell_them_apart(
    province: Province,
) -> None:
    assert len(province.truth.namesakes) == 60 + 2
    for one, other in province.truth.namesakes:
        first, second = person_at(province, *one), person_at(province, *other)
        assert one.list_key != other.list_key
        assert first.commune != second.commune
        assert (first.name_key, first.birth, first.sex) == (
            fold(second.full_name), second.birth, second.sex,
        )  # fmt: skip
        assert {len(str(p.id_number or "")) for p in (first, second)} in ({0}, {9, 12})


def test_every_kind_of_fault_is_planted_often(province: Province) -> None:
    kinds = Counter(fault.kind for fault in province.truth.faults)
    assert set(kinds) == KINDS
    assert min(count for kind, count in kinds.items() if kind not in FEW) >= 60
    assert {kind: kinds[kind] for kind in FEW} == {
        "BULK_DECLINED": 8, "BOTH_NUMBERS": 2, "CLAIMED_ELSEWHERE": 24, "HIGHER_LATER": 12,
    }  # fmt: skip
    assert sum(kinds.values()) >= 2_000
    spots = [(fault.list_key, fault.row) for fault in province.truth.faults]
    partners = [(f.partner_key, f.partner_row) for f in province.truth.faults if f.partner_key]
    assert len(set(spots + partners)) == len(spots) + len(partners)


def test_faulty_rows_are_all_that_lists_lose(province: Province) -> None:
    truth = province.truth
    faulty = Counter(fault.list_key for fault in truth.faults if fault.stage == "INTAKE")
    assert {e.list_key: e.rows - e.good_rows for e in truth.lists if e.rows > e.good_rows} == faulty


def test_protected_people_stand_again_among_the_poor_of_their_commune(province: Province) -> None:
    with_number = 0
    for fault in faults_of(province, "POOR_AND_PROTECTED"):
        poor, protected = pair(province, fault)
        assert fault.list_key.form in ("08", "09")
        assert fault.partner_key == ListKey("07", fault.list_key.area_code)
        assert poor.amount < protected.amount
        assert poor.household
        if poor.id_number:
            with_number += 1
            assert poor.id_number == protected.id_number
        else:
            assert (poor.name_key, poor.birth) == (protected.name_key, protected.birth)
            assert poor.has_full_date
    assert with_number > 250


@pytest.mark.parametrize("kind", ["TWO_COMMUNES", "CMND_AND_CCCD", "SPELLING"])
def test_the_same_person_stands_in_two_communes(province: Province, kind: str) -> None:
    districts = province.areas.district_of()
    away = 0
    for fault in faults_of(province, kind):
        added, original = pair(province, fault)
        assert fault.partner_key is not None
        assert fault.list_key != fault.partner_key
        assert fault.list_key.form == fault.partner_key.form
        assert added.commune != original.commune
        away += districts[added.commune] != districts[original.commune]
        assert (added.name_key, added.birth, added.sex) == (
            original.name_key, original.birth, original.sex,
        )  # fmt: skip
        assert fold(added.full_name) == added.name_key
        numbers = (len(str(added.id_number or "")), len(str(original.id_number or "")))
        if kind == "TWO_COMMUNES":
            assert added.id_number == original.id_number is not None
        else:
            assert numbers == ((12, 9) if kind == "CMND_AND_CCCD" else (0, 0))
            assert added.has_full_date
    assert away > 20


def test_spellings_differ_only_to_the_machine(province: Province) -> None:
    changed = Counter[str]()
    for fault in faults_of(province, "SPELLING"):
        added, original = pair(province, fault)
        assert added.full_name != original.full_name
        if added.full_name == unicodedata.normalize("NFD", original.full_name):
            changed["decomposed"] += 1
        elif "\u00d0" in added.full_name:
            changed["lookalike"] += 1
        else:
            changed["tone"] += 1
    assert min(changed[way] for way in ("decomposed", "lookalike", "tone")) >= 60


def test_the_dead_are_listed_and_no_clean_person_is_among_the_deaths(
    province: Province, clean: list[tuple[ListKey, Person]]
) -> None:
    deaths = province.truth.deaths
    listed = {
        (p.full_name, p.birth, p.sex, p.id_number, p.commune)
        for fault in faults_of(province, "DIED_BEFORE")
        for p in [person_at(province, fault.list_key, fault.row)]
    }
    assert listed <= {death[:5] for death in deaths}
    assert all(death.since < "2020-04-01" for death in deaths)
    living = {(person.name_key, person.birth_year) for _, person in clean}
    assert not living & {(fold(death.full_name), int(death.birth[-4:])) for death in deaths}
    numbers = {person.id_number for _, person in clean}
    assert not numbers & {death.id_number for death in deaths if death.id_number}


def test_who_moved_away_is_listed_where_they_left(province: Province) -> None:
    moved = {(one.full_name, one.birth, one.commune_code) for one in province.truth.moves}
    for fault in faults_of(province, "MOVED_AWAY"):
        person = person_at(province, fault.list_key, fault.row)
        assert (person.full_name, person.birth, person.commune) in moved
    assert len(moved) == 60
    assert all(one.since < "2020-04-01" for one in province.truth.moves)


def test_claims_elsewhere_are_known_before_the_second_list_comes(province: Province) -> None:
    districts = province.areas.district_of()
    for fault in faults_of(province, "CLAIMED_ELSEWHERE"):
        added, original = pair(province, fault)
        assert added.id_number == original.id_number is not None
        assert districts[original.commune] in FAST_DISTRICTS
        assert districts[added.commune] not in FAST_DISTRICTS
        assert added.commune != late_commune(province.areas)


def test_a_higher_benefit_comes_after_the_lower_was_approved(province: Province) -> None:
    districts = province.areas.district_of()
    numbers = set()
    for fault in faults_of(province, "HIGHER_LATER"):
        lower, higher = pair(province, fault)
        assert (lower.name_key, lower.birth, lower.id_number) == (
            higher.name_key, higher.birth, higher.id_number,
        )  # fmt: skip
        assert lower.amount < higher.amount
        assert districts[lower.commune] in FAST_DISTRICTS
        assert higher.commune == late_commune(province.areas)
        numbers.add(lower.id_number)
    assert numbers == province.truth.unpaid


def test_a_third_paper_names_both_numbers_of_a_person(province: Province) -> None:
    (paper,) = (one for one in province.papers if one.key.form == "04")
    named = {row["id_number"] for row in paper.rows if "/" in str(row["id_number"])}
    both = {
        f"{original.id_number}/{added.id_number}"
        for fault in faults_of(province, "BOTH_NUMBERS")
        for added, original in [pair(province, fault)]
    }
    assert named == both
    assert len(both) == 2


def test_many_of_one_hamlet_decline(province: Province) -> None:
    people = [person_at(province, one.list_key, one.row) for one in faults_of(province, _DECLINED)]
    assert len({(one.commune, one.hamlet) for one in people}) == 1
    (key,) = {one.list_key for one in faults_of(province, _DECLINED)}
    hamlet = [one for one in province.lists[key] if one.hamlet == people[0].hamlet]
    assert len(people) >= BULK_LEAST_PEOPLE
    assert len(people) * 100 >= BULK_LEAST_PERCENT * len(hamlet)


def test_the_very_old_and_relatives_are_watched(province: Province) -> None:
    watches = Counter(watch.kind for watch in province.truth.watches)
    assert watches == {"AGE_OUTLIER": 4, "STAFF_RELATIVE": 3, "HIGHER_LATER": 12}
    faulty = {Spot(one.list_key, one.row) for one in province.truth.faults}
    for watch in province.truth.watches:
        assert watch.spot not in faulty
        if watch.kind == "AGE_OUTLIER":
            assert 100 < 2020 - province.person_at(watch.spot).birth_year < 110


def test_pairs_to_be_ruled_on_are_told_by_name_and_place(province: Province) -> None:
    rulings = {pair.kind: pair for pair in province.truth.rulings}
    assert set(rulings) == {"PAIR_SAME", "PAIR_DIFFERENT", "PAIR_UNDONE"}
    for pair in rulings.values():
        people = [province.person_at(spot) for spot in (pair.one, pair.other)]
        assert {pair.name_key} == {one.name_key for one in people}
        assert set(pair.communes) == {one.commune for one in people}
        assert len(pair.communes) == 2
    for kind in ("PAIR_DIFFERENT", "PAIR_UNDONE"):
        assert rulings[kind][1:3] in province.truth.namesakes


def test_every_kind_has_its_words() -> None:
    other = {"SAME_ACCOUNT", "BULK_DECLINE_ALERT", "DECLINED_AND_REVOKED", "NOTICE_FILE_FAULTY"}
    small = build_province(scale=0.01)
    told = {told.kind for paper in small.papers for told in paper.told}
    watched = {watch.kind for watch in small.truth.watches}
    assert KINDS | told | watched | other <= VIETNAMESE.keys()
    tally = Tally()
    tally.tell("MOJIBAKE", caught=True)
    tally.tell("MOJIBAKE", caught=False, what="mau-07")
    assert tally.as_json() == {
        "MOJIBAKE": {"vi": VIETNAMESE["MOJIBAKE"], "planted": 2, "caught": 1}
    }  # fmt: skip
    assert len(tally.missed) == 1


def test_strangers_are_like_nobody_else(province: Province) -> None:
    everybody = Counter[tuple[str, int]](
        (person.name_key, person.birth_year) for rows in province.lists.values() for person in rows
    )
    for fault in province.truth.faults:
        if fault.partner_key is None:
            person = person_at(province, fault.list_key, fault.row)
            assert everybody[person.name_key, person.birth_year] == 1


def test_copies_come_after_the_row_they_repeat(province: Province) -> None:
    for fault in faults_of(province, "TWICE_IN_LIST"):
        assert fault.partner_row is not None
        assert fault.list_key == fault.partner_key
        assert fault.row > fault.partner_row
        copy, original = pair(province, fault)
        assert copy == original


def test_unknown_communes_belong_to_another_district(province: Province) -> None:
    names = {commune.name: commune.district for commune in province.areas.communes}
    for fault in faults_of(province, "COMMUNE_UNKNOWN"):
        person = person_at(province, fault.list_key, fault.row)
        assert names[province.areas.names[person.commune]] != fault.list_key.area_code


def faults_of(province: Province, kind: str) -> list[Fault]:
    """The planted faults of one kind."""
    return [fault for fault in province.truth.faults if fault.kind == kind]


@pytest.mark.parametrize("scale", [1.0, 0.05, 0.01])
def test_statements_pay_exactly_the_reference(scale: float) -> None:
    truth = build_province(scale=scale).truth
    paid = Counter[str]()
    by_spot = Counter[tuple[str, str]]()
    for quota in truth.quotas:
        paid[quota.group] += quota.paid
        by_spot[quota.district, quota.group] += quota.paid
        assert quota.paid > 0
        assert FAST_DAY <= quota.day <= REFERENCE_DAY
        assert (quota.day == FAST_DAY) == (quota.district in FAST_DISTRICTS)
    assert paid == {row.group: round(row.paid_people * scale) for row in REFERENCE}
    for spot, standing in truth.standings.items():
        assert by_spot[spot] <= standing.approved - standing.may_leave
        if scale == 1.0 and spot[0] in FAST_DISTRICTS:
            assert by_spot[spot] >= 0.97 * (standing.approved + standing.may_arrive)


def test_reference_money_foots() -> None:
    assert sum(row.paid_people for row in REFERENCE) == 159_426
    assert sum(row.paid_dong for row in REFERENCE) == 186_432_000_000
    assert [row.group for row in REFERENCE] == list(GROUPS)


def test_other_districts_pay_in_three_to_five_statements(province: Province) -> None:
    days: dict[tuple[str, str], set[object]] = {}
    for quota in province.truth.quotas:
        days.setdefault((quota.district, quota.group), set()).add(quota.day)
    for (district, _), dates in days.items():
        assert len(dates) == 1 if district in FAST_DISTRICTS else 3 <= len(dates) <= 5


def test_orders_are_shared_out_whole(province: Province) -> None:
    quotas = [q for q in province.truth.quotas if (q.district, q.group) == ("444", "HN")]
    orders = list(range(province.truth.standings["444", "HN"].approved))
    shared = portions(quotas, orders)
    assert sorted(order for portion in shared for order in portion.orders) == orders
    paid = [(p.day, len(p.orders)) for p in shared if p.outcome == PAID]
    assert paid == sorted((quota.day, quota.paid) for quota in quotas)
    assert {p.outcome for p in shared} == {PAID, "ABSENT", "NOT_YET_COME", "WRONG_DETAILS"}
    with pytest.raises(ValueError, match="only"):
        portions(quotas, orders[:10])


def test_orders_held_are_never_paid() -> None:
    quotas = [Quota("436", "HN", FAST_DAY, 7)]
    shared = portions(quotas, list(range(10)), {3, 4})
    paid = [order for portion in shared if portion.outcome == PAID for order in portion.orders]
    assert len(paid) == 7
    assert not {3, 4} & set(paid)
    assert sorted(order for portion in shared for order in portion.orders) == list(range(10))
    with pytest.raises(ValueError, match="only"):
        portions(quotas, list(range(8)), {3, 4})


def test_households_stand_together_with_one_head(province: Province) -> None:
    rows = province.lists[ListKey("08", "18139")]
    heads = {person.household: person.head for person in rows if person.household}
    assert all(person.head == heads[person.household] for person in rows if person.household)
    for number, head in heads.items():
        first = next(person for person in rows if person.household == number)
        assert (first.full_name, first.relation) == (head, "Chủ hộ")


def test_the_same_seed_gives_the_same_province_in_every_process(province: Province) -> None:
    small = build_province(scale=0.01)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other_process:
        theirs = other_process.submit(build_province, scale=0.01).result()
    assert theirs.digest() == small.digest()
    assert theirs.truth == small.truth
    assert build_province().digest() == province.digest()
    assert build_province(seed=1, scale=0.01).digest() != small.digest()
    assert len(pickle.dumps(province.truth)) < 400_000


def test_a_small_province_keeps_every_kind_and_every_district() -> None:
    province = build_province(scale=0.01)
    assert {fault.kind for fault in province.truth.faults} == KINDS
    assert len({commune.district for commune in province.areas.communes}) == 13
    assert province.truth.approved == {"NCC": 380, "BTXH": 535, "HN": 241, "HCN": 580}
    with pytest.raises(ValueError, match="scale"):
        build_province(scale=0.001)
