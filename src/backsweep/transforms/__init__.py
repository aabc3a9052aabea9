"""Function in, function out: grad, jacobian, hessian, jvp, vjp, hvp and what goes with them."""
