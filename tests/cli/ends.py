"""The last lines of what was printed."""


def last(out, count):
    return out.splitlines()[-count:]
