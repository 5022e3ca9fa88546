"""An Sinh: the support of 2020, from the commune's list to the department's report.

A room calls only the rooms below it: see docs/architecture.md.
"""
