"""A correct skeleton of an act: every part is there and ``rules check`` finds nothing; the words are to be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from demokrativillkor.canonical import digest
from demokrativillkor.errors import ConfigurationError

_RULESET = """\
# yaml-language-server: $schema=../schema/ruleset.schema.json
# What begins with SKRIV or WRITE is to be written. Until it is, the status stays template: no decision can rest on it.
id: {name}
title: {{sv: SKRIV titeln, en: WRITE the title}}
status: template
version: "1"
legalForce:
  sv: SKRIV vad ett underlag enligt reglerna är värt.
  en: WRITE what a result under these rules is worth.
act:
  number: "{number}"
  amending: "{number}"
  authority: {{sv: SKRIV myndigheten, en: WRITE the authority}}
appliesFrom: {{on: {on}, exact: true}}
checkedUntil: {on}
process: process-state-authority

# award_date, period, grant_year, special or unknown: the provision's own key. Cite it where it was seen.
transition:
  key: unknown
  boundary: {on}
  explanation: {{sv: SKRIV vad övergångsbestämmelsen säger., en: WRITE what the transitional provision says.}}

# Add the limbs the act has: partner and partner_abroad, congregation, member_association, each with its citation.
limbs:
  - id: own
include:
  folder: democracy-conditions
  rules: ["1", "2", "3", "4", exception]
frames:
  obstacle: {{source: {name}, provision: 1 §, part: första stycket, quote: SKRIV inledningen}}
  exception: {{source: {name}, provision: 2 §, part: första stycket, quote: SKRIV undantaget}}

unverified:
  - id: officialText
    text: {{sv: SKRIV vad som inte har setts., en: WRITE what has not been seen.}}
"""

_PROVISIONS = """\
# yaml-language-server: $schema=../schema/provisions.schema.json
# Requirements take a shared rule (rules/shared/requirements) and the act's words; what fits none is notCovered.
recipientKinds: []
requirements: []
clauses: []
notCovered: []
"""

_SOURCE = """\
# yaml-language-server: $schema=../schema/source.schema.json
# Put the act's text into {name}.sv.md, a heading for each section, and write the digest that rules check tells.
id: {name}
title: {{sv: SKRIV titeln, en: WRITE the title}}
cite: {{sv: "förordningen ({number})", en: "Ordinance ({number})"}}
origin: SKRIV varifrån texten kommer och när den lästes
text: {name}.sv.md
digest: {digest}
"""


def write_skeleton(root: Path, name: str, *, number: str, on: str, grounds: Sequence[str]) -> list[Path]:
    """Write a rule set called ``name`` with its source under ``root``; the paths written.

    Args:
        number: the act's SFS number.
        on: the first day it applies, YYYY-MM-DD.
        grounds: the words of the four grounds, which the text begins with.

    Raises:
        ConfigurationError: something of that name is there already.
    """
    numbered = "\n".join(f"{index}. {words}" for index, words in enumerate(grounds, start=1))
    text = f"## 1 §\n\nSKRIV inledningen\n\n{numbered}\n\n## 2 §\n\nSKRIV undantaget\n"
    source = _SOURCE.format(name=name, number=number, digest=digest(text.encode("utf-8")))
    files = {
        root / name / "ruleset.yaml": _RULESET.format(name=name, number=number, on=on),
        root / name / "provisions.yaml": _PROVISIONS,
        root / "sources" / f"{name}.yaml": source,
        root / "sources" / f"{name}.sv.md": text,
    }
    for path in files:
        if path.exists():
            raise ConfigurationError(f"{path.name} is there already; choose another name")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return list(files)
