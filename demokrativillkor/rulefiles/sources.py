"""The bundled texts: where a provision begins and ends, and whether a quote stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from demokrativillkor.bilingual import Bilingual
from demokrativillkor.canonical import digest
from demokrativillkor.citation import Citation
from demokrativillkor.errors import Problem
from demokrativillkor.rulefiles.basemodels import CitationFile
from demokrativillkor.rulefiles.checking import did_you_mean, shaped
from demokrativillkor.rulefiles.models import SourceFile
from demokrativillkor.rulefiles.provisions import part_in_words, regular_provision
from demokrativillkor.rulefiles.yamlfile import YamlFile, read_yaml

_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_LINE_END_HYPHEN = re.compile(r"-[ \t]*\n\s*+(?!(?:och|eller|samt|respektive)\b)")
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"


@dataclass(frozen=True)
class Source:
    """A source as its files describe it; ``body`` is the bundled text, ``None`` where none is bundled."""

    file: SourceFile
    body: str | None

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """Heading → the normalised text below it, up to the next heading."""
        pieces = _HEADING.split(self.body or "")
        return {heading: normalised(text) for heading, text in zip(pieces[1::2], pieces[2::2], strict=True)}

    def cite(self, citation: CitationFile) -> Citation:
        """The citation resolved: how it is written in both languages, and the digest of the text."""
        source, provision = self.file.cite.resolved(), self._provision(citation.provision)
        part = part_in_words(citation.part, of_section="§" in provision.sv)
        place = Bilingual(sv=f"{provision.sv}{part.sv}", en=f"{provision.en}{part.en}")
        cite = Bilingual(sv=f"{source.sv}, {place.sv}", en=f"{source.en}, {place.en}")
        if provision == source:
            cite = source
        elif "§" in provision.sv:
            cite = Bilingual(sv=f"{place.sv} {source.sv}", en=cite.en)
        return Citation(
            source=self.file.id,
            provision=citation.provision + part.sv,
            cite=cite,
            quote=citation.quote,
            digest=self.file.digest,
        )

    @property
    def provisions(self) -> Collection[str]:
        """Everything that can be cited: what the file names, and the regular headings of the text."""
        return {*self.file.provisions, *(heading for heading in self.sections if regular_provision(heading))}

    def _provision(self, heading: str) -> Bilingual:
        named = self.file.provisions.get(heading)
        return named.resolved() if named else regular_provision(heading) or Bilingual(sv=heading, en=heading)


def normalised(text: str) -> str:
    """The text as quotes are compared: Unicode NFC, one space for white space, line-end hyphens joined.

    A hyphen at a line's end before *och*, *eller*, *samt* or *respektive* is a real one and stays.
    """
    joined = _LINE_END_HYPHEN.sub("", unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", joined).strip()


def stands_in(quote: str, section: str) -> bool:
    """Whether the quote's parts, split at ``…``, stand in the normalised section in that order."""
    position = 0
    for part in quote.split(_ELLIPSIS):
        wanted = normalised(part)
        found = section.find(wanted, position)
        if found < 0:
            return False
        position = found + len(wanted)
    return True


@dataclass(frozen=True)
class Sources:
    """The sources that could be read, by id, and the ids of those that could not: they are reported once."""

    by_id: Mapping[str, Source]
    unreadable: frozenset[str] = frozenset()


def read_sources(folder: Path, name: str) -> tuple[Sources, list[Problem]]:
    """Every source in the folder (called ``name`` in messages), and what is wrong with them."""
    sources: dict[str, Source] = {}
    unreadable: set[str] = set()
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        file = read_yaml(path, f"{name}/{path.name}")
        described = shaped(file, SourceFile)
        if described:
            source = Source(described, _read_body(file, described, folder))
            file.problems.extend(_source_problems(file, path, source))
            sources[described.id] = source
        if file.problems:
            unreadable.add(path.stem)
        problems.extend(file.problems)
    return Sources(sources, frozenset(unreadable)), problems


def citation_problems(
    file: YamlFile, citation: CitationFile, path: tuple[str | int, ...], sources: Sources
) -> Iterator[Problem]:
    """What is wrong with a citation: its source, its provision, or its quote."""
    if citation.source in sources.unreadable:
        return
    source = sources.by_id.get(citation.source)
    if source is None:
        remedy = did_you_mean(citation.source, sources.by_id, "add it under rules/sources")
        yield file.problem("unknown_source", (*path, "source"), f"there is no source {citation.source}", remedy)
    elif citation.provision not in source.provisions:
        remedy = did_you_mean(citation.provision, source.provisions, "add it to the source's provisions")
        message = f"{citation.source} has no provision {citation.provision}"
        yield file.problem("unknown_provision", (*path, "provision"), message, remedy)
    elif source.body is None and citation.quote is not None:
        message = f"the text of {citation.source} is not bundled, so it cannot be quoted"
        yield file.problem("quote_without_text", (*path, "quote"), message, "remove the quote or bundle the text")
    elif source.body is not None and citation.quote is None:
        yield file.problem("missing_quote", path, f"{citation.source} is cited without its words", "quote them")
    elif citation.quote is not None and not stands_in(citation.quote, source.sections.get(citation.provision, "")):
        message = f"the quote does not stand in {citation.source}, {citation.provision}"
        yield file.problem("quote_not_found", (*path, "quote"), message, "copy the words from the bundled text")


def _read_body(file: YamlFile, described: SourceFile, folder: Path) -> str | None:
    if described.text is None:
        return None
    try:
        content = (folder / described.text).read_bytes()
    except OSError:
        file.problems.append(
            file.problem(
                "missing_text", ("text",), f"there is no file {described.text}", "add the text beside this file"
            )
        )
        return None
    if digest(content) != described.digest:
        message = f"the digest of {described.text} is {digest(content)}"
        remedy = "restore the text, or compare it with its origin and write the new digest"
        file.problems.append(file.problem("wrong_digest", ("digest",), message, remedy))
    return content.decode("utf-8")


def _source_problems(file: YamlFile, path: Path, source: Source) -> Iterator[Problem]:
    if path.stem != source.file.id:
        yield file.problem("id_not_file", ("id",), f"the id is not the file's name {path.stem}", "make them equal")
    if source.body is not None:
        for provision in source.file.provisions:
            if provision not in source.sections:
                message = f"the bundled text has no heading {provision}"
                remedy = did_you_mean(provision, source.sections, "add the heading to the text")
                yield file.problem("missing_heading", ("provisions", provision), message, remedy)
