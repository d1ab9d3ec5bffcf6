"""The fixed sentences around a decision, Swedish (authoritative) and English side by side.

What the law says comes from the rule set; nothing here says what the law is.
"""

from demokrativillkor.application import Examination, JudgeRole
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.decision import AttributionSource, Outcome, OutcomeReason, WarningCode
from demokrativillkor.rule import Basis, SetAside, Status
from demokrativillkor.verdict import Verdict


def _both(sv: str, en: str) -> Bilingual:
    return Bilingual(sv=sv, en=en)


TITLE = _both("BESLUTSUNDERLAG", "BASIS FOR DECISION")
NOT_A_DECISION = _both(
    "Detta är ett underlag. Myndigheten fattar beslutet och svarar för bedömningarna.",
    "This is a basis for a decision. The authority makes the decision and answers for the judgements.",
)
APPLICATION = _both("Ansökan", "Application")
DIARY_NUMBER = _both("Diarienummer", "Diary number")
DECISION_DATE = _both("Beslutsdag", "Decision date")
RULES = _both("Regelverk", "Rules")
LEGAL_FORCE = _both("Rättslig verkan", "Legal force")
OUTCOME = _both("UTFALL", "OUTCOME")
REASONS = _both("SKÄL", "REASONS")
FINDING = _both("Omständighet", "Finding")
NO_FINDINGS = _both("Inga omständigheter har antecknats.", "No findings have been recorded.")
ATTRIBUTION = _both("Tillräknas organisationen", "Attributed to the organisation")
FILLED = _both(
    "Besvarade med nej genom bedömarens uttalande att övriga led inte är aktuella",
    "Answered no by the judge's statement that the other limbs do not arise",
)
DECISIVE = _both("avgörande", "decisive")
BASIS_IN_TEXT = _both("Regeln följer av texten.", "The rule follows from the text.")
BASIS_IN_READING = _both("Regeln är en tolkning.", "The rule is an interpretation.")
REST = _both("Övriga prövade villkor", "Other conditions examined")
EXAMINATION = _both("PRÖVNING AV GRUNDERNA", "EXAMINATION OF THE GROUNDS")
REQUIRED = _both("Krävs", "Required")
NOT_ENOUGH = _both("räcker inte", "not sufficient")
EXCEPTION = _both("SÄRSKILDA SKÄL", "SPECIAL REASONS")
NO_EXCEPTION = _both("Reglerna har inget undantag.", "The rules have no exception.")
EXCEPTION_NEEDED = _both(
    "Ingen har prövat om det finns särskilda skäl. Prövningen görs av en person och omfattar alla omständigheter vars "
    "hinder inte är avfört.",
    "Nobody has examined whether there are special reasons. A person does so, over all findings whose obstacle is not "
    "ruled out.",
)
EXCEPTION_NOT_NEEDED = _both("Har inte behövt prövas.", "Did not need to be examined.")
GRANTED = _both("Särskilda skäl har bedömts finnas", "Special reasons were found")
REFUSED = _both("Särskilda skäl har bedömts inte finnas", "Special reasons were found not to exist")
COVERS = _both("Bedömningen omfattar", "The judgement covers")
NOT_ALL_COVERED = _both(
    "Bedömningen omfattar inte alla omständigheter som den måste omfatta och räknas därför inte.",
    "The judgement does not cover every finding that it must cover, and therefore does not count.",
)
REQUIREMENTS = _both("KRAV", "REQUIREMENTS")
DISPENSATION = _both("dispens", "dispensation")
ADVICE = _both("RÅD (påverkar inte utfallet)", "ADVICE (does not affect the outcome)")
COMPLETION = _both("BEGÄRAN OM KOMPLETTERING", "REQUEST FOR COMPLETION")
COMPLETION_OPENING = _both(
    "För att ansökan ska kunna prövas behöver följande klarläggas. Lämna de uppgifter ni har och ange underlaget. "
    "Den som inte vet svarar ”vet inte”; det räknas inte emot er.",
    "For the application to be examined the following must be made clear. Give the information you have and say what "
    "it rests on. Whoever does not know answers “do not know”; it does not count against you.",
)
EXAMINE_GROUND = _both(
    "Ej prövad grund, en försäkran eller granskning behövs", "Ground not examined, a declaration or review is needed"
)
SET_ASIDE = _both("BORTSETT FRÅN", "SET ASIDE")
READING = _both("SÅ ÄR VILLKOREN LÄSTA", "HOW THE CONDITIONS ARE READ")
WHOSE_ACTS = _both("Vems ageranden som räknas", "Whose acts count")
NOTES = _both("UPPLYSNINGAR", "NOTES")
NOT_USED = _both("Antecknat men utan betydelse enligt reglerna", "Recorded but of no consequence under the rules")
ONLY_THESE_RULES = _both(
    "Utfallet gäller bara de regler som anges ovan. Andra krav i den författning som reglerar bidraget är inte "
    "prövade, och ett utfall utan hinder ger ingen rätt till bidrag.",
    "The outcome concerns only the rules stated above. Other requirements of the act that governs the grant have not "
    "been examined, and an outcome without obstacles gives no right to a grant.",
)
IDENTITY = _both("IDENTITET", "IDENTITY")
DIGEST_OF_DECISION = _both("Underlag", "Basis")
DIGEST_OF_APPLICATION = _both("Ansökan", "Application")
DIGEST_OF_RULES = _both("Regelverk", "Rules")
REFUSED_INPUT = _both("AVVISAD", "REFUSED")
UNKNOWN_ANSWER = _both("inte känt", "not known")
UNKNOWN_ACTOR = _both("okänd aktör", "unknown actor")
UNKNOWN_CONTEXT = _both("okänt sammanhang", "unknown context")
VERSION = _both("version", "version")

