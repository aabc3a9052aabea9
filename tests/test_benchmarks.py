"""The benchmarks run: a smoke test, never a timed one."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def test_the_eager_benchmark_prints_its_table_and_skips_missing_peers_by_name():
    command = [sys.executable, str(BENCHMARKS / "eager.py"), "--operations", "500", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert re.search(r"^500 operations", done.stdout, re.M)
    assert re.search(r"^off +backsweep +\d+ +\d+ +\d+ +1\.00$", done.stdout, re.M)
    assert re.search(r"^backsweep +\d+ bytes a node", done.stdout, re.M)
    for peer in ("micrograd", "HIPS autograd"):
        shown = re.search(rf"^{peer}: skipped, |^off +{peer} ", done.stdout, re.M)
        assert shown, f"neither a row nor a skip for {peer}:\n{done.stdout}"


def test_every_library_is_timed_on_the_same_program():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import eager
    finally:
        sys.path.remove(str(BENCHMARKS))
    ours = eager.backsweep()
    assert ours.sweep(ours.build(eager.program(300))) == ours.sweep(ours.build(eager.program(300)))
    assert len(eager.program(300)) == 300 - (eager.RUNNING - 1)


def test_the_native_benchmark_prints_its_tables_and_skips_missing_peers_by_name():
    command = [sys.executable, str(BENCHMARKS / "native"), "--only", "kepler", "--peers", "backsweep,hand,casadi"]
    command += ["--rounds", "1", "--seconds", "0.001"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert re.search(r"^kepler; backsweep is to reach", done.stdout, re.M)
    assert re.search(r"^  backsweep +[\d.]+ ", done.stdout, re.M), done.stdout
    for peer in ("hand -O3", "casadi"):
        shown = re.search(rf"{peer}.*(: skipped|\d)", done.stdout, re.I)
        assert shown, f"neither a row nor a skip for {peer}:\n{done.stdout}"


def test_the_benchmark_of_arrays_prints_its_tables_and_skips_missing_peers_by_name():
    command = [
        sys.executable,
        str(BENCHMARKS / "arrays"),
        "--only",
        "logistic,process",
        "--peers",
        "backsweep,hand,mygrad",
    ]
    command += ["--rounds", "1", "--seconds", "0.001"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    for workload in ("logistic", "process"):
        assert re.search(rf"^{workload}; backsweep is to reach", done.stdout, re.M)
    rows = re.findall(r"^  (hand|backsweep) .* (\S+)$", done.stdout, re.M)
    assert [name for name, _ in rows] == ["hand", "backsweep"] * 2, done.stdout
    assert all(float(error) < 1e-11 for _, error in rows), done.stdout
    assert re.search(r"^  MyGrad: skipped, ", done.stdout, re.M), done.stdout
    assert re.search(r"^memory of a chain", done.stdout, re.M), done.stdout
