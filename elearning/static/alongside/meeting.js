// A meeting's screen: counts its clock down by the server's moments, asks every two seconds whether anything has moved, and
// shows what has. It speaks twice in a stop: at two minutes left and when its time is up. Without it the page works by reload.

const EVERY = 2000;
const LONGEST = 8000;
const voice = document.querySelector("[data-room-voice]");
const lost = document.querySelector("[data-room-lost]");
let offset = 0;
let reached = null;
let busy = 0;
let last = "";
let line = Promise.resolve();
let gone = false;

const room = () => document.querySelector("[data-room]");

function setClock() {
  offset = Number(room().dataset.now) - Date.now();
  reached = null;
  tick();
}

function words(clock, left) {
  if (left > 0) return clock.dataset.left.replace("{t}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
  const over = Math.floor(-left / 60);
  if (!over) return clock.dataset.up;
  return over === 1 ? clock.dataset.overOne : clock.dataset.overMany.replace("{n}", over);
}

function tick() {
  const clock = room()?.querySelector("[data-clock]");
  if (!clock) return;
  const now = clock.dataset.paused ? Number(clock.dataset.paused) : Date.now() + offset;
  const left = Math.ceil((Number(clock.dataset.ends) - now) / 1000);
  const shown = words(clock, left);
  if (clock.textContent !== shown) clock.textContent = shown;
  clock.classList.toggle("is-over", left <= 0);
  speak(clock, left > 120 ? 0 : left > 0 ? 1 : 2);
}

// What a stop has reached when the page first shows it is not news.
function speak(clock, now) {
  if (reached !== null && now > reached) voice.textContent = now === 1 ? clock.dataset.two : clock.dataset.end;
  reached = now;
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-room]");
  if (!fresh) return false;
  const old = room();
  const held = document.activeElement;
  const open = [...old.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const chosen = held?.matches("select") ? held.value : null;
  old.replaceWith(fresh);
  for (const [id, isOpen] of open) if (document.getElementById(id)) document.getElementById(id).open = isOpen;
  const again = held?.id && !held.isConnected ? document.getElementById(held.id) : null;
  if (again && chosen !== null) again.value = chosen;
  again?.focus({ preventScroll: true });
  setClock();
  return true;
}

async function ask(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(LONGEST), ...options });
  if (answer.redirected || [401, 403, 404].includes(answer.status)) gone = true; // signed out, or no longer of this set
  return answer;
}

// What was asked for before a press must not cover what the press has brought.
async function look() {
  const seen = room();
  const { poll, mark, part } = seen.dataset;
  const answer = await ask(poll, { headers: { "If-None-Match": `"${mark}"` } });
  if (answer.status === 200 && !gone) {
    const changed = await ask(part);
    const html = await changed.text();
    if (changed.ok && !gone && !busy && room() === seen) show(html);
  }
  if (gone) window.location.reload();
  lost.hidden = answer.status < 500;
}

async function keepLooking() {
  if (gone) return;
  if (!document.hidden && !busy) await look().catch(() => { lost.hidden = false; });
  setTimeout(keepLooking, EVERY);
}

// A press that was not answered is sent again until it is: it says which state it saw, so it counts once.
async function sendUntilAnswered(address, body) {
  for (;;) {
    try {
      return await ask(address, { method: "POST", body });
    } catch {
      lost.hidden = false;
      body.set("again", "1");
      await new Promise((goOn) => setTimeout(goOn, EVERY));
    }
  }
}

async function give(address, body) {
  try {
    const answer = await sendUntilAnswered(address, body);
    lost.hidden = true;
    if (!answer.ok || gone || !show(await answer.text())) window.location.reload();
  } finally {
    busy -= 1;
  }
}

// Presses go one after the other, and a second click on the same button is the same press.
function press(event) {
  const form = event.target;
  if (!form.matches("[data-room] form[data-press]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const said = `${form.action} ${new URLSearchParams(body)}`;
  if (busy && said === last) return;
  last = said;
  busy += 1;
  line = line.then(() => give(`${form.action}?part=1`, body));
}

if (room()) {
  setClock();
  setInterval(tick, 500);
  setTimeout(keepLooking, EVERY);
  document.addEventListener("submit", press);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !busy) look().catch(() => {}); });
}
