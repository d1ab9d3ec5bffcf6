"""Shared rules written into the set that includes them, with the set's own provisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from demokrativillkor.rulefiles.actmodels import ProvisionsFile, RequirementFile
from demokrativillkor.rulefiles.basemodels import CitationFile, FrameCitationFile
from demokrativillkor.rulefiles.checking import did_you_mean
from demokrativillkor.rulefiles.models import DefinitionFile, RuleFile, RuleSetFile, SharedRuleFile
from demokrativillkor.rulefiles.rulereading import RuleFiles
from demokrativillkor.rulefiles.shared import REQUIREMENTS, SharedFiles
from demokrativillkor.rulefiles.sources import Sources, citation_problems
from demokrativillkor.rulefiles.yamlfile import YamlFile

Path = tuple[str | int, ...]


class Including:
    """What a rule set takes from the shared rules; mistakes are added to its file's problems."""

    def __init__(self, shared: Mapping[str, SharedFiles], sources: Sources) -> None:
        self._shared = shared
        self._sources = sources

    def rules(self, file: YamlFile, ruleset: RuleSetFile) -> Iterator[RuleFiles[RuleFile]]:
        """The shared rules that ``include`` names."""
        if ruleset.include is None:
            return
        path: Path = ("include", "folder")
        folder = self._folder(file, path, ruleset.include.folder)
        kinds = ruleset.include.recipient_kinds
        only: dict[str, object] = {"recipient_kinds": kinds} if kinds else {}
        for index, name in enumerate(ruleset.include.rules if folder else ()):
            place = ("include", "rules", index)
            rule = self._rule(file, place, name, folder)
            citation = self._cited(file, place, name, rule.described, ruleset) if rule else None
            if rule and citation:
                yield _written_in(rule, f"{ruleset.id}:{name}", {"citation": citation, **only})

    def definitions(self, file: YamlFile, ruleset: RuleSetFile) -> dict[str, DefinitionFile]:
        """The definitions of the included folder, those of the set itself before them."""
        shared = self._shared.get(ruleset.include.folder) if ruleset.include else None
        if shared is None:
            return dict(ruleset.definitions)
        taken = {}
        for name, each in shared.definitions.items():
            citation = each.citation
            if isinstance(citation, FrameCitationFile):
                citation = self._framed(file, ("include", "folder"), citation, ruleset)
            else:
                citation = ruleset.frames.get(name, citation)
            body = {key: getattr(each, key) for key in type(each).model_fields} | {"citation": citation}
            taken[name] = DefinitionFile.model_construct(**body)
        return taken | ruleset.definitions

    def requirements(
        self, file: YamlFile, provisions: ProvisionsFile, ruleset: RuleSetFile
    ) -> Iterator[RuleFiles[RuleFile]]:
        """The shared requirements that ``provisions.yaml`` uses, each with the act's words."""
        seen: dict[str, int] = {}
        folder = self._shared.get(REQUIREMENTS)
        for index, each in enumerate(provisions.requirements):
            place = ("requirements", index, "use")
            rule = self._rule(file, place, each.use, folder)
            if rule:
                seen[each.use] = seen.get(each.use, 0) + 1
                number = f"-{seen[each.use]}" if seen[each.use] > 1 else ""
                yield _written_in(rule, f"{ruleset.id}:{each.use}{number}", _as_required(each, rule.described))
                if each.dispensation and rule.described.dispensation is None:
                    message = f"nobody can be dispensed from {each.use}"
                    file.problems.append(
                        file.problem("no_dispensation", ("requirements", index, "dispensation"), message, "remove it")
                    )

    def _folder(self, file: YamlFile, path: Path, name: str) -> SharedFiles | None:
        folder = self._shared.get(name)
        if folder is None:
            remedy = did_you_mean(name, self._shared, "see rules/shared")
            file.problems.append(file.problem("unknown_folder", path, f"there are no shared rules {name}", remedy))
        return folder

    def _rule(
        self, file: YamlFile, path: Path, name: str, folder: SharedFiles | None
    ) -> RuleFiles[SharedRuleFile] | RuleFiles[RuleFile] | None:
        rule = folder.rules.get(name) if folder else None
        if rule is None:
            remedy = did_you_mean(name, folder.rules if folder else (), "see rules/shared")
            file.problems.append(file.problem("unknown_rule", path, f"there is no shared rule {name}", remedy))
        return rule

    def _cited(
        self, file: YamlFile, path: Path, name: str, rule: RuleFile | SharedRuleFile, ruleset: RuleSetFile
    ) -> CitationFile | None:
        """Where an included rule stands: in a frame of the set; one taken from another set else where it stood."""
        if isinstance(rule, RuleFile):
            return ruleset.frames.get(_frame_of(name), rule.citation)
        return self._framed(file, path, rule.citation, ruleset)

    def _framed(
        self, file: YamlFile, path: Path, citation: FrameCitationFile, ruleset: RuleSetFile
    ) -> CitationFile | None:
        try:
            framed = citation.within(ruleset.frames)
        except KeyError:
            message = f"a shared rule cites the frame {citation.frame}, which this set does not name"
            file.problems.append(file.problem("missing_frame", path, message, f"add frames.{citation.frame}"))
            return None
        if citation.quote is not None:
            file.problems.extend(citation_problems(file, framed, ("frames", citation.frame), self._sources))
        return framed


def _frame_of(name: str) -> str:
    """The frame that says where a rule taken from another set stands: ``condition2``, ``useFollowedUp``."""
    first, *rest = name.split("-")
    return f"condition{name}" if name.isdigit() else first + "".join(map(str.capitalize, rest))


def _as_required(each: RequirementFile, shared: SharedRuleFile | RuleFile) -> dict[str, object]:
    return {
        "citation": each.citation,
        "dispensation": shared.dispensation if each.dispensation else None,
        "dispensation_citation": each.dispensation,
        "grant_forms": each.grant_forms,
        "recipient_kinds": each.recipient_kinds,
    }


def _written_in(
    rule: RuleFiles[SharedRuleFile] | RuleFiles[RuleFile], rule_id: str, own: dict[str, object]
) -> RuleFiles[RuleFile]:
    shared = rule.described
    body = {key: getattr(shared, key) for key in type(shared).model_fields} | {"id": rule_id} | own
    return RuleFiles(rule.file, RuleFile.model_construct(**body), rule.cases_file, rule.cases, shared.id)
