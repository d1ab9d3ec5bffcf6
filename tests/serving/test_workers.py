"""Two worker processes are one service: rules read anew in each, sums of what each has counted, hosts that are known."""

import os
import re
import shutil
import socket
import struct
from array import array
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from demokrativillkor.resources import fixtures_folder
from tests.support.commands import process
from tests.support.kept import BODY, JSON
from tests.support.serving import eventually, serving

NAMED = "municipal-example"
REQUESTS = 40


def counted(text, **labels):
    """The sum over the lines of the requests counter with these labels."""
    wanted = [f'{name}="{value}"' for name, value in labels.items()]
    lines = [each for each in text.splitlines() if each.startswith("demokrativillkor_requests_total{")]
    return sum(float(each.rpartition(" ")[2]) for each in lines if all(label in each for label in wanted))


def test_a_reload_over_http_reaches_every_worker_and_any_worker_tells_the_sums_of_all(tmp_path):
    rules = tmp_path / "rules"
    shutil.copytree(fixtures_folder() / NAMED, rules)
    (head,) = rules.glob("*/ruleset.yaml")
    text = head.read_text(encoding="utf-8")
    with serving(tmp_path, "--rules-folder", str(rules), "--workers", "2") as served:
        assert served.has_workers(2)

        def asked(method, path, **options):
            """Over a connection of its own, which any worker takes."""
            return httpx2.request(
                method, f"{served.base}{path}", headers={**JSON, **served.bearer}, timeout=60, **options
            )

        api = served.api.removeprefix(served.base)
        head.write_text(re.sub("(?m)^version: .*$", 'version: "99"', text), encoding="utf-8")
        active = asked("POST", f"{api}/rulebook/reload").json()["rulesets"][head.parent.name]
        assert eventually(lambda: served.said.count("rulebook active: ") == 2)
        etags = {asked("GET", f"{api}/rulesets/{head.parent.name}").headers["etag"] for _ in range(12)}
        assert etags == {f'"{active}"'}

        for _ in range(REQUESTS):
            assert asked("POST", f"{api}/assessments", content=BODY).status_code == 200
        for _ in range(6):
            answer = asked("GET", "/metrics")
            assert counted(answer.text, route=f"{api}/assessments", status="200") == REQUESTS
            assert counted(answer.text, route=f"{api}/rulebook/reload", method="POST") == 1
        workers = {path.name for path in (tmp_path / "data" / "metrics").glob("counter_*.db")}
        assert len(workers) == 2


def test_connections_that_are_kept_are_shared_by_the_workers_and_counted_until_they_end(tmp_path):
    with serving(tmp_path, "--workers", "2") as served:
        assert served.has_workers(2)
        file = tmp_path / "data" / "metrics" / "connections"

        def counts():
            return array("i", file.read_bytes())

        assert eventually(lambda: sum(counts()) == 0)  # whoever looked for the service has gone
        where = urlsplit(served.base)
        with ExitStack() as kept:
            for number in range(1, 9):
                connection = kept.enter_context(socket.create_connection((where.hostname, where.port), timeout=60))
                connection.sendall(f"GET /health/live HTTP/1.1\r\nHost: {where.hostname}\r\n\r\n".encode())
                assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
                assert sum(counts()) == number
            assert min(counts()) >= 1
            for _ in range(20):
                with socket.create_connection((where.hostname, where.port), timeout=60) as given_up:
                    given_up.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            assert eventually(lambda: sum(counts()) == 8)
        assert eventually(lambda: sum(counts()) == 0)


def test_each_worker_keeps_to_processors_of_its_own_with_all_its_threads(tmp_path):
    with serving(tmp_path, "--workers", "2") as served:
        assert served.has_workers(2)
        counters = (tmp_path / "data" / "metrics").glob("counter_*.db")
        workers = [int(path.stem.removeprefix("counter_")) for path in counters]
        own = [os.sched_getaffinity(worker) for worker in workers]
        assert len(own) == 2
        for worker, processors in zip(workers, own, strict=True):
            threads = [os.sched_getaffinity(int(task.name)) for task in Path(f"/proc/{worker}/task").iterdir()]
            elsewhere = [each for each in threads if each != processors]
            assert len(threads) >= 3  # the loop's, the log's writer, and uvicorn's that says the worker is alive
            assert len(elsewhere) <= 1  # that one is older than the loop
        everywhere = os.sched_getaffinity(0)
        assert own[0] | own[1] == everywhere
        assert own[0].isdisjoint(own[1]) or len(everywhere) == 1


@pytest.mark.parametrize(("allowed", "status"), [(None, 400), ("bidrag.example", 200)])
def test_a_service_that_listens_to_others_under_no_name_says_when_it_starts_that_they_are_refused(
    tmp_path, allowed, status
):
    made = process(
        "keys", "new", "--role", "admin", "--unit", "it", "--for", "test", "--data-folder", str(tmp_path / "data")
    )
    assert made.returncode == 0, made.stderr
    names = {"DEMOKRATIVILLKOR_ALLOWED_HOSTS": f'["{allowed}"]'} if allowed else {}
    with serving(tmp_path, "--host", "0.0.0.0", **names) as served:
        port = served.base.rpartition(":")[2]
        answer = httpx2.get(f"http://127.0.0.1:{port}/health/live", headers={"host": "bidrag.example"}, timeout=60)
        assert answer.status_code == status
        here = httpx2.get(f"http://127.0.0.1:{port}/health/live", timeout=60)
        assert here.status_code == 200
    told = "public_url: no host name is set, so requests from other machines are refused; set it, or allowed_hosts"
    assert (told in served.said) == (allowed is None)
