// The tab of forward mode: every node with its derivative by the inputs, structural zeros greyed and counted.

const IN_BOX = 3; // entries under a box,
const BELOW = 24; // and characters of them
const SHOWN_ENTRIES = 8; // of a node's gradient, told one by one
const COLUMNS = 6; // inputs whose derivatives are shown side by side

class ForwardTab {
  constructor(page) {
    const { program } = page;
    const panel = byId("forward");
    Object.assign(this, { page, program, now: panel.querySelector(".now"), first: 0, visited: -1 });
    this.table = new LongTable(
      panel.querySelector(".table"),
      "Gradients",
      this.head(),
      program.count,
      (node) => this.cells(node),
      (node) => page.goTo(node),
    );
    this.choice(panel.querySelector(".window"));
    this.player = new Player(
      panel.querySelector(".player"),
      program.count,
      (step) => this.show(step),
      (step) => `Step ${count(step)} of ${count(program.count)}: forward mode`,
    );
  }

  get gradient() {
    this.page.gradient ??= new Gradient(this.page.run);
    return this.page.gradient;
  }

  get inputs() {
    const end = Math.min(this.program.inputs, this.first + COLUMNS);
    return Array.from({ length: end - this.first }, (_, offset) => this.first + offset);
  }

  head() {
    return ["node", "value", ...this.inputs.map((input) => `d/d${this.program.labels[input]}`), "zeros"];
  }

  // Where there are more inputs than columns, a choice of the first that is shown.
  choice(place) {
    const { inputs } = this.program;
    if (inputs <= COLUMNS) return;
    const field = element("input", { type: "number", id: "columns", min: 1, max: inputs, step: COLUMNS, value: 1 });
    const named = element("span", { class: "note" });
    const show = () => {
      this.first = Math.min(inputs, Math.max(1, Math.round(Number(field.value)) || 1)) - 1;
      named.textContent = `of ${count(inputs)}: ${this.inputs.map((input) => this.program.labels[input]).join(", ")}`;
      this.table.setHead(this.head());
    };
    field.addEventListener("change", () => {
      show();
      this.player.go(this.player.step);
    });
    place.replaceChildren(element("label", { for: "columns" }, "Derivatives from input"), " ", field, " ", named);
    show();
  }

  cells(node) {
    const { words, run } = this.page;
    if (node > this.visited) return [words.label(node), "", ...this.inputs.map(() => ""), ""];
    const entries = this.inputs.map((input) => this.entry(node, input));
    return [words.label(node), { text: run.valText(node), kind: "value" }, ...entries, this.zerosText(node)];
  }

  zerosText(node) {
    const zeros = this.gradient.zeros(node);
    return zeros === undefined ? "" : count(zeros);
  }

  // A derivative; a structural zero is a bare 0, greyed.
  entry(node, input) {
    const found = this.gradient.entry(node, input);
    if (found === undefined) return { text: "not kept", kind: "zero" };
    return found === null
      ? { text: "0", kind: "zero", title: "a structural zero: it does not depend on this input" }
      : { text: found, kind: "der" };
  }

  show(step) {
    this.visited = step - 1;
    this.now.replaceChildren(...(step ? this.told(this.visited) : this.start()).filter(Boolean));
    this.page.picture.showForward(this.page.run, this.visited, (node) => this.inBox(node));
    this.page.crumbs.show(this.visited);
    this.page.listing.mark(this.visited);
    this.table.mark(this.visited);
    say(
      step
        ? `${this.page.words.computation(this.visited, this.page.run)}. ${this.sentence(this.visited)}`
        : "Before the start.",
    );
  }

  // For paper: all is done.
  finish() {
    this.visited = this.program.count - 1;
    this.table.mark(-1);
  }

  start() {
    const { inputs } = this.program;
    const by = inputs === 1 ? "the input" : `each of ${count(inputs)} inputs`;
    return [
      element("p", {}, `Forward mode carries along, with every value, its derivative by ${by}.`),
      element("p", {}, "No backward sweep follows: at the result the gradient is complete."),
    ];
  }

  told(node) {
    const { steps, run } = this.page;
    return [
      ...steps.formula(node, run),
      this.sums(node),
      element("p", {}, this.sentence(node)),
      element("p", { class: "note" }, this.zerosSoFar()),
    ];
  }

  // The derivatives that are no structural zeros, each as the sum of local derivatives times the parents' own.
  sums(node) {
    const { words } = this.page;
    if (this.program.isInput(node)) return null;
    const rows = this.gradient.inputsOf(node, SHOWN_ENTRIES).map((input) => {
      const { text, kind } = this.entry(node, input);
      const name = `d${words.label(node)}/d${words.label(input)}`;
      return [name, narrow(this.terms(node, input).join(" + ")), element("span", { class: kind }, text)];
    });
    return tableOf("The gradient here", ["derivative", "local derivative · the parent's", "value"], rows);
  }

  terms(node, input) {
    const { edgesOf, parents } = this.program;
    const found = [];
    for (let edge = edgesOf[node]; edge < edgesOf[node + 1] && found.length < PARENTS; edge++) {
      const carried = this.gradient.entry(parents[edge], input);
      const slope = this.page.run.partialText(edge) || "the linear map";
      if (typeof carried === "string") found.push(`${slope} · ${inParentheses(carried)}`);
    }
    return found;
  }

  sentence(node) {
    const zeros = this.gradient.zeros(node);
    const label = this.page.words.label(node);
    if (zeros === undefined) return "";
    if (zeros === 0) return `${label} depends on every input.`;
    const [are, inputs] = zeros === 1 ? ["is", "that input"] : ["are", "those inputs"];
    const all = count(this.program.inputs, "derivative");
    return `Of its ${all} ${count(zeros)} ${are} zero by structure: ${label} does not depend on ${inputs}.`;
  }

  zerosSoFar() {
    if (!this.gradient.canAddUp) return "";
    let zeros = 0;
    for (let node = 0; node <= this.visited; node++) zeros += this.gradient.zeros(node);
    const all = (this.visited + 1) * this.program.inputs;
    const share = all ? Math.round((100 * zeros) / all) : 0;
    return `So far ${count(zeros)} of ${count(all)} carried derivatives are zero by structure (${share} %).`;
  }

  // Under a box there is room for few entries; of many, how many are no structural zeros.
  inBox(node) {
    const { inputs } = this.program;
    if (inputs <= IN_BOX && !this.program.hasArrays) {
      const entries = this.inputs.map((input) => this.entry(node, input).text);
      const told = inputs === 1 ? entries[0] : `(${entries.map((entry) => rounded(entry, 5 - inputs)).join(", ")})`;
      if (inputs === 1 || told.length <= BELOW) return told;
    }
    const zeros = this.gradient.zeros(node);
    return zeros === undefined ? "" : `${count(inputs - zeros)} of ${count(inputs)}`;
  }
}

// A number in few digits: several stand side by side.
function rounded(told, digits) {
  const number = Number(told);
  return told.length > 5 && Number.isFinite(number) ? tell(Number(number.toPrecision(digits))) : told;
}
