"""Exercise 20.3, beyond its own mistakes."""

import json
import math

import numpy as np

from helpers.exercises.lesson_20.is_the_run_finished import EXERCISE, is_finished
from tests.exercises.judging import accepts, refuses


def read(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def step_by_step(folder, parameters):
    record = folder.joinpath("run.json")
    if not record.is_file():
        return False
    try:
        stored = json.loads(record.read_bytes())
    except ValueError:
        return False
    if not isinstance(stored, dict):
        return False
    return (stored.get("status"), stored.get("parameters")) == ("ok", parameters)


def any_exception(folder, parameters):
    try:
        with open(f"{folder}/run.json") as file:
            record = json.load(file)
        if record["status"] != "ok":
            return False
        return json.dumps(record["parameters"], sort_keys=True) == json.dumps(parameters, sort_keys=True)
    except Exception:
        return False


def judged(status=lambda status: status == "ok", parameters=lambda found, wanted: found == wanted):
    """An answer that takes any error for "not finished", with one of its two comparisons changed."""

    def answer(folder, wanted):
        try:
            record = read(folder)
            return status(record["status"]) and parameters(record["parameters"], wanted)
        except Exception:
            return False

    return answer


def if_the_folder_is_there(folder, parameters):
    if not folder.exists():
        return False
    record = read(folder)
    return record["status"] == "ok" and record["parameters"] == parameters


def if_the_record_is_there(folder, parameters):
    if not (folder / "run.json").exists():
        return False
    record = read(folder)
    return record["status"] == "ok" and record["parameters"] == parameters


def any_record(folder, parameters):
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            if record["status"] == "ok" and record["parameters"] == parameters:
                return True
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return False


def clears_up(folder, parameters):
    finished = is_finished(folder, parameters)
    if folder.exists() and not finished:
        for path in folder.glob("*.*"):
            if path.is_file():
                path.unlink()
    return finished


def makes_the_folder(folder, parameters):
    folder.mkdir(exist_ok=True)
    return is_finished(folder, parameters)


def leaves_a_mark(folder, parameters):
    finished = is_finished(folder, parameters)
    if finished:
        (folder / "finished").touch()
    return finished


def takes_parameters_out(folder, parameters):
    try:
        record = read(folder)
        return record["status"] == "ok" and all(parameters.pop(name) == v for name, v in record["parameters"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def remembers(folder, parameters, known={}):  # noqa: B006
    return known.setdefault((str(folder), str(parameters)), is_finished(folder, parameters))


def none_on_an_error(folder, parameters):
    try:
        record = read(folder)
        return record["status"] == "ok" and record["parameters"] == parameters
    except (OSError, ValueError, KeyError, TypeError):
        pass


def the_folder_above(folder, parameters):
    return is_finished(folder, parameters) or is_finished(folder.parent, parameters)


def the_first_object_in_the_file(folder, parameters):
    try:
        record, _ = json.JSONDecoder().raw_decode((folder / "run.json").read_text(encoding="utf-8"))
        return record["status"] == "ok" and record["parameters"] == parameters
    except (OSError, ValueError, KeyError, TypeError):
        return False


def seed_and_rate(folder, parameters):
    try:
        record = read(folder)
        found = record["parameters"]
        same = len(found) == len(parameters) and all(found[name] == parameters[name] for name in ("learning_rate", "seed"))
        return record["status"] == "ok" and same
    except (OSError, ValueError, KeyError, TypeError):
        return False


def about_the_same(folder, parameters):
    try:
        record = read(folder)
        found = record["parameters"]
        same = found.keys() == parameters.keys() and all(
            math.isclose(found[name], value, rel_tol=0.5) if isinstance(value, float) else found[name] == value
            for name, value in parameters.items()
        )
        return record["status"] == "ok" and same
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def truth(folder, parameters):
    try:
        record = read(folder)
        return record["status"] == "ok" and sorted(record["parameters"].values()) == sorted(parameters.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


test_right = accepts(
    EXERCISE,
    {
        "step by step": step_by_step,
        "any exception": any_exception,
        "as NumPy answers": lambda folder, parameters: np.bool_(is_finished(folder, parameters)),
    },
)
test_wrong = refuses(
    EXERCISE,
    {
        "the folder": (lambda folder, parameters: folder.is_dir(), "A folder is there as soon as a run begins"),
        "if the folder is there": (if_the_folder_is_there, "for an empty folder, expected no error, got the error"),
        "if the record is there": (if_the_record_is_there, "reading it belongs inside try"),
        "any record": (any_record, "old.json, expected False, got True"),
        "clears up": (clears_up, "files"),
        "not failed": (judged(status=lambda status: status != "failed"), 'Only the status "ok" counts'),
        "any status": (judged(status=lambda status: True), 'its "status" is "ok"'),
        "holds ok": (judged(status=lambda status: "ok" in status), "whose status is 'not ok', expected False, got True"),
        "ends in ok": (judged(status=lambda status: status.endswith("ok")), "whose status is 'not ok', expected False"),
        "ok in small letters": (judged(status=lambda status: status.lower() == "ok"), "whose status is 'OK', expected False"),
        "ok as a text in small letters": (judged(status=lambda status: str(status).lower() == "ok"), "whose status is 'OK'"),
        "all that are asked for": (
            judged(parameters=lambda found, wanted: all(found.get(name) == value for name, value in wanted.items())),
            "One parameter more",
        ),
        "all that are recorded": (
            judged(parameters=lambda found, wanted: all(wanted.get(name) == value for name, value in found.items())),
            "With one parameter less",
        ),
        "the values alone": (
            judged(parameters=lambda found, wanted: list(found.values()) == list(wanted.values())),
            "for the same values under other names",
        ),
        "JSON texts": (
            judged(parameters=lambda found, wanted: json.dumps(found) == json.dumps(wanted)),
            "equal in any order",
        ),
        "values as texts": (
            judged(
                parameters=lambda found, wanted: {n: str(v) for n, v in found.items()} == {n: str(v) for n, v in wanted.items()}
            ),
            "whose seed is the text '3', expected False",
        ),
        "the record itself": (lambda folder, parameters: read(folder), "expected True or False, got a dictionary"),
        "1 and 0": (lambda *given: int(is_finished(*given)), "expected True or False, got a number"),
        "None on an error": (none_on_an_error, "got None"),
        "always": (lambda *given: True, "for no folder at all, expected False, got True"),
        "never": (lambda *given: False, "for a complete record, expected True, got False"),
        "makes the folder": (makes_the_folder, "files"),
        "leaves a mark": (leaves_a_mark, "files"),
        "takes parameters out": (takes_parameters_out, "parameters"),
        "remembers": (remembers, "expected False, got True"),
        "the folder above": (the_folder_above, "for a complete record in the folder above"),
        "the first object in the file": (the_first_object_in_the_file, "something after it"),
        "seed and rate": (seed_and_rate, "of a run without parameters"),
        "about the same rate": (about_the_same, "with another learning rate, expected False, got True"),
        "the sorted values": (truth, "for the same values under other names"),
    },
)
