"""Which lists come in which dress, and which have a story of their own; the same for one seed."""

from itertools import islice

from app.demo.dresses import CSV, OFFICE, SOFTWARE, SOFTWARE_DISTRICT, TCVN3, VNI
from app.demo.field import Clean, Field, Sheets
from app.demo.planting import Harvest
from app.demo.truth import FAST_DISTRICTS, INTAKE, Correction, Dressing, ListKey

_WANTED: tuple[tuple[str, str, set[str]], ...] = (
    ("07", OFFICE, set()),
    ("08", OFFICE, set()),
    ("07", CSV, {"ID_DAMAGED"}),
    ("07", TCVN3, {"NAME_CHARACTERS", "LEGACY_FONT", "SPELLING"}),
    ("08", VNI, {"NAME_CHARACTERS", "LEGACY_FONT", "SPELLING"}),
)
"""Form, dress, and the faults that such a file would hide or change."""


_COMMUNE_FORMS = ("07", "08", "09")


def choose_dressing(field: Field, sheets: Sheets, harvest: Harvest) -> Dressing:
    """Dresses and stories for lists of slow districts, each list with at most one."""
    dresses = {key: SOFTWARE for key in field.lists if key[:2] == ("05", SOFTWARE_DISTRICT)}
    choice = _Choice(field, harvest)
    marked = choice.with_faults()
    for form, dress, unfit in _WANTED:
        dresses[choice.next(form, unfit)] = dress
    corrected = choice.next("08", {"TWICE_IN_LIST"})
    return Dressing(
        dresses=dresses,
        mojibake=choice.next("09", set()),
        corrected=corrected,
        correction=_correction(field, sheets, harvest, corrected),
        sent_twice=choice.next("07", set()),
        marked=marked,
    )


class _Choice:
    """The lists of slow districts' communes, handed out one after the other."""

    def __init__(self, field: Field, harvest: Harvest) -> None:
        slow = [
            key
            for key in field.lists
            if key.form != "05"
            and key.area_code != field.late_commune
            and field.district_of[key.area_code] not in FAST_DISTRICTS
        ]
        # Read backwards the codes lead from one end of the province to the other.
        self.free = sorted(slow, key=lambda key: (key.area_code[::-1], key.form))
        self.harvest = harvest

    def next(self, form: str, unfit: set[str]) -> ListKey:
        """The next free list of a form without these faults."""
        fit = (
            key for key in self.free if key.form == form and not self.harvest.kinds_in(key) & unfit
        )
        return self._take(next(fit))

    def with_faults(self) -> ListKey:
        """The next free list that intake must find faulty rows in."""
        faulty = {one.row.list_key for one in self.harvest.faults if one.stage == INTAKE}
        return self._take(next(key for key in self.free if key in faulty))

    def _take(self, chosen: ListKey) -> ListKey:
        """A commune has one story at most, as long as there are others."""
        rest = [key for key in self.free if key.area_code != chosen.area_code]
        self.free = rest if {key.form for key in rest} >= set(_COMMUNE_FORMS) else self.free
        self.free = [key for key in self.free if key != chosen]
        return chosen


def _correction(field: Field, sheets: Sheets, harvest: Harvest, key: ListKey) -> Correction:
    """Three sound rows of people in whom nothing else is planted; of one the hamlet differs."""
    busy = {planted.partner for planted in harvest.faults}
    busy |= {planted.row for planted in harvest.faults if isinstance(planted.row, Clean)}
    busy |= {clean for pair in harvest.namesakes for clean in pair}
    busy |= {watched.row for watched in harvest.watched}
    rows = (Clean(key, at) for at in range(len(field.lists[key])))
    faulty, moved, missing = islice((row for row in rows if row not in busy), 3)
    own = field.person(moved).hamlet
    others = sorted({person.hamlet for person in field.lists[key]} - {own})
    return Correction(
        sheets.index_of(faulty), sheets.index_of(moved), sheets.index_of(missing),
        others[0] if others else f"{own}A",
    )  # fmt: skip
