"""Killed under load, at any moment: what was acknowledged is there, nothing is there twice, and the log has no gap."""

import hashlib
import os
import random
import signal
from time import sleep

from tests.support.commands import process
from tests.support.kept import Kept, Load, client_of, made_of, record
from tests.support.serving import eventually, serving, start, stop

ROUNDS = 20 if os.environ.get("KILL_TWENTY_TIMES") else 5
CLIENTS = 8
"""With two workers, several requests are in each commit."""


def asked_again(served, load):
    """Every request of the load again, under its key: the decision that each of them made."""
    with client_of(served) as client:
        for key, (decision_id, digest) in list(load.acknowledged.items())[-CLIENTS:]:
            canonical = client.get(f"{served.api}/decisions/{decision_id}/canonical")
            assert "sha256:" + hashlib.sha256(canonical.content).hexdigest() == digest, key
        found = {key: made_of(record(served, client, key)) for key in load.asked}
    assert load.acknowledged.items() <= found.items()
    return {decision_id for decision_id, _ in found.values()}


def test_every_decision_that_was_acknowledged_outlives_a_kill_and_none_is_there_twice(kept):
    moment, made = random.Random(f"{ROUNDS} {kept.address[:6]}"), set()
    served = start(kept.folder, "--workers", "2", **kept.environment)
    try:
        for round_ in range(ROUNDS):
            assert served.has_workers(2)
            load = Load(served, f"round-{round_}", CLIENTS)
            assert load.under_way(), served.said
            sleep(moment.uniform(0, 0.3))
            stop(served, signal.SIGKILL)
            assert load.over()
            assert len(load.acknowledged) < len(load.asked)  # some were in the middle of it
            there = set(kept.decisions())
            assert made | {decision_id for decision_id, _ in load.acknowledged.values()} <= there
            served = start(kept.folder, "--workers", "2", **kept.environment)
            made |= asked_again(served, load)
            assert load.refused == []
            assert set(kept.decisions()) == made
    finally:
        stop(served)
    done = process("audit", "verify", "--data-folder", str(kept.folder / "data"), environment=kept.environment)
    assert done.returncode == 0, done.stderr


def test_a_database_server_that_is_killed_under_load_keeps_what_was_acknowledged(tmp_path, server):
    kept = Kept.postgresql(tmp_path, server.new_database())
    with serving(kept.folder, "--workers", "2", **kept.environment) as served:
        load = Load(served, "load", CLIENTS)
        assert load.under_way(), served.said
        server.kill()
        assert eventually(lambda: load.refused)
        server.start()
        with client_of(served) as client:
            assert eventually(lambda: client.get("/health/ready").status_code == 200)
        assert load.over()
        assert set(load.refused) == {503}
        acknowledged = {decision_id for decision_id, _ in load.acknowledged.values()}
        assert acknowledged <= set(kept.decisions())
        made = asked_again(served, load)
        assert set(kept.decisions()) == made
