"""Machine code is used where a trial shows that errors are noticed and bits are right."""

import pytest

pytest.importorskip("llvmlite")

from backsweep.native import selftest


@pytest.fixture
def fresh():
    """The trial is made anew, before and after."""
    selftest.refused.cache_clear()
    yield
    selftest.refused.cache_clear()


def test_machine_code_can_be_trusted_here():
    assert selftest.refused() is None


def test_an_error_that_goes_unnoticed_is_told(monkeypatch, fresh):
    monkeypatch.setattr(selftest, "ERRORS", (*selftest.ERRORS, (selftest.ROWS[0], 1.0)))
    assert selftest.refused() == "Machine code (quick) does not notice the error of exp at [1.0]."


def test_a_processor_whose_flags_we_do_not_know_has_no_machine_code(monkeypatch, fresh):
    monkeypatch.setattr(selftest, "watched", lambda: None)
    assert "we do not know its exception flags" in selftest.refused()


def test_a_failure_of_llvm_is_told_and_not_raised(monkeypatch, fresh):
    monkeypatch.setattr(selftest, "trial", lambda: 1 / 0)
    assert selftest.refused() == "The trial of machine code failed: ZeroDivisionError('division by zero')."
