"""What the codes of pain.002 and camt.054 mean to us, as data.

| pain.002 `TxSts` | result |
|---|---|
| ACSC, ACCC (settled) | paid |
| RJCT (rejected) | failed, with the reason below |
| CANC (cancelled) | not_paid |
| RCVD, PDNG, ACTC, ACCP, ACFC, ACSP, ACWC, ACWP, PATC, PART, BLCK | not final: refused |

| camt.054 entry, `Sts` BOOK | result |
|---|---|
| DBIT | paid |
| CRDT with `RtrInf`, or with `RvslInd` true | returned, with the reason below |
| CRDT without either | not about an order: refused |
| DBIT with either | says two things at once: refused |
| any other `Sts` (PDNG, INFO, FUTR) | not booked: refused |

`partial` is said by neither message: a transaction is settled or not.
"""

from collections.abc import Mapping
from typing import Final

RESULT_OF_STATUS: Final[Mapping[str, str]] = {
    "ACSC": "paid", "ACCC": "paid", "RJCT": "failed", "CANC": "not_paid",
}  # fmt: skip
NOT_FINAL: Final = frozenset({
    "RCVD", "PDNG", "ACTC", "ACCP", "ACFC", "ACSP", "ACWC", "ACWP", "PATC", "PART", "BLCK",
})  # fmt: skip
BOOKED: Final = "BOOK"

REASONS: Final = ("absent", "dead", "refused", "wrong_details", "moved", "other")
"""Why an order was not paid; an agent may say them as they stand, in `Prtry`."""
REASON_OF_CODE: Final[Mapping[str, str]] = {
    "AC01": "wrong_details",  # incorrect account number
    "AC03": "wrong_details",  # invalid account number of the creditor
    "AC04": "wrong_details",  # closed account
    "AC06": "wrong_details",  # blocked account
    "AC07": "wrong_details",  # closed account of the creditor
    "AC14": "wrong_details",  # invalid type of the creditor's account
    "BE01": "wrong_details",  # name and account do not belong together
    "BE04": "wrong_details",  # address of the creditor missing
    "BE06": "wrong_details",  # customer unknown
    "BE17": "wrong_details",  # invalid identification of the creditor
    "BE22": "wrong_details",  # name of the creditor missing
    "RC01": "wrong_details",  # bank identifier incorrect
    "RC04": "wrong_details",  # invalid bank identifier of the creditor
    "MD07": "dead",  # end customer deceased
    "MS02": "refused",  # by the end customer, no reason given
    "NOAS": "absent",  # no answer from the customer
    "NARR": "other",  # told in words
    "MS03": "other",  # by the agent, no reason given
}
CODE_OF_REASON: Final[Mapping[str, str]] = {
    "dead": "MD07", "refused": "MS02", "wrong_details": "AC01", "other": "NARR",
}  # fmt: skip
"""What our own samples say; a reason without a code of ISO 20022 is said as it stands."""
