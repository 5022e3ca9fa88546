"""The components of the pages: those of the GOV.UK design system, called as functions.

Their templates ask for parameters that nobody gave, so they have an environment of their own; ours
refuses an unknown fact.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

_KIT = "govuk_frontend_jinja"
_NAMES = {
    "back-link": "govukBackLink",
    "breadcrumbs": "govukBreadcrumbs",
    "button": "govukButton",
    "checkboxes": "govukCheckboxes",
    "details": "govukDetails",
    "error-summary": "govukErrorSummary",
    "fieldset": "govukFieldset",
    "file-upload": "govukFileUpload",
    "input": "govukInput",
    "inset-text": "govukInsetText",
    "notification-banner": "govukNotificationBanner",
    "pagination": "govukPagination",
    "panel": "govukPanel",
    "password-input": "govukPasswordInput",
    "radios": "govukRadios",
    "service-navigation": "govukServiceNavigation",
    "skip-link": "govukSkipLink",
    "summary-list": "govukSummaryList",
    "tag": "govukTag",
    "task-list": "govukTaskList",
    "textarea": "govukTextarea",
    "warning-text": "govukWarningText",
}


@cache
def components() -> dict[str, Callable[[dict[str, Any]], Markup]]:
    """Every component by its name in templates: `govukInput({...})`."""
    kit = Environment(
        loader=PrefixLoader({_KIT: PackageLoader(_KIT)}),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    return {
        name: getattr(kit.get_template(f"{_KIT}/components/{folder}/macro.html").module, name)
        for folder, name in _NAMES.items()
    }
