"""Exercise 19.5: read a profile that nobody has read yet: which event keeps most of the time for itself?"""

from helpers.exercises.engine import Case, Exercise


def busiest(events):
    """The name with the most seconds of its own: what an event took, less what the events directly inside it took."""
    own = {}
    for name, seconds, _ in events:
        own[name] = own.get(name, 0.0) + seconds
    for _, seconds, inside in events:
        if inside is not None:
            own[events[inside][0]] -= seconds
    return max(own, key=own.get)


# Transcribing phone calls, a night of rendering, a training that saves too often: (name, seconds, place of the outer event).
SPEECH = [
    ("epoch", 100.0, None),
    ("read batch", 62.0, 0),
    ("open file", 9.0, 1),
    ("resample", 48.0, 1),
    ("train step", 37.0, 0),
    ("forward", 12.0, 4),
    ("backward", 21.0, 4),
]
OFTEN = [
    ("night", 60.0, None),
    ("frame", 20.0, 0),
    ("matmul", 8.0, 1),
    ("log", 7.0, 1),
    ("frame", 19.0, 0),
    ("matmul", 8.0, 4),
    ("log", 7.0, 4),
    ("frame", 18.0, 0),
    ("log", 7.0, 7),
    ("matmul", 4.0, 7),
]
SAVING = [
    ("backward", 13.0, None),
    ("run", 70.0, None),
    ("step", 25.0, 1),
    ("save", 40.0, 1),
    ("copy", 3.0, 3),
    ("write", 12.0, 3),
    ("zip", 24.0, 3),
]
DEEP = [("run", 60.0, None), ("epoch", 30.0, 0), ("step", 25.0, 1)]
BARE = [("epoch", 50.0, None), ("forward", 10.0, 0), ("backward", 14.0, 0)]
INNER_FIRST = [("copy", 6.0, 2), ("send", 5.0, 2), ("step", 30.0, 3), ("epoch", 44.0, None), ("step", 9.0, 3)]
INSIDE_ALONE = [("load", 6.0, 1), ("epoch", 10.0, None)]
RECURSIVE = [
    ("walk", 20.0, None),
    ("walk", 15.0, 0),
    ("walk", 9.0, 1),
    ("count", 8.0, 2),
    ("sort", 12.5, None),
    ("sum", 9.0, None),
]


RARE = [("load", 30.0, None)] + [("step", 8.0, None)] * 6


def cases():
    """One large inner event; many small ones of a name; a parent that keeps its time; an inner event listed first; recursion."""
    for title, events in (
        ("a training on phone calls", SPEECH),
        ("a night of 3 frames, each name several times", OFTEN),
        ("a training that saves, with two outermost events", SAVING),
        ("an epoch that keeps most for itself", BARE),
        ("three events inside each other", DEEP),
        ("inner events that are listed before the outer ones", INNER_FIRST),
        ("an event inside another, listed before it", INSIDE_ALONE),
        ("a function that calls itself", RECURSIVE),
        ("a name with one long event, and one with many short ones", RARE),
        ("one event", [("epoch", 3.0, None)]),
    ):
        yield Case(list(events), title=title)


def _largest_leaf(events):
    outer = {inside for _, _, inside in events}
    return max((event for place, event in enumerate(events) if place not in outer), key=lambda event: event[1])[0]


def _mean_of_an_event(events):
    own, count = {}, {}
    for name, seconds, _ in events:
        own[name], count[name] = own.get(name, 0.0) + seconds, count.get(name, 0) + 1
    for _, seconds, inside in events:
        if inside is not None:
            own[events[inside][0]] -= seconds
    return max(own, key=lambda name: own[name] / count[name])


def _leaves_by_name(events):
    outer, own = {inside for _, _, inside in events}, {}
    for place, (name, seconds, _) in enumerate(events):
        if place not in outer:
            own[name] = own.get(name, 0.0) + seconds
    return max(own, key=own.get)


def _less_all_inside(events):
    own = {}
    for name, seconds, inside in events:
        own[name] = own.get(name, 0.0) + seconds
        while inside is not None:
            outer, _, further = events[inside]
            own[outer] = own.get(outer, 0.0) - seconds
            inside = further
    return max(own, key=own.get)


EXERCISE = Exercise(
    id="19.5",
    solution=busiest,
    cases=cases,
    hint=(
        'Do the example on paper first: of the 100 seconds of "epoch", how many are left for itself? The seconds of an inner '
        "event stand in the list twice, once more in the event around it. And a name may come several times."
    ),
    otherwise=(
        "An event's own seconds are its seconds less those of the events whose third entry names its place. Add them up by name."
    ),
    mistakes={
        "That is the event that took longest with everything inside it: take off what the inner events took.": {
            "own[events[inside][0]] -= seconds": "pass"
        },
        "That is the longest single event; a name may come several times, and its seconds add up.": (
            {"own[name] = own.get(name, 0.0) + seconds": "own[name] = max(own.get(name, 0.0), seconds)"},
            lambda events: max(
                (seconds - sum(inner for _, inner, inside in events if inside == place), name)
                for place, (name, seconds, _) in enumerate(events)
            )[1],
        ),
        "That is the mean of an event: it says what one costs, and not where the time goes. Add them up.": _mean_of_an_event,
        "Only events with nothing inside were looked at; an outer one may keep most of the time for itself.": (
            _largest_leaf,
            _leaves_by_name,
        ),
        "0 is a place too: ask whether the third entry is None, not whether it is true.": {"inside is not None": "inside"},
        "Take off only what is directly inside an event: the rest was taken off further in.": _less_all_inside,
        "That is the one with the least time of its own.": {"max(own": "min(own"},
        "That is the name that comes most often; seconds count, not calls.": {
            "own.get(name, 0.0) + seconds": "own.get(name, 0.0) + 1",
            "own[events[inside][0]] -= seconds": "pass",
        },
        "Asked is the name alone.": {"max(own, key=own.get)": "max((seconds, name) for name, seconds in own.items())"},
    },
)
