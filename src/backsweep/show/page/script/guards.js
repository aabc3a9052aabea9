// What moving a slider may break: a comparison that comes out otherwise, and a number outside a function's domain.

const ASKED = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  isnan: (a) => Number.isNaN(a),
  isinf: (a) => a === Infinity || a === -Infinity,
  isfinite: (a) => Number.isFinite(a),
  floor_int: (a) => Math.floor(a),
  frexp: (a) => exponentOf(a),
};
const SHOWN = 4; // sentences of one kind
const STOPS = "Python stops here with an error.";

// The e of a = m * 2**e with m between a half and 1.
function exponentOf(a) {
  if (a === 0 || !Number.isFinite(a)) return 0;
  let exponent = Math.max(-1073, Math.floor(Math.log2(Math.abs(a))) + 1);
  while (Math.abs(a) >= 2 ** exponent) exponent++;
  while (exponent > -1073 && Math.abs(a) < 2 ** (exponent - 1)) exponent--;
  return exponent;
}

class Guards {
  constructor(program, words) {
    this.program = program;
    this.words = words;
    this.guards = program.data.guards ?? { sign: [], numbers: [] };
    this.numbers = this.guards.numbers.map(asNumber);
  }

  // The warnings at a run, as sentences.
  warnings(run) {
    return [...this.flips(run), ...this.outside(run)];
  }

  flips(run) {
    const { sign, outcome } = this.guards;
    const flipped = [];
    let unasked = 0;
    sign.forEach((name, guard) => {
      const now = this.ask(guard, run);
      if (now === undefined) unasked++;
      else if (now !== outcome[guard]) flipped.push([guard, now]);
    });
    const told = flipped.slice(0, SHOWN).map(([guard, now]) => this.flip(guard, now, run));
    if (flipped.length > SHOWN) told.push(`So do ${count(flipped.length - SHOWN, "other comparison")}.`);
    if (flipped.length) {
      told.push("The function itself would go another way here. What this page shows follows the recorded branch.");
    }
    if (unasked)
      told.push(`${count(unasked, "comparison")} could not be asked again, so the branch may be another one.`);
    return told;
  }

  // The answer to a comparison now; undefined where it cannot be asked.
  ask(guard, run) {
    const { sign, left, right } = this.guards;
    const known = [left[guard], right[guard]].every((side) => side === null || side < 0 || this.program.known[side]);
    if (!known || !Object.hasOwn(ASKED, sign[guard])) return undefined;
    return ASKED[sign[guard]](this.side(left[guard], run), this.side(right[guard], run));
  }

  side(side, run) {
    if (side === null) return undefined;
    return side < 0 ? this.numbers[-1 - side] : run.val[side];
  }

  flip(guard, now, run) {
    const { asked, places } = this.program.data;
    const [file, line] = asked ? places[asked[guard]] : [];
    const before = `it was ${answer(this.guards.outcome[guard])} when this was recorded`;
    return `${file ? `In ${file}, line ${line}, ` : ""}${this.told(guard, run)} is ${answer(now)}; ${before}.`;
  }

  // x > 0, with the value in parentheses: x (−1.0) > 0
  told(guard, run) {
    const { sign, left, right } = this.guards;
    const side = (place) => {
      if (place < 0) return tell(this.numbers[-1 - place], Number.isInteger(this.numbers[-1 - place]));
      return `${this.words.label(place)} (${run.valText(place)})`;
    };
    if (/^\w/.test(sign[guard])) return `${sign[guard]}(${side(left[guard])})`;
    return `${side(left[guard])} ${sign[guard]} ${side(right[guard])}`;
  }

  // What is wrong with the first nodes that have no value in Python, or an infinite one made of finite numbers.
  outside(run) {
    const { program } = this;
    const told = [];
    for (let node = program.inputs; node < program.count && told.length < SHOWN; node++) {
      const fault = Number.isFinite(run.val[node]) ? null : this.fault(node, program.argumentsOf(node, run.val), run);
      if (fault) told.push(fault);
    }
    return told;
  }

  // What is wrong with one node; null where infinity, or no number, is what Python gives too.
  fault(node, args, run) {
    const { name, domain } = this.program.forms[this.program.form[node]];
    const label = this.words.label(node);
    const at = domain.findIndex((each, position) => each && !within(each, args[position]));
    if (at >= 0) {
      const needs = `${name} needs ${domain[at].words}, but got ${domain[at].name} = ${tell(args[at])}`;
      return `${label} has no value: ${needs}. ${STOPS}`;
    }
    if (!args.every((arg) => Number.isFinite(arg))) return null;
    const told = `${label} = ${narrow(this.words.filledIn(node, run))}`;
    return Number.isNaN(run.val[node]) ? `${told} has no value. ${STOPS}` : `${told} is larger than the largest float.`;
  }
}

const answer = (outcome) => (typeof outcome === "boolean" ? (outcome ? "True" : "False") : String(outcome));

// Whether a number lies in a row's domain; what is no number passes.
function within(domain, number) {
  if (Number.isNaN(number)) return true;
  if ("without" in domain) return number !== asNumber(domain.without);
  const [low, high] = [asNumber(domain.low), asNumber(domain.high)];
  const above = domain.ends[0] === "[" ? low <= number : low < number;
  return above && (domain.ends[1] === "]" ? number <= high : number < high);
}
