// A slider and a field for each input. Moving one computes everything again.

const AT_FIRST = 12; // inputs that have sliders at once
const LARGEST = Number.MAX_VALUE;

class Sliders {
  constructor(program, changed) {
    this.program = program;
    this.changed = changed;
    this.start = program.replayable ? program.data.start.map(asNumber) : [];
    this.values = [...this.start];
    this.moved = false;
    this.shown = 0;
    this.fields = [];
    byId("reset").addEventListener("click", () => this.reset());
    byId("more").addEventListener("click", () => this.more(4 * AT_FIRST));
    byId("inputs-note").textContent = this.note();
    this.more(AT_FIRST);
  }

  note() {
    const { program } = this;
    if (!program.replayable) return `The sliders do not move: ${program.data.reason}`;
    return program.inputs ? "Move a slider: every number is computed again." : "This computation has no inputs.";
  }

  more(many) {
    const end = Math.min(this.program.inputs, this.shown + many);
    for (; this.shown < end; this.shown++) byId("sliders").append(this.slider(this.shown));
    const left = this.program.inputs - this.shown;
    byId("more").hidden = left === 0;
    byId("more").textContent = `Show more inputs (${count(left)} left)`;
  }

  slider(input) {
    const label = this.program.labels[input];
    const value = this.program.replayable
      ? tellAll(this.values[input], this.isWhole(input))
      : this.program.data.told.val[input];
    const field = element("input", { type: "text", inputmode: "decimal", value, "aria-label": `Value of ${label}` });
    const range = element("input", { type: "range", "aria-label": label, ...scaleAround(this.start[input]) });
    field.disabled = !this.program.replayable;
    range.disabled = !this.program.replayable || !Number.isFinite(this.start[input]);
    range.value = this.values[input];
    range.addEventListener("input", () => this.move(input, Number(range.value), tell(Number(range.value))));
    field.addEventListener("change", () => this.type(input, field));
    this.fields[input] = { field, range };
    return element("div", { class: "slider" }, element("span", { class: "name", title: label }, label), range, field);
  }

  isWhole(input) {
    return !this.moved && this.program.data.whole.val[input] === "1";
  }

  type(input, field) {
    const value = readNumber(field.value);
    set(field, "aria-invalid", value === undefined ? "true" : null);
    if (value === undefined) say(`${field.value} is not a number.`);
    else this.move(input, value, field.value);
  }

  move(input, value, text) {
    const { field, range } = this.fields[input];
    this.values[input] = value;
    this.moved = true;
    field.value = text;
    field.removeAttribute("aria-invalid");
    if (Number.isFinite(value)) range.value = value;
    range.setAttribute("aria-valuetext", text);
    byId("reset").hidden = false;
    this.changed(this.values);
  }

  reset() {
    this.values = [...this.start];
    this.moved = false;
    this.fields.forEach(({ field, range }, input) => {
      field.value = tellAll(this.values[input], this.isWhole(input));
      field.removeAttribute("aria-invalid");
      range.value = this.values[input];
    });
    byId("reset").hidden = true;
    byId("tab-sweeps").focus();
    this.changed(null);
  }
}

// The ends of a slider, round numbers around a value, and a step of a five-hundredth of what lies between.
function scaleAround(value) {
  const around = Number.isFinite(value) ? value : 0;
  const span = Math.min(roundUp(2 * Math.abs(around) || 2), LARGEST / 4);
  const low = Math.max(-LARGEST / 2, around - span);
  return { min: low, max: Math.min(LARGEST / 2, around + span), step: span / 250 };
}

// The next of 1, 2, 5, 10, 20, ...
function roundUp(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].map((digit) => digit * power).find((round) => round >= number) ?? number;
}
