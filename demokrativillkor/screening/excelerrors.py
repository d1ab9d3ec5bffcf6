"""Cells of a workbook that show an error (``#N/A``): python-calamine gives them as empty, and they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

_BLOCK = 1 << 20
_ERROR = re.compile(rb'<(?:\w+:)?c(?=\s[^>]*\bt="e")[^>]*?\sr="([A-Z]+)([0-9]+)"')
_LETTERS = 26


def error_cells(path: Path, sheet: str) -> Mapping[int, frozenset[int]]:
    """Row (from 1) → the places (from 0) of its cells that show an error.

    Raises:
        KeyError: the workbook has no such sheet.
        BadZipFile, ParseError: it is no workbook.
    """
    found: dict[int, frozenset[int]] = {}
    with ZipFile(path) as workbook, workbook.open(_part_of(workbook, sheet)) as opened:
        for letters, row in _errors(opened):
            found[row] = found.get(row, frozenset()) | {_place(letters)}
    return found


def _part_of(workbook: ZipFile, sheet: str) -> str:
    """The name of the file in the workbook that holds the sheet."""
    ids = {each["name"]: each["id"] for each in _elements(workbook, "xl/workbook.xml", "sheet")}
    targets = {each["Id"]: each["Target"] for each in _elements(workbook, "xl/_rels/workbook.xml.rels", "Relationship")}
    return normpath(join("/xl", targets[ids[sheet]])).lstrip("/")


def _elements(workbook: ZipFile, part: str, called: str) -> Iterator[dict[str, str]]:
    """The attributes of each element of that name, all without their namespaces."""
    for each in ElementTree.fromstring(workbook.read(part)).iter():
        if _bare(each.tag) == called:
            yield {_bare(name): value for name, value in each.attrib.items()}


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _errors(opened: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    left = b""
    while block := opened.read(_BLOCK):
        whole, sign, rest = (left + block).rpartition(b"<")
        for letters, row in _ERROR.findall(whole):
            yield letters, int(row)
        left = sign + rest


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * _LETTERS + letter - ord("A") + 1
    return place - 1
