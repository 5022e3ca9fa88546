"""Access: who is acting, what they may do, and over which territory.

A natural person (officer) has accounts and appointments; a token acts under one appointment.
Roles and their permissions are one table in rules.py. The territory goes to the database with
the first statement of every transaction, where row policies hold it.
"""

from app.access.commands import (
    add_agents,
    count_failure,
    enrol_officers,
    make_ready,
    sign_in,
    sign_out,
)
from app.access.desk import Desk, Desktop
from app.access.guards import Confirmed, Reading, Revealing, Writing, allow
from app.access.queries import officers_in_force, officers_of
from app.access.rules import Actor, Permission, Role
from app.access.second_factor import code_now
from app.access.words import ROLE_VI, forbidden

__all__ = [
    "ROLE_VI",
    "Actor",
    "Confirmed",
    "Desk",
    "Desktop",
    "Permission",
    "Reading",
    "Revealing",
    "Role",
    "Writing",
    "add_agents",
    "allow",
    "code_now",
    "count_failure",
    "enrol_officers",
    "forbidden",
    "make_ready",
    "officers_in_force",
    "officers_of",
    "sign_in",
    "sign_out",
]
