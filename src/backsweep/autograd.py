"""The transforms that HIPS autograd has, under its names: for code that was written for it.

    from backsweep.autograd import elementwise_grad, grad, hessian_vector_product, make_vjp

Each is a call of one of backsweep's own transforms; argnum is an int, or a tuple or list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import Parameter, signature
from typing import Any

from backsweep.errors import StructureError, WrongKind
from backsweep.node import short
from backsweep.primitives.arrays.spelled.spelling import SPELLED
from backsweep.transforms import gradient, tangent
from backsweep.transforms import jacobian as jacobians
from backsweep.transforms.checkpoint import checkpoint
from backsweep.transforms.structures import is_leaf, rebuild
from backsweep.values import is_array, is_complex, numpy, shape_of
from backsweep.worlds import value_of

Function = Callable[..., Any]
ArgNum = int | Sequence[int]


def argnums_of(argnum: ArgNum) -> int | tuple[int, ...]:
    """HIPS's argnum as backsweep's argnums."""
    return argnum if isinstance(argnum, int) else tuple(argnum)


def ones_for(value: Any) -> Any:
    """A seed of ones for a function's value."""
    return rebuild(value, lambda leaf: numpy().ones(shape_of(value_of(leaf))) if is_array(value_of(leaf)) else 1.0)


def make_vjp(fun: Function, argnum: ArgNum = 0) -> Function:
    """A function that gives (pull, value): pull(seed) is seed times the Jacobian.

    >>> pull, value = make_vjp(lambda x: x * x)(3.0)
    >>> value, pull(1.0)
    (9.0, 6.0)
    """
    both = gradient.vjp(fun, argnums_of(argnum))

    @wraps(fun, updated=())
    def pull_and_value(*args: Any, **kwargs: Any) -> tuple[Function, Any]:
        value, pull = both(*args, **kwargs)
        return pull, value

    return pull_and_value


def make_jvp(fun: Function, argnum: ArgNum = 0) -> Function:
    """A function that gives a push: push(tangent) is (value, Jacobian times tangent).

    >>> make_jvp(lambda x: x * x)(3.0)(1.0)
    (9.0, 6.0)
    """
    both = tangent.jvp(fun, argnums_of(argnum))

    @wraps(fun, updated=())
    def push_at(*args: Any, **kwargs: Any) -> Function:
        return lambda along: both(*args, tangent=along, **kwargs)

    return push_at


def one_entry(value: Any, what: str) -> None:
    """Refuses a value that is not one real number, or an array of one.

    Raises:
        StructureError: it is not.
    """
    val = value_of(value)
    size = 1
    for length in shape_of(val):
        size *= length
    if not is_leaf(value) or size != 1 or is_complex(val):
        raise StructureError(
            f"{what} needs one real number from the function, but got {short(val)}. "
            "Use jacobian, elementwise_grad or holomorphic_grad."
        )


