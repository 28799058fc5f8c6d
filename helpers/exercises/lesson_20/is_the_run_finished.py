"""Exercise 20.3: whether a run may be skipped, because it is finished."""

import copy
import json
import shutil
import tempfile
from pathlib import Path

from helpers.exercises.engine import Case, Exercise


def is_finished(folder, parameters):
    """Whether the folder's record is there and whole, says "ok", and is of a run with just these parameters."""
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return record["status"] == "ok" and record["parameters"] == parameters
    except (OSError, ValueError, KeyError, TypeError):
        return False


WANTED = {"learning_rate": 0.1, "seed": 3}


def _record(**changes):
    """A whole record as a text; ``None`` takes an entry out."""
    whole = {"status": "ok", "seconds": 4.2, "parameters": WANTED, "results": {"test_accuracy": 0.9}} | changes
    return json.dumps({name: value for name, value in whole.items() if value is not None})


# What lies in the folder (None: there is no folder), and the parameters that are asked for where they are not WANTED.
FOLDERS = (
    ("a complete record", {"run.json": _record()}),
    ("no folder at all", None),
    ("an empty folder", {}),
    ("half a record", {"run.json": _record()[:40]}),
    ("bytes that are no text", {"run.json": b"\xff\xfe\x00"}),
    ("a folder called run.json", {"run.json/deep": "{}"}),
    ("a record that is a list", {"run.json": "[1, 2]"}),
    ("a record without a status", {"run.json": _record(status=None)}),
    ("a record of a failed run", {"run.json": _record(status="failed")}),
    ("a record of an interrupted run", {"run.json": _record(status="interrupted")}),
    ("a record with another seed", {"run.json": _record(parameters={"learning_rate": 0.1, "seed": 4})}),
    ("a record with another learning rate", {"run.json": _record(parameters={"learning_rate": 0.15, "seed": 3})}),
    ("a record whose learning rate is hardly another", {"run.json": _record(parameters={"learning_rate": 0.1000001, "seed": 3})}),
    ("a record whose seed is the text '3'", {"run.json": _record(parameters={"learning_rate": 0.1, "seed": "3"})}),
    ("a record with one parameter more", {"run.json": _record(parameters=WANTED | {"epochs": 9})}),
    ("a record with one parameter less", {"run.json": _record(parameters={"learning_rate": 0.1})}),
    ("a record with empty parameters", {"run.json": _record(parameters={})}),
    ("the same values under other names", {"run.json": _record(parameters={"dropout": 0.1, "epochs": 3})}),
    ("the parameters in another order", {"run.json": _record(parameters={"seed": 3, "learning_rate": 0.1})}),
    ("the values swapped", {"run.json": _record(parameters={"learning_rate": 3, "seed": 0.1})}),
    ("a notebook but no record", {"tiny.ipynb": "{}"}),
    ("a complete record in old.json", {"old.json": _record()}),
    ("a complete record in a folder below", {"copy/run.json": _record()}),
    ("a complete record in the folder above", {"../run.json": _record()}),
    ("a failed run's record, and a complete one in old.json", {"run.json": _record(status="failed"), "old.json": _record()}),
    ("a record whose status is 'not ok'", {"run.json": _record(status="not ok")}),
    ("a record whose status is 'OK'", {"run.json": _record(status="OK")}),
    ("a record whose status is True", {"run.json": _record(status=True)}),
    ("a record with something after it", {"run.json": _record() + _record()}),
    ("an empty file", {"run.json": ""}),
    ("a record that is null", {"run.json": "null"}),
    ("a record without parameters", {"run.json": _record(parameters=None)}),
    ("a record whose parameters are a list", {"run.json": _record(parameters=["learning_rate", "seed"])}),
    ("a complete record of a run without parameters", {"run.json": _record(parameters={})}, {}),
    ("a record without parameters, and none asked for", {"run.json": _record(parameters=None)}, {}),
    (
        "a complete record with parameters of many kinds",
        {"run.json": _record(parameters={"hidden": [64, 32], "shuffle": True, "scale": None, "data": "mnist"})},
        {"hidden": [64, 32], "shuffle": True, "scale": None, "data": "mnist"},
    ),
    ("a complete record, now that the run has ended", {"run.json": _record()}),
)


