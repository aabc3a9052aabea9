// Tabs, as the ARIA Authoring Practices have them: arrows go from tab to tab, and only the chosen one is on Tab's way.

class Tabs {
  constructor(list, chosen) {
    this.tabs = [...list.querySelectorAll("[role=tab]")];
    this.chosen = chosen;
    for (const tab of this.tabs) {
      tab.addEventListener("click", (event) => {
        this.choose(tab);
        if (event.detail > 0) tab.blur(); // a mouse's click: arrows are then for steps
      });
    }
    list.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const here = this.tabs.indexOf(document.activeElement);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: this.tabs.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    const tab = this.tabs[(to + this.tabs.length) % this.tabs.length];
    tab.focus();
    this.choose(tab);
  }

  choose(tab) {
    for (const each of this.tabs) {
      const selected = each === tab;
      each.setAttribute("aria-selected", selected);
      each.tabIndex = selected ? 0 : -1;
      byId(each.getAttribute("aria-controls")).hidden = !selected;
    }
    this.chosen(tab.getAttribute("aria-controls"));
  }
}
