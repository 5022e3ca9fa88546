"""Where templates are: the operator's folder first, then this one."""

from pathlib import Path

from app.core.settings import settings

_BUILT_IN = Path(__file__).parent


def template(file_name: str) -> bytes:
    """The template of this name as it is now: the office's own, else the built-in one."""
    own = settings().paper_templates
    if own and (own / file_name).is_file():
        return (own / file_name).read_bytes()
    return (_BUILT_IN / file_name).read_bytes()
