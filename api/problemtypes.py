"""Every type of problem document, with what it means and what to do: the source of the ``/problem/`` pages.

``docs/codes.md`` lists the same types; a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from demokrativillkor.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One type of problem.

    Attributes:
        status: the HTTP status; 0 where it is any that has no type of its own.
        title: what went wrong, the same words in every document of the type.
        remedy: what to do, for the page about the type.
    """

    slug: str
    status: int
    title: str
    remedy: Bilingual

    @property
    def uri(self) -> str:
        """What stands in the document's ``type``: where the type is described."""
        return f"/problem/{self.slug}"


def _type(slug: str, status: int, title: str, sv: str, en: str) -> ProblemType:
    return ProblemType(slug, status, title, Bilingual(sv=sv, en=en))


BAD_REQUEST = _type(
    "bad-request",
    400,
    "The request cannot be understood",
    "Det är inte HTTP, eller adressen är inte skriven som adresser är. Koda den en gång, i UTF-8, utan punktsegment.",
    "It is no HTTP, or the address is not written as addresses are. Encode it once, in UTF-8, without dot segments.",
)
UNKNOWN_HOST = _type(
    "unknown-host",
    400,
    "The request was sent to a host that this service does not answer for",
    "Använd tjänstens egen adress, eller lägg till värdnamnet i inställningen allowed_hosts.",
    "Use the service's own address, or add the host name to the setting allowed_hosts.",
)
NOT_AUTHENTICATED = _type(
    "not-authenticated",
    401,
    "Nobody is signed in",
    "Skicka en API-nyckel eller en åtkomsttoken i huvudet Authorization: Bearer.",
    "Send an API key or an access token in the header Authorization: Bearer.",
)
INVALID_CREDENTIALS = _type(
    "invalid-credentials",
    401,
    "The key or token is not valid",
    "Den är okänd, återkallad, för gammal eller inte till för den här tjänsten. Skaffa en ny.",
    "It is unknown, revoked, too old or not meant for this service. Get a new one.",
)
NOT_PERMITTED = _type(
    "not-permitted",
    403,
    "The role does not permit this",
    "Beskrivningen av tjänsten säger vilka roller som får göra vad.",
    "The description of the service says which roles may do what.",
)
NOT_FOUND = _type(
    "not-found",
    404,
    "There is nothing here",
    "Kontrollera adressen mot beskrivningen av tjänsten.",
    "Check the address against the description of the service.",
)
ABSENT = "There is nothing of that id."
"""The detail of :data:`NOT_FOUND` for a record: the same whether there is none or it is another unit's."""

