"""Whole tables under the rules: the same decisions as ``assess``, by columns."""

from demokrativillkor.screening.columns.schema import Schema
from demokrativillkor.screening.columns.screen import REFUSED, Screen, Screened

__all__ = ["REFUSED", "Schema", "Screen", "Screened"]
