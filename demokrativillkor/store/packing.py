"""Documents made small: Zstandard (RFC 8878), since canonical JSON repeats itself."""

from __future__ import annotations

from threading import local

import zstandard

from demokrativillkor.store.errors import StoreUnavailable

_LARGEST = 1 << 26
"""Bytes that a packed document may unpack to: a damaged one must not fill the memory."""


class _Codecs(local):
    """A codec is not to be shared between threads."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(level=3, write_checksum=False).compress
        self.unpack = zstandard.ZstdDecompressor().decompress


_CODECS = _Codecs()


def pack(content: bytes) -> bytes:
    """The content packed."""
    return _CODECS.pack(content)


def unpack(packed: bytes) -> bytes:
    """The content again.

    Raises:
        DamagedDocument: these are no packed bytes.
    """
    try:
        return _CODECS.unpack(packed, max_output_size=_LARGEST)
    except zstandard.ZstdError:
        raise DamagedDocument("a stored document is damaged; run `demokrativillkor audit verify`") from None


class DamagedDocument(StoreUnavailable):
    """A stored document cannot be unpacked."""
