"""The fixed sentences of a letter, Swedish and English side by side."""

from demokrativillkor.application import Stage
from demokrativillkor.bilingual import Bilingual, Language
from demokrativillkor.decision import Outcome
from demokrativillkor.record.parts import Channel, Decided, Departure, Hearing


def _both(sv: str, en: str) -> Bilingual:
    return Bilingual(sv=sv, en=en)


TITLE = _both("Beslut", "Decision")
TITLES = {
    Stage.APPLICATION: _both("Beslut om bidrag", "Decision on a grant"),
    Stage.PAYMENT: _both("Beslut om utbetalning av bidrag", "Decision on the payment of a grant"),
    Stage.RECLAIM: _both("Beslut om återkrav av bidrag", "Decision on the reclaim of a grant"),
    Stage.STATUS: _both("Beslut om rätt till statsbidrag", "Decision on entitlement to state grants"),
}
NO_FORCE = _both(
    "Detta har ingen rättslig verkan och kan inte undertecknas.", "This has no legal force and cannot be signed."
)
DRAFT = _both(
    "UTKAST. Underlag för den som beslutar; inget är beslutat. Det som står inom hakparentes ska en person skriva.",
    "DRAFT. A basis for whoever decides; nothing is decided. What stands in square brackets is for a person to write.",
)
TRANSLATION = _both(
    "Den svenska texten gäller.",
    "This is a translation. The Swedish text prevails; the words of the law are quoted in Swedish.",
)
COPIES: dict[Language, Bilingual] = {
    "sv": _both(
        "Detta är inte det undertecknade brevet, som är på svenska.",
        "This is not the signed letter, which is in Swedish.",
    ),
    "en": _both(
        "Detta är inte det undertecknade brevet, som är på engelska.",
        "This is not the signed letter, which is in English.",
    ),
}
"""Language of the signed letter → what a reading in the other says of itself."""
UNIT = _both("Enhet", "Unit")
DATE = _both("Datum", "Date")
AUTHORITY = _both("Myndighet eller organ", "Authority or body")
AT = _both("Adress", "Address")
PARTY = _both("Organisation", "Organisation")
NOT_RECORDED = _both("[skrivs av en person: inte antecknat]", "[for a person to write: not recorded]")
MATTER = _both("Ärendet", "The matter")
ACT = _both("Bidraget", "The grant")
WHAT_IS_DECIDED = _both("Vad som beslutas", "What is decided")
GAP_DECISION = _both(
    "Här skriver den som beslutar vad som beslutas, för vilken period och med vilket belopp.",
    "Whoever decides writes here what is decided, for what period and with what amount.",
)
PROPOSAL = _both("Vad reglerna leder till (förslag, inte beslut)", "What the rules lead to (a proposal, no decision)")
PROPOSALS = {
    Outcome.ELIGIBLE: _both("De prövade reglerna visar inget hinder.", "The rules examined show no obstacle."),
    Outcome.INELIGIBLE: _both("De prövade reglerna visar ett hinder.", "The rules examined show an obstacle."),
    Outcome.UNDETERMINED: _both(
        "Det går ännu inte att avgöra enligt de prövade reglerna.",
        "Under the rules examined it cannot yet be determined.",
    ),
}
DECIDED = {
    Decided.GRANTED: _both("Bifall", "Granted"),
    Decided.GRANTED_IN_PART: _both("Delvis bifall", "Granted in part"),
    Decided.REFUSED: _both("Avslag", "Refused"),
    Decided.REJECTED: _both("Avvisning", "Rejected without examination in substance"),
    Decided.PAID_OUT: _both("Bidraget betalas ut", "The grant is paid out"),
    Decided.STOPPED: _both("Bidraget betalas inte ut", "The grant is not paid out"),
    Decided.RECLAIMED: _both("Bidraget återkrävs", "The grant is reclaimed"),
    Decided.RECLAIMED_IN_PART: _both("Bidraget återkrävs delvis", "The grant is reclaimed in part"),
    Decided.NOT_RECLAIMED: _both("Bidraget återkrävs inte", "The grant is not reclaimed"),
    Decided.STATUS_GRANTED: _both("Berättigad till statsbidrag", "Entitled to state grants"),
    Decided.STATUS_REFUSED: _both("Inte berättigad till statsbidrag", "Not entitled to state grants"),
}
PROVISIONS = _both("Tillämpade bestämmelser", "Provisions applied")
WORDING = _both("Villkoren har den lydelse de fick genom SFS", "The conditions are worded as by SFS")
CIRCUMSTANCES = _both("Avgörande omständigheter", "Decisive circumstances")
NOT_SHOWN = _both("Detta har inte visats eller är inte klarlagt", "This has not been shown or is not clear")
ANSWERS = _both("Bedömningen vilar på", "The judgement rests on")
SOURCE = _both("Källa", "Source")
GAP_SOURCE = _both(
    "Källa saknas: ange vad omständigheten grundas på.", "No source: state what the circumstance rests on."
)
GROUNDS = _both("Prövning av villkoren", "Examination of the conditions")
EXCEPTION = _both("Särskilda skäl", "Special reasons")
NO_OBSTACLE_REACHED = _both(
    "Inget hinder har visats, och undantaget har därför inte behövt prövas.",
    "No obstacle was shown, and the exception therefore did not need to be examined.",
)
GAP_EXCEPTION = _both(
    "Undantaget är inte prövat: ta ställning till varje omständighet och ange skälen.",
    "The exception has not been examined: consider each factor and give the reasons.",
)
SAID = _both("Vad organisationen har sagt, och svaret på det", "What the organisation said, and the answer to it")
NO_REPLY = _both("Inget svar från organisationen är antecknat.", "No answer from the organisation is recorded.")
GAP_HEARING = _both(
    "Det är inte antecknat om organisationen har underrättats om materialet.",
    "It is not recorded whether the organisation was told of the material.",
)
GAP_RESPONSE = _both("Bemöt det organisationen har sagt.", "Answer what the organisation said.")
GAP_SUMMARY = _both("Återge svaret.", "Set out the answer.")
PROPORTIONALITY = _both("Proportionalitet", "Proportionality")
GAP_PROPORTIONALITY = _both(
    "Ange vad beslutet ska skydda, varför en mildare åtgärd inte räcker och hur olägenheten för organisationen har vägts.",
    "State what the decision is to protect, why a milder measure is not enough, and how the disadvantage for the organisation was weighed.",
)
OWN_REASONS = _both("Skäl för beslutet", "Reasons for the decision")
GAP_REASONS = _both("Den som beslutar anger sina skäl.", "Whoever decides gives the reasons.")
DEPARTED = _both(
    "Beslutet avviker från vad de prövade reglerna leder till",
    "The decision departs from what the rules examined lead to",
)
CONDITIONS = _both("Villkor och upplysningar", "Conditions and information")
NO_CONDITIONS = _both("Inga villkor är antecknade.", "No conditions are recorded.")
RESERVATION = _both("Förbehåll om återkallelse", "Reservation on revocation")
LEFT = _both("Villkor som en person prövar", "Conditions that a person examines")
EFFECT = _both("När beslutet börjar gälla", "When the decision takes effect")
GAP_EFFECT = _both("Ange när beslutet börjar gälla.", "State when the decision takes effect.")
WHO = _both("Beslutsfattare", "Who decided")
GAP_WHO = _both(
    "Ange vem som har beslutat, vem som har varit föredragande och om någon har en avvikande mening.",
    "State who decided, who was rapporteur and whether anybody dissents.",
)
CHAIR = _both("ordförande", "chair")
RAPPORTEURS = _both("Föredragande", "Rapporteur")
OTHERS = _both("Vid den slutliga handläggningen deltog också", "Also took part in the final handling")
DISSENT = _both("Avvikande mening", "Dissenting opinion")
NO_DISSENT = _both("Ingen avvikande mening är anmäld.", "No dissenting opinion was announced.")
APPEAL = _both("Överklagande", "Appeal")
OPPOSED = _both(
    "Bestämmelserna säger olika saker för bidrag i samma form. Ange vilken av dem som gäller just detta beslut.",
    "The provisions differ for grants of the same form. State which of them applies to this very decision.",
)
GAP_APPEAL = _both(
    "Bestämmelserna säger inget om detta beslut: ange om och hur det får överklagas.",
    "The provisions say nothing of this decision: state whether and how it can be appealed.",
)
HOW_TO_APPEAL = _both(
    "Överklagandet görs skriftligen till den som ska pröva det men ges in till den myndighet som har beslutat. Ange vilket beslut som överklagas och hur det ska ändras (43 § förvaltningslagen (2017:900)). Det ska ha kommit in till myndigheten inom tre veckor från den dag då den som överklagar fick del av beslutet genom den (44 § förvaltningslagen).",
    "The appeal is made in writing to whoever is to try it but is handed in to the authority that decided. State which decision is appealed and how it is to be changed (section 43 of the Administrative Procedure Act (2017:900)). It must have reached the authority within three weeks from the day the appellant received the decision from it (section 44 of that Act).",
)
GAP_HOW = _both(
    "Ange form, tid och mottagare för ett överklagande.", "State the form, time and addressee of an appeal."
)
ADDRESS = _both("Överklagandet lämnas till", "The appeal is handed in to")
COURT = _both("Överklagandet prövas av", "The appeal is tried by")
GAP_ADDRESS = _both("Ange den adress dit överklagandet lämnas.", "State the address to which the appeal is handed in.")
HEARINGS = {
    Hearing.COMMUNICATED: _both("kommunicerat", "communicated"),
    Hearing.NOT_NEEDED: _both("uppenbart obehövligt att kommunicera", "obviously unnecessary to communicate"),
    Hearing.EXEMPT_2: _both(
        "inte kommunicerat (25 § 2 förvaltningslagen)",
        "not communicated (section 25, 2, of the Administrative Procedure Act)",
    ),
    Hearing.EXEMPT_3: _both(
        "inte kommunicerat (25 § 3 förvaltningslagen)",
        "not communicated (section 25, 3, of the Administrative Procedure Act)",
    ),
    Hearing.LIMITED_SECRECY: _both("begränsat av sekretess", "limited by secrecy"),
}
CHANNELS = {
    Channel.LETTER: _both("brev", "letter"),
    Channel.EMAIL: _both("e-post", "e-mail"),
    Channel.E_SERVICE: _both("e-tjänst", "e-service"),
    Channel.TELEPHONE: _both("telefon", "telephone"),
    Channel.MEETING: _both("möte", "meeting"),
}
REPLY_BY = _both("svar senast", "answer by")
NOTED = _both("antecknat av", "noted by")
DEPARTURES = {
    Departure.JUDGED_OTHERWISE: _both(
        "omständigheterna bedöms på annat sätt", "the circumstances are judged otherwise"
    ),
    Departure.OTHER_CONDITION: _both("ett annat villkor avgör", "another condition decides"),
    Departure.PRIORITY: _both("andra ansökningar prioriteras", "other applications are given priority"),
    Departure.LACK_OF_MEANS: _both("medlen räcker inte", "the means do not suffice"),
    Departure.NOT_EXAMINED_IN_SUBSTANCE: _both(
        "ansökan prövas inte i sak", "the application is not examined in substance"
    ),
    Departure.WAIVER: _both("återkravet efterges", "the reclaim is waived"),
}
