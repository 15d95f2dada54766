"""What makes a module of the pure packages impure.

Time, chance, the system and other packages are what a module could reach by importing it, so an
allowlist of imports settles most. The rest are builtins that need no import, and the clock inside
`datetime`, whose types are allowed.
"""

import ast
from collections.abc import Iterator

STANDARD_LIBRARY = frozenset(
    {
        "__future__",
        "abc",
        "bisect",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "heapq",
        "itertools",
        "math",
        "operator",
        "types",
        "typing",
    }
)
# Each package and what stands below it.
BELOW = {
    "presence": frozenset({"presence"}),
    "queueing": frozenset({"queueing"}),
    "routing": frozenset({"routing", "presence", "queueing"}),
}
CLOCKS = frozenset({"fromtimestamp", "now", "today", "utcnow"})
# hash() of a string and id() differ from run to run, so an order by them does too.
BUILTINS = frozenset(
    {"__import__", "breakpoint", "compile", "eval", "exec", "hash", "id", "input", "open", "print"}
)


def impurities(package: str, code: str) -> list[str]:
    """One line for each thing in `code`, a module of `package`, that a pure module may not do."""
    return [
        f"line {line}: {what}"
        for node in ast.walk(ast.parse(code))
        for line, what in _of_node(package, node)
    ]


def _of_node(package: str, node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Import(names=names):
            for name in names:
                if not _allowed(package, name.name):
                    yield node.lineno, f"imports {name.name}"
        case ast.ImportFrom(module=module, level=level):
            # Relative imports stay inside their package; deeper ones are ruff's business.
            if level == 0 and not _allowed(package, module or ""):
                yield node.lineno, f"imports {module}"
        case ast.Attribute(attr=name) if name in CLOCKS:
            yield node.lineno, f"reads a clock by .{name}"
        case ast.Call(func=ast.Name(id=name)) if name in BUILTINS:
            yield node.lineno, f"calls {name}()"
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            yield node.lineno, "is asynchronous"
        case _:
            pass


def _allowed(package: str, module: str) -> bool:
    top = module.partition(".")[0]
    return module in STANDARD_LIBRARY or top == "sortedcontainers" or top in BELOW[package]
