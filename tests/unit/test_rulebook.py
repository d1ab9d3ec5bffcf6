import pytest

from demokrativillkor.errors import NotCovered


def test_a_rule_set_that_is_not_there_is_an_error_that_says_what_is(rulebook):
    with pytest.raises(NotCovered, match="there is no such rule set; there are: .*sou-2019-35"):
        rulebook.ruleset("sou-1999-1")