OUTCOMES = {
    Outcome.ELIGIBLE: _both("INGET HINDER FUNNET", "NO OBSTACLE FOUND"),
    Outcome.INELIGIBLE: _both("HINDER", "OBSTACLE"),
    Outcome.UNDETERMINED: _both("UTRED VIDARE", "INVESTIGATE FURTHER"),
}

OUTCOME_REASONS = {
    OutcomeReason.OBSTACLE: _both(
        "Minst ett hinder är uppfyllt och lyfts inte av något undantag. Underlaget är ett förslag: ett avslag beslutas "
        "av en person, efter att organisationen har fått yttra sig.",
        "At least one obstacle is met and lifted by no exception. This is a proposal: a refusal is decided by a "
        "person, after the organisation has been heard.",
    ),
    OutcomeReason.FORMAL: _both(
        "Minst ett krav är inte uppfyllt, och ingen dispens har getts från det.",
        "At least one requirement is not fulfilled, and no dispensation from it was given.",
    ),
    OutcomeReason.SPECIAL_REASONS_OPEN: _both(
        "Ett hinder är uppfyllt. Innan utfallet kan avgöras måste särskilda skäl prövas.",
        "An obstacle is met. Before the outcome can be determined special reasons must be examined.",
    ),
    OutcomeReason.FACTS_MISSING: _both(
        "Omständigheter som kan avgöra utfallet är inte klarlagda.",
        "Circumstances that can determine the outcome are not clear.",
    ),
    OutcomeReason.NOT_EXAMINED: _both(
        "Inget hinder har kommit fram, men minst en grund är inte prövad.",
        "No obstacle has emerged, but at least one ground has not been examined.",
    ),
    OutcomeReason.EXCEPTION_GRANTED: _both(
        "Särskilda skäl har bedömts finnas och omfattar varje omständighet vars hinder inte är avfört.",
        "Special reasons were found and cover every finding whose obstacle is not ruled out.",
    ),
    OutcomeReason.NO_OBSTACLE: _both(
        "Inget hinder är uppfyllt, och varje grund är prövad.",
        "No obstacle is met, and every ground has been examined.",
    ),
}

