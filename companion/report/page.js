"use strict";
const show = JSON.parse(document.getElementById("show").textContent);
const one = (id) => document.getElementById(id);
const svg = one("timeline"), cursor = one("cursor"), slider = one("time"), button = one("play");
const left = Number(svg.dataset.left), scale = Number(svg.dataset.scale);
let now = 0, playing = false, before = 0;

// The last item of a list of [time, ...] that is not later than t.
function latest(list, t) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][0] <= t) low = middle + 1; else high = middle;
  }
  return list[low - 1];
}

function words(t) {
  let last = -1;
  while (last + 1 < show.words.length && show.words[last + 1][0] <= t) last++;
  return show.words.slice(Math.max(0, last - 5), last + 1).map((word) => word[1]).join(show.space);
}

function put(t) {
  now = Math.min(Math.max(t, 0), show.seconds);
  const picture = latest(show.pictures, now), heard = latest(show.heard, now);
  const placed = latest(show.placed, now);
  one("glass").src = picture ? show.drawings[picture[1]] : show.dark;
  one("said").textContent = words(now);
  one("heard").textContent = heard ? heard[1] : "";
  one("state").textContent = placed ? placed[1] + ": " + placed[2] : "";
  one("clock").textContent =
    Math.floor(now / 60) + ":" + (now % 60).toFixed(1).padStart(4, "0");
  slider.value = now;
  const x = left + now * scale;
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
}

function tick(clock) {
  if (!playing) return;
  put(now + (clock - before) / 1000);
  before = clock;
  const box = svg.parentElement, x = left + now * scale;
  if (x < box.scrollLeft || x > box.scrollLeft + box.clientWidth - 40) box.scrollLeft = x - 60;
  if (now >= show.seconds) play(false);
  else requestAnimationFrame(tick);
}

function play(on) {
  playing = on;
  button.textContent = on ? "Pause" : "Play";
  if (on) {
    if (now >= show.seconds) now = 0;
    before = performance.now();
    requestAnimationFrame(tick);
  }
}

function point(event) {
  if (playing) return;
  put((event.clientX - svg.getBoundingClientRect().left - left) / scale);
}

slider.max = show.seconds;
slider.addEventListener("input", () => { play(false); put(Number(slider.value)); });
button.addEventListener("click", () => play(!playing));
svg.addEventListener("pointermove", point);
svg.addEventListener("pointerdown", (event) => { play(false); point(event); });
put(0);
