"""The conformance kit: sample leases and statements that an agent tries its own side with.

Everything in it is invented and the same bytes whenever it is written; nothing asks a database or
a service. `check` reads an agent's statement as the service would and says its verdicts.
"""

from app.kit.checking import Checked, check
from app.kit.writing import write_kit

__all__ = ["Checked", "check", "write_kit"]
