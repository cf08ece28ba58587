// Brings a part of the page up to date every two seconds while the page is looked at; without it there is a link to look again.
// When the address leads elsewhere, the work is over and the page goes there.

const EVERY = 2000;

async function look(part) {
  const answer = await fetch(part.dataset.lookAgain, { credentials: "same-origin" });
  if (answer.redirected) {
    window.location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-look-again]");
  if (answer.ok && fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
}

async function keepLooking(part) {
  if (!document.hidden) await look(part).catch(() => {});
  setTimeout(() => keepLooking(part), EVERY);
}

for (const part of document.querySelectorAll("[data-look-again]")) setTimeout(() => keepLooking(part), EVERY);
