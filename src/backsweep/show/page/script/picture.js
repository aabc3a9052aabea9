// The graph as it was drawn, with the texts and colours of the step.

const LEVELS = 9;
const SMALLEST = 0.6; // of its size, to which a drawing is made smaller
const drawnText = (text) => text.replaceAll("-", "−"); // as the drawing has it: with a true minus sign

class Picture {
  constructor(program, words, place, go) {
    Object.assign(this, { program, words, place, go });
    this.find();
    addEventListener("resize", () => this.fit());
  }

  // The boxes and arrows of the drawing that is shown, by the numbers of their nodes and edges.
  find() {
    const gather = (name, more) =>
      [...this.place.querySelectorAll(`[data-${name}]`)].map((group) => ({
        group,
        about: group.querySelector("title"),
        ...more(group, (kind) => group.querySelector(`.${kind}`)),
      }));
    this.boxes = gather("node", (group, part) => ({
      node: Number(group.dataset.node),
      value: part("value"),
      der: part("der"),
      level: group.dataset.level,
    }));
    this.arrows = gather("edge", (group, part) => {
      const [, child, position] = group.dataset.edge.split("-").map(Number);
      return { child, edge: this.program.edgesOf[child] + position, partial: part("partial") };
    });
    for (const { group, node } of this.boxes) group.addEventListener("click", () => this.go(node));
    this.fit();
  }

  // A wide drawing is made smaller, as long as it can be read.
  fit() {
    const drawing = this.place.querySelector("svg");
    if (!drawing) return;
    const width = Number(drawing.getAttribute("width"));
    const scale = Math.min(1, Math.max(SMALLEST, (this.place.clientWidth - 2) / width));
    drawing.style.width = `${width * scale}px`;
    drawing.style.height = "auto";
  }

  // Shows the moment of both sweeps.
  show(moment) {
    const { run } = moment;
    for (const box of this.boxes) {
      box.group.dataset.state = moment.state(box.node);
      box.value.textContent = moment.computed(box.node) ? drawnText(run.valText(box.node)) : "";
      box.der.textContent = drawnText(moment.derText(box.node));
      box.group.dataset.level = this.level(moment.der(box.node), box);
      box.about.textContent = this.words.computation(box.node, run);
    }
    for (const arrow of this.arrows) this.showArrow(arrow, run, moment.computed(arrow.child), moment.state(arrow.child));
    this.follow(moment.visited);
  }

  // Shows forward mode at the visit of a node: of the gradients one text, so that they have room.
  showForward(run, visited, texts) {
    for (const box of this.boxes) {
      const computed = box.node <= visited;
      box.group.dataset.state = box.node === visited ? "current" : computed ? "done" : "waiting";
      box.value.textContent = computed ? drawnText(run.valText(box.node)) : "";
      box.der.textContent = computed ? drawnText(texts(box.node)) : "";
      box.group.dataset.level = "none";
    }
    for (const arrow of this.arrows) {
      this.showArrow(arrow, run, arrow.child <= visited, arrow.child === visited ? "current" : arrow.child < visited ? "done" : "waiting");
    }
    this.follow(visited);
  }

  showArrow({ group, edge, partial, child, about }, run, computed, state) {
    group.dataset.state = state;
    partial.textContent = computed ? drawnText(run.partialText(edge)) : "";
    const [label, parent] = [this.words.label(child), this.words.label(this.program.parents[edge])];
    const formula = this.words.slope(child, edge);
    about.textContent = `∂${label}/∂${parent} = ${[...new Set([formula, run.partialText(edge)])].filter(Boolean).map((part) => narrow(part)).join(" = ")}`;
  }

  // The colour of a der: on the scale of the recorded ders, so that colours can be compared while sliders move.
  level(der, box) {
    if (der === null) return "none";
    if (typeof der !== "number") return box.level;
    if (Number.isNaN(der)) return "nan";
    if (der === 0) return "zero";
    if (!Number.isFinite(der)) return "inf";
    const { low, high, even } = this.program.data.scale;
    const size = Math.log10(Math.abs(der));
    const share = even ? (size - low) / (high - low) : 10 ** (size - high);
    return String(Math.min(LEVELS - 1, Math.max(0, Math.ceil(share * LEVELS - 1e-9) - 1)));
  }

  // Brings the visited node into sight.
  follow(node) {
    const box = this.boxes.find((each) => each.node === node);
    if (!box) return;
    const [frame, seen] = [box.group.getBoundingClientRect(), this.place.getBoundingClientRect()];
    if (frame.left < seen.left || frame.right > seen.right) this.place.scrollLeft += frame.left - seen.left - seen.width / 3;
    if (frame.top < seen.top || frame.bottom > seen.bottom) this.place.scrollTop += frame.top - seen.top - seen.height / 3;
  }
}
