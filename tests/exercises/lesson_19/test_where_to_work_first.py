"""Exercise 19.5, beyond its own mistakes."""

from collections import Counter

from helpers.exercises.lesson_19.where_to_work_first import EXERCISE, busiest
from tests.exercises.judging import accepts, refuses


def event_by_event(events):
    own = Counter()
    for place, (name, seconds, _) in enumerate(events):
        own[name] += seconds - sum(inner for _, inner, inside in events if inside == place)
    return own.most_common(1)[0][0]


def takes_off_everything_below(events):
    own = {}
    for place, (name, seconds, _) in enumerate(events):
        below = 0.0
        for _, inner, inside in events:
            while inside is not None:
                if inside == place:
                    below += inner
                    break
                inside = events[inside][2]
        own[name] = own.get(name, 0.0) + seconds - below
    return max(own, key=own.get)


def mean_of_an_event(events):
    means = {}
    for name in dict.fromkeys(name for name, _, _ in events):
        places = [place for place, event in enumerate(events) if event[0] == name]
        inner = sum(seconds for _, seconds, inside in events if inside in places)
        means[name] = (sum(events[place][1] for place in places) - inner) / len(places)
    return max(means, key=means.get)


def zero_is_nothing(events):
    own = {}
    for name, seconds, inside in events:
        own[name] = own.get(name, 0.0) + seconds
        if inside:
            own[events[inside][0]] -= seconds
    return max(own, key=own.get)


def sorts_the_list(events):
    result = busiest(events)
    events.sort()
    return result


def only_outer_events_before(events):
    own = {}
    for place, (name, seconds, inside) in enumerate(events):
        own[name] = own.get(name, 0.0) + seconds
        if inside is not None and inside < place:
            own[events[inside][0]] -= seconds
    return max(own, key=own.get)


test_right = accepts(EXERCISE, {"event by event": event_by_event})
test_wrong = refuses(
    EXERCISE,
    {
        "what lies deeper is taken off twice": (takes_off_everything_below, "expected"),
        "the mean of an event": (mean_of_an_event, "Add them up"),
        "an outer event must stand before": (only_outer_events_before, "expected"),
        "place 0 taken for no place": (zero_is_nothing, "expected"),
        "the list is sorted": (sorts_the_list, "events"),
        "always the outermost": (lambda events: next(name for name, _, inside in events if inside is None), "expected"),
        "a list of one name": (lambda events: [busiest(events)], "list"),
    },
)
