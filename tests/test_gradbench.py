"""The GradBench tool answers rightly, to its own self-test and to what no eval would send."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytest.importorskip("mpmath")

GRADBENCH = Path(__file__).parent.parent / "benchmarks" / "gradbench"
TOOL = [sys.executable, str(GRADBENCH / "tool.py")]


@pytest.fixture(scope="module")
def modules() -> Iterator[None]:
    """The tool's files and the self-test's can be imported."""
    places = [str(GRADBENCH), str(GRADBENCH / "selftest")]
    sys.path[:0] = places
    try:
        yield
    finally:
        for place in places:
            sys.path.remove(place)


@pytest.fixture(scope="module")
def running(modules):
    """One session for many tests: whatever it was sent, it goes on."""
    from session import Session

    with Session() as session:
        yield session
    assert session.status == 0, session.told


@pytest.fixture
def session(modules):
    from session import Session

    with Session() as session:
        yield session
    assert session.status == 0, session.told


def test_all_evals_are_right_to_ten_digits_at_their_smallest_size():
    done = subprocess.run(
        [sys.executable, str(GRADBENCH / "selftest"), "--smallest"], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("right") == 13


def test_start_names_the_tool_and_unknown_kinds_have_just_the_id(session):
    assert session.ask("start", eval="llsq") == {"id": 0, "tool": "backsweep"}
    assert session.ask("analysis", of=0, valid=True) == {"id": 1}
    assert session.ask("farewell", why="none") == {"id": 2}
    assert session.line(b'{"id": 7}') == {"id": 7}
    assert session.line(b'{"id": "seven", "kind": []}') == {"id": "seven"}


def test_every_run_is_timed_until_both_conditions_hold(running):
    given = {"x": [0.5, 0.25], "n": 4}
    answer = running.evaluate("llsq", "primal", {**given, "min_runs": 5, "min_seconds": 0})
    assert answer["success"] is True
    assert answer["output"] == pytest.approx(1.902777777777778, rel=1e-15)
    assert [timing["name"] for timing in answer["timings"]] == ["evaluate"] * 5 + ["processor"]
    answer = running.evaluate("llsq", "primal", {**given, "n": 4.0, "min_runs": 1, "min_seconds": 0.01})
    times = [timing["nanoseconds"] for timing in answer["timings"] if timing["name"] == "evaluate"]
    assert all(type(time) is int for time in times)
    assert sum(times) >= 1e7 > sum(times[:-1])


def test_hello_is_run_and_timed_once(running):
    answer = running.evaluate("hello", "double", 3)
    assert answer["output"] == 6
    assert [timing["name"] for timing in answer["timings"]] == ["evaluate"]


def test_what_is_not_known_fails_and_the_session_goes_on(session):
    answer = session.ask("define", module="kmeans")
    assert answer == {"id": 0, "success": False, "error": answer["error"]}
    assert "the modules hello, llsq, lse, gmm, ba, lstm, ode, but got 'kmeans'" in answer["error"]
    assert "but got ['llsq']" in session.ask("define", module=["llsq"])["error"]
    assert "but got None" in session.ask("define")["error"]
    assert "has the functions primal and gradient, but got 'cube'" in session.evaluate("lse", "cube", {})["error"]
    assert "needs an input, but has none" in session.ask("evaluate", module="lse", function="primal")["error"]
    assert session.ask("define", module="lse") == {"id": 5, "success": True}


RUNS = {"min_runs": 1, "min_seconds": 0}
LSTM = {"main_params": [[0.5] * 4, [0.5] * 4], "extra_params": [[0.5]] * 3, "state": [[0.5], [0.5]], **RUNS}


@pytest.mark.parametrize(
    ("module", "function", "given", "sentence"),
    [
        ("llsq", "gradient", {"x": [1.0], **RUNS}, "needs the field n, but has x, min_runs, min_seconds"),
        ("llsq", "gradient", {"x": [1.0], "n": 2.5, **RUNS}, "n is to be a whole number from 2 on, but got 2.5"),
        ("llsq", "gradient", {"x": [1.0], "n": 1, **RUNS}, "from 2 on, but got 1"),
        ("llsq", "gradient", {"x": [1.0], "n": True, **RUNS}, "n is to be a number, but got True"),
        ("llsq", "gradient", {"x": 1.0, "n": 2, **RUNS}, "x is to hold numbers, but got 1.0"),
        ("llsq", "gradient", {"x": [1.0, True], "n": 2, **RUNS}, r"x is to hold numbers, but got \[1.0, True\]"),
        ("llsq", "gradient", {"x": [1.0, "2"], "n": 2, **RUNS}, "x is to hold numbers"),
        ("llsq", "gradient", {"x": [], "n": 2, **RUNS}, "x is to hold one number or more, but is empty"),
        ("lse", "gradient", {"x": [], **RUNS}, "x is to hold one number or more, but is empty"),
        ("lse", "gradient", {"x": [[1.0]], **RUNS}, "x is to hold numbers"),
        ("lse", "primal", [1.0], "input is to be an object with the field x, but got"),
        ("lse", "primal", {"x": [1.0]}, "needs the field min_runs"),
        ("lse", "primal", {"x": [1.0], "min_runs": 0, "min_seconds": 0}, "min_runs .* from 1 on, but got 0"),
        (
            "lse",
            "primal",
            {"x": [1.0], "min_runs": 1, "min_seconds": None},
            "min_seconds is to be a number, but got None",
        ),
        ("lse", "primal", {"x": [10**400], **RUNS}, "too large"),
        ("ode", "primal", {"x": [1.0], "s": 0, **RUNS}, "s is to be a whole number from 1 on, but got 0"),
        (
            "ba",
            "jacobian",
            {"n": 1, "m": 1, "p": 1, "cam": [1.0] * 10, **RUNS},
            "cam is to have 11 numbers, but got 10",
        ),
        (
            "gmm",
            "jacobian",
            {"d": 2, "k": 1, "n": 1, "alpha": [0.0], "mu": [[1.0]], **RUNS},
            "mu is to have 1 by 2 numbers, but got 1 by 1",
        ),
        ("lstm", "objective", {**LSTM, "sequence": [[1]]}, "two characters or more"),
        ("lstm", "objective", {**LSTM, "sequence": [[1], [1, 0]]}, "rows of one length, but got rows of 1 and 2"),
        ("lstm", "objective", {**LSTM, "sequence": [[1], 0]}, "sequence is to be an array of arrays of numbers"),
        ("lstm", "objective", {**LSTM, "state": [[0.5]], "sequence": [[1], [0]]}, "but got"),
        ("hello", "square", "one", "x is to be a number, but got 'one'"),
    ],
)
def test_an_input_that_cannot_be_used_fails_with_a_sentence(running, module, function, given, sentence):
    answer = running.evaluate(module, function, given)
    assert answer["success"] is False
    assert re.search(sentence, answer["error"]), answer["error"]
    assert running.evaluate("hello", "double", 2)["output"] == 4


def test_a_number_that_json_has_no_word_for_is_a_failure(running):
    """Python would write NaN and Infinity, at which a strict reader stops."""
    answer = running.evaluate("lse", "gradient", {"x": [1.0, float("nan")], **RUNS})
    assert answer["success"] is False
    assert "output[0] is nan" in answer["error"]
    answer = running.evaluate("llsq", "primal", {"x": [1e200, 1e200], "n": 4, **RUNS})
    assert "output is inf" in answer["error"]


@pytest.mark.parametrize(
    "line", [b"not json", b'{"id": 3, "kind": "start"', b"[1, 2]", b"7", b"null", b'{"id": "\xff"}', b"[" * 100_000]
)
def test_a_line_that_is_no_message_is_answered_without_an_id(running, line):
    """In lock-step the other side would wait for ever for an answer that does not come."""
    answer = running.line(line)
    assert answer["id"] is None
    assert answer["success"] is False
    assert running.ask("start")["tool"] == "backsweep"


def test_a_line_of_tens_of_megabytes_is_read(running):
    count = 2_000_000
    answer = running.evaluate("lse", "gradient", {"x": [0.1234567890123456] * count, **RUNS})
    assert answer["success"] is True
    assert len(answer["output"]) == count
    assert answer["output"][0] == pytest.approx(1 / count, rel=1e-12)


def test_empty_lines_are_no_messages_and_the_last_needs_no_end():
    done = subprocess.run(TOOL, input=b'\n \n{"id": 0, "kind": "start"}', capture_output=True, timeout=60)
    assert (done.stdout, done.returncode) == (b'{"id": 0, "tool": "backsweep"}\n', 0)
    assert subprocess.run(TOOL, input=b"", capture_output=True, timeout=60).stdout == b""


def test_what_is_printed_goes_to_standard_error(modules):
    """From Python and from below it alike."""
    program = (
        f"import sys; sys.path.insert(0, {str(GRADBENCH)!r})\n"
        "import os, tool, protocol\n"
        "def loud(self, message):\n"
        "    print('a word from Python', flush=True); os.write(1, b'a word from C')\n"
        "    return {}\n"
        "protocol.Tool._reply = loud\n"
        "sys.exit(tool.main())"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b'{"id": 5}\n', capture_output=True, timeout=60)
    assert done.stdout == b'{"id": 5}\n'
    assert b"a word from Python" in done.stderr
    assert b"a word from C" in done.stderr


def test_an_eval_that_is_told_to_be_wrong_says_so_on_standard_error(modules):
    from session import Session

    with Session() as session:
        session.ask("analysis", of=2, valid=False, error="1 is not 2")
    assert "The answer to message 2 was found wrong: 1 is not 2" in session.told


@pytest.mark.skipif(os.name != "posix", reason="closes a pipe as POSIX has it")
def test_a_listener_who_leaves_ends_the_tool_without_a_traceback():
    tool = subprocess.Popen(TOOL, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    tool.stdout.close()
    tool.stdout = None
    _, told = tool.communicate(json.dumps({"id": 0}).encode() + b"\n", timeout=60)
    assert tool.returncode == 1
    assert b"nobody hears the answers" in told
    assert b"Traceback" not in told


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_an_interrupt_ends_the_tool_without_a_traceback():
    tool = subprocess.Popen(
        TOOL,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Who runs in the background of a shell ignores interrupts, and so would the tool.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    tool.stdin.write(b'{"id": 0}\n')
    tool.stdin.flush()
    assert tool.stdout.readline() == b'{"id": 0}\n'
    tool.send_signal(signal.SIGINT)
    _, told = tool.communicate(timeout=60)
    assert tool.returncode == 130
    assert told == b""


def numbers_of(program):
    """Every float that stands in a compiled program."""
    found = {number for array in program.arrays if array.role == "constants" for number in array.numbers}
    for statement in program.walk():
        operands = [*getattr(statement, "args", ()), getattr(statement, "value", None)]
        operands += [end for carried in getattr(statement, "carried", ()) for end in (carried.start, carried.next)]
        found |= {operand for operand in operands if isinstance(operand, float)}
    return found


def test_no_number_of_an_input_is_a_constant_of_a_program(modules):
    from evals import ba, lstm
    from given import Given
    from inputs import given

    text = given("lstm", (2, 9))
    text["sequence"] = [[0.1 + 0.01 * i + 0.0003 * j for j in range(14)] for i in range(9)]
    lstm.FUNCTIONS["jacobian"](Given(text)).prepare()
    inputs = {
        number
        for table in ("main_params", "extra_params", "state", "sequence")
        for row in text[table]
        for number in row
    }
    assert len(inputs) > 300
    assert numbers_of(lstm.loss.program).isdisjoint(inputs)
    ba.FUNCTIONS["jacobian"](Given(given("ba", (2, 3, 12)))).run()
    assert numbers_of(ba.observed.program) <= {-1.0, 0.0, 1.0}
    assert numbers_of(ba.weighed.program) <= {-1.0, 0.0, 1.0}


def test_the_powers_of_llsq_are_made_in_every_run(modules, monkeypatch):
    from evals import llsq
    from given import Given

    made, powers = [], llsq.powers
    monkeypatch.setattr(llsq, "powers", lambda t, count: made.append(len(t)) or powers(t, count))
    task = llsq.FUNCTIONS["gradient"](Given({"x": [0.5, 0.25], "n": 4}))
    for _ in range(3):
        task.run()
    assert made == [4, 4, 4]


def test_the_sparse_jacobian_of_ba_is_right_for_cameras_that_differ(modules):
    """The eval gives all cameras the same numbers; here one is not turned at all. The witness is mpmath."""
    import mpmath
    import numpy
    import references
    from evals import ba

    n, m, p = 3, 4, 7
    chance = numpy.random.default_rng(5)
    scene = ba.Scene(n, m, p, numpy.zeros(11), numpy.zeros(3), 0.0, numpy.zeros(2))
    middle = numpy.array([1, 1, 1, 50, 50, 50, 400, 10, 10, 0.1, 0.003])
    scene.cameras[:] = middle[:, None] * chance.uniform(0.5, 1.5, (11, n))
    scene.cameras[:3, 1] = 0.0
    scene.points[:] = chance.uniform(3, 7, (3, m))
    scene.weights[:] = chance.uniform(0.2, 0.6, p)
    scene.features[:] = chance.uniform(100, 300, (2, p))
    offsets, columns, values = ba.jacobian(scene)
    dense = numpy.zeros((3 * p, 11 * n + 3 * m + p))
    for row in range(3 * p):
        places = columns[offsets[row] : offsets[row + 1]]
        assert len(set(places.tolist())) == len(places) == (15 if row < 2 * p else 1)
        dense[row, places] = values[offsets[row] : offsets[row + 1]]
    with mpmath.workdps(references.DIGITS):
        for i in range(p):
            camera, point, feature = scene.cameras[:, i % n], scene.points[:, i % m], scene.features[:, i]
            x = references.exact([*camera.tolist(), *point.tolist(), float(scene.weights[i])])
            places = [*(11 * (i % n) + numpy.arange(11)), *(11 * n + 3 * (i % m) + numpy.arange(3)), 11 * n + 3 * m + i]
            for part, row in enumerate((2 * i, 2 * i + 1, 2 * p + i)):
                feat = references.exact(feature.tolist())

                def observed(v, feat=feat, part=part):
                    return references.observation(v[:11], v[11:14], v[14], feat)[part]

                exact = references.slopes(observed, x, range(15))
                expected = numpy.zeros(dense.shape[1])
                expected[places] = [float(slope) for slope in exact]
                assert dense[row] == pytest.approx(expected, rel=1e-11, abs=1e-11), (i, part)
