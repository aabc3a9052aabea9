/* The workloads and their adjoints, written by hand: what a programmer with patience writes instead of using a library.

   Built three times by by_hand.py: -O3 and -Ofast, both for this processor, are timed; the third, with
   -Dreal="long double", computes the reference that every peer's derivatives are compared with. So all
   inner numbers are of type `real`, and <tgmath.h> picks the function for that type.

   NAME_value(x) gives the value; NAME_gradient(x, g) gives the value too and stores the derivatives in g;
   NAME_repeat(times, x, g) is the same in a loop of C, to see what calling costs. */

#ifdef AS_MODULE
#include <Python.h>
#endif
#include <stddef.h>
#include <tgmath.h>

#ifndef real
#define real double
#endif

#define SQUARE_ROOT_OF_HALF 0.707106781186547524400844362104849039L
#define ONE_BY_SQUARE_ROOT_OF_TWO_PI 0.398942280401432677939946059934381868L

/* The calls must happen as often as asked, so no call may be moved out of the loop or be merged with the next. */
#define REPEAT(NAME)                                                                                                   \
    double NAME##_repeat(long times, const double *x, double *g)                                                       \
    {                                                                                                                  \
        double total = 0.0;                                                                                            \
        for (long i = 0; i < times; i++) {                                                                             \
            total += NAME##_gradient(x, g);                                                                            \
            __asm__ volatile("" : : "r"(x), "r"(g) : "memory");                                                        \
        }                                                                                                              \
        return total;                                                                                                  \
    }

/* ---- Rosenbrock: the sum of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2 ---- */

double rosenbrock_value(const double *x, long n)
{
    real total = 0;
    for (long i = 0; i < n - 1; i++) {
        real rise = x[i + 1] - (real)x[i] * x[i], off = 1 - (real)x[i];
        total += 100 * (rise * rise) + off * off;
    }
    return total;
}

double rosenbrock_gradient(const double *restrict x, double *restrict g, long n)
{
    /* Each derivative has a share of the pair before and of the pair after it. Both are computed anew from x, rather
       than carried along, so that the loop has no dependence but the total and gcc can vectorise it. */
    real total = 0;
    for (long i = 1; i < n - 1; i++) {
        real before = x[i] - (real)x[i - 1] * x[i - 1], rise = x[i + 1] - (real)x[i] * x[i], off = 1 - (real)x[i];
        total += 100 * (rise * rise) + off * off;
        g[i] = 200 * before - 400 * rise * x[i] - 2 * off;
    }
    real rise = x[1] - (real)x[0] * x[0], off = 1 - (real)x[0];
    total += 100 * (rise * rise) + off * off;
    g[0] = -400 * rise * x[0] - 2 * off;
    g[n - 1] = 200 * (x[n - 1] - (real)x[n - 2] * x[n - 2]);
    return total;
}

double rosenbrock_repeat(long times, const double *x, double *g, long n)
{
    double total = 0.0;
    for (long i = 0; i < times; i++) {
        total += rosenbrock_gradient(x, g, n);
        __asm__ volatile("" : : "r"(x), "r"(g) : "memory");
    }
    return total;
}

/* ---- Lotka-Volterra by the classical Runge-Kutta method ---- */

#define STEPS 1000
#define STEP ((real)0.01)

typedef struct {
    real hare, lynx;
} Pair;

typedef struct {
    real birth, hunt, death, feed;
} Rates;

static inline Pair field(Rates k, Pair at)
{
    return (Pair){k.birth * at.hare - k.hunt * at.hare * at.lynx, k.feed * at.hare * at.lynx - k.death * at.lynx};
}

static inline Pair along(Pair at, real step, Pair slope)
{
    return (Pair){at.hare + step * slope.hare, at.lynx + step * slope.lynx};
}

