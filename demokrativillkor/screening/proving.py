"""Which rows are surely as they must be: everything that reading one application would find, asked of whole columns.

A row of which this cannot be said is not rejected here: it is read as ``assess`` reads an application, and that
decides. So what is asked here may be too careful, never too little.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from demokrativillkor.application import StoppedReason

_ID = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278][0-9]|[39][01])"
_APART = r"[\W_]{1,3}"
_LIKE_A_PERSON = (
    rf"(?:^|[^0-9])(?:18|19|20)?(?:[0-9]{{2}}{_MONTH_AND_DAY}|[0-9]{{2}}{_APART}[0-9]{{2}}{_APART}[0-9]{{2}})"
    r"[\W_]{0,3}[0-9]{4}(?:[^0-9]|$)"
)
_LIKE_A_RESERVE = r"[0-9]{6}[\W_]?(?i:[TRSUWXJKLMNP])[0-9]{3}(?:[^0-9A-Za-z]|$)"
_LIKE_SOMEBODY = f"{_LIKE_A_PERSON}|{_LIKE_A_RESERVE}"
"""One look is quicker than two."""

_DISGUISED = r"[\p{Cf}\p{Mn}\p{Me}]|[\p{Nd}--[0-9]]"
"""Characters by which a number could be hidden from the two above, and those that turn the direction of text."""

_UNFIT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_LINE_BREAK = r"[\r\n\u2028\u2029]"
_LONGEST_LINE, _LONGEST_PROSE = 300, 20_000

_EXCEPTION = ("exceptionBy", "exceptionOn", "exceptionReasons")
_DAYS_OF_PERIOD = ("periodFirst", "periodLast")


def doubtful_application(columns: Collection[str], factors: Collection[str]) -> pl.Expr:
    """Whether the application with these columns may be rejected, or holds something to be masked.

    Args:
        factors: the columns that belong to an exception's judgement.
    """
    there = frozenset(columns)
    asked = [doubtful_id("applicationId")]
    asked += [doubtful_id(name) for name in ("grant",) if name in there]
    asked += [_doubtful_line(name) for name in ("diaryNumber", "organisationName") if name in there]
    if "organisationNumber" in there:
        asked.append(_doubtful_organisation_number())
    if "closings" in there:
        asked.append(pl.col("closings").is_not_null())
    if "reliesOn" in there:
        known = pl.element().is_in(list(StoppedReason)).fill_null(value=False).all()
        asked.append(~pl.col("reliesOn").list.eval(known).list.first())
    return _any([*asked, *_doubtful_dates(there), *_doubtful_exception(there, factors)])


def doubtful_finding(columns: Collection[str]) -> pl.Expr:
    """Whether a finding with these columns may be rejected."""
    asked = [doubtful_id("findingId")]
    if "evidence" in columns:
        asked.append(pl.col("evidence").is_not_null())
    return _any(asked)


def doubtful_id(name: str) -> pl.Expr:
    """Whether an id, where there is one, is not surely an id."""
    column = pl.col(name)
    return ~column.str.contains(_ID) | column.str.contains(_LIKE_SOMEBODY)


def _doubtful_dates(there: frozenset[str]) -> list[pl.Expr]:
    asked = []
    if "grantYear" in there:
        asked.append(~pl.col("grantYear").is_between(1900, 2200))
    if "awardDate" in there:
        asked.append(pl.col("awardDate") > pl.col("decisionDate"))
    if there.intersection(_DAYS_OF_PERIOD):
        first, last = (pl.col(name) if name in there else pl.lit(None, pl.Date) for name in _DAYS_OF_PERIOD)
        asked.append((first.is_null() != last.is_null()) | (last < first).fill_null(value=False))
    return asked


def _doubtful_exception(there: Collection[str], factors: Collection[str]) -> list[pl.Expr]:
    parts = [name for name in (*_EXCEPTION, "exceptionCovers", *factors) if name in there]
    if "exceptionOutcome" not in there:
        return [pl.col(name).is_not_null() for name in parts]
    judged = pl.col("exceptionOutcome").is_not_null()
    needed = [name for name in _EXCEPTION if name in there]
    asked = [pl.col(name).is_not_null() & ~judged for name in parts]
    asked += [pl.col(name).is_null() & judged for name in needed]
    if len(needed) < len(_EXCEPTION) or "exceptionCovers" not in there:
        asked.append(judged)
    if "exceptionReasons" in there:
        asked.append(_doubtful_text("exceptionReasons", _LONGEST_PROSE))
    return asked


def _doubtful_line(name: str) -> pl.Expr:
    return _doubtful_text(name, _LONGEST_LINE) | pl.col(name).str.contains(_LINE_BREAK)


def _doubtful_text(name: str, longest: int) -> pl.Expr:
    column = pl.col(name)
    short = column.str.len_bytes() <= longest
    return _any([~short, ~column.str.contains(r"\S"), column.str.contains(f"{_UNFIT}|{_DISGUISED}|{_LIKE_SOMEBODY}")])


def _doubtful_organisation_number() -> pl.Expr:
    """Not written ``NNNNNN-NNNN``, beginning with 0, with a third digit below 2, or with a wrong check digit."""
    column = pl.col("organisationNumber")
    digits = [column.str.slice(place, 1).cast(pl.Int8, strict=False) for place in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10)]
    doubled = [2 * digit - pl.when(digit > 4).then(9).otherwise(0) for digit in digits[::2]]
    right = pl.sum_horizontal(*doubled, *digits[1::2]) % 10 == 0
    return ~column.str.contains(r"^[1-9][0-9][2-9][0-9]{3}-[0-9]{4}$") | (column.is_not_null() & ~right)


def _any(asked: list[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal([each.fill_null(value=False) for each in asked])
