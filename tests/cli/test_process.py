"""``demokrativillkor assess`` as a process: exit codes, standard streams and signals."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.cli.test_assess import MET, REFUSED
from tests.support import installed
from tests.support.builders import document
from tests.support.commands import process, without_notice


def test_the_command_itself_exits_with_the_code():
    done = process("assess", MET, REFUSED)
    assert done.returncode == 3
    assert "UTFALL: HINDER" in done.stdout.decode()
    assert process("--version").stdout.decode().startswith("0.")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise on Windows")
def test_a_reader_that_has_had_enough_is_no_error():
    script = f"assess {' '.join([MET] * 50)} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = shell(script)
    assert (done.returncode, without_notice(done.stderr)) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full, which only Linux has")
def test_a_full_disk_is_told():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "demokrativillkor", "assess", MET],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=120,
            env=installed.environment(),
        )
    assert done.returncode == 1
    assert without_notice(done.stderr.decode()) == "cannot write or read: No space left on device\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_what_is_written_is_utf_8_whatever_the_environment_says(tmp_path, environment):
    named = tmp_path / "named.json"
    named.write_text(json.dumps(document(diaryNumber="Ł-1")), encoding="utf-8")
    done = process("assess", str(named), REFUSED, environment=environment)
    assert done.returncode == 3
    assert "Diarienummer: Ł-1" in done.stdout.decode("utf-8")
    assert "kritiserat bidragsgivaren" in done.stderr.decode("utf-8")


def shell(script):
    script = script.replace("assess", f"{sys.executable} -m demokrativillkor assess")
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env=installed.environment(),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a POSIX shell does")
@pytest.mark.parametrize(
    ("script", "code", "err"),
    [
        ("assess 2>&- | grep .; exit ${PIPESTATUS[0]}", 2, ""),
        ("assess 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}", 2, ""),
        ("assess missing.json 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}", 3, ""),
        ("assess - <&-", 3, "standard input: cannot be read: it is closed; check the name\n"),
        (f"assess {MET} >&-", 1, "cannot write: standard output is closed\n"),
        (f"assess {MET} {REFUSED} 2>&- >/dev/null", 3, ""),
        (f"assess {REFUSED} {' '.join([MET] * 50)} 2>/dev/null | head -n 1; exit ${{PIPESTATUS[0]}}", 3, ""),
        (f"assess {' '.join([MET] * 50)} {REFUSED} 2>/dev/null | true; exit ${{PIPESTATUS[0]}}", 0, ""),
        (f"assess {' '.join([REFUSED] * 20)} 2>&1 >/dev/null | true; exit ${{PIPESTATUS[0]}}", 3, ""),
    ],
)
def test_a_stream_that_is_closed_leaves_no_traceback_and_the_code_of_what_was_done(script, code, err):
    done = shell(script)
    assert (done.returncode, without_notice(done.stderr)) == (code, err)
    assert "Usage" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.skipif(not Path("/proc/self/syscall").exists(), reason="tells by /proc when the command waits for input")
def test_ctrl_c_while_waiting_for_standard_input_ends_without_a_traceback():
    waiting = subprocess.Popen(
        [sys.executable, "-m", "demokrativillkor", "assess", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=installed.environment(),
    )
    until = monotonic() + 60
    while (
        not Path(f"/proc/{waiting.pid}/syscall").read_text(encoding="ascii").startswith("0 0x0 ")
        and monotonic() < until
    ):
        sleep(0.05)
    waiting.send_signal(signal.SIGINT)
    _, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, without_notice(err.decode())) == (130, "")
