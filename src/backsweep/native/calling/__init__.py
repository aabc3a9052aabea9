"""How Python calls machine code: the built-in functions in between, and what they read and make."""
