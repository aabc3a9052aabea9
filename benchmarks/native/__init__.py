"""Compiled functions of single numbers, beside compilers and beside adjoints written by hand in C."""

from native import (
    black_scholes,
    bundle_adjustment,
    call_overhead,
    first_call,
    kepler,
    lotka_volterra,
    network,
    rosenbrock,
)

TITLE = "Compiled functions of single numbers"
WORKLOADS = [
    workload
    for module in (
        rosenbrock,
        lotka_volterra,
        network,
        black_scholes,
        bundle_adjustment,
        kepler,
        first_call,
        call_overhead,
    )
    for workload in module.WORKLOADS
]
