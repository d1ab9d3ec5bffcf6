"""A run in a process of its own, which a test can kill: BUNDLE INPUT FINDINGS OUT CHUNK [WORKERS]."""

import sys
from pathlib import Path

from demokrativillkor.bundle import read_bundle
from demokrativillkor.screening.plan import Options, Which
from tests.support.screening import Listening, screened

if __name__ == "__main__":
    bundle, source, findings, out, chunk, *workers = sys.argv[1:]
    listening = Listening()
    listening.advance = lambda _: print("chunk", flush=True)
    options = Options(most=int(chunk), decisions=Which.ADVERSE)
    book = read_bundle(Path(bundle))
    processes = int(workers[0]) if workers else None
    screened(book, source, out, findings=findings, options=options, resume=True, listening=listening, workers=processes)
    print("finished", flush=True)
