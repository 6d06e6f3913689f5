"""A study file, whatever is in it, is accepted or refused in sentences: no traceback, no hang, no memory without end."""

import pytest

from hostile.trial import ACCEPTED, FAULT, REFUSED, ended

COUNT = 60


@pytest.mark.slow
def test_a_hostile_study_file_is_accepted_or_refused_in_sentences():
    ends = {number: ended(number) for number in range(COUNT)}
    assert {number: end.said for number, end in ends.items() if end.how == FAULT} == {}
    assert {end.how for end in ends.values()} == {ACCEPTED, REFUSED}
