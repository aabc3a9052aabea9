"""The benchmarks run, and say what they measured: a smoke test of every workload, never a timed one."""

import doctest
import importlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

import backsweep

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
QUICKLY = ["--rounds", "1", "--seconds", "0.001"]


def bench(*words, environment=()):
    """What `python benchmarks` prints, and whether it refused."""
    command = [sys.executable, str(BENCHMARKS), *words]
    given = os.environ | {"SMALL": "1"} | dict(environment)
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=given)


@pytest.fixture(scope="module")
def running():
    """Modules of the benchmarks by name, importable while these tests run."""
    before = set(sys.modules)
    sys.path.insert(0, str(BENCHMARKS))
    yield importlib.import_module
    sys.path.remove(str(BENCHMARKS))
    for name in set(sys.modules) - before:
        if str(BENCHMARKS) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def errors(printed):
    """Of each table: the largest error of backsweep's row."""
    return [float(error) for error in re.findall(r"^  backsweep  .* (\S+)$", printed, re.M)]


def test_every_workload_runs_and_has_the_derivatives_of_its_reference(running):
    sections = ("eager", "native", "arrays")
    done = bench("--only", ",".join((*sections, "growth", "llsq")), "--peers", "hand", "--most", "10", *QUICKLY)
    assert done.returncode == 0, done.stderr
    workloads = [name for section in sections for name in running("running.sections").workloads(section)]
    for name in (*workloads, "growth", "llsq"):
        assert re.search(rf"^{name}; ", done.stdout, re.M), done.stdout
    assert len(errors(done.stdout)) == len(workloads)
    assert max(errors(done.stdout)) < 1e-10, done.stdout
    assert ": skipped" not in done.stdout or "no gcc" in done.stdout, done.stdout


def test_a_peer_is_timed_or_skipped_by_name_with_how_to_install_it():
    done = bench("--only", "graph with", "--peers", "micrograd,hips", *QUICKLY)
    for peer, package in (("micrograd", "micrograd==0.1.0"), ("HIPS autograd", "autograd==1.9.1")):
        missing = f"{peer}: skipped, not installed; pip install {package}"
        assert missing in done.stdout or re.search(rf"^  {peer} .* \d", done.stdout, re.M), done.stdout


def test_the_environment_says_the_same_as_the_options():
    done = bench(environment={"ONLY": "call", "PEERS": "hand", "ROUNDS": "1", "SECONDS": "0.001"})
    assert re.findall(r"^(.*); backsweep is to reach", done.stdout, re.M) == ["call overhead"]
    assert re.search(r"^  backsweep .* 1\.00 ", done.stdout, re.M), done.stdout


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["--only", "keplar"], r'No section or workload .* begins with "keplar"\. There are: .*kepler'),
        (["--peers", "jacks"], r'No peer .* begins with "jacks"\. There are: backsweep, hand, .*jax'),
        (["--only", "kepler", "--page"], r"The page is of a full run: leave out ONLY and PEERS"),
    ],
)
def test_what_is_not_known_or_not_whole_is_refused(words, refusal):
    done = bench(*words)
    assert done.returncode == 1
    assert re.search(refusal, done.stderr), done.stderr


def peer(turns, name, *rounds, **told):
    return turns.Peer(name, None, rounds=[{"gradient": seconds} for seconds in rounds], **told)


def test_ratios_are_medians_of_the_ratios_within_a_round(running):
    turns, figures = running("running.turns"), running("running.figures")
    workload = running("native").kepler.WORKLOADS[0]
    ours = peer(turns, "backsweep", 1.0, 20.0, 1.0)
    other = peer(turns, "jax", 3.0, 40.0, 4.0)
    lost = peer(turns, "casadi VM", skipped="stopped after 60 s")
    rows = figures.rows(workload, [ours, other, lost])
    assert [row.to_backsweep for row in rows] == [1.0, 3.0, None]
    assert (rows[1].gradient, rows[1].least, rows[1].to_hand) == (4.0, 3.0, None)
    assert rows[2].skipped == "stopped after 60 s"
    assert [figures.row(row.plain()) for row in rows] == rows


