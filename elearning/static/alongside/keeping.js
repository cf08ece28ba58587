// Forms that are not saved while people write: what was typed is there again after the browser's Back, of which no copy of
// the page is kept. It stays in this window alone, and is gone as soon as nobody, or somebody else, is signed in.

const whose = document.querySelector("script[data-keeping]").dataset.keeping;
const KEPT = "kept:";
const SENT = "sent";
const here = KEPT + location.pathname + location.search;
const TYPED = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button])";
const SECRET = /off|one-time-code|password/;

// Forms may come and go; a field is known by its form's address, its name, and its place among those of that name.
function fields() {
  const seen = {};
  return [...document.querySelectorAll("form[method=post]:not([data-autosave])")]
    .flatMap((form) => [...form.elements])
    .filter((field) => field.name && field.matches(TYPED) && !SECRET.test(field.autocomplete))
    .map((field) => {
      const name = `${field.form.getAttribute("action") ?? ""} ${field.name}`;
      seen[name] = (seen[name] ?? 0) + 1;
      return [`${name} ${seen[name]}`, field];
    });
}

const ticks = (field) => /radio|checkbox/.test(field.type);
const chosen = (field, what) => [...field.options].map((one) => one[what]);

function given(field) {
  if (field.options) return chosen(field, "defaultSelected");
  return ticks(field) ? field.defaultChecked : field.defaultValue;
}

function said(field) {
  if (field.options) return chosen(field, "selected");
  return ticks(field) ? field.checked : field.value;
}

function say(field, what) {
  if (field.options) what.forEach((is, at) => field.options[at] && (field.options[at].selected = is));
  else if (ticks(field)) field.checked = what;
  else field.value = what;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const all = () => Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}");

// What was sent and answered is with the server; an answer that says what is wrong holds it itself.
function tidy() {
  for (const key of all()) {
    const { who, state } = read(key);
    const isDone = state === SENT && !document.querySelector(".govuk-error-summary");
    if (!whose || who !== whose || isDone) sessionStorage.removeItem(key);
  }
}

// A select as the server draws it may have nothing marked and still show its first: only what was changed is kept.
let first = new Map();

function keep() {
  if (!whose) return;
  const changed = fields().filter(([name, field]) => !same(said(field), first.get(name)));
  const what = changed.map(([name, field]) => [name, given(field), said(field)]);
  if (what.length) sessionStorage.setItem(here, JSON.stringify({ who: whose, state: sending ? SENT : "", what }));
  else sessionStorage.removeItem(here);
}

function giveBack() {
  const { what = [] } = read(here);
  const there = new Map(fields());
  for (const [name, was, now] of what) {
    const field = there.get(name);
    if (field && same(given(field), was) && !same(said(field), now)) say(field, now);
  }
}

let sending = false;

function start() {
  first = new Map(fields().map(([name, field]) => [name, said(field)]));
  const way = performance.getEntriesByType("navigation")[0]?.type;
  if (way === "back_forward" || way === "reload") giveBack();
  else tidy();
  if (!whose) tidy();
}

document.addEventListener("submit", (event) => (sending = !event.defaultPrevented && event.target.method === "post"));
window.addEventListener("pagehide", () => { try { keep(); } catch { /* a window that keeps nothing */ } });
window.addEventListener("pageshow", () => (sending = false));
try { start(); } catch { /* a window that keeps nothing */ }
