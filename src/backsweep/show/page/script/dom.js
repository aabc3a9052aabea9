// Elements. Texts go in as texts, never as markup.

const byId = (id) => document.getElementById(id);

// element("td", { class: "number" }, "16") and so on; children are elements or texts, and null is left out.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(made, name, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// Sets an attribute, or takes it away: for null and false.
function set(target, name, value) {
  if (value === null || value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? "" : value);
}

// A table from its head and its rows, each a list of cells; a cell is a text or an element.
function tableOf(caption, head, rows) {
  const cell = (content, tag, attributes) =>
    element(tag, attributes, typeof content === "string" ? inWords(content) : content);
  return element(
    "table",
    {},
    element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, ...head.map((content) => cell(content, "th", { scope: "col" })))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((content) => cell(content, "td", {}))))),
  );
}

// A text whose words and numbers stay whole where a narrow column breaks it; very long ones break all the same.
function inWords(text) {
  return text.split(/( +)/).map((word) => (/^\S{1,14}$/.test(word) ? element("span", { class: "whole" }, word) : word));
}

// Says something to those who hear the page.
function say(text) {
  byId("said").textContent = text;
}
