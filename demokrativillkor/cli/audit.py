"""``demokrativillkor audit``: is the log what it was, and do the decisions come out as they did?

What needs a database is imported on use, here as in the other commands on one: every other command starts without it.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demokrativillkor.cli.exits import Exit, say
from demokrativillkor.cli.stores import DatabaseOption, DataFolderOption, opened, opened_to_read, settings_of
from demokrativillkor.counting import counted
from demokrativillkor.errors import InputRejected, Problem

if TYPE_CHECKING:
    from demokrativillkor.audit.notes import Checkpoint, Verifier
    from demokrativillkor.settings import Settings
    from demokrativillkor.store.verifying import Verification

app = typer.Typer(help="Verify the log, issue checkpoints, export and replay decisions.", no_args_is_help=True)

_LARGEST = 1 << 25
"""Bytes of a file that is read; one more than an export may have would be refused."""

_SHOWN = 100
"""Faults that are told one by one."""

CheckpointOption = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="A checkpoint kept outside (a file) to hold the log or export against."),
]
KeyOption = Annotated[
    str | None, typer.Option("--key", help="The log's public key, NAME+ID+BASE64, to hold it against.")
]
SinceOption = Annotated[
    Path | None, typer.Option("--since", help="An earlier checkpoint (a file): prove too that the log extends it.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]


@app.command("verify")
def verify(
    export: Annotated[
        Path | None, typer.Argument(help="An exported decision, checked offline; without it the whole log is verified.")
    ] = None,
    checkpoint: CheckpointOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Verify the log and every row it commits to, or one exported decision. Exit code 6 where something is wrong.

    No key is needed, and nothing is changed: a copy of the database will do.
    """
    from demokrativillkor.audit.notes import base64_of
    from demokrativillkor.store.verifying import Verification

    outside = None if checkpoint is None else _checkpoint(_read(checkpoint))
    if export is not None:
        _verify_export(_read(export), outside, None if key is None else _verifier(key), as_json=as_json)
        return
    settings = settings_of(data_folder, database)
    outside = outside or _kept_outside(settings)
    with opened_to_read(settings) as store, store.reading() as connection:
        verification = Verification(connection, [] if outside is None else [outside])
        found = 0
        for fault in verification.faults():
            found += 1
            if found <= _SHOWN:
                say(str(fault))
        signed = [each.verifier.text for each in verification.keys.keys]
    document = {
        "size": verification.size,
        "root": base64_of(verification.root),
        "decisions": verification.decisions,
        "events": verification.events,
        "erased": verification.erased,
        "faults": found,
        "keys": signed,
        "heldAgainst": None if outside is None else outside.size,
    }
    if key is not None and key not in signed:
        found += 1
        say("key: the log is not signed with the key given")
    if as_json:
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _tell(verification)
    if outside is None:
        say("the log was held against nothing from outside: a cut end or a log written anew would not be seen")
    if found:
        say(counted(found, "fault"))
        raise typer.Exit(Exit.VERIFICATION_FAILED)


