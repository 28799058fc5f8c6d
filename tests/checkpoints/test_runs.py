"""What is saved, what is put back, and what is refused before anything is changed."""

import copy
import json
import math
import os
import random
import subprocess
import sys
from collections import namedtuple
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.optim import lr_scheduler as schedulers

from helpers.checkpoints import CheckpointError, load_weights, random_states, resume, save_checkpoint, save_weights
from helpers.checkpoints.plain import packed, plain_history, stamped
from helpers.checkpoints.runs import FORMAT
from helpers.early_stopping import EarlyStopping
from tests.checkpoints.checkpoint_runs import everything, frozen, refusal, small_run

NAN = float("nan")
Pair = namedtuple("Pair", "a b")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


def saved(path, **settings):
    return save_checkpoint(path, epoch=3, **small_run(trained=3, **settings))


# --- what is in the file ---------------------------------------------------------------------------------


def test_everything_is_in_the_file_and_loads_with_weights_only(path):
    saved(path)
    state = torch.load(path, weights_only=True)
    assert state["epoch"] == 3
    assert state["torch"] == torch.__version__
    assert state["optimizer"]["class"] == "torch.optim.adam.Adam"
    assert state["scheduler"]["class"] == "torch.optim.lr_scheduler.StepLR"
    assert state["early_stopping"]["class"] == "helpers.early_stopping.EarlyStopping"
    assert set(state["random"]) == {"python", "numpy", "torch", "cuda", "mps"}
    assert set(state["generators"]) == {"train", "validation"}
    assert len(state["history"]["loss"]) == 3
    assert state["parameters"][0][0] == "0.weight (4, 3)"
    assert state["saved"].endswith("+00:00")


def test_saving_changes_nothing_and_draws_no_random_number(path):
    run = small_run(trained=3)
    before = everything(run)
    save_checkpoint(path, epoch=3, **run)
    assert everything(run) == before


def test_everything_is_put_back(path, capsys):
    run = small_run(trained=3)
    expected = everything(run)
    save_checkpoint(path, epoch=3, **run)
    other = small_run(trained=1)
    for draw in (random.random, np.random.rand, lambda: torch.rand(3)):
        draw()
    random.gauss(0, 1)
    np.random.randn()  # noqa: NPY002
    assert everything(other) != expected
    assert resume(path, epochs=5, **other) == 4
    assert everything(other) == expected
    assert capsys.readouterr().out == "run.pt: epoch 3 of 5 is done; going on with epoch 4.\n"


@pytest.mark.parametrize("draw", [lambda: random.gauss(0, 1), np.random.randn, lambda: torch.randn(1).item()])
def test_half_used_normal_pairs_are_kept_too(path, draw):
    draw()  # Python and NumPy make two normal numbers at once and keep the second
    saved(path)
    expected = [draw() for _ in range(5)]
    resume(path, epochs=5, **small_run())
    assert [draw() for _ in range(5)] == expected


def test_nothing_is_shared_between_a_run_its_file_and_its_successor(path):
    run, other, third = small_run(trained=3), small_run(), small_run()
    save_checkpoint(path, epoch=3, **run)
    resume(path, epochs=5, **other)
    expected = everything(other)
    other["history"]["loss"].append(1)
    run["history"]["loss"][0] = 7
    for parameter in (*other["model"].parameters(), *run["model"].parameters()):
        parameter.data.fill_(9)
    resume(path, epochs=5, **third)
    assert everything(third) == expected


def test_history_is_filled_in_place(path):
    saved(path)
    run = small_run(history={"old": [1]})
    history = run["history"]
    resume(path, epochs=5, **run)
    assert list(history) == ["loss"]


def test_an_optimizer_before_its_first_step(path):
    run = small_run()
    save_checkpoint(path, epoch=0, **run)
    expected = everything(run)
    other = small_run(trained=2)
    assert resume(path, epochs=5, **other) == 1
    assert everything(other) == expected
    assert other["optimizer"].state_dict()["state"] == {}


def test_optional_parts_may_all_be_left_out(path):
    model = nn.Linear(2, 1)
    parts = {"model": model, "optimizer": torch.optim.SGD(model.parameters(), lr=1)}
    save_checkpoint(path, epoch=1, **parts)
    assert resume(path, epochs=1, **parts) == 2


