"""The state of a run on disk: what it is a run of, and which chunks are finished, each with the digests of its files.

A line of the journal is written when the files of its chunk are on disk. A line that was cut off, or a file that is not
what its line says, makes the chunk one that is not finished.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from demokrativillkor.canonical import canonical_bytes, digest
from demokrativillkor.screening.files import append_line, digest_of, write_whole

SUFFIX = ".screening"
"""What the folder of a run that is not finished is called, after the file of its answer."""


class Journal:
    """The state of one run, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = folder / "run.json"
        self._lines = folder / "journal.jsonl"

    @property
    def exists(self) -> bool:
        """Whether a run was begun here."""
        return self._manifest.exists()

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Begin a run in an empty folder."""
        self.remove()
        for part in ("parts", "staged"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        write_whole(self._manifest, canonical_bytes(dict(manifest)))

    def manifest(self) -> dict[str, Any]:
        """What the run is a run of; empty where that cannot be read."""
        try:
            read: dict[str, Any] = json.loads(self._manifest.read_bytes())
        except (OSError, ValueError):
            return {}
        return read

    def note(self, kind: str, document: Mapping[str, Any]) -> None:
        """Write that something is finished."""
        append_line(self._lines, canonical_bytes({"kind": kind, **document}))

    def noted(self, kind: str) -> Iterator[dict[str, Any]]:
        """What was finished of that kind, in the order in which it was."""
        try:
            lines = self._lines.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines:
            try:
                read = json.loads(line)
            except ValueError:  # cut off when the machine stopped
                continue
            if read.get("kind") == kind:
                yield read

    def holds(self, files: Mapping[Path, str]) -> bool:
        """Whether each of the files is there with that digest."""
        try:
            return all(digest_of(path) == expected for path, expected in files.items())
        except OSError:
            return False

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        if self.folder.exists():
            shutil.rmtree(self.folder)


def run_id(manifest: Mapping[str, Any]) -> str:
    """The identity of a run: the same input, rules, software and wishes make the same run."""
    return digest(canonical_bytes({name: part for name, part in manifest.items() if name != "startedAt"}))
