"""One module a version of the database, in their order."""
