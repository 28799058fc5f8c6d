"""Exercise 20.3, beyond its own mistakes."""

import json

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
        "the sorted values": (truth, "for the same values under other names"),
    },
)
