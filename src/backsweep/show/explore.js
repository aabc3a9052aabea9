// The notebook's half of explore(): sliders on one side, what Python answers on the other.
//
// One idea: at most one question is under way. While Python computes, sliders move freely; when the
// answer comes and the sliders stand elsewhere by then, the next question is asked. So a slow function
// is never flooded, and the last setting is always answered.

const PAUSE = 30; // milliseconds of rest before a question is asked

let made = 0; // numbers the widgets of a page, for ids

/** An element with attributes and, where given, a text. */
function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

/** One argument: a label, a slider, and a field for a number to type. `moved` is told each new value. */
function control(slider, value, id, moved) {
  const line = element("div", { class: "backsweep-control" });
  const bounds = { min: slider.low, max: slider.high, step: slider.step };
  const range = element("input", { type: "range", id, ...bounds });
  const field = element("input", { type: "number", step: "any", "aria-label": `${slider.name}, as a number` });
  const stand = (number) => {
    range.value = field.value = String(number);
  };
  stand(value);
  range.addEventListener("input", () => {
    field.value = range.value;
    moved(range.valueAsNumber);
  });
  field.addEventListener("input", () => {
    if (Number.isNaN(field.valueAsNumber)) return; // nothing typed yet
    range.value = field.value;
    moved(field.valueAsNumber);
  });
  line.append(element("label", { for: id }, slider.name), range, field);
  return { line, stand };
}

/** The inputs with their values and derivatives. */
function table(rows) {
  const drawn = element("table");
  const head = element("tr");
  for (const title of ["input", "value", "der"]) head.append(element("th", { scope: "col" }, title));
  drawn.append(head);
  for (const row of rows) {
    const line = element("tr");
    line.append(element("th", { scope: "row" }, row.name));
    line.append(element("td", {}, row.value), element("td", {}, row.der));
    drawn.append(line);
  }
  return drawn;
}

/** The picture as a part of this page. */
function picture(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}

/** Puts what Python has answered in the place of what was there. */
function show(sight, places) {
  places.result.textContent = sight.result;
  places.error.textContent = sight.error;
  places.error.hidden = !sight.error;
  places.table.replaceChildren(...(sight.error ? [] : [table(sight.rows)]));
  places.picture.replaceChildren(...(sight.picture ? [picture(sight.picture)] : []));
}

/** Whether two settings are the same. */
function same(one, other) {
  return Object.keys(one).every((name) => one[name] === other[name]);
}

function render({ model, el }) {
  const id = `backsweep-${++made}`;
  const places = {
    result: element("output", { class: "backsweep-result", "aria-live": "polite" }),
    error: element("p", { class: "backsweep-error", role: "alert" }),
    table: element("div", { class: "backsweep-table" }),
    picture: element("div", { class: "backsweep-picture" }),
  };
  let wanted = { ...model.get("values") };
  let asked = { ...wanted };
  let timer = 0;

  const answered = () => same(asked, model.get("sight").values);
  const ask = () => {
    if (!answered() || same(wanted, asked)) return;
    asked = { ...wanted };
    el.setAttribute("aria-busy", "true");
    model.set("values", asked);
    model.save_changes();
  };
  const controls = model.get("sliders").map((slider, index) =>
    control(slider, wanted[slider.name], `${id}-${index}`, (value) => {
      wanted[slider.name] = value;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    }),
  );
  const onSight = () => {
    show(model.get("sight"), places);
    el.setAttribute("aria-busy", String(!answered()));
    ask();
  };
  const onValues = () => {
    // Set by Python, or by another view of the same widget: the sliders follow.
    if (same(model.get("values"), asked)) return;
    wanted = { ...model.get("values") };
    asked = { ...wanted };
    model.get("sliders").forEach((slider, index) => controls[index].stand(wanted[slider.name]));
  };
  model.on("change:sight", onSight);
  model.on("change:values", onValues);

  const box = element("fieldset", { class: "backsweep-controls" });
  box.append(element("legend", {}, "arguments"), ...controls.map((each) => each.line));
  el.classList.add("backsweep-explore");
  el.replaceChildren(box, places.result, places.error, places.table, places.picture);
  show(model.get("sight"), places);

  return () => {
    clearTimeout(timer);
    model.off("change:sight", onSight);
    model.off("change:values", onValues);
  };
}

export default { render };
