"""What students typically answer to exercise 20.3, whether a run is finished: wrong ways, and other right ones."""

import json

import numpy as np

from helpers.exercises.lesson_20 import is_finished


def _read(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def _guarded(test, errors=(OSError, ValueError, KeyError, TypeError)):
    """An answer for 20.3 that reads the record, tests it, and takes these errors for "not finished"."""

    def answer(folder, parameters):
        try:
            return test(_read(folder), parameters)
        except errors:
            return False

    return answer


def _step_by_step_finished(folder, parameters):
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


def _looks_and_removes(folder, parameters):
    finished = is_finished(folder, parameters)
    if folder.exists() and not finished:
        for path in folder.glob("*.*"):
            if path.is_file():
                path.unlink()
    return finished


def _both(record, parameters):
    return record["status"] == "ok" and record["parameters"] == parameters


def _finished_file(path, parameters):
    try:
        return bool(_both(json.loads(path.read_text(encoding="utf-8")), parameters))
    except (ValueError, KeyError, TypeError):
        return False


WRONG_FINISHED = {
    "the folder is there": lambda folder, parameters: folder.exists(),
    "the record is there": lambda folder, parameters: (folder / "run.json").exists(),
    "not failed": _guarded(lambda record, parameters: record["status"] != "failed" and record["parameters"] == parameters),
    "parameters ignored": _guarded(lambda record, parameters: record["status"] == "ok"),
    "at least these parameters": _guarded(
        lambda record, wanted: record["status"] == "ok" and wanted.items() <= record["parameters"].items()
    ),
    "what is there fits": _guarded(
        lambda record, wanted: record["status"] == "ok" and all(wanted.get(k) == v for k, v in record["parameters"].items())
    ),
    "the values alone": _guarded(lambda r, p: r["status"] == "ok" and sorted(r["parameters"].values()) == sorted(p.values())),
    "any record": lambda folder, parameters: any(_finished_file(path, parameters) for path in folder.glob("*.json")),
    "any folder below": lambda folder, parameters: any(_finished_file(path, parameters) for path in folder.rglob("run.json")),
    "stumbles over a damaged record": _guarded(_both, (OSError, KeyError, TypeError)),
    "stumbles over bytes": _guarded(_both, (OSError, json.JSONDecodeError, KeyError, TypeError)),
    "stumbles over a folder": _guarded(_both, (FileNotFoundError, ValueError, KeyError, TypeError)),
    "ok somewhere in it": _guarded(lambda record, parameters: "ok" in record["status"] and record["parameters"] == parameters),
    "stumbles over a list": _guarded(_both, (OSError, ValueError, KeyError)),
    "stumbles over a missing key": _guarded(_both, (OSError, ValueError, TypeError)),
    "stumbles over a missing file": _guarded(_both, (ValueError, KeyError, TypeError)),
    "compared as texts": _guarded(lambda r, p: r["status"] == "ok" and json.dumps(r["parameters"]) == json.dumps(p)),
    "the other way round": lambda folder, parameters: not is_finished(folder, parameters),
    "the record itself": lambda folder, parameters: _read(folder),
    "clears up": _looks_and_removes,
}

RIGHT_FINISHED = {
    "step by step": _step_by_step_finished,
    "as NumPy answers": lambda folder, parameters: np.bool_(is_finished(folder, parameters)),
}
