"""Formulas as text: what they mean, what they refuse, and where they say the fault is."""

import math
import random
import sys
import threading
import time
from fractions import Fraction

import pytest

import backsweep
from backsweep import (
    TABLE,
    DivisionByZero,
    DomainError,
    FormulaError,
    Node,
    NotDifferentiable,
    Primitive,
    TooLarge,
    WrongKind,
)
from backsweep.formula import caret, parse
from backsweep.formula.sizes import MAX_BITS
from backsweep.formula.source import MAX_BRACKETS, MAX_LENGTH, MAX_OPERATORS
from backsweep.formula.vocabulary import CONSTANTS, functions
from backsweep.primitive import OWN


def value(text, **values):
    """A formula's value as a plain number."""
    result = parse(text)(**values)
    return result.val if isinstance(result, Node) else result


def fault(text, **values):
    """The sentence of the fault in a formula, and the text from its place on."""
    with pytest.raises(FormulaError) as caught:
        parse(text)(**values)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250
    assert 0 <= caught.value.position <= len(text)
    return str(caught.value), text[caught.value.position :]


# What a formula means.


def test_a_formula_of_a_node_gives_a_node_that_can_be_swept():
    x = Node(2)
    y = parse("(x + 2)**2")(x=x)
    y.backward()
    assert (y.val, x.der) == (16, 8)


def test_a_formula_of_plain_numbers_gives_a_plain_number():
    y = parse("(x + 2)**2")(x=2)
    assert y == 16
    assert type(y) is int


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3 - 4 / 5",
        "7 // 2 % 2 ** 3 ** 2",
        "-2 ** 2",
        "(-2) ** 2 + +3",
        "2 ** -1",
        "1_000 + 0x10 + 0b11 + 0o7 + 1.5e3 + .5 + 5.",
        "3 if 1 < 2 <= 2 != 4 else 5",
        "3 if 2 < 1 else 4 if 1 >= 2 else 5",
        "(0 or 3) + (2 and 4)",
        "1 if not 0 else 2",
        "(2 + 1j) * 3j - 1J",
        "1 if 2 > 1 == 1 else 0",
    ],
)
def test_a_formula_means_what_python_means(text):
    assert value(text) == eval(text)
    assert type(value(text)) is type(eval(text))


def test_random_formulas_agree_with_python_in_value_and_with_the_plain_functions_in_derivative():
    rng = random.Random(7)

    def grow(depth):
        if depth == 0:
            return rng.choice(["x", "y", "2", "0.5", "3.25", "pi"])
        a, b = grow(depth - 1), grow(depth - 1)
        form = rng.choice(
            ["({a}) + {b}", "{a} - ({b})", "({a}) * ({b})", "sin({a})", "({a}) / (1 + ({b}) ** 2)", "-({a})"]
        )
        return rng.choice([form, "({a}) if ({b}) < ({a}) else ({b})", "max({a}, {b})"]).format(a=a, b=b)

    names = {"sin": backsweep.sin, "max": backsweep.max, "pi": math.pi}
    for _ in range(60):
        text = grow(rng.randrange(1, 6))
        for given in ({"x": 0.7, "y": -1.3}, {"x": 2, "y": 3}):
            ours, theirs = ({name: Node(val) for name, val in given.items()} for _ in range(2))
            got = parse(text).run({name: ours[name] for name in parse(text).names})
            want = eval(text, {"__builtins__": {}}, {**names, **theirs})
            for result in (got, want):
                if isinstance(result, Node):
                    result.backward()
            assert [getattr(got, "val", got)] == [getattr(want, "val", want)], text
            assert [node.der for node in ours.values()] == [node.der for node in theirs.values()], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(8, 2)", 3.0),
        ("max(1, 3, 2)", 3),
        ("max([1, 3, 2])", 3),
        ("sum([x, y, 1])", 6),
        ("sum((x, y), start=10)", 15),
        ("dot([x, y], [10, 100])", 320),
        ("hypot(2, 3, 6)", 7.0),
        ("dist([1, 1], [4, 5])", 5.0),
        ("where(x > 0, x, y)", 2),
        ("round(2.567, ndigits=2)", 2.57),
        ("1 if isclose(1, 1.1, rel_tol=0.2) else 0", 1),
        ("factorial(5) + comb(5, 2) + gcd(12, 18)", 136),
        ("abs(-3) + floor(2.7)", 5),
        ("pow(x, y)", 8),
        ("prod([])", 1),
    ],
)
def test_functions_take_numbers_lists_and_their_own_keywords(text, expected):
    formula = parse(text)
    given = {name: val for name, val in {"x": 2, "y": 3}.items() if name in formula.names}
    assert formula.run(given) == pytest.approx(expected, rel=1e-15)


