// The page: news in, orders out.

import { Glass } from "./glass.js";
import { Line } from "./net.js";
import { Script } from "./script.js";
import { Sheets } from "./sheets.js";
import { learn, refusal, say, translated } from "./words.js";

const $ = (id) => document.getElementById(id);
const facts = {};
const UNSPACED = /([\u3040-\u30ff\u3400-\u9fff]) (?=[\u3040-\u30ff\u3400-\u9fff])/g;
const TOAST = 3000; // ms
const TRIES = 3; // to join over a bad line
const UNDO = 8000; // ms: long enough to think again
let clock = [false, 0, 0]; // it runs; seconds of the show; when that was
let tokens = 0; // of the script; 0 before it has come
let toastTimer = 0;
let undo = null;

const glass = new Glass($("glass"));
const script = new Script($("script"), $("text"), {
  pick: picked,
  free: (free) => ($("back").hidden = !free),
});
const line = new Line({ news, lost: () => reach(false), found: () => reach(true), gone });
const sheets = new Sheets(line, script, toast);

// -- news ------------------------------------------------------------------------------------

function news(all) {
  if (all.messages) sheets.presets(all.messages);
  if (all.role) {
    document.body.classList.toggle("control-role", all.role === "control");
    script.unpick();
  }
  if (all.script) {
    tokens = all.script.tokens;
    $("title").textContent = all.script.title;
    document.title = all.script.title + " · Souffleur";
    script.unpick();
    script.load(all.script);
    if (facts.state) paint();
  }
  if (all.facts) {
    Object.assign(facts, all.facts);
    if (all.facts.clock) clock = [...all.facts.clock, performance.now()];
    if (all.facts.place !== undefined) script.at(facts.place);
    paint();
    sheets.moved(facts);
  }
  if ("glass" in all) glass.draw(all.glass);
}

function paint() {
  const [state, why] = stands();
  $("state").dataset.state = state;
  put("word", say("state." + state));
  put("reason", why);
  put("heard", facts.heard.replace(UNSPACED, "$1"));
  $("level").hidden = facts.level === null;
  $("level").value = facts.level || 0;
  show("notice", facts.notice && translated(facts.notice));
  show("message", facts.message);
  $("dark").hidden = !facts.blank;
  put("battery", facts.battery === null ? "" : facts.battery + " %");
  $("battery-part").hidden = facts.battery === null;
  $("battery").classList.toggle("over", facts.low);
  put("done", tokens ? Math.floor((100 * facts.place) / tokens) + " %" : "–");
  press("hold", facts.holding, "hold.resume", "hold.hold");
  press("blank", facts.blank, "blank.show", "blank.blank");
  $("glass").setAttribute("aria-label", say("glass.label"));
  tick();
}

// How the show stands, and why: what hinders it comes first.
function stands() {
  if (!facts.linked) return ["unlinked", say("state.unlinked.reason")];
  if (facts.phase === "preparing" || facts.phase === "ready") return [facts.phase, ""];
  if (facts.holding || facts.mode === "following") return [facts.state, reason(facts.reason)];
  if (facts.mode === "timed") return ["timed", say("state.timed.reason", { pace: facts.pace })];
  return ["manual", say("state.manual.reason")];
}

// A follower's account of a move is long; its beginning says it.
function reason(text) {
  return translated(text.split(": token ")[0], "reason");
}

function tick() {
  const [running, seconds, since] = clock;
  const now = running && line.up ? seconds + (performance.now() - since) / 1000 : seconds;
  put("elapsed", minutes(now));
  const whole = facts.total || facts.goal;
  $("left-part").hidden = !whole;
  if (!whole) return;
  const left = whole - now;
  put("left-name", say(left < 0 ? "clock.over" : "clock.left"));
  put("left", minutes(Math.abs(left)));
  $("left").classList.toggle("over", left < 0);
}

