// The graph as it was drawn, with the texts and colours of the step.

const LEVELS = 9;
const SMALLEST = 0.7; // of its size, to which a drawing is made smaller: its letters are then of nine pixels
const LOWEST = 0.85; // of its size, to which it is made smaller only to save scrolling down
const LARGEST_SCALE = 1.3;
const LINE = 44; // characters of a line
const drawnText = (text) => text.replaceAll("-", "−"); // as the drawing has it: with a true minus sign

class Picture {
  constructor(program, words, place, go) {
    Object.assign(this, { program, words, place, go, fold: 0 });
    this.folds = new Folds(program);
    this.whole = place.firstElementChild;
    this.find(UNMOVED);
    addEventListener("resize", () => this.fit());
  }

  // Opens a fold; 0 is the whole graph.
  open(fold) {
    this.fold = fold;
    const drawing = fold ? this.folds.pictures[this.folds.drawn[fold]] : null;
    this.place.replaceChildren(drawing ? parsed(drawing.svg) : this.whole);
    this.find(fold ? this.folds.moved(fold) : UNMOVED);
    this.place.scrollTo({ left: 0, top: 0, behavior: "instant" });
  }

  // The parts of the drawing that is shown, with the numbers of their nodes, edges and folds.
  find(moved) {
    const gather = (name, more) =>
      [...this.place.querySelectorAll(`[data-${name}]`)].map((group) => ({
        group,
        about: group.querySelector("title"),
        lines: [...group.querySelectorAll(".line")],
        ...more(group.dataset[name], (kind) => group.querySelector(`.${kind}`)),
      }));
    const box = (number, part) => ({ node: moved.node(Number(number)), value: part("value"), der: part("der") });
    // A stub stands for one node outside, or says how many it stands for.
    const single = gather("stub", box).filter(({ lines }) => !/^\d[\d,]* values$/.test(lines[0].textContent));
    this.boxes = [...gather("node", box), ...single];
    this.folded = gather("fold", (number, part) => ({ fold: moved.fold(Number(number)), der: part("der") }));
    this.arrows = gather("edge", (ends, part) => {
      const [, child, position] = ends.split("-").map(Number);
      return {
        child: moved.node(child),
        edge: this.program.edgesOf[moved.node(child)] + position,
        partial: part("partial"),
      };
    });
    const keys = [...this.place.querySelectorAll(".key")];
    this.under = keys.filter((key) => key.textContent.startsWith("under it"));
    this.colours = [
      ...this.place.querySelectorAll("g[data-level]:not([class])"),
      ...keys.filter((key) => !/^(over a box|under it|on an arrow)/.test(key.textContent)),
    ];
    this.levels = new Map(this.boxes.map(({ group, node }) => [node, group.dataset.level]));
    if (!moved.same) this.rename();
    this.listen();
    this.fit();
  }

  // In a picture of another turn: the names of this one.
  rename() {
    for (const { group, node, lines } of this.boxes) {
      const stub = group.classList.contains("stub");
      group.dataset[stub ? "stub" : "node"] = node;
      const [label, formula] = [this.words.label(node), stub ? "" : this.words.expression(node)];
      const texts = lines.length > 1 ? [`${label} =`, formula] : [formula ? `${label} = ${formula}` : label];
      lines.forEach((line, index) => setLine(line, narrow(texts[index], LINE), roomIn(group)));
    }
    for (const { group, fold, lines } of this.folded) {
      group.dataset.fold = fold;
      setText(lines[0], narrow(this.folds.titles[fold], LINE), roomIn(group));
    }
    for (const { group, child, edge } of this.arrows) {
      group.dataset.edge = `${this.program.parents[edge]}-${child}-${edge - this.program.edgesOf[child]}`;
    }
  }

