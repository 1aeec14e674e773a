"""Proposes how a file is to be read, for a person to correct: what each column is, how sure that
is, and what changed since last year."""

from weft.store.assistant.knowing import find_recipe
from weft.store.assistant.proposing import propose

__all__ = ["find_recipe", "propose"]
