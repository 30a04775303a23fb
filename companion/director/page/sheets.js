// The two sheets: a message to the wearer, and other text for what has not been spoken.

import { refusal, say } from "./words.js";

const NEWS = 3000; // ms for the script as it is now to arrive
const PAUSE = 200; // ms
const $ = (id) => document.getElementById(id);

export class Sheets {
  constructor(line, script, toast) {
    this.line = line;
    this.script = script;
    this.toast = toast;
    $("send").addEventListener("click", () => this.#send($("words").value));
    $("unsay").addEventListener("click", () => this.#send(""));
    $("words").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        this.#send($("words").value);
      }
    });
    $("save").addEventListener("click", () => this.#save());
  }

  close() {
    for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
  }

  presets(messages) {
    $("presets").replaceChildren(...messages.map((text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => this.#send(text));
      return button;
    }));
  }

  speak() {
    this.#fault($("saying"), "");
    $("words").value = "";
    $("saying").showModal();
  }

  async #send(text) {
    if (!text.trim() && text) return;
    const answer = await this.line.order({ do: "tell", text });
    if (answer.refused) return this.#fault($("saying"), refusal(answer));
    $("saying").close();
    this.toast(say(text ? "message.sent" : "message.cleared"));
  }

  async edit(cue) {
    const answer = await this.line.order({ do: "read", cue: cue.id });
    if (answer.refused) return this.toast(refusal(answer));
    this.cue = cue;
    this.was = answer.text;
    this.#fault($("editing"), "");
    $("spoken").textContent = this.script.before(cue);
    $("draft").value = answer.text;
    $("draft").lang = this.script.script.language;
    $("save").disabled = false;
    $("editing").showModal();
    $("draft").focus();
  }

  async #save() {
    const order = { do: "edit", cue: this.cue.id, was: this.was, text: $("draft").value };
    const answer = await this.line.order(order);
    if (answer.refused === "changed") return this.#theirs(order.text);
    if (answer.refused) return this.#fault($("editing"), refusal(answer));
    this.#saved();
  }

  #saved() {
    $("editing").close();
    this.toast(say("edit.saved"));
  }

  // Somebody else has changed the text: both are shown, and only a second look replaces theirs.
  async #theirs(mine) {
    for (let wait = 0; wait < NEWS; wait += PAUSE) {
      const cue = this.script.same(this.cue);
      const answer = cue ? await this.line.order({ do: "read", cue: cue.id }) : {};
      if (answer.text === mine) return this.#saved(); // our own, whose answer was lost
      if (answer.text !== undefined) {
        this.cue = cue;
        this.was = answer.text;
        return this.#fault($("editing"), say("edit.theirs", { text: answer.text }));
      }
      if (answer.refused && answer.refused !== "changed") {
        return this.#fault($("editing"), refusal(answer));
      }
      await new Promise((done) => setTimeout(done, PAUSE)); // the script is on its way here
    }
    this.#fault($("editing"), say("refused.changed"));
  }

  // The speaker may come to the text while it is being changed.
  moved(facts) {
    if (!$("editing").open || facts.place <= this.cue.first) return;
    $("save").disabled = true;
    this.#fault($("editing"), say("refused.spoken"));
  }

  #fault(sheet, text) {
    sheet.querySelector(".error").textContent = text;
  }
}
