"""The functions in C that are printed before a program which calls them: Python's meaning where C's is another one."""

WHOLE_TEXT = """\
/* What floor, ceil, trunc and round give in Python: an integer, so there is none for inf and nan, and no -0.0. */
static double whole(double rounded)
{
    if (!(rounded - rounded == 0.0)) {
        feraiseexcept(FE_INVALID);
    }
    return rounded + 0.0;
}
"""
MODULO_TEXT = """\
/* Python's x % y: the remainder with the sign of y. */
static double modulo(double x, double y)
{
    double rest = fmod(x, y);
    if (rest == 0.0) {
        return copysign(0.0, y);
    }
    return (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}
"""
FLOOR_DIVIDE_TEXT = """\
/* Python's x // y: the quotient that goes with the remainder. */
static double floor_divide(double x, double y)
{
    double rest = fmod(x, y);
    double quotient = (x - rest) / y;
    if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) {
        quotient -= 1.0;
    }
    if (quotient == 0.0) {
        return copysign(0.0, x / y);
    }
    double below = floor(quotient);
    return quotient - below > 0.5 ? below + 1.0 : below;
}
"""
RESERVE_TEXT = """\
/* Makes an array long enough for numbers[place]; 0 where there is no memory left. */
static int reserve(double **numbers, size_t *room, size_t place)
{
    if (place >= *room) {
        size_t more = 2 * place + 64;
        double *longer = realloc(*numbers, more * sizeof(double));
        if (longer == NULL) {
            return 0;
        }
        *numbers = longer;
        *room = more;
    }
    return 1;
}
"""

HELPERS = {
    "whole": WHOLE_TEXT,
    "modulo": MODULO_TEXT,
    "floor_divide": FLOOR_DIVIDE_TEXT,
    "reserve": RESERVE_TEXT,
}
