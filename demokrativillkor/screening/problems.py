"""What is wrong with an input as a whole, and rows that are not screened: where, why, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from demokrativillkor.errors import InputRejected, Problem

APPLICATIONS, FINDINGS = "applications", "findings"
"""The two tables."""


class Rejection(NamedTuple):
    """One reason why a row is not screened. Nothing of what the row holds is in it.

    Attributes:
        table: :data:`APPLICATIONS` or :data:`FINDINGS`.
        row: as a person counts: the heading of a sheet is row 1, and a line of JSON Lines is a row.
        column: our name of the column, ``""`` where it is the whole row.
    """

    table: str
    row: int
    column: str
    code: str
    message: str
    remedy: str


REJECTED_COLUMNS = Rejection._fields
"""The columns of the file of rejected rows."""


class Interrupted(Exception):
    """The run was stopped and can go on with ``--resume``: nothing that was finished is lost."""


class Damaged(Exception):
    """A part of the input cannot be read as what it is: the file is damaged, and nothing goes on with it."""


def refuse(code: str, place: str, message: str, suggestion: str) -> NoReturn:
    """Refuse the whole input."""
    raise InputRejected([Problem(code=code, place=place, message=message, suggestion=suggestion)]) from None
