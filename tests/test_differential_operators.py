"""The second name for the transforms of HIPS autograd."""

from backsweep import autograd, differential_operators


def test_it_has_the_same_transforms():
    assert differential_operators.__all__ == autograd.__all__
    assert all(getattr(differential_operators, name) is getattr(autograd, name) for name in autograd.__all__)
