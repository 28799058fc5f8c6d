"""Exercise 19.1: time something so that one slow round does not decide."""

import statistics

from helpers.exercises.engine import Case, Exercise
from helpers.exercises.engine.using import Observed
from helpers.exercises.engine.viewing import as_number


def median_seconds(work, clock, warm_ups, rounds):
    """The median of some rounds, after some that do not count."""
    for _ in range(warm_ups):
        work()
    seconds = []
    for _ in range(rounds):
        start = clock()
        work()
        seconds.append(clock() - start)
    return statistics.median(seconds)


class _Work:
    """Takes the times of a list, one after the other, on a clock of its own; looking at the clock takes no time."""

    def __init__(self, durations):
        self.durations = list(durations)
        self.now, self.calls, self.looks = 100.0, 0, 0

    def __call__(self):
        self.now += self.durations[self.calls % len(self.durations)]
        self.calls += 1

    def clock(self):
        self.looks += 1
        return self.now


def cases():
    """A slow first call, a slow one in the middle and at the end, an even number of rounds, one round, no warm-up."""
    for durations, warm_ups, rounds in (
        ([9.0, 1.0, 1.25, 1.5, 7.0, 2.0], 1, 5),
        ([9.0, 2.0, 3.0, 1.0, 5.0, 30.0], 2, 4),
        ([4.0, 1.0, 2.0], 0, 3),
        ([8.0, 0.5, 0.25], 1, 1),
        ([6.0, 5.0, 4.0, 3.0, 1.0, 2.0, 2.5, 50.0, 8.0, 0.5], 3, 7),
        ([1.0, 8.0], 0, 2),
    ):
        work = _Work(durations)
        title = f"calls that take {', '.join(f'{each:g}' for each in durations)} s; {warm_ups} warm-ups, {rounds} rounds"
        yield Case(work, work.clock, warm_ups, rounds, title=title)


def use(answer, work, clock, warm_ups, rounds):
    """Whether the clock was asked, the median, and how often the work was done."""
    result = answer(work, clock, warm_ups, rounds)
    return Observed(
        {"the clock that was handed over was asked": work.looks > 0, "median": as_number(result), "calls of work": work.calls}
    )


def _one_clock_for_all(work, clock, warm_ups, rounds):
    for _ in range(warm_ups):
        work()
    start = clock()
    for _ in range(rounds):
        work()
    return (clock() - start) / rounds


def _without_the_slowest(work, clock, warm_ups, rounds):
    seconds = []
    for _ in range(warm_ups + rounds):
        start = clock()
        work()
        seconds.append(clock() - start)
    return statistics.median(sorted(seconds)[:rounds])


EXERCISE = Exercise(
    id="19.1",
    solution=median_seconds,
    cases=cases,
    use=use,
    hint=(
        "Two loops: one that only calls work(), and one that looks at the clock before and after each call and keeps the "
        "difference in a list. statistics.median takes a list."
    ),
    otherwise=(
        "Call work() warm_ups times; then, rounds times, clock() before, work(), clock() after. "
        "Return the median of the differences."
    ),
    mistakes={
        "The warm-ups count too, and they are slow: do them before the first look at the clock.": {
            "    for _ in range(warm_ups):\n        work()\n": "",
            "range(rounds)": "range(warm_ups + rounds)",
        },
        "The warm-ups are missing: call work() warm_ups times before you measure.": {
            "    for _ in range(warm_ups):\n        work()\n": ""
        },
        "There is always one warm-up; do as many as warm_ups says.": {"range(warm_ups)": "range(1)"},
        "That is the mean, and one slow round moves it: time each round by itself, and take the median.": (
            {"median(": "mean("},
            _one_clock_for_all,
        ),
        "That is the fastest round; asked is the median.": {"statistics.median(seconds)": "min(seconds)"},
        "That is the slowest round; asked is the median.": {"statistics.median(seconds)": "max(seconds)"},
        "The slowest were left out, not the first: a warm-up need not be slow, and a slow round counts.": _without_the_slowest,
        "That is the last round alone: keep the seconds of each in a list.": {"statistics.median(seconds)": "seconds[-1]"},
        "Sort before you take the middle: the one in the middle of the list is not the median.": {
            "statistics.median(seconds)": "seconds[len(seconds) // 2]"
        },
        "With an even number of rounds the median is the mean of the two in the middle.": (
            {"median(": "median_low("},
            {"median(": "median_high("},
        ),
        "Look at the clock before each round, not once before the loop.": {
            "    seconds = []\n": "    seconds = []\n    start = clock()\n",
            "        start = clock()\n": "",
        },
        "That is the sum; asked is the median.": {"statistics.median(seconds)": "sum(seconds)"},
        "Return the seconds that passed, the later look minus the earlier one.": {
            "clock() - start": "start - clock()",
        },
    },
)
