"""Exercise 07.2: a prediction that leaves no trace."""

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed, watching


def predict(model, inputs):
    """Outputs in evaluation mode, without a graph; every layer's mode comes back, after an error too."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        for layer, mode in modes:
            layer.training = mode


class _Louder(nn.Module):
    """A layer of one's own that reads its mode."""

    def forward(self, values):
        return 2 * values if self.training else values


class _Broken(nn.Module):
    def forward(self, values):
        raise LookupError("the model fails on purpose")


def _model(broken=False):
    """Two BatchNorms, one of them inside an inner model; a bias that is frozen on purpose; a gradient left over."""
    inner = nn.Sequential(nn.Linear(6, 6, bias=False), nn.BatchNorm1d(6), nn.Dropout(0.5), _Louder())
    model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), inner, _Broken() if broken else nn.Tanh(), nn.Linear(6, 3))
    model[4].bias.requires_grad_(False)
    model[0].weight.grad = torch.ones(6, 4)
    return model


def cases():
    """Each mixture of modes, with the recording on and off, once with a model that fails; one example; inputs that learn."""
    torch.manual_seed(0)
    inputs = torch.randn(5, 4)
    for broken in (False, True):
        for words, outer, others, recording in (
            ("in training mode", True, (), True),
            ("in training mode, with two layers in evaluation mode on purpose", True, ("1", "2.1"), True),
            ("in training mode, with an inner model in evaluation mode on purpose", True, ("2", "2.0", "2.3"), True),
            ("in evaluation mode, with two layers in training mode", False, ("1", "2.3"), True),
            ("in evaluation mode", False, (), True),
            ("in training mode, called under no_grad()", True, ("2.2",), False),
        ):
            model = _model(broken).train(outer)
            for name in others:
                model.get_submodule(name).training = not outer
            yield Case(model, inputs.clone(), recording, title=f"a model {words}{', that raises an error' if broken else ''}")
    yield Case(_model(), inputs[:1].clone(), True, title="one example, a model in training mode")
    yield Case(_model(), inputs.clone().requires_grad_(), True, title="inputs that need a gradient, a model in training mode")


def use(answer, model, inputs, recording):
    """Two calls, and whether a layer got something that was computed with a graph."""
    torch.set_grad_enabled(recording)  # the engine compares how it is afterwards, and puts it back
    with watching(nn.Linear, "forward") as calls:
        outputs, again = answer(model, inputs), answer(model, inputs.detach() + 1)
    recorded = any(values.grad_fn is not None for _, values in calls)
    return Observed(
        {
            "outputs": outputs,
            "the recording while the model computes": "switched on" if recorded else "switched off",
            "outputs of a second call": again,
        }
    )


# What stands after the call of the model is not reached after an error.
_WITHOUT_FINALLY = {
    "try:": "if True:",
    "finally:": "if True:",
    "return model(inputs)": "outputs = model(inputs)",
    "            layer.training = mode\n": "            layer.training = mode\n    return outputs\n",
}

EXERCISE = Exercise(
    id="07.2",
    solution=predict,
    cases=cases,
    use=use,
    hint="Section 7 has all the pieces: a list of layers and modes, eval(), try, no_grad(), finally.",
    otherwise=(
        "Note layer.training for each layer of model.modules(), call eval(), compute model(inputs) under no_grad(), "
        "and set each layer back."
    ),
    mistakes={
        "The model computes in the mode that it comes in: call model.eval() first.": {"    model.eval()\n": ""},
        "detach() afterwards is too late, because the graph was recorded: call the model under torch.no_grad().": {
            "with torch.no_grad()": "if True",
            "model(inputs)": "model(inputs).detach()",
        },
        "eval() does not switch the recording off: call the model under torch.no_grad().": {"with torch.no_grad()": "if True"},
        "Every layer stays in evaluation mode: note the modes before eval(), and set them back before you return.": {
            "layer.training = mode": "pass"
        },
        "train() switches every layer on, also one that was in evaluation mode on purpose: set each layer to its own mode.": (
            {"layer.training = mode": "model.train()"},
            {**_WITHOUT_FINALLY, "layer.training = mode": "model.train()"},
        ),
        "One mode for all is not enough: note layer.training for each layer of model.modules(), and set each one back.": (
            {"layer.training = mode": "model.train(modes[0][1])"},
            {**_WITHOUT_FINALLY, "layer.training = mode": "model.train(modes[0][1])"},
            {"in model.modules()": "in [model]"},
        ),
        "children() are the layers of the model itself alone; modules() has those inside them too.": {
            "in model.modules()": "in [model, *model.children()]"
        },
        "After an error the layers stay in evaluation mode: put what sets them back into a finally block.": _WITHOUT_FINALLY,
        "Let the model's own error through, as it is: use try and finally, without except.": (
            {"    finally:": "    except Exception:\n        return None\n    finally:"},
            {"    finally:": "    except Exception as error:\n        raise RuntimeError(str(error)) from error\n    finally:"},
        ),
        "The recording stays switched off: `with torch.no_grad():` sets it back by itself.": {
            "    try:": "    torch.set_grad_enabled(False)\n    try:"
        },
        "The recording is switched on at the end, even where it was off: `with torch.no_grad():` sets it back to what it was.": {
            "    finally:": "    finally:\n        torch.set_grad_enabled(True)"
        },
        "A frozen parameter is not trained any more: torch.no_grad() does without, and leaves requires_grad alone.": {
            "model.eval()": "model.eval().requires_grad_(False)"
        },
        "Return the outputs as the model gives them: no class numbers and no softmax.": (
            {"model(inputs)": "model(inputs).argmax(dim=1)"},
            {"model(inputs)": "model(inputs).softmax(dim=1)"},
        ),
    },
)
