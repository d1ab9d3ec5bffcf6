"""The guide to one application, followed to the letter against a running service."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.needs import left_out
from tests.support.serving import serving

DOCS = Path(__file__).parents[2] / "docs"


def blocks(text, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_command_of_the_guide_does_what_it_says(language, tmp_path):
    if shutil.which("curl") is None:
        left_out("curl is not installed here (the Debian package curl); the guide is not followed", "REQUIRE_CURL")
    guide = (DOCS / f"one-application.{language}.md").read_text(encoding="utf-8")
    for name, content in zip(("application", "reader", "signed"), blocks(guide, "json"), strict=True):
        (tmp_path / f"{name}.json").write_text(content, encoding="utf-8")
    script = "\necho; echo =====\n".join(blocks(guide, "sh"))
    with serving(tmp_path) as served:
        token = served.bearer["Authorization"].split()[1]
        environment = {**os.environ, "SERVICE": served.api, "TOKEN": token}
        done = subprocess.run(
            ["sh", "-eu", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
    assert (done.returncode, done.stderr) == (0, "")
    asked, recorded, listed, letter, event, signature = done.stdout.split("=====\n")
    assert json.loads(asked)["decision"]["outcome"] == "ineligible"
    decision_id = json.loads(recorded)["decisionId"]
    assert [each["decisionId"] for each in json.loads(listed)["items"]] == [decision_id]
    assert json.loads((tmp_path / "trace.json").read_bytes())["language"] == language
    assert f'<html lang="{language}">' in (tmp_path / "letter.html").read_text(encoding="utf-8")
    assert {"en": "DRAFT", "sv": "UTKAST"}[language] in letter
    assert json.loads(event)["event"] == "second_reader"
    refused = json.loads(signature)
    assert (refused["status"], refused["type"]) == (409, "/problem/signature-blocked")
    assert "Administrative Procedure Act (2017:900), section 23" in refused["errors"][0]["detail"]
