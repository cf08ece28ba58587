// Helps authors in Wagtail's editor: counts the words of a text while it is written, and says what a reading grade means.
// A field with the class `words-300-900` has between 300 and 900 words; `words-pack-600-900` holds where the format is "pack".
(() => {
  "use strict";
  const told = document.currentScript.dataset;
  const WORDS_A_MINUTE = 200;
  const PAUSE = 1000;

  const words = (text) => (text.trim() ? text.trim().split(/\s+/).length : 0);

  const written = (field) => {
    const lines = field.querySelectorAll("[data-block=true]");
    if (lines.length) return [...lines].filter((line) => !line.querySelector("[data-block=true]")).map((line) => line.textContent).join(" ");
    return field.querySelector("textarea")?.value ?? "";
  };

  const limits = (field) => {
    const format = document.querySelector("#id_format")?.value;
    const classes = [...field.classList].map((name) => name.match(/^words-(?:([a-z]+)-)?(\d+)-(\d+)$/)).filter(Boolean);
    const own = classes.find((found) => found[1] && found[1] === format) ?? classes.find((found) => !found[1]);
    return own && { fewest: Number(own[2]), most: Number(own[3]) };
  };

  const sentence = (count, { fewest, most }) => {
    const judged = count < fewest ? told.few : count > most ? told.many : told.right;
    const minutes = Math.max(1, Math.ceil(count / WORDS_A_MINUTE));
    const values = { count, minutes, fewest, most, less: fewest - count, more: count - most };
    return `${told.count} ${judged}`.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };

  const line = (field) => {
    const shown = document.createElement("p");
    shown.className = "help";
    shown.setAttribute("aria-hidden", "true");
    const spoken = document.createElement("p");
    spoken.className = "w-sr-only";
    spoken.setAttribute("role", "status");
    (field.querySelector(".w-field__input") ?? field).append(shown, spoken);
    let waiting;
    return (text) => {
      if (shown.textContent === text) return;
      const first = !shown.textContent;
      shown.textContent = text;
      clearTimeout(waiting);
      if (!first) waiting = setTimeout(() => (spoken.textContent = text), PAUSE);
    };
  };

  const lines = new WeakMap();
  const count = () => {
    for (const field of document.querySelectorAll('.w-field[class*="words-"]')) {
      const range = limits(field);
      if (!range) continue;
      if (!lines.has(field)) lines.set(field, line(field));
      lines.get(field)(sentence(words(written(field)), range));
    }
  };

  const advise = ({ detail }) => {
    const place = document.querySelector("[data-reading-advice]");
    const score = detail.metrics?.lixScore;
    if (!place || score === undefined) return;
    place.hidden = false;
    place.textContent = score < 35 ? place.dataset.good : score < 45 ? place.dataset.fair : place.dataset.complex;
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("w-preview:content", advise);
    document.addEventListener("input", count);
    document.addEventListener("change", count);
    let due;
    new MutationObserver(() => {
      clearTimeout(due);
      due = setTimeout(count, 150);
    }).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true, characterData: true });
    count();
  });
})();
