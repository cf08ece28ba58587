// Saves forms while people write: loaded by pages with form[data-autosave] (components/autosave_status.html).

// Autosave: one request in flight; what changes meanwhile goes with the next one.
const TYPING_PAUSE = 1000;
const LONGEST_WAIT = 60000;
const LONGEST_REQUEST = 20000;
const MOST_DOUBTS = 5;
const MOST_KEPT_ALIVE = 60000; // browsers refuse a longer body in a request that outlives its page

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.signIn = form.querySelector("[data-sign-in]");
    this.changed = false;
    this.flight = null;
    this.stopped = false;
    this.worried = false;
    this.spoken = "";
    this.failures = 0;
    this.doubts = [];
    this.pressed = false;
  }

  touch(wait) {
    if (this.stopped) return;
    this.changed = true;
    if (!wait) this.tell("saving");
    this.later(wait);
    heed();
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  // Only the first save and each change for the worse or the better is announced; the rest is there to be read.
  tell(state) {
    if (!this.status) return;
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
    const quiet = state === "saving" || state === this.spoken;
    this.status.setAttribute("aria-live", quiet ? "off" : "polite");
    this.status.dataset.state = state;
    this.status.textContent = (this.status.dataset[state] ?? "").replace("TIME", time);
    if (state === "saving") return;
    this.spoken = state;
    if (this.signIn) this.signIn.hidden = state !== "signedOut" && state !== "otherPerson";
  }

  save({ leaving = false } = {}) {
    if (!this.changed || this.stopped || (this.flight && !leaving)) return;
    if (leaving) this.doubt(this.copy());
    clearTimeout(this.timer);
    this.changed = false;
    this.tell("saving");
    const flight = this.post().then((outcome) => {
      if (this.flight !== flight) return;
      this.flight = null;
      this.settle(outcome);
    });
    this.flight = flight;
  }

  // Each copy of a page says in which turn it was sent, so that an older one that arrives late is known as such.
  countTurn() {
    const field = this.form.elements.namedItem("turn");
    if (field) field.value = Number(field.value) + 1;
  }

  copy() {
    return new URLSearchParams(new FormData(this.form));
  }

  // A copy that was sent and not answered: it may have arrived. Pages that count their turns know their own copies anyway.
  doubt(body) {
    if (body.has("turn")) return;
    this.doubts = [...this.doubts, body].slice(-MOST_DOUBTS);
  }

  send(body) {
    return fetch(this.form.dataset.autosave || this.form.action, {
      method: "POST",
      body,
      headers: { "X-Autosave": "1", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: `${body}`.length < MOST_KEPT_ALIVE,
      signal: AbortSignal.timeout?.(LONGEST_REQUEST),
    });
  }

  async post({ again = false, known = false } = {}) {
    this.countTurn();
    const body = this.copy();
    try {
      const answer = await this.send(body);
      if (answer.status === 403 && !again) return (await this.renew()) ?? this.post({ again: true });
      if (answer.status >= 500) this.doubt(body);
      if (answer.status === 409 && !known && (await this.recognise())) return this.post({ again, known: true });
      return await this.outcome(answer);
    } catch {
      this.doubt(body);
      return "failed";
    }
  }

  // “Changed elsewhere” may be about one's own words, saved by a copy whose answer was lost. Such a copy is sent once more
  // as it was: where it stands already that changes nothing and is answered with the version; else it is refused again.
  async recognise() {
    for (const body of [...this.doubts].reverse()) {
      body.set("csrfmiddlewaretoken", this.form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "");
      const answer = await this.send(body);
      if (answer.ok) {
        this.take(answer);
        return true;
      }
    }
    this.doubts = [];
    return false;
  }

  // From now on this page knows what is kept.
  take(answer) {
    const version = answer.headers.get("X-Version");
    const field = this.form.elements.namedItem("version");
    if (version && field) field.value = version;
    if (answer.ok) this.doubts = [];
  }

  // Signing in again changes the token that every form carries. The server hands out the new one to the person for whom
  // this page was made, and to nobody else.
  async renew() {
    const headers = { "X-Autosave": "1", "X-Made-For": this.form.elements.namedItem("made_for")?.value ?? "" };
    const answer = await fetch(this.status.dataset.back, { headers, redirect: "manual", cache: "no-store" });
    if (answer.status === 409) return "otherPerson";
    if (!answer.ok) return "signedOut";
    const { token } = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return null;
  }

  async outcome(answer) {
    this.take(answer);
    const { boxes } = answer.ok || answer.status === 409 ? await answer.json().catch(() => ({})) : {};
    this.offer(boxes ?? {});
    if (answer.ok) return "saved";
    if (answer.status === 409) return boxes ? "both" : "elsewhere";
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signedOut";
    return answer.status === 429 || answer.status >= 500 ? "failed" : "invalid";
  }

  // Where two windows disagree, both answers stand beside the question; a box that says the same is left alone.
  offer(boxes) {
    for (const question of this.form.querySelectorAll("[data-question]")) {
      const old = question.querySelector("[data-clash]");
      const made = document.createRange().createContextualFragment(boxes[question.dataset.question] ?? "").firstElementChild;
      if (old?.textContent === made?.textContent) continue;
      old?.remove();
      if (made) question.querySelector(".govuk-radios").before(made);
    }
  }

  // The page stands there again as it was left: what it sent last may be what is kept by now.
  wake() {
    this.stopped = this.changed = this.worried = this.pressed = false;
    this.flight = null;
    this.spoken = "";
    this.failures = 0;
  }

  // What changed meanwhile is not saved yet.
  settle(outcome) {
    this.tell(this.changed && /saved|both/.test(outcome) ? "saving" : outcome);
    this.worried = outcome !== "saved";
    this.failures = outcome === "failed" ? this.failures + 1 : 0;
    if (outcome === "elsewhere") this.stop();
    const again = this.changed;
    this.changed ||= ["failed", "signedOut", "otherPerson"].includes(outcome);
    if (outcome === "failed") this.later(Math.min(2000 * 2 ** (this.failures - 1), LONGEST_WAIT));
    else if (again && !this.stopped) this.later(0);
    heed();
  }
}

const savers = new Map();

function saverOf(target) {
  const form = target?.closest?.("form[data-autosave]") ?? target?.form?.closest("form[data-autosave]");
  if (!form) return null;
  if (!savers.has(form)) savers.set(form, new Autosave(form));
  return savers.get(form);
}

function saveAll(options) {
  for (const [form, saver] of savers) form.isConnected ? saver.save(options) : savers.delete(form);
  heed();
}

// Leaving is held up only by what is known not to be saved.
function warn(event) {
  event.preventDefault();
}

function heed() {
  const worried = [...savers.values()].some((saver) => saver.worried || (saver.changed && saver.flight));
  worried ? window.addEventListener("beforeunload", warn) : window.removeEventListener("beforeunload", warn);
}

// The whole page goes after what is in flight, so that an older copy cannot come second; without a network it stays here.
function submitAfter(event) {
  const saver = savers.get(event.target);
  if (!saver) return;
  if (navigator.onLine && !saver.flight && saver.doubts.length && !saver.pressed) {
    saver.changed = true;
    saver.save();
  }
  saver.pressed = true;
  const wait = navigator.onLine ? saver.flight : null;
  if (navigator.onLine && !wait) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!wait) {
    saver.spoken = "";
    return saver.settle("failed");
  }
  const { submitter, target } = event;
  Promise.race([wait, new Promise((done) => setTimeout(done, 5000))]).then(() => {
    saver.flight = null;
    target.requestSubmit(submitter);
  });
}

