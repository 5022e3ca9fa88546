"""Whether the money of the tests is where it must be."""

from tests.builders import PROVINCE, Town


async def closes(town: Town) -> bool:
    """Whether every đồng is where the orders say.

    Decisions and sources that other tests wrote by hand, to break them, are left out.
    """
    found = await (await town.at(PROVINCE, "baocao")).conservation()
    acted = [one for one in found["decisions"] if not one["number"].endswith("QĐ-TIEN")]
    acted += [one for one in found["accounts"] if not one["code"].startswith("SOURCE-")]
    return all(one["closes"] for one in acted)
