"""The fixed sentences around a decision, Swedish (authoritative) and English side by side.

What the law says comes from the rule set; nothing here says what the law is.
"""

from demokrativillkor.application import Credibility, EvidenceKind, Examination, JudgeRole
from demokrativillkor.bilingual import Bilingual
from demokrativillkor.decision import AttributionSource, Outcome, OutcomeReason, WarningCode
from demokrativillkor.rule import Basis, Effect, Scope, SetAside
from demokrativillkor.ruleset import Status
from demokrativillkor.verdict import Verdict


def _both(sv: str, en: str) -> Bilingual:
    return Bilingual(sv=sv, en=en)


TITLE = _both("BESLUTSUNDERLAG", "BASIS FOR DECISION")
NOT_A_DECISION = _both(
    "Detta är ett underlag. Myndigheten fattar beslutet och svarar för bedömningarna. Ett beslut som går organisationen "
    "emot fattas av en person, som regel sedan organisationen har fått yttra sig.",
    "This is a basis for a decision. The authority makes the decision and answers for the judgements. A decision against "
    "the organisation is made by a person, as a rule after the organisation has been heard.",
)
WITHOUT_FORCE = _both(
    "Detta är ett underlag utan rättslig verkan. Inget beslut kan grundas på det.",
    "This is a basis without legal force. No decision can rest on it.",
)
APPLICATION = _both("Ansökan", "Application")
DIARY_NUMBER = _both("Diarienummer", "Diary number")
ORGANISATION_NUMBER = _both("Organisationsnummer", "Organisation number")
DECISION_DATE = _both("Beslutsdag", "Decision date")
RULES = _both("Regelverk", "Rules")
LEGAL_FORCE = _both("Rättslig verkan", "Legal force")
OUTCOME = _both("UTFALL", "OUTCOME")
REASONS = _both("SKÄL", "REASONS")
FINDING = _both("Omständighet", "Finding")
NO_FINDINGS = _both("Inga omständigheter har antecknats.", "No findings have been recorded.")
JUDGED = _both("Bedömd av", "Judged by")
RECORDED = _both("Antecknade svar", "Recorded answers")
EVIDENCE = _both("Underlag", "Evidence")
NO_EVIDENCE = _both("inget antecknat", "none recorded")
RETRIEVED = _both("hämtat", "retrieved")
CREDIBILITY = _both("trovärdighet", "credibility")
COMMUNICATED = _both("kommunicerat", "communicated")
NOT_COMMUNICATED = _both("inte kommunicerat", "not communicated")
ATTRIBUTION = _both("Tillräknas organisationen", "Attributed to the organisation")
WHY_REACHED = _both("Varför agerandet prövas", "Why the act is examined")
ACTOR_NOT_REACHED = _both(
    "Reglerna gäller inte en sådan aktörs agerande; om det ska tillräknas organisationen har ingen bedömt.",
    "The rules do not reach the conduct of such an actor; nobody has judged whether it is to be attributed to the "
    "organisation.",
)
FILLED = _both(
    "Bedömaren har angett att inga andra led är aktuella. Därför besvaras dessa med nej",
    "The judge has stated that no other limbs arise. These are therefore answered no",
)
DECISIVE = _both("avgörande", "decisive")
BASIS_IN_TEXT = _both("Regeln följer av texten.", "The rule follows from the text.")
BASIS_IN_READING = _both("Regeln är en tolkning.", "The rule is an interpretation.")
REST = _both("Prövade villkor som inte är uppfyllda", "Conditions examined that are not met")
EXAMINATION = _both("PRÖVNING AV GRUNDERNA", "EXAMINATION OF THE GROUNDS")
REQUIRED = _both("krävs", "required")
NOT_ENOUGH = _both("räcker inte", "not sufficient")
EXCEPTION = _both("SÄRSKILDA SKÄL", "SPECIAL REASONS")
NO_EXCEPTION = _both("De prövade reglerna innehåller inget undantag.", "The rules examined contain no exception.")
EXCEPTION_NEEDED = _both(
    "Ingen har prövat om det finns särskilda skäl. Prövningen görs av en person och omfattar alla omständigheter där ett "
    "hinder inte kan uteslutas.",
    "Nobody has examined whether there are special reasons. A person does so, over all findings where an obstacle cannot "
    "be ruled out.",
)
EXCEPTION_NOT_NEEDED = _both("Har inte behövt prövas.", "Did not need to be examined.")
GRANTED = _both("Särskilda skäl har bedömts finnas", "Special reasons were found")
REFUSED = _both("Särskilda skäl har bedömts inte finnas", "Special reasons were found not to exist")
COVERS = _both("Bedömningen omfattar", "The judgement covers")
STATED_REASONS = _both("Skäl", "Reasons")
NOT_ALL_COVERED = _both(
    "Bedömningen omfattar inte de omständigheter som den måste omfatta och räknas därför inte.",
    "The judgement does not cover the findings that it must cover, and therefore does not count.",
)
CLOSINGS = _both("AVSLUTAD UTREDNING", "INVESTIGATION CLOSED")
WROTE = _both("Därvid antecknades", "Recorded thereby")
REQUIREMENTS = _both("KRAV", "REQUIREMENTS")
DISPENSATION = _both("Dispens", "Dispensation")
ADVICE = _both("RÅD (påverkar inte utfallet)", "ADVICE (does not affect the outcome)")
ADVICE_OPEN = _both(
    "Om ytterligare {count} råd är aktuella går inte att avgöra utan fler svar.",
    "Whether another {count} pieces of advice apply cannot be determined without more answers.",
)
TO_INVESTIGATE = _both("ATT UTREDA", "TO INVESTIGATE")
REVIEW_GROUND = _both("Granska", "Review")
COMPLETION = _both("BEGÄRAN OM KOMPLETTERING", "REQUEST FOR COMPLETION")
COMPLETION_OPENING = _both(
    "För att ansökan ska kunna prövas behöver följande klarläggas. Lämna de uppgifter ni har, och ange vad de bygger på. "
    "Den som inte kan svara på en fråga anger det.",
    "For the application to be examined the following must be made clear. Give the information you have, and state what "
    "it rests on. Whoever cannot answer a question states that.",
)
INFORMATION_ON = _both("uppgifter och underlag om", "information and evidence on")
YOUR_ACCOUNT = _both("er redogörelse för det som har hänt", "your account of what happened")
DECLARE_GROUND = _both(
    "Försäkra att varken organisationen eller någon som företräder den agerar på ett sätt som anges i",
    "Declare that neither the organisation nor anybody who represents it acts in a way stated in",
)
SET_ASIDE = _both("BEAKTAS INTE", "SET ASIDE")
READING = _both("SÅ HAR VILLKOREN TOLKATS", "HOW THE CONDITIONS WERE READ")
WHOSE_ACTS = _both("Vems ageranden som räknas", "Whose acts count")
NOTES = _both("UPPLYSNINGAR", "NOTES")
NOT_USED = _both("Antecknat men utan betydelse enligt reglerna", "Recorded but of no consequence under the rules")
ONLY_THESE_RULES = _both(
    "Utfallet gäller bara de regler som anges ovan. Andra krav i bestämmelserna för bidraget är inte prövade, och ett "
    "utfall utan hinder ger ingen rätt till bidrag.",
    "The outcome concerns only the rules stated above. Other requirements in the provisions on the grant have not been "
    "examined, and an outcome without obstacles gives no right to a grant.",
)
ONLY_WHAT_IS_EXAMINED = _both(
    "Utfallet gäller bara det som är prövat här; vad författningen kräver därutöver står under Inte prövat här. Ett utfall "
    "utan hinder ger ingen rätt till bidrag.",
    "The outcome concerns only what is examined here; what the act demands beyond it stands under Not examined here. An "
    "outcome without obstacles gives no right to a grant.",
)
IDENTITY = _both("KONTROLLSUMMOR", "DIGESTS")
DIGEST_OF_DECISION = _both("Underlaget", "The basis")
DIGEST_OF_APPLICATION = _both("Ansökan", "The application")
DIGEST_OF_RULES = _both("Regelverket", "The rules")
SEMANTICS = _both("Semantik", "Semantics")
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
        "Det finns minst ett hinder, och inget undantag lyfter det.",
        "There is at least one obstacle, and no exception lifts it.",
    ),
    OutcomeReason.FORMAL: _both(
        "Minst ett krav är inte uppfyllt, och ingen dispens har getts från det.",
        "At least one requirement is not fulfilled, and no dispensation from it was given.",
    ),
    OutcomeReason.SPECIAL_REASONS_OPEN: _both(
        "Det finns ett hinder. Innan utfallet kan avgöras måste särskilda skäl prövas.",
        "There is an obstacle. Before the outcome can be determined special reasons must be examined.",
    ),
    OutcomeReason.FACTS_MISSING: _both(
        "Omständigheter som kan avgöra utfallet är inte klarlagda.",
        "Circumstances that can determine the outcome are not clear.",
    ),
    OutcomeReason.NOT_EXAMINED: _both(
        "Inget hinder har kommit fram, men minst en grund är varken granskad eller omfattad av en försäkran som räcker.",
        "No obstacle has emerged, but at least one ground is neither reviewed nor covered by a declaration that suffices.",
    ),
    OutcomeReason.EXCEPTION_GRANTED: _both(
        "Särskilda skäl har bedömts finnas och omfattar varje omständighet där ett hinder inte kan uteslutas.",
        "Special reasons were found and cover every finding where an obstacle cannot be ruled out.",
    ),
    OutcomeReason.NO_OBSTACLE: _both(
        "Inget hinder har kommit fram, och varje grund är granskad eller omfattas av en försäkran som räcker.",
        "No obstacle has emerged, and every ground is reviewed or covered by a declaration that suffices.",
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

NOT_WITHIN_ACTIVITIES = _both(
    "agerandet har inte bedömts höra till verksamheten", "the act was not judged to belong to the activities"
)
NEITHER_ATTRIBUTED_NOR_WITHIN = _both(
    "agerandet räknas inte som organisationens och har inte bedömts höra till verksamheten",
    "the act does not count as the organisation's and was not judged to belong to the activities",
)

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

EFFECTS = {
    Effect.OBSTACLE: _both("hinder", "obstacle"),
    Effect.EXCEPTION: _both("undantag", "exception"),
    Effect.REQUIREMENT: _both("krav", "requirement"),
    Effect.PROCESS: _both("handläggning", "procedure"),
    Effect.ADVICE: _both("råd", "advice"),
}

SCOPES = {
    Scope.FINDING: _both("om omständigheten", "about the finding"),
    Scope.APPLICATION: _both("om ansökan", "about the application"),
    Scope.PARTNERSHIP: _both("om samarbetet", "about the cooperation"),
    Scope.AUTHORITY: _both("om myndigheten", "about the authority"),
    Scope.EXCEPTION: _both("om särskilda skäl", "about special reasons"),
    Scope.PROCESS: _both("om handläggningen", "about the procedure"),
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
    WarningCode.UNVERIFIED: _both(
        "Följande har inte kunnat kontrolleras mot någon källa:", "This could not be checked against any source:"
    ),
    WarningCode.EXCEPTION_NOT_IN_ACT: _both(
        "En bedömning av särskilda skäl är antecknad, men de prövade reglerna innehåller inget undantag. Den har inte "
        "använts.",
        "A judgement of special reasons is recorded, but the rules examined contain no exception. It was not used.",
    ),
    WarningCode.MET_BUT_NOT_REVIEWED: _both(
        "Det finns hinder på en grund som inte är antecknad som granskad: {grounds}. Granska den och anteckna det.",
        "There is an obstacle on a ground that is not recorded as reviewed: {grounds}. Review it and record that.",
    ),
}

EVIDENCE_KINDS = {
    EvidenceKind.STATUTES: _both("stadgar", "statutes"),
    EvidenceKind.MINUTES: _both("protokoll", "minutes"),
    EvidenceKind.ANNUAL_REPORT: _both("verksamhetsberättelse", "annual report"),
    EvidenceKind.ACCOUNTS: _both("ekonomisk redovisning", "accounts"),
    EvidenceKind.POLICY_DOCUMENT: _both("policydokument", "policy document"),
    EvidenceKind.WEBSITE: _both("webbplats", "website"),
    EvidenceKind.OPEN_SOCIAL_MEDIA: _both("öppet socialt medium", "open social media"),
    EvidenceKind.NEWS: _both("nyhet", "news"),
    EvidenceKind.JUDGMENT: _both("dom eller beslut", "judgment or decision"),
    EvidenceKind.AUTHORITY_STATEMENT: _both("myndighetsyttrande", "statement of an authority"),
    EvidenceKind.TIP: _both("tips", "tip"),
    EvidenceKind.OWN_STATEMENT: _both("organisationens yttrande", "the organisation's statement"),
}

CREDIBILITIES = {
    Credibility.HIGH: _both("hög", "high"),
    Credibility.FAIR: _both("viss", "fair"),
    Credibility.LOW: _both("låg", "low"),
}
