"""Exercise 07.4: what is wrong with someone's evaluation, found by what it does."""

import contextlib
import copy

import torch
from torch import nn

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed


def faults(evaluation, model, inputs):
    """Compare its outputs with those of a copy in evaluation mode, and the model with itself before."""
    modes = [layer.training for layer in model.modules()]
    statistics = [buffer.clone() for buffer in model.buffers()]
    weights = [weight.detach().clone() for weight in model.parameters()]
    with torch.no_grad():
        expected = copy.deepcopy(model).eval()(inputs)
    outputs = evaluation(model, inputs)
    found = []
    if not torch.allclose(outputs, expected, atol=1e-6):
        found.append("wrong outputs")
    if outputs.requires_grad:
        found.append("graph")
    if [layer.training for layer in model.modules()] != modes:
        found.append("modes")
    if not all(torch.equal(old, new) for old, new in zip(statistics, model.buffers(), strict=True)):
        found.append("statistics")
    if not all(torch.equal(old, new) for old, new in zip(weights, model.parameters(), strict=True)):
        found.append("weights")
    return found


def _evaluation(switch="eval", recording=False, back="each", warm_up=None, detach=False, moves=None, order=None, learns=None):
    """An evaluation that somebody wrote: what it switches, what it switches back, and what else it lets through.

    With ``recording=None`` it leaves grad alone; buffers whose names end in ``moves`` are moved, and weights and biases whose
    names end in ``learns``, after the outputs.
    """

    def evaluate(model, inputs):
        modes = [(layer, layer.training) for layer in model.modules()]
        if warm_up == "before":
            with torch.no_grad():
                model.train()(inputs)
            for layer, mode in modes:
                layer.training = mode
        if switch == "eval":
            model.eval()
        elif switch == "dropout alone":
            for layer in model.modules():
                if isinstance(layer, nn.Dropout):
                    layer.eval()
        elif switch == "BatchNorm alone":
            for layer in model.modules():
                if isinstance(layer, nn.BatchNorm1d):
                    layer.eval()
        elif switch == "the model alone":
            model.training = False
        with contextlib.nullcontext() if recording is None else torch.set_grad_enabled(recording):
            outputs = model(inputs)
        if order == "reversed":
            outputs = outputs.flip(0)
        elif order == "one other":
            outputs = outputs.clone()
            outputs[2, 1] += 1
        if detach:
            outputs = outputs.detach()
        if warm_up == "afterwards":
            with torch.no_grad():
                model.train()(inputs)
        for name, buffer in model.named_buffers():
            if moves and name.endswith(moves):
                buffer += 1
        with torch.no_grad():
            for name, weight in model.named_parameters():
                if learns and name.endswith(learns):
                    weight += 0.1
        if back == "each":
            for layer, mode in modes:
                layer.training = mode
        elif back == "layers":
            for layer, mode in modes:
                layer.training = mode and not list(layer.children())
        elif back == "all but the model":
            for layer, mode in modes[1:]:
                layer.training = mode
        elif back == "train":
            model.train()
        elif back == "exchanged":
            for (layer, _), (_, mode) in zip(modes, reversed(modes), strict=True):
                layer.training = mode
        return outputs

    return evaluate


class _Counting(nn.Module):
    """A layer of one's own, with a buffer that is none of BatchNorm's."""

    def __init__(self):
        super().__init__()
        self.register_buffer("largest", torch.zeros(()))

    def forward(self, values):
        return values


def _model(frozen=(), training=True, batch_norm=True, counting=False):
    torch.manual_seed(len(frozen) + 2 * training)
    inner = nn.Sequential(nn.Linear(6, 6), *[nn.BatchNorm1d(6)] * batch_norm, nn.Tanh())
    model = nn.Sequential(
        nn.Linear(4, 6), *[nn.BatchNorm1d(6)] * batch_norm, inner, nn.Dropout(0.5), nn.Linear(6, 3), *[_Counting()] * counting
    )
    model.train(training)
    for name in frozen:
        model.get_submodule(name).eval()
    return model