METHOD_NOT_ALLOWED = _type(
    "method-not-allowed",
    405,
    "The method is not allowed here",
    "Huvudet Allow säger vilka metoder som finns.",
    "The header Allow says which methods there are.",
)
RULEBOOK_REFUSED = _type(
    "rulebook-refused",
    409,
    "The rulebook on disk has mistakes",
    "Den regelbok som gällde gäller fortfarande. Rätta felen, som räknas upp med fil och rad, och läs in på nytt.",
    "The rulebook that was active still is. Mend the mistakes, which are listed with file and line, and reload.",
)
TOO_LARGE = _type(
    "too-large",
    413,
    "The body is too large",
    "En ansökan eller händelse får vara högst 1 MiB. Skicka en i taget.",
    "An application or event may be at most 1 MiB. Send one at a time.",
)
URI_TOO_LONG = _type(
    "uri-too-long",
    414,
    "The address is too long",
    "En adress får ha högst 2048 tecken.",
    "An address may have at most 2048 characters.",
)
UNSUPPORTED_MEDIA_TYPE = _type(
    "unsupported-media-type",
    415,
    "The body has the wrong media type",
    "Skicka application/json, i UTF-8 och okomprimerat.",
    "Send application/json, in UTF-8 and not compressed.",
)
INPUT_REJECTED = _type(
    "input-rejected",
    422,
    "What was sent was rejected",
    "Inget av det som skickades sparades. Varje fel står i errors med plats, orsak och åtgärd.",
    "Nothing of what was sent was stored. Every mistake stands in errors with place, cause and remedy.",
)
WRONG_PARAMETER = _type(
    "wrong-parameter",
    422,
    "The query has a parameter that cannot be used",
    "Varje fel står i errors. Beskrivningen av tjänsten säger vilka parametrar och värden som finns.",
    "Every mistake stands in errors. The description of the service says which parameters and values there are.",
)
NOT_COMPARABLE = _type(
    "not-comparable",
    422,
    "The rule sets cannot be compared",
    "Villkoren har fler kombinationer av svar än som kan gås igenom. Jämför dem rad för rad i stället.",
    "The conditions have more combinations of answers than can be gone through. Compare their texts instead.",
)
HEADERS_TOO_LARGE = _type(
    "headers-too-large",
    431,
    "The headers are too large",
    "Huvudena får tillsammans vara högst 16 KiB.",
    "The headers may together be at most 16 KiB.",
)
ENGINE_ERROR = _type(
    "engine-error",
    500,
    "The engine failed",
    "En regelmotor misslyckades eller två motorer gav olika svar. Inget beslut gjordes. Anmäl felet.",
    "An engine failed, or two engines gave different answers. No decision was made. Report the error.",
)
UNEXPECTED_ERROR = _type(
    "unexpected-error",
    500,
    "The service has a defect",
    "Anmäl felet med det id som står i huvudet X-Request-Id, inte med uppgifterna i ärendet.",
    "Report the error with the id in the header X-Request-Id, not with the data.",
)
NOT_READY = _type(
    "not-ready",
    503,
    "The service is not ready",
    "Kontrollerna som inte gick bra räknas upp. Försök igen om en stund.",
    "The checks that failed are listed. Try again in a while.",
)
ISSUER_UNAVAILABLE = _type(
    "issuer-unavailable",
    503,
    "The issuer of access tokens cannot be reached",
    "Ingen token kan prövas just nu. Försök igen efter så många sekunder som står i Retry-After.",
    "No token can be verified now. Try again after the seconds in Retry-After.",
)
EVENT_REFUSED = _type(
    "event-refused",
    409,
    "The event cannot follow what the record holds",
    "Ingenting lades till. Varje skäl står i errors med plats, orsak och åtgärd.",
    "Nothing was added. Every reason stands in errors with place, cause and remedy.",
)
SIGNATURE_BLOCKED = _type(
    "signature-blocked",
    409,
    "The decision cannot be signed yet",
    "Det som återstår står i errors, vart och ett med den bestämmelse som kräver det.",
    "What is left to do stands in errors, each with the provision that demands it.",
)
PRECONDITION_FAILED = _type(
    "precondition-failed",
    412,
    "The decision has changed since it was read",
    "Läs underlaget på nytt, se vad som lagts till, och skicka dess ETag i If-Match.",
    "Read the decision again, see what was added, and send its ETag in If-Match.",
)
PRECONDITION_REQUIRED = _type(
    "precondition-required",
    428,
    "It must be said which state of the decision the change is about",
    "Skicka ETag för underlaget som det lästes i huvudet If-Match.",
    "Send the ETag of the decision as it was read in the header If-Match.",
)
STORE_UNAVAILABLE = _type(
    "store-unavailable",
    503,
    "The database does not answer",
    "Inget sparades. Försök igen efter så många sekunder som står i Retry-After, helst med samma Idempotency-Key.",
    "Nothing was stored. Try again after the seconds in Retry-After, best with the same Idempotency-Key.",
)
UNSETTLED = _type(
    "unsettled",
    503,
    "The database went away while it stored",
    "Det kan ha sparats. Skicka samma begäran igen med samma Idempotency-Key, eller se efter i listan.",
    "It may have been stored. Send the same request again with the same Idempotency-Key, or look in the list.",
)
ERASED = _type(
    "erased",
    410,
    "The case was erased",
    "Innehållet är gallrat efter ett beslut som står i loggen. Att det fanns ett beslutsunderlag syns fortfarande.",
    "The content was erased by an order that stands in the log, which still shows that there was a decision.",
)
IDEMPOTENCY_KEY_REUSED = _type(
    "idempotency-key-reused",
    422,
    "The idempotency key was used for another request",
    "Använd en ny nyckel för en ny begäran, till exempel ett UUID.",
    "Use a new key for a new request, for example a UUID.",
)
REQUEST_IN_PROGRESS = _type(
    "request-in-progress",
    409,
    "The same request is being carried out",
    "Försök igen om en stund; då svaras med det som den första begäran gjorde.",
    "Try again in a while; the answer is then what the first request made.",
)
SUPERSEDED = _type(
    "superseded",
    409,
    "Another decision stands instead of that one already",
    "Läs underlaget: supersededBy säger vilket som gäller. Ersätt det i stället.",
    "Read the decision: supersededBy says which one stands. Supersede that one.",
)
HTTP_ERROR = _type(
    "http-error",
    0,
    "The request failed",
    "Statuskoden säger vad som hände.",
    "The status code says what happened.",
)

TYPES: dict[str, ProblemType] = {each.slug: each for each in vars().copy().values() if isinstance(each, ProblemType)}
"""Every type by its slug, by status."""

BY_STATUS: dict[int, ProblemType] = {
    each.status: each
    for each in (
        BAD_REQUEST,
        NOT_AUTHENTICATED,
        NOT_PERMITTED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        RULEBOOK_REFUSED,
        TOO_LARGE,
        URI_TOO_LONG,
        UNSUPPORTED_MEDIA_TYPE,
        WRONG_PARAMETER,
        HEADERS_TOO_LARGE,
        ENGINE_ERROR,
        NOT_READY,
        ERASED,
        PRECONDITION_FAILED,
        PRECONDITION_REQUIRED,
    )
}
"""The type of a status that was raised without one."""
