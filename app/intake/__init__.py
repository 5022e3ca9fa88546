"""Intake: an office's list becomes checked rows, and its good rows become dossiers.

A file is inspected at the door (guard against hostile workbooks, form, columns), kept with its
seal, and read by a job in a bounded child process. Every row gets a verdict; good rows go on.
"""

from app.intake.commands import receive_list, submit_list, withdraw_list
from app.intake.forms import FORMS
from app.intake.layout import write_workbook
from app.intake.reading import read_table

__all__ = ["FORMS", "read_table", "receive_list", "submit_list", "withdraw_list", "write_workbook"]
