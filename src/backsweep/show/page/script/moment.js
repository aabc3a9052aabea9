// A moment: how far both sweeps have come at one step.
//
// Step 0 is the graph before anything is computed. Each further step visits one node of the forward sweep. One step
// then gives the output its der, 1, and each step after it visits one node of the backward sweep, newest first.

const SEED = -1;
const NOTHING = -2;

class Moment {
  // Without a step: when all is done, and nothing is visited any more.
  constructor(run, step = null) {
    this.run = run;
    this.finished = step === null;
    this.step = step ?? Moment.last(run.program);
    this.count = run.program.count;
    // For each node the contribution that brought its der to what it is.
    this.received = new Int32Array(this.count).fill(NOTHING);
    if (this.step > this.count) this.received[run.program.output] = SEED;
    for (let visits = this.step - this.count - 1, node = this.count - 1; visits > 0; visits--, node--) {
      for (let share = run.from[node]; share < run.from[node + 1]; share++) this.received[run.to[share]] = share;
    }
  }

  static last(program) {
    return 2 * program.count + 1;
  }

  // "start", "forward", "seed" or "backward"
  get phase() {
    if (this.step === 0) return "start";
    if (this.step <= this.count) return "forward";
    return this.step === this.count + 1 ? "seed" : "backward";
  }

  // The node that this step visits; -1 for none.
  get visited() {
    if (this.finished) return -1;
    if (this.step <= this.count) return this.step - 1;
    return this.step === this.count + 1 ? this.run.program.output : 2 * this.count + 1 - this.step;
  }

  computed(node) {
    return node < this.step;
  }

  // The der so far as a text; "" where nothing has arrived.
  derText(node) {
    const share = this.received[node];
    if (share === NOTHING) return this.settled(node) ? this.run.derText(node) : "";
    return share === SEED ? this.run.derText(node) : this.run.totalText(share);
  }

  // The der so far as a number, for its colour; null where nothing has arrived.
  der(node) {
    const share = this.received[node];
    if (share === NOTHING) return this.settled(node) ? this.run.der[node] : null;
    return share === SEED ? 1 : this.run.total[share];
  }

  // Whether the backward sweep has been here: then a der to which nothing was added is 0.
  settled(node) {
    return this.step > this.count + 1 && node >= 2 * this.count + 1 - this.step;
  }

  state(node) {
    return node === this.visited ? "current" : this.computed(node) ? "done" : "waiting";
  }
}
