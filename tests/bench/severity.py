"""Panels whose truth is known: how many of the true first thirty are found by adjusted scores and by plain means, over 200 seeds."""

from random import Random
from statistics import fmean, stdev

from applicants.review.scores.severity import Mark, fit
from tests.bench.ground import result

SEEDS, APPLICATIONS, REVIEWERS, EACH, PLACES = 200, 600, 40, 3, 30
QUALITY, ERROR = 12.0, 10.0  # standard deviations, in points
SEVERITIES = {"as much as the applications": 12.0, "two thirds of it": 8.0, "a little": 3.0, "not at all": 0.0}


def run():
    for words, severity in SEVERITIES.items():
        adjusted, raw, inside = zip(*(overlaps(seed, severity) for seed in range(SEEDS)), strict=True)
        gains = [one - other for one, other in zip(adjusted, raw, strict=True)]
        half = 1.96 * stdev(gains) / SEEDS**0.5
        yield result(
            f"reviewers differ in severity {words}: true first {PLACES} found by adjusted scores over plain means",
            fmean(adjusted) / fmean(raw),
            1.0 if severity > ERROR / 2 else 0.98,
            at_least=True,
            adjusted=round(fmean(adjusted), 2),
            raw=round(fmean(raw), 2),
            gain=[round(fmean(gains) - half, 2), round(fmean(gains) + half, 2)],
            seeds_won_drawn_lost=[sum(g > 0 for g in gains), sum(g == 0 for g in gains), sum(g < 0 for g in gains)],
            truth_within_interval=round(fmean(inside), 3),
        )


def overlaps(seed, severity):
    """Of the true first: how many are among the first adjusted, among the first by mean; and the share of all whose interval holds the truth."""
    marks, truth = panel(Random(seed), severity)
    points = [[] for _ in truth]
    for mark in marks:
        points[mark.application].append(mark.points)
    model = fit(marks)
    best = first(truth)
    inside = fmean(abs(value - true) < 1.96 * error for value, true, error in zip(model.values, truth, model.errors, strict=True))
    return len(best & first(model.values)), len(best & first([fmean(given) for given in points])), inside


def panel(random, severity):
    """Each application is read by EACH of the reviewers, who have the same load but for one."""
    truth = [50 + random.gauss(0, QUALITY) for _ in range(APPLICATIONS)]
    harsh = [random.gauss(0, severity) for _ in range(REVIEWERS)]
    marks, left = [], []
    for application, quality in enumerate(truth):
        readers = []
        while len(readers) < EACH:
            if not left:
                left = random.sample(range(REVIEWERS), REVIEWERS)
            place = next((n for n, reader in enumerate(left) if reader not in readers), None)
            if place is None:
                left = random.sample(range(REVIEWERS), REVIEWERS)
                continue
            readers.append(left.pop(place))
        marks += [Mark(application, reader, quality - harsh[reader] + random.gauss(0, ERROR)) for reader in readers]
    return marks, truth


def first(values):
    return set(sorted(range(len(values)), key=lambda place: -values[place])[:PLACES])