def test_a_reason_is_told_where_a_peer_is_faster_and_only_there(running):
    reasons, Row = running("running.reasons"), running("running.figures").Row
    workload = running("eager").WORKLOADS[0]
    slower, faster = Row("torch", to_backsweep=2.0), Row("micrograd", to_backsweep=0.5)
    ours = Row("backsweep", to_backsweep=1.0, to_hand=4.0)
    assert reasons.reasons(workload, [Row("backsweep", to_backsweep=1.0, to_hand=1.1), slower]) == []
    assert reasons.reasons(workload, [ours, slower, faster]) == [
        f"micrograd (0.500): {reasons.UNKNOWN}",
        f"4.00 x by hand: {workload.why['hand']}",
    ]


def test_peers_are_compared_like_with_like(running):
    reasons, Row = running("running.reasons"), running("running.figures").Row
    ours = [Row("backsweep", gradient=4.0, to_backsweep=1.0), Row("backsweep, buffers", gradient=1.0)]
    others = [Row("casadi C, buffers", gradient=2.0, to_backsweep=0.5), Row("jax", gradient=3.0, to_backsweep=0.75)]
    assert reasons.behind([*ours, *others]) == [("jax", 0.75)]
    assert reasons.behind([ours[0], *others]) == [("casadi C, buffers", 0.5), ("jax", 0.75)]


def test_every_peer_has_a_library_and_every_library_a_requirement(running):
    libraries, sections = running("running.libraries"), running("running.sections")
    workloads = [workload for name in ("eager", "native", "arrays") for workload in sections.workloads(name).values()]
    found = {libraries.of_peer(peer) for workload in workloads for peer in workload.peers}
    assert found == set(libraries.LIBRARIES)
    packages = {library.package for library in libraries.LIBRARIES} - {"backsweep", ""}
    assert packages <= set(libraries.requirements())


def test_the_reasons_speak_of_peers_that_there_are(running):
    for name in ("eager", "native", "arrays"):
        for workload in running("running.sections").workloads(name).values():
            for begin in workload.why:
                assert any(peer.startswith(begin) for peer in workload.peers), (workload.name, begin)


@pytest.mark.parametrize(
    ("program", "reason"),
    [("import sys; sys.exit(3)", "its process ended with 3"), ("input()", "stopped after 0 s")],
)
def test_a_peer_that_ends_or_does_not_answer_in_time_is_skipped_with_the_reason(running, program, reason):
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", program]
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    lost = running("running.turns").Peer("jax", process)
    lost.hear(60.0 if "exit" in program else 0.05)
    assert lost.skipped == reason
    assert process.poll() is not None
    assert not lost.wants(0)


def test_a_slow_peer_takes_part_in_few_rounds_only(running):
    turns = running("running.turns")
    slow = peer(turns, "torch", *[2.0 * turns.SLOW] * turns.FEW)
    assert [slow.wants(at) for at in (turns.FEW - 1, turns.FEW)] == [True, False]


def test_an_answer_that_is_wrong_is_seen(running):
    child, Run = running("running.child"), running("running.workload").Run
    workload = running("native").kepler.WORKLOADS[0]
    points = workload.points()[:1]

    def error(*answer):
        return child.error_of(Run(None, points, list), workload, points, answer)

    right = [float(der) for der in workload.peers["backsweep eager"]().gradient(*points[0])[1]]
    assert error(*right) < 1e-12
    assert error(right[0], 1.001 * right[1]) == pytest.approx(1e-3, rel=1e-6)
    with pytest.raises(ValueError, match="nan"):
        error(right[0], float("nan"))
    with pytest.raises(ValueError, match="gave 1 derivatives where there are 2"):
        error(right[0])


def test_what_a_peer_raises_is_told_without_paths_of_the_machine(running):
    told = running("running.child").told
    assert told(ValueError("No loop. See the docs.")) == "ValueError: No loop"
    assert told(TypeError("in f at /home/me/f.py:3\nand on")) == "TypeError: in f at"


