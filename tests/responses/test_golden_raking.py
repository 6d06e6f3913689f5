"""Raking against R's survey package."""

import csv

import numpy as np
import pytest

from assets.responses.raking import rake


@pytest.fixture(scope="module")
def sample(shared):
    """Consumers of the first wave by margin, the targets of each margin, and R's weights by respondent."""
    with shared("golden/data/study.csv").open() as file:
        people = [row for row in csv.DictReader(file) if (row["audience"], row["wave"]) == ("consumer", "1")]
    with shared("golden/03_rake_weights.csv").open() as file:
        expected = {row["resp_id"]: row for row in csv.DictReader(file)}
    with shared("golden/data/rake_targets.csv").open() as file:
        targets: dict[str, dict[str, float]] = {}
        for row in csv.DictReader(file):
            targets.setdefault(row["margin"], {})[row["level"]] = float(row["share"])
    return people, targets, [expected[row["resp_id"]] for row in people]


@pytest.mark.parametrize(("column", "start"), [("rake_from_one", None), ("rake_from_weight", "weight")])
def test_raked_weights_are_those_of_r(sample, column, start):
    people, targets, expected = sample
    base = np.array([float(row[start]) if start else 1.0 for row in people])
    levels = [np.array([list(shares).index(row[margin]) for row in people]) for margin, shares in targets.items()]
    shares = [np.array(list(given.values())) / sum(given.values()) for given in targets.values()]
    found = rake(base, np.ones(len(people)), levels, shares, None, "test").weights
    assert found == pytest.approx([float(row[column]) for row in expected], rel=1e-10, abs=1e-10)
