// The words of the page in the visitor's language, as the server chose it.

let table = {};

export async function learn() {
  const answer = await fetch("/words");
  table = await answer.json();
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

// What the program says in English, in the visitor's language where the table has it. Numbers in
// it stand as # in the table, in the same order.
export function translated(line) {
  const numbers = [];
  const key = line.replace(/\d+/g, (number) => (numbers.push(number), "#"));
  const found = table.lines?.[key];
  return found ? found.replace(/#/g, () => numbers.shift()) : line;
}

// Why an order was refused.
export function refusal(answer) {
  const key = "refused." + answer.refused;
  return Object.hasOwn(table, key) ? table[key] : translated(answer.line || answer.refused);
}
