// What is said of one step: the node, its formula with numbers put in, and what passes between it and its parents.

const KEYS_TOLD = "Keys: → and ← step, space plays, Home and End go to the ends. A click on a box goes to it.";
const PARENTS = 12; // rows of one node; a sum may have thousands of parents

class Steps {
  constructor(program, words) {
    this.program = program;
    this.words = words;
  }

  // Which step it is, in a few words.
  name(moment) {
    const last = Moment.last(this.program);
    const at = `Step ${count(moment.step)} of ${count(last)}`;
    const what = {
      start: "before the start",
      forward: "forward sweep",
      seed: "backward sweep",
      backward: "backward sweep",
    };
    return `${at}: ${what[moment.phase]}`;
  }

  // The step as elements.
  both(moment) {
    const { visited, run } = moment;
    const told = {
      start: () => this.start(),
      forward: () => this.computed(visited, run),
      seed: () => this.seed(visited),
      backward: () => this.visited(visited, moment),
    };
    return told[moment.phase]().filter(Boolean);
  }

  start() {
    const nodes = `${count(this.program.count, "node")}, of which ${count(this.program.inputs)} are inputs`;
    return [
      element("p", {}, `A graph of ${nodes}. Nothing is computed yet.`),
      element("p", {}, "The forward sweep computes every node from its parents."),
      element("p", {}, "The backward sweep then tells every node its der: the derivative of the result by it."),
      element("p", { class: "note" }, KEYS_TOLD),
    ];
  }

  seed(output) {
    const label = this.words.label(output);
    return [
      heading(`The backward sweep begins at ${label}`),
      element("p", {}, `The derivative of ${label} by itself is 1. From here ders go back along the arrows.`),
    ];
  }

  computed(node, run) {
    return [...this.formula(node, run), ...this.slopes(node, run)];
  }

  formula(node, run) {
    const { words } = this;
    if (this.program.isInput(node))
      return [
        heading(`${words.label(node)} = ${run.valText(node)}`),
        element("p", {}, "An input: its value is given."),
      ];
    const entries = this.program.data.told?.entries[node];
    const lines = [words.expression(node), words.filledIn(node, run), entries ?? run.valText(node)].filter(
      (line, at, all) => all.indexOf(line) === at,
    );
    return [
      heading(`${words.label(node)} = ${run.valText(node)}`),
      element(
        "div",
        { class: "formula" },
        element("span", {}, words.label(node)),
        element("ol", {}, ...lines.map((line) => element("li", {}, narrow(line, 200)))),
      ),
      this.place(node),
    ];
  }

  place(node) {
    const place = this.words.place(node);
    return place ? element("p", { class: "note" }, place) : null;
  }

  slopes(node, run) {
    const { program, words } = this;
    const [first, end] = [program.edgesOf[node], program.edgesOf[node + 1]];
    if (first === end) return [];
    const rows = shortened(first, end, (edge) => [
      narrow(words.label(program.parents[edge]), 24),
      this.rule(node, edge, run),
      run.partialText(edge) || this.inOnePiece(node),
    ]);
    return [element("h4", {}, "Local derivatives"), tableOf("Local derivatives", ["by", "rule", "value"], rows)];
  }

  // What stands for a local derivative that is no number.
  inOnePiece(node) {
    return this.program.isLinearMap(node) ? "a linear map" : "a whole call";
  }

  // ∂v1/∂x = 2 * x
  rule(node, edge, run) {
    const formula = this.words.slope(node, edge, run);
    return formula && narrow(formula);
  }

  visited(node, moment) {
    const { words, program } = this;
    const { run } = moment;
    const label = words.label(node);
    const head = heading(`${label}.der = ${run.derText(node)}`);
    if (program.isInput(node))
      return [
        head,
        element("p", {}, `${label} is an input: this is the derivative of ${words.label(program.output)} by it.`),
      ];
    const told = `The der of ${label} is complete. Each parent receives it, times the local derivative.`;
    return [head, element("p", {}, told), this.shares(node, moment), this.place(node)];
  }

  shares(node, moment) {
    const { words } = this;
    const { run } = moment;
    const before = new Moment(run, moment.step - 1);
    const rows = shortened(run.from[node], run.from[node + 1], (share) => {
      const handed = run.handedText(share);
      const formula = run.handed ? "" : this.rule(node, share, run);
      return [
        narrow(words.label(run.to[share]), 24),
        formula && formula !== handed ? `${formula} = ${handed}` : handed || this.inOnePiece(node),
        this.product(run, node, share),
        this.sum(before, share),
      ];
    });
    return tableOf(`What ${words.label(node)} hands on`, ["to", "local rule", "contribution", "running sum"], rows);
  }

  // The backward sweep from beginning to end, for paper.
  allVisits(run) {
    const { words, program } = this;
    const before = new Moment(run, program.count + 1);
    const rows = [];
    for (let node = program.count - 1; node >= 0; node--) {
      for (let share = run.from[node]; share < run.from[node + 1]; share++) {
        const first = share === run.from[node] ? [words.label(node), run.derText(node)] : ["", ""];
        rows.push([...first, words.label(run.to[share]), this.product(run, node, share), this.sum(before, share)]);
      }
    }
    return tableOf("The backward sweep", ["visit", "der", "to", "contribution", "running sum"], rows);
  }

  // der · local derivative = contribution
  product(run, node, share) {
    const handed = run.handedText(share);
    const amount = run.amountText(share);
    return handed ? `${run.derText(node)} · ${inParentheses(handed)} = ${amount}` : amount;
  }

  // A parent's running sum: 2.0 + 8.0 = 10.0. `before` knows what it had; each call adds to it.
  sum(before, share) {
    const { run } = before;
    const parent = run.to[share];
    const had = before.derText(parent);
    before.received[parent] = share;
    const amount = run.amountText(share);
    return had
      ? `${had} + ${inParentheses(amount)} = ${run.totalText(share)}`
      : run.totalText(share);
  }

  // The step in one sentence, for those who hear it.
  said(moment) {
    const { visited, run } = moment;
    if (moment.phase === "start") return `${this.name(moment)}.`;
    const label = this.words.label(visited);
    if (moment.phase === "forward") return `${this.name(moment)}. ${this.words.computation(visited, run)}.`;
    const shares = [];
    for (let share = run.from[visited]; share < Math.min(run.from[visited + 1], run.from[visited] + PARENTS); share++) {
      shares.push(
        `${this.words.label(run.to[share])} receives ${run.amountText(share)}, and has ${run.totalText(share)}`,
      );
    }
    const handed = moment.phase === "seed" ? [] : shares;
    return `${this.name(moment)}. The der of ${label} is ${run.derText(visited)}. ${handed.join("; ")}`;
  }
}

const heading = (text) => element("h3", {}, narrow(text, 120));

// A row for each number from first to end, with the middle left out where they are many.
function shortened(first, end, row) {
  const all = Array.from({ length: end - first }, (_, offset) => first + offset);
  if (all.length <= PARENTS) return all.map(row);
  const left = all.length - PARENTS;
  const gap = row(first).map((_, column) => (column === 0 ? `... ${count(left)} more` : ""));
  return [...all.slice(0, PARENTS / 2).map(row), gap, ...all.slice(-PARENTS / 2).map(row)];
}
