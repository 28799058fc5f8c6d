"""Exercise 20.3: whether a run may be skipped, because it is finished."""

import copy
import json
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
        folder = Path(name) / "run"
        for title, files, *others in FOLDERS:
            for path in sorted(folder.parent.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            if files is not None:
                folder.mkdir()
                for file, text in files.items():
                    (folder / file).parent.mkdir(exist_ok=True)
                    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
            yield Case(folder, copy.deepcopy(others[0] if others else WANTED), title=title)


def _read(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def _guarded(test, errors=(OSError, ValueError, KeyError, TypeError, AttributeError)):
    """An answer that reads the record, tests it, and takes these errors for "not finished"."""

    def answer(folder, parameters):
        try:
            return test(_read(folder), parameters)
        except errors:
            return False

    return answer


def _both(record, parameters):
    return record["status"] == "ok" and record["parameters"] == parameters


def _with_status(holds):
    return _guarded(lambda record, parameters: holds(record["status"]) and record["parameters"] == parameters)


def _with_parameters(holds):
    return _guarded(lambda record, parameters: record["status"] == "ok" and holds(record["parameters"], parameters))


def _of_any_file(pattern):
    def answer(folder, parameters):
        for path in sorted(folder.glob(pattern)):
            try:
                if _both(json.loads(path.read_text(encoding="utf-8")), parameters):
                    return True
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return False

    return answer


def _if_the_folder_is_there(folder, parameters):
    return _both(_read(folder), parameters) if folder.exists() else False


def _if_the_record_is_there(folder, parameters):
    return _both(_read(folder), parameters) if (folder / "run.json").exists() else False


def _clears_up(folder, parameters):
    finished = is_finished(folder, parameters)
    if folder.exists() and not finished:
        for path in folder.glob("*.*"):
            if path.is_file():
                path.unlink()
    return finished


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
            lambda folder, parameters: folder.exists(),
            lambda folder, parameters: folder.is_dir(),
        ),
        'A record is there for a failed run too, and for another one: read it, and compare "status" and "parameters".': (
            lambda folder, parameters: (folder / "run.json").exists(),
            lambda folder, parameters: (folder / "run.json").is_file(),
        ),
        'Only the status "ok" counts; there are others than "failed".': _with_status(lambda status: status != "failed"),
        'The status must be "ok" itself, not only hold these letters.': (
            _with_status(lambda status: "ok" in status),
            _with_status(lambda status: status.endswith("ok")),
        ),
        'The status must be "ok" to the letter.': (
            _with_status(lambda status: status.lower() == "ok"),
            _with_status(lambda status: str(status).lower() == "ok"),
        ),
        'Any status would do here: it must be "ok".': _with_status(lambda status: True),
        'A record without "status" is not whole: do not take "ok" for granted.': _guarded(
            lambda record, parameters: record.get("status", "ok") == "ok" and record["parameters"] == parameters
        ),
        "It may be another run's record: compare the parameters.": _guarded(
            lambda record, parameters: record["status"] == "ok",
        ),
        "One parameter more makes it another run: the two dictionaries must be equal.": (
            _with_parameters(lambda found, wanted: wanted.items() <= found.items()),
            _with_parameters(lambda found, wanted: all(found.get(name) == value for name, value in wanted.items())),
        ),
        "With one parameter less, nobody knows whether it is this run: the two dictionaries must be equal.": (
            _with_parameters(lambda found, wanted: found.items() <= wanted.items()),
            _with_parameters(lambda found, wanted: all(wanted.get(name) == value for name, value in found.items())),
        ),
        "Names alone do not make the run, nor values alone: compare the dictionaries themselves.": (
            _with_parameters(lambda found, wanted: found.keys() == wanted.keys()),
            _with_parameters(lambda found, wanted: list(found.values()) == list(wanted.values())),
        ),
        "Two dictionaries are equal in any order; their texts are not, and a text hides that '3' is not 3.": (
            _with_parameters(lambda found, wanted: json.dumps(found) == json.dumps(wanted)),
            _with_parameters(lambda found, wanted: str(found) == str(wanted)),
        ),
        "A value that was turned into a text looks like one that was one already: compare the values themselves.": (
            _with_parameters(
                lambda found, wanted: {n: str(v) for n, v in found.items()} == {n: str(v) for n, v in wanted.items()}
            )
        ),
        "Only run.json counts, not any file that looks like it.": _of_any_file("*.json"),
        "Only the run.json of this very folder counts, not one in a folder below.": _of_any_file("**/run.json"),
        "Parameters that are missing are not empty ones: that record is not whole.": _guarded(
            lambda record, parameters: record["status"] == "ok" and record.get("parameters", {}) == parameters
        ),
        "A run that never began has no folder, and one that was cut short no record: return False for both, without an error.": (
            lambda folder, parameters: _both(_read(folder), parameters),
            _if_the_folder_is_there,
            _guarded(_both, (ValueError, KeyError, TypeError)),
            _guarded(_both, json.JSONDecodeError),
        ),
        "A record may be damaged, or hold something else: reading it belongs inside try, and an error means False.": (
            _if_the_record_is_there,
            _guarded(_both, FileNotFoundError),
            _guarded(_both, OSError),
            _guarded(_both, (OSError, KeyError, TypeError)),
        ),
        "Bytes that are no text raise UnicodeDecodeError, which is a ValueError as JSONDecodeError is: catch ValueError.": (
            _guarded(_both, (OSError, json.JSONDecodeError, KeyError, TypeError)),
            _guarded(_both, (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError)),
            _guarded(_both, (FileNotFoundError, json.JSONDecodeError)),
            _guarded(_both, (OSError, json.JSONDecodeError)),
        ),
        "Reading a folder raises an OSError of another kind than FileNotFoundError: catch OSError.": (
            _guarded(_both, (FileNotFoundError, ValueError, KeyError, TypeError)),
            _guarded(_both, (FileNotFoundError, ValueError)),
        ),
        "A record may be JSON and yet no dictionary, such as [1, 2]: looking up a name there raises TypeError.": (
            _guarded(_both, (OSError, ValueError, KeyError)),
            _guarded(_both, (OSError, ValueError)),
        ),
        "A key may be missing, which raises KeyError: return False then.": _guarded(_both, (OSError, ValueError, TypeError)),
        "That is the wrong way round: True means that the run may be skipped.": lambda *given: not is_finished(*given),
        "Only look: write nothing, and remove nothing.": _clears_up,
    },
)
