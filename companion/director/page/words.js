// The words of the page in the visitor's language, as the server chose it.

let table = {};
let lines = {};

export async function learn() {
  const answer = await fetch("/words");
  table = await answer.json();
  lines = {};
  for (const kind in table.lines) lines[kind] = Object.entries(table.lines[kind]).map(pattern);
  document.documentElement.lang = answer.headers.get("Content-Language") || "en";
  document.documentElement.dir = table.direction || "ltr";
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = say(element.dataset.t);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    element.title = say(element.dataset.label);
  }
}

// The words for a key; {name} is filled from `values`.
export function say(key, values = {}) {
  const words = Object.hasOwn(table, key) ? table[key] : key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A line with blanks as what finds it, the names of its blanks, and what it is in other words;
// {count} stands for a number, any other blank for anything.
function pattern([line, words]) {
  const parts = line.split(/\{(\w+)\}/);
  const found = parts.map((part, n) => n % 2 ? (part === "count" ? "([\\d.,]+)" : "([^]+)")
    : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return [new RegExp(`^${found.join("")}$`), parts.filter((_, n) => n % 2), words];
}

// What the program says, in the visitor's language where the table has it, lines like it in its
// blanks too. kind: "error" (also notices), or "reason" of the follower.
export function translated(line, kind = "error") {
  for (const [known, names, words] of lines[kind] || []) {
    const found = known.exec(line);
    if (found) {
      return words.replace(/\{(\w+)\}/g, (_, name) =>
        translated(found[names.indexOf(name) + 1], kind));
    }
  }
  return line;
}

// Why an order was refused.
export function refusal(answer) {
  const key = "refused." + answer.refused;
  return Object.hasOwn(table, key) ? table[key] : translated(answer.line || answer.refused);
}