def test_every_public_function_of_numbers_can_be_called():
    for name in ("sin", "log", "max", "sum", "where", "hypot", "factorial", "isnan", "floor_int", "fabs", "pow", "abs"):
        assert functions()[name] is getattr(backsweep, name)
    everything = {name for name, thing in vars(backsweep).items() if isinstance(thing, Primitive)}
    everything |= {name for name in vars(math) if callable(getattr(backsweep, name, None))}
    assert everything - set(functions()) == {"frexp", "modf"}  # they give two numbers


def test_what_is_not_for_numbers_cannot_be_called():
    names = set(functions())
    assert all(hasattr(backsweep, name) or name not in OWN for name in names)
    for name in (
        "Node",
        "grad",
        "primitive",
        "trace",
        "contribute",
        "identity",
        "eval",
        "exec",
        "open",
        "print",
        "type",
    ):
        assert fault(f"{name}(1)")[0].startswith(f"There is no function {name}.")


def test_a_primitive_of_the_users_own_can_be_called():
    backsweep.primitive("cube_of_a_formula", value=lambda x: x * x * x, partials={"x": lambda x, y: 3 * x * x})
    x = Node(2.0)
    parse("cube_of_a_formula(x)")(x=x).backward()
    del TABLE["cube_of_a_formula"]
    assert x.der == 12.0


def test_names_come_in_order_of_appearance_and_functions_are_not_among_them():
    assert parse("b + sin(a) * b - c_1 + log(pi)").names == ("b", "a", "c_1")


def test_constants_have_their_values_unless_they_are_given():
    formula = parse("e * x + pi")
    assert formula.names == ("x",)
    assert formula.constants == ("e", "pi")
    assert formula(x=1) == math.e + math.pi
    assert formula(x=1, e=3) == 3 + math.pi
    assert math.isnan(value("nan"))
    assert value("-inf") == -math.inf
    assert value("tau") == math.tau
    assert set(CONSTANTS) == {"pi", "e", "tau", "inf", "nan"}


def test_a_variable_may_have_the_name_of_a_function_or_of_a_parameter():
    assert value("gamma * self + made * values", gamma=2, self=3, made=4, values=5) == 26
    assert value("gamma(gamma)", gamma=5.0) == 24.0


def test_only_the_branch_that_counts_is_computed():
    assert value("x if x > 0 else 1 / 0", x=3) == 3
    assert value("0 and 1 / 0") == 0
    assert value("1 or 1 / 0") == 1
    assert value("7 if 2 < 1 < 1 / 0 else 8") == 8


def test_values_keep_their_kind():
    assert value("x / 2 + 1", x=Fraction(1, 3)) == Fraction(7, 6)
    assert value("x * x", x=1j) == -1
    assert type(value("x * x", x=3)) is int


def test_white_space_means_nothing():
    assert value("  x\n\t+ \r\n y  ", x=1, y=2) == 3


def test_each_new_node_is_told_of_with_the_text_it_came_from():
    pieces = {}
    x, w = Node(2.0), Node(3.0)
    y = parse("log(w * x, 2) + -x").run({"x": x, "w": w}, made=pieces.__setitem__)
    assert pieces[y] == "log(w * x, 2) + -x"
    assert set(pieces.values()) == {"w * x", "log(w * x, 2)", "-x", "log(w * x, 2) + -x"}
    assert all(node.primitive is not None for node in pieces)
    assert [node.age for node in pieces] == sorted(node.age for node in pieces)


