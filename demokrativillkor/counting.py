"""Numbers of things, in words."""


def counted(number: int, one: str, many: str = "") -> str:
    """So many of something, in words: ``1 decision``, ``2 decisions``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