def cases():
    """Each fault alone, several at once, faults that show only with frozen layers or in a model that was not training."""
    torch.manual_seed(0)
    inputs = torch.randn(6, 4)
    for title, model, settings in (
        ("an evaluation in which nothing is wrong", {}, {}),
        ("an evaluation that never calls eval()", {}, {"switch": None}),
        ("an evaluation without no_grad()", {}, {"recording": True}),
        ("an evaluation that calls eval() and never thinks of grad", {}, {"recording": None}),
        (
            "an evaluation that never thinks of grad, of a model that is in evaluation mode",
            {"training": False},
            {"recording": None},
        ),
        ("an evaluation that stays in evaluation mode", {}, {"back": None}),
        ("an evaluation that moves running variances alone", {}, {"moves": "running_var"}),
        ("an evaluation that moves one running mean alone", {}, {"moves": "2.1.running_mean"}),
        ("an evaluation that moves the count of batches alone", {}, {"moves": "num_batches_tracked"}),
        ("an evaluation that moves a buffer of another layer", {"counting": True}, {"moves": "largest"}),
        ("an evaluation that moves weights", {}, {"learns": "weight"}),
        ("an evaluation that moves the last bias alone", {}, {"learns": "4.bias"}),
        ("an evaluation that sets back the layers, and not the model around them", {}, {"back": "layers"}),
        ("an evaluation that sets back all layers, inner models too, and not the model", {}, {"back": "all but the model"}),
        ("an evaluation that returns the answers in another order", {}, {"order": "reversed"}),
        ("an evaluation that returns a single wrong number, in the third row", {}, {"order": "one other"}),
        ("an evaluation that exchanges the modes of two layers", {"frozen": ("1",)}, {"back": "exchanged"}),
        ("an evaluation that ends with train(), and a frozen BatchNorm", {"frozen": ("1",)}, {"back": "train"}),
        ("an evaluation that ends with train(), and a frozen layer deep inside", {"frozen": ("2.1",)}, {"back": "train"}),
        ("an evaluation that ends with train(), nothing frozen", {}, {"back": "train"}),
        ("an evaluation that ends with train(), of a model that was not in training", {"training": False}, {"back": "train"}),
        ("an evaluation that stays in evaluation mode, of a model that was in it", {"training": False}, {"back": None}),
        ("an evaluation that switches dropout alone", {}, {"switch": "dropout alone"}),
        ("an evaluation that switches BatchNorm alone", {}, {"switch": "BatchNorm alone"}),
        ("an evaluation that sets the flag of the model alone", {}, {"switch": "the model alone"}),
        ("an evaluation that warms the model up first", {}, {"warm_up": "before"}),
        ("an evaluation that lets the model run once more afterwards", {}, {"warm_up": "afterwards"}),
        ("an evaluation that detaches its outputs", {}, {"recording": True, "detach": True}),
        ("an evaluation with nearly every fault", {}, {"switch": None, "recording": True, "back": "train", "warm_up": "before"}),
        ("no eval(), and no BatchNorm", {"batch_norm": False}, {"switch": None, "recording": True, "back": None}),
        ("no eval(), of a model that is in evaluation mode", {"training": False}, {"switch": None}),
        (
            "a fault in every place, and a frozen BatchNorm",
            {"frozen": ("1",)},
            {"warm_up": "before", "back": "train", "recording": True},
        ),
    ):
        yield Case(_evaluation(**settings), _model(**model), inputs.clone(), title=title)


def use(answer, evaluation, model, inputs):
    """What is found, how often the evaluation was called, and whether it was given the model as it came."""
    came, given = [layer.training for layer in model.modules()], []

    def watched(model, inputs):
        given.append([layer.training for layer in model.modules()])
        return evaluation(model, inputs)

    found = answer(watched, model, inputs)
    if not isinstance(found, list | tuple | set | frozenset) or not all(isinstance(each, str) for each in found):
        raise TypeError("the faults are a list of texts")
    return Observed(
        {
            "calls of the evaluation": len(given),
            "the modes of the model when the evaluation gets it": "as they were" if given and given[0] == came else "others",
            "faults": sorted(found),  # in any order, and in any collection
        }
    )


def _comparing(*names):
    """The mistake of comparing buffers of some names alone."""
    chosen = f"[buffer for name, buffer in model.named_buffers() if name.endswith({names!r})]"
    return {
        "in model.buffers()]": f"in {chosen}]",
        "zip(statistics, model.buffers(), strict=True)": f"zip(statistics, {chosen}, strict=True)",
    }


