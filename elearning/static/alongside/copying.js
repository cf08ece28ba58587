// Copies the text of a field; loaded only on pages where there is something to copy, which work without it.

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select(); // where the browser refuses, the text is marked, ready to be copied by hand
  await navigator.clipboard.writeText(field.value);
  button.nextElementSibling.textContent = button.dataset.copied;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button).catch(() => {}));
}
