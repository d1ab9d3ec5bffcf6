"""The service as it is run: in a process of its own, by the command."""

import re
import shutil
import signal
import socket
import subprocess
import sys

import httpx2
import pytest

from demokrativillkor.resources import fixtures_folder
from tests.support import installed
from tests.support.commands import process
from tests.support.service import PREFIX
from tests.support.serving import eventually, serving

EXAMPLE = (fixtures_folder() / "applications" / "violence-by-board-member-at-event.json").read_bytes()
JSON = {"content-type": "application/json"}


def test_the_one_time_address_opens_one_session_and_the_service_stops_in_good_order(tmp_path):
    with serving(tmp_path) as served:
        with httpx2.Client(base_url=served.base, timeout=60) as browser:
            assert browser.get("/health/ready").status_code == 200
            assert browser.get(f"{PREFIX}/facts").status_code == 401
            first = browser.get(served.address)
            assert (first.status_code, first.headers["location"]) == (303, "/docs")
            cookie = first.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert browser.get(f"{PREFIX}/facts").status_code == 200
            assert httpx2.get(served.address, timeout=60).status_code == 401
            assert browser.get("/docs").status_code == 200
        answer = httpx2.post(
            f"{served.api}/assessments", content=EXAMPLE, headers={**JSON, **served.bearer}, timeout=60
        )
        assert answer.json()["decision"]["outcome"] == "ineligible"
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) in (0, -signal.SIGTERM)
    assert served.address.partition("token=")[2] not in served.said
    assert "A-2026" not in served.said
    requests = [line for line in served.logged if line["event"] == "request"]
    assert {"event", "id", "method", "route", "status", "ms", "at", "level"} == set(requests[0])
    assert any(line["event"] == "stopped" for line in served.logged)


def test_the_garbage_collector_passes_over_what_a_server_process_has_loaded_and_over_nothing_that_is_imported(tmp_path):
    program = (
        "import gc\n"
        "of_python = gc.get_freeze_count()\n"
        "import api.app\n"
        "imported = gc.get_freeze_count() - of_python\n"
        "app = api.app.served()\n"
        "print(imported, gc.get_freeze_count() > 10 * len(gc.get_objects()))\n"
        "app.state.store.close()\n"
    )
    environment = installed.environment(DEMOKRATIVILLKOR_DATA_FOLDER=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["0", "True"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_new_rules_become_active_in_every_worker_without_a_restart_and_broken_ones_never(tmp_path, workers):
    rules = tmp_path / "rules"
    shutil.copytree(fixtures_folder() / "municipal-example", rules)
    (named,) = [path.parent.name for path in rules.glob("*/ruleset.yaml")]
    head = rules / named / "ruleset.yaml"
    original = head.read_text(encoding="utf-8")
    with serving(tmp_path, "--rules-folder", str(rules), "--workers", workers) as served:

        def digests():
            """Those that the workers answer with, each asked over connections of its own."""
            found = set()
            for _ in range(12):
                answer = httpx2.get(f"{served.api}/rulesets/{named}", headers=served.bearer, timeout=60)
                found.add(answer.headers["etag"])
            return found

        def entered():
            """What the log says became active, at each of its entries about the rulebook."""
            asked = {"headers": served.bearer, "params": {"limit": 100}, "timeout": 60}
            items = httpx2.get(f"{served.api}/log/entries", **asked).json()["items"]
            return [each["entry"]["ruleSets"][named] for each in items if each["entry"]["kind"] == "rulebook"]

        assert served.has_workers(int(workers))  # else a late one begins with what is written below
        (before,) = digests()
        assert len(entered()) == 1
        head.write_text(original + "\nnonsense: true\n", encoding="utf-8")
        served.process.send_signal(signal.SIGHUP)
        assert eventually(lambda: "rulebook refused" in served.said)
        assert digests() == {before}
        assert len(entered()) == 1
        version = re.search('^version: "?([^"\n]+)"?$', original, re.MULTILINE)[0]
        head.write_text(original.replace(version, 'version: "99"'), encoding="utf-8")
        served.process.send_signal(signal.SIGHUP)
        assert eventually(lambda: before not in digests())
        assert len(entered()) == len(set(entered())) == 2
        assert served.process.poll() is None


def test_settings_are_shown_with_secrets_masked(tmp_path):
    done = process(
        *("serve", "--show-settings", "--port", "8123", "--authority", "Myndigheten X"),
        *("--authority-address", "Box 1", "--appeal-address", "Box 2", "--appeal-court", "Rätten"),
        environment={
            "DEMOKRATIVILLKOR_DATABASE_URL": "postgresql://app:hemligt@db/x?password=hemligt",
            "DEMOKRATIVILLKOR_LOCAL_TOKEN": "hemligt",
        },
        cwd=tmp_path,
    )
    assert done.returncode == 0
    assert b"port = 8123" in done.stdout
    head = {"authority": "Myndigheten X", "authority_address": "Box 1"}
    head |= {"appeal_address": "Box 2", "appeal_court": "Rätten"}
    assert all(f"{name} = {value}\n" in done.stdout.decode() for name, value in head.items())
    assert b"database_url = postgresql://app:********@db/x?password=********" in done.stdout
    assert b"hemligt" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "said"),
    [
        (["--port", "99999"], {}, 2, b"--port"),
        (["--database", "hemligt"], {}, 7, b"database"),
        ([], {"DEMOKRATIVILLKOR_PORT": "hemligt"}, 7, b"DEMOKRATIVILLKOR_PORT: this cannot be used"),
        ([], {"DEMOKRATIVILLKOR_PROT": "1"}, 7, b"did you mean DEMOKRATIVILLKOR_PORT?"),
        (["--host", "0.0.0.0"], {}, 7, b"no access is configured"),
    ],
)
def test_what_cannot_be_served_is_refused_with_place_and_remedy_and_no_value(
    tmp_path, arguments, environment, code, said
):
    done = process("serve", "--data-folder", str(tmp_path), *arguments, environment=environment, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert b"hemligt" not in done.stdout + done.stderr


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = process("serve", "--data-folder", str(tmp_path), "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 7
    assert b"choose another port" in done.stderr
