"""Change one thing in a reference solution, again and again: which of the changed solutions does its exercise still accept?

    python -m tests.exercises.mutants [01 04.2 ...]

A mutant drops a statement or a keyword, swaps two statements, or changes a constant, an axis, a comparison, an
operator, a name or a default. A mutant that passes either does the same as the solution in every allowed case (then it
stands in ``equivalent_mutants.yaml``, with the reason), or the exercise needs a case that tells the two apart.
"""

import argparse
import ast
import contextlib
import copy
import inspect
import io
import signal
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

from helpers.exercises import find_exercise, lesson_exercises
from helpers.exercises.engine import Exercise, State
from helpers.paths import NOTEBOOKS

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.yaml")
SECONDS = 20

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
OPERATORS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult, ast.FloorDiv), ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,), ast.FloorDiv: (ast.Div,), ast.MatMult: (ast.Mult,), ast.Mod: (ast.Mult,),
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Every mutant of a function's source: what was changed, and the new source."""
    tree = ast.parse(textwrap.dedent(source))
    places = list(ast.walk(tree))
    seen = {ast.unparse(tree)}
    for number, place in enumerate(places):
        for change in _changes(place):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[number]
            words = change(target)
            ast.fix_missing_locations(changed)
            try:
                new = ast.unparse(changed)
            except (ValueError, AttributeError):
                continue
            if new not in seen:
                seen.add(new)
                yield f"line {getattr(place, 'lineno', '?')}: {words}", new


