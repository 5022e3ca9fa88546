"""The demonstration: invented people of a real province's size, played through the service's API.

`build_province` makes the people, the lists and the planted faults from a seed; `run_demo` sends
them as the right persons on the right days of 2020 and compares the result with the report.
"""

from app.demo.driver import run_demo
from app.demo.outcome import Outcome

__all__ = ["Outcome", "run_demo"]
