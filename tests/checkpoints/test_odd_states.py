"""Whatever can be saved comes back as it was, or is refused at saving: tensors of every make, private files, lost parameters."""

import os
import stat

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from helpers.checkpoints import load_weights, read_weights, resume, save_checkpoint, save_weights, verify
from helpers.early_stopping import EarlyStopping
from helpers.state_copies import copy_of_state
from tests.checkpoints.checkpoint_runs import refusal, small_run

# Torch says that sparse and quantised tensors are young.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

SPARSE = {
    "coordinates": lambda: torch.eye(3).to_sparse(),
    "not coalesced": lambda: torch.sparse_coo_tensor([[0, 0], [1, 1]], [1.0, 2.0], (3, 3)),
    "rows": lambda: torch.eye(3).to_sparse_csr(),
    "columns": lambda: torch.eye(3).to_sparse_csc(),
    "blocks of rows": lambda: torch.eye(4).to_sparse_bsr((2, 2)),
    "blocks of columns": lambda: torch.eye(4).to_sparse_bsc((2, 2)),
    "empty": lambda: torch.zeros(3, 3).to_sparse(),
}
DENSE = {
    "half": lambda: torch.tensor([1.5, float("nan")]).half(),
    "bfloat16": lambda: torch.tensor([1.5, -0.0]).bfloat16(),
    "float8": lambda: torch.tensor([1.5, 2.0]).to(torch.float8_e4m3fn),
    "complex, conjugated": lambda: torch.tensor([1 + 2j, 3 - 1j]).conj(),
    "imaginary part of a conjugate": lambda: torch.tensor([1 + 2j]).conj().imag,
    "truth values": lambda: torch.tensor([True, False]),
    "a single number": lambda: torch.tensor(3.0),
    "none at all": lambda: torch.empty(0, 4),
    "every other": lambda: torch.arange(6.0)[::2],
    "turned": lambda: torch.arange(6.0).reshape(2, 3).t(),
    "quantised": lambda: torch.quantize_per_tensor(torch.tensor([0.1, 0.2]), 0.1, 0, torch.qint8),
}


def with_buffer(tensor):
    model = nn.Linear(3, 2)
    model.register_buffer("extra", tensor)
    return model


def dense(tensor):
    tensor = tensor.dequantize() if tensor.is_quantized else tensor
    return tensor.to_dense() if tensor.layout is not torch.strided else tensor


