// Asks the browser for a passkey, or to make one, when a form is sent that wants it; without it codes do the same.

// A passkey belongs to a name; browsers make none for an address that is a number.
const isNumber = /^([\d.]+|\[.*\])$/.test(location.hostname);
const can = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON) && !isNumber;

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function credential(form) {
  const asked = await options(form);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
}

for (const words of can ? document.querySelectorAll("[data-passkey-impossible]") : []) words.hidden = true;
for (const form of can ? document.querySelectorAll("form[data-passkey]") : []) {
  const failed = form.querySelector("[data-passkey-failed]");
  form.hidden = form.querySelector("button[type=submit]").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const made = await credential(form);
      form.elements.credential.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
