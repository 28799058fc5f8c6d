"""The one judge of all exercises: an exercise is data, and the engine observes what an answer does.

``surroundings``, ``limiting``, ``observing`` ← ``comparing`` ← ``wording`` ← ``exercise``; ``using`` and ``viewing`` are what an
exercise may choose: how its answer is used, and what of a result counts. Imports torch and NumPy, nothing of ours.
"""

from helpers.exercises.engine.exercise import Case, Exercise
from helpers.exercises.engine.verdict import State, Verdict

__all__ = ["Case", "Exercise", "State", "Verdict"]
