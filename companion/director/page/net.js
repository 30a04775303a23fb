// The line to the program: joining, the stream of news, orders. It mends itself.
//
// The stream is a long answer to fetch() and not a WebSocket: Safari on a phone refuses WebSockets
// under a certificate that no authority signed, even when its owner has accepted it for the page.

const KEPT = "souffleur";
const SILENCE = 10000; // ms without a word after which the line counts as lost; it beats every 4 s
const ASLEEP = 6000; // ms, after the page comes back to sight
const BEAT = 5000; // ms
const PATIENCE = 8000; // ms for an answer
const EDIT = 60000; // ms: the glasses are brought the text before it is answered
const WAITS = [300, 700, 1500, 3000, 4000]; // ms between tries

export class Line {
  // on: {news(object), lost(), found(), gone(why)}
  constructor(on) {
    this.on = on;
    this.session = sessionStorage.getItem(KEPT);
    this.heard = 0;
    this.tries = 0;
    this.up = false;
    setInterval(() => this.#mind(SILENCE), 1000);
    setInterval(() => this.up && !document.hidden && this.#post("/beat", {}).catch(() => {}), BEAT);
    const back = () => document.hidden || this.#mind(ASLEEP, true);
    document.addEventListener("visibilitychange", back);
    addEventListener("pageshow", back);
    addEventListener("online", back);
  }

  // Take up an invitation, {ticket} or {pin}; null, or the refusal.
  async join(invitation) {
    const answer = await this.#post("/join", invitation);
    if (answer.refused) return answer;
    if (this.session) this.#post("/leave", {}).catch(() => {});
    this.session = answer.session;
    sessionStorage.setItem(KEPT, this.session);
    this.start();
    return null;
  }

  start() {
    this.reader?.abort();
    this.#run();
  }

  // Give an order; what was answered, with `refused` set if it was not obeyed.
  async order(order) {
    let answer;
    try {
      answer = await this.#post("/order", order, order.do === "edit" ? EDIT : PATIENCE);
    } catch {
      this.#mind(0, true);
      return { refused: "line", line: "" };
    }
    if (answer.refused === "session") this.#end("session");
    return answer;
  }

  async #post(path, body, patience = PATIENCE) {
    const headers = { "Content-Type": "application/json" };
    if (this.session) headers.Authorization = "Bearer " + this.session;
    const signal = AbortSignal.timeout ? AbortSignal.timeout(patience) : undefined;
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    return answer.json();
  }

  // Try again if the line has been silent for `long` ms; `now`: without waiting for the next try.
  #mind(long, now = false) {
    if (!this.session) return;
    const silent = performance.now() - this.heard > long;
    if (this.reader && silent && this.up) this.reader.abort();
    if (now && !this.up) {
      clearTimeout(this.timer);
      this.tries = 0;
      this.start();
    }
  }

  async #run() {
    const reader = (this.reader = new AbortController());
    clearTimeout(this.timer);
    try {
      const answer = await fetch("/live", {
        headers: { Authorization: "Bearer " + this.session }, signal: reader.signal,
      });
      if (answer.status === 401) return this.#end("session");
      if (!answer.ok) throw new Error(answer.status);
      await this.#read(answer.body.getReader());
    } catch {
      // Lost, or given up by #mind: both are mended below.
    }
    if (reader !== this.reader || !this.session) return;
    this.up = false;
    this.on.lost();
    this.timer = setTimeout(() => this.start(), WAITS[Math.min(this.tries++, WAITS.length - 1)]);
  }

  async #read(body) {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await body.read();
      if (done) return;
      this.heard = performance.now();
      if (!this.up) {
        this.up = true;
        this.tries = 0;
        this.on.found();
      }
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const news = JSON.parse(line);
        if (news.gone) return this.#end(news.gone);
        this.on.news(news);
      }
    }
  }

  #end(why) {
    this.session = null;
    this.up = false;
    sessionStorage.removeItem(KEPT);
    clearTimeout(this.timer);
    this.reader?.abort();
    this.on.gone(why);
  }
}
