"""Access: who is acting, what they may do, and over which territory.

A natural person (officer) has accounts and appointments; a token acts under one appointment.
Roles and their permissions are one table in rules.py. The territory goes to the database with
the first statement of every transaction, where row policies hold it.
"""

from app.access.commands import (
    add_agents,
    count_failure,
    enrol_officers,
    sign_in,
    sign_out,
)
from app.access.guards import Reading, Revealing, Writing, allow
from app.access.queries import officers_in_force
from app.access.rules import Actor, Permission, Role

__all__ = [
    "Actor",
    "Permission",
    "Reading",
    "Revealing",
    "Role",
    "Writing",
    "add_agents",
    "allow",
    "count_failure",
    "enrol_officers",
    "officers_in_force",
    "sign_in",
    "sign_out",
]