def test_batch_norm_buffers_and_tied_weights(path):
    def make():
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.Linear(3, 3))
        net[2].weight = net[0].weight
        return small_run(model=net, trained=2)

    run, other = make(), make()
    run["model"][1].running_mean.fill_(5)
    save_checkpoint(path, epoch=2, **run)
    resume(path, epochs=3, **other)
    assert other["model"][1].running_mean.tolist() == [5, 5, 5]
    assert other["model"][2].weight is other["model"][0].weight


@pytest.mark.parametrize(
    "make",
    [
        lambda o: schedulers.LambdaLR(o, lambda epoch: 0.9**epoch),  # the function itself is never stored
        lambda o: schedulers.MultiStepLR(o, [1, 1, 3]),  # its milestones are a Counter
        lambda o: schedulers.CyclicLR(o, 0.1, 0.2, cycle_momentum=False),
        lambda o: schedulers.SequentialLR(o, [schedulers.ConstantLR(o), schedulers.StepLR(o, 2)], [2]),
        lambda o: schedulers.ReduceLROnPlateau(o),
        lambda o: schedulers.OneCycleLR(o, 1.0, total_steps=9, cycle_momentum=False),
    ],
    ids=["lambda", "milestones", "cyclic", "sequence", "plateau", "one cycle"],
)
@pytest.mark.filterwarnings("ignore:The epoch parameter")  # SequentialLR's own, in torch 2.6
def test_other_schedulers(path, make):
    def with_scheduler():
        run = small_run(scheduler=False)
        return {**run, "scheduler": make(run["optimizer"])}

    run, other = with_scheduler(), with_scheduler()
    for loss in (3.0, 2.0):
        run["optimizer"].step()
        run["scheduler"].step(*([loss] if isinstance(run["scheduler"], schedulers.ReduceLROnPlateau) else []))
    save_checkpoint(path, epoch=2, **run)
    resume(path, epochs=3, **other)
    assert everything(other) == everything(run)


# --- the line, and the epoch -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("epochs", "epoch", "line"),
    [
        (4, 4, "run.pt: epoch 3 of 4 is done; going on with epoch 4.\n"),
        (3, 4, "run.pt: all 3 epochs are done; nothing is left to train.\n"),
        (2, 4, "run.pt: all 2 epochs are done; nothing is left to train.\n"),
        (0, 4, "run.pt: all 0 epochs are done; nothing is left to train.\n"),
    ],
)
def test_the_next_epoch(path, capsys, epochs, epoch, line):
    saved(path)
    assert resume(str(path), epochs=epochs, **small_run()) == epoch
    assert capsys.readouterr().out == line


@pytest.mark.parametrize(("patience", "expected"), [(2, 21), (9, 4)])
def test_a_run_that_had_stopped_early_has_nothing_left_unless_more_patience_is_given(path, capsys, patience, expected):
    run = small_run(trained=1)
    for _ in range(5):
        run["early_stopping"].update(NAN)
    save_checkpoint(path, epoch=3, **run)
    other = small_run(stopping=False)
    other["early_stopping"] = EarlyStopping(other["model"], patience)
    assert resume(path, epochs=20, **other) == expected
    assert ("the run had stopped early after epoch 3; nothing is left to train." in capsys.readouterr().out) == (expected == 21)


def test_a_machine_with_other_devices_says_so(path, capsys, monkeypatch):
    saved(path)
    states = random_states.random_states
    monkeypatch.setattr(random_states, "random_states", lambda: {**states(), "cuda": [torch.zeros(16, dtype=torch.uint8)] * 9})
    resume(path, epochs=5, **small_run())
    here = torch.cuda.device_count() if torch.cuda.is_available() else 0
    assert capsys.readouterr().out.endswith(
        f"(Random numbers on a GPU will differ: CUDA devices: {here} when it was saved, 9 here.)\n"
    )


# --- what does not fit -----------------------------------------------------------------------------------


def net(*layers):
    return nn.Sequential(*(layers or (nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))))


class Renamed(nn.Sequential):
    pass


