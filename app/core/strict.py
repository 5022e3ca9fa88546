"""JSON read strictly: UTF-8; no twins, NaN, NUL, lone surrogates, endless numbers or towers."""

import json
import math
import re
from typing import Any, NoReturn

_MAX_DEPTH = 20
_ESCAPE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")


def strict_json(body: bytes) -> Any:
    """Read JSON once, refusing what other readers would guess at; raises JSONDecodeError."""
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_no_twins,
            parse_constant=_no_constant,
            parse_int=_bounded,
            parse_float=_finite,
        )
    except json.JSONDecodeError:
        raise
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise json.JSONDecodeError(type(error).__name__, "", 0) from None
    if _ESCAPE.search(body) or b"[[[" in body or body.count(b"[") + body.count(b"{") > _MAX_DEPTH:
        _inspect(value, 0)
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _bounded(digits: str) -> int:
    if len(digits) > 20 or not -(2**63) <= int(digits) < 2**63:
        raise ValueError("number out of range")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("number out of range")
    return number


def _inspect(value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise json.JSONDecodeError("too deep", "", 0)
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise json.JSONDecodeError("character not allowed", "", 0)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _inspect(key, depth + 1)
            _inspect(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _inspect(inner, depth + 1)