VERDICTS = {
    Verdict.MET: _both("uppfyllt", "met"),
    Verdict.NOT_MET: _both("inte uppfyllt", "not met"),
    Verdict.UNKNOWN: _both("går inte att avgöra", "cannot be determined"),
}

SET_ASIDE_BECAUSE = {
    SetAside.LIMB_ABSENT: _both(
        "reglerna gäller inte ageranden av en sådan aktör", "the rules do not reach conduct of such an actor"
    ),
    SetAside.NOT_ATTRIBUTED: _both(
        "agerandet räknas inte som organisationens", "the act does not count as the organisation's"
    ),
    SetAside.NOT_SHOWN: _both("agerandet har utretts men inte visats", "the act was investigated but not shown"),
    SetAside.EXCEPTED: _both("särskilda skäl har bedömts finnas", "special reasons were found"),
    SetAside.OTHER_RULE_DECIDED: _both("utfallet avgjordes av annat", "the outcome was decided by something else"),
    SetAside.NOT_IN_FORCE_FOR_FORM: _both(
        "regeln gäller inte bidragsformen eller mottagaren", "the rule is not in force for the grant form or recipient"
    ),
    SetAside.ADVISORY: _both("regeln är ett råd", "the rule is advice"),
}

ATTRIBUTED_BY = {
    AttributionSource.PERSON: _both("bedömt av en person", "judged by a person"),
    AttributionSource.ROLE: _both("utgångspunkten för rollen", "the default for the role"),
    AttributionSource.OPEN: _both("inte bedömt", "not judged"),
}
AGAINST_ROLE = _both("mot utgångspunkten för rollen", "against the default for the role")

EXAMINATIONS = {
    Examination.NOT_EXAMINED: _both("inte prövad", "not examined"),
    Examination.DECLARED: _both("försäkran", "declared"),
    Examination.REVIEWED: _both("granskad", "reviewed"),
}

STATUSES = {
    Status.PROPOSAL: _both("förslag", "proposal"),
    Status.NEVER_IN_FORCE: _both("aldrig i kraft", "never in force"),
    Status.IN_FORCE: _both("i kraft", "in force"),
    Status.REPEALED: _both("upphävt", "repealed"),
    Status.TEMPLATE: _both("mall", "template"),
    Status.ADOPTED: _both("antaget", "adopted"),
}

BASES = {Basis.TEXT: BASIS_IN_TEXT, Basis.INTERPRETATION: BASIS_IN_READING}

JUDGES = {
    JudgeRole.CASE_OFFICER: _both("handläggare", "case officer"),
    JudgeRole.INVESTIGATOR: _both("utredare", "investigator"),
    JudgeRole.RAPPORTEUR: _both("föredragande", "rapporteur"),
    JudgeRole.DECISION_MAKER: _both("beslutsfattare", "decision-maker"),
    JudgeRole.BOARD: _both("nämnd eller styrelse", "board"),
    JudgeRole.EXPERT: _both("sakkunnig", "expert"),
    JudgeRole.SELF_CHECK: _both("organisationens egen kontroll", "the organisation's own check"),
}

WARNINGS = {
    WarningCode.CHECKED_UNTIL_PASSED: _both(
        "Reglerna är kontrollerade till och med {0}. Beslutsdagen är senare: kontrollera om de har ändrats.",
        "The rules were checked up to and including {0}. The decision date is later: check whether they have changed.",
    ),
    WarningCode.UNVERIFIED: _both("Detta har ingen källa visat:", "This no source has shown:"),
    WarningCode.EXCEPTION_NOT_IN_ACT: _both(
        "En bedömning av särskilda skäl är antecknad, men reglerna har inget undantag. Den har inte använts.",
        "A judgement of special reasons is recorded, but the rules have no exception. It was not used.",
    ),
}
