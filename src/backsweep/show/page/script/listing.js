// The source, with the line of the current step marked.

class Listing {
  constructor(program, place) {
    this.place = place;
    this.data = program.data;
    this.lines = new Map();
    this.marked = null;
    place.replaceChildren(...this.data.listings.map((listing, index) => this.listing(listing, index)));
    if (this.data.listings.length === 0) {
      place.append(element("p", { class: "note" }, "The source of this function is not known."));
    }
  }

  listing({ name, first, lines }, index) {
    const rows = lines.map((text, offset) => {
      const line = element("li", { value: first + offset }, element("code", {}, text || " "));
      this.lines.set(`${index}:${first + offset}`, line);
      return line;
    });
    return element("figure", {}, element("figcaption", {}, name), element("ol", {}, ...rows));
  }

  // Marks the line that made a node; none for -1, or where it is not known.
  mark(node) {
    if (this.marked) this.marked.removeAttribute("aria-current");
    this.marked = this.lineOf(node) ?? null;
    if (!this.marked) return;
    this.marked.setAttribute("aria-current", "true");
    const { offsetTop, offsetHeight } = this.marked;
    const { scrollTop, clientHeight } = this.place;
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight) {
      this.place.scrollTop = offsetTop - clientHeight / 2;
    }
  }

  lineOf(node) {
    const { places, place, listings } = this.data;
    if (node < 0) return undefined;
    if (place.length === 0) return listings.length ? this.lines.get(`0:${listings[0].first}`) : undefined;
    if (place[node] < 0) return undefined;
    const [, line, listing] = places[place[node]];
    return this.lines.get(`${listing}:${line}`);
  }
}
