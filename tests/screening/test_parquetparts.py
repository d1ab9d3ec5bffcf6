"""Parquet files put together hold the rows of all, and are read as any other file."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from demokrativillkor.screening.parquetparts import join_parquet


def table(rows, words):
    numbers = pl.int_range(rows, dtype=pl.Int64)
    return pl.select(
        number=numbers,
        text=pl.format("id-{}", numbers),
        word=pl.lit(pl.Series(words)).gather(numbers % len(words)),
        day=pl.lit(date(2026, 4, 15)),
        nothing=pl.lit(None, pl.String),
        count=(numbers % 7).cast(pl.UInt32),
        yes=numbers % 2 == 0,
    )


@pytest.mark.parametrize("sizes", [[1000], [0, 1], [300, 0, 700, 5], [40] * 20])
def test_files_put_together_are_one_table(sizes, tmp_path):
    parts, tables = [], []
    for number, size in enumerate(sizes):
        each = table(size, ["all", f"only-{number}", None])
        enumerated = each.with_columns(pl.col("word").cast(pl.Enum(each["word"].drop_nulls().unique().sort())))
        parts.append(tmp_path / f"{number}.parquet")
        enumerated.write_parquet(parts[-1], row_group_size=128)
        tables.append(each)
    join_parquet(parts, tmp_path / "whole.parquet")
    whole = pl.concat(tables)
    assert_frame_equal(pl.read_parquet(tmp_path / "whole.parquet"), whole)
    some = pl.scan_parquet(tmp_path / "whole.parquet").filter(pl.col("number") > 250).collect()
    assert_frame_equal(some, whole.filter(pl.col("number") > 250))


@pytest.mark.parametrize("cut", [1, 9, 400])
def test_a_file_that_is_cut_off_is_not_put_together(cut, tmp_path):
    part = tmp_path / "part.parquet"
    table(100, ["all"]).write_parquet(part)
    part.write_bytes(part.read_bytes()[:-cut])
    with pytest.raises((ValueError, OSError)):
        join_parquet([part], tmp_path / "whole.parquet")
