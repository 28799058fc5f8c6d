"""Reading a lesson's parameters and checking new values, all before a kernel starts."""

import ast
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.reruns.errors import CourseError
from helpers.reruns.lessons import nearest
from helpers.reruns.notebooks import read_notebook
from helpers.settings import SettingError, check_settings


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell."""

    name: str
    type: str
    default: Any


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


def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, in the order of its parameters cell; empty if it has no such cell.

    The cell is parsed, not matched line by line as papermill does it: papermill passes over a line whose
    comment holds an equals sign.

    Raises:
        CourseError: the file is no notebook, or the cell holds anything but ``name: type = literal`` with
            the types int, float, str and bool.
    """
    try:
        cells = read_notebook(notebook).cells
    except Exception as error:  # nbformat raises many kinds for a file that is no notebook
        raise CourseError(f"{notebook} cannot be read as a notebook: {type(error).__name__}.") from error
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if not tagged:
        return {}
    problem = f"{notebook.name}: each line of the parameters cell must read name: type = literal, with int, float, str or bool."
    parameters = {}
    try:
        for statement in ast.parse(tagged[0].source).body:
            if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value):
                raise CourseError(f"{problem} One reads: {ast.unparse(statement)}")
            name, kind, default = statement.target.id, ast.unparse(statement.annotation), ast.literal_eval(statement.value)
            if kind not in PARSERS or not _fits(default, kind):
                raise CourseError(problem)
            parameters[name] = Parameter(name, kind, default)
    except (SyntaxError, ValueError) as error:
        raise CourseError(problem) from error
    return parameters


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
        check_settings(**{parameter.name: converted})
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
            listed = ", ".join(known) or "none"
            raise CourseError(f"{notebook.stem} has no parameter {name!r}; its parameters are: {listed}.{nearest(name, known)}")
    effective = {name: _convert(parameter, values.get(name, parameter.default)) for name, parameter in known.items()}
    try:
        check_settings(**effective)
    except SettingError as error:
        raise CourseError(f"{notebook.stem}: {error}") from error
    _check_finite(effective)
    return effective
