"""Nothing grows unseen: lengths, and a sentence on everything public."""

import ast
from collections.abc import Iterator

from .plan import files, name_of, none, tree_of

MAX_FUNCTION, MAX_FILE = 70, 500

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for file in files():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, Function):
                yield name_of(file), node


def test_functions_stay_short() -> None:
    long = [
        f"{file}:{node.lineno}: {node.name} has {length} lines"
        for file, node in functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION
    ]
    none(long)


def test_files_stay_short() -> None:
    long = [
        f"{name_of(file)} has {length} lines"
        for file in files()
        if (length := len(file.read_text("utf-8").splitlines())) > MAX_FILE
    ]
    none(long)


def test_everything_public_says_what_it_is() -> None:
    dumb = []
    for file in files():
        tree = tree_of(file)
        if not ast.get_docstring(tree):
            dumb.append(name_of(file))
        dumb += [
            f"{name_of(file)}:{node.lineno}: {node.name}"
            for node in tree.body
            if isinstance(node, Function | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    none(dumb)
