// A long table of which only the rows in sight are in the page, so that 100,000 rows cost no more than 30.

const ROW = 30; // pixels
const BEYOND = 8; // rows above and below what is in sight
const ON_PAPER = 2000; // rows that are printed

class LongTable {
  // `cells(row)` gives a row's texts; a cell that is { text, kind } gets that class. `go(row)` is what a click does.
  constructor(place, label, head, rows, cells, go) {
    this.cells = cells;
    this.go = go;
    this.rows = rows;
    this.body = element("div", { class: "rows", role: "rowgroup" });
    this.head = element("div", { class: "head", role: "rowgroup" });
    this.box = element("div", {
      class: "long",
      role: "table",
      "aria-label": label,
      "aria-rowcount": rows + 1,
      tabindex: 0,
    });
    this.box.append(this.head, this.body);
    this.setHead(head);
    place.replaceChildren(this.box);
    this.box.addEventListener("scroll", () => this.draw());
    this.printed = 0;
    addEventListener("beforeprint", () => this.print(Math.min(rows, ON_PAPER)));
    addEventListener("afterprint", () => this.print(0));
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  setHead(head) {
    const cells = head.map((text) => element("span", { role: "columnheader" }, text));
    this.head.replaceChildren(element("div", { role: "row", "aria-rowindex": 1 }, ...cells));
    this.box.style.setProperty("--columns", head.length);
  }

  // Draws the first so many rows, for paper; with 0 those in sight again.
  print(rows) {
    this.printed = rows;
    this.draw();
  }

  // Draws the rows in sight.
  draw() {
    const { printed } = this;
    const first = printed ? 0 : Math.max(0, Math.floor(this.box.scrollTop / ROW) - BEYOND);
    const seen = Math.ceil((this.box.clientHeight || 300) / ROW) + 2 * BEYOND;
    const end = printed || Math.min(this.rows, first + seen);
    const rows = [];
    for (let row = first; row < end; row++) rows.push(this.row(row));
    const above = element("div", { class: "gap", role: "presentation" });
    const below = above.cloneNode();
    above.style.height = `${first * ROW}px`;
    below.style.height = `${printed ? 0 : (this.rows - end) * ROW}px`;
    const left = printed && printed < this.rows ? [element("p", {}, `... ${count(this.rows - printed)} more`)] : [];
    this.body.replaceChildren(above, ...rows, ...left, below);
  }

  row(row) {
    const cells = this.cells(row).map((cell) =>
      element("span", { role: "cell", class: cell.kind, title: cell.title }, cell.text ?? cell),
    );
    const attributes = { role: "row", "aria-rowindex": row + 2, "aria-current": row === this.current ? "step" : null };
    const made = element("div", attributes, ...cells);
    made.addEventListener("click", () => this.go(row));
    return made;
  }

  // Marks a row and brings it into sight; -1 marks none.
  mark(row) {
    this.current = row;
    const top = row * ROW;
    const { scrollTop, clientHeight } = this.box;
    const room = clientHeight - 2 * ROW; // less the head, which stays in place
    if (row >= 0 && (top < scrollTop || top > scrollTop + room)) this.box.scrollTop = Math.max(0, top - room / 2);
    this.draw();
  }
}
