"""Resolve the rules when a wheel is built, so that the installed command need not read every YAML file."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulebookHook(BuildHookInterface):
    """Puts the resolved rulebook into the wheel; an editable install reads the rule files as they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle; a mistake in a rule file stops the build."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from demokrativillkor.bundle import write_bundle
        from demokrativillkor.rulefiles.folder import read_folder

        self._made = Path(tempfile.mkdtemp())
        write_bundle(read_folder(Path(self.root) / "rules", with_cases=False).rulebook(), self._made / "rulebook")
        build_data["force_include"][str(self._made / "rulebook")] = "demokrativillkor/_data/rulebook"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what :meth:`initialize` made."""
        del build_data, artifact_path
        if version != "editable":
            shutil.rmtree(self._made)
