// What scripts add to a page that works without them: error focus, counters, one submit, autosave, printing.

const script = document.querySelector("script[data-alongside]");

function wakeParts(scope) {
  if (!scope.querySelector("[data-module^='govuk-']")) return;
  import(script.dataset.govuk).then((govuk) => govuk.initAll({ scope })).catch(() => {});
}

function showScriptOnly(scope) {
  for (const part of scope.querySelectorAll("[data-print], [data-with-scripts]")) part.hidden = false;
}

function focusMessage() {
  if (!document.querySelector(".govuk-error-summary")) document.querySelector("[data-message]")?.focus({ preventScroll: true });
}

// One submit: a second press within ten seconds does nothing; the button itself is never disabled.
let sentAt = new WeakMap();

function submitOnce(event) {
  const form = event.target;
  if (!form.matches("form[data-submit-once]")) return;
  if (Date.now() - (sentAt.get(form) ?? 0) < 10000) event.preventDefault();
  else if (!event.defaultPrevented) sentAt.set(form, Date.now());
}

// A digit chooses among the radio buttons of the question that has the focus (nowhere else: WCAG 2.1.4): every answer
// costs two keys. Arrows, Tab and Space stay the browser's own.
function chooseByDigit(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  if (!event.target.matches(".pd-scale input[type=radio]")) return;
  const radio = event.target.closest(".pd-scale").querySelectorAll("input[type=radio]")[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
}

// Autosave: one request in flight; what changes meanwhile goes with the next one.
const TYPING_PAUSE = 1000;
const LONGEST_WAIT = 60000;
const LONGEST_REQUEST = 20000;
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

  // Announced are the first save and each change for the worse or the better; the rest is there to be read.
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

  // Each copy of a page says in which turn it was sent, so that an older one arriving late is known.
  countTurn() {
    const field = this.form.elements.namedItem("turn");
    if (field) field.value = Number(field.value) + 1;
  }

  async post({ again = false } = {}) {
    this.countTurn();
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(this.form.dataset.autosave || this.form.action, {
        method: "POST",
        body,
        headers: { "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: `${body}`.length < MOST_KEPT_ALIVE,
        signal: AbortSignal.timeout?.(LONGEST_REQUEST),
      });
      if (answer.status === 403 && !again) return (await this.renew()) ?? this.post({ again: true });
      return await this.outcome(answer);
    } catch {
      return "failed";
    }
  }

  // Signing in again changes the token that every form carries. The server hands out the new one to the person for whom
  // this page was made.
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
    const version = answer.headers.get("X-Version");
    const field = this.form.elements.namedItem("version");
    if (version && field) field.value = version;
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

// The whole page goes after what is in flight: an older copy cannot come second; without a network it stays.
function submitAfter(event) {
  const saver = savers.get(event.target);
  if (!saver) return;
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
  saver.worried = saver.changed = false;
  heed();
}

// The page comes back as it was left (the browser's Back): its forms may be sent again.
function wakeAgain() {
  sentAt = new WeakMap();
  savers.clear();
  heed();
}

const TYPED = "textarea, input:not([type=radio], [type=checkbox], [type=file])";

document.addEventListener("input", (event) => event.target.matches(TYPED) && saverOf(event.target)?.touch(TYPING_PAUSE));
document.addEventListener("change", (event) => event.target.matches(TYPED) || saverOf(event.target)?.touch(0));
document.addEventListener("focusout", (event) => saverOf(event.target)?.save());
document.addEventListener("keydown", chooseByDigit);
document.addEventListener("submit", submitAfter);
document.addEventListener("submit", submitOnce);
document.addEventListener("submit", submitted);
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("visibilitychange", () => saveAll());
document.addEventListener("htmx:load", (event) => {
  wakeParts(event.target);
  showScriptOnly(event.target);
});
window.addEventListener("focus", () => saveAll());
window.addEventListener("online", () => saveAll());
window.addEventListener("pagehide", () => saveAll({ leaving: true }));
window.addEventListener("pageshow", (event) => event.persisted && wakeAgain());

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// After the browser's Back, questions show what is kept, not what the browser remembers.
for (const question of document.querySelectorAll("[data-question]")) question.form.autocomplete = "off";
wakeParts(document);
showScriptOnly(document);
focusMessage();
