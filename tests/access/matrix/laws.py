"""The laws that doors follow: what an officer with the permission may expect from where they stand.

The words of a law are those of `places.relation`. An answer is one of

    open     let in: done, or refused by a rule of the business
    gone     404: whether the target exists is nobody's business
    away     403: seen, and not theirs to act on
    empty    200 without a word of the target's place
    thin     the same, or 404 when there is nothing yet
"""

from dataclasses import dataclass
from typing import Any, Final

from app.access import Permission, Role
from app.access.rules import MAY

LET_IN: Final = frozenset({200, 201, 202, 204, 409, 412, 422})
STATUSES: Final[dict[str, frozenset[int]]] = {
    "open": LET_IN, "empty": LET_IN, "gone": frozenset({404}), "away": frozenset({403}),
    "thin": LET_IN | {404}, "shut": frozenset({403, 404}), "stranger": frozenset({401}),
    "forbidden": frozenset({403}),
}  # fmt: skip
"""What the service may answer to each; `shut` is either of two refusals, nothing being told."""

PAGE_STATUSES: Final = STATUSES | {
    "open": LET_IN | {303}, "empty": LET_IN | {303}, "thin": LET_IN | {303, 404},
    "stranger": frozenset({303, 401}),
}  # fmt: skip
"""The same for pages: an act leads on to another page, a stranger to the sign-in page."""


@dataclass(frozen=True)
class Law:
    """What is expected where the role has the permission, by relation of the office to the home."""

    mark: str
    told: str
    own: str = "open"
    above: str = "open"
    within: str = "gone"
    beside: str = "gone"
    elsewhere: str = "gone"
    nation: str = "shut"
    asks: str = "permission"
    """Who is asked for: "permission", "token" (whatever the role) or "nothing"."""
    lists: bool = False
    """Whether it is a listing, in which everybody finds what is theirs."""
    only: frozenset[Role] = frozenset(Role)
    """To whom of those with the permission it is open; `others` is the word for the rest."""
    others: str = "away"

    def expects(self, role: Role, relation: str) -> str:
        """The word for a role that stands so to the target."""
        word = str(getattr(self, relation))
        return self.others if word == "open" and role not in self.only else word


_OPEN_TO_ALL: Final[dict[str, Any]] = {
    "above": "open", "within": "open", "beside": "open", "elsewhere": "open", "nation": "open",
}  # fmt: skip
_NOT_THEIRS: Final[dict[str, Any]] = {"within": "empty", "beside": "empty", "elsewhere": "empty"}

