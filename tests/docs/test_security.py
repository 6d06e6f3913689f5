"""Every promise of SECURITY.md names tests, and they are there."""

import re

from conftest import PROJECT


def test_each_promise_names_tests_that_are_there():
    text = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
    promised = text.partition("## What is promised")[2].partition("## What is not")[0]
    promises = [promise for promise in re.split(r"\n- ", promised) if promise.startswith("**")]
    named = {promise.partition("**.")[0]: re.findall(r"`(tests/[^`]+)`", promise) for promise in promises}
    assert [promise for promise, tests in named.items() if not tests] == []
    assert [test for tests in named.values() for test in tests if not (PROJECT / test).exists()] == []
