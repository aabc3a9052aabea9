// The tab of both sweeps: step by step, with all nodes in a table beside.

const FORMULA = 40; // characters of a formula in the table
const VISITS = 400; // nodes of which a printed page has every contribution

class SweepsTab {
  constructor(page) {
    const panel = byId("sweeps");
    Object.assign(this, {
      page,
      program: page.program,
      now: panel.querySelector(".now"),
      paper: panel.querySelector("div.paper"),
    });
    this.moment = new Moment(page.run, 0);
    const places = { table: panel.querySelector(".table"), player: panel.querySelector(".player") };
    const cells = (node) => this.cells(node);
    const head = ["node", "formula", "value", "der"];
    this.table = new LongTable(places.table, "Nodes", head, this.program.count, cells, (node) => page.goTo(node));
    const last = Moment.last(this.program);
    this.player = new Player(
      places.player,
      last,
      (step) => this.show(step),
      (step) => this.name(step),
    );
  }

  name(step) {
    return this.page.steps.name(new Moment(this.page.run, step));
  }

  show(step) {
    const { page } = this;
    this.moment = new Moment(page.run, step);
    const { visited } = this.moment;
    this.now.replaceChildren(...page.steps.both(this.moment));
    page.picture.show(this.moment);
    page.crumbs.show(visited);
    page.listing.mark(visited);
    this.table.mark(visited);
    say(page.steps.said(this.moment));
  }

  // For paper: all is done, and no node is visited.
  finish() {
    const { page } = this;
    this.moment = new Moment(page.run);
    page.picture.show(this.moment);
    page.listing.mark(-1);
    this.table.mark(-1);
    const few = this.program.count <= VISITS;
    this.paper.replaceChildren(few ? page.steps.allVisits(page.run) : "");
  }

  cells(node) {
    const { words, run } = this.page;
    const formula = words.expression(node) || "input";
    return [
      words.label(node),
      { text: narrow(formula, FORMULA), title: formula },
      { text: this.moment.computed(node) ? run.valText(node) : "", kind: "value" },
      { text: this.moment.derText(node), kind: "der" },
    ];
  }
}
