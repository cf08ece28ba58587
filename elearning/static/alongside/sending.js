// Forms on a phone where the connection comes and goes: what was pressed waits until the server can be reached, and is sent
// then. Sending twice does no harm: such a form says the same once more, or carries a key of its own. Without this script
// the browser says that there is no connection, and sends the same form when it is asked to load the page again.

const EVERY = 2000;
const LONGEST = 8000;
let waiting = new WeakSet();

async function isReached(address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
    return answer.status < 500;
  } catch {
    return false;
  }
}

// What the pressed button says goes along, as it does when a browser sends the form itself.
function carry(form, button) {
  if (!button?.name) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = button.name;
  field.value = button.value;
  form.append(field);
}

async function send(event) {
  const form = event.target;
  if (!form.matches("form[data-reach]")) return;
  event.preventDefault();
  if (waiting.has(form)) return;
  waiting.add(form);
  const said = form.querySelector("[data-reach-said]");
  while (!(await isReached(form.dataset.reach))) {
    said.textContent = said.dataset.words;
    await new Promise((goOn) => setTimeout(goOn, EVERY));
  }
  carry(form, event.submitter);
  form.submit();
}

document.addEventListener("submit", send);
window.addEventListener("pageshow", () => { waiting = new WeakSet(); });
