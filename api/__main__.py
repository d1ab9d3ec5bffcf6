"""``python -m api`` prints the OpenAPI document of the packaged rules under the settings that are built in."""

from api.access import Access
from api.metrics import Metrics
from api.openapi import document, text_of
from api.rulebooks import Rulebooks, reader
from api.versioned import versioned_api
from demokrativillkor.engine import Reference
from demokrativillkor.settings import Settings


def committed() -> str:
    """The document as it is committed in ``docs/openapi.json``."""
    settings, engine = Settings.model_construct(), Reference()
    rulebooks = Rulebooks(engine, reader(None))
    api = versioned_api(settings, rulebooks, engine, Access(), Metrics())
    return text_of(document(api, rulebooks.active, settings))


if __name__ == "__main__":
    print(committed(), end="")
