"""The two passes over a graph. They know algorithms and no formulas; rows supply every derivative."""
