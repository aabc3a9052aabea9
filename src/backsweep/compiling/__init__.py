"""compile(f): which program fits a call, and what runs it."""
