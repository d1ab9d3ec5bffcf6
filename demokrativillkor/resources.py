"""Where the rule files and the fixtures are: inside an installed wheel, or beside the package in a checkout."""

from pathlib import Path

from demokrativillkor.errors import ConfigurationError

_PACKAGE = Path(__file__).parent


def rules_folder() -> Path:
    """The packaged rule files.

    Raises:
        ConfigurationError: they are neither in the package nor beside it.
    """
    return _folder("rules")


def bundle_folder() -> Path:
    """Where an installed wheel has its resolved rulebook; in a checkout there is none."""
    return _PACKAGE / "_data" / "rulebook"


def fixtures_folder() -> Path:
    """The synthetic applications with their expected decisions.

    Raises:
        ConfigurationError: they are neither in the package nor beside it.
    """
    return _folder("fixtures")


def is_packaged(folder: Path) -> bool:
    """Whether the folder is part of an installed package, and not of a checkout."""
    return folder.resolve().is_relative_to(_PACKAGE.resolve() / "_data")


def _folder(name: str) -> Path:
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise ConfigurationError(f"the installation is incomplete: there is no folder {name}; install the package again")