def test_growth_is_the_cost_of_an_operation_less_what_is_fixed(running):
    growth = running("growth.growth")
    fixed = 5.0
    points = {str(n): {"seconds": fixed + 2.0 * n} for n in (10, 10**5, 10**6)} | {"10000000": {"seconds": 6e7}}
    assert growth.each(points, "seconds", 10**6) == pytest.approx(2.0, rel=1e-4)
    assert growth.growth(points, "seconds") == pytest.approx(3.0, rel=1e-3)
    assert growth.reasons({"graph of Nodes": points}) == [f"graph of Nodes (3.00): {growth.WHY['graph of Nodes']}"]
    assert growth.reasons({"graph of Nodes": {n: points[n] for n in ("10", "100000", "1000000")}}) == []


def test_the_functions_of_growth_have_as_many_operations_as_they_say(running):
    kinds = running("growth.kinds")
    for f, *point in ((kinds.loop(1000, 1), 1.0, 0.5), (kinds.straight(1000, 1), kinds.NUMBERS)):
        assert len(backsweep.trace(f, *point).order) == pytest.approx(1000, rel=0.1)


def test_the_page_is_what_the_figures_of_the_last_full_run_give(running):
    page = running("running.page")
    wanted = page.rendered(running("running.results").last())
    assert page.PAGE.read_text(encoding="utf-8") == wanted, "write: python benchmarks --rewrite"


def test_the_page_names_no_host_and_no_path(running):
    page = running("running.page")
    for text in (page.PAGE.read_text(encoding="utf-8"), running("running.results").PLACE.read_text(encoding="utf-8")):
        assert not re.search(r"/(home|root|tmp|usr|opt|work)/", text)
        assert platform.node() not in text or len(platform.node()) < 4


def results_in(tmp_path, monkeypatch, running):
    """The module, whose file is one that nobody else has."""
    results = running("running.results")
    monkeypatch.setattr(results, "PLACE", tmp_path / "results.json")
    return results


def test_a_run_that_was_ended_early_goes_on_where_it_was(tmp_path, monkeypatch, running):
    results = results_in(tmp_path, monkeypatch, running)
    machine = {"processor": "one", "date": "2026-11-26"}
    results.Results(machine, [], {}).add("native", "kepler", [{"peer": "jax"}], 0.26)
    found = results.to_go_on({**machine, "date": "2026-11-27"})
    assert (found.machine, found.loads) == (machine, [0.3])
    assert found.has("native", "kepler")
    assert not found.has("native", "network")
    with pytest.raises(running("running.options").Refused, match="had the processor one, but now it is two"):
        results.to_go_on({**machine, "processor": "two"})


def test_without_figures_there_is_no_page(tmp_path, monkeypatch, running):
    results = results_in(tmp_path, monkeypatch, running)
    with pytest.raises(running("running.options").Refused, match="no figures of a full run yet"):
        results.last()


def test_the_page_tells_what_was_not_measured_and_who_else_was_at_work(running):
    page, results = running("running.page"), running("running.results")
    machine = dict.fromkeys(("processor", "system", "Python", "compiler", "packages", "date", "rounds", "pinned"), "")
    quiet = page.rendered(results.Results(machine, [0.1, 1.2], {}))
    assert "The machine was quiet." in quiet
    assert "Not measured in this run: " in quiet
    assert "shared: its load was 0.1 to 4.0" in page.rendered(results.Results(machine, [0.1, 4.0], {}))


def test_a_full_run_is_told_from_a_part(running):
    parsed = running("running.options").parsed
    assert parsed("About.", []).full
    assert not parsed("About.", ["--only", "kepler"]).full
    assert not parsed("About.", ["--peers", "jax"]).full


@pytest.mark.parametrize("name", ["tables", "options"])
def test_the_examples_in_the_benchmarks_hold(running, name):
    assert doctest.testmod(running(f"running.{name}")).failed == 0


def test_a_line_of_gradbench_says_which_tools_were_faster(running):
    one = next(measure for measure in running("gradbench").MEASURES if measure.name == "lse")
    found = {"n=2,500": {"derivative": 1e-4}, "n=80,000": {"derivative": 746e-6}}
    assert one.summary(found) == ["GradBench lse, n=80,000", "746 us", "2.00", "JAX 0.772, PyTorch 0.950"]
    assert one.summary({"n=80,000": {"refused": "no"}}) == []
