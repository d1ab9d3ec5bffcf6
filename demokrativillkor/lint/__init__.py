"""Is it a good rule? Judged after every file has been read; one small check a module."""