def equal(one, other):
    assert (one.layout, one.dtype, one.shape) == (other.layout, other.dtype, other.shape)
    return torch.allclose(dense(one).to(torch.complex128), dense(other).to(torch.complex128), rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("name", [*SPARSE, *DENSE])
def test_a_tensor_of_any_make_comes_back(tmp_path, name):
    make = (SPARSE | DENSE)[name]
    save_weights(tmp_path / "weights.pt", with_buffer(make()))
    assert equal(read_weights(tmp_path / "weights.pt")[1]["extra"], make())
    model = with_buffer(make())
    load_weights(tmp_path / "weights.pt", model)
    assert equal(model.extra, make())


@pytest.mark.parametrize("name", SPARSE)
def test_a_run_with_a_sparse_tensor_goes_on_and_keeps_its_best_weights(tmp_path, name):
    def run():
        model = with_buffer(SPARSE[name]())
        return {
            "model": model,
            "optimizer": torch.optim.SGD([model.weight, model.bias], lr=0.1),
            "early_stopping": EarlyStopping(model, patience=2),
        }

    saved = run()
    saved["early_stopping"].update(1.0)
    weight = saved["model"].weight.detach().clone()
    save_checkpoint(tmp_path / "run.pt", epoch=1, **saved)
    later = run()
    assert resume(tmp_path / "run.pt", epochs=2, **later) == 2
    later["early_stopping"].restore()
    assert torch.equal(later["model"].weight, weight)


def test_weights_without_values_are_refused_on_both_sides(tmp_path):
    with torch.device("meta"):
        empty = nn.Linear(3, 2)
    assert "weight] is on the device meta".replace("weight]", "['weight']") in refusal(save_weights, tmp_path / "w.pt", empty)
    assert not list(tmp_path.iterdir())
    save_weights(tmp_path / "w.pt", nn.Linear(3, 2))
    assert "weight is on the device meta; call model.to_empty" in refusal(load_weights, tmp_path / "w.pt", empty)
    load_weights(tmp_path / "w.pt", empty.to_empty(device="cpu"))


def test_an_expanded_tensor_which_nothing_could_be_loaded_into_is_refused(tmp_path):
    message = refusal(save_weights, tmp_path / "w.pt", with_buffer(torch.zeros(3).expand(2, 3)))
    assert "was expanded: several of its entries are one place in memory; take its clone()" in message


def test_what_torch_would_give_back_otherwise_is_refused(tmp_path, monkeypatch):
    load = torch.load

    def other(*arguments, **settings):
        state = load(*arguments, **settings)
        state["state_dict"]["bias"][1] += 1
        return state

    monkeypatch.setattr(torch, "load", other)
    assert "state_dict['bias'] would be another tensor when loaded" in refusal(save_weights, tmp_path / "w.pt", nn.Linear(3, 2))


# The kind: an optimiser's state is saved, but not the tensors that it moves, unless they are the model's.
def test_a_parameter_outside_the_model_is_refused_before_it_is_lost(tmp_path):
    run = small_run(stopping=False)
    outside = nn.Parameter(torch.zeros(7))
    run["optimizer"].add_param_group({"params": [outside]})
    for call in (
        lambda: save_checkpoint(tmp_path / "run.pt", epoch=1, **run),
        lambda: resume(tmp_path / "run.pt", epochs=2, **run),
    ):
        with pytest.raises(ValueError, match=r"a parameter of shape \(7,\) that the model has not.*attribute of the model"):
            call()
    run["model"].scale = outside
    save_checkpoint(tmp_path / "run.pt", epoch=1, **run)


def test_a_file_without_checksums_is_not_called_damaged(tmp_path):
    path = tmp_path / "plain.pt"
    torch.serialization.set_crc32_options(False)
    try:
        torch.save({"a": torch.zeros(3)}, path)
    finally:
        torch.serialization.set_crc32_options(True)
    assert refusal(verify, path) == (
        "plain.pt was saved without checksums, so that nobody can say whether it is whole; save it again with them."
    )
    torch.save({}, path)
    verify(path)


# The kind: what somebody made private must not be readable for all after the next save.
@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@given(mode=st.sampled_from([0o600, 0o640, 0o644, 0o660, 0o700]), masked=st.sampled_from([0o022, 0o077, 0o000]))
def test_a_file_keeps_its_mode(tmp_path_factory, mode, masked):
    path = tmp_path_factory.mktemp("modes") / "run.pt"
    run = small_run(stopping=False)
    save_checkpoint(path, epoch=1, **run)
    path.chmod(mode)
    before = os.umask(masked)
    try:
        save_checkpoint(path, epoch=2, **run)
        save_checkpoint(path, epoch=3, **run)
    finally:
        os.umask(before)
    previous = path.with_name("run.previous.pt")
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, previous)] == [mode, mode]


def test_a_copied_previous_file_has_the_mode_too(tmp_path, monkeypatch):
    path, run = tmp_path / "run.pt", small_run(stopping=False)
    save_checkpoint(path, epoch=1, **run)
    path.chmod(0o600)

    def no_link(*given, **settings):
        raise OSError("no second names here")

    monkeypatch.setattr(os, "link", no_link)
    save_checkpoint(path, epoch=2, **run)
    assert stat.S_IMODE(path.with_name("run.previous.pt").stat().st_mode) == 0o600


def test_a_copy_of_a_state_shares_nothing():
    model = with_buffer(torch.eye(3).to_sparse())
    state = {"model": model.state_dict(), "more": [(model.extra, 3)]}
    copied = copy_of_state(state)
    with torch.no_grad():
        model.weight.add_(1)
        model.extra._values().add_(1)
    assert torch.equal(copied["model"]["weight"] + 1, model.weight)
    assert torch.equal(copied["model"]["extra"].to_dense(), torch.eye(3))
    assert torch.equal(copied["more"][0][0].to_dense(), torch.eye(3))
    assert copied["more"][0][1] == 3
