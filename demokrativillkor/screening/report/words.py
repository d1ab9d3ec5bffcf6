"""The words of the report, in Swedish and English."""

from demokrativillkor.bilingual import Bilingual

TITLE = Bilingual(sv="Granskning av ansökningar", en="Screening of applications")
NOTICE = Bilingual(
    sv="Utfallen är underlag. Ett hinder är ett förslag, aldrig ett avslag, och inget hinder funnet säger bara att de "
    "tillämpade reglerna inte visar något. Beslutet fattas av en människa.",
    en="The outcomes are material to decide by. An obstacle is a proposal, never a refusal, and no obstacle found says "
    "only that the rules applied show none. A person decides.",
)
SUMMARY = Bilingual(sv="Utfall", en="Outcomes")
BY_RULE_SET = Bilingual(sv="Utfall efter regelverk och skäl", en="Outcomes by rule set and reason")
DECIDING = Bilingual(sv="Regler som avgjorde", en="Rules that decided")
DECIDING_OBSTACLE = Bilingual(
    sv="Regler som avgjorde att det finns hinder", en="Rules that decided that there is an obstacle"
)
MISSING = Bilingual(
    sv="Det som oftast saknas (för en gemensam begäran om komplettering)",
    en="What is most often missing (for one request for completion)",
)
REJECTED = Bilingual(sv="Avvisade rader efter orsak", en="Rejected rows by cause")
SPELLED = Bilingual(sv="Skrivsätt som har tolkats", en="Spellings that were understood")
PROOF = Bilingual(sv="Varje rad är redovisad", en="Every row is accounted for")
CHANGES = Bilingual(sv="Jämförelse med andra regler", en="Comparison with other rules")
CHANGED = Bilingual(
    sv="{changed} av {all} ansökningar får ett annat utfall med {rules}.",
    en="{changed} of {all} applications have another outcome under {rules}.",
)
CHANGING = Bilingual(sv="Regler bakom ändringarna", en="Rules behind the changes")
IDENTITY = Bilingual(sv="Regler, programvara och indata", en="Rules, software and input")
NOTES = Bilingual(sv="Om indata", en="About the input")
NOTHING = Bilingual(sv="Inget att redovisa.", en="Nothing to report.")

HEADINGS = {
    "ruleSet": Bilingual(sv="Regelverk", en="Rule set"),
    "outcome": Bilingual(sv="Utfall", en="Outcome"),
    "reason": Bilingual(sv="Skäl", en="Reason"),
    "rule": Bilingual(sv="Regel", en="Rule"),
    "what": Bilingual(sv="Uppgift", en="Fact"),
    "giver": Bilingual(sv="Vem som ger den", en="Who gives it"),
    "table": Bilingual(sv="Tabell", en="Table"),
    "column": Bilingual(sv="Kolumn", en="Column"),
    "code": Bilingual(sv="Orsak", en="Cause"),
    "count": Bilingual(sv="Antal", en="Number"),
    "before": Bilingual(sv="Utfall nu", en="Outcome now"),
    "after": Bilingual(sv="Utfall med andra regler", en="Outcome under other rules"),
    "read": Bilingual(sv="Lästa", en="Read"),
    "results": Bilingual(sv="Med utfall eller använda", en="With an outcome, or used"),
    "rejected": Bilingual(sv="Avvisade", en="Rejected"),
    "setAside": Bilingual(sv="Hör till avvisad ansökan", en="Of a rejected application"),
    "identity": Bilingual(sv="Vad", en="What"),
    "value": Bilingual(sv="Värde", en="Value"),
}
TABLES = {
    "applications": Bilingual(sv="ansökningar", en="applications"),
    "findings": Bilingual(sv="bedömda omständigheter", en="findings"),
}
WHOLE_ROW = Bilingual(sv="hela raden", en="the whole row")
OTHER_OUTCOMES = {
    "notCovered": Bilingual(sv="reglerna gäller inte", en="the rules do not apply"),
}
FACTS = {
    "version": Bilingual(sv="Programvara", en="Software"),
    "semanticsVersion": Bilingual(sv="Semantikens version", en="Version of the semantics"),
    "run": Bilingual(sv="Körning", en="Run"),
    "root": Bilingual(sv="Rot över delarnas filer", en="Root over the files of the chunks"),
    "startedAt": Bilingual(sv="Påbörjad", en="Begun"),
    "input": Bilingual(sv="Indata", en="Input"),
    "verified": Bilingual(sv="Kontrollerade mot referensen", en="Verified with the reference"),
    "masked": Bilingual(sv="Maskerade identitetsnummer", en="Identity numbers masked"),
}
EXAMINATION = Bilingual(sv="prövning av: {ground}", en="examination of: {ground}")
ORGANISATION = Bilingual(sv="organisationen kan tillfrågas", en="the organisation can be asked")
AUTHORITY = Bilingual(sv="myndigheten bedömer", en="the authority judges")
REVIEWED = Bilingual(sv="myndigheten granskar", en="the authority reviews")
EITHER = Bilingual(
    sv="organisationen försäkrar eller myndigheten granskar", en="declared by the organisation or reviewed"
)
CHART = Bilingual(sv="Diagram: {title}", en="Chart: {title}")
ORPHANS = Bilingual(
    sv="Omständigheter utan ansökan: {count}. Se efter vilka ansökningar de hör till innan utfallen används.",
    en="Findings without an application: {count}. See which applications they belong to before the outcomes are used.",
)
