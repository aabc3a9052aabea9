// The way into the folds that are open, and back.

class Crumbs {
  constructor(picture, place, open) {
    Object.assign(this, { picture, place, open, visited: -1 });
    place.hidden = picture.folds.pictures.length === 0;
    this.inside = element("button", { type: "button" }, "Show the step's node");
    this.inside.addEventListener("click", () => open(picture.folds.around(this.visited)));
    this.show(-1);
  }

  // The open folds; the button leads into the one around the visited node.
  show(visited) {
    this.visited = visited;
    const { folds, fold } = this.picture;
    if (this.place.hidden) return;
    const steps = folds.way(fold).map((each) => element("li", {}, each === fold ? this.here(each) : this.link(each)));
    this.inside.hidden = visited < 0 || folds.around(visited) === fold;
    this.place.replaceChildren(element("ol", {}, ...steps), this.inside);
  }

  here(fold) {
    return element("span", { "aria-current": "location" }, narrow(this.title(fold), 60));
  }

  link(fold) {
    const made = element("button", { type: "button" }, narrow(this.title(fold), 40));
    made.addEventListener("click", () => this.open(fold));
    return made;
  }

  title(fold) {
    return this.picture.folds.titles[fold] || "The whole graph";
  }
}
