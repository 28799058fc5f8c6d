"""What a notebook's code says before it runs: the names of its results, and the modules beside it that it imports."""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# Whoever records a result writes one of these words: record_result and report_value of helpers.lesson, scrapbook's glue.
RECORDERS = ("record_result", "glue")
REPORTER = "report_value"
_SCRAP = "scrapbook"
_MAGIC = re.compile(r"^(\s*)[%!?].*$", flags=re.MULTILINE)


def records_results(sources: Iterable[str]) -> bool:
    """Whether some source may record a named result."""
    return any(re.search(rf"\b({'|'.join(RECORDERS)})\(|{_SCRAP}", source) for source in sources)


def names_given(functions: Iterable[str], codes: Iterable[str]) -> set[str] | None:
    """The names that code hands to functions as their first argument; None where the code does not tell all of them."""
    found, functions = set(), set(functions)
    for code in codes:
        tree = _parsed(code)
        if tree is None:
            return None
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or _called(node) not in functions:
                continue
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            name = node.args[0] if node.args else keywords.get("name")
            if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
                return None
            found.add(name.value)
    return found


def result_names(codes: list[str], beside: list[str]) -> set[str] | None:
    """The names of all results that a notebook records; None where only a run can tell.

    Args:
        codes: its code cells.
        beside: the sources of the modules beside it that it imports.
    """
    if any(_SCRAP in code and "glue(" not in code for code in codes) or records_results(beside):
        return None
    return names_given(RECORDERS, codes)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", code))
    except (SyntaxError, ValueError):
        return None


def modules_beside(codes: Iterable[str], folder: Path) -> list[Path]:
    """The files in a notebook's folder that its code imports, directly or through one of them, sorted."""
    found: set[Path] = set()
    waiting = list(codes)
    while waiting:
        for path in _imported(waiting.pop(), folder):
            if path not in found:
                found.add(path)
                waiting.append(path.read_text(encoding="utf-8", errors="replace"))
    return sorted(found)


def _imported(code: str, folder: Path) -> Iterator[Path]:
    for node in ast.walk(_parsed(code) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            continue
        for root in {name.partition(".")[0] for name in names}:
            if (file := folder / f"{root}.py").is_file():
                yield file
            elif (package := folder / root).is_dir():
                yield from (path for path in package.rglob("*.py") if path.is_file())


def hash_of(files: Iterable[Path], folder: Path) -> str:
    """One hash of several files' names and contents."""
    code = hashlib.sha256()
    for path in files:
        code.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return code.hexdigest()
