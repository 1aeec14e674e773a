"""How figures are brought: a file, what is in it, what each column is, and what came of it."""