def in_groups(*sizes, reverse=False):
    def make(parameters, lr):
        cuts, parameters = np.cumsum([0, *sizes]), list(parameters)
        parameters = parameters[::-1] if reverse else parameters
        return torch.optim.Adam([{"params": parameters[a:b]} for a, b in pairwise(cuts)], lr=lr)

    return make


def with_other_scheduler():
    run = small_run(scheduler=False)
    return {**run, "scheduler": schedulers.ExponentialLR(run["optimizer"], 0.9)}


def with_stopping_of_the_other_mode():
    run = small_run(stopping=False)
    return {**run, "early_stopping": EarlyStopping(run["model"], 3, mode="max")}


MISFITS = {
    "another optimizer": (
        lambda: small_run(optimizer=torch.optim.SGD),
        "was saved with a torch.optim.adam.Adam, but the optimizer here is a torch.optim.sgd.SGD; "
        "hand over one of the same class, or start anew.",
    ),
    "AdamW": (lambda: small_run(optimizer=torch.optim.AdamW), "but the optimizer here is a torch.optim.adamw.AdamW;"),
    "another scheduler": (with_other_scheduler, "but the scheduler here is a torch.optim.lr_scheduler.ExponentialLR;"),
    "another class of model": (
        lambda: small_run(model=Renamed(*net())),
        "was saved with a torch.nn.modules.container.Sequential, but the model here is a tests.checkpoints.test_runs.Renamed;",
    ),
    "a layer less": (
        lambda: small_run(model=net(nn.Linear(3, 4), nn.BatchNorm1d(4))),
        "holds 2.weight, which this Sequential has not;",
    ),
    "a layer more": (lambda: small_run(model=net(*net(), nn.Linear(2, 2))), "holds no 3.weight, which this Sequential has;"),
    "a wider layer": (
        lambda: small_run(model=net(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 2))),
        "holds 0.weight of shape (4, 3), but here it has shape (5, 3); build the network as it was built when this was saved.",
    ),
    "another type": (lambda: small_run(model=net().double()), "holds 0.weight as torch.float32, but here it is torch.float64;"),
    "more groups": (
        lambda: small_run(optimizer=in_groups(2, 4)),
        "was saved with 1 parameter groups, but the optimizer here has 2;",
    ),
    "a smaller group": (lambda: small_run(optimizer=in_groups(4)), "has 6 parameters in group 0, but the optimizer here has 4;"),
    "another order": (
        lambda: small_run(optimizer=in_groups(6, reverse=True)),
        "has 0.weight (4, 3) in parameter group 0, where the optimizer here has 2.bias (2,); "
        "make the optimizer from the same parameters in the same order.",
    ),
    "no scheduler": (
        lambda: small_run(scheduler=False),
        "was saved with scheduler=..., but none was handed over; hand over scheduler",
    ),
    "no stopping": (lambda: small_run(stopping=False), "was saved with early_stopping=..., but none was handed over;"),
    "stopping of the other mode": (
        with_stopping_of_the_other_mode,
        "does not fit: ValueError, The state was saved with mode=min, but this stopper has mode=max; hand over what it was saved",
    ),
    "no history": (lambda: small_run(history=None), "was saved with history=..., but none was handed over;"),
    "no generators": (lambda: small_run(generators=None), "was saved with generators=..., but none was handed over;"),
    "other generators": (
        lambda: small_run(generators={"train": torch.Generator()}),
        "holds the generators train, validation, but handed over were train; hand over the same generators under the same names.",
    ),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_what_does_not_fit_is_refused_and_nothing_is_changed(path, misfit, capsys):
    saved(path)
    make, expected = MISFITS[misfit]
    run = make()
    before = everything(run)
    assert expected in refusal(resume, path, epochs=9, **run)
    assert everything(run) == before
    assert not capsys.readouterr().out


@pytest.mark.parametrize("name", ["scheduler", "early_stopping", "history", "generators"])
def test_handed_over_but_not_saved(path, name):
    run = small_run()
    save_checkpoint(path, epoch=1, **{**run, name: None})
    before = everything(run)
    assert f"was saved without {name}, but one was handed over; leave {name} out, or start anew." in refusal(
        resume, path, epochs=2, **run
    )
    assert everything(run) == before


