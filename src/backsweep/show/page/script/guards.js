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
const SHOWN = 4;

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
    if (unasked) told.push(`${count(unasked, "comparison")} could not be asked again, so the branch may be another one.`);
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
    const where = asked && asked[guard] >= 0 ? `In ${places[asked[guard]][0]}, line ${places[asked[guard]][1]}, ` : "";
    const { outcome } = this.guards;
    return `${where}${this.told(guard, run)} is ${answer(now)}; it was ${answer(outcome[guard])} when this was recorded.`;
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

  // The first nodes that have no value in Python, or an infinite one made of finite numbers.
  outside(run) {
    const { program } = this;
    const told = [];
    for (let node = program.inputs; node < program.count && told.length < SHOWN; node++) {
      if (Number.isFinite(run.val[node])) continue;
      const args = program.argumentsOf(node, run.val);
      if (args.every((arg) => typeof arg !== "number" || Number.isFinite(arg))) told.push(this.fault(node, args, run));
    }
    return told;
  }

  fault(node, args, run) {
    const form = this.program.forms[this.program.form[node]];
    const label = this.words.label(node);
    for (const [position, domain] of form.domain.entries()) {
      if (domain && !within(domain, args[position])) {
        const got = `${domain.name} = ${tell(args[position])}`;
        return `${label} has no value: ${form.name} needs ${domain.words}, but got ${got}. Python stops here with an error.`;
      }
    }
    const size = Number.isNaN(run.val[node]) ? "not a number" : "larger than the largest float";
    return `${label} = ${narrow(this.words.filledIn(node, run))} is ${size}.`;
  }
}

const answer = (outcome) => (typeof outcome === "boolean" ? (outcome ? "True" : "False") : String(outcome));

// Whether a number lies in a row's domain.
function within(domain, number) {
  if ("without" in domain) return number !== asNumber(domain.without);
  const [low, high] = [asNumber(domain.low), asNumber(domain.high)];
  const above = domain.ends[0] === "[" ? low <= number : low < number;
  return above && (domain.ends[1] === "]" ? number <= high : number < high);
}