def cases():
    """One folder, as a sweep leaves it when it is stopped, when a run fails, when a file is damaged, and at last complete."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "runs" / "run"
        for title, files, *others in FOLDERS:
            shutil.rmtree(folder.parent, ignore_errors=True)
            (folder.parent if files is None else folder).mkdir(parents=True)
            for file, text in (files or {}).items():
                (folder / file).parent.mkdir(exist_ok=True)
                (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
            yield Case(folder, copy.deepcopy(others[0] if others else WANTED), title=title)


ERRORS = "(OSError, ValueError, KeyError, TypeError)"  # what the solution catches; mistakes catch others

EXERCISE = Exercise(
    id="20.3",
    solution=is_finished,
    cases=cases,
    hint=(
        'Read folder / "run.json" with json.loads inside try, compare status and parameters, and return False on an error. '
        "Which errors can reading, decoding and looking up raise?"
    ),
    otherwise=(
        'True only if all of it holds: run.json of this very folder is readable JSON, its "status" is "ok", '
        'and its "parameters" equal the dictionary that was handed over. Anything else is False, and no error.'
    ),
    mistakes={
        "A folder is there as soon as a run begins; the record in it is written last: read that.": (
            lambda folder, parameters: folder.exists()
        ),
        'A record is there for a failed run too, and for another one: read it, and compare "status" and "parameters".': (
            lambda folder, parameters: (folder / "run.json").exists(),
            lambda folder, parameters: (folder / "run.json").is_file(),
        ),
        'Only the status "ok" counts; there are others than "failed".': {'== "ok"': '!= "failed"'},
        'Any status would do here: it must be "ok".': {'record["status"] == "ok" and ': ""},
        'A record without "status" is not whole: do not take "ok" for granted.': {
            'record["status"]': 'record.get("status", "ok")',
            ERRORS: "Exception",
        },
        "It may be another run's record: compare the parameters.": {' and record["parameters"] == parameters': ""},
        "One parameter more makes it another run: the two dictionaries must be equal.": {
            'record["parameters"] == parameters': 'parameters.items() <= record["parameters"].items()',
            ERRORS: "Exception",
        },
        "With one parameter less, nobody knows whether it is this run: the two dictionaries must be equal.": {
            'record["parameters"] == parameters': 'record["parameters"].items() <= parameters.items()',
            ERRORS: "Exception",
        },
        "Names alone do not make the run, nor values alone: compare the dictionaries themselves.": {
            'record["parameters"] == parameters': 'record["parameters"].keys() == parameters.keys()',
            ERRORS: "Exception",
        },
        "Two dictionaries are equal in any order; their texts are not, and a text hides that '3' is not 3.": {
            'record["parameters"] == parameters': 'str(record["parameters"]) == str(parameters)'
        },
        "Only run.json counts, not any file that looks like it.": {
            'folder / "run.json"': 'min(folder.glob("*.json"), default=folder)'
        },
        "Only the run.json of this very folder counts, not one in a folder below.": {
            'folder / "run.json"': 'min(folder.rglob("run.json"), default=folder)'
        },
        "Parameters that are missing are not empty ones: that record is not whole.": {
            'record["parameters"]': 'record.get("parameters", {})'
        },
        "A run that never began has no folder, and one that was cut short no record: return False for both, without an error.": (
            {ERRORS: "()"},
            {ERRORS: "json.JSONDecodeError"},
            {"OSError, ": ""},
        ),
        "A record may be damaged, or hold something else: reading it belongs inside try, and an error means False.": (
            {ERRORS: "FileNotFoundError"},
            {ERRORS: "OSError"},
            {"ValueError, ": ""},
        ),
        "Bytes that are no text raise UnicodeDecodeError, which is a ValueError as JSONDecodeError is: catch ValueError.": (
            {"ValueError": "json.JSONDecodeError"},
            {ERRORS: "(OSError, json.JSONDecodeError)"},
            {ERRORS: "(FileNotFoundError, json.JSONDecodeError)"},
        ),
        "Reading a folder raises an OSError of another kind than FileNotFoundError: catch OSError.": (
            {"OSError": "FileNotFoundError"},
            {ERRORS: "(FileNotFoundError, ValueError)"},
        ),
        "A record may be JSON and yet no dictionary, such as [1, 2]: looking up a name there raises TypeError.": (
            {", TypeError": ""},
            {ERRORS: "(OSError, ValueError)"},
        ),
        "A key may be missing, which raises KeyError: return False then.": {"KeyError, ": ""},
        "That is the wrong way round: True means that the run may be skipped.": lambda *given: not is_finished(*given),
        "Only look: write nothing, and remove nothing.": {
            "        return False": '        (folder / "run.json").unlink(missing_ok=True)\n        return False'
        },
    },
)
