"""Exercise 15.3: two scores of a regression, without an accidental table."""

import numpy as np

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_numbers


def errors(predictions, truth):
    """RMSE and MAE, with both arguments in one shape first."""
    error = predictions.reshape(-1) - truth
    return np.sqrt(np.mean(error**2)), np.mean(np.abs(error))


def cases():
    """Columns and plain arrays; errors of both signs, of one sign, none; one example; numbers large and small."""
    four = np.array([1.0, 1.0, 2.0, 3.0]), np.array([3.0, -1.0, 2.0, 8.0])
    yield Case(*four)
    yield Case(four[0][:, None], four[1].copy())
    yield Case(np.array([10.0, 0.0, 5.0]), np.array([4.0, 3.0, 5.0]))
    yield Case(np.array([[2.0], [4.0]]), np.array([2.0, 4.0]))
    yield Case(np.array([0.5]), np.array([-1.5]))
    yield Case(np.array([[0.5]]), np.array([-1.5]))
    generator = np.random.default_rng(0)
    for examples, size, shape in ((6, 100.0, (-1, 1)), (30, 0.3, (-1,))):
        truth = generator.normal(0, size, examples)
        yield Case((truth + generator.normal(size, size, examples)).reshape(shape), truth)


def use(answer, predictions, truth):
    """Both numbers, by name."""
    rmse, mae = as_numbers(answer(predictions, truth))
    return Observed({"RMSE": rmse, "MAE": mae})


EXERCISE = Exercise(
    id="15.3",
    solution=errors,
    cases=cases,
    use=use,
    parts=("rmse", "mae"),
    hint="Make both shapes equal before you subtract. Square, mean, root for one; absolute value, mean for the other.",
    otherwise="RMSE: square each error, take the mean, then the root. MAE: take the absolute value of each, then the mean.",
    mistakes={
        "They are swapped: RMSE comes first.": {
            "np.sqrt(np.mean(error**2)), np.mean(np.abs(error))": "np.mean(np.abs(error)), np.sqrt(np.mean(error**2))"
        },
        "(N, 1) minus (N,) makes an N x N table: reshape the predictions to (N,) first.": {".reshape(-1)": ""},
        "The root is missing: RMSE is the root of the mean square.": {"np.sqrt(np.mean(error**2))": "np.mean(error**2)"},
        "That is the root of MAE: take the root of the mean of the squares.": {"error**2": "np.abs(error)"},
        "RMSE was divided by N twice: the mean has done it already.": {"np.mean(error**2)": "np.mean(error**2) / len(error)"},
        "That is the root of the sum: take the mean of the squares first.": {"np.mean(error**2)": "np.sum(error**2)"},
        "That is the mean of the roots: take the mean first and the root last.": {
            "np.sqrt(np.mean(error**2))": "np.mean(np.sqrt(error**2))"
        },
        "RMSE takes the mean after the squares, not before: otherwise errors of both signs cancel.": {
            "np.mean(error**2)": "np.mean(error) ** 2"
        },
        "That is the standard deviation of the errors, which leaves out how far they lie on one side: "
        "square the errors themselves.": {"np.sqrt(np.mean(error**2))": "np.std(error)"},
        "Errors of both signs cancel in MAE: take the absolute value of each, before the mean.": {"np.abs(error)": "error"},
        "In MAE the absolute value belongs inside the mean.": {"np.mean(np.abs(error))": "np.abs(np.mean(error))"},
        "MAE is a mean, and that is the sum: divide by N.": {"np.mean(np.abs": "np.sum(np.abs"},
        "The caller's own arrays were changed: write predictions - truth, without -=.": {
            "error = predictions.reshape(-1) - truth": "error = predictions.reshape(-1)\n    error -= truth"
        },
    },
)
