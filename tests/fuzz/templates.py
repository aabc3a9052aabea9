"""How NumPy's functions are called in random programs: texts with blanks.

    {a} {b} {c}   any earlier array                     {like}   one that broadcasts with {a}, else {a} itself
    {tall}        a matrix with the entries of {a}, 4 by 2    {well} one 3 by 3, well conditioned
    {mask}        of the last axis of {a}    {m} {m2} matrices, 3 by 3, with entries of any two
    {axis}        an axis of {a}          {axes}  None, one or several       {keep}   keepdims, or not
    {index} {put} an index into {a}       {n} a small int     {number} a constant

ANALYTIC texts may be run on complex numbers: the complex step of Squire & Trapp is then the witness.
"""

ENTRIES = """
np.sin({a})
np.cos({a}) * {like}
np.tanh({a} + {like})
np.exp(-{a} * {a})
np.exp({a} / 4)
np.expm1(np.sin({a}))
np.log(2.5 + np.sin({a}))
np.log1p({a} ** 2)
np.sqrt(1.5 + np.tanh({a}))
np.arctan({a})
np.arcsinh({a})
np.arcsin(np.tanh({a}) / 2)
np.arctanh(np.sin({a}) / 2)
np.sinh(np.sin({a}))
np.square({a})
np.reciprocal(2.0 + np.cos({a}))
{a} + {like}
{a} - {like}
{a} * {like}
{a} / (1.5 + np.sin({like}))
-{a}
+{a}
{number} * {a}
{a} - {number}
{number} - {a}
{number} / (2.0 + np.cos({a}))
{a} ** 2
{a} ** 3
(2.0 + np.sin({a})) ** {number}
(2.0 + np.sin({a})) ** {like}
2.0 ** np.sin({a})
np.power(1.5 + np.cos({a}) / 2, np.sin({like}))
np.where({mask}, {a}, {like})
np.where({mask}, {number}, {a})
np.multiply({a}, {like})
np.negative({a})
np.tan(np.sin({a}))
np.float_power(2.0 + np.sin({a}), 1.5)
np.sin({a}, where=True)
"""
SUMS = """
np.sum({a})
np.sum({a}, axis={axes}, keepdims={keep})
np.mean({a}, axis={axes}, keepdims={keep})
np.prod(1.0 + {a} / 3, axis={axes}, keepdims={keep})
{a}.sum(axis={axis})
{a}.mean()
{a}.prod(axis={axis})
np.cumsum({a}, axis={axis})
np.cumsum({a})
np.cumprod(1.0 + {a} / 3, axis={axis})
np.cumulative_sum({a}, axis={axis})
np.cumulative_prod(1.0 + np.ravel({a}) / 3, include_initial={keep})
np.diff({a}, axis={axis})
np.diff({a}, n=2, axis={axis}, prepend={number})
np.ediff1d({a})
np.trapezoid({a}, axis={axis})
np.gradient({a}, axis={axis})
np.average({a}, axis={axis})
np.average({a}, weights=1.5 + np.sin({a}))
np.add.reduce({a}, axis={axis})
np.add.accumulate({a}, axis={axis})
np.multiply.reduce(1.0 + {a} / 3, axis={axis}, keepdims={keep})
np.nansum({a}, axis={axis})
np.convolve(np.ravel({a}), np.ravel({b})[:3], "{mode}")
np.trace({m})
np.polyval(np.ravel({a})[:4], np.sin({b}))
sum({a})
"""
SHAPES = """
np.reshape({a}, -1)
{a}.reshape((1, -1))
np.ravel({a})
{a}.T
np.transpose({a})
np.swapaxes({a}, {axis}, {axis})
np.moveaxis({a}, {axis}, {axis})
np.expand_dims({a}, {axis})
{a}[..., None]
np.squeeze({a})
np.atleast_2d({a})
np.broadcast_to({a}, (2, *np.shape({a})))
np.concatenate([{a}, {a} * {like}], axis={axis})
np.concatenate([np.ravel({a}), np.ravel({b})])
np.stack([{a}, {a} * 2.0], axis={axis})
np.vstack([{a}, np.sin({a})])
np.hstack([np.ravel({a}), np.ravel({b})])
np.dstack([{a}, np.sin({a})])
np.column_stack([np.ravel({a}), np.ravel(np.cos({a}))])
np.append({a}, {b})
np.flip({a}, axis={axis})
np.flip({a})
np.rot90({m}, {n})
np.roll({a}, {n}, axis={axis})
np.roll({a}, {n})
np.tile({a}, 2)
np.tile({a}, (2, 1))
np.repeat({a}, 2, axis={axis})
np.repeat({a}, 2)
np.pad({a}, 1)
np.pad({a}, 1, mode="edge")
np.pad({a}, 1, mode="wrap")
np.pad({a}, (1, 0), mode="reflect")
np.tril({m}, {n})
np.triu({m})
np.diag({m}, k=1)
np.diag(np.ravel({a})[:3])
np.diagflat(np.ravel({a})[:2])
np.diagonal({m})
np.resize({a}, (2, 3))
np.linspace({a}, {like}, 3)
np.array_split({a}, 2, axis={axis})[0]
np.delete({a}, 0, axis={axis})
np.take({a}, [0, -1, 0], axis={axis})
np.take({a}, [[0, -1], [0, 0]])
np.compress([True], {a}, axis={axis})
np.broadcast_arrays({a}, {like})[1] * {a}
np.meshgrid(np.ravel({a})[:3], np.ravel({b})[:2])[1]
np.block([{a}, {a}])
{a}[{index}]
{a}[{index}] * 2.0
{a}.at[{put}].set({number})
{a}.at[{put}].add({number})
{a}.at[{put}].set(np.sin({a})[{put}])
{a}.at[{put}].add({a}[{put}] * 2.0)
{a}.flatten()
{a}.copy()
np.copy({a})
np.array([{number}, np.sum({a})])
np.unstack({a}, axis={axis})[0]
np.split({a}, 1, axis={axis})[0]
np.matrix_transpose({m})
"""
PRODUCTS = """
{a} @ {b}
{a} @ {a}.T
np.matmul({m}, {m2})
np.dot({a}, {b})
np.dot(np.ravel({a}), np.ravel({a}))
np.inner({a}, {a})
np.outer({a}, {b})
np.tensordot({a}, {a}, axes=np.ndim({a}))
np.tensordot({a}, {b}, 0)
np.kron({a}, {b})
np.einsum("ij,jk->ik", {m}, {m2})
np.einsum("ij,ij->i", {m}, {m2})
np.einsum("ii->i", {m})
np.einsum("ij,kj,k->i", {m}, {m2}, {m}[0])
np.einsum("i...,i...->...", {a}, {a})
np.cross({m}[0], {m2})
np.linalg.inv({well})
np.linalg.solve({well}, {m2})
np.linalg.solve({well}, {m2}[0])
np.linalg.det({well}) / 9.0
np.linalg.det({m})
np.linalg.matrix_power({m}, 2)
np.linalg.multi_dot([{m}, {m2}, {m}[0]])
np.matvec({m}, {m2}[0])
"""
OTHER = """
np.abs({a})
np.maximum({a}, {like})
np.minimum({a}, {number})
np.fmax({a}, {like})
np.hypot({a}, {like})
np.arctan2({a}, {like})
np.logaddexp({a}, {like})
np.copysign({a}, {like})
np.clip({a}, -0.75, {number})
{a}.clip(-0.5, 0.8)
np.cbrt({a})
np.exp2(np.sin({a}))
np.log2(1.5 + np.abs({a}))
np.log10(1.5 + np.abs({a}))
np.sinc({a})
np.floor({a}) * {a}
np.fix({a}) + {a}
np.absolute({a})
np.around({a}, 1) * {a}
np.round({a}, 1) + {a}
np.sign({a}) * {a}
{a} % 1.3
{a} // 0.7 * {a}
np.fmod({a}, 0.9)
np.mod({a}, 1.5 + np.cos({like}))
np.arccosh(1.5 + {a} ** 2)
np.heaviside({a}, 0.5) * {a}
np.nan_to_num({a})
np.degrees({a})
np.max({a}, axis={axes}, keepdims={keep})
np.min({a}, axis={axes})
{a}.max()
np.ptp({a}, axis={axis})
np.var({a}, axis={axes}, keepdims={keep})
np.std({a}, axis={axes})
np.var({a}, axis={axis}, ddof=1)
np.median({a}, axis={axis})
np.sort({a}, axis={axis})
np.sort({a}, axis=None)
np.partition({a}, 1, axis={axis})
np.maximum.reduce({a}, axis={axis})
np.logaddexp.reduce({a}, axis={axis})
np.nanmax({a}, axis={axis})
np.extract({a} > 0, {a})
np.where({a} > {number}, {a}, {like})
np.where({a} > {number}, np.log(np.abs({a})), {a} ** 2)
{a}[{a} > 0]
np.select([{a} > 1, {a} < 0], [{a}, {a} ** 2], 0.5)
np.take_along_axis({a}, np.argsort({a}.val if hasattr({a}, "val") else {a}, axis={axis}), {axis})
np.unwrap(3.0 * np.ravel({a}))
np.interp({a}, [-2.0, 0.0, 2.0], np.ravel({b})[:3])
np.vdot({a}, {a})
np.vecmat({m2}[0], {m})
np.vecdot({a}, {a})
np.linalg.norm({a})
np.linalg.norm({a}, axis={axis})
np.linalg.norm({m}, "nuc")
np.linalg.norm({m}, 2)
np.linalg.norm(np.ravel({a}), 3)
np.linalg.norm({a}, 1, axis={axis})
np.linalg.cholesky({m} @ {m}.T + np.eye(3))
np.linalg.eigvalsh({m} + {m}.T)
np.linalg.eigh({m} + {m}.T).eigenvectors ** 2
np.linalg.svd({m}, compute_uv=False)
np.linalg.svd({m})[0] ** 2
np.linalg.qr({well})[0]
np.linalg.qr({well})[1]
np.linalg.pinv({tall})
np.linalg.lstsq({tall}, np.resize({b}, (4,)))[0]
np.linalg.slogdet({well})[1]
np.linalg.cond({well})
np.real(np.fft.fft({a}))
np.imag(np.fft.fft({a}, axis={axis}))
np.abs(np.fft.rfft({a})) ** 2
np.fft.irfft(np.fft.rfft({a}), n=np.shape({a})[-1])
np.real(np.fft.ifft2({m} + 1j * {m2}))
np.fft.irfft({a}, n=5)
np.real(np.exp(1j * {a}) * {like})
np.fft.fftshift({a})
np.abs({a} + 2j)
np.angle(1.5 + np.sin({a}) + 1j * {a})
np.correlate(np.ravel({a}), np.ravel({b})[:3], "{mode}")
relu({a}) * {like}
sigmoid({a})
softplus({a})
silu({a})
gelu({a})
erf({a})
normal_cdf({a})
lgamma(1.5 + np.abs({a}))
digamma(1.5 + np.abs({a}))
xlogy(np.abs({a}) + 0.5, np.abs({like}) + 0.5)
logsumexp({a}, axis={axis})
softmax({a}, axis={axis})
log_softmax({a}, axis={axis})
maximum({a}, 0.0)
"""


def lines(text: str) -> list[str]:
    """The texts of a list."""
    return text.strip().splitlines()


ANALYTIC = [*lines(ENTRIES), *lines(SUMS), *lines(SHAPES), *lines(PRODUCTS)]
OTHERS = lines(OTHER)
