"""The desk of whoever is signed in at a browser: the frame in which every page is shown."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from app.access.guards import CurrentActor
from app.access.menu import menu_of, opens
from app.access.rules import Actor
from app.access.words import ROLE_VI
from app.core.html import TEMPLATES, Shell, Typed, render
from app.core.language import speaker
from app.core.web.cookies import mark_of
from app.core.web.page import Retyped

_say = speaker((TEMPLATES,))


@dataclass(frozen=True)
class Desktop:
    """What every page of one visitor shows: the frame, and what a refused form was sent with."""

    actor: Actor
    shell: Shell
    typed: Typed

    def show(self, template: Path, **facts: Any) -> str:
        """A page of a room, inside the frame.

        Templates find `shell`, `typed` and `actor` too, and `opens(address)`.
        """
        return render(
            template.parent, template.name, shell=self.shell, typed=self.typed, actor=self.actor,
            opens=partial(opens, self.actor), **facts,
        )  # fmt: skip


async def _desk(actor: CurrentActor, request: Request, typed: Retyped) -> Desktop:
    person, unit = actor.seat or ("", "")
    office = ", ".join(filter(None, (_say(ROLE_VI[actor.role]), unit)))
    address = request.url.path
    sections, pages = menu_of(actor, address)
    shell = Shell(mark_of(request), office, person, address, sections, pages)
    return Desktop(actor, shell, typed)


Desk = Annotated[Desktop, Depends(_desk)]
"""The desk of the one who asks; a page's door names it after its actor."""
