// A run: the numbers of both sweeps at one point. `whole` columns say which are ints of Python's.

class Run {
  constructor(program) {
    const edges = program.edgesOf[program.count];
    this.program = program;
    // What each node hands on: for node n the contributions from[n] to from[n + 1], each to a parent.
    this.from = program.edgesOf;
    this.to = program.parents;
    this.val = new Array(program.all).fill(NaN);
    this.der = new Array(program.count).fill(0);
    this.partial = new Array(edges).fill(NaN);
    this.amount = new Array(edges).fill(0);
    this.total = new Array(edges).fill(0);
    this.handed = null;
    this.moved = false; // whether it is at other inputs than the recorded ones
    this.whole = { val: [], der: [], partial: [], amount: [], total: [] };
  }

  // Everything computed afresh from the inputs' values.
  static at(program, inputs) {
    const run = new Run(program);
    run.moved = inputs.some((value, input) => !Object.is(value, asNumber(program.data.start[input])));
    run.computeValues(inputs);
    run.computePartials();
    run.computeDers();
    return run;
  }

  // The run that was recorded. What it does not hold is computed.
  static recorded(program) {
    const { recorded, told, start, whole } = program.data;
    if (told) return Run.told(program, told);
    const run = recorded ? new Run(program) : Run.at(program, start.map(asNumber));
    if (recorded) {
      run.computeValues(start.map(asNumber));
      recorded.val.forEach((number, node) => (run.val[node] = asNumber(number)));
      run.partial = recorded.partial.map(asNumber);
    }
    for (const [name, text] of Object.entries(whole)) run.whole[name] = flags(text);
    run.computeDers();
    return run;
  }

  // A run that only Python could make: its numbers are texts.
  static told(program, { val, der, partial, contributions }) {
    const run = Object.assign(new Run(program), { val, der, partial, from: [0] });
    for (const each of contributions) run.from.push(run.from.at(-1) + each.length);
    [run.to, run.handed, run.amount, run.total] = [0, 1, 2, 3].map((column) =>
      contributions.flatMap((each) => each.map((part) => part[column])),
    );
    return run;
  }

  computeValues(inputs) {
    const { program, val } = this;
    const { fixed } = program.data;
    for (let node = 0; node < program.all; node++) {
      const rule = program.rules[node];
      if (rule) val[node] = rule.valueAt(program.argumentsOf(node, val));
      else if (node < program.inputs) val[node] = inputs[node];
      else if (Object.hasOwn(fixed, node)) val[node] = asNumber(fixed[node]);
    }
  }

  computePartials() {
    const { program, val } = this;
    for (let node = 0; node < program.count; node++) {
      if (!program.rules[node]) continue;
      const slopes = program.rules[node].slopesAt(program.argumentsOf(node, val), val[node]);
      const { whole } = program.rules[node].slopes;
      for (let edge = program.edgesOf[node]; edge < program.edgesOf[node + 1]; edge++) {
        this.partial[edge] = slopes[program.positions[edge]];
        this.whole.partial[edge] = whole[program.positions[edge]];
      }
    }
  }

  // The backward sweep: newest node first; within a node by argument.
  computeDers() {
    const { program, der, whole } = this;
    der.fill(0);
    der[program.output] = 1;
    const int = new Uint8Array(program.count).fill(1);
    for (let node = program.count - 1; node >= 0; node--) {
      const shares = this.sharesOf(node);
      for (let edge = program.edgesOf[node]; edge < program.edgesOf[node + 1]; edge++) {
        const parent = program.parents[edge];
        this.amount[edge] = shares ? shares[program.positions[edge]] : contribute(der[node], this.partial[edge]);
        this.total[edge] = der[parent] += this.amount[edge];
        whole.amount[edge] = whole.der[node] && whole.partial[edge];
        whole.total[edge] = int[parent] &&= whole.amount[edge];
      }
    }
  }

  sharesOf(node) {
    const { program, val, der } = this;
    const rule = program.rules[node];
    return rule ? rule.sharesAt(program.argumentsOf(node, val), val[node], der[node]) : null;
  }

  // Texts for what is shown: six digits each.

  valText(node) {
    return tell(this.val[node], this.whole.val[node]);
  }

  derText(node) {
    return tell(this.der[node], this.whole.der[node]);
  }

  partialText(edge) {
    return tell(this.partial[edge], this.whole.partial[edge]);
  }

  // The local derivative behind a contribution; "" where it is that of a whole call.
  handedText(share) {
    return this.handed ? this.handed[share] : this.partialText(share);
  }

  amountText(edge) {
    return tell(this.amount[edge], this.whole.amount[edge]);
  }

  totalText(edge) {
    return tell(this.total[edge], this.whole.total[edge]);
  }
}

// A column of yes and no, from the text "0110".
const flags = (text) => Array.from(text, (sign) => sign === "1");
