// The page put together.

// The data: JSON as it stands, or packed with zlib.
async function readData() {
  const { type, textContent } = byId("data");
  if (type === "application/json") return JSON.parse(textContent);
  const bytes = Uint8Array.from(atob(textContent), (char) => char.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(unpacked).text());
}

class Page {
  constructor(data) {
    this.program = new Program(data);
    this.words = new Words(this.program);
    this.run = Run.recorded(this.program);
    this.gradient = null;
    this.steps = new Steps(this.program, this.words);
    this.guards = new Guards(this.program, this.words);
    this.listing = new Listing(this.program, byId("listings"));
    this.sliders = new Sliders(this.program, (values) => this.changed(values));
    this.picture = new Picture(this.program, this.words, byId("picture"), ({ node, fold }) => (fold ? this.open(fold) : this.goTo(node)));
    this.crumbs = new Crumbs(this.picture, byId("crumbs"), (fold) => this.open(fold));
    this.both = this.bothSweeps();
    this.forward = this.forwardMode();
    this.tab = "sweeps";
    this.showCost();
    this.showResult();
    byId("kept").textContent = this.kept();
    this.tabs = new Tabs(byId("tabs"), (tab) => this.chosen(tab));
    listenToKeys(() => this.player);
    this.both.go(0);
    if (data.mode === "forward") this.tabs.choose(byId("tab-forward"));
  }

  get player() {
    return { sweeps: this.both, forward: this.forward }[this.tab];
  }

  chosen(tab) {
    this.player?.pause();
    this.tab = tab;
    this.player?.go(this.player.step);
  }

  // Goes to the step that visits a node: of both sweeps the one that is on.
  goTo(node) {
    if (this.tab === "forward") return this.forward.go(node + 1);
    if (this.tab === "cost") return undefined;
    const back = this.both.step > this.program.count;
    return this.both.go(back ? Moment.last(this.program) - node : node + 1);
  }

  // Opens a fold of the graph.
  open(fold) {
    this.picture.open(fold);
    this.refresh();
    byId("picture").focus({ preventScroll: true });
    say(`Opened: ${this.crumbs.title(fold)}.`);
  }

  // Shows the step again.
  refresh() {
    (this.player ?? this.both).go((this.player ?? this.both).step);
  }

  // New values for the inputs; null for the recorded ones.
  changed(values) {
    this.run = values ? Run.at(this.program, values) : Run.recorded(this.program);
    this.gradient = null;
    const warnings = values ? this.guards.warnings(this.run) : [];
    byId("warnings").replaceChildren(...warnings.map((sentence) => element("p", {}, sentence)));
    this.showResult();
    this.refresh();
  }

  showResult() {
    const { program, run, words } = this;
    const { results } = program.data;
    const recorded = !this.sliders.moved;
    const value = recorded ? results.value : tellAll(run.val[program.output]);
    const ders = Array.from({ length: Math.min(program.inputs, 4) }, (_, input) => {
      return `${words.label(input)}.der = ${recorded ? results.ders[input] : tellAll(run.der[input])}`;
    });
    const more = program.inputs > ders.length ? [`${count(program.inputs - ders.length)} more`] : [];
    byId("result").replaceChildren(...[`${words.label(program.output)}.val = ${value}`, ...ders, ...more].map((text) => element("span", {}, text)));
  }

  bothSweeps() {
    const panel = byId("sweeps");
    const now = panel.querySelector(".now");
    let moment = new Moment(this.run, 0);
    const cells = (node) => this.cells(node, moment);
    const table = new LongTable(panel.querySelector(".table"), "Nodes", ["node", "formula", "value", "der"], this.program.count, cells, (node) => this.goTo(node));
    const show = (step) => {
      moment = new Moment(this.run, step);
      now.replaceChildren(...this.steps.both(moment).filter(Boolean));
      this.picture.show(moment);
      this.crumbs.show(moment.visited);
      this.listing.mark(moment.visited);
      table.mark(moment.visited);
      say(this.steps.said(moment));
    };
    return new Player(panel.querySelector(".player"), Moment.last(this.program), show, (step) => this.steps.name(new Moment(this.run, step)));
  }

  cells(node, moment) {
    const { words, run } = this;
    return [
      words.label(node),
      { text: narrow(words.expression(node) || "input", 40), title: words.expression(node) },
      { text: moment.computed(node) ? run.valText(node) : "", kind: "value" },
      { text: moment.derText(node), kind: "der" },
    ];
  }

  forwardMode() {
    return new ForwardTab(this).player;
  }

  showCost() {
    const [head, ...rows] = this.program.data.counts;
    const told = [
      element("p", {}, "Reverse mode finds the derivative by every input in one backward sweep. Forward mode carries a derivative by each input along: with many inputs that is more work, and much of it is on zeros."),
      tableOf("What the two modes cost on this graph", head, rows),
    ];
    byId("cost").querySelector(".now").replaceChildren(...told);
  }

  // What of the numbers is kept in the file.
  kept() {
    const { data, count: nodes } = this.program;
    if (!this.program.replayable) return "The numbers on this page are kept with six significant digits.";
    if (data.recorded) return "";
    return `This page keeps the program of ${count(nodes, "node")} and its inputs. Every number was computed again when it was opened, so last digits may differ from Python's.`;
  }
}

function listenToTheme() {
  const button = byId("theme");
  const dark = () => document.documentElement.dataset.theme === "dark";
  const name = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${dark() ? "light" : "dark"} colours`);
  };
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  button.removeAttribute("aria-pressed");
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    name();
  });
  name();
}

// The page, once it is there; for tests, and for whoever looks around in it.
const opened = readData().then((data) => {
  const page = new Page(data);
  performance.mark("opened");
  return page;
});
listenToTheme();
