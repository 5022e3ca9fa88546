"""People of one commune whom no list has named when the play is over."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from app.demo.areas import Areas
from app.demo.people import Person, Place, Population, household, lone_person
from app.demo.truth import AMOUNTS


@dataclass(frozen=True)
class Latecomers:
    """People of one commune whom no list has named so far."""

    commune: str
    to_sign: Sequence[Person]
    """Poor households (form 08)."""
    to_sit_over: Sequence[Person]
    """Under social protection (form 07)."""
    to_hand_in: Sequence[Person]
    """The same, in the workbook that waits to be handed in."""


def latecomers(people: Population, areas: Areas, seed: int) -> Latecomers:
    """Invented last: nobody before them is any different for their sake."""
    own = people.apart(random.Random(seed))  # noqa: S311 - invented data, no secret
    district_of = areas.district_of()
    commune = min(district_of, key=lambda code: (district_of[code], code))
    place = Place(commune, "Khu phố mới")
    poor = [
        member
        for number in range(901, 905)
        for member in household(own, str(number), place, AMOUNTS["HN"], 4)
    ]

    def protected(count: int) -> list[Person]:
        return [lone_person(own, "BTXH", place, AMOUNTS["BTXH"]) for _ in range(count)]

    return Latecomers(commune, poor, protected(12), protected(24))
