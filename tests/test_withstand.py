"""What the engine withstands: depth, width, threads, and graphs that are dropped."""

import gc
import math
import random
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

import backsweep
from backsweep import DomainError, Node, grad, log, sin, sum, topological_order

WITHOUT_COLLECTOR = """
import gc, sys
gc.disable()
limit = sys.getrecursionlimit()
from backsweep import Node
x = y = Node(1.0)
for _ in range(1_000_000):
    y = y * 1.0000001
y.backward()
assert abs(x.der - y.val) < 1e-6, x.der
before = sys.getallocatedblocks()
del y
freed = before - sys.getallocatedblocks()
assert freed > 1_000_000, freed
assert sys.getrecursionlimit() == limit
print("done")
"""


def test_a_chain_of_a_million_nodes_is_built_swept_and_freed_with_the_collector_off():
    done = subprocess.run([sys.executable, "-c", WITHOUT_COLLECTOR], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_deep_chain_works_through_the_transforms_too():
    def deep(x):
        for _ in range(20_000):
            x = x * 0.9999 + 1e-5
        return x

    assert grad(deep)(1.0) == pytest.approx(0.9999**20_000, rel=1e-11)  # 20,000 roundings
    assert grad(grad(lambda x: deep(x) ** 2))(1.0) == pytest.approx(2 * 0.9999**40_000, rel=1e-10)


def test_a_node_used_by_ten_thousand_others():
    x = Node(0.5)
    y = sum([x * k for k in range(10_000)])
    y.backward()
    assert x.der == 49_995_000.0
    (x + y).backward()
    assert x.der == 49_995_001.0


def test_one_row_over_a_hundred_thousand_numbers():
    xs = [Node(1.0) for _ in range(100_000)]
    backsweep.norm(xs).backward()
    assert xs[0].der == xs[-1].der == 1 / math.sqrt(100_000)


def test_an_input_that_the_output_does_not_depend_on_has_der_0():
    x, y = Node(2.0), Node(3.0)
    (x * x).backward()
    assert y.der == 0
    assert grad(lambda x, y: x * x, argnums=1)(2.0, 3.0) == 0.0


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_dropping_the_output_frees_everything_at_once(no_collector):
    x = Node(0.5)
    y = sum([sin(x) * x, x**2, backsweep.where(True, x, 1.0), abs(-x)])
    inner = [weakref.ref(node) for node in topological_order(y) if node is not x]
    y.backward()
    grad(grad(lambda u: sin(u) * x))(x)
    del y
    assert [ref for ref in inner if ref() is not None] == []
    assert x.der != 0


def test_transforms_leave_no_cycles_behind(no_collector):
    kept = []

    def f(x):
        y = sin(x) * x
        kept.append(weakref.ref(y))
        return y

    grad(f)(0.5)
    grad(grad(f))(0.5)
    backsweep.jacobian(f)(0.5)
    backsweep.hessian(f)(0.5)
    backsweep.jvp(f)(0.5, tangent=1.0)
    backsweep.hvp(f)(0.5, tangent=1.0)
    backsweep.vjp(f)(0.5)[1](1.0)
    backsweep.checkpoint(f)(Node(0.5)).backward()
    backsweep.check_grad(f, 0.5)
    assert [ref for ref in kept if ref() is not None] == []


def model(x, rounds):
    y = x
    for k in range(rounds):
        y = sin(y) * x + y / (k + 2.0)
    return y


def test_eight_threads_differentiate_at_once():
    rng = random.Random(1)
    points = [rng.uniform(-2, 2) for _ in range(64)]
    alone = [(grad(lambda x: model(x, 60))(p), grad(grad(lambda x: model(x, 20)))(p)) for p in points]
    start = threading.Barrier(8)

    def work(part):
        start.wait()
        found = []
        for p in points[part::8]:
            x = Node(p)
            model(x, 60).backward()
            found.append((x.der, grad(grad(lambda x: model(x, 20)))(p)))
        return found

    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(work, range(8)))
    assert [parts[i % 8][i // 8] for i in range(64)] == alone


def test_eight_threads_share_the_nodes_they_close_over():
    weights = [Node(0.1 * k) for k in range(5)]
    start = threading.Barrier(8)

    def loss(x):
        return sum([sin(w * x) for w in weights])

    expected = math.fsum(w.val * math.cos(w.val * 0.7) for w in weights)

    def work(_):
        start.wait()
        return [grad(loss)(0.7).val for _ in range(30)]

    with ThreadPoolExecutor(8) as pool:
        found = [value for part in pool.map(work, range(8)) for value in part]
    assert found == [pytest.approx(expected, rel=1e-15)] * 240
    assert len(set(found)) == 1
    assert [w.der for w in weights] == [0] * 5


def test_the_logarithm_of_a_negative_number_says_what_it_needs():
    for x in (-2.0, Node(-2.0)):
        with pytest.raises(DomainError, match=r"^log needs x > 0, but got x = -2\.0\.(\n|$)"):
            log(x)


def test_the_second_derivative_of_3x_squared_at_0_is_18():
    assert grad(grad(lambda x: (3 * x) ** 2))(0.0) == 18.0
    assert grad(grad(lambda x: (3 * x) * (3 * x)))(0) == 18


@pytest.mark.parametrize("empty", [[], (), iter(())])
def test_empty_sequences_have_a_sum_and_a_product_but_no_largest(empty):
    items = list(empty)
    assert (backsweep.sum(items), backsweep.prod(items)) == (0, 1)
    for function in (backsweep.max, backsweep.min, backsweep.mean, backsweep.logsumexp):
        with pytest.raises(DomainError, match="needs at least one number, but got an empty sequence"):
            function(items)


def test_backsweep_changes_no_setting_of_python():
    code = "import sys, gc, threading; a = sys.getrecursionlimit(), gc.get_threshold(), gc.isenabled(); import backsweep; b = sys.getrecursionlimit(), gc.get_threshold(), gc.isenabled(); assert a == b"  # noqa: E501  # reason: one line for -c
    subprocess.run([sys.executable, "-c", code], check=True)