def _changes(node):
    """Functions that change a copy of this node in place and say in words what they did."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list) and not isinstance(node, ast.Module):
            for place, statement in enumerate(block):
                if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):  # a docstring
                    yield _drop(field, place)
                    if place + 1 < len(block):
                        yield _swap(field, place)
    if isinstance(node, ast.With):
        yield _without_with
    if isinstance(node, ast.Constant):
        for value in _other_constants(node.value):
            yield _constant(value)
    if isinstance(node, ast.Compare):
        for operator in COMPARISONS.get(type(node.ops[0]), ()):
            yield _comparison(operator)
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for operator in OPERATORS.get(type(node.op), ()):
            yield _operator(operator)
    if isinstance(node, ast.BoolOp):
        yield _boolean
    if isinstance(node, ast.UnaryOp):
        yield _unary
    if isinstance(node, ast.IfExp):
        yield _turned
    if isinstance(node, ast.Call):
        for place in range(len(node.keywords)):
            yield _keyword(place)
        if isinstance(node.func, ast.Attribute) and not node.args and not node.keywords:
            yield _no_call
        if len(node.args) == 2:
            yield _swapped_arguments
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield _reversed
    if isinstance(node, ast.Attribute) and node.attr in OTHER_NAMES:
        yield _attribute(OTHER_NAMES[node.attr])


OTHER_NAMES = {
    "min": "max", "max": "min", "argmax": "argmin", "argmin": "argmax", "mean": "sum", "sum": "mean", "std": "var",
    "zeros_like": "ones_like", "ones_like": "zeros_like", "setdiff1d": "intersect1d", "sqrt": "abs", "exp": "abs", "log": "abs",
    "train": "eval", "eval": "train", "cat": "stack",
}  # fmt: skip


def _drop(field, place):
    def change(node):
        words = f"dropped: {_short(getattr(node, field)[place])}"
        getattr(node, field)[place] = ast.Pass()
        return words

    return change


def _swap(field, place):
    def change(node):
        block = getattr(node, field)
        block[place], block[place + 1] = block[place + 1], block[place]
        return f"swapped: {_short(block[place])} / {_short(block[place + 1])}"

    return change


def _without_with(node):
    words = f"without with {ast.unparse(node.items[0])}"
    node.items = [ast.withitem(ast.parse("contextlib.nullcontext()", mode="eval").body, None)]
    return words


def _other_constants(value):
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (value * 2, -value, value + 1) if value else (value + 1,)
    return ()


def _constant(value):
    def change(node):
        words = f"{node.value!r} -> {value!r}"
        node.value = value
        return words

    return change


def _comparison(operator):
    def change(node):
        old = ast.unparse(node)
        node.ops[0] = operator()
        return f"{old} -> {ast.unparse(node)}"

    return change


def _operator(operator):
    def change(node):
        old = ast.unparse(node)
        node.op = operator()
        return f"{old} -> {ast.unparse(node)}"

    return change


def _boolean(node):
    old = ast.unparse(node)
    node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    return f"{old} -> {ast.unparse(node)}"


def _unary(node):
    old = ast.unparse(node)
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not() if isinstance(node.op, ast.UAdd) else ast.USub()
    if old.startswith("not "):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    return f"{old} -> {ast.unparse(node)}"


def _turned(node):
    node.body, node.orelse = node.orelse, node.body
    return f"turned round: {_short(node)}"


def _keyword(place):
    def change(node):
        words = f"without {node.keywords[place].arg} in {_short(node)}"
        del node.keywords[place]
        return words

    return change


def _no_call(node):
    words = f"without {node.func.attr}()"
    inner = node.func.value
    node.func, node.args = ast.parse("(lambda value: value)", mode="eval").body, [inner]
    return words


def _swapped_arguments(node):
    node.args.reverse()
    return f"arguments swapped: {_short(node)}"


def _reversed(node):
    node.elts.reverse()
    return f"reversed: {_short(node)}"


def _attribute(name):
    def change(node):
        words = f"{node.attr} -> {name}"
        node.attr = name
        return words

    return change


def _short(node):
    text = ast.unparse(node).splitlines()[0]
    return text if len(text) <= 70 else f"{text[:70]} ..."


class _TooLong(BaseException):
    """A mutant that loops for ever."""


def _ring(*signal_and_frame):
    raise _TooLong


def survivors(exercise: Exercise) -> tuple[int, list[tuple[str, str]]]:
    """How many mutants an exercise's solution has, and those that it accepts: what was changed, and the source."""
    passed, count = [], 0
    name, around = exercise.solution.__name__, inspect.getmodule(exercise.solution).__dict__
    for words, source in mutants(inspect.getsource(exercise.solution)):
        count += 1
        space = {**around, "contextlib": contextlib}
        signal.signal(signal.SIGALRM, _ring)
        signal.alarm(SECONDS)
        try:
            exec(compile(source, f"<mutant of {exercise.id}>", "exec"), space)
            with contextlib.redirect_stdout(io.StringIO()):
                if exercise.examine(space[name]).state is State.RIGHT:
                    passed.append((words, source))
        except (_TooLong, Exception):
            pass
        finally:
            signal.alarm(0)
    return count, passed


def main() -> None:
    """Print each exercise's count, and every survivor that is not known to be equivalent; fail if there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("which", nargs="*", help="lessons (01) or exercises (01.2); none means all")
    wanted = parser.parse_args().which or sorted(path.stem.split("_")[0] for path in NOTEBOOKS.glob("*.ipynb"))
    chosen = [
        exercise for name in wanted for exercise in ([find_exercise(name)] if "." in name else lesson_exercises(name).values())
    ]
    known = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    total = lived = unknown = 0
    for exercise in chosen:
        count, passed = survivors(exercise)
        total, lived = total + count, lived + len(passed)
        print(f"{exercise.id}: {count} mutants, {count - len(passed)} killed, {len(passed)} live", flush=True)
        for words, source in passed:
            reason = known.get(exercise.id, {}).get(words)
            unknown += reason is None
            print(f"    {words}" + (f"  (equivalent: {reason})" if reason else f"\n{textwrap.indent(source, '        ')}"))
    print(f"{total} mutants, {total - lived} killed, {lived} live, {unknown} of them not known to be equivalent")
    sys.exit(unknown > 0)


if __name__ == "__main__":
    main()