  listen() {
    for (const { group, node } of this.boxes) group.addEventListener("click", () => this.go({ node }));
    for (const { group, fold, about } of this.folded) {
      const title = `${this.folds.titles[fold]}: ${count(this.folds.stop[fold] - this.folds.start[fold], "node")}`;
      about.textContent = this.folds.drawn[fold] < 0 ? `${title}, which are not drawn` : `${title}; open it`;
      if (this.folds.drawn[fold] < 0) continue;
      for (const [name, value] of Object.entries({ role: "button", tabindex: 0, "aria-label": about.textContent }))
        set(group, name, value);
      group.addEventListener("click", () => this.go({ fold }));
      group.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.go({ fold });
      });
    }
  }

  // A large drawing is made smaller, as long as it can be read, and a small one larger.
  fit() {
    const drawing = this.place.querySelector("svg");
    if (!drawing) return;
    const [width, height] = ["width", "height"].map((name) => Number(drawing.getAttribute(name)));
    const across = (this.place.clientWidth - 2) / width;
    const down = (parseFloat(getComputedStyle(this.place).maxHeight) - 2) / height || Infinity;
    const wanted = Math.min(LARGEST_SCALE, across, down < LOWEST ? Infinity : down);
    drawing.style.width = `${width * Math.max(SMALLEST, wanted)}px`;
    drawing.style.height = "auto";
  }

  // Shows the moment of both sweeps.
  show(moment) {
    const { run } = moment;
    for (const box of this.boxes) {
      this.showBox(
        box,
        moment.state(box.node),
        run,
        drawnText(moment.derText(box.node)),
        this.level(moment.der(box.node), box.node),
      );
    }
    for (const box of this.folded) this.showFold(box, moment.visited, moment.step, this.largest(box.fold, moment));
    for (const arrow of this.arrows) this.showArrow(arrow, run, moment.state(arrow.child));
    this.showKey("its der", true);
    this.follow(moment.visited);
  }

  // Shows forward mode at the visit of a node, with the gradients as `texts`.
  showForward(run, visited, texts) {
    const state = (node) => (node === visited ? "current" : node < visited ? "done" : "waiting");
    for (const box of this.boxes)
      this.showBox(box, state(box.node), run, box.node <= visited ? drawnText(texts(box.node)) : "", "none");
    for (const box of this.folded) this.showFold(box, visited, visited + 1, null);
    for (const arrow of this.arrows) this.showArrow(arrow, run, state(arrow.child));
    this.showKey("its gradient", false);
    this.follow(visited);
  }

  // What the legend says. Forward mode has no colours, and other numbers under the boxes, which stay in the drawing.
  showKey(under, coloured) {
    for (const key of this.under) key.textContent = `under it: ${under}`;
    for (const part of this.colours) set(part, "hidden", !coloured);
    const drawing = this.place.querySelector("svg")?.viewBox.baseVal;
    for (const { der } of this.boxes) {
      der.dataset.middle ??= der.getAttribute("x");
      const [middle, half] = [Number(der.dataset.middle), der.getComputedTextLength() / 2];
      const last = drawing.x + drawing.width - half - 2;
      set(der, "x", Math.max(drawing.x + half + 2, Math.min(middle, last)));
    }
  }

  showBox({ group, node, value, der, about }, state, run, derText, level) {
    group.dataset.state = state;
    group.dataset.level = level;
    value.textContent = state === "waiting" ? "" : drawnText(run.valText(node));
    der.textContent = derText;
    about.textContent = this.words.computation(node, run);
  }

  showFold({ group, fold, der }, visited, step, largest) {
    group.dataset.state = this.folds.holds(fold, visited)
      ? "current"
      : this.folds.stop[fold] <= step
        ? "done"
        : "waiting";
    group.dataset.level = this.level(largest, -1);
    der.textContent = largest === null ? "" : drawnText(`|der| ≤ ${tell(largest)}`);
  }

  showArrow({ group, edge, partial, child, about }, run, state) {
    group.dataset.state = state;
    partial.textContent = state === "waiting" ? "" : drawnText(run.partialText(edge));
    const [label, parent] = [this.words.label(child), this.words.label(this.program.parents[edge])];
    const parts = new Set([this.words.slope(child, edge, run), run.partialText(edge)].filter(Boolean));
    if (!parts.size) parts.add(this.program.isLinearMap(child) ? "a linear map" : "a whole call");
    about.textContent = `∂${label}/∂${parent} = ${[...parts].map((part) => narrow(part)).join(" = ")}`;
  }

  // The largest |der| that has arrived in a fold; null where none has, or where ders are texts.
  largest(fold, moment) {
    let found = null;
    for (let node = this.folds.start[fold]; node < this.folds.stop[fold]; node++) {
      const der = moment.der(node);
      if (typeof der === "number") found = Math.max(found ?? 0, Math.abs(der));
    }
    return found;
  }

  // The colour of a der, on the scale of the recorded ders: so colours can be compared while sliders move.
  level(der, node) {
    if (der === null) return "none";
    if (typeof der !== "number") return this.levels.get(node) ?? "none";
    if (Number.isNaN(der)) return "nan";
    if (der === 0) return "zero";
    if (!Number.isFinite(der)) return "inf";
    const { low, high, even } = this.program.data.scale;
    const size = Math.log10(Math.abs(der));
    const share = even ? (size - low) / (high - low) : 10 ** (size - high);
    return String(Math.min(LEVELS - 1, Math.max(0, Math.ceil(share * LEVELS - 1e-9) - 1)));
  }

  // Brings the visited node, or the fold it is in, into sight.
  follow(node) {
    const box =
      this.boxes.find((each) => each.node === node) ?? this.folded.find((each) => this.folds.holds(each.fold, node));
    if (!box) return;
    const [frame, seen] = [box.group.getBoundingClientRect(), this.place.getBoundingClientRect()];
    const across = frame.left < seen.left || frame.right > seen.right ? frame.left - seen.left - seen.width / 3 : 0;
    const down = frame.top < seen.top || frame.bottom > seen.bottom ? frame.top - seen.top - seen.height / 3 : 0;
    // By nothing too: that ends a smooth scroll to an earlier step, which would go on and take this one out of sight.
    this.place.scrollTo({ left: this.place.scrollLeft + across, top: this.place.scrollTop + down });
  }
}

// A drawing from its text.
function parsed(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}