def test_a_formula_can_be_used_again_and_by_many_threads():
    formula = parse("sin(x) * x ** 2")
    found = []

    def work(val):
        x = Node(val)
        formula(x=x).backward()
        found.append((val, x.der))

    threads = [threading.Thread(target=work, args=(float(val),)) for val in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(der == pytest.approx(math.cos(v) * v * v + 2 * v * math.sin(v), rel=1e-13, abs=0) for v, der in found)


# What a formula refuses, and where.


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("x + y.real", "A dot after a name has no place", "y.real"),
        ("math.sin(x)", "write sin(x), not math.sin(x)", "math.sin(x)"),
        ("().__class__", "A dot after a name", "().__class__"),
        ("2 * x[0]", "Square brackets after a name", "x[0]"),
        ("'x'", "Text in quotes", "'x'"),
        ('x + "a"', "Text in quotes", '"a"'),
        ("f'{x}'", "Text in quotes", "'{x}'"),
        ("__import__('os')", "Text in quotes", "'os')"),
        ("__import__(x)", "no double underscore", "__import__(x)"),
        ("x + __builtins__", "no double underscore", "__builtins__"),
        ("lambda: 1", "no lambda", "lambda: 1"),
        ("(lambda: 1)()", "no lambda", "lambda: 1)()"),
        ("sum([x for x in y])", "no comprehensions", "[x for x in y])"),
        ("sum(x for x in y)", "no comprehensions", "(x for x in y)"),
        ("{x for x in y}", "no comprehensions", "{x for x in y}"),
        ("{1: 2}", "no { }", "{1: 2}"),
        ("{1}", "no { }", "{1}"),
        ("sin(t=1)", "sin has no argument named t. It has x.", "t=1)"),
        ("log(8, bas=2)", "log has no argument named bas. It has x, base.", "bas=2)"),
        ("max(*[1, 2])", "no * before an argument", "*[1, 2])"),
        ("round(**{})", "no * before an argument", "**{})"),
        ("(y := 2)", "no :=", "y := 2)"),
        ("await x", "no await", "await x"),
        ("(yield x)", "no yield", "yield x)"),
        ("(yield from x)", "no yield", "yield from x)"),
        ("x = 2", "write == to compare", "= 2"),
        ("x ^ 2", "For a power write **.", "^ 2"),
        ("x @ y", "no @", "@ y"),
        ("x << 2", "no <<", "<< 2"),
        ("(x) & (y)", "Write and.", "& (y)"),
        ("~x", "Write not.", "~x"),
        ("1 + (x is y)", "Write ==.", "is y)"),
        ("x in [1]", "no in", "in [1]"),
        ("True", "True is not a number", "True"),
        ("x + None", "None is not a number", "None"),
        ("...", "... is not a number", "..."),
        ("[x, y]", "A list stands only", "[x, y]"),
        ("x, y", "A list stands only", "x, y"),
        ("()", "A list stands only", "()"),
        ("sum([x, [y]])", "A list stands only", "[y]])"),
        ("sin([x])", "sin takes numbers, not a list", "[x])"),
        ("where(x > 1, [x], y)", "where takes numbers, not a list", "[x], y)"),
        ("x + snih(x)", "There is no function snih. Did you mean sinh?", "snih(x)"),
        ("ln(x)", "There is no function ln. Write log.", "ln(x)"),
        ("qqq(x)", "For a product write *", "qqq(x)"),
        ("exec(x)", "There is no function exec", "exec(x)"),
        ("(x + 1)(x - 1)", "Only a function can be called", "(x - 1)"),
        ("2(x)", "Only a function can be called", "(x)"),
        ("2x", "2 and x run together. Write * between them", "x"),
        ("1if x else 2", "1 and if run together. Put a space between them", "if x else 2"),
        ("1e400", "1e400 is larger than the largest float", "1e400"),
        ("1e400j", "larger than the largest float", "1e400j"),
    ],
)
def test_what_is_not_on_the_whitelist_is_refused_with_its_place(text, sentence, place):
    told, rest = fault(text, x=1, y=2)
    assert sentence in told
    assert rest == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x +", ""),
        ("x + ", " "),
        ("(x", "(x"),
        ("x)", ")"),
        ("  x y", "y"),
        ("sum(x,,y)", ",y)"),
        ("x if", ""),
        ("if", "if"),
        ("* x", "* x"),
        ("x ;y", ";y"),
        ("x: y", ": y"),
        ("0777", "0777"),
        ("1__0", "__0"),
        ("((x)", "((x)"),
        ("sin(x]", "]"),
        ("import os", "import os"),
        ("def f(): pass", "def f(): pass"),
        ("x\n=\n2", "=\n2"),
    ],
)
def test_a_formula_that_is_not_python_is_refused_with_its_place(text, place):
    assert fault(text, x=1, y=2)[1] == place


