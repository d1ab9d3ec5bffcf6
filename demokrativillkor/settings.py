"""The settings of the service: command line before environment before file before what is built in.

The environment's names are those below in capitals after ``DEMOKRATIVILLKOR_``. The file is TOML with the names as
they stand: ``demokrativillkor.toml`` in the folder where the command runs, or the one that
``DEMOKRATIVILLKOR_CONFIG`` names.
The command line hands its options on as environment, so that every worker process reads the same.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings.exceptions import SettingsError

from demokrativillkor.access import UNIT
from demokrativillkor.bilingual import Language
from demokrativillkor.errors import ConfigurationError

PREFIX = "DEMOKRATIVILLKOR_"
CONFIG = f"{PREFIX}CONFIG"
DEFAULT_FILE = "demokrativillkor.toml"
MASKED = "********"

_EVERY_ADDRESS = ("0.0.0.0", "::")

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""How an access token may be signed: never with a shared secret, never not at all."""


class Settings(BaseSettings):
    """Everything that can be set; each description is what the documentation says."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", hide_input_in_errors=True, frozen=True)

    data_folder: Path = Field(Path("demokrativillkor-data"), description="Folder for what the service keeps.")
    database_url: SecretStr | None = Field(
        None, description="Database as an SQLAlchemy address; SQLite in the data folder by default."
    )
    database_owner_url: SecretStr | None = Field(
        None, description="Database as its owner reaches it, where the service's own role may not change tables."
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes one that is free.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    graceful_seconds: int = Field(30, ge=0, le=600, description="How long requests in flight may take at a stop.")
    public_url: str | None = Field(None, description="Where the service is reached, https://…, without a final slash.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names that requests may be sent to, beside the host, the public one and the loopback."
    )
    contact_name: str = Field("The authority that runs this service", min_length=1, description="Who answers for it.")
    contact_url: str = Field("https://example.org/contact", description="Where to turn, a page.")
    contact_email: str = Field("contact@example.org", pattern="^[^@ ]+@[^@ ]+$", description="Where to turn, by mail.")
    unit: str = Field("local", description="Unit of who signs in with the one-time address.")
    authority: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description="Name of the authority on its letters; by default that of the act.",
    )
    authority_address: str | None = Field(
        None, min_length=1, max_length=300, description="Address of the authority on its letters."
    )
    appeal_address: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description="Where an appeal is handed in; by default the authority's address.",
    )
    appeal_court: str | None = Field(None, min_length=1, max_length=300, description="Who tries an appeal.")
    oidc_issuer: str | None = Field(None, description="Issuer of access tokens, as it stands in them.")
    oidc_audience: str | None = Field(None, description="Audience that access tokens must name.")
    oidc_jwks_url: str | None = Field(None, description="Where the issuer's keys are; https, or http on the loopback.")
    oidc_algorithms: tuple[Algorithm, ...] = Field(("RS256", "ES256"), min_length=1, description="Allowed signatures.")
    oidc_role_claim: str = Field("roles", pattern="^[A-Za-z0-9_.:/-]+$", description="Claim with the role.")
    oidc_unit_claim: str = Field("unit", pattern="^[A-Za-z0-9_.:/-]+$", description="Claim with the unit.")
    key_cache_seconds: float = Field(
        5, ge=0, le=60, description="How long a verified key or token is believed: a revocation works within it."
    )
    local_token: SecretStr | None = Field(
        None, description="Token of the one-time address; made at each start, where no access is configured."
    )
    signing_key_file: Path | None = Field(None, description="Key that signs the log; made in the data folder if unset.")
    checkpoint: str | None = Field(
        None, description="Checkpoint of the log kept out of this machine's reach: a file, or an https address for PUT."
    )
    checkpoint_maximum_age_hours: int = Field(24, ge=1, description="When an outside checkpoint is too old.")
    rules_folder: Path | None = Field(None, description="Folder of rule sets of one's own, beside the packaged ones.")
    engine: Literal["verified", "durable", "reference"] | None = Field(
        None, description="Engine; verified where durable-rules can be loaded, else reference."
    )
    language: Language = Field("sv", description="Language of pages and texts where none is asked for.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file; what is handed over in a call goes first."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_file())

    @field_validator("unit")
    @classmethod
    def _unit_as_units_are_written(cls, unit: str) -> str:
        if not UNIT.fullmatch(unit):
            raise ValueError("write it in lower-case letters, digits and hyphens")
        return unit

    @field_validator("public_url", "contact_url", "oidc_jwks_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and not (_https(url) or _local_http(url)):
            raise ValueError("write an address that begins with https:// (http:// on the loopback alone)")
        return url.rstrip("/") if url is not None else None

    @model_validator(mode="after")
    def _all_of_oidc(self) -> Settings:
        given = [self.oidc_issuer, self.oidc_audience, self.oidc_jwks_url]
        if any(given) and not all(given):
            raise ValueError("oidc_issuer, oidc_audience and oidc_jwks_url are set together")
        return self

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine reaches the service."""
        return is_loopback(self.host)

    @property
    def answers_for_no_name(self) -> bool:
        """Whether the service listens to other machines, at every address, under no name that they could ask for."""
        return self.host in _EVERY_ADDRESS and not self.public_url and not self.allowed_hosts

    @property
    def database(self) -> str:
        """The address of the database, secrets included."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_folder / 'demokrativillkor.db'}"


def load_settings(**given: Any) -> Settings:
    """The settings; what is ``given`` goes before all else.

    Raises:
        ConfigurationError: each setting that cannot be used, with where it was set. No value is repeated.
    """
    unknown = list(_unknown_variables(os.environ))
    if unknown:
        raise ConfigurationError("\n".join(unknown))
    try:
        return Settings(**given)
    except ValidationError as invalid:
        raise ConfigurationError("\n".join(_problems(invalid, given))) from None
    except SettingsError as error:
        name = re.search('field "([a-z_]+)"', str(error))
        where = f"{PREFIX}{name[1].upper()}" if name else "a variable of the environment"
        raise ConfigurationError(f'{where}: this is no list; write it as JSON, ["…", "…"]') from None
    except (OSError, ValueError):
        raise ConfigurationError(f"{_file()}: the file cannot be read as TOML; check that it is") from None


def refuse_open_door(settings: Settings, *, has_keys: bool) -> None:
    """Stop a service that others could reach and that nobody has to sign in to.

    Raises:
        ConfigurationError: the service would listen to other machines, and no access is configured.
    """
    if not (settings.on_loopback or settings.oidc_issuer or has_keys):
        raise ConfigurationError(
            "host: other machines would reach the service and no access is configured; "
            "set oidc_issuer, make an API key first, or listen on 127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether the host is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def shown(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each setting by name as it may be shown: secrets are masked, passwords in addresses too."""
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if name == "database_owner_url" and value is not None:
            yield name, masked_url(value.get_secret_value())
        elif name == "database_url":
            yield name, masked_url(settings.database)
        elif isinstance(value, SecretStr):
            yield name, MASKED
        elif isinstance(value, tuple):
            yield name, ", ".join(value)
        else:
            yield name, masked_url(value) if isinstance(value, str) else "" if value is None else str(value)


