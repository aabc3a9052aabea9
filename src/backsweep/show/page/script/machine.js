// The machine: carries out the rules of the library's table, which come as short lists of operations.
//
// It knows the operators of arithmetic and looks up the functions of Math by name. Every formula is in the page's data.

const OPERATORS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "?:": (condition, a, b) => (condition ? a : b),
};

const negative = (a) => -a;

// The function behind an operation's name.
function operation(name, arity) {
  if (name === "-" && arity === 1) return negative;
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name];
  const found = name.startsWith("Math.") ? Math[name.slice("Math.".length)] : undefined;
  if (typeof found !== "function") throw new Error(`This browser has no ${name}.`);
  return found;
}

// What a der hands on through a local derivative: nothing where it is 0, even if the other is infinite.
const contribute = (der, partial) => (der === 0 ? der : der * partial);

// A list of operations, ready to run. Registers: the arguments, the answer, the der, constants, and results in order.
class Script {
  constructor({ constants, steps, results, whole }, args, operations) {
    this.constants = constants.map(asNumber);
    this.first = args + 2;
    this.steps = steps.map(([index, ...registers]) => [operation(operations[index], registers.length), registers]);
    this.results = results;
    this.whole = whole;
  }

  // `registers` holds the arguments, the answer and the der; the results' registers can be read from it afterwards.
  run(registers) {
    let next = this.first;
    for (const constant of this.constants) registers[next++] = constant;
    for (const [apply, from] of this.steps) {
      const [a, b, c] = from;
      if (from.length === 2) registers[next++] = apply(registers[a], registers[b]);
      else if (from.length === 1) registers[next++] = apply(registers[a]);
      else if (from.length === 3) registers[next++] = apply(registers[a], registers[b], registers[c]);
      else registers[next++] = apply(...from.map((register) => registers[register]));
    }
  }
}

// A row's rule: its value, its local derivatives, and what it hands on where that is not der times derivative.
class Rule {
  constructor(args, { value, slopes, shares }, operations) {
    this.args = args;
    this.value = new Script(value, args, operations);
    this.slopes = new Script(slopes, args, operations);
    this.shares = shares ? new Script(shares, args, operations) : null;
    this.registers = [];
  }

  valueAt(args) {
    const registers = this.at(args, 0, 0);
    this.value.run(registers);
    return registers[this.value.results[0]];
  }

  slopesAt(args, answer) {
    const registers = this.at(args, answer, 0);
    this.slopes.run(registers);
    return this.slopes.results.map((register) => registers[register]);
  }

  // What each argument receives of `der`. Where all it receives is der times its local derivative, null.
  sharesAt(args, answer, der) {
    if (this.shares === null) return null;
    const registers = this.at(args, answer, der);
    this.shares.run(registers);
    return this.shares.results.map((register) => registers[register]);
  }

  // Whether an argument receives a constant: nothing passes to it.
  isCut(position) {
    if (this.shares === null) return false;
    const register = this.shares.results[position];
    return register >= this.shares.first && register < this.shares.first + this.shares.constants.length;
  }

  at(args, answer, der) {
    for (let index = 0; index < this.args; index++) this.registers[index] = args[index];
    this.registers[this.args] = answer;
    this.registers[this.args + 1] = der;
    return this.registers;
  }
}
