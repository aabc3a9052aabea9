// Formulas set anew in a drawing: letters lean, and the number after a letter stands lower.

const SYMBOL = /([A-Za-z])_?(\d+)\b(?!\()/g; // no function: not the 2 of log2(x)
const MARGIN = 10; // between a box and its text

// Sets a formula in a line of a box, as small as its room asks for.
function setLine(line, text, room) {
  const shown = drawnText(text.replaceAll(" * ", " · "));
  const pieces = [];
  let end = 0;
  for (const found of shown.matchAll(SYMBOL)) {
    pieces.push(piece(shown.slice(end, found.index)), piece(found[1], { class: "i" }));
    pieces.push(piece(found[2], { class: "lower", dy: "0.22em" }), piece("\u200b", { class: "lower", dy: "-0.22em" }));
    end = found.index + found[0].length;
  }
  line.replaceChildren(...pieces, piece(shown.slice(end)));
  shrink(line, room);
}

function setText(line, text, room) {
  line.textContent = text;
  shrink(line, room);
}

// Makes a text smaller that is wider than its room.
function shrink(line, room) {
  line.style.fontSize = "";
  const wide = line.getComputedTextLength();
  if (wide > room) line.style.fontSize = `${(parseFloat(getComputedStyle(line).fontSize) * room) / wide}px`;
}

// The room for a text in a box.
function roomIn(group) {
  return Number(group.querySelector(".box").getAttribute("width")) - MARGIN;
}

function piece(text, attributes = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}