static inline Pair step_on(Rates k, Pair at)
{
    Pair k1 = field(k, at), k2 = field(k, along(at, STEP / 2, k1)), k3 = field(k, along(at, STEP / 2, k2));
    Pair k4 = field(k, along(at, STEP, k3));
    return (Pair){at.hare + STEP / 6 * (k1.hare + 2 * k2.hare + 2 * k3.hare + k4.hare),
                  at.lynx + STEP / 6 * (k1.lynx + 2 * k2.lynx + 2 * k3.lynx + k4.lynx)};
}

/* The adjoint of `field`: what arrives at its result goes to the place, and to the rates. */
static inline Pair field_back(Rates k, Pair at, Pair came, Rates *sums)
{
    real both = at.hare * at.lynx;
    sums->birth += at.hare * came.hare;
    sums->hunt -= both * came.hare;
    sums->death -= at.lynx * came.lynx;
    sums->feed += both * came.lynx;
    return (Pair){(k.birth - k.hunt * at.lynx) * came.hare + k.feed * at.lynx * came.lynx,
                  (k.feed * at.hare - k.death) * came.lynx - k.hunt * at.hare * came.hare};
}

double lotka_volterra_value(const double *x)
{
    Pair at = {x[0], x[1]};
    Rates k = {x[2], x[3], x[4], x[5]};
    for (int step = 0; step < STEPS; step++)
        at = step_on(k, at);
    return at.hare * at.lynx;
}

double lotka_volterra_gradient(const double *restrict x, double *restrict g)
{
    Pair at = {x[0], x[1]}, kept[STEPS];
    Rates k = {x[2], x[3], x[4], x[5]}, sums = {0, 0, 0, 0};
    for (int step = 0; step < STEPS; step++) {
        kept[step] = at;
        at = step_on(k, at);
    }
    real value = at.hare * at.lynx;
    Pair der = {at.lynx, at.hare};
    for (int step = STEPS - 1; step >= 0; step--) {
        /* Only the start of each step was kept: computing its stages again is cheaper than fetching them. */
        Pair p1 = kept[step], k1 = field(k, p1), p2 = along(p1, STEP / 2, k1), k2 = field(k, p2);
        Pair p3 = along(p1, STEP / 2, k2), k3 = field(k, p3), p4 = along(p1, STEP, k3);
        Pair outer = {STEP / 6 * der.hare, STEP / 6 * der.lynx}, inner = {STEP / 3 * der.hare, STEP / 3 * der.lynx};
        Pair back = field_back(k, p4, outer, &sums);
        der = along(der, 1, back);
        back = field_back(k, p3, along(inner, STEP, back), &sums);
        der = along(der, 1, back);
        back = field_back(k, p2, along(inner, STEP / 2, back), &sums);
        der = along(der, 1, back);
        back = field_back(k, p1, along(outer, STEP / 2, back), &sums);
        der = along(der, 1, back);
    }
    g[0] = der.hare, g[1] = der.lynx;
    g[2] = sums.birth, g[3] = sums.hunt, g[4] = sums.death, g[5] = sums.feed;
    return value;
}
REPEAT(lotka_volterra)

/* ---- A 2-16-16-1 network with tanh, mean squared error over samples; weights in the order of network.py ---- */

#define WIDE 16
#define FIRST 0
#define FIRST_BIAS (2 * WIDE)
#define SECOND (3 * WIDE)
#define SECOND_BIAS (SECOND + WIDE * WIDE)
#define THIRD (SECOND_BIAS + WIDE)
#define THIRD_BIAS (THIRD + WIDE)
#define WEIGHTS (THIRD_BIAS + 1)