def test_tied_weights_do_not_fit_untied_ones(path):
    def make(tied):
        model = nn.Sequential(nn.Linear(3, 3, bias=False), nn.Linear(3, 3, bias=False))
        if tied:
            model[1].weight = model[0].weight
        return {"model": model, "optimizer": torch.optim.SGD([model[0].weight], lr=1)}

    for tied, message in ((True, "in the file, but two here"), (False, "here, but two in the file")):
        save_checkpoint(path, epoch=1, **make(tied))
        run = make(not tied)
        before = everything({**run, "history": None})
        assert f"does not fit: 0.weight and 1.weight are one tensor {message}; " in refusal(resume, path, epochs=2, **run)
        assert everything({**run, "history": None}) == before


class Compiled(nn.Module):
    """What torch.compile returns: the network, under the name _orig_mod."""

    def __init__(self, model):
        super().__init__()
        self._orig_mod = model


def test_a_compiled_model_is_named_as_the_reason(path):
    plain, wrapped = (lambda: small_run(model=net(nn.Linear(3, 2)))), (lambda: small_run(model=Compiled(nn.Linear(3, 2))))
    save_checkpoint(path, epoch=1, **small_run(model=Compiled(nn.Sequential(nn.Linear(3, 2)))))
    assert refusal(resume, path, epochs=2, **plain()) == (
        "run.pt was saved from a network inside torch.compile (_orig_mod.); hand over one in the same wrapper."
    )
    save_checkpoint(path, epoch=1, **small_run(model=nn.Linear(3, 2)))
    assert refusal(resume, path, epochs=2, **wrapped()) == (
        "run.pt was saved from a plain network, but this one is inside torch.compile; "
        "hand over the network itself, which is model._orig_mod."
    )


WRAPPED = {
    "compiled": (lambda model: Compiled(model), "torch.compile (_orig_mod.)"),
    "averaged": (torch.optim.swa_utils.AveragedModel, "an AveragedModel (module.)"),
    "parallel": (lambda model: torch.nn.DataParallel(model), "a data-parallel wrapper (module.)"),
    "compiled, then parallel": (
        lambda model: nn.DataParallel(Compiled(model)),
        "a data-parallel wrapper and torch.compile (module._orig_mod.)",
    ),
    "averaged while compiled": (
        lambda model: torch.optim.swa_utils.AveragedModel(Compiled(model)),
        "an AveragedModel and torch.compile (module._orig_mod.)",
    ),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_every_wrapper_is_named_also_one_inside_the_other(path, name):
    wrap, words = WRAPPED[name]
    save_weights(path, wrap(net()))
    assert refusal(load_weights, path, net()) == (
        f"run.pt was saved from a network inside {words}; hand over one in the same wrapper."
    )
    load_weights(path, wrap(net()))
    save_weights(path, net())
    assert "was saved from a plain network, but this one is inside" in refusal(load_weights, path, wrap(net()))
    other, other_words = WRAPPED["compiled" if name != "compiled" else "averaged"]
    save_weights(path, wrap(net()))
    assert f"inside {words}, but this one is inside {other_words}; " in refusal(load_weights, path, other(net()))


def test_the_prefix_is_torch_compiles_own():
    assert set(torch.compile(nn.Linear(1, 1)).state_dict()) == {"_orig_mod.weight", "_orig_mod.bias"}


class LateBuffer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)
        self.register_buffer("scale", None)

    def forward(self, inputs):
        if self.scale is None:
            self.scale = torch.ones(2)
        return self.layer(inputs) * self.scale


def test_a_buffer_that_appears_at_the_first_batch(path):
    save_checkpoint(path, epoch=1, **small_run(model=LateBuffer(), trained=1))
    run = small_run(model=LateBuffer())
    assert refusal(resume, path, epochs=2, **run) == (
        "run.pt holds scale, which this LateBuffer has not; "
        "this buffer is still None, so send one batch through the network first."
    )
    run["model"](torch.ones(1, 3))
    assert resume(path, epochs=2, **run) == 2


