"""What the two sweeps say about a function: what is wrong with a gradient, and which line made it so."""
