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
    this.picture = new Picture(this.program, this.words, byId("picture"), ({ node, fold }) =>
      fold ? this.open(fold) : this.goTo(node),
    );
    this.crumbs = new Crumbs(this.picture, byId("crumbs"), (fold) => this.open(fold));
    this.sweeps = new SweepsTab(this);
    this.forward = new ForwardTab(this);
    this.tab = "sweeps";
    this.showCost();
    this.showResult();
    byId("kept").textContent = this.kept();
    this.tabs = new Tabs(byId("tabs"), (tab) => this.chosen(tab));
    listenToKeys(() => this.player);
    addEventListener("beforeprint", () => this.toPaper());
    addEventListener("afterprint", () => this.refresh());
    this.sweeps.player.go(0);
    if (data.mode === "forward") this.tabs.choose(byId("tab-forward"));
  }

  get player() {
    return { sweeps: this.sweeps, forward: this.forward }[this.tab]?.player;
  }

  chosen(tab) {
    this.player?.pause();
    this.tab = tab;
    this.player?.go(this.player.step);
  }

  // Goes to the step that visits a node: of both sweeps the one that is on.
  goTo(node) {
    const back = this.tab === "sweeps" && this.player.step > this.program.count;
    this.player?.go(back ? Moment.last(this.program) - node : node + 1);
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
    const player = this.player ?? this.sweeps.player;
    player.go(player.step);
  }

  // Everything finished, as it is printed: both sweeps last, since it is theirs that the graph shows.
  toPaper() {
    this.forward.finish();
    this.sweeps.finish();
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
    const ders = Array.from({ length: results.ders.length }, (_, input) => {
      return `${words.label(input)}.der = ${recorded ? results.ders[input] : tellAll(run.der[input])}`;
    });
    const more = program.inputs > ders.length ? [`${count(program.inputs - ders.length)} more`] : [];
    byId("result").replaceChildren(
      ...[`${words.label(program.output)}.val = ${value}`, ...ders, ...more].map((text) => element("span", {}, text)),
    );
  }

  showCost() {
    const [head, ...rows] = this.program.data.counts;
    const told = [
      element("p", {}, "Reverse mode finds the derivative by every input in one backward sweep."),
      element("p", {}, "Forward mode carries a derivative by each input along: with many inputs that is more work."),
      tableOf("What the two modes cost on this graph", head, rows),
    ];
    byId("cost")
      .querySelector(".now")
      .replaceChildren(...told);
  }

  // What of the numbers is kept in the file.
  kept() {
    const { data, count: nodes } = this.program;
    if (this.program.hasArrays)
      return "Of arrays this page keeps shape, range and first entries, and of numbers six significant digits.";
    if (!this.program.replayable) return "The numbers on this page are kept with six significant digits.";
    if (data.recorded) return "";
    const again = "Every number was computed again when it was opened, so last digits may differ from Python's.";
    return `This page keeps the program of ${count(nodes, "node")} and its inputs. ${again}`;
  }
}

// The page, once it is there; for tests, and for whoever looks around in it.
const opened = readData().then((data) => {
  const page = new Page(data);
  performance.mark("opened");
  return page;
});
opened.catch((error) => {
  byId("result").textContent = `This browser cannot open the page: ${error.message}`;
});
listenToTheme();
