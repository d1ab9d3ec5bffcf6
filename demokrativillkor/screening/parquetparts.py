"""Parquet files with the same columns, put together without being read: their row groups one after the other.

A file is ``PAR1``, the row groups, the metadata, its length and ``PAR1``
(https://parquet.apache.org/docs/file-format/). The metadata is written in Thrift's compact protocol, and says where in
the file each column of each row group is: that is all that has to be changed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

_MAGIC = b"PAR1"
_BLOCK = 1 << 20

_ROWS, _GROUPS, _KEY_VALUES = 3, 4, 5
"""Fields of the metadata of a file (``FileMetaData``)."""

_COLUMNS, _GROUP_AT, _ORDINAL = 1, 5, 7
"""Fields of a row group (``RowGroup``)."""

_COLUMN_AT, _DESCRIPTION, _INDEXES_AT = 2, 3, (4, 6)
"""Fields of a column of a row group (``ColumnChunk``): the last are where its indexes are."""

_PAGES_AT = (9, 10, 11, 14)
"""Fields of its description (``ColumnMetaData``): where data, index, dictionary and Bloom filter are."""


def join_parquet(parts: Iterable[Path], target: Path) -> None:
    """Write one file with the row groups of all parts, in their order; there is one part at least.

    The first one's schema is that of all. What a library noted beside it for itself is left out: it is about one part.

    Raises:
        OSError: something cannot be read or written.
        ValueError: a part is no Parquet file.
    """
    groups: list[Any] = []
    rows, whole = 0, None
    with target.open("wb") as written:
        written.write(_MAGIC)
        for part in parts:
            with part.open("rb") as opened:
                metadata, end = _metadata(opened)
                _shift_groups(metadata, written.tell() - len(_MAGIC), len(groups))
                _copy(opened, len(_MAGIC), end, written)
            groups += metadata[_GROUPS].value.items
            rows += metadata[_ROWS].value
            whole = whole or metadata
        if whole is None:
            raise ValueError("there is nothing to put together")
        whole[_GROUPS] = _Value(_LIST, _List(_STRUCT, groups))
        whole[_ROWS] = _Value(_I64, rows)
        whole.pop(_KEY_VALUES, None)
        footer = b"".join(_written_struct(whole))
        written.write(footer + struct.pack("<I", len(footer)) + _MAGIC)


def _metadata(opened: BinaryIO) -> tuple[_Struct, int]:
    """What a file says of itself, and where the row groups end."""
    size = opened.seek(-8, 2) + 8
    length, magic = struct.unpack("<I4s", opened.read(8))
    if magic != _MAGIC or length > size - 12:
        raise ValueError("this is no Parquet file")
    end = opened.seek(size - 8 - length)
    return _Reading(opened.read(length)).struct(), end


def _shift_groups(metadata: _Struct, by: int, before: int) -> None:
    for number, group in enumerate(metadata[_GROUPS].value.items, before):
        _shift(group, (_GROUP_AT,), by)
        if _ORDINAL in group:
            group[_ORDINAL] = _Value(_I16, number)
        for column in group[_COLUMNS].value.items:
            _shift(column, (_COLUMN_AT, *_INDEXES_AT), by)
            if _DESCRIPTION in column:
                _shift(column[_DESCRIPTION].value, _PAGES_AT, by)


def _shift(fields: _Struct, places: Iterable[int], by: int) -> None:
    for place in places:
        if place in fields and fields[place].value:  # 0: not said
            fields[place] = _Value(_I64, fields[place].value + by)


def _copy(opened: BinaryIO, start: int, end: int, written: BinaryIO) -> None:
    opened.seek(start)
    for at in range(start, end, _BLOCK):
        written.write(opened.read(min(_BLOCK, end - at)))


_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 12
"""The types of the compact protocol that Parquet's metadata is written with."""


class _Value(NamedTuple):
    type: int
    value: Any


class _List(NamedTuple):
    type: int
    items: list[Any]


_Struct = dict[int, _Value]
"""Field id → value, in the order in which they stand."""


class _Reading:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def struct(self) -> _Struct:
        fields: _Struct = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._whole_number()
            fields[field] = _Value(head & 15, self._value(head & 15))
        return fields

    def _value(self, kind: int) -> Any:
        match kind:
            case 1 | 2:
                return None
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._whole_number()
            case 7:
                return self._bytes(8)
            case 8:
                return self._bytes(self._varint())
            case 9:
                return self._list()
            case 12:
                return self.struct()
            case _:
                raise ValueError("this is no metadata of a Parquet file")

    def _list(self) -> _List:
        head = self._byte()
        count = head >> 4 if head >> 4 < 15 else self._varint()
        kind = head & 15
        of_one = self._byte if kind in (_TRUE, _FALSE) else lambda: self._value(kind)
        return _List(kind, [of_one() for _ in range(count)])

    def _byte(self) -> int:
        (byte,) = self._bytes(1)
        return byte

    def _bytes(self, count: int) -> bytes:
        start, self._at = self._at, self._at + count
        if self._at > len(self._content):
            raise ValueError("the metadata of the Parquet file is cut off")
        return self._content[start : self._at]

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    def _whole_number(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)


def _written_struct(fields: _Struct) -> Iterable[bytes]:
    before = 0
    for field, (kind, value) in fields.items():
        if 0 < field - before < 16:
            yield bytes([field - before << 4 | kind])
        else:
            yield bytes([kind]) + _whole_number(field)
        yield from _written(kind, value)
        before = field
    yield b"\0"


def _written(kind: int, value: Any) -> Iterable[bytes]:
    match kind:
        case 3:
            yield bytes([value])
        case 4 | 5 | 6:
            yield _whole_number(value)
        case 7:
            yield value
        case 8:
            yield _varint(len(value)) + value
        case 9:
            count = len(value.items)
            yield bytes([min(count, 15) << 4 | value.type]) + (_varint(count) if count >= 15 else b"")
            for each in value.items:
                yield from _written(_BYTE if value.type in (_TRUE, _FALSE) else value.type, each)
        case 12:
            yield from _written_struct(value)


def _whole_number(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else ~number << 1 | 1)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)