@pytest.mark.filterwarnings("ignore:Lazy modules")
def test_lazy_layers_need_one_batch_first(path):
    def parts_of(model):
        return {"model": model, "optimizer": torch.optim.SGD(model.parameters(), lr=1)}

    save_checkpoint(path, epoch=1, **parts_of(nn.Linear(3, 2)))
    parts = parts_of(nn.LazyLinear(2))
    assert "cannot be compared, because weight has no shape yet; send one batch" in refusal(resume, path, epochs=2, **parts)
    assert "cannot be saved" in refusal(save_checkpoint, path, epoch=1, **parts)


class Stubborn:
    """Takes its state, and only then refuses."""

    def __init__(self, refuses):
        self.steps, self.refuses = 0, refuses

    def state_dict(self):
        return {"steps": self.steps}

    def load_state_dict(self, state):
        self.steps = state["steps"]
        if self.refuses:
            self.refuses = False  # the way back is open
            raise RuntimeError("No. Not this. Line one\nline two.")


@pytest.mark.parametrize("part", ["scheduler", "early_stopping"])
def test_a_part_that_refuses_late_gets_all_the_others_back(path, part):
    save_checkpoint(path, epoch=3, **{**small_run(trained=3), part: Stubborn(refuses=False)})
    run = {**small_run(trained=1), part: Stubborn(refuses=True)}
    before = everything(run)
    message = refusal(resume, path, epochs=9, **run)
    assert "does not fit: RuntimeError, No, Not this, Line one line two; hand over" in message
    assert everything(run) == before


def test_a_model_that_refuses_late_gets_all_the_others_back(path, monkeypatch):
    saved(path)
    run = small_run(trained=1)
    before = everything(run)
    load, calls = nn.Module.load_state_dict, []

    def refuse_once(self, state, *arguments, **named):
        load(self, state, *arguments, **named)
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("hook")

    monkeypatch.setattr(nn.Module, "load_state_dict", refuse_once)
    refusal(resume, path, epochs=9, **run)
    assert everything(run) == before


@pytest.mark.parametrize(
    "change",
    [
        {"random": {}}, {"random": None}, {"model": None}, {"model": {"class": "x"}}, {"parameters": None}, {"parameters": [[1]]},
        {"optimizer": {"class": 3, "state": {}}}, {"generators": {"train": 1, "validation": 2}}, {"epoch": "3"}, {"epoch": -1},
        {"epoch": True}, {"more": 1}, {"history": None}, {"early_stopping": {"class": "x", "state": None}},
    ],
    ids=str,
)  # fmt: skip
def test_whole_files_written_by_another_hand(path, change):
    saved(path)
    path.write_bytes(packed({**torch.load(path, weights_only=True), **change}))
    run = small_run()
    before = everything(run)
    refusal(resume, path, epochs=9, **run)
    assert everything(run) == before


@pytest.mark.parametrize("stream", ["python", "numpy", "torch"])
def test_a_random_state_that_is_none(path, stream):
    saved(path)
    state = torch.load(path, weights_only=True)
    state["random"][stream] = {"python": (3, (1, 2), None), "numpy": [[1], 1, 0, 0.0], "torch": torch.zeros(3)}[stream]
    path.write_bytes(packed(state))
    run = small_run()
    before = everything(run)
    assert "does not hold what save_checkpoint writes" in refusal(resume, path, epochs=9, **run)
    assert everything(run) == before


def test_a_generator_of_another_device(path):
    saved(path)
    state = torch.load(path, weights_only=True)
    state["generators"]["train"]["device"] = "cuda"
    path.write_bytes(packed(state))
    message = refusal(resume, path, epochs=9, **small_run())
    assert "holds generator train of the device cuda, but it is on cpu here; make it on the same kind of device." in message


def test_a_class_from_the_program_itself_may_have_been_moved_into_a_module(path):
    saved(path)
    state = torch.load(path, weights_only=True)
    state["model"]["class"] = "__main__.Sequential"
    path.write_bytes(packed(state))
    assert resume(path, epochs=9, **small_run()) == 4
    state["model"]["class"] = "other.Sequential"
    path.write_bytes(packed(state))
    refusal(resume, path, epochs=9, **small_run())


