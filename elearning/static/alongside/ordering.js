// What scripts add to putting things in order: a handle to drag by. Buttons and places do the same without it.

const script = document.querySelector("script[data-ordering-script]");
const form = document.querySelector("form[data-ordering]");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let held = false; // something is held, if not yet moved: the list must not be laid anew under it
let stale = false; // it should have been
let asking = false; // an order is on its way to the server
let again = false; // and another one has been made meanwhile

function list() {
  return form.querySelector("[data-sortable]");
}

// The order of the page is what counts now, not the places that were chosen before.
function countPlaces() {
  list().querySelectorAll(":scope > li").forEach((item, index) => {
    const place = item.querySelector("select");
    if (place) place.value = String(index + 1);
  });
}

// One order at a time goes to the server, so that an earlier one never arrives after a later one.
async function keep() {
  countPlaces();
  again = asking;
  if (asking) return;
  asking = true;
  await ask();
  asking = false;
  if (again) keep();
}

// The server lays the list anew, so that numbers, buttons and their names are right; if that fails, the form is sent.
async function ask() {
  const button = form.querySelector("button[name=apply]");
  const focused = document.activeElement?.id;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-ordering] [data-sortable]");
    if (!answer.ok || !fresh) throw new Error(String(answer.status));
    if (again) return;
    stale = held;
    if (held) return;
    list().replaceWith(fresh);
    fresh.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    wake();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  } catch {
    form.requestSubmit(button);
  }
}

function wake() {
  for (const grip of form.querySelectorAll("[data-grip]")) grip.hidden = false;
  window.Sortable.create(list(), {
    handle: "[data-grip]",
    draggable: "li",
    animation: still.matches ? 0 : 150,
    forceFallback: true,
    fallbackTolerance: 3,
    ghostClass: "pd-place--left",
    onChoose: () => {
      held = true;
    },
    onUnchoose: () => {
      held = false;
      // Let go where it was: nothing is to be kept, but the list waits to be laid anew.
      setTimeout(() => {
        if (stale && !held && !asking) keep();
      });
    },
    onEnd: (event) => {
      if (event.oldIndex !== event.newIndex) keep();
    },
  });
}

import(script.dataset.sortable).then(wake).catch(() => {});
