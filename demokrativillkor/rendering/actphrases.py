"""The fixed sentences around what an act says, Swedish and English side by side."""

from demokrativillkor.act import Topic
from demokrativillkor.application import Stage
from demokrativillkor.bilingual import Bilingual

GRANT = Bilingual(sv="BIDRAGET", en="THE GRANT")
STAGE = Bilingual(sv="Ärendet gäller", en="The matter concerns")
STAGES = {
    Stage.APPLICATION: Bilingual(sv="ansökan om bidrag", en="application for a grant"),
    Stage.PAYMENT: Bilingual(sv="utbetalning av ett beviljat bidrag", en="payment of a grant already given"),
    Stage.RECLAIM: Bilingual(sv="återkrav av ett bidrag", en="reclaim of a grant"),
    Stage.STATUS: Bilingual(sv="rätt till statsbidrag (status)", en="entitlement to state grants (status)"),
}
GRANT_FORM = Bilingual(sv="Bidragsform", en="Grant form")
RECIPIENT = Bilingual(sv="Slag av mottagare", en="Kind of recipient")
RECIPIENT_KINDS = {
    "association": Bilingual(sv="förening", en="association"),
    "foundation": Bilingual(sv="stiftelse", en="foundation"),
    "limited_company": Bilingual(sv="aktiebolag", en="limited company"),
    "registered_faith_community": Bilingual(sv="registrerat trossamfund", en="registered faith community"),
    "other_legal_person": Bilingual(sv="annan juridisk person", en="other legal person"),
    "municipality": Bilingual(sv="kommun", en="municipality"),
}
AWARDED = Bilingual(sv="Beviljat", en="Awarded")
PERIOD = Bilingual(sv="Tid som bidraget avser", en="Time the grant covers")
GRANT_YEAR = Bilingual(sv="Bidragsår", en="Grant year")
AUTHORITY = Bilingual(sv="Beslutar", en="Decides")
PROCESS = Bilingual(sv="Handläggningsregler (regelverk)", en="Process rules (rule set)")
ADOPTED = Bilingual(sv="Antagna av", en="Adopted by")
SEE = Bilingual(sv="Se", en="See")
WHY_THIS_VERSION = Bilingual(sv="Varför denna lydelse", en="Why this wording")
CONSEQUENCES = Bilingual(sv="VAD FÖRFATTNINGEN SÄGER OM BESLUTET", en="WHAT THE ACT SAYS OF THE DECISION")
LEFT_TO_PERSON = Bilingual(sv="INTE PRÖVAT HÄR", en="NOT EXAMINED HERE")
NOT_EXAMINED_HERE = Bilingual(
    sv="Författningen ställer också dessa villkor. De prövas av en person.",
    en="The act also sets these conditions. A person examines them.",
)
TOPICS = {
    Topic.CLEAN_RESULT: Bilingual(sv="Vad ett underlag utan hinder ger", en="What a clean result gives"),
    Topic.PRIORITY: Bilingual(sv="Prioritering", en="Priority"),
    Topic.STOP: Bilingual(sv="Hinder mot utbetalning", en="Stop of payment"),
    Topic.RECLAIM_GROUND: Bilingual(sv="Grund för återbetalning", en="Ground for repayment"),
    Topic.RECLAIM: Bilingual(sv="Återkrav", en="Reclaim"),
    Topic.WAIVER: Bilingual(sv="Eftergift", en="Waiver"),
    Topic.APPEAL: Bilingual(sv="Överklagande", en="Appeal"),
    Topic.COMPLETION: Bilingual(sv="Komplettering", en="Completion"),
    Topic.CONDITIONS: Bilingual(sv="Villkor i beslutet", en="Conditions in the decision"),
    Topic.INFORMATION: Bilingual(sv="Upplysningar i beslutet", en="Information in the decision"),
    Topic.NOTIFICATION: Bilingual(sv="Anmälan om ändrade förhållanden", en="Notice of changed circumstances"),
    Topic.ACCOUNT: Bilingual(sv="Redovisning", en="Account"),
    Topic.HEARING: Bilingual(sv="Samråd före beslut", en="Hearing before the decision"),
    Topic.CONSIDERATION: Bilingual(sv="Vad som får beaktas", en="What may be considered"),
}
