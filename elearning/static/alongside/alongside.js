// What scripts add to a page that works without them: error focus, counters, one submit, autosave, printing.

const script = document.querySelector("script[data-alongside]");

function wakeParts(scope) {
  if (!scope.querySelector("[data-module^='govuk-']")) return;
  import(script.dataset.govuk).then((govuk) => govuk.initAll({ scope })).catch(() => {});
}

function showScriptOnly(scope) {
  for (const button of scope.querySelectorAll("[data-print]")) button.hidden = false;
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

// Autosave: one request in flight; what changes meanwhile goes with the next one.
const TYPING_PAUSE = 1000;
const LONGEST_WAIT = 60000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.changed = false;
    this.busy = false;
    this.stopped = false;
    this.spoken = "";
    this.failures = 0;
  }

  touch(wait) {
    if (this.stopped) return;
    this.changed = true;
    this.later(wait);
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
    if (state !== "saving") this.spoken = state;
  }

  async save({ leaving = false } = {}) {
    if (!this.changed || this.stopped) return;
    if (this.busy) return;
    clearTimeout(this.timer);
    this.busy = true;
    this.changed = false;
    this.tell("saving");
    const outcome = await this.post(leaving);
    this.busy = false;
    this.settle(outcome);
  }

  async post(leaving) {
    try {
      const answer = await fetch(this.form.dataset.autosave || this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
      });
      this.keepVersion(answer.headers.get("X-Version"));
      if (answer.ok) return "saved";
      if (answer.status === 409) return "elsewhere";
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signedOut";
      return answer.status === 429 || answer.status >= 500 ? "failed" : "invalid";
    } catch {
      return "failed";
    }
  }

  keepVersion(version) {
    const field = this.form.elements.namedItem("version");
    if (version && field) field.value = version;
  }

  settle(outcome) {
    this.tell(outcome);
    if (outcome === "elsewhere") return this.stop();
    this.failures = outcome === "failed" ? this.failures + 1 : 0;
    if (outcome !== "saved") this.changed ||= outcome === "failed";
    if (outcome === "failed") this.later(Math.min(2000 * 2 ** (this.failures - 1), LONGEST_WAIT));
    else if (this.changed) this.later(0);
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
}

// The page comes back as it was left (the browser's Back): its forms may be sent and saved again.
function wakeAgain() {
  sentAt = new WeakMap();
  savers.clear();
}

const TYPED = "textarea, input:not([type=radio], [type=checkbox], [type=file])";

document.addEventListener("input", (event) => event.target.matches(TYPED) && saverOf(event.target)?.touch(TYPING_PAUSE));
document.addEventListener("change", (event) => event.target.matches(TYPED) || saverOf(event.target)?.touch(0));
document.addEventListener("focusout", (event) => saverOf(event.target)?.save());
document.addEventListener("submit", submitOnce);
document.addEventListener("submit", (event) => event.defaultPrevented || savers.get(event.target)?.stop());
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("visibilitychange", () => document.hidden && saveAll({ leaving: true }));
document.addEventListener("htmx:load", (event) => {
  wakeParts(event.target);
  showScriptOnly(event.target);
});
window.addEventListener("online", () => saveAll());
window.addEventListener("pageshow", (event) => event.persisted && wakeAgain());

document.body.classList.add("js-enabled", "govuk-frontend-supported");
wakeParts(document);
showScriptOnly(document);
focusMessage();
