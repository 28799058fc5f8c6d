"""How this package refuses."""


class CourseError(Exception):
    """The request cannot be carried out. The message says, in a sentence, what was given and what is allowed."""


class NotStoredError(CourseError):
    """Something was run, and what came out could not be stored. What was finished before is kept."""
