"""Setting type with typst: the same source and words give the same bytes on any machine.

The typesetter is imported when first wanted: most processes never need it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.core.settings import settings


def typeset(
    source: bytes, told: Mapping[str, str], *, root: Path | None = None, **options: Any
) -> bytes:
    """The source set with these inputs; `options` say the form: format, ppi, pdf_standards, …

    Raises typst.TypstError when the source is wrong.
    """
    import typst

    compiler = typst.Compiler(
        source, root=root, font_paths=_fonts(settings().paper_fonts), sys_inputs=dict(told)
    )
    made = compiler.compile(**options)
    assert isinstance(made, bytes)
    return made


@cache
def _fonts(folder: Path | None) -> Any:
    """The office's fonts and those in typst itself; never those of the machine, which differ."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)] if folder else [])
