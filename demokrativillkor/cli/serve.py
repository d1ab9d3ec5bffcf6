"""``demokrativillkor serve``: the service, with its database and its log."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demokrativillkor.cli.exits import say
from demokrativillkor.cli.options import AddedOption
from demokrativillkor.cli.stores import DatabaseOption, DataFolderOption
from demokrativillkor.errors import ConfigurationError

if TYPE_CHECKING:
    from demokrativillkor.settings import Settings
    from demokrativillkor.store import Store

_METRICS = "metrics"
"""Folder in the data folder where workers count together."""

_CONNECTIONS = "connections"
"""File in it: how many connections each worker has, four bytes for each."""

_GENERATION = "rulebook.generation"
"""File in the data folder that tells every worker to read the rules anew."""

_WAITING = 2048
"""Connections that may wait."""


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="Port; 8000 by default, 0 takes one that is free.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=64, help="Server processes.")] = None,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
    added: AddedOption = None,
    authority: Annotated[str | None, typer.Option("--authority", help="Name of the authority on its letters.")] = None,
    authority_address: Annotated[
        str | None, typer.Option("--authority-address", help="Address of the authority on its letters.")
    ] = None,
    appeal_address: Annotated[
        str | None, typer.Option("--appeal-address", help="Where an appeal is handed in; else the authority's address.")
    ] = None,
    appeal_court: Annotated[str | None, typer.Option("--appeal-court", help="Who tries an appeal.")] = None,
    fixtures: Annotated[
        bool, typer.Option("--fixtures", help="Record the synthetic applications first, if nothing is recorded yet.")
    ] = False,
    accept_shorter_log: Annotated[
        str | None,
        typer.Option("--accept-shorter-log", help="Why a log behind its outside checkpoint is used; entered into it."),
    ] = None,
    show_settings: Annotated[
        bool, typer.Option("--show-settings", help="Write the settings, secrets masked, and stop.")
    ] = False,
) -> None:
    """Serve the API. On this machine alone, and without configured access, a one-time address is printed to sign in."""
    from demokrativillkor.settings import load_settings, refuse_open_door, shown
    from demokrativillkor.store.opening import open_store

    options: dict[str, Any] = {"host": host, "port": port, "workers": workers}
    options |= {"data_folder": data_folder and data_folder.absolute(), "database_url": database}
    options |= {"rules_folder": added and added.absolute()}
    options |= {"authority": authority, "authority_address": authority_address}
    options |= {"appeal_address": appeal_address, "appeal_court": appeal_court}
    given = {name: value for name, value in options.items() if value is not None}
    settings = load_settings(**given)
    if show_settings:
        for name, value in shown(settings):
            print(f"{name} = {value}")
        return
    store = open_store(settings, accept_shorter=accept_shorter_log)
    try:
        has_keys = store.has_keys()
        refuse_open_door(settings, has_keys=has_keys)
        if fixtures:
            _record_fixtures(store, settings.unit)
    finally:
        store.close()
    _hand_over(given)
    opened = _listening(settings)
    _say_where(settings, opened.getsockname()[1], has_keys=has_keys)
    _run(settings, opened)


def _record_fixtures(store: Store, unit: str) -> None:
    from demokrativillkor.assess import assess, governing
    from demokrativillkor.errors import InputRejected
    from demokrativillkor.intake import read_application
    from demokrativillkor.packaged import packaged_rulebook
    from demokrativillkor.resources import fixtures_folder
    from demokrativillkor.store import Filters, NewDecision

    if store.decisions(Filters(), limit=1).total:
        return
    book, _ = packaged_rulebook()
    waiting = []
    for path in sorted((fixtures_folder() / "applications").glob("*.json")):
        try:
            application = read_application(path.read_bytes(), book.vocabulary).application
            decision = assess(application, governing(application, book))
        except InputRejected:
            continue  # some fixtures show what is refused
        process = book.rulesets[decision.ruleset.process] if decision.ruleset.process else None
        new = NewDecision(application=application, decision=decision, process=process, unit=unit, subject="fixtures")
        waiting.append(store.record(new))
    for future in waiting:
        future.result()
    say(f"{len(waiting)} synthetic applications are recorded")


def _hand_over(given: dict[str, Any]) -> None:
    """What the command line said, for every worker process."""
    from demokrativillkor.settings import PREFIX

    for name, value in given.items():
        os.environ[f"{PREFIX}{name.upper()}"] = str(value)


def _listening(settings: Settings) -> socket.socket:
    """A socket at which connections wait until the service is ready.

    Raises:
        ConfigurationError: the address cannot be listened on.
    """
    try:
        family, _, _, _, where = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(where)
        opened.listen(_WAITING)
    except OSError as error:
        raise ConfigurationError(
            f"host and port: they cannot be listened on ({error.strerror}); choose another port, or 0 for a free one"
        ) from None
    opened.set_inheritable(True)
    return opened


def _say_where(settings: Settings, port: int, *, has_keys: bool) -> None:
    """Print the address; on this machine alone, and where nobody could sign in, with a token that signs in once."""
    from demokrativillkor.settings import PREFIX

    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    where = f"http://{shown}:{port}"
    if not settings.on_loopback or settings.oidc_issuer or has_keys:
        print(where, flush=True)
        if settings.answers_for_no_name:
            say(
                "public_url: no host name is set, so requests from other machines are refused; set it, or allowed_hosts"
            )
        return
    token = secrets.token_urlsafe(32)
    os.environ[f"{PREFIX}LOCAL_TOKEN"] = token
    print(f"{where}/start?token={token}", flush=True)
    say("this address signs in once; the token works as Authorization: Bearer until the service stops")


def _run(settings: Settings, opened: socket.socket) -> None:
    from uvicorn import Config, Server
    from uvicorn.supervisors import Multiprocess

    class Supervisor(Multiprocess):
        """Keeps the workers running; SIGHUP is about the rules, and restarts nobody."""

        def handle_hup(self) -> None:
            """Make every worker read the rules anew."""
            (settings.data_folder / _GENERATION).write_text(secrets.token_hex(8), encoding="ascii")

    for mark in settings.data_folder.glob("*.opened"):  # sessions that ended with an earlier run
        mark.unlink(missing_ok=True)
    config = Config(
        "api.app:served",
        factory=True,
        http="api.protocol:Protocol",
        loop="api.listening:Loop",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        timeout_graceful_shutdown=settings.graceful_seconds,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
    )
    if settings.workers == 1:
        Server(config).run(sockets=[opened])
        return
    folder = settings.data_folder / _METRICS
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    (folder / _CONNECTIONS).write_bytes(bytes(4 * settings.workers))
    Supervisor(config, sockets=[opened]).run()
