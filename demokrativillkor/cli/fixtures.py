"""``demokrativillkor fixtures``: hold the synthetic applications against their expected decisions."""

from pathlib import Path
from typing import Annotated

import typer

from demokrativillkor import __version__
from demokrativillkor.cli.exits import Exit, say
from demokrativillkor.cli.options import rulebook
from demokrativillkor.engine import Engine, default_engine
from demokrativillkor.fixtures import corpus, expected_files, situations
from demokrativillkor.replay import replay_corpus
from demokrativillkor.resources import fixtures_folder
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
    root, book, engine = folder or fixtures_folder(), rulebook(), default_engine()
    if update:
        _update(root, book, engine)
    if release:
        _release(root, book, engine)
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
    target = root / "expected"
    target.mkdir(exist_ok=True)
    for path in target.glob("*"):
        path.unlink()
    for situation in situations(root):
        for name, content in expected_files(situation, book, engine).items():
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