/* "unroll 1": gcc would write these loops out first, and then no longer see that they fit a vector. */
static inline real network_forward(const double *restrict w, const double *restrict input, real *restrict first,
                                   real *restrict second)
{
    real sums[WIDE];
#pragma GCC unroll 1
    for (int i = 0; i < WIDE; i++)
        sums[i] = (real)w[FIRST + 2 * i] * input[0] + (real)w[FIRST + 2 * i + 1] * input[1] + w[FIRST_BIAS + i];
#pragma GCC unroll 1
    for (int i = 0; i < WIDE; i++)
        first[i] = tanh(sums[i]);
    for (int i = 0; i < WIDE; i++) {
        real sum = w[SECOND_BIAS + i];
        for (int j = 0; j < WIDE; j++)
            sum += w[SECOND + WIDE * i + j] * first[j];
        sums[i] = sum;
    }
#pragma GCC unroll 1
    for (int i = 0; i < WIDE; i++)
        second[i] = tanh(sums[i]);
    real answer = w[THIRD_BIAS];
    for (int i = 0; i < WIDE; i++)
        answer += w[THIRD + i] * second[i];
    return answer;
}

double network_value(const double *w, const double *inputs, const double *targets, long samples)
{
    real loss = 0, first[WIDE], second[WIDE];
    for (long s = 0; s < samples; s++) {
        real error = network_forward(w, inputs + 2 * s, first, second) - targets[s];
        loss += error * error;
    }
    return loss / samples;
}

double network_gradient(const double *restrict w, double *restrict g, const double *restrict inputs,
                        const double *restrict targets, long samples)
{
    real loss = 0, first[WIDE], second[WIDE], sums[WEIGHTS] = {0};
    for (long s = 0; s < samples; s++) {
        const double *input = inputs + 2 * s;
        real error = network_forward(w, input, first, second) - targets[s], back[WIDE] = {0};
        loss += error * error;
        real came = 2 * error / samples;
        sums[THIRD_BIAS] += came;
        for (int i = 0; i < WIDE; i++) {
            real down = came * w[THIRD + i] * (1 - second[i] * second[i]);
            sums[THIRD + i] += came * second[i];
            sums[SECOND_BIAS + i] += down;
            for (int j = 0; j < WIDE; j++) {
                sums[SECOND + WIDE * i + j] += down * first[j];
                back[j] += down * w[SECOND + WIDE * i + j];
            }
        }
        for (int i = 0; i < WIDE; i++) {
            real down = back[i] * (1 - first[i] * first[i]);
            sums[FIRST_BIAS + i] += down;
            sums[FIRST + 2 * i] += down * input[0];
            sums[FIRST + 2 * i + 1] += down * input[1];
        }
    }
    for (int i = 0; i < WEIGHTS; i++)
        g[i] = sums[i];
    return loss / samples;
}

/* ---- Black-Scholes: the price of a call and its five derivatives, in closed form ----
   x = spot, strike, rate, volatility, time */

static inline real below(real z) /* the normal distribution */
{
    return (real)0.5 * erfc(-z * (real)SQUARE_ROOT_OF_HALF);
}

double black_scholes_value(const double *x)
{
    real spot = x[0], strike = x[1], rate = x[2], volatility = x[3], time = x[4];
    real spread = volatility * sqrt(time);
    real high = (log(spot / strike) + (rate + (real)0.5 * volatility * volatility) * time) / spread;
    return spot * below(high) - strike * exp(-rate * time) * below(high - spread);
}

/* A struct and not an array, here and below: gcc keeps its fields in registers, and so can vectorise over a batch. */
typedef struct {
    real price, spot, strike, rate, volatility, time;
} Greeks;

static inline Greeks greeks(real spot, real strike, real rate, real volatility, real time)
{
    real root = sqrt(time), spread = volatility * root;
    real high = (log(spot / strike) + (rate + (real)0.5 * volatility * volatility) * time) / spread;
    real low = high - spread, discount = exp(-rate * time), paid = discount * below(low), owned = below(high);
    real dense = spot * (real)ONE_BY_SQUARE_ROOT_OF_TWO_PI * exp((real)-0.5 * high * high);
    return (Greeks){spot * owned - strike * paid,
                    owned,
                    -paid,
                    strike * time * paid,
                    dense * root,
                    dense * volatility / (2 * root) + rate * strike * paid};
}

