"""The mixed model against the same model written out with full matrices, which nobody could get wrong and nobody could wait for."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.review.scores.severity import Equations, Mark, fit


def panel(seed, applications=30, reviewers=6, each=3, quality=12.0, severity=8.0, error=9.0):
    """Marks of a panel whose truth is known: (marks, quality of each application)."""
    random = Random(seed)
    truth = [50 + random.gauss(0, quality) for _ in range(applications)]
    harsh = [random.gauss(0, severity) for _ in range(reviewers)]
    marks = [
        Mark(i, 100 + j, truth[i] - harsh[j] + random.gauss(0, error))
        for i in range(applications)
        for j in random.sample(range(reviewers), each)
    ]
    return marks, truth


def dense(model):
    """X, Z of applications and of reviewers, y, and the variances, as full matrices."""
    e, v = model.equations, model.variances
    of_a = np.eye(len(e.applications))[e.rows]
    of_r = np.eye(len(e.reviewers))[e.columns]
    covariance = v.applications * of_a @ of_a.T + v.reviewers * of_r @ of_r.T + v.error * np.eye(len(e.y))
    ones = np.ones(len(e.y))
    inverse = np.linalg.inv(covariance)
    spread = 1 / (ones @ inverse @ ones)
    projection = inverse - np.outer(inverse @ ones, ones @ inverse) * spread
    return of_a, of_r, e.y + e.centre, inverse, projection, spread


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_the_best_linear_unbiased_prediction(seed):
    model = fit(panel(seed)[0])
    of_a, of_r, y, inverse, projection, spread = dense(model)
    mean = spread * inverse.sum(axis=0) @ y
    v = model.variances
    assert model.mean == pytest.approx(mean)
    np.testing.assert_allclose(model.values, mean + v.applications * of_a.T @ projection @ y)
    np.testing.assert_allclose(model.severities, -v.reviewers * of_r.T @ projection @ y)


def test_the_errors_are_those_of_prediction():
    """Var(μ̂ + â − μ − a) = spread − 2 spread cov + σ²_a I − σ⁴_a Z'PZ, by hand from the covariance of y."""
    model = fit(panel(4)[0])
    of_a, _of_r, y, inverse, projection, spread = dense(model)
    v = model.variances.applications
    ones = np.ones(len(y))
    # the predictor is L y with L = 1 (1'V⁻¹1)⁻¹ 1'V⁻¹ + σ²_a Z'P; the error's covariance follows from those of y and a
    linear = np.outer(np.ones(of_a.shape[1]), spread * ones @ inverse) + v * of_a.T @ projection
    both = linear @ np.linalg.inv(inverse) @ linear.T - linear @ of_a * v - (linear @ of_a * v).T + v * np.eye(of_a.shape[1])
    np.testing.assert_allclose(model.errors, np.sqrt(np.diag(both)))
    others = np.arange(1, len(both))
    expected = np.sqrt(both[0, 0] + np.diag(both)[1:] - 2 * both[0, 1:])
    np.testing.assert_allclose(model.errors_between(0, others), expected)


def test_residuals_are_studentised():
    model = fit(panel(5)[0])
    _a, _r, y, _inverse, projection, _spread = dense(model)
    error = model.variances.error
    np.testing.assert_allclose(model.residuals, (error * projection @ y) / np.sqrt(error**2 * np.diag(projection)))


def test_the_likelihood_is_the_restricted_one():
    """Up to one constant the deviance is log|V| + log|X'V⁻¹X| + y'Py at the best σ²_e for each pair of ratios."""
    equations = Equations(panel(6, applications=12)[0])

    def by_hand(ratios):
        of_a, of_r = np.eye(len(equations.applications))[equations.rows], np.eye(len(equations.reviewers))[equations.columns]
        shape = 10 ** ratios[0] * of_a @ of_a.T + 10 ** ratios[1] * of_r @ of_r.T + np.eye(len(equations.y))
        ones, inverse = np.ones(len(equations.y)), np.linalg.inv(shape)
        total = ones @ inverse @ ones
        left_over = equations.y @ (inverse - np.outer(inverse @ ones, ones @ inverse) / total) @ equations.y
        return np.linalg.slogdet(shape)[1] + np.log(total) + (len(ones) - 1) * np.log(left_over)

    pairs = [(0.0, 0.0), (1.0, -1.0), (-2.0, 0.5), (2.0, 2.0)]
    differences = [equations.deviance(pair) - by_hand(pair) for pair in pairs]
    np.testing.assert_allclose(differences, differences[0], atol=1e-9)
    best = equations.best_ratios()
    assert all(
        equations.deviance(best) <= equations.deviance((best[0] + i, best[1] + j)) for i in (-0.05, 0, 0.05) for j in (-0.05, 0, 0.05)
    )


