"""Functions of whole arrays, beside array libraries and beside gradients written by hand in NumPy."""

from arrays import chain, gaussian_process, logistic, memory, mixture, network

TITLE = "Whole arrays"
WORKLOADS = [
    workload
    for module in (logistic, network, chain, mixture, gaussian_process, memory)
    for workload in module.WORKLOADS
]
