"""What the image and the compose file name is there: settings, commands, folders, programs. They are read, not run."""

import json
import re
import tomllib
from pathlib import Path

from ruamel.yaml import YAML

from demokrativillkor.settings import CONFIG, PREFIX, Settings
from tests.support.commands import process

ROOT = Path(__file__).parents[2]
IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SERVICES = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
DATA = re.search(rf"{PREFIX}DATA_FOLDER=(\S+)", IMAGE)[1]
CLIENTS = {"trixie": "17", "bookworm": "15"}
"""The PostgreSQL whose client programs a Debian release has; those of another may not read or restore it."""


def test_every_setting_that_they_name_is_one():
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", IMAGE + (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert {each.lower() for each in named - {CONFIG}} <= Settings.model_fields.keys()
    assert "DATA_FOLDER" in named


def test_the_image_installs_an_extra_that_there_is_under_constraints_that_there_are():
    extra = re.search(r"-c (\S+) '\.\[(\w+)\]'", IMAGE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (ROOT / extra[1]).is_file()
    assert extra[2] in project["optional-dependencies"]


def test_the_command_of_the_image_can_be_given(tmp_path):
    name, *arguments = json.loads(re.search(r"^CMD (\[.*\])$", IMAGE, re.MULTILINE)[1])
    done = process(*arguments, "--show-settings", cwd=tmp_path)
    assert (name, done.returncode) == ("demokrativillkor", 0), done.stderr
    assert b"host = 0.0.0.0\n" in done.stdout


def test_the_image_is_asked_whether_it_lives_where_the_service_listens():
    port = Settings.model_fields["port"].default
    assert f"http://127.0.0.1:{port}/health/live" in IMAGE
    assert f"EXPOSE {port}\n" in IMAGE
    assert SERVICES["service"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_what_is_kept_is_kept_in_a_volume_that_the_user_of_the_image_owns():
    user = re.search(r"^USER (\w+)$", IMAGE, re.MULTILINE)[1]
    assert f"--owner {user} --mode 700 {DATA}\n" in IMAGE
    assert SERVICES["service"]["volumes"] == [f"data:{DATA}"]
    assert SERVICES["service"]["environment"][f"{PREFIX}SIGNING_KEY_FILE"].startswith(f"{DATA}/")


def test_the_image_has_the_programs_that_copy_the_postgresql_beside_it():
    last = IMAGE.rpartition("FROM ")[2]
    assert "postgresql-client" in last
    (release,) = set(re.findall(r"^FROM python:[0-9.]+-slim-(\w+)", IMAGE, re.MULTILINE))
    assert SERVICES["database"]["image"] == f"postgres:{CLIENTS[release]}"
