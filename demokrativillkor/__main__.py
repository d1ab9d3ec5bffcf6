"""``python -m demokrativillkor``."""

from demokrativillkor.cli.main import run

if __name__ == "__main__":
    run()
