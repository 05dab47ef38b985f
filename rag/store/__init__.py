"""The store: one SQLite database that is the truth, and search files derived from it."""