def test_a_large_panel_gives_its_truth_back():
    marks, truth = panel(7, applications=800, reviewers=40)
    model = fit(marks)
    found = np.sqrt(model.variances)
    np.testing.assert_allclose(found, (12, 8, 9), rtol=0.2)
    inside = np.abs(model.values - truth) < 1.96 * model.errors
    assert 0.92 < inside.mean() < 0.98


@pytest.mark.parametrize("reviewer", range(6))
def test_without_a_reviewer_it_is_as_if_they_had_never_read(reviewer):
    marks = panel(8)[0]
    marks.append(Mark(99, 100 + reviewer, 55.0))  # read by nobody else
    model = fit(marks)
    rest = Equations([mark for mark in marks if mark.reviewer != 100 + reviewer])
    solved = rest.solve(model.of_applications, model.of_reviewers)
    expected = rest.centre + solved.found[0] + (rest.sums - rest.read @ solved.found) / (rest.counts + model.of_applications)
    found = model.without_each()[reviewer]
    assert np.isnan(found[model.applications.index(99)])
    np.testing.assert_allclose(found[:-1], expected)


def test_a_severe_reviewer_takes_nothing_from_those_they_read():
    """Two applications alike, one read by somebody who gives everybody twenty points less."""
    marks = [
        Mark(i, j, 60 + 2 * i - (20 if j == 3 else 0) + (i * 7 + j * 3) % 5)
        for i in range(10)
        for j in ((i % 3), (i + 1) % 3, 3 if i % 2 else 4)
    ]
    model = fit(marks)
    severe = dict(zip(model.reviewers, model.severities, strict=True))
    assert severe[3] > 10 > max(value for key, value in severe.items() if key != 3)
    raw = [np.mean([mark.points for mark in marks if mark.application == i]) for i in range(10)]
    assert sum(one > other for one, other in pairwise(raw)) >= 4  # every second one falls behind
    assert all(one < other for one, other in pairwise(model.values[::2])) and all(
        one < other for one, other in pairwise(model.values[1::2])
    )
    assert np.corrcoef(model.values, np.arange(10))[0, 1] > np.corrcoef(raw, np.arange(10))[0, 1]


@pytest.mark.parametrize(
    "marks",
    [
        [],
        [Mark(1, 1, 50)],
        [Mark(1, 1, 50), Mark(2, 1, 60)],  # one reviewer
        [Mark(1, 1, 50), Mark(2, 2, 60)],  # nobody has read the same
        [Mark(1, 1, 50), Mark(1, 2, 60)],  # one application
        [Mark(1, 1, 50), Mark(1, 2, 60), Mark(2, 2, 50)],  # nothing is left over for the error
        [Mark(i, j, 50) for i in range(4) for j in range(3)],  # all alike
    ],
)
def test_too_little_is_not_reckoned(marks):
    assert fit(marks) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 20)), min_size=1, max_size=30, unique_by=lambda t: t[:2]))
def test_any_panel_gives_finite_numbers_or_none(rows):
    model = fit([Mark(i, j, 5.0 * points) for i, j, points in rows])
    if model is None:
        return
    for numbers in (model.values, model.errors, model.severities, model.severity_errors, model.residuals):
        assert np.isfinite(numbers).all()
    assert (model.errors >= 0).all() and min(model.variances) >= 0


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(8)), st.integers(-500, 500))
def test_names_and_zero_do_not_matter(names, shift):
    marks = panel(9, applications=8, reviewers=4)[0]
    moved = [Mark(names[mark.application], mark.reviewer, mark.points + shift) for mark in marks]
    one, other = fit(marks), fit(moved)
    np.testing.assert_allclose(
        [other.values[other.applications.index(names[i])] - shift for i in one.applications], one.values, rtol=1e-6, atol=1e-6
    )