double black_scholes_gradient(const double *restrict x, double *restrict g)
{
    Greeks found = greeks(x[0], x[1], x[2], x[3], x[4]);
    g[0] = found.spot, g[1] = found.strike, g[2] = found.rate, g[3] = found.volatility, g[4] = found.time;
    return found.price;
}
REPEAT(black_scholes)

/* One column of n numbers for each input, one after the other, and likewise in g. */
void black_scholes_batch_value(const double *restrict x, double *restrict values, long n)
{
    for (long i = 0; i < n; i++)
        values[i] = greeks(x[i], x[n + i], x[2 * n + i], x[3 * n + i], x[4 * n + i]).price;
}

void black_scholes_batch(const double *restrict x, double *restrict values, double *restrict g, long n)
{
    for (long i = 0; i < n; i++) {
        Greeks found = greeks(x[i], x[n + i], x[2 * n + i], x[3 * n + i], x[4 * n + i]);
        values[i] = found.price;
        g[i] = found.spot;
        g[n + i] = found.strike;
        g[2 * n + i] = found.rate;
        g[3 * n + i] = found.volatility;
        g[4 * n + i] = found.time;
    }
}

/* ---- Bundle adjustment: where a camera sees a point, less where it was seen, times a weight ----
   x = rotation (3), centre (3), focal length, principal point (2), distortion (2); point (3); weight;
   then the two numbers of the feature, without derivative. Two residuals, and two rows of 15 derivatives. */

#define ROW 15

typedef struct {
    real x, y, z;
} Vector;

typedef struct {
    Vector rotation, point;
    real focal, k1, k2, weight;
} Row;

typedef struct {
    real across, down, weight;
    Row first, second;
} Residual;

