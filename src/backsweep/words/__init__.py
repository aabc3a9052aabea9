"""The table read as words: the same rules, run on symbols, give the formulas that explain them."""