def masked_url(text: str) -> str:
    """The address without its password and without the values of its query; any other text as it is."""
    parts = urlsplit(text)
    user, at, host = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    netloc = f"{name}{colon}{MASKED if colon else ''}{at}{host}"
    query = re.sub("=[^&]*", f"={MASKED}", parts.query)
    asked = f"?{query}" if query else ""
    return f"{parts.scheme}://{netloc}{parts.path}{asked}" if parts.scheme and "//" in text else text


def _file() -> Path:
    return Path(os.environ.get(CONFIG, DEFAULT_FILE))


def _https(url: str) -> bool:
    return bool(re.fullmatch(r"https://[^/?#\s@]+(/[^?#\s]*)?", url))


def _local_http(url: str) -> bool:
    return bool(re.fullmatch(r"http://[^/?#\s@]+(/[^?#\s]*)?", url)) and is_loopback(urlsplit(url).hostname or "")


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            yield f"{name}: there is no such setting; " + (f"did you mean {near[0]}?" if near else "remove it")


def _problems(invalid: ValidationError, given: Mapping[str, Any]) -> Iterator[str]:
    for error in invalid.errors(include_url=False, include_input=False, include_context=False):
        name = str(error["loc"][0]) if error["loc"] else "oidc_issuer"
        if error["type"] == "extra_forbidden":
            near = difflib.get_close_matches(name, Settings.model_fields, 1)
            remedy = f"did you mean {near[0]}?" if near else "see `demokrativillkor serve --show-settings`"
            yield f"{_file()}: there is a setting that does not exist; {remedy}"
        else:
            words = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
            yield f"{_origin(name, given)}: this cannot be used; {words}"


def _origin(name: str, given: Mapping[str, Any]) -> str:
    """Where the setting was set."""
    if name in given:
        return name
    variable = f"{PREFIX}{name.upper()}"
    return variable if variable in os.environ else f"{_file()}: {name}"
