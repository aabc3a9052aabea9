"""What happened, told step by step: traces of both sweeps, as plain data and as tables."""