@pytest.mark.parametrize("text", ["", "   ", "\n", "\t \r\n"])
def test_an_empty_formula_is_refused(text):
    assert "empty" in fault(text)[0]


@pytest.mark.parametrize(
    ("text", "character", "advice"),
    [
        ("x + π", "π", "Write pi."),
        ("x × 2", "×", "Write *."),
        ("x²", "²", "Write **2."),
        ("٣ + x", "٣", ""),
        ("1 + x２", "２", ""),
        ("𝐱 + 1", "𝐱", ""),
        ("é", "é", ""),
        ("x\u00a0+ 1", r"'\xa0'", ""),
        ("x + \u202e1", r"'\u202e'", ""),
        ("x + \udc80", r"'\udc80'", ""),
        ("x\x1b[2J", r"'\x1b'", ""),
        ("x \\\n + 1", "\\", ""),
        ("x $ 2", "$", ""),
    ],
)
def test_characters_that_python_is_not_typed_in_are_refused_with_their_place(text, character, advice):
    told, rest = fault(text, x=1)
    assert told.startswith(f"{character} has no meaning in a formula")
    assert told.endswith(advice)
    assert (
        rest[0] == character.strip("'").encode().decode("unicode_escape")
        if character[0] == "'"
        else rest[0] == character
    )


def test_a_null_byte_is_refused_with_its_place():
    assert fault("x + \0", x=1) == ("The formula holds a null byte.", "\0")


def test_a_comment_is_refused_not_passed_over():
    assert fault("x # + 2", x=1) == ("A formula has no comments.", "# + 2")


def test_a_formula_that_is_not_text_is_refused():
    with pytest.raises(WrongKind, match=r"A formula is text, but got 12 \(int\)"):
        parse(12)


def test_nothing_on_the_way_warns(recwarn):
    for text in ("1if x else 2", "0x1for x in y", "1 is 1", "2(x)", "1 in 2", "0o8", "1jor 2"):
        fault(text)
    assert not list(recwarn)


# Attacks.


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(" * 100_000 + "x" + ")" * 100_000,
        "[" * 5_000,
        "-" * 100_000 + "x",
        "-" * 9_999 + "x",
        "not " * 2_400 + "x",
        "1" + "+1" * 100_000,
        "1" + "+1" * 4_900,
        "sin(" * 20_000 + "x" + ")" * 20_000,
        "sin(" * 1_900 + "x" + ")" * 1_900,
        "2" + "**2" * 3_300,
        "x" + " if x else x" * 800,
        "1" + "<1" * 4_900,
        "lambda:" * 1_400 + "1",
        "x" * 100_000_000,
        "f(" * 4_000,
        "x," * 4_999 + "(" * 2,
        "(x)" * 3_000,
        "x" + "(1)" * 3_000,
        "x" + "[1]" * 3_000,
        "x" + ".y" * 4_900,
        "x" + " and x" * 1_600,
        "0x" + "f" * 9_990,
        "9" * 9_999,
        "1e" + "9" * 9_990,
    ],
    ids=lambda text: f"{text[:12]}...",
)
def test_a_formula_without_end_gets_one_line_at_once(text):
    start = time.perf_counter()
    fault(text, x=1.0)
    assert time.perf_counter() - start < 2  # generous: the slowest takes some 50 ms