PUBLIC: Final = Law("public", "anybody, without a token", asks="nothing", **_OPEN_TO_ALL)
SIGNED_IN: Final = Law("signed in", "anybody with a token", asks="token", **_OPEN_TO_ALL)
ON_THE_WAY_IN: Final = Law(
    "on the way in", "whoever has shown the first factor alone (nobody here)", own="stranger",
    above="stranger", within="stranger", beside="stranger", elsewhere="stranger",
    nation="stranger", asks="token",
)  # fmt: skip
NATION_WIDE: Final = Law("nation", "one and the same for the whole country", **_OPEN_TO_ALL)
TERRITORY: Final = Law("down", "the unit of the target and every unit above it")
LISTING: Final = Law(
    "list", "everybody, and each finds what lies in their own territory", lists=True, **_NOT_THEIRS
)
OFFICE: Final = Law(
    "own", "the office of the target alone; those above see it and do not act", above="away"
)
OWN_SYSTEM: Final = Law(
    "own system", "the system of a payment agent that took the target itself", own="thin",
    above="thin",
)  # fmt: skip
OWN: Final = Law("for own", "everybody, for their own unit", **_NOT_THEIRS)
OWN_LEVEL: Final = Law(
    "for own level", "offices of one level, each for its own unit", above="away", within="away",
    beside="empty", elsewhere="empty",
)  # fmt: skip
OWN_PAPERS: Final = Law(
    "own list", "everybody, and each finds what their own office wrote", above="empty",
    lists=True, **_NOT_THEIRS,
)  # fmt: skip
PROVINCE_WIDE: Final = Law("province", "everybody in the province", within="open", beside="open")
PROVINCE_LISTING: Final = Law(
    "province list", "everybody, and each finds what their own province has", lists=True,
    within="open", beside="open", elsewhere="empty",
)  # fmt: skip
SIGNING: Final = Law(
    "sign", "the provincial Chairman; another one by delegation (none is given here)", own="away"
)
WAIVING: Final = Law("waive", "as sign, of a case that its commune sees", own="away", within="shut")
DELEGATING: Final = Law(
    "delegate", "the Chairman of the province in which the area lies", within="away",
    elsewhere="away",
)  # fmt: skip
SEAL: Final = Law(
    "seal", "everybody in a province's own offices, once its first note is signed", own="thin",
    elsewhere="thin",
)  # fmt: skip
GRANTING: Final = Law(
    "grant", "administrators of the unit that is named and of those above it", within="away",
    beside="away", elsewhere="away", nation="open",
)  # fmt: skip
GRANTED_LISTING: Final = Law(
    "granted list", "administrators, and each finds what lies in their own territory", lists=True,
    nation="open", **_NOT_THEIRS,
)  # fmt: skip
_MAKERS: Final = frozenset({Role.COMMUNE_OFFICER, Role.DISTRICT_OFFICER, Role.DEPARTMENT_REPORTER})
"""Who hands lists in, and so speaks for the office that made one."""
CHAIRED: Final = Law(
    "chair", "the chair (none is given here) and the secretaries of the target's own council",
    above="away", only=frozenset({Role.COUNCIL_SECRETARY}),
)  # fmt: skip
VOTING: Final = Law(
    "vote", "members entered as present (none is here) of the target's own council", own="away",
    above="away",
)  # fmt: skip
ASKED: Final = Law(
    "asked", "the office asked (here the list's maker), or the council that asked for it",
    above="away", only=_MAKERS | {Role.COUNCIL_SECRETARY},
)  # fmt: skip
ASKED_LISTING: Final = Law(
    "asked list", "everybody, and each finds what is asked of their own office", above="empty",
    lists=True, only=_MAKERS, others="empty", **_NOT_THEIRS,
)  # fmt: skip
NO_AGENTS_LISTING: Final = Law(
    "list, no agent", "the same as list, but payment agents find nothing", lists=True,
    only=frozenset(Role) - {Role.PAYMENT_AGENT}, others="empty", **_NOT_THEIRS,
)  # fmt: skip
SITTING_LISTING: Final = Law(
    "sittings", "the same as list, but who sits in a council finds that council's", lists=True,
    only=frozenset(Role) - {Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY}, others="empty",
    **_NOT_THEIRS,
)  # fmt: skip
CONFIRMING_LISTING: Final = Law(
    "confirming list", "everybody, and a body that is asked (here social insurance alone) finds"
    " what waits for it", lists=True, only=frozenset({Role.INSURANCE_OFFICER}), others="empty",
    **_NOT_THEIRS,
)  # fmt: skip
POLICY_NAMED: Final = Law(
    "named province", "the own offices of the province that is named", within="away",
    elsewhere="away",
)  # fmt: skip
POLICY_KEPT: Final = Law(
    "province's own", "the own offices of the target's province; those below see it and do not act",
    within="away",
)  # fmt: skip
POLICY_LISTING: Final = Law(
    "policy list", "everybody, and each finds the nation's and what their own province has",
    lists=True, within="open", beside="open", elsewhere="empty", nation="empty",
)  # fmt: skip
LAWS: Final = (
    PUBLIC, SIGNED_IN, ON_THE_WAY_IN, NATION_WIDE, TERRITORY, LISTING, OFFICE, OWN,
    OWN_LEVEL, OWN_PAPERS, PROVINCE_WIDE, PROVINCE_LISTING, SIGNING, WAIVING, DELEGATING, SEAL,
    GRANTING, GRANTED_LISTING, CHAIRED, VOTING, ASKED, ASKED_LISTING, NO_AGENTS_LISTING,
    SITTING_LISTING, CONFIRMING_LISTING, POLICY_NAMED, POLICY_KEPT, POLICY_LISTING,
)  # fmt: skip


def expected(law: Law, permission: Permission | None, role: Role, relation: str) -> str:
    """The word for a role that stands so to the home of the target, with a good token."""
    if law.asks == "permission" and (permission is None or permission not in MAY[role]):
        return "forbidden"
    return law.expects(role, relation)
