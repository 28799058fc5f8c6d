import logging
import warnings

import pytest
import torch

from helpers.compiling import compile_if_possible


def as_it_is(monkeypatch):
    """Without a C++ compiler there is nothing to test but this module's own part."""
    monkeypatch.setattr(torch, "compile", lambda function: function)


def test_what_can_be_compiled_comes_back_with_its_seconds(monkeypatch):
    as_it_is(monkeypatch)
    compiled = compile_if_possible(lambda x: x + 1, torch.ones(2))
    assert compiled.function(torch.ones(2)).tolist() == [2.0, 2.0]
    assert compiled.seconds > 0
    assert compiled.reason == ""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("\n\n  No working C++ compiler found\nmore"), "RuntimeError: No working C++ compiler found"),
        (FileNotFoundError(""), "FileNotFoundError: no message"),
    ],
)
def test_what_cannot_be_compiled_comes_back_with_a_reason(monkeypatch, error, reason):
    def failing(function):
        raise error

    monkeypatch.setattr(torch, "compile", failing)
    compiled = compile_if_possible(lambda x: x + 1, torch.ones(2))
    assert compiled.function is None
    assert compiled.reason == reason


def test_it_is_quiet_and_leaves_the_logs_as_they_were(monkeypatch, capfd):
    def loud(x):
        warnings.warn("a machine without GPU", stacklevel=1)
        logging.getLogger("torch").error("loud")
        return x

    as_it_is(monkeypatch)
    before = logging.root.manager.disable
    compile_if_possible(loud, torch.ones(2))
    assert logging.root.manager.disable == before
    assert "".join(capfd.readouterr()) == ""


def test_what_fails_with_all_instructions_is_tried_once_more(monkeypatch):
    import torch._inductor.config as settings

    seen = []

    def fails_first(function):
        seen.append(settings.cpp.vec_isa_ok)
        if len(seen) == 1:
            raise RuntimeError("the compiler does not know AVX-512")
        return function

    before = settings.cpp.vec_isa_ok
    monkeypatch.setattr(torch, "compile", fails_first)
    assert compile_if_possible(lambda x: x + 1, torch.ones(2)).reason == ""
    assert seen == [True, None]
    assert settings.cpp.vec_isa_ok == before