@app.command("checkpoint")
def checkpoint_(
    to: Annotated[
        str | None, typer.Option("--to", help="File or address outside to put it in; else it is written out.")
    ] = None,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Issue a checkpoint: the signed size and root of the log, to be kept where nobody here can change it."""
    from demokrativillkor.store.outside import Outside, keep_outside

    with opened(data_folder, database) as store:
        if to is None:
            print(store.issue_checkpoint(), end="")
            return
        keep_outside(store, Outside(to))
        say(f"the checkpoint of {counted(store.log.size, 'entry', 'entries')} is kept outside")


@app.command("prove")
def prove(
    position: Annotated[int, typer.Argument(min=0, help="Place of an entry in the log.")],
    since: SinceOption = None,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write the proof that an entry is in the log, as JSON, with the checkpoint it leads to."""
    from demokrativillkor.audit.notes import base64_of

    earlier = None if since is None else _checkpoint(_read(since))
    with opened(data_folder, database) as store:
        size = store.log.size
        entry = store.log.entry(position)
        document = {
            "position": position,
            "entry": json.loads(entry),
            "proof": [base64_of(each) for each in store.log.inclusion(position, size)],
            "checkpoint": store.log.checkpoint(size),
        }
        if earlier is not None:
            proof = store.log.consistency(_reached(earlier, size), size)
            document["consistency"] = [base64_of(each) for each in proof]
    print(json.dumps(document, ensure_ascii=False, indent=2))


@app.command("export")
def export_(
    decision_id: Annotated[str, typer.Argument(help="Id of the decision.")],
    redact: Annotated[bool, typer.Option("--redact", help="Leave out sensitive facts, reasons and names.")] = False,
    since: SinceOption = None,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write one decision with all that is needed to check it, as one file on standard output."""
    from demokrativillkor.store.exporting import export_decision

    earlier = None if since is None else _checkpoint(_read(since))
    with opened(data_folder, database) as store:
        size = None if earlier is None else _reached(earlier, store.log.size)
        sys.stdout.write(export_decision(store, decision_id, since=size, redact=redact).decode())


@app.command("replay")
def replay(
    decision_id: Annotated[
        str | None, typer.Argument(help="Id of one decision; without it all of them are evaluated again.")
    ] = None,
    reference: Annotated[bool, typer.Option("--reference", help="With the reference engine alone.")] = False,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Evaluate stored decisions again and compare every byte. Exit code 6 where one comes out otherwise."""
    from demokrativillkor.engine import Reference, default_engine
    from demokrativillkor.store.exporting import replays

    count = different = 0
    with opened_to_read(settings_of(data_folder, database)) as store:
        for each in replays(store, Reference() if reference else default_engine(), only=decision_id):
            count += 1
            if not each.same:
                different += 1
                say(f"{each.decision_id}: {each.why}")
    print(f"{counted(count, 'decision')} evaluated again, {different} came out otherwise")
    if different:
        raise typer.Exit(Exit.VERIFICATION_FAILED)


@app.command("reads")
def reads(
    decision_id: Annotated[
        str | None, typer.Argument(help="Id of one decision; without it the reads of all are told.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write each read as a line of JSON.")] = False,
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Tell who read which decision: when, what of it, in which role, and with which key or token."""
    with opened_to_read(settings_of(data_folder, database)) as store:
        for each in store.reads(decision_id):
            if as_json:
                told = {"at": each.at, "part": each.part, "decisionId": each.decision_id}
                print(json.dumps({**told, "role": each.role, "subject": each.subject}))
            else:
                print(f"{each.at}  {each.part:<9}  {each.decision_id}  {each.role:<8}  {each.subject}")


@app.command("checker")
def checker() -> None:
    """Write the independent checker of exports: one Python file that needs nothing else."""
    sys.stdout.write(files("demokrativillkor.audit").joinpath("checker.py").read_text(encoding="utf-8"))


@app.command("new-key")
def new_key(path: Annotated[Path, typer.Argument(help="File to write the private key to.")]) -> None:
    """Make a signing key in a file that only its owner may read."""
    from demokrativillkor.store.opening import make_key

    make_key(path)
    say("keep a copy of it apart from the database")


@app.command("key")
def show_key(data_folder: DataFolderOption = None, database: DatabaseOption = None) -> None:
    """Write the public keys of the log, the one in use last. Keep them where nobody here can change them."""
    with opened(data_folder, database) as store:
        for each in store.log.keys().keys:
            print(each.verifier.text)


@app.command("rotate-key")
def rotate_key(
    new: Annotated[Path, typer.Argument(help="File with the new private key, as `audit new-key` writes it.")],
    data_folder: DataFolderOption = None,
    database: DatabaseOption = None,
) -> None:
    """Hand the log over to a new signing key: the old one signs that it does. Stop the service first."""
    from demokrativillkor.audit.keyfiles import read_signer

    with opened(data_folder, database) as store:
        position = store.rotate(read_signer(new, store.log.signer.name))
    settings = settings_of(data_folder, database)
    say(f"entered at {position}; set signing_key_file to the new file, or put it in the place of the old one")
    if settings.signing_key_file is None:
        say("until then the service refuses to start")


def _verify_export(content: bytes, checkpoint: Checkpoint | None, key: Verifier | None, *, as_json: bool) -> None:
    from demokrativillkor.audit.verifying import verify_export
    from demokrativillkor.replay import reassess

    verification = verify_export(content, reassess=reassess, verifier=key, checkpoint=checkpoint)
    if as_json:
        print(json.dumps(verification.document(), ensure_ascii=False, indent=2))
    else:
        for check in verification.checks:
            print(f"{check.result.value:<13} {check.says}{_place(check.position)}")
        print(verification.conclusion)
    if not verification.ok:
        raise typer.Exit(Exit.VERIFICATION_FAILED)


def _place(position: int | None) -> str:
    return "" if position is None else f" (entry {position})"


def _tell(verification: Verification) -> None:
    from demokrativillkor.audit.notes import base64_of

    print(f"{counted(verification.size, 'entry', 'entries')}, root {base64_of(verification.root)}")
    decisions, events = counted(verification.decisions, "decision"), counted(verification.events, "event")
    print(f"{decisions} and {events} whole, {verification.erased} erased")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise _rejected("unreadable", f"a file cannot be read ({error.strerror})", "check its name") from None


def _checkpoint(note: bytes) -> Checkpoint:
    from demokrativillkor.audit.notes import Checkpoint, NoteRefused, read_note

    try:
        text, _ = read_note(note)
        return Checkpoint.parse(text)
    except NoteRefused as refused:
        raise _rejected(
            "not_a_checkpoint", f"this is no checkpoint: {refused}", "give the file as it was kept"
        ) from None


def _kept_outside(settings: Settings) -> Checkpoint | None:
    """The checkpoint at the place that the settings name, where there is one."""
    from demokrativillkor.store.outside import Outside

    note = Outside(settings.checkpoint).read() if settings.checkpoint else None
    return None if note is None else _checkpoint(note.encode())


def _reached(earlier: Checkpoint, size: int) -> int:
    """The size of the checkpoint, which the log must have reached."""
    if earlier.size > size:
        raise _rejected("log_too_short", "the log is shorter than that checkpoint says", "restore a later backup")
    return earlier.size


def _verifier(text: str) -> Verifier:
    from demokrativillkor.audit.notes import NoteRefused, Verifier

    try:
        return Verifier.parse(text)
    except NoteRefused as refused:
        raise typer.BadParameter(str(refused), param_hint="--key") from None


def _rejected(code: str, message: str, remedy: str) -> InputRejected:
    return InputRejected([Problem(code=code, place="", message=message, suggestion=remedy)])
