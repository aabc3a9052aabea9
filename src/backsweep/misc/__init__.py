"""What programs for HIPS autograd use beside derivatives: flatten, and optimizers."""

from backsweep.misc.flatten import flatten

__all__ = ["flatten"]
