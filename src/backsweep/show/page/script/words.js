// Formulas in words: the library's own texts, with labels or numbers put into their holes.

const HOLE = /\u0002(\d+)(!?)\u0003/g;
const WIDTH = 72; // characters of a formula

// A negative number stands in parentheses where the text asks for it.
function fillIn(text, of) {
  return text.replace(HOLE, (_, position, guarded) => {
    const told = of(Number(position));
    return guarded ? inParentheses(told) : told;
  });
}

// The text, with its middle left out where it is too long.
function narrow(text, width = WIDTH) {
  if (text.length <= width) return text;
  const tail = Math.floor((width * 2) / 5);
  return `${text.slice(0, width - tail - 5).replace(/[, ]+$/, "")} ... ${text.slice(-tail).replace(/^[, ]+/, "")}`;
}

// A negative number after a sign: 2.0 · (-1).
const inParentheses = (number) => (number.startsWith("-") ? `(${number})` : number);

class Words {
  constructor(program) {
    this.program = program;
  }

  label(node) {
    return this.program.labels[node];
  }

  // What stands in a hole: an argument's label or number; `at` gives a node's text.
  argument(node, position, at) {
    const { program } = this;
    const arg = program.args[program.argsOf[node] + position];
    return arg > 0 ? at(node - arg) : tell(program.constants[-1 - arg], Number.isInteger(program.constants[-1 - arg]));
  }

  // v1 * x, or "" for an input.
  expression(node) {
    return this.written(node, (parent) => this.label(parent));
  }

  // The same with numbers put in.
  filledIn(node, run) {
    return this.written(node, (parent) => run.valText(parent));
  }

  written(node, at) {
    const form = this.program.forms[this.program.form[node]];
    return fillIn(form.text, (position) => this.argument(node, position, at));
  }

  // The local derivative behind an edge as a formula; "" where it is only a number, or may have taken another branch.
  slope(node, edge, run) {
    const { program } = this;
    const form = program.forms[program.form[node]];
    if (form.taken && run.moved) return "";
    const formula = form.slopes[program.positions[edge]];
    return fillIn(formula, (position) =>
      position < form.args ? this.argument(node, position, (parent) => this.label(parent)) : this.label(node),
    );
  }

  // v1 = x + 2 = 2 + 2 = 4
  computation(node, run) {
    const parts = [this.expression(node), this.filledIn(node, run), run.valText(node)];
    return [this.label(node), ...new Set(parts.filter((part) => part))].map((part) => narrow(part)).join(" = ");
  }

  // model.py, line 3, turn 7
  place(node) {
    const { places, place, turn } = this.program.data;
    if (place.length === 0 || place[node] < 0) return "";
    const [file, line] = places[place[node]];
    return `${file}, line ${line}${turn[node] ? `, turn ${count(turn[node])}` : ""}`;
  }
}
