"""The judge of exercise 20.3: folders as a sweep leaves them."""

import json
import tempfile
from pathlib import Path

from helpers.exercises.exercise import WrongAnswer, call, must

WANTED = {"learning_rate": 0.1, "seed": 3}
RECORD = {"status": "ok", "seconds": 4.2, "parameters": WANTED, "results": {"test_accuracy": 0.9}}
# What lies in the folder (None: there is no folder), whether the run is finished, and where to look if the answer differs.
FOLDERS = (
    ("a complete record", {"run.json": json.dumps(RECORD)}, True, "Its record is whole, says ok, and has these parameters."),
    ("no folder at all", None, False, "The run never began: what does reading a missing file raise?"),
    ("a notebook but no record", {"tiny.ipynb": "{}"}, False, "The record is written last: without it the run was cut short."),
    (
        "a record of a failed run",
        {"run.json": json.dumps({**RECORD, "status": "failed"})},
        False,
        'A record is there for a failed run too: its status must be "ok".',
    ),
    (
        "a record of an interrupted run",
        {"run.json": json.dumps({**RECORD, "status": "interrupted"})},
        False,
        'Only the status "ok" counts; there are others than "failed".',
    ),
    (
        "a record with another seed",
        {"run.json": json.dumps({**RECORD, "parameters": {"learning_rate": 0.1, "seed": 4}})},
        False,
        "That is another run: compare the parameters.",
    ),
    (
        "a record with one parameter more",
        {"run.json": json.dumps({**RECORD, "parameters": {**WANTED, "epochs": 9}})},
        False,
        "Just these parameters: one more makes it another run.",
    ),
    (
        "a record with one parameter less",
        {"run.json": json.dumps({**RECORD, "parameters": {"learning_rate": 0.1}})},
        False,
        "Just these parameters: with one less, nobody knows whether it is this run.",
    ),
    (
        "a record with no parameters at all",
        {"run.json": json.dumps({**RECORD, "parameters": {}})},
        False,
        "Just these parameters: none is not these.",
    ),
    (
        "the same values under other names",
        {"run.json": json.dumps({**RECORD, "parameters": {"dropout": 0.1, "epochs": 3}})},
        False,
        "A value belongs to its name: compare the dictionaries.",
    ),
    (
        "a whole record in old.json",
        {"old.json": json.dumps(RECORD)},
        False,
        "Only run.json counts, not any file that looks like it.",
    ),
    (
        "a whole record in a folder below",
        {"copy/run.json": json.dumps(RECORD)},
        False,
        "Only the run.json of this very folder counts.",
    ),
    (
        'a record whose status is "not ok"',
        {"run.json": json.dumps({**RECORD, "status": "not ok"})},
        False,
        'The status must be "ok", not only hold these letters.',
    ),
    ("half a record", {"run.json": json.dumps(RECORD)[:40]}, False, "A damaged record is as good as none: return False."),
    (
        "bytes that are no text",
        {"run.json": b"\xff\xfe\x00"},
        False,
        "Reading a text may raise UnicodeDecodeError, a ValueError.",
    ),
    ("a folder called run.json", {"run.json/deep": "{}"}, False, "Reading a folder raises an OSError, as a missing file does."),
    ("a record that is a list", {"run.json": "[1, 2]"}, False, "JSON, but no record: return False for that too."),
    ("a record without a status", {"run.json": '{"parameters": {}}'}, False, "A key may be missing: return False then."),
    (
        "the parameters in another order",
        {"run.json": json.dumps({**RECORD, "parameters": {"seed": 3, "learning_rate": 0.1}})},
        True,
        "Two dictionaries are equal in any order; their texts are not.",
    ),
)


def judge_finished(answer):
    """Folders as a sweep leaves them when it is stopped, when a run fails, and when a file is damaged."""
    with tempfile.TemporaryDirectory() as name:
        for number, (what, files, finished, look) in enumerate(FOLDERS):
            folder = Path(name) / str(number)
            if files is not None:
                folder.mkdir()
                for file, text in files.items():
                    (folder / file).parent.mkdir(exist_ok=True)
                    (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
            wanted = dict(WANTED)
            try:
                got = call(answer, folder, wanted)
            except WrongAnswer as finding:
                if number == 0 or not isinstance(finding.__cause__, Exception):
                    raise
                raise WrongAnswer(f"{finished} for {what}", f"the error {type(finding.__cause__).__name__}", look) from finding
            if type(got).__name__ in ("bool", "bool_"):  # NumPy's too
                got = bool(got)
            advice = "Return the comparison itself, and False in every other case."
            must(isinstance(got, bool), f"True or False for {what}", f"a value of type {type(got).__name__}", advice)
            must(got is finished, f"{finished} for {what}", got, look)
            there = [path for path in folder.rglob("*") if path.is_file()]
            left = {path.relative_to(folder).as_posix(): path.read_bytes() for path in there}
            laid = {file: text if isinstance(text, bytes) else text.encode() for file, text in (files or {}).items()}
            must(
                left == laid and folder.exists() == (files is not None) and wanted == WANTED,
                "everything as it was",
                "a changed folder",
                "Only look; write nothing.",
            )