EXERCISE = Exercise(
    id="07.4",
    solution=faults,
    cases=cases,
    use=use,
    hint=(
        "An evaluation can be judged by what is different afterwards. What have you to write down before you call it, so that "
        "nothing it does can change your notes? Section 7 notes the modes."
    ),
    more_hints=(
        "A list of tensors holds the tensors themselves, and they may move: clone() them. The right outputs come from a copy of "
        "the model, made before the call, in evaluation mode.",
    ),
    otherwise=(
        "Compare five things: the outputs with those of a copy in evaluation mode, made before; outputs.requires_grad; "
        "layer.training of every one of model.modules(); the buffers with their clones; and the parameters with theirs. The "
        "evaluation itself gets the model as it came, once."
    ),
    mistakes={
        "The right outputs must be computed before: an evaluation may move the statistics, and then both are wrong alike.": {
            "    outputs = evaluation(model, inputs)\n": "",
            "    with torch.no_grad():\n": "    outputs = evaluation(model, inputs)\n    with torch.no_grad():\n",
        },
        "The right outputs are those of evaluation mode: the copy that computes them needs eval(), too.": {
            "copy.deepcopy(model).eval()": "copy.deepcopy(model)"
        },
        "Statistics that move are never found like this: copy the buffers first, with clone(), and compare them afterwards.": (
            {"buffer.clone()": "buffer"},
            {"model.buffers()": "model.parameters()"},
            {
                "    if not all(torch.equal(old, new) for old, new in zip(statistics, model.buffers(), strict=True)):\n"
                '        found.append("statistics")\n': ""
            },
        ),
        "The mode of the model itself is not enough: a layer inside may have another. Look at every layer of model.modules().": {
            "[layer.training for layer in model.modules()]": "model.training"
        },
        "Not the layers alone have a mode: the model around them has one too, and an evaluation may forget to set it back. "
        "Compare all of model.modules().": (
            {"for layer in model.modules()]": "for layer in list(model.modules())[1:]]"},
            {"for layer in model.modules()]": "for layer in model.modules() if not list(layer.children())]"},
            {"for layer in model.modules()]": "for layer in model.modules() if isinstance(layer, nn.BatchNorm1d | nn.Dropout)]"},
        ),
        "state_dict() holds weights and buffers: a weight that was changed is no statistic that moved. Take model.buffers().": {
            "model.buffers()]": "model.state_dict().values()]",
            "zip(statistics, model.buffers(),": "zip(statistics, model.state_dict().values(),",
        },
        "A changed weight is a fault of its own: clone the parameters, too, and compare them afterwards.": (
            {"weight.detach().clone()": "weight"},
            {
                "    if not all(torch.equal(old, new) for old, new in zip(weights, model.parameters(), strict=True)):\n"
                '        found.append("weights")\n': ""
            },
        ),
        "Call it once: a second call finds the model as the first has left it.": (
            {"outputs = evaluation(model, inputs)": "evaluation(model, inputs)\n    outputs = evaluation(model, inputs)"},
            {"outputs = evaluation(model, inputs)": "outputs = evaluation(model, inputs)\n    evaluation(model, inputs)"},
        ),
        "children() are the outermost layers; modules() has those inside them too.": {"model.modules()": "model.children()"},
        "The model that is evaluated must come as it is: compute the right outputs with a copy.": {
            "copy.deepcopy(model).eval()": "model.eval()"
        },
        "A right evaluation leaves the modes as they were, whatever they were: compare them with those before.": (
            {"!= modes": "!= [True] * len(modes)"},
            {"[layer.training for layer in model.modules()] != modes": "not model.training"},
        ),
        "As many layers as before may be in training mode, and yet other ones: compare layer by layer.": {
            "modes = [layer.training for layer in model.modules()]": "modes = sum(layer.training for layer in model.modules())",
            "[layer.training for layer in model.modules()] != modes": (
                "sum(layer.training for layer in model.modules()) != modes"
            ),
        },
        "Wrong outputs may have the right mean, the answers in another order for instance: compare number by number.": (
            {"torch.allclose(outputs, expected, atol=1e-6)": "torch.allclose(outputs.mean(), expected.mean(), atol=1e-6)"},
            {"torch.allclose(outputs, expected, atol=1e-6)": "torch.allclose(outputs.sum(), expected.sum(), atol=1e-6)"},
        ),
        "The first answers may be right and others wrong: compare all outputs, not one row of them.": (
            {"torch.allclose(outputs, expected, atol=1e-6)": "torch.allclose(outputs[0], expected[0], atol=1e-6)"},
            {"torch.allclose(outputs, expected, atol=1e-6)": "torch.allclose(outputs[-1], expected[-1], atol=1e-6)"},
        ),
        "Two rows may have their largest number in the same place and differ elsewhere: compare all numbers, not argmax.": {
            "torch.allclose(outputs, expected, atol=1e-6)": "torch.equal(outputs.argmax(dim=1), expected.argmax(dim=1))"
        },
        "One fault may hide another: go on looking after the first.": {
            'found.append("wrong outputs")': 'return ["wrong outputs"]',
            'found.append("graph")': 'return ["graph"]',
            'found.append("modes")': 'return ["modes"]',
        },
        "Whether the outputs are right is asked of the numbers, not of the mode: compare them with those of a copy.": {
            "not torch.allclose(outputs, expected, atol=1e-6)": "model.training"
        },
        "You have switched the recording off yourself, and then no evaluation leaves a graph: call it outside your no_grad().": {
            "    outputs = evaluation(model, inputs)\n": (
                "    with torch.no_grad():\n        outputs = evaluation(model, inputs)\n"
            ),
        },
        "BatchNorm keeps more than its running mean, and other layers keep buffers too: compare all of model.buffers().": (
            _comparing("running_mean"),
            _comparing("running_var"),
            _comparing("running_mean", "running_var"),
            _comparing("running_mean", "running_var", "num_batches_tracked"),
            {
                "in model.buffers()]": "in model.buffers() if buffer.is_floating_point()]",
                "zip(statistics, model.buffers(), strict=True)": (
                    "zip(statistics, [buffer for buffer in model.buffers() if buffer.is_floating_point()], strict=True)"
                ),
            },
        ),
        "Name each fault once.": {"return found": "return found + found"},
        "Outputs lead to a graph if outputs.requires_grad is True.": {"outputs.requires_grad": "torch.is_grad_enabled()"},
    },
    free=("model*",),  # an evaluation with a fault changes it
)