static inline real dot(Vector a, Vector b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline Vector cross(Vector a, Vector b)
{
    return (Vector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static inline Vector mix(real p, Vector a, real q, Vector b, real r, Vector c)
{
    return (Vector){p * a.x + q * b.x + r * c.x, p * a.y + q * b.y + r * c.y, p * a.z + q * b.z + r * c.z};
}

/* Of a row so far only `point` is filled in, with what arrives at the turned point. */
static inline void turn_back(Row *row, Vector y, Vector axis, Vector side, real along, real angle, real c, real s)
{
    Vector came = row->point;
    real share = dot(came, axis), to_angle = c * dot(came, side) - s * dot(came, y) + along * s * share;
    Vector to_axis = mix(s, cross(y, came), share * (1 - c), y, along * (1 - c), came);
    row->point = mix(c, came, s, cross(came, axis), share * (1 - c), axis);
    /* angle = |r| and axis = r / angle. */
    real by = 1 / angle;
    row->rotation = mix(by, to_axis, to_angle - dot(to_axis, axis) * by, axis, 0, axis);
}

static inline Residual project(Vector p, const double *x, long n)
{
    real focal = x[6 * n], k1 = x[9 * n], k2 = x[10 * n], weight = x[14 * n];
    real by = 1 / p.z, u = p.x * by, v = p.y * by;
    real radius = u * u + v * v, bend = 1 + (k1 + k2 * radius) * radius, slope = 2 * (k1 + 2 * k2 * radius);
    real scale = weight * focal, across = focal * bend * u + x[7 * n] - x[15 * n];
    real down = focal * bend * v + x[8 * n] - x[16 * n];
    real uu = scale * (bend + slope * u * u), vv = scale * (bend + slope * v * v), uv = scale * slope * u * v;
    Row first = {{0, 0, 0}, {uu * by, uv * by, -(uu * u + uv * v) * by}, 0, 0, 0, across};
    Row second = {{0, 0, 0}, {uv * by, vv * by, -(uv * u + vv * v) * by}, 0, 0, 0, down};
    first.focal = weight * bend * u, first.k1 = scale * u * radius, first.k2 = first.k1 * radius;
    second.focal = weight * bend * v, second.k1 = scale * v * radius, second.k2 = second.k1 * radius;
    return (Residual){weight * across, weight * down, weight, first, second};
}

static inline real angle_of(const double *x, long n)
{
    Vector r = {x[0], x[n], x[2 * n]};
    return sqrt(dot(r, r));
}

static inline Residual residual(const double *x, long n, real angle, real c, real s)
{
    Vector r = {x[0], x[n], x[2 * n]};
    Vector y = {(real)x[11 * n] - x[3 * n], (real)x[12 * n] - x[4 * n], (real)x[13 * n] - x[5 * n]};
    real by = 1 / angle;
    Vector axis = {r.x * by, r.y * by, r.z * by}, side = cross(axis, y);
    real along = dot(axis, y);
    Residual found = project(mix(c, y, s, side, along * (1 - c), axis), x, n);
    turn_back(&found.first, y, axis, side, along, angle, c, s);
    turn_back(&found.second, y, axis, side, along, angle, c, s);
    return found;
}

/* The limit of no rotation at all, where the axis has no direction: P = Y + r x Y. */
static Residual residual_unturned(const double *x, long n)
{
    Vector r = {x[0], x[n], x[2 * n]};
    Vector y = {(real)x[11 * n] - x[3 * n], (real)x[12 * n] - x[4 * n], (real)x[13 * n] - x[5 * n]};
    Residual found = project(mix(1, y, 1, cross(r, y), 0, y), x, n);
    Row *rows[2] = {&found.first, &found.second};
    for (int i = 0; i < 2; i++) {
        Vector came = rows[i]->point;
        rows[i]->rotation = cross(y, came);
        rows[i]->point = mix(1, came, 1, cross(came, r), 0, r);
    }
    return found;
}

static inline void store_row(Row row, real weight, int own, double *restrict j, long n)
{
    j[0] = row.rotation.x, j[n] = row.rotation.y, j[2 * n] = row.rotation.z;
    j[3 * n] = -row.point.x, j[4 * n] = -row.point.y, j[5 * n] = -row.point.z;
    j[6 * n] = row.focal, j[(7 + own) * n] = weight, j[(8 - own) * n] = 0, j[9 * n] = row.k1, j[10 * n] = row.k2;
    j[11 * n] = row.point.x, j[12 * n] = row.point.y, j[13 * n] = row.point.z, j[14 * n] = row.weight;
}

static inline void store(Residual found, double *restrict e, double *restrict j, long n)
{
    e[0] = found.across, e[n] = found.down;
    store_row(found.first, found.weight, 0, j, n);
    store_row(found.second, found.weight, 1, j + ROW * n, n);
}

static inline int unturned(const double *x, long n)
{
    return x[0] == 0 && x[n] == 0 && x[2 * n] == 0;
}

static inline Residual residual_anywhere(const double *x)
{
    real angle = angle_of(x, 1);
    return unturned(x, 1) ? residual_unturned(x, 1) : residual(x, 1, angle, cos(angle), sin(angle));
}

/* One observation: g has the two rows and then the two residuals. */
double bundle_adjustment_gradient(const double *restrict x, double *restrict g)
{
    store(residual_anywhere(x), g + 2 * ROW, g, 1);
    return g[2 * ROW];
}

double bundle_adjustment_value(const double *x)
{
    Residual found = residual_anywhere(x);
    return found.across + found.down;
}
REPEAT(bundle_adjustment)

/* Columns of n numbers: 17 in x, 2 in e, 2 ROW in j. Sines and cosines have loops of their own, in blocks that stay in
   the cache: together gcc would make them one call of sincos, of which it knows no vector form. */
#define BLOCK 256

void bundle_adjustment_batch(const double *restrict x, double *restrict e, double *restrict j, long n)
{
    real angles[BLOCK], sines[BLOCK], cosines[BLOCK];
    for (long at = 0; at < n; at += BLOCK) {
        long size = n - at < BLOCK ? n - at : BLOCK;
        for (long i = 0; i < size; i++)
            angles[i] = angle_of(x + at + i, n);
        for (long i = 0; i < size; i++)
            sines[i] = sin(angles[i]);
        for (long i = 0; i < size; i++)
            cosines[i] = cos(angles[i]);
#pragma GCC ivdep
        for (long i = 0; i < size; i++)
            store(residual(x + at + i, n, angles[i], cosines[i], sines[i]), e + at + i, j + at + i, n);
    }
    /* All were turned; one that must not be is repaired. */
    for (long i = 0; i < n; i++)
        if (unturned(x + i, n))
            store(residual_unturned(x + i, n), e + i, j + i, n);
}

/* ---- Kepler's equation E - e sin E = M by Newton's method; x = M, e. The derivatives by the implicit theorem. ---- */

static inline real anomaly(real mean, real eccentricity)
{
    real at = mean, step;
    do {
        step = (at - eccentricity * sin(at) - mean) / (1 - eccentricity * cos(at));
        at -= step;
    } while (fabs(step) > (real)1e-12);
    return at;
}

double kepler_value(const double *x)
{
    return anomaly(x[0], x[1]);
}

double kepler_gradient(const double *restrict x, double *restrict g)
{
    real at = anomaly(x[0], x[1]), by = 1 / (1 - x[1] * cos(at));
    g[0] = by;
    g[1] = sin(at) * by;
    return at;
}
REPEAT(kepler)

/* ---- A function with next to nothing in it: a b + c d + e ---- */

double call_overhead_value(const double *x)
{
    return x[0] * x[1] + x[2] * x[3] + x[4];
}

double call_overhead_gradient(const double *restrict x, double *restrict g)
{
    g[0] = x[1], g[1] = x[0], g[2] = x[3], g[3] = x[2], g[4] = 1.0;
    return x[0] * x[1] + x[2] * x[3] + x[4];
}
REPEAT(call_overhead)

/* ---- The same called from Python without ctypes, as a module written in C would be: the limit of a small call ---- */

#ifdef AS_MODULE

static PyObject *answer(PyObject *const *given, Py_ssize_t count, Py_ssize_t wanted,
                        double (*gradient)(const double *, double *))
{
    double x[5], g[5];
    if (count != wanted) {
        PyErr_SetString(PyExc_TypeError, "the number of arguments is another one");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < wanted; i++) {
        x[i] = PyFloat_AsDouble(given[i]);
        if (x[i] == -1.0 && PyErr_Occurred())
            return NULL;
    }
    double value = gradient(x, g);
    PyObject *ders = PyTuple_New(wanted);
    for (Py_ssize_t i = 0; i < wanted; i++)
        PyTuple_SET_ITEM(ders, i, PyFloat_FromDouble(g[i]));
    PyObject *both = PyTuple_New(2);
    PyTuple_SET_ITEM(both, 0, PyFloat_FromDouble(value));
    PyTuple_SET_ITEM(both, 1, ders);
    return both;
}

#define AS_FUNCTION(NAME, COUNT)                                                                                       \
    static PyObject *NAME##_python(PyObject *self, PyObject *const *given, Py_ssize_t count)                           \
    {                                                                                                                  \
        (void)self;                                                                                                    \
        return answer(given, count, COUNT, NAME##_gradient);                                                           \
    }
AS_FUNCTION(black_scholes, 5)
AS_FUNCTION(kepler, 2)
AS_FUNCTION(call_overhead, 5)

static PyMethodDef functions[] = {
    {"black_scholes", (PyCFunction)(void (*)(void))black_scholes_python, METH_FASTCALL, NULL},
    {"kepler", (PyCFunction)(void (*)(void))kepler_python, METH_FASTCALL, NULL},
    {"call_overhead", (PyCFunction)(void (*)(void))call_overhead_python, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "by_hand", NULL, -1, functions, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_by_hand(void)
{
    return PyModule_Create(&module);
}
#endif