def test_the_limits_are_stated_in_the_sentence():
    assert fault("x" * 10_001)[0] == "A formula has at most 10,000 characters, but this one has 10,001."
    assert "at most 1,000 operators" in fault("-" * 1_001 + "x")[0]
    assert "more than 100 brackets deep" in fault("(" * 101 + "x" + ")" * 101)[0]


def test_everything_just_within_the_limits_is_computed():
    assert value("-" * MAX_OPERATORS + "x", x=2.0) == 2.0
    assert value("x" + " + x" * MAX_OPERATORS, x=1) == MAX_OPERATORS + 1
    assert value("(" * MAX_BRACKETS + "x" + ")" * MAX_BRACKETS, x=2.0) == 2.0
    assert 0 < value("sin(" * MAX_BRACKETS + "x" + ")" * MAX_BRACKETS, x=2.0) < 1
    assert value("1" + "**1" * MAX_OPERATORS) == 1
    assert value("5 if 1" + "<2>1" * (MAX_OPERATORS // 2 - 1) + " else 6") == 5
    assert value("1 if 0 else " * (MAX_OPERATORS // 2) + "7") == 7
    assert value("x + 0" + " " * (MAX_LENGTH - 5), x=3) == 3
    many = "sum([" + "x, " * 3_000 + "x])"
    assert value(many, x=1) == 3_001


def test_a_formula_within_the_limits_survives_a_deep_stack():
    """Deep in somebody else's recursion the parser may give up, but only with a sentence."""

    def dive(depth):
        if depth:
            return dive(depth - 1)
        try:
            return value("-" * 900 + "x", x=1.0)
        except FormulaError as error:
            return str(error)

    limit = sys.getrecursionlimit()
    assert dive(limit // 4) == 1.0
    assert dive(limit - 250) in (1.0, "The formula is nested too deeply for Python's parser.")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("10**10**10", "**10**10"),
        ("9**9**9", "**9**9"),
        ("x + 2**100000", "**100000"),
        ("x**100000", "**100000"),
        ("(x)**(100000)", "**(100000)"),
        ("(-7)**99999", "**99999"),
        ("2**9999*2**9999", "*2**9999"),
        ("pow(7, 10**9)", "pow(7, 10**9)"),
        ("factorial(10**9)", "factorial(10**9)"),
        ("factorial(2**9999)", "factorial(2**9999)"),
        ("factorial(1200)", "factorial(1200)"),
        ("comb(10**9, 5*10**8)", "comb(10**9, 5*10**8)"),
        ("comb(2**9999, 2**9998)", "comb(2**9999, 2**9998)"),
        ("perm(10**9)", "perm(10**9)"),
        ("perm(10**9, 10**6)", "perm(10**9, 10**6)"),
        ("perm(2**9999, 2**9998)", "perm(2**9999, 2**9998)"),
        ("prod([2**9000, 2**9000])", "prod([2**9000, 2**9000])"),
        ("prod([2**9000], start=2**9000)", "prod([2**9000], start=2**9000)"),
        ("lcm(2**9000, 3**5000)", "lcm(2**9000, 3**5000)"),
        ("round(5, -10**9)", "round(5, -10**9)"),
        ("round(ndigits=-10**9, x=5)", "round(ndigits=-10**9, x=5)"),
        ("9" * 4_000, "9" * 4_000),
        ("0x" + "f" * 2_501, "0x" + "f" * 2_501),
    ],
    ids=lambda text: text[:24],
)
def test_an_integer_too_large_is_refused_before_it_is_computed(text, place):
    start = time.perf_counter()
    told, rest = fault(text, **({"x": 3} if "x" in text and "0x" not in text and "x=" not in text else {}))
    assert time.perf_counter() - start < 1
    assert "would be an exact number of more than 10,000 bits. Write a decimal point" in told
    assert rest == place


def test_fractions_are_bounded_like_integers():
    x = Fraction(2, 3)
    assert "10,000 bits" in fault("x**100000", x=x)[0]
    assert "10,000 bits" in fault("x**-100000", x=Node(x))[0]
    assert "10,000 bits" in fault("round(x, 10**9)", x=x)[0]
    assert value("x**-2", x=x) == Fraction(9, 4)


def test_all_exact_numbers_of_a_formula_together_are_bounded():
    told, _ = fault("x" + "%7*b" * 400, x=3, b=2**9_000)
    assert told.startswith("The exact numbers of this formula have more than 1,000,000 bits together.")


def test_integers_just_within_the_limit_are_computed_exactly():
    assert value(f"2**{MAX_BITS - 1}") == 2 ** (MAX_BITS - 1)
    assert value("factorial(1000)") == math.factorial(1000)
    assert value("comb(10000, 5000)") == math.comb(10_000, 5_000)
    assert value("perm(1000, 999)") == math.perm(1000, 999)
    assert value("lcm(2**4000, 3**3000)") == 2**4000 * 3**3000
    assert value("1**10**10") == 1
    assert value("0**10**10") == 0
    assert value("(-1)**(10**10 + 1)") == -1
    assert value("2.0**10 + 2**-100000") == 1024.0
    assert value("round(2.5, 10**9)") == 2.5


def test_no_function_hangs_on_huge_integers():
    huge = (2**9_999 - 1, 10**9, -(10**9), 3, Fraction(10**9, 7), 1e300)
    start = time.perf_counter()
    for name in functions():
        for args in ("(a)", "(a, b)", "(b, a)", "(a, b, c)", "([a, b])", "([a, b], [b, c])"):
            for a, b in zip(huge, reversed(huge), strict=True):
                text = name + args
                try:
                    formula = parse(text)
                    formula.run({key: val for key, val in {"a": a, "b": b, "c": 10**9}.items() if key in formula.names})
                except FormulaError:
                    pass
    assert time.perf_counter() - start < 5  # some 60 functions, 36 calls each; measured 0.2 s


def test_a_long_polygamma_is_refused():
    assert "up to n = 100" in fault("polygamma(10**9, 2.0)")[0]


# Faults while computing.


@pytest.mark.parametrize(
    ("text", "sentence", "place", "cause"),
    [
        ("1 + log(-2.0)", "log needs x > 0, but got x = -2.0.", "log(-2.0)", DomainError),
        ("x + sqrt(y - x)", "sqrt needs x >= 0, but got x = -1.", "sqrt(y - x)", DomainError),
        ("exp(1000.0 * x)", "exp at x = 2000.0 is larger than the largest float", "exp(1000.0 * x)", TooLarge),
        ("(0 - y) ** 0.5", "power has no value at x = -1, c = 0.5.", "** 0.5", DomainError),
        ("10.0 ** 400", "larger than the largest float", "** 400", TooLarge),
        ("0 ** -x", "", "** -x", DivisionByZero),
        ("x + factorial(x)", "factorial has no derivative", "factorial(x)", NotDifferentiable),
        ("x * max()", "max needs at least one number", "max()", DomainError),
    ],
)
def test_a_fault_while_computing_is_told_with_its_place_and_its_cause(text, sentence, place, cause):
    nodes = {name: Node(val, name) for name, val in {"x": 2, "y": 1}.items() if name in parse(text).names}
    told, rest = fault(text, **nodes)
    assert sentence in told
    assert rest == place
    with pytest.raises(FormulaError) as caught:
        parse(text).run(nodes)
    assert isinstance(caught.value.__cause__, cause)


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("x / 0", "x / 0 divides by zero.", "/ 0"),
        ("1 + (x) // (y - x)", "(x) // (y - x) divides by zero: y - x is 0.0.", "// (y - x)"),
        ("x % (y - 2)", "x % (y - 2) divides by zero: y - 2 is 0.0.", "% (y - 2)"),
        ("1/0", "1/0 divides by zero.", "/0"),
    ],
)
def test_a_division_by_zero_says_what_is_zero(text, sentence, place):
    for x, y in ((2.0, 2.0), (Node(2.0), Node(2.0))):
        given = {name: val for name, val in {"x": x, "y": y}.items() if name in text}
        assert fault(text, **given) == (sentence, place)


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("x > 0", "The formula's result is True, not a number.", "x > 0"),
        ("2 * (x > 0)", "* needs numbers, but x > 0 is True.", "x > 0)"),
        ("-(x > 0)", "- needs numbers, but x > 0 is True.", "x > 0)"),
        ("sin(x > 0)", "sin needs numbers, but x > 0 is True.", "x > 0)"),
        ("sum([1, x > 0])", "A list needs numbers, but x > 0 is True.", "x > 0])"),
        ("sum([1], start=x > 0)", "sum needs numbers, but x > 0 is True.", "x > 0)"),
        ("(x > 0) < 2", "< needs numbers, but x > 0 is True.", "x > 0) < 2"),
        ("1 if x < 2j else 0", "< needs real numbers: complex numbers have no order.", "< 2j else 0"),
        ("sin(x, x)", "sin(x) takes", "sin(x, x)"),
        ("isqrt(0 - 1) + x", "isqrt(0 - 1) has no value: isqrt() argument must be nonnegative.", "isqrt(0 - 1) + x"),
    ],
)
def test_true_is_not_a_number_and_wrong_arguments_are_told(text, sentence, place):
    told, rest = fault(text, x=1)
    assert told.startswith(sentence)
    assert rest == place


