"""``demokrativillkor fixtures``: hold the synthetic applications against their expected decisions."""

from pathlib import Path
from typing import Annotated

import typer

from demokrativillkor import __version__
from demokrativillkor.cli.exits import Exit, say
from demokrativillkor.cli.options import rulebook
from demokrativillkor.engine import Engine, default_engine
from demokrativillkor.fixtures import EXPECTED_FILES, corpus, expected_files, situations
from demokrativillkor.replay import replay_corpus
from demokrativillkor.resources import fixtures_folder, is_packaged
from demokrativillkor.rulebook import Rulebook


def check_fixtures(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of fixtures; the packaged ones by default.", show_default=False)
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write what is expected now, to be reviewed as a diff.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Also write this version's replay corpus, once; it never changes.")
    ] = False,
) -> None:
    """Evaluate every fixture and compare with the decision and the texts beside it; replay every corpus."""
    root = folder or fixtures_folder()
    if (update or release) and is_packaged(root):
        raise typer.BadParameter("the fixtures of an installation never change; name a folder", param_hint="FOLDER")
    book, engine = rulebook(), default_engine()
    if release:
        _release(root, book, engine)
    if update:
        _update(root, book, engine)
    different = [*_differing(root, book, engine), *_not_replayed(root, engine)]
    for name in different:
        say(f"{name}: not as expected")
    if different:
        raise typer.Exit(Exit.VERIFICATION_FAILED)
    print(f"{len(situations(root))} fixtures as expected, every corpus replayed to the byte ({engine.name})")


def _differing(root: Path, book: Rulebook, engine: Engine) -> list[str]:
    expected: dict[str, str] = {}
    for situation in situations(root):
        expected.update(expected_files(situation, book, engine))
    there = {path.name: path.read_text(encoding="utf-8") for path in (root / "expected").glob("*")}
    return sorted(name for name in expected.keys() | there.keys() if expected.get(name) != there.get(name))


def _update(root: Path, book: Rulebook, engine: Engine) -> None:
    """Write what is expected, all of it known before anything is touched; only what a situation expected goes."""
    there = situations(root)
    expected = [(each.name, expected_files(each, book, engine)) for each in there]
    target = root / "expected"
    target.mkdir(exist_ok=True)
    for situation, files in expected:
        for name in EXPECTED_FILES:
            if f"{situation}.{name}" not in files:
                (target / f"{situation}.{name}").unlink(missing_ok=True)
        for name, content in files.items():
            (target / name).write_text(content, encoding="utf-8")


def _release(root: Path, book: Rulebook, engine: Engine) -> None:
    path = root / "corpus" / f"{__version__}.jsonl"
    if path.exists():
        raise typer.BadParameter(f"the corpus of {__version__} is there already and never changes")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in corpus(root, book, engine)), encoding="utf-8")


def _not_replayed(root: Path, engine: Engine) -> list[str]:
    return [
        f"{path.name}: {replayed.application_id}"
        for path in sorted((root / "corpus").glob("*.jsonl"))
        for replayed in replay_corpus(path.read_text(encoding="utf-8").splitlines(), engine)
        if not replayed.same
    ]
