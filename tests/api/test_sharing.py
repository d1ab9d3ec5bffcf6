"""What the workers of a service divide among themselves: connections, as each counts them, and processors."""

import os
from itertools import chain

import pytest

from api.sharing import CONNECTIONS, Shares


def test_a_worker_is_ahead_when_it_has_more_connections_than_another(shared_file, another_worker):
    own = Shares(shared_file)
    another_worker(1)
    assert [(own.add(1), own.is_ahead)[1] for _ in range(3)] == [False, True, True]
    assert [(own.add(-1), own.is_ahead)[1] for _ in range(3)] == [True, False, False]


def test_the_place_of_a_worker_that_ended_is_the_next_ones_which_starts_at_none(shared_file, another_worker):
    own = Shares(shared_file)
    own.add(1)
    worker = another_worker(5)
    assert not own.is_ahead
    worker.kill()
    worker.wait(60)
    another_worker(0)
    assert own.is_ahead


def test_a_worker_without_a_place_counts_nothing_and_leaves_nothing_to_others(shared_file, another_worker):
    for _ in range(2):
        another_worker(1)
    one_too_many = Shares(shared_file)
    one_too_many.add(7)
    assert not one_too_many.is_ahead
    assert shared_file.read_bytes() == (1).to_bytes(4, "little") * 2


def shares_of(folder, workers, place):
    """The shares of the worker in that place."""
    path = folder / f"{CONNECTIONS}-{workers}"
    path.write_bytes(bytes(4 * workers))
    shared = Shares(path)
    shared._own = place
    return shared


@pytest.mark.parametrize("workers", range(1, 6))
@pytest.mark.parametrize("allowed", [range(5), range(8), (1, 3, 4, 6, 7)])
def test_every_processor_that_the_service_may_use_is_one_workers_alone(tmp_path, monkeypatch, allowed, workers):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(allowed))
    parts = [sorted(shares_of(tmp_path, workers, place).processors) for place in range(workers)]
    assert sorted(chain.from_iterable(parts)) == list(allowed)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize(("workers", "place"), [(3, 0), (3, 2), (2, None)])
def test_a_worker_without_a_place_or_with_too_few_processors_for_all_uses_any(tmp_path, monkeypatch, workers, place):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 5})
    assert shares_of(tmp_path, workers, place).processors == {2, 5}


def test_where_the_system_forbids_it_a_worker_runs_anywhere(tmp_path, monkeypatch):
    asked = []

    def forbidden(_, processors):
        asked.append(processors)
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbidden)
    shared = shares_of(tmp_path, 1, 0)
    shared.keep_to_processors()
    assert asked == [shared.processors]