def value_and_grad(fun: Function, argnum: ArgNum = 0) -> Function:
    """A function that gives (value, gradient); fun may also return an array of one entry.

    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    both = make_vjp(fun, argnum)

    @wraps(fun, updated=())
    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        pull, value = both(*args, **kwargs)
        one_entry(value, "value_and_grad")
        return value, pull(ones_for(value))

    return value_and_gradient


def grad(fun: Function, argnum: ArgNum = 0) -> Function:
    """A function that gives the gradient of fun; fun may also return an array of one entry.

    >>> grad(lambda x, y: x * y, argnum=1)(3.0, 5.0)
    3.0
    """
    both = value_and_grad(fun, argnum)

    @wraps(fun, updated=())
    def gradient_alone(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    return gradient_alone


def elementwise_grad(fun: Function, argnum: ArgNum = 0) -> Function:
    """The sum of each column of the Jacobian: for a function that works entry by entry, its slope at each.

    Raises:
        StructureError: fun gives complex numbers.

    >>> elementwise_grad(lambda x: x**3)(2.0)
    12.0
    """
    both = make_vjp(fun, argnum)

    @wraps(fun, updated=())
    def slopes(*args: Any, **kwargs: Any) -> Any:
        pull, value = both(*args, **kwargs)
        if is_leaf(value) and is_complex(value_of(value)):
            raise StructureError("elementwise_grad needs real numbers from the function. Use holomorphic_grad.")
        return pull(ones_for(value))

    return slopes


def deriv(fun: Function, argnum: int = 0) -> Function:
    """The derivative along ones, by forward mode."""
    push_at = make_jvp(fun, argnum)

    @wraps(fun, updated=())
    def along_ones(*args: Any, **kwargs: Any) -> Any:
        return push_at(*args, **kwargs)(ones_for(args[argnum]))[1]

    return along_ones


def jacobian(fun: Function, argnum: ArgNum = 0) -> Function:
    """All first derivatives: between arrays one array, of output shape + input shape."""
    return jacobians.jacobian(fun, argnums_of(argnum))


def hessian(fun: Function, argnum: ArgNum = 0) -> Function:
    """All second derivatives."""
    return jacobians.hessian(fun, argnums_of(argnum))


def holomorphic_grad(fun: Function, argnum: int = 0) -> Function:
    """f'(z) of an analytic function: the gradient of its real part, with der = dL/da - i dL/db.

    >>> holomorphic_grad(lambda z: z * z)(1 + 2j)
    (2+4j)
    """
    both = gradient.vjp(fun, argnum)

    @wraps(fun, updated=())
    def slope(*args: Any, **kwargs: Any) -> Any:
        value, pull = both(*args, **kwargs)
        return pull(ones_for(value))

    return slope


def grad_and_aux(fun: Function, argnum: int = 0) -> Function:
    """For a function that returns (number, anything): (gradient, anything)."""
    return gradient.grad(fun, argnum, has_aux=True)


def grad_named(fun: Function, argname: str) -> Function:
    """The gradient by the argument of that name.

    Raises:
        WrongKind: fun has no argument of that name.
    """
    names = list(signature(fun).parameters)
    if argname not in names:
        raise WrongKind(f"grad_named was asked for {argname}, but the function takes {', '.join(names)}.")
    return grad(fun, names.index(argname))


def multigrad_dict(fun: Function) -> Function:
    """The gradients by all arguments, as a dict from their names."""
    taken = signature(fun)

    def call(named: dict[str, Any]) -> Any:
        positional: list[Any] = []
        by_name: dict[str, Any] = {}
        for name, parameter in taken.parameters.items():
            if parameter.kind is Parameter.VAR_POSITIONAL:
                positional.extend(named[name])
            elif parameter.kind is Parameter.VAR_KEYWORD:
                by_name.update(named[name])
            elif parameter.kind is Parameter.KEYWORD_ONLY:
                by_name[name] = named[name]
            else:
                positional.append(named[name])
        return fun(*positional, **by_name)

    @wraps(fun, updated=())
    def gradients(*args: Any, **kwargs: Any) -> dict[str, Any]:
        bound = taken.bind(*args, **kwargs)
        bound.apply_defaults()
        found: dict[str, Any] = grad(call)(dict(bound.arguments))
        return found

    return gradients


def hessian_tensor_product(fun: Function, argnum: int = 0) -> Function:
    """A function of (*args, tensor) that gives the Hessian times the tensor.

    >>> hessian_tensor_product(lambda x: x**3)(2.0, 1.0)
    12.0
    """
    product = tangent.hvp(fun, argnum)

    @wraps(fun, updated=())
    def times(*args: Any, **kwargs: Any) -> Any:
        return product(*args[:-1], tangent=args[-1], **kwargs)

    return times


hessian_vector_product = hessian_tensor_product


def tensor_jacobian_product(fun: Function, argnum: int = 0) -> Function:
    """A function of (*args, tensor) that gives the tensor times the Jacobian, over all of the tensor's axes."""

    def dotted(*args: Any, **kwargs: Any) -> Any:
        *rest, tensor = args
        return SPELLED["tensordot"](tensor, fun(*rest, **kwargs), len(shape_of(value_of(tensor))))

    return jacobian(dotted, argnum)


vector_jacobian_product = tensor_jacobian_product


def make_hvp(fun: Function, argnum: int = 0) -> Function:
    """A function that gives (times, gradient): times(v) is the Hessian times v, from the one recorded gradient."""
    return make_vjp(grad(fun, argnum), argnum)


def half_square(x: Any) -> Any:
    """Half the sum of squares along the last axis."""
    return SPELLED["sum"](x * x, axis=-1) / 2


def make_ggnvp(f: Function, g: Function = half_square, f_argnum: int = 0) -> Function:
    """A function that gives times(v): J^T H J v, with J the Jacobian of f and H the Hessian of g at f's value.

    Source: Schraudolph 2002, Fast curvature matrix-vector products for second-order gradient descent.
    """

    @wraps(f, updated=())
    def at(*args: Any, **kwargs: Any) -> Function:
        pull, value = make_vjp(f, f_argnum)(*args, **kwargs)
        push, curve = make_jvp(f, f_argnum)(*args, **kwargs), hessian_tensor_product(g)
        return lambda v: pull(curve(value, push(v)[1]))

    return at


__all__ = [
    "checkpoint",
    "deriv",
    "elementwise_grad",
    "grad",
    "grad_and_aux",
    "grad_named",
    "hessian",
    "hessian_tensor_product",
    "hessian_vector_product",
    "holomorphic_grad",
    "jacobian",
    "make_ggnvp",
    "make_hvp",
    "make_jvp",
    "make_vjp",
    "multigrad_dict",
    "tensor_jacobian_product",
    "value_and_grad",
    "vector_jacobian_product",
]
