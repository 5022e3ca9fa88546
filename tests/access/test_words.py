"""Every text of these pages has its English."""

import re
import tomllib

from app.access.office_pages import _DONE as of_people
from app.access.office_rules import KINDS
from app.access.pages import _HERE
from app.access.session_pages import _DONE as of_sessions
from app.access.words import ROLE_VI
from app.core.html import TEMPLATES

SAID = re.compile(r"""_\(\s*(["'])(.+?)\1""")


def test_every_text_has_its_english() -> None:
    said = {found[2] for file in _HERE.glob("*.html") for found in SAID.finditer(file.read_text())}
    said |= {*ROLE_VI.values(), *of_people.values(), *of_sessions.values(), *KINDS.values()}
    english = tomllib.loads((_HERE / "english.toml").read_text("utf-8"))
    common = TEMPLATES / "english.toml"
    if common.exists():
        english |= tomllib.loads(common.read_text("utf-8"))
    assert len(said) > 100
    assert said <= english.keys()