# --- what cannot be saved --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float32(0.5), 0.5), (np.float64(0.1), 0.1), (np.int64(3), 3), (np.bool_(True), True), (torch.tensor(2), 2),
        (torch.tensor([0.25], requires_grad=True), 0.25), (np.array(1.5), 1.5), (np.array([7]), 7), (Fraction(1, 4), 0.25),
        (NAN, NAN), (math.inf, math.inf), (None, None), ("x", "x"), (np.str_("x"), "x"), (True, True), (2**200, 2**200),
        ((1, [np.float16(2)]), (1, [2.0])), ({np.int64(1): torch.tensor(True)}, {1: True}), (np.longdouble(1), 1.0),
    ],
    ids=repr,
)  # fmt: skip
def test_numbers_of_every_kind_become_plain_ones(path, value, expected):
    run = small_run(history={"loss": [value]})
    save_checkpoint(path, epoch=1, **run)
    other = small_run()
    resume(path, epochs=2, **other)
    assert frozen(other["history"]) == frozen({"loss": [expected]})
    assert run["history"]["loss"][0] is value


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (torch.ones(2), "history['loss'][0] is a Tensor of shape (2,)"),
        (np.ones((1, 3)), "history['loss'][0] is a ndarray of shape (1, 3)"),
        (object(), "history['loss'][0] is a object"),
        (Path("x"), "history['loss'][0] is a "),
        ({1, 2}, "history['loss'][0] is a set"),
        (np.datetime64("2020"), "history['loss'][0] is a datetime64"),
        (np.complex128(1j), "history['loss'][0] is a complex128"),
        ([{"a": b""}], "history['loss'][0][0]['a'] is a bytes"),
        ({Path("x"): 1}, "a key of history['loss'][0] is a "),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_other_things_in_the_history_are_refused_and_named(path, value, what):
    saved(path)
    before = path.read_bytes()
    message = refusal(save_checkpoint, path, epoch=4, **small_run(history={"loss": [value]}))
    assert message.startswith(f"run.pt cannot be saved, because {what}")
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["run.pt"]  # noqa: PTH208


class OwnScheduler(Stubborn):
    def __init__(self, state):
        self.state = state

    def state_dict(self):
        return self.state


RECURSIVE = []
RECURSIVE.append(RECURSIVE)


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ({"f": len}, "scheduler['state']['f'] is a builtins.builtin_function_or_method, which weights_only=True refuses to load"),
        ({"f": [lambda: 1]}, "scheduler['state']['f'][0] is a builtins.function"),
        ({"lr": np.float64(0.1)}, "scheduler['state']['lr'] is a numpy.float64"),
        ({"lr": np.ones(1)}, "scheduler['state']['lr'] is a numpy.ndarray"),
        (Pair(1, 2), "scheduler['state'] is a tests.checkpoints.test_runs.Pair"),
        ({(1, Path("x")): 1}, "a key of scheduler['state'][1] is a pathlib."),
        ({frozenset(): 1}, "a key of scheduler['state'] is a builtins.frozenset"),
        (RECURSIVE, "something in it contains itself"),
    ],
    ids=["function", "lambda", "NumPy number", "NumPy array", "named tuple", "path", "frozen set", "recursive"],
)
def test_states_that_could_not_be_loaded_are_refused_when_saving(path, state, what):
    saved(path)
    before = path.read_bytes()
    message = refusal(save_checkpoint, path, epoch=4, **{**small_run(), "scheduler": OwnScheduler(state)})
    assert message.startswith(f"run.pt cannot be saved, because {what}")
    assert path.read_bytes() == before


def test_what_hides_in_an_attribute_is_refused_too(path):
    saved(path)
    before = path.read_bytes()
    run = small_run()
    run["model"]._register_state_dict_hook(lambda module, state, *_: setattr(state, "_metadata", {"x": Path("x")}))
    assert "cannot be saved: its contents would be refused when loaded" in refusal(save_checkpoint, path, epoch=4, **run)
    assert path.read_bytes() == before


def test_numpys_exchanged_generator_is_refused(path):
    before = np.random.get_bit_generator()
    np.random.set_bit_generator(np.random.PCG64(0))
    try:
        assert "cannot hold the state of NumPy's PCG64" in refusal(save_checkpoint, path, epoch=4, **small_run())
    finally:
        np.random.set_bit_generator(before)


