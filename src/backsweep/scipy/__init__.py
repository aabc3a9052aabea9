"""SciPy's namespace for Nodes, as far as code for HIPS autograd uses it: special, stats, linalg, signal, integrate.

Import the module that is wanted: `from backsweep.scipy import special`. Each needs SciPy, and says so where it is
missing. A function of SciPy's that is not covered is SciPy's own, which refuses a Node.
"""
