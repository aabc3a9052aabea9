// The buttons, the slider and the clock that go through the steps of one tab.

const PACE = 1400; // milliseconds a step
const LONGEST_PLAY = 60_000; // a long play takes larger strides

const BUTTONS = [
  ["first", "⇤", "First step"],
  ["back", "←", "One step back"],
  ["play", "Play", "Play"],
  ["next", "→", "One step on"],
  ["last", "⇥", "Last step"],
];

class Player {
  // `show(step)` shows a step; `tell(step)` says in a few words which it is.
  constructor(place, last, show, tell) {
    Object.assign(this, { last, show, tell, step: 0, clock: null });
    this.buttons = Object.fromEntries(BUTTONS.map((button) => [button[0], this.button(...button)]));
    this.slider = element("input", { type: "range", min: 0, max: last, value: 0, step: 1, "aria-label": "Step" });
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.where = element("p", { class: "where" });
    const buttons = element("div", { class: "buttons" }, ...Object.values(this.buttons));
    place.replaceChildren(buttons, this.slider, this.where);
  }

  button(name, sign, label) {
    const made = element("button", { type: "button", "aria-label": label, title: label }, sign);
    made.addEventListener("click", () => this.press(name));
    return made;
  }

  press(name) {
    if (name === "play") return this.clock ? this.pause() : this.play();
    this.pause();
    const steps = { first: 0, back: this.step - 1, next: this.step + 1, last: this.last };
    this.go(steps[name]);
  }

  go(step) {
    this.step = Math.min(this.last, Math.max(0, step));
    this.slider.value = this.step;
    const told = this.tell(this.step);
    this.where.textContent = told;
    this.slider.setAttribute("aria-valuetext", told);
    this.show(this.step);
    if (this.step === this.last) this.pause();
  }

  // Plays on, from the start if all has been shown. Whoever asked for less motion gets the next step, and no clock.
  play() {
    if (this.step === this.last) this.go(0);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.go(this.step + 1);
    const stride = Math.max(1, Math.round(((this.last - this.step) * PACE) / LONGEST_PLAY));
    this.clock = setInterval(() => this.go(this.step + stride), PACE);
    this.name("Pause");
    this.go(this.step + 1);
  }

  pause() {
    clearInterval(this.clock);
    this.clock = null;
    this.name("Play");
  }

  name(label) {
    const { play } = this.buttons;
    play.textContent = play.title = label;
    play.setAttribute("aria-label", label);
  }
}

// The keys that stand for buttons, wherever the focus is, unless it is where they have a meaning of their own.
const KEYS = { ArrowLeft: "back", ArrowRight: "next", " ": "play", Home: "first", End: "last" };

function listenToKeys(playing) {
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!Object.hasOwn(KEYS, key) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (target.closest("input, [role=tablist]") || (key === " " && target.closest("button, a, [role=button]"))) return;
    const player = playing();
    if (!player) return;
    event.preventDefault();
    player.press(KEYS[key]);
  });
}
