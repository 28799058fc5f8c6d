"""What a user would pick instead. Each that is installed (the extra ``peers``) trains the same model in the same steps."""

import importlib.util
import logging
import os
import time
import warnings

import numpy as np
import torch
from torch import nn
from torch.utils.data import TensorDataset

from benchmarks.mnist_data import Data
from benchmarks.mnist_loops import BATCH_SIZE, SEED, Contestant, classifier, loader, make_model, make_optimizer

CLASSES = np.arange(10)


def skorch(data: Data, net: bool) -> Contestant:
    from skorch import NeuralNetClassifier

    trained = NeuralNetClassifier(
        make_model(net),
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam if net else torch.optim.SGD,
        lr=0.001 if net else 0.01,
        batch_size=BATCH_SIZE,
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    ).initialize()
    return Contestant(lambda: trained.partial_fit(data.inputs, data.labels, epochs=1) and None, classifier(trained.module_))


def ignite(data: Data, net: bool) -> Contestant:
    from ignite.engine import create_supervised_trainer

    model = make_model(net)
    trainer = create_supervised_trainer(model, make_optimizer(model, net), nn.CrossEntropyLoss())
    pairs = loader(TensorDataset(data.inputs, data.labels))
    return Contestant(lambda: trainer.run(pairs, max_epochs=1) and None, classifier(model))


def lightning(data: Data, net: bool) -> Contestant:
    """As it comes; only what writes files or bars is switched off. It clocks itself: setting up a fit is not counted."""
    import lightning

    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)

    class Module(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model, self.loss_function = make_model(net), nn.CrossEntropyLoss()

        def training_step(self, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
            return self.loss_function(self.model(batch[0]), batch[1])

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return make_optimizer(self.model, net)

        def on_train_epoch_start(self) -> None:
            self.start = time.perf_counter()

        def on_train_epoch_end(self) -> None:
            self.seconds = time.perf_counter() - self.start

    module, pairs = Module(), loader(TensorDataset(data.inputs, data.labels))
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}

    def epoch() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lightning.Trainer(max_epochs=1, accelerator="cpu", **quiet).fit(module, pairs)
        return module.seconds

    return Contestant(epoch, classifier(module.model))


def keras(data: Data, net: bool) -> Contestant:
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    keras.utils.set_random_seed(SEED)
    hidden = [keras.layers.Dense(128, activation="relu")] if net else []
    model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(10)])
    model.compile(
        optimizer=keras.optimizers.Adam(0.001) if net else keras.optimizers.SGD(0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    inputs, labels = data.inputs.numpy(), data.labels.numpy()

    def epoch() -> None:
        model.fit(inputs, labels, batch_size=BATCH_SIZE, epochs=1, verbose=0)

    return Contestant(epoch, lambda test: torch.from_numpy(model.predict(test.numpy(), verbose=0).argmax(axis=1)))


def fastai(data: Data, net: bool) -> Contestant:
    from fastai.data.core import DataLoaders
    from fastai.learner import Learner
    from fastai.optimizer import SGD, Adam

    pairs = TensorDataset(data.inputs, data.labels)
    # It insists on a validation part: one image.
    loaders = DataLoaders.from_dsets(pairs, torch.utils.data.Subset(pairs, [0]), bs=BATCH_SIZE, device="cpu", num_workers=0)
    model = make_model(net)
    learner = Learner(loaders, model, loss_func=nn.CrossEntropyLoss(), opt_func=Adam if net else SGD, lr=0.001 if net else 0.01)

    def epoch() -> None:
        with learner.no_logging():
            learner.fit(1)

    return Contestant(epoch, classifier(model))


def mlp_classifier(data: Data, net: bool) -> Contestant:
    from sklearn.neural_network import MLPClassifier

    solver = (
        {"solver": "adam", "learning_rate_init": 0.001} if net else {"solver": "sgd", "learning_rate_init": 0.01, "momentum": 0}
    )
    model = MLPClassifier((128,) if net else (), batch_size=BATCH_SIZE, alpha=0, random_state=SEED, **solver)
    return _partial_fit(model, data)


def sgd_classifier(data: Data, net: bool) -> Contestant:
    """One image a step: it knows no batches."""
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(loss="log_loss", alpha=0, learning_rate="constant", eta0=0.01, random_state=SEED)
    return _partial_fit(model, data)


def _partial_fit(model: object, data: Data) -> Contestant:
    inputs, labels = data.inputs.numpy(), data.labels.numpy()

    def epoch() -> None:
        model.partial_fit(inputs, labels, classes=CLASSES)

    return Contestant(epoch, lambda test: torch.from_numpy(model.predict(test.numpy())))


PEERS = {"fastai": fastai, "lightning": lightning, "keras": keras, "ignite": ignite, "skorch": skorch}
NAMES = {"keras": "Keras on torch", "lightning": "Lightning"}


def installed(net: bool) -> dict:
    """The peers that can be imported here, by the name that the table shows."""
    found = {NAMES.get(name, name): make for name, make in PEERS.items() if importlib.util.find_spec(name)}
    found["scikit-learn `MLPClassifier`"] = mlp_classifier
    if not net:
        found["scikit-learn `SGDClassifier` (one image a step)"] = sgd_classifier
    return found
