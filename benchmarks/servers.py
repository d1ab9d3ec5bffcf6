"""The servers of ``benchmarks.http``: each a process group of its own on a free port, stopped at the end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

WORKERS = 2
UVICORN = ["-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--workers", str(WORKERS), "--factory"]
OPENFISCA = ("openfisca-core[web-api]", "openfisca-country-template")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """The server while it runs; what it logs goes to a file in the folder."""
    with (folder / f"{port}.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, env={**os.environ, **environment}
        )
        try:
            _await(server, port)
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers anything at all."""
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit(f"the server on port {port} stopped: see its log")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"the server on port {port} does not answer")


def bare(app: str, port: int) -> list[str]:
    """The command of a bare endpoint."""
    return [sys.executable, *UVICORN, "--port", str(port), f"benchmarks.bare:{app}"]


def service(port: int, data: Path) -> list[str]:
    """The command of the service with everything switched on."""
    script = Path(sys.executable).with_name("demokrativillkor")
    return [str(script), "serve", "--port", str(port), "--workers", str(WORKERS), "--data-folder", str(data)]


def new_key(data: Path) -> str:
    """An API key of an officer, as ``Authorization`` header."""
    script = Path(sys.executable).with_name("demokrativillkor")
    command = [str(script), "keys", "new", "--role", "officer", "--unit", "local", "--for", "benchmark"]
    done = subprocess.run(
        [*command, "--data-folder", str(data)], capture_output=True, text=True, check=True, cwd=data.parent
    )
    return f"Bearer {done.stdout.strip()}"


def openfisca(folder: Path, port: int) -> list[str] | None:
    """The command of OpenFisca's web API, installed in an environment of its own; ``None`` where it cannot be."""
    scripts = folder / "bin"
    if not (scripts / "openfisca").exists():
        venv.create(folder, with_pip=True)
        done = subprocess.run([scripts / "pip", "install", "-q", *OPENFISCA], check=False, capture_output=True)
        if done.returncode:
            return None
    config = folder / "serve.py"
    config.write_text(f"port = {port}\nworkers = {WORKERS}\nbind = '127.0.0.1:{port}'\n", encoding="utf-8")
    return [str(scripts / "openfisca"), "serve", "-c", "openfisca_country_template", "-f", str(config)]
