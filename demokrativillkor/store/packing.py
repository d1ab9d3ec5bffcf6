"""Documents made small: Zstandard (RFC 8878) with a dictionary, since canonical JSON repeats itself.

The dictionary is made of synthetic documents (``python -m benchmarks.dictionary``): it may hold nothing that an
authority must be able to erase. It is part of the package and stands in the database too, so that what is packed there
can be read without this software. Documents packed without a dictionary are read as well.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from threading import local

import zstandard

from demokrativillkor.store.errors import StoreUnavailable

DICTIONARY = 32_769
"""The number of the dictionary, told in what is packed with it; RFC 8878 § 5 leaves those from 32,768 on free."""

LEVEL = 3

_HOW = zstandard.ZstdCompressionParameters.from_level(
    LEVEL,
    window_log=20,
    chain_log=12,
    hash_log=12,
    write_content_size=True,
    write_dict_id=True,
    write_checksum=False,
)
"""That level, with tables that leave room in a processor's cache; what is as small as a decision packs as well."""

_LARGEST = 1 << 26
"""Bytes that a packed document may unpack to: a damaged one must not fill the memory."""

_ONE_FRAME = (0, False, False)
"""``max_output_size`` (the frame says it), ``read_across_frames``, ``allow_extra_data``: by name they cost more."""


@cache
def dictionary(number: int) -> bytes:
    """The dictionary of that number. One that was ever in a release never changes."""
    return files("demokrativillkor.store").joinpath("dictionaries", f"{number}.zdict").read_bytes()


class _Codecs(local):
    """A codec is not to be shared between threads."""

    def __init__(self) -> None:
        ready = zstandard.ZstdCompressionDict(dictionary(DICTIONARY))
        ready.precompute_compress(compression_params=_HOW)
        self.pack = zstandard.ZstdCompressor(compression_params=_HOW, dict_data=ready).compress
        self.unpack = zstandard.ZstdDecompressor(dict_data=ready).decompress


_CODECS = _Codecs()


def pack(content: bytes) -> bytes:
    """The content packed."""
    return _CODECS.pack(content)


NOTHING = pack(b"{}")
"""What most decisions have kept aside, packed."""


def unpack(packed: bytes) -> bytes:
    """The content again.

    Raises:
        DamagedDocument: these are no packed bytes.
    """
    try:
        if 0 <= zstandard.frame_content_size(packed) <= _LARGEST:
            return _CODECS.unpack(packed, *_ONE_FRAME)
    except zstandard.ZstdError:
        pass
    raise DamagedDocument("a stored document is damaged; run `demokrativillkor audit verify`")


class DamagedDocument(StoreUnavailable):
    """A stored document cannot be unpacked."""