function submitted(event) {
  const saver = savers.get(event.target);
  if (!saver || event.defaultPrevented) return;
  saver.stop();
  saver.countTurn();
  saver.doubt(saver.copy());
  saver.worried = saver.changed = false;
  heed();
}

// The page comes back as it was left (the browser's Back): its forms may be saved again.
function wakeAgain() {
  for (const saver of savers.values()) saver.wake();
  heed();
}

const TYPED = "textarea, input:not([type=radio], [type=checkbox], [type=file])";

document.addEventListener("input", (event) => event.target.matches(TYPED) && saverOf(event.target)?.touch(TYPING_PAUSE));
document.addEventListener("change", (event) => event.target.matches(TYPED) || saverOf(event.target)?.touch(0));
document.addEventListener("focusout", (event) => saverOf(event.target)?.save());
// Before all others: what waits here is not yet sent, and must not count as pressed once.
document.addEventListener("submit", submitAfter, true);
document.addEventListener("submit", submitted);
document.addEventListener("visibilitychange", () => saveAll());
window.addEventListener("focus", () => saveAll());
window.addEventListener("online", () => saveAll());
window.addEventListener("pagehide", () => saveAll({ leaving: true }));
window.addEventListener("pageshow", (event) => event.persisted && wakeAgain());

// After the browser's Back a page of questions shows what is kept, not what the browser remembers of it.
for (const question of document.querySelectorAll("[data-question]")) question.form.autocomplete = "off";
// The version belongs to what the server has put into the page.
for (const field of document.querySelectorAll("form[data-autosave] [name=version]")) field.autocomplete = "off";
