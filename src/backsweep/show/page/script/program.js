// The program: what the page knows of a trace. Most of it are columns with one entry for each node.

class Program {
  constructor(data) {
    this.data = data;
    this.count = data.count; // nodes of the trace; those after them are only looked at by comparisons
    this.output = data.output;
    this.inputs = data.inputs; // how many; they come first
    this.forms = data.forms.map(([name, args, text, slopes, domain, taken]) => {
      return { name, args, text, slopes, domain, taken }; // taken: slopes are those of the branches recorded
    });
    this.form = data.form;
    this.replayable = data.reason === "";
    this.labels = readLabels(data.labels).map((label) => narrow(label, LABEL));
    this.constants = data.constants.map(asNumber);
    this.findEdges();
    if (data.rule) this.readRules();
  }

  get all() {
    return this.form.length;
  }

  // Whether a node takes arrays as a whole: its local derivatives are then linear maps, and no numbers.
  isLinearMap(node) {
    this.linear ??= new Set(this.data.told?.linear);
    return this.linear.has(node);
  }

  // Whether some nodes are arrays, of which the page has the shape and the range.
  get hasArrays() {
    return Object.keys(this.data.told?.entries ?? {}).length > 0;
  }

  // Where each node's arguments begin in `args`, and where its edges (the arguments that are nodes) begin among edges.
  findEdges() {
    const { args } = this.data;
    this.args = args;
    this.argsOf = new Int32Array(this.all + 1);
    this.edgesOf = new Int32Array(this.all + 1);
    const parents = [];
    const positions = [];
    for (let node = 0, at = 0; node < this.all; node++) {
      const end = at + this.forms[this.form[node]].args;
      for (let first = at; at < end; at++) {
        if (args[at] > 0) {
          parents.push(node - args[at]);
          positions.push(at - first);
        }
      }
      this.argsOf[node + 1] = end;
      this.edgesOf[node + 1] = parents.length;
    }
    this.parents = Int32Array.from(parents);
    this.positions = Int32Array.from(positions);
  }

  readRules() {
    const { rules, rule, operations } = this.data;
    const made = new Map();
    this.rules = new Array(this.all).fill(null);
    this.known = new Uint8Array(this.all).fill(1);
    for (let node = 0; node < this.all; node++) {
      if (rule[node] === UNKNOWN) this.known[node] = 0;
      if (rule[node] < 0) continue;
      if (!made.has(rule[node])) {
        made.set(rule[node], new Rule(this.forms[this.form[node]].args, rules[rule[node]], operations));
      }
      this.rules[node] = made.get(rule[node]);
    }
  }

  // The numbers that a node was computed from.
  argumentsOf(node, vals) {
    const found = [];
    for (let at = this.argsOf[node]; at < this.argsOf[node + 1]; at++) {
      const arg = this.args[at];
      found.push(arg > 0 ? vals[node - arg] : this.constants[-1 - arg]);
    }
    return found;
  }

  // Whether nothing passes along an edge, whatever the numbers: to a branch that was not taken.
  isCut(node, edge) {
    return this.rules[node].isCut(this.positions[edge]);
  }

  isInput(node) {
    return this.argsOf[node] === this.argsOf[node + 1];
  }
}

const UNKNOWN = -2;
const LABEL = 60; // characters of a label that are shown

// Labels come as the text around a number, such as ["x_", ""], and how much the number grows from one to the next.
function readLabels({ stems, stem, number }) {
  const last = new Array(stems.length).fill(0);
  return stem.map((index, node) => {
    const [before, after, numbered] = stems[index];
    if (!numbered) return before;
    last[index] += number[node];
    return `${before}${last[index]}${after}`;
  });
}
