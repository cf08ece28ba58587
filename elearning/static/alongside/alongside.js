// What scripts add to a page that works without them: error focus, counters, one submit, printing.

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

// A digit chooses among the radio buttons of the question that has the focus (and nowhere else: WCAG 2.1.4), so that every
// answer costs two keys. Arrows, Tab and Space stay the browser's own.
function chooseByDigit(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  if (!event.target.matches(".pd-scale input[type=radio]")) return;
  const radio = event.target.closest(".pd-scale").querySelectorAll("input[type=radio]")[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  radio.click();
}

// A picture that is wider than the screen opens on its middle, where the person stands.
function showMiddles() {
  for (const one of document.querySelectorAll(".pd-picture")) one.scrollLeft = (one.scrollWidth - one.clientWidth) / 2;
}

// The page comes back as it was left (the browser's Back): its forms may be sent again.
function wakeAgain() {
  sentAt = new WeakMap();
}

document.addEventListener("keydown", chooseByDigit);
document.addEventListener("submit", submitOnce);
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
document.addEventListener("htmx:load", (event) => {
  wakeParts(event.target);
  showScriptOnly(event.target);
});
window.addEventListener("pageshow", (event) => event.persisted && wakeAgain());

document.body.classList.add("js-enabled", "govuk-frontend-supported");
wakeParts(document);
showScriptOnly(document);
showMiddles();
focusMessage();