def test_checksums_are_written_even_where_they_were_switched_off(path):
    before = torch.serialization.get_crc32_options()
    torch.serialization.set_crc32_options(False)
    try:
        saved(path)
        assert torch.serialization.get_crc32_options() is False
    finally:
        torch.serialization.set_crc32_options(before)
    assert resume(path, epochs=9, **small_run()) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers() | st.booleans(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(value=JSON)
def test_any_plain_history_comes_back_as_it_was(value):
    import io

    content = packed(stamped(FORMAT, {"history": plain_history(value)}))
    assert frozen(torch.load(io.BytesIO(content), weights_only=True)["history"]) == frozen(value)


# --- wrong arguments -------------------------------------------------------------------------------------


def of_another(name):
    run, other = small_run(), small_run()
    return {**run, name: other[name]}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: {**small_run(), "model": {}}, TypeError, "model must be a Module, but it is a dict."),
        (lambda: {**small_run(), "optimizer": None}, TypeError, "optimizer must be a Optimizer, but it is"),
        (
            lambda: {**small_run(), "scheduler": 3},
            TypeError,
            "scheduler must have state_dict and load_state_dict, but it is a int.",
        ),
        (lambda: {**small_run(), "early_stopping": 3}, TypeError, "early_stopping must have state_dict and load_state_dict"),
        (lambda: {**small_run(), "history": [1]}, TypeError, "history must be a dict, but it is a list."),
        (lambda: {**small_run(), "generators": [1]}, TypeError, "generators must be a dict, but it is a list."),
        (
            lambda: {**small_run(), "generators": {"a": 1}},
            TypeError,
            "generators['a'] must be a Generator, but it is a int.",
        ),
        (lambda: of_another("scheduler"), ValueError, "scheduler steps another optimizer than the one handed over"),
        (lambda: of_another("early_stopping"), ValueError, "early_stopping keeps the weights of another model"),
        (lambda: of_another("model"), ValueError, "optimizer holds none of the model's parameters"),
    ],
)
def test_wrong_arguments(path, make, error, message):
    for call in (lambda **run: save_checkpoint(path, epoch=1, **run), lambda **run: resume(path, epochs=1, **run)):
        run = make()
        if not message.startswith("early_stopping"):
            run["early_stopping"] = None
        with pytest.raises(error) as caught:
            call(**run)
        assert str(caught.value).startswith(message)
    assert not path.exists()


@pytest.mark.parametrize(
    ("value", "error"), [(1.0, TypeError), ("1", TypeError), (True, TypeError), (None, TypeError), (-1, ValueError)]
)
def test_wrong_epochs(path, value, error):
    with pytest.raises(error, match="epoch must be"):
        save_checkpoint(path, epoch=value, **small_run())
    with pytest.raises(error, match="epochs must be"):
        resume(path, epochs=value, **small_run())


def test_numpys_whole_numbers_are_epochs(path):
    save_checkpoint(path, epoch=np.int64(2), **small_run())
    assert type(resume(path, epochs=np.int64(5), **small_run())) is int


# --- another process, another device ---------------------------------------------------------------------

PROGRAM = """
import json, sys
from tests.checkpoints.checkpoint_runs import small_run
from helpers.checkpoints import resume
run = small_run()
epoch = resume(sys.argv[1], epochs=9, **run)
print(json.dumps([epoch, run["history"]["loss"], run["model"][0].weight.tolist()]))
"""


def test_a_fresh_process_can_go_on(path):
    run = small_run(trained=3)
    save_checkpoint(path, epoch=3, **run)
    done = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [4, run["history"]["loss"], run["model"][0].weight.tolist()]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA GPU")
@pytest.mark.parametrize(("first", "second"), [("cuda", "cpu"), ("cpu", "cuda")])
def test_from_one_device_to_another(path, first, second):  # pragma: no cover
    run, other = (small_run(model=net().to(device)) for device in (first, second))
    save_checkpoint(path, epoch=1, **run)
    assert resume(path, epochs=2, **other) == 2
    assert other["model"][0].weight.device.type == second
    assert torch.equal(other["model"][0].weight.cpu(), run["model"][0].weight.cpu())


def test_errors_can_be_copied_and_sent():
    assert str(copy.copy(CheckpointError("run.pt is empty; save it again."))) == "run.pt is empty; save it again."
