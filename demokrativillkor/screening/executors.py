"""Where chunks are screened: in this process, in several on this machine, or on a Dask cluster."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from demokrativillkor.errors import ConfigurationError

_THREADS = "POLARS_MAX_THREADS"

_OVERLAPPING = min(2, os.cpu_count() or 1)
"""Chunks at a time in one process: Polars uses every core, and Python works on one chunk while it does on another."""


@contextmanager
def executor(workers: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Who does the tasks, and how many of them at a time.

    Args:
        workers: processes on this machine; 1 is this one.
        scheduler: address of a Dask scheduler, whose workers see the same folders as this machine.

    Raises:
        ConfigurationError: Dask is not installed, or nobody answers there.
    """
    if scheduler is not None:
        with _dask(scheduler) as (there, many):
            yield there, many
    elif workers == 1:
        with ThreadPoolExecutor(_OVERLAPPING) as threads:
            yield threads, _OVERLAPPING
    else:
        with _few_threads(workers), _processes(workers) as pool:
            yield pool, workers


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


@contextmanager
def _few_threads(workers: int) -> Iterator[None]:
    """Let the processes that are begun in here share the cores."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = str(max(1, (os.cpu_count() or 1) // workers))
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


@contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ConfigurationError(
            "--scheduler needs Dask, which is not installed here; install demokrativillkor[scaleout]"
        ) from None
    try:
        client = distributed.Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError):
        raise ConfigurationError("nobody answers at the address given with --scheduler; check it") from None
    with client:
        many = sum(client.nthreads().values())
        yield client.get_executor(pure=False, retries=2), max(1, 2 * many)
