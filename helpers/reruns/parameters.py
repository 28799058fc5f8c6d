"""Reading a lesson's parameters and checking new values, all before a kernel starts."""

import ast
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import is_lesson, nearest
from helpers.reruns.notebooks import read_notebook
from helpers.settings import SettingError, check_settings


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell; ``ruled`` says whether the course's rules hold for its values."""

    name: str
    type: str
    default: Any
    ruled: bool = True


def _parse_bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


# From the words of a command line to a value; each raises ValueError or KeyError on a word that does not fit.
PARSERS: dict[str, Callable[[str], Any]] = {"int": int, "float": float, "str": str, "bool": _parse_bool}


def _fits(value: Any, type_name: str) -> bool:
    if type_name == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value).__name__ == type_name


def _plain(value: Any) -> Any:
    """Python's own number, truth value or text, where NumPy or torch have theirs."""
    single = hasattr(value, "item") and getattr(value, "ndim", None) == 0
    return value.item() if single else value


def _parameters_cell(notebook: Path) -> str | None:
    """The source of the cell that papermill puts new values behind: the first that is tagged, or None.

    Raises:
        CourseError: the file is no notebook.
    """
    try:
        cells = read_notebook(notebook).cells
    except Exception as error:  # nbformat raises many kinds for a file that is no notebook
        raise CourseError(f"{notebook} cannot be read as a notebook: {type(error).__name__}.") from error
    return next((cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])), None)


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, in the order of its parameters cell; empty if it has no such cell.

    A parameter is a line ``name: type = literal`` or ``name = literal`` with a whole number, a number, a text or a truth
    value. Other lines, a list or an import for example, stay as they are and cannot be set. The cell is parsed, not matched
    line by line as papermill does it: papermill passes over a line whose comment holds an equals sign.

    Raises:
        CourseError: the file is no notebook, or the cell is no Python, gives a literal another type than it has, or derives
            a value from a parameter, which would keep the old value.
    """
    source = _parameters_cell(notebook)
    if source is None:
        return {}
    problem = f"{notebook.name}: each line of the parameters cell must read name: type = literal, with int, float, str or bool."
    ruled = is_lesson(notebook)
    parameters: dict[str, Parameter] = {}
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        raise CourseError(problem) from error
    for statement in statements:
        if _names_read(statement) & {*parameters}:
            raise CourseError(f"{problem} One reads: {ast.unparse(statement)}")
        name, kind, default = _assigned(statement)
        if kind in PARSERS and default is not None and not _fits(default, kind):
            raise CourseError(f"{problem} One reads: {ast.unparse(statement)}")
        if name and kind in PARSERS and default is not None:
            parameters[name] = Parameter(name, kind, default, ruled)
    return parameters


def _names_read(statement: ast.stmt) -> set[str]:
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return names | {getattr(statement.target, "id", "")} if isinstance(statement, ast.AugAssign) else names


def _assigned(statement: ast.stmt) -> tuple[str | None, str, Any]:
    """Name, type and value of a line ``name: type = literal`` or ``name = literal``; None for what is none."""
    if isinstance(statement, ast.AnnAssign):
        target, kind = statement.target, ast.unparse(statement.annotation)
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, kind = statement.targets[0], None
    else:
        return None, "", None
    try:
        default = ast.literal_eval(statement.value) if statement.value else None
    except ValueError:
        default = None
    return getattr(target, "id", None), type(default).__name__ if kind is None else kind, default


def unknown_parameter(notebook: Path, name: str, known: Mapping[str, Parameter]) -> str:
    """The sentence about a name that is none of a notebook's parameters: what it is instead, or which there are."""
    source = _parameters_cell(notebook)
    if source is None:
        return (
            f"{notebook.name} has no parameters cell: put its settings into one cell, a line name = value each, and give that "
            "cell the tag parameters."
        )
    for statement in ast.parse(source).body:
        if _assigned(statement)[0] == name:
            return (
                f"{name} cannot be set: the parameters cell of {notebook.name} reads {ast.unparse(statement)}, and only a plain "
                "number, text or truth value is a parameter."
            )
    return f"{notebook.stem} has no parameter {name!r}; its parameters are: {', '.join(known) or 'none'}.{nearest(name, known)}"


def split_assignments(assignments: Iterable[str], what: str = "A parameter", form: str = "NAME=VALUE") -> dict[str, str]:
    """Turn ``["epochs=9", ...]`` into a mapping.

    Args:
        assignments: what was given on the command line.
        what: what they are, for the message.
        form: how they are written, for the message.

    Raises:
        CourseError: an entry has no ``=``, no name, or comes twice.
    """
    pairs: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise CourseError(f"{what} is given as {form}, but {assignment!r} is not of that form.")
        if name in pairs:
            raise CourseError(f"{what} is given once, as {form}, but {name} was given twice.")
        pairs[name] = value
    return pairs


def _convert(parameter: Parameter, value: Any) -> Any:
    converted = value = _plain(value)
    if isinstance(value, str):
        try:
            converted = PARSERS[parameter.type](value)
        except (ValueError, KeyError):
            converted = None
    if not _fits(converted, parameter.type):
        raise CourseError(
            f"{parameter.name} is {value!r}, but it must be of type {parameter.type}, like its default {parameter.default!r}."
        )
    return PARSERS["float"](converted) if parameter.type == "float" else converted


def _check_finite(values: Mapping[str, Any]) -> None:
    """JSON, which the records are stored in, has no other numbers; and none is equal to NaN, not even itself."""
    for name, value in values.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise CourseError(f"{name} is {value!r}, but it must be a finite number.")


def check_value(parameter: Parameter, value: Any) -> Any:
    """One value for one parameter, converted and checked.

    Raises:
        CourseError: it is of the wrong type, or the course's rules do not allow it.
    """
    converted = _convert(parameter, value)
    try:
        check_settings(**({parameter.name: converted} if parameter.ruled else {}))
    except SettingError as error:
        raise CourseError(str(error)) from error
    _check_finite({parameter.name: converted})
    return converted


def check_parameters(notebook: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of a notebook with ``values`` in place of their defaults, converted and checked.

    Args:
        notebook: the lesson.
        values: new values, of the parameter's type or as text to convert.

    Raises:
        CourseError: an unknown name (the message lists the known ones and suggests the nearest), a value of
            the wrong type, or one that the course's rules do not allow.
    """
    known = read_parameters(notebook)
    for name in values:
        if name not in known:
            raise CourseError(unknown_parameter(notebook, name, known))
    effective = {name: _convert(parameter, values.get(name, parameter.default)) for name, parameter in known.items()}
    try:
        check_settings(**{name: value for name, value in effective.items() if known[name].ruled})
    except SettingError as error:
        raise CourseError(f"{notebook.stem}: {error}") from error
    _check_finite(effective)
    return effective
