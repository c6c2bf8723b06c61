// The desk works without this; it saves a click here and there.
"use strict";
document.addEventListener("click", (event) => {
  // One question before what cannot be taken back.
  const button = event.target.closest("[data-chac]");
  if (button && !window.confirm(button.dataset.chac)) event.preventDefault();
  // An open menu closes when something else is touched.
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.who[open]")) menu.open = false;
  }
});
document.addEventListener("submit", (event) => {
  // Twice pressed is sent once.
  if (event.target.method !== "post" || event.defaultPrevented) return;
  if (event.target.dataset.gui) return event.preventDefault();
  event.target.dataset.gui = "1";
  setTimeout(() => delete event.target.dataset.gui, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-gui]")) delete form.dataset.gui;
});
// Typed and not sent: ask before leaving.
let typed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[method=post]")) typed = true;
});
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
// The strip of pages on a phone shows where we are.
const here = document.querySelector("nav.pages [aria-current=page]");
if (here) {
  const strip = here.closest("ul");
  strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}
// A link to a row inside a closed part opens it.
const show = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const row = id && document.getElementById(id);
  for (let part = row && row.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  if (row && row.closest("details")) row.scrollIntoView();
};
window.addEventListener("hashchange", show);
show();
