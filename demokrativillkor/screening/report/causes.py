"""Why rows are rejected, by code: the words of the report; what each row's own remedy is stands in the file of rows."""

from demokrativillkor.bilingual import Bilingual


def _both(sv: str, en: str) -> Bilingual:
    return Bilingual(sv=sv, en=en)


CAUSES = {
    "too_large": _both("raden är för stor", "the row is too large"),
    "not_utf8": _both("raden är inte skriven i UTF-8", "the row is not written in UTF-8"),
    "not_json": _both("det är inte JSON", "it is not JSON"),
    "too_deep": _both("raden är för djupt nästlad", "the row is nested too deeply"),
    "duplicate_key": _both("samma nyckel står två gånger", "a key stands twice"),
    "null": _both("null är inget svar", "null is no answer"),
    "bad_character": _both("ett tecken som text inte får innehålla", "a character that text may not hold"),
    "missing": _both("det saknas", "it is missing"),
    "unknown_key": _both("nyckeln finns inte", "there is no such key"),
    "wrong_type": _both("fel slag av värde", "the wrong kind of value"),
    "wrong_form": _both("det är inte skrivet som det ska", "it is not written as it should be"),
    "wrong_value": _both("ett värde som inte godtas", "a value that is not accepted"),
    "unknown_value": _both("inget av de värden som finns", "none of the values there are"),
    "not_a_date": _both("det är inget datum", "it is no date"),
    "empty": _both("det är tomt", "it is empty"),
    "too_long": _both("det är för långt", "it is too long"),
    "unknown_fact": _both("uppgiften finns inte", "there is no such fact"),
    "unknown_answer": _both("det är inget svar på frågan", "it is no answer to the question"),
    "unknown_ground": _both("grunden finns inte", "there is no such ground"),
    "duplicate_id": _both("samma id står två gånger i ansökan", "an id stands twice in the application"),
    "unknown_finding": _both("omständigheten finns inte i ansökan", "the application has no such finding"),
    "no_credibility": _both("ett underlags tillförlitlighet saknas", "the credibility of evidence is missing"),
    "contradiction": _both("uppgifter som säger emot varandra", "facts that contradict each other"),
    "closing_mismatch": _both("avslutningen stämmer inte med svaret", "the closing does not fit the answer"),
    "not_a_closing": _both("det är ingen avslutad utredning", "it closes no investigation"),
    "must_be_judged": _both("en person måste bedöma uppgiften själv", "a person must judge the fact itself"),
    "not_an_organisation_number": _both(
        "det är inte skrivet som ett organisationsnummer", "it is not written as an organisation number"
    ),
    "wrong_check_digit": _both("kontrollsiffran är fel", "the check digit is wrong"),
    "personal_number": _both("det innehåller en persons identitetsnummer", "it holds a person's identity number"),
    "not_covered": _both("inga regler gäller det som efterfrågas", "no rules govern what is asked"),
    "stopped_reason": _both("ett skäl som ingen bedömning får vila på", "a reason that no assessment may rest on"),
    "opinion_beside_obstacle": _both(
        "antecknat som enbart en åsikt, fast ett hinder finns", "recorded as nothing but an opinion beside an obstacle"
    ),
    "more_problems": _both("raden har fler fel än de som räknas upp", "the row has more mistakes than are listed"),
    "duplicate_application": _both("en annan rad har samma id", "another row has this id"),
    "unknown_application": _both("ingen ansökan har detta id", "no application has this id"),
    "finding_rejected": _both("en omständighet i ansökan är avvisad", "a finding of this application is rejected"),
    "too_many": _both("ansökan har för många omständigheter", "the application has too many findings"),
    "too_few_fields": _both("raden har färre fält än rubrikraden", "the row has fewer fields than the heading"),
    "too_many_fields": _both("raden har fler fält än rubrikraden", "the row has more fields than the heading"),
    "error_in_cell": _both("en cell i raden visar ett fel", "a cell of the row shows an error"),
}
