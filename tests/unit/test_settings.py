"""Settings: where they come from, and what is said of those that cannot be used."""

import os
from pathlib import Path

import pytest

from demokrativillkor.errors import ConfigurationError
from demokrativillkor.settings import PREFIX, load_settings, masked_url, refuse_open_door, shown


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_what_is_given_goes_before_the_environment_before_the_file_before_what_is_built_in(monkeypatch):
    Path("demokrativillkor.toml").write_text('port = 1\nworkers = 2\nunit = "file"\n')
    monkeypatch.setenv(f"{PREFIX}PORT", "3")
    monkeypatch.setenv(f"{PREFIX}WORKERS", "4")
    settings = load_settings(port=5)
    assert (settings.port, settings.workers, settings.unit, settings.host) == (5, 4, "file", "127.0.0.1")


def test_the_file_is_the_one_that_the_environment_names(monkeypatch, tmp_path):
    (tmp_path / "other.toml").write_text("port = 9\n")
    monkeypatch.setenv(f"{PREFIX}CONFIG", "other.toml")
    assert load_settings().port == 9


@pytest.mark.parametrize(
    ("file", "environment", "said"),
    [
        ('port = "hemligt"', {}, "demokrativillkor.toml: port: this cannot be used"),
        ("prot = 1", {}, "did you mean port?"),
        ("hemligt = [", {}, "cannot be read as TOML"),
        ("", {"WORKERS": "hemligt"}, f"{PREFIX}WORKERS: this cannot be used"),
        ("", {"ALLOWED_HOSTS": "hemligt"}, f"{PREFIX}ALLOWED_HOSTS: this is no list"),
        ("", {"UNIT": "Hemligt å"}, f"{PREFIX}UNIT: this cannot be used; write it in lower-case"),
        ("", {"OIDC_ISSUER": "hemligt"}, "are set together"),
        ("", {"OIDC_JWKS_URL": "http://hemligt.example"}, "begins with https://"),
        ("", {"OIDC_ALGORITHMS": '["HS256"]'}, f"{PREFIX}OIDC_ALGORITHMS"),
        ("", {"OIDC_ALGORITHMS": '["none"]'}, f"{PREFIX}OIDC_ALGORITHMS"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_place_and_never_its_value(
    monkeypatch, file, environment, said
):
    if file:
        Path("demokrativillkor.toml").write_text(file)
    for name, value in environment.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    assert said in str(refused.value)
    assert "hemligt" not in str(refused.value).lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_on_this_machine_alone_nobody_need_be_able_to_sign_in(host):
    refuse_open_door(load_settings(host=host), has_keys=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "service.example"])
def test_for_other_machines_somebody_must_be_able_to(host):
    with pytest.raises(ConfigurationError, match="no access is configured"):
        refuse_open_door(load_settings(host=host), has_keys=False)
    refuse_open_door(load_settings(host=host), has_keys=True)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("postgresql://u:p@h/d?password=p&x=p", "postgresql://u:********@h/d?password=********&x=********"),
        ("sqlite:///folder/file.db", "sqlite:///folder/file.db"),
        ("plain text", "plain text"),
    ],
)
def test_an_address_is_shown_without_its_password(url, masked):
    assert masked_url(url) == masked


def test_no_secret_is_shown():
    settings = load_settings(database_url="postgresql://u:hemligt@h/d", local_token="hemligt")
    assert "hemligt" not in str(dict(shown(settings)))
    assert "hemligt" not in repr(settings)
