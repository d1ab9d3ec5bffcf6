"""``python -m demokrativillkor``."""

from demokrativillkor.cli.entry import run

if __name__ == "__main__":
    run()
