"""Files that are no checkpoints, or not whole any more: each is refused in one sentence, and none runs code."""

import io
import os
import pickle
import random
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from helpers.checkpoints import CheckpointError, load_weights, read_weights, resume, save_checkpoint, save_weights, verify
from helpers.checkpoints.files import previous_of, read
from helpers.models import MLP
from tests.checkpoints.checkpoint_runs import everything, frozen, refusal, small_run

CALLS = {
    "verify": verify,
    "resume": lambda path: resume(path, epochs=9, **small_run()),
    "load_weights": lambda path: load_weights(path, MLP()),
    "read_weights": read_weights,
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The bytes of a good checkpoint."""
    return save_checkpoint(tmp_path_factory.mktemp("good") / "run.pt", epoch=3, **small_run(trained=3)).read_bytes()


class Bomb:
    """Leaves a mark if it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


def test_a_bomb_goes_off_where_nothing_stops_it(path, tmp_path):
    torch.save({"format": Bomb(tmp_path / "mark")}, path)
    torch.load(path, weights_only=False)
    assert (tmp_path / "mark").exists()


def rezipped(content: bytes, change=lambda name, data: data, compression=zipfile.ZIP_STORED, extra=()) -> bytes:
    """The same archive with other contents, all its checksums right."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name in extra:
            new.writestr(name, pickle.dumps({}))
    return buffer.getvalue()


def in_torch(value, **settings) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, **settings)
    return buffer.getvalue()


def other_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("words.txt", "no weights")
    return buffer.getvalue()


BAD = {
    "empty": lambda good, mark: b"",
    "text": lambda good, mark: b"epoch 3\n" * 100,
    "one byte": lambda good, mark: b"P",
    "zeros": lambda good, mark: bytes(len(good)),
    "first half": lambda good, mark: good[: len(good) // 2],
    "second half": lambda good, mark: good[len(good) // 2 :],
    "last byte gone": lambda good, mark: good[:-1],
    "overwritten by a shorter one": lambda good, mark: b"x" * 5000 + good[5000:],
    "another zip": lambda good, mark: other_zip(),
    "compressed": lambda good, mark: rezipped(good, compression=zipfile.ZIP_DEFLATED),
    "zip bomb": lambda good, mark: rezipped(in_torch({}), lambda name, data: bytes(10**7), zipfile.ZIP_DEFLATED),
    "pickle": lambda good, mark: pickle.dumps({"epoch": 3}),
    "pickle bomb": lambda good, mark: pickle.dumps(Bomb(mark)),
    "bomb in an archive": lambda good, mark: in_torch(Bomb(mark)),
    "bomb in a dictionary": lambda good, mark: in_torch({"format": "checkpoint 1", "history": Bomb(mark)}),
    "bomb put into a good file": lambda good, mark: rezipped(
        good, lambda name, data: pickle.dumps(Bomb(mark), 2) if name.endswith("data.pkl") else data
    ),
    "no pickle inside": lambda good, mark: rezipped(good, lambda name, data: b"?" if name.endswith("data.pkl") else data),
    "nothing inside": lambda good, mark: rezipped(good, lambda name, data: b""),
    "old format of torch": lambda good, mark: in_torch({"epoch": 3}, _use_new_zipfile_serialization=False),
    "old format of torch, bomb": lambda good, mark: in_torch(Bomb(mark), _use_new_zipfile_serialization=False),
    "TorchScript": lambda good, mark: rezipped(good, extra=["archive/constants.pkl"]),
    "whole module": lambda good, mark: in_torch(nn.Linear(1, 1)),
    "NumPy array": lambda good, mark: in_torch(np.ones(3)),
    "tensor": lambda good, mark: in_torch(torch.ones(3)),
    "list": lambda good, mark: in_torch([1, 2]),
    "empty dictionary": lambda good, mark: in_torch({}),
    "bare state_dict": lambda good, mark: in_torch(MLP().state_dict()),
    "format of another kind": lambda good, mark: in_torch({"format": 1}),
    "format alone": lambda good, mark: in_torch({"format": "checkpoint 1"}),
    "weights' format alone": lambda good, mark: in_torch({"format": "weights 1"}),
    "format of the future": lambda good, mark: in_torch({"format": "checkpoint 2"}),
}
WHOLE_ARCHIVES = {
    "bomb in an archive", "bomb in a dictionary", "bomb put into a good file", "no pickle inside", "nothing inside",
    "TorchScript", "whole module", "NumPy array", "tensor", "list", "empty dictionary", "bare state_dict",
    "format of another kind",
    "format alone", "weights' format alone", "format of the future",
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("call", CALLS)
def test_a_bad_file_is_refused_in_one_sentence_and_runs_no_code(path, tmp_path, saved, kind, call):
    path.write_bytes(BAD[kind](saved, tmp_path / "mark"))
    if call == "verify" and kind in WHOLE_ARCHIVES:
        verify(path)  # whole it is; what is in it is for the others to refuse
    else:
        refusal(CALLS[call], path)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("call", CALLS)
def test_a_missing_file_a_folder_and_impossible_names(tmp_path, call):
    assert refusal(CALLS[call], tmp_path / "run.pt") == (
        f"run.pt is not in the folder {tmp_path.name}; save it first, or correct the path."
    )
    (tmp_path / "folder.pt").mkdir()
    assert refusal(CALLS[call], str(tmp_path / "folder.pt")) == "folder.pt is a folder; give the path of a file in it."
    for name in ("x" * 300, "zero\0byte", "run.pt/run.pt"):
        (tmp_path / "run.pt").touch()
        refusal(CALLS[call], tmp_path / name)
    for folder in (Path("/"), Path()):
        with pytest.raises(CheckpointError, match="is a folder"):
            CALLS[call](folder)


def test_what_is_wrong_is_said(path, saved, tmp_path):
    def message(kind, call="resume"):
        path.write_bytes(BAD[kind](saved, tmp_path / "mark"))
        return refusal(CALLS[call], path)

    assert message("empty").startswith("run.pt is empty; ")
    assert message("text").startswith("run.pt is no archive of torch.save, or a damaged one; ")
    assert message("another zip").startswith("run.pt is a zip archive, but none of torch.save; ")
    assert message("bomb in a dictionary").startswith("run.pt holds what torch.load refuses with weights_only=True, so that")
    assert message("list").startswith("run.pt holds a list, not a checkpoint; ")
    assert message("bare state_dict").startswith("run.pt was not written by save_checkpoint; ")
    assert message("bare state_dict", "read_weights").startswith("run.pt was not written by save_weights; if it is a bare")
    path.write_bytes(saved)
    assert refusal(read_weights, path) == "run.pt is a checkpoint, not a file of weights; use resume."
    save_weights(path, MLP())
    assert refusal(CALLS["resume"], path) == "run.pt holds weights alone, not a run; use load_weights, or start anew."


def test_a_file_that_may_not_be_read(path, saved, monkeypatch):
    path.write_bytes(saved)

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for call in CALLS.values():
        assert refusal(call, path).startswith("run.pt cannot be read (Permission denied); ")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows may read every file")
def test_a_file_that_may_really_not_be_read(path, saved):
    path.write_bytes(saved)
    path.chmod(0)
    for call in CALLS.values():
        assert refusal(call, path).startswith("run.pt cannot be read (Permission denied); ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/self/mem, which even root cannot read at 0")
def test_a_file_that_not_even_root_can_read():
    assert refusal(verify, Path("/proc/self/mem")).startswith("mem cannot be read (Input/output error); ")


def test_truncated_at_every_member_and_beside_it(path, saved):
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        cuts = {member.header_offset + shift for member in archive.infolist() for shift in (0, 1, 31, 64)} | {archive.start_dir}
    for cut in sorted(cuts | {len(saved) - 1, len(saved) - 22, len(saved) - 42}):
        path.write_bytes(saved[:cut])
        for call in ("verify", "resume"):
            refusal(CALLS[call], path)


def flipped(content: bytes, place: int, mask: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= mask
    return bytes(changed)


def refused_or_equal(path: Path, content: bytes, expected) -> bool:
    """True if the file is refused; if it is not, it must hold exactly what was saved."""
    path.write_bytes(content)
    try:
        state = read(path)
    except CheckpointError:
        return True
    assert frozen(state) == expected
    return False


def test_one_flipped_byte_at_500_random_places(path, saved):
    path.write_bytes(saved)
    expected, chance = frozen(read(path)), random.Random(0)
    refused = 0
    for _ in range(500):
        place, mask = chance.randrange(len(saved)), chance.randrange(1, 256)
        refused += refused_or_equal(path, flipped(saved, place, mask), expected)
    assert refused > 300  # the others were padding, which torch.save writes so that tensors begin at round addresses


def test_one_flipped_byte_anywhere_in_the_directory_or_a_header(path, tmp_path):
    save_weights(path, nn.Linear(1, 1), bias=True)
    content, expected = path.read_bytes(), frozen(read(path))
    with zipfile.ZipFile(path) as archive:
        places = list(range(archive.start_dir, len(content)))
        for member in archive.infolist():
            places += range(member.header_offset, member.header_offset + 30 + len(member.filename))
    chance = random.Random(0)
    refused = sum(refused_or_equal(path, flipped(content, place, chance.randrange(1, 256)), expected) for place in places)
    assert refused > len(places) / 4


def test_a_member_marked_as_a_folder_is_refused(path):
    """One bit that no checksum covers: torch 2.6 then fills the tensor with whatever is in memory, in silence."""
    save_weights(path, nn.Linear(1, 1))
    content = path.read_bytes()
    entry = content.index(b"PK\1\2")
    while content[entry : entry + 4] == b"PK\1\2":
        path.write_bytes(flipped(content, entry + 38, 0x10))
        assert refusal(verify, path).startswith("run.pt is damaged in its part archive/")
        entry += 46 + sum(struct.unpack_from("<3H", content, entry + 28))


def test_torch_alone_loads_a_flipped_weight_in_silence(path):
    model = nn.Linear(50, 50)
    save_weights(path, model)
    content = path.read_bytes()
    place = content.index(model.weight.detach().numpy().tobytes()) + 400
    path.write_bytes(flipped(content, place, 1))
    assert not torch.equal(torch.load(path, weights_only=True)["state_dict"]["weight"], model.weight)
    assert refusal(load_weights, path, nn.Linear(50, 50)).startswith("run.pt is damaged in its part ")


# --- the previous one -------------------------------------------------------------------------------------


def two_saves(path):
    save_checkpoint(path, epoch=1, **small_run(trained=1))
    save_checkpoint(path, epoch=2, **small_run(trained=2))


@pytest.mark.parametrize(
    "damage", [lambda path: path.write_bytes(path.read_bytes()[:-9]), Path.unlink], ids=["damaged", "missing"]
)
def test_the_previous_one_is_offered_by_name_and_never_used_in_silence(path, damage, capsys):
    two_saves(path)
    damage(path)
    run = small_run()
    before = everything(run)
    for call in (verify, lambda path: resume(path, epochs=9, **run)):
        assert refusal(call, path).endswith("; run.previous.pt beside it is whole, so resume from that one.")
    assert everything(run) == before
    assert not capsys.readouterr().out
    assert resume(previous_of(path), epochs=9, **run) == 2
    assert capsys.readouterr().out == "run.previous.pt: epoch 1 of 9 is done; going on with epoch 2.\n"


def test_a_damaged_previous_one_is_not_offered(path):
    two_saves(path)
    for file in (path, previous_of(path)):
        file.write_bytes(flipped(file.read_bytes(), 5000, 1))
    assert refusal(verify, path).endswith("; take another copy of it, or start anew.")


def test_a_checkpoint_of_another_kind_offers_none(path):
    two_saves(path)
    assert "previous" not in refusal(resume, path, epochs=9, **small_run(optimizer=torch.optim.SGD))


@pytest.mark.parametrize(
    ("name", "previous"), [("run.pt", "run.previous.pt"), ("run", "run.previous"), ("a.b.pt", "a.b.previous.pt")]
)
def test_the_previous_ones_name(name, previous):
    assert previous_of(Path("runs") / name) == Path("runs") / previous


def test_verify_changes_nothing_and_says_nothing(path, saved, capsys):
    path.write_bytes(saved)
    verify(str(path))
    assert path.read_bytes() == saved
    assert not capsys.readouterr().out
    shutil.copy(path, path.with_name("copy.pt"))
    verify(path.with_name("copy.pt"))
