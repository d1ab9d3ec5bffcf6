"""The OpenAPI document is a promise: whatever is sent to an operation is answered as it says, over HTTP."""

import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from api.problemtypes import TYPES
from tests.support.serving import serving

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"

CONFIG = """
seed = 1
[generation]
deterministic = true
max-examples = 3
[checks]
# Schemathesis' own lists leave out 414 and 431, which the edge answers with before anything else is looked at.
negative_data_rejection.expected-statuses = ["4xx", "503"]
missing_required_header.expected-statuses = ["4xx", "503"]
# A schema cannot say which rule sets there are, what an act asks for, or which days have come.
positive_data_acceptance.enabled = false
"""

THERE = """
[parameters]
"path.decisionId" = "{decision}"
"path.fact" = "actor"
"path.ruleset" = "sou-2019-35"
"header.If-Match" = '{etag}'
"""
"""Parameters that lead to something."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), "--fixtures") as service:
        yield service


def sent(served, folder, config, *options):
    """Run Schemathesis; every request it sent and what was answered."""
    (folder / "schemathesis.toml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", str(DOCUMENT)]
    bearer = [f"{name}:{value}" for name, value in served.bearer.items()]
    done = subprocess.run(
        [*command, "--url", served.api, "--header", *bearer, "--report-har-path", "sent.har", "--no-color", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads((folder / "sent.har").read_text(encoding="utf-8"))["log"]["entries"]


def test_whatever_is_sent_is_answered_as_the_document_says(served, tmp_path):
    entries = sent(served, tmp_path, CONFIG, "--phases", "coverage,fuzzing")
    refused = [each["response"] for each in entries if each["response"]["status"] >= 400]
    assert {each["content"]["mimeType"] for each in refused} == {"application/problem+json"}
    assert {json.loads(each["content"]["text"])["type"].removeprefix("/problem/") for each in refused} <= set(TYPES)


def test_what_is_there_is_answered_as_the_document_says(served, tmp_path):
    (decision,) = httpx2.get(f"{served.api}/decisions?limit=1", headers=served.bearer, timeout=60).json()["items"]
    read = httpx2.get(f"{served.api}/decisions/{decision['decisionId']}", headers=served.bearer, timeout=60)
    there = THERE.format(decision=decision["decisionId"], etag=read.headers["etag"])
    options = ("--include-path-regex", r"\{", "--mode", "positive", "--phases", "coverage")
    answered = {each["response"]["status"] for each in sent(served, tmp_path, CONFIG + there, *options)}
    assert 200 in answered
