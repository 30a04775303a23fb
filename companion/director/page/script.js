// The script with the speaker's place in it. It follows the speaker until somebody scrolls.

export class Script {
  // on: {pick(cue or null), free(whether it has been scrolled away)}
  constructor(box, view, on) {
    this.box = box; // where the paragraphs go
    this.view = view; // what scrolls
    this.on = on;
    this.cues = []; // {id, first, last, text, ends, paragraph, span}; last: first of the next
    this.place = 0;
    this.free = false;
    for (const kind of ["wheel", "touchmove", "pointerdown"]) {
      view.addEventListener(kind, (event) => event.target === view || kind !== "pointerdown"
        ? this.#away(true) : null, { passive: true });
    }
    box.addEventListener("click", (event) => this.#picked(event.target.closest(".cue")));
    box.addEventListener("keydown", (event) => this.#key(event));
  }

  load(script) {
    this.script = script;
    this.cues = [];
    this.now = this.picked = null;
    const parts = script.paragraphs.map((paragraph, number) => {
      if (paragraph.heading !== undefined) {
        const heading = document.createElement("h2");
        heading.textContent = paragraph.heading;
        heading.dir = "auto";
        return heading;
      }
      return this.#paragraph(paragraph, number);
    });
    this.box.replaceChildren(...parts);
    this.box.lang = script.language;
    for (const cue of this.cues) this.#paint(cue);
    this.#move();
  }

  #paragraph(paragraph, number) {
    const element = document.createElement("p");
    element.dir = "auto";
    element.lang = paragraph.language;
    paragraph.cues.forEach(([offset, id, first], n) => {
      const next = paragraph.cues[n + 1];
      const to = next ? next[0] : paragraph.text.length;
      const last = next ? next[2] : paragraph.first + paragraph.ends.length;
      const span = document.createElement("span");
      span.className = "cue";
      span.tabIndex = -1;
      span.setAttribute("role", "button");
      const cue = {
        id, first, last, span, paragraph: number, text: paragraph.text.slice(offset, to),
        ends: paragraph.ends.slice(first - paragraph.first, last - paragraph.first)
          .map((end) => end - offset),
        styles: paragraph.styles.filter(([start]) => start >= offset && start < to)
          .map(([start, end, kind]) => [start - offset, end - offset, kind]),
      };
      cue.number = this.cues.length;
      span.dataset.number = cue.number;
      this.cues.push(cue);
      element.append(span);
    });
    return element;
  }

  // The words before `place` have been spoken.
  at(place) {
    this.place = place;
    if (this.cues.length) this.#move();
  }

  #move() {
    const before = this.now;
    let low = 0;
    let high = this.cues.length;
    while (low < high) { // the first cue that has not been spoken to its end
      const middle = (low + high) >> 1;
      if (this.cues[middle].last > this.place) high = middle;
      else low = middle + 1;
    }
    const now = this.cues[Math.min(low, this.cues.length - 1)];
    if (!now) return;
    const from = Math.min(before ? before.number : 0, now.number);
    const to = Math.max(before ? before.number : this.cues.length - 1, now.number);
    this.now = now;
    for (let n = from; n <= to; n++) this.#paint(this.cues[n]);
    if (before !== now && before) {
      before.span.tabIndex = -1;
      before.span.removeAttribute("aria-current");
    }
    now.span.tabIndex = 0;
    now.span.setAttribute("aria-current", "true");
    this.follow();
  }

  #paint(cue) {
    const now = cue === this.now;
    const said = now ? (this.place > cue.first ? cue.ends[this.place - cue.first - 1] : 0) : -1;
    cue.span.classList.toggle("now", now);
    cue.span.classList.toggle("past", !now && cue.last <= this.place && cue.number <
      (this.now ? this.now.number : 0));
    if (cue.painted === said) return;
    cue.painted = said;
    const edges = new Set([0, cue.text.length]);
    if (said > 0) edges.add(said);
    for (const [start, end] of cue.styles) edges.add(start).add(Math.min(end, cue.text.length));
    const cuts = [...edges].sort((a, b) => a - b);
    cue.span.replaceChildren(...cuts.slice(1).map((end, n) => {
      const start = cuts[n];
      const style = cue.styles.find(([a, b]) => a <= start && end <= b);
      const kinds = [end <= said && "said", style && style[2]].filter(Boolean).join(" ");
      const text = cue.text.slice(start, end);
      if (!kinds) return document.createTextNode(text);
      const part = document.createElement("span");
      part.className = kinds;
      part.textContent = text;
      return part;
    }));
  }

  // Bring the speaker's cue into sight, unless somebody is looking elsewhere.
  follow(back = false) {
    if (back) this.#away(false);
    if (this.free || !this.now) return;
    const place = this.now.span.getBoundingClientRect();
    const view = this.view.getBoundingClientRect();
    const wanted = view.top + view.height * 0.2;
    const off = place.top - wanted;
    if (Math.abs(off) < view.height * 0.12) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || Math.abs(off) > view.height * 2;
    this.view.scrollBy({ top: off, behavior: calm ? "auto" : "smooth" });
  }

  unpick() {
    this.#choose(null);
  }

  // The first cue of that cue's paragraph that has not been begun; null if there is none.
  editable(cue) {
    return this.cues.find((one) => one.paragraph === cue.paragraph && one.first >= this.place) || null;
  }

  // What that cue of the script before is in this one: by its id, else by its place.
  same(cue) {
    return this.cues.find((one) => one.id === cue.id) ||
      this.cues.find((one) => one.first === cue.first && one.last > one.first) || null;
  }

  // The text of the paragraph before that cue.
  before(cue) {
    return this.cues.filter((one) => one.paragraph === cue.paragraph && one.number < cue.number)
      .map((one) => one.text).join("");
  }

  #away(free) {
    if (this.free === free) return;
    this.free = free;
    this.on.free(free);
  }

  #picked(span) {
    const cue = span && this.cues[span.dataset.number];
    this.#choose(cue && cue !== this.picked ? cue : null);
  }

  #choose(cue) {
    this.picked?.span.classList.remove("picked");
    this.picked = cue;
    cue?.span.classList.add("picked");
    this.on.pick(cue);
  }

  #key(event) {
    const here = event.target.closest(".cue");
    if (!here) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = this.cues[Number(here.dataset.number) + step];
      if (next) {
        this.#away(true);
        next.span.focus();
      }
    } else if (event.key === "Enter" || event.key === " ") {
      this.#picked(here);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
