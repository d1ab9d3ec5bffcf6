"""What is looked at when metrics are asked for."""

import re

from tests.support.service import BEARER, client_of, settings_of


def told(client, name):
    text = client.get("/metrics", headers=BEARER).text
    return [float(value) for value in re.findall(rf"^{name} (.*)$", text, re.MULTILINE)]


def test_the_size_of_the_log_and_the_age_of_the_checkpoint_outside_are_told(rulebook, store, tmp_path):
    outside = tmp_path / "checkpoint.txt"
    client = client_of(rulebook, store=store, settings=settings_of(data_folder=tmp_path, checkpoint=str(outside)))
    assert told(client, "demokrativillkor_log_entries") == [store.log.size]
    assert told(client, "demokrativillkor_checkpoint_age_seconds") == []
    outside.write_text(store.issue_checkpoint(), encoding="utf-8")
    (age,) = told(client, "demokrativillkor_checkpoint_age_seconds")
    assert age >= 0


def test_without_a_database_everything_else_is_told(rulebook):
    client = client_of(rulebook)
    assert told(client, "demokrativillkor_log_entries") == []
    assert told(client, "demokrativillkor_engine_disagreements_total") == [0]
