// Pages work without this file; with it they are quicker under the hand.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("tbody tr[data-row], ul[data-rows] > li")];

/** Move the focus to the link of the next or the previous line of a list. */
function step(by) {
  const links = rows().map((row) => row.querySelector("a")).filter(Boolean);
  if (!links.length) return;
  const at = links.findIndex((link) => link === document.activeElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)].focus();
}

// Single keys can be switched off; the browser remembers it, nothing is sent anywhere.
const KEYS = "an-sinh.phim-tat";
function keysOn() {
  try { return localStorage.getItem(KEYS) !== "tat"; } catch { return true; }
}

for (const box of document.querySelectorAll("input[data-keys]")) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.checked = keysOn();
  box.addEventListener("change", () => {
    try { localStorage.setItem(KEYS, box.checked ? "bat" : "tat"); } catch { box.checked = true; }
  });
}

document.addEventListener("keydown", (event) => {
  if (!keysOn()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = {
    "/": () => document.querySelector("form[role=search] input:not([type=hidden])")?.focus(),
    "?": () => { location.href = "/phim-tat"; },
    j: () => step(1),
    k: () => step(-1),
    a: () => document.querySelector("[data-approve]")?.focus(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A long file shows how far it has come. The answer is a page, so the page is taken as it is.
for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const bar = form.querySelector("progress");
    const words = form.querySelector("[data-progress-words]");
    if (!bar.hidden) return; // it is on its way already
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      bar.value = sent.loaded / sent.total;
      words.textContent = `${Math.round(100 * bar.value)} %`;
    });
    request.addEventListener("load", () => {
      if (request.status < 400 && request.responseURL !== form.action) { location.href = request.responseURL; return; }
      document.open(); document.write(request.responseText); document.close();
    });
    request.addEventListener("error", () => { form.submit(); });
    request.open("POST", form.action);
    request.send(new FormData(form, event.submitter));
  });
}

// On paper nothing can be opened: what is folded is printed open, but for the tables of pictures.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) {
    if (!part.closest("figure")) { part.open = true; part.dataset.opened = ""; }
  }
});
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-opened]")) {
    part.open = false;
    delete part.dataset.opened;
  }
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
