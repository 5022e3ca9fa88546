"""What the pages call the states of postings, and how they mark them."""

from typing import Final

POSTING_STATES: Final = {
    "open": ("Đang niêm yết", "heed"),
    "closed": ("Đã kết thúc", "good"),
}
"""State -> its words, and the kind of its mark."""