def test_a_missing_variable_is_told_with_those_that_are_given():
    assert fault(
        "x + rate",
        x=1,
    ) == ("rate has no value. Given: x. Add one, as in rate=2.", "rate")
    told, rest = fault("weight + heigt + height", weight=1, height=2)
    assert told == "heigt has no value. Given: weight, height. Did you mean height?"
    assert rest == "heigt + height"


def test_a_missing_variable_with_the_name_of_a_function_is_told_both_ways():
    assert fault("2 * sin") == (
        "sin is a function: write sin(x), or give it a value as a variable, as in sin=2.",
        "sin",
    )


def test_a_superfluous_variable_is_refused():
    assert (
        fault("alpha", alpha=1, alhpa=2)[0]
        == "The formula has no variable alhpa. Its variable is alpha. Did you mean alpha?"
    )
    assert fault("2", x=1)[0] == "The formula has no variable x. It has none."


def test_values_that_are_no_numbers_are_refused():
    with pytest.raises(WrongKind, match="A formula needs a number, but got x = 'a'"):
        parse("x")(x="a")
    with pytest.raises(WrongKind):
        parse("x")(x=True)


# The caret.


def test_the_caret_stands_under_the_place():
    assert caret("x + log(y)", 4) == "x + log(y)\n    ^"
    assert caret("x +", 3) == "x +\n   ^"
    assert caret("", 0) == "\n^"


def test_the_caret_shows_the_line_of_a_longer_formula():
    assert caret("x +\n  1/0 +\ny", 7) == "  1/0 +\n   ^"
    assert caret("x\n", 2) == "\n^"


def test_a_place_outside_the_formula_is_moved_to_its_end():
    assert caret("x", 99) == "x\n ^"
    assert caret("x", -1) == "x\n^"


@pytest.mark.parametrize("length", [99, 100, 101, 150, 10_000])
def test_a_long_line_is_shortened_around_the_place(length):
    text = "".join(chr(ord("a") + index % 26) for index in range(length))
    for position in {0, 1, 49, 50, 51, length // 2, length - 50, length - 2, length - 1}:
        line, under = caret(text, position).split("\n")
        assert len(line) <= 100
        assert under == " " * (len(under) - 1) + "^"
        assert line[len(under) - 1] == text[position]
        assert line.strip(".") in text
        assert (length <= 100) == ("..." not in line)


def test_what_does_not_print_does_not_move_the_caret():
    line, under = caret("a\x1b[2J\t\0\udc80b", 8).split("\n")
    assert line == "a?[2J ??b"
    assert line[len(under) - 1] == "b"
