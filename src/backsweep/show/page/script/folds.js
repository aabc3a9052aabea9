// The folds of a large graph: which stretch of nodes each stands for, and which picture shows what is in it.

class Folds {
  constructor(program) {
    const { folds, pictures } = program.data;
    this.program = program;
    this.pictures = pictures ?? [];
    this.titles = folds?.titles ?? [];
    this.start = running(folds?.starts ?? []);
    this.stop = this.start.map((start, fold) => start + folds.sizes[fold]);
    this.parent = this.start.map((_, fold) => fold - folds.parents[fold]);
    this.drawn = folds?.drawn ?? [];
  }

  // The fold and all that it is in, outermost first.
  way(fold) {
    const found = [fold];
    while (found[0] > 0) found.unshift(this.parent[found[0]]);
    return found;
  }

  // The smallest fold around a node that can be drawn; 0, the whole graph, where there is none.
  around(node) {
    let found = 0;
    for (let fold = 1; fold < this.start.length; fold++) {
      if (this.holds(fold, node) && this.drawn[fold] >= 0) found = fold;
    }
    return found;
  }

  holds(fold, node) {
    return this.start[fold] <= node && node < this.stop[fold];
  }

  // How the numbers of the picture that shows a fold become those of the fold itself.
  moved(fold) {
    const shown = this.pictures[this.drawn[fold]].fold;
    const by = this.start[fold] - this.start[shown];
    const [before, after] = [this.incoming(shown), this.incoming(fold)];
    const outside = new Map(before.map((node, place) => [node, after[place]]));
    return {
      same: shown === fold,
      node: (number) => (number >= this.start[shown] ? number + by : outside.get(number)),
      fold: (number) => number + fold - shown,
    };
  }

  // The nodes outside that a fold uses, in the order in which it first does.
  incoming(fold) {
    const { edgesOf, parents } = this.program;
    const found = new Set();
    for (let edge = edgesOf[this.start[fold]]; edge < edgesOf[this.stop[fold]]; edge++) {
      if (parents[edge] < this.start[fold]) found.add(parents[edge]);
    }
    return [...found];
  }
}

// The sums of all numbers up to each.
function running(numbers) {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}

const UNMOVED = { same: true, node: (number) => number, fold: (number) => number };