function minutes(seconds) {
  const whole = Math.floor(seconds);
  const [hours, rest] = [Math.floor(whole / 3600), String(whole % 60).padStart(2, "0")];
  const middle = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${String(middle).padStart(2, "0")}:${rest}` : `${middle}:${rest}`;
}

function put(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function show(id, text) {
  put(id, text || "");
  $(id).hidden = !text;
}

function press(id, on, yes, no) {
  $(id).setAttribute("aria-pressed", on);
  put(id, say(on ? yes : no));
}

// -- coming and going ------------------------------------------------------------------------

function reach(up) {
  show("lost", up ? "" : say("line.lost"));
  document.body.classList.toggle("stale", !up);
  for (const button of $("controls").children) button.disabled = !up;
  if (up) stage(true);
  else tick();
}

function gone(why) {
  sheets.close();
  stage(false);
  $("why").textContent = say("gone." + why);
}

function stage(on) {
  $("show").hidden = !on;
  $("join").hidden = on;
  if (on) $("why").textContent = "";
  else $("pin").focus();
}

async function join(invitation) {
  let refused;
  for (let tries = 0; tries < TRIES && (!refused || refused.refused === "line"); tries++) {
    try {
      refused = await line.join(invitation);
      if (!refused) return;
    } catch {
      refused = { refused: "line" };
    }
  }
  if (line.session) { // an old code changes nothing for who is in already
    if (!line.up) line.start();
    toast(refusal(refused));
    return;
  }
  stage(false);
  $("why").textContent = refusal(refused);
  $("pin").value = "";
}

// The code's secret stands after the #, which no browser sends; it leaves the address bar at once.
function arrive() {
  const ticket = location.hash.slice(1);
  if (ticket) {
    history.replaceState(null, "", "/");
    join({ ticket });
  } else if (line.session) {
    line.start();
  } else {
    stage(false);
  }
}

// -- orders ----------------------------------------------------------------------------------

async function order(what) {
  const answer = await line.order(what);
  if (answer.refused) toast(refusal(answer));
  return answer;
}

async function go(token) {
  const answer = await order({ do: "go", token });
  if (answer.refused) return;
  script.unpick();
  script.follow(true);
  const back = Math.min(answer.before, tokens - 1);
  toast(say("script.gone"), () => order({ do: "go", token: back }));
}

function picked(cue) {
  $("chosen").hidden = !cue;
  if (!cue) return;
  $("snippet").textContent = cue.text;
  $("go").disabled = cue.first >= tokens;
  $("change").disabled = !script.editable(cue);
}

function toast(text, back = null) {
  clearTimeout(toastTimer);
  undo = back;
  put("toast-text", text);
  $("undo").hidden = !back;
  $("toast").classList.add("shown");
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), back ? UNDO : TOAST);
}

const toggle = (name) => order({ do: name, on: !facts[name === "hold" ? "holding" : "blank"] });
const moves = {
  ArrowDown: "next line", ArrowUp: "previous line", ArrowRight: "next section",
  ArrowLeft: "previous section", PageDown: "next line", PageUp: "previous line",
};

$("pins").addEventListener("submit", (event) => {
  event.preventDefault();
  join({ pin: $("pin").value });
});
$("hold").addEventListener("click", () => toggle("hold"));
$("blank").addEventListener("click", () => toggle("blank"));
for (const button of document.querySelectorAll("[data-move]")) {
  button.addEventListener("click", () => order({ do: "move", to: button.dataset.move }));
}
$("say").addEventListener("click", () => sheets.speak());
$("back").addEventListener("click", () => script.follow(true));
$("go").addEventListener("click", () => go(script.picked.first));
$("change").addEventListener("click", () => sheets.edit(script.editable(script.picked)));
$("unchoose").addEventListener("click", () => script.unpick());
$("undo").addEventListener("click", () => {
  $("toast").classList.remove("shown");
  undo?.();
});
// Keys work while nothing has the focus that would want them.
document.addEventListener("keydown", (event) => {
  if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!line.up || !document.body.classList.contains("control-role")) return;
  if (event.key === " ") toggle("hold");
  else if (event.key === "b" || event.key === ".") toggle("blank");
  else if (event.key === "m") sheets.speak();
  else if (moves[event.key]) order({ do: "move", to: moves[event.key] });
  else return;
  event.preventDefault();
});
addEventListener("hashchange", arrive);
setInterval(tick, 250);

// A phone on the side of the stage should not go dark while it is watched.
async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  await navigator.wakeLock.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

await learn();
arrive();
