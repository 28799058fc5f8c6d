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


class ModelError(Exception):
    """What the model of a case raises on purpose."""


class _Louder(nn.Module):
    """A layer of one's own that reads its mode."""

    def forward(self, values):
        return 2 * values if self.training else values


class _Broken(nn.Module):
    def forward(self, values):
        raise ModelError("the model fails on purpose")


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
            ("in training mode", True, [], True),
            ("in training mode, with two layers in evaluation mode on purpose", True, [(1,), (2, 1)], True),
            ("in training mode, with an inner model in evaluation mode on purpose", True, [(2,), (2, 0), (2, 3)], True),
            ("in evaluation mode, with two layers in training mode", False, [(1,), (2, 3)], True),
            ("in evaluation mode", False, [], True),
            ("in training mode, called under no_grad()", True, [(2, 2)], False),
        ):
            model = _model(broken).train(outer)
            for place in others:
                layer = model
                for number in place:
                    layer = layer[number]
                layer.training = not outer
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


def _then(model, inputs, after=lambda model, modes: _back(modes), before=lambda model: model.eval()):
    """The solution with another beginning or another end."""
    modes = [(layer, layer.training) for layer in model.modules()]
    before(model)
    try:
        with torch.no_grad():
            return model(inputs)
    finally:
        after(model, modes)


def _back(modes):
    for layer, mode in modes:
        layer.training = mode


def _without_eval(model, inputs):
    with torch.no_grad():
        return model(inputs)


def _detached(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        return model.eval()(inputs).detach()
    finally:
        _back(modes)


def _with_a_graph(model, inputs):
    modes = [(layer, layer.training) for layer in model.modules()]
    try:
        return model.eval()(inputs)
    finally:
        _back(modes)


def _only_the_outermost(model, inputs):
    mode = model.training
    return _then(model, inputs, after=lambda model, modes: setattr(model, "training", mode))


def _only_the_children(model, inputs):
    modes = [(layer, layer.training) for layer in [model, *model.children()]]
    return _then(model, inputs, after=lambda model, found: _back(modes))


def _without_finally(model, inputs, back=_back):
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    back(modes)
    return outputs


def _swallows(model, inputs):
    try:
        return predict(model, inputs)
    except Exception:
        return None


def _another_error(model, inputs):
    try:
        return predict(model, inputs)
    except Exception as error:
        raise RuntimeError(str(error)) from error


def _recording_left_off(model, inputs):
    torch.set_grad_enabled(False)
    return predict(model, inputs)


def _recording_left_on(model, inputs):
    torch.set_grad_enabled(False)
    try:
        return predict(model, inputs)
    finally:
        torch.set_grad_enabled(True)


def _freezes(model, inputs):
    model.requires_grad_(False)
    return predict(model, inputs)


EXERCISE = Exercise(
    id="07.2",
    solution=predict,
    cases=cases,
    use=use,
    hint="Section 6 has all the pieces: a list of layers and modes, eval(), try, no_grad(), finally.",
    otherwise=(
        "Note layer.training for each layer of model.modules(), call eval(), compute model(inputs) under no_grad(), "
        "and set each layer back."
    ),
    mistakes={
        "The model computes in the mode that it comes in: call model.eval() first.": _without_eval,
        "detach() afterwards is too late, because the graph was recorded: call the model under torch.no_grad().": _detached,
        "eval() does not switch the recording off: call the model under torch.no_grad().": _with_a_graph,
        "Every layer stays in evaluation mode: note the modes before eval(), and set them back before you return.": (
            lambda model, inputs: _then(model, inputs, after=lambda model, modes: None)
        ),
        "train() switches every layer on, also one that was in evaluation mode on purpose: set each layer to its own mode.": (
            lambda model, inputs: _then(model, inputs, after=lambda model, modes: model.train()),
            lambda model, inputs: _without_finally(model, inputs, lambda modes: model.train()),
        ),
        "One mode for all is not enough: note layer.training for each layer of model.modules(), and set each one back.": (
            lambda model, inputs: _then(model, inputs, after=lambda model, modes: model.train(modes[0][1])),
            lambda model, inputs: _without_finally(model, inputs, lambda modes: model.train(modes[0][1])),
            _only_the_outermost,
        ),
        "children() are the layers of the model itself alone; modules() has those inside them too.": _only_the_children,
        "After an error the layers stay in evaluation mode: put what sets them back into a finally block.": _without_finally,
        "An error that is swallowed cannot be mended: use try and finally, without except.": _swallows,
        "Let the model's own error through, as it is: use try and finally, without except.": _another_error,
        "The recording stays switched off: `with torch.no_grad():` sets it back by itself.": _recording_left_off,
        "The recording is switched on at the end, even where it was off: `with torch.no_grad():` sets it back to what it was.": (
            _recording_left_on
        ),
        "A frozen parameter is not trained any more: torch.no_grad() does without, and leaves requires_grad alone.": _freezes,
        "Return the outputs as the model gives them: no class numbers and no softmax.": (
            lambda model, inputs: predict(model, inputs).argmax(dim=1),
            lambda model, inputs: predict(model, inputs).softmax(dim=1),
        ),
    },
)
