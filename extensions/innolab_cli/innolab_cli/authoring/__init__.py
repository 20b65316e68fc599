"""`./innolab module ...` for authors: a new module, its check, its translations, a notebook brought in."""
