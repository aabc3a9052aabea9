"""backsweep explain."""

from backsweep import Node, explain


def test_each_variable_is_explained(said):
    status, out, err = said("explain", "x * w + x", "x=2", "w=3")
    assert (status, err) == (0, "")
    assert "y depends on x along 2 paths." in out
    assert "y depends on w along 1 path." in out
    assert "3 + 1 = 4 = x.der" in out
    assert out.endswith("\n\nw.der = 2\n")


def test_it_says_what_explain_says(said):
    x = Node(2, name="x")
    assert said("explain", "(x + 2)**2", "x=2")[1] == f"{explain((x + 2) ** 2, x)}\n"


def test_wrt_explains_those_variables_only(said):
    assert "w.der" not in said("explain", "x * w", "x=2", "w=3", "--wrt", "x")[1]


def test_a_function_in_a_file_is_explained_in_its_own_words(said, folder):
    status, out, _ = said("explain", "model.py:loss", "a=1", "b=2.5", "--wrt", "a")
    assert status == 0
    assert "y depends on a along 3 paths." in out
    assert "total" in out
    assert out.endswith(" = -24.0 = a.der\n")  # the sum of 2 (1 - 2.5 n)


def test_without_a_variable_there_is_nothing_to_explain(said):
    assert said("explain", "2 + 3") == (0, "There is nothing to differentiate by, and so no path to explain.\n", "")
