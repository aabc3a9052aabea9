"""Graphs of single numbers, built node by node: nothing is compiled, every step can be looked at."""

from eager import graph

TITLE = "Single numbers, node by node"
WORKLOADS = graph.WORKLOADS
