"""A property that is worked out once for each object."""

from dataclasses import dataclass

import pytest

from demokrativillkor.once import Once


@dataclass(frozen=True)
class Sum:
    parts: list[int]

    @Once
    def total(self):
        """The sum."""
        return sum(self.parts)


def test_it_is_worked_out_when_it_is_first_asked_for_and_not_again():
    numbers = Sum([1, 2])
    numbers.parts.append(3)
    assert numbers.total == 6
    numbers.parts.append(4)
    assert numbers.total == 6


def test_each_object_has_its_own():
    assert [Sum([1]).total, Sum([2]).total] == [1, 2]


def test_what_could_not_be_worked_out_is_tried_again():
    numbers = Sum([1, "two"])
    with pytest.raises(TypeError):
        assert numbers.total
    numbers.parts[1] = 2
    assert numbers.total == 3


def test_the_class_has_the_property_itself_with_its_documentation():
    assert isinstance(Sum.total, Once)
    assert Sum.total.__doc__ == "The sum."
