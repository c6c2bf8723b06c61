// Review by keys; without this the buttons do the same.
"use strict";
(() => {
  const page = () => document.getElementById("duyet");
  const heads = () => [...page().querySelectorAll("[data-dau]")];
  const unsure = () => heads().find((head) => head.dataset.ngo) || heads()[0];
  const current = () => document.activeElement?.closest("[data-dau]") || unsure();
  const enter = (head) => head?.querySelector("input:checked, select, input")?.focus();
  let digits = "", timer = 0, busy = false, byKeys = false;
  const waiting = []; // pressed while a post is being sent: meant for the next one

  const after = (head) => enter(heads()[heads().indexOf(head) + 1] || head);
  const settle = () => {
    clearTimeout(timer);
    const number = digits;
    digits = "";
    const head = current();
    const select = head?.querySelector("select");
    const option = number && select?.querySelector(`option[data-so="${Number(number)}"]`);
    if (option) { option.selected = true; after(head); }
  };
  const digit = (key) => {
    const head = current();
    if (!head) return;
    const radio = head.querySelector(`input[data-so="${key}"]`);
    if (radio) { radio.checked = true; return after(head); }
    const select = head.querySelector("select");
    if (!select) return;
    enter(head);
    digits += key;
    clearTimeout(timer);
    const longer = [...select.options].some((o) => o.dataset.so.length > digits.length && o.dataset.so.startsWith(digits));
    if (longer && digits !== "0") timer = setTimeout(settle, 700);
    else settle();
  };
  const press = (key) => {
    if (/^[0-9]$/.test(key)) return digit(key);
    if (digits) settle();
    if (key === "Enter") return document.getElementById("phieu")?.requestSubmit();
    if (key === "j") return page().querySelector("a[rel=next]")?.click();
    if (key === "k") return page().querySelector("a[rel=prev]")?.click();
    if (key === "u") return document.getElementById("hoan-tac")?.requestSubmit();
    const help = document.getElementById("phim");
    if (key === "?" && help) help.open = !help.open;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !document.getElementById("phieu")) return;
    if (!/^[0-9]$|^(Enter|j|k|u|\?)$/.test(event.key)) return;
    if (event.target.closest("textarea, input[type=search], input[type=text]")) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    event.preventDefault();
    byKeys = true;
    if (busy) waiting.push(event.key);
    else press(event.key);
  });
  document.addEventListener("htmx:beforeRequest", () => { busy = true; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A word on what does not go together comes with 422 and belongs on the page.
    if (event.detail.xhr.status === 422 && event.detail.serverResponse.includes('id="phieu"')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    // Anything else is a page of its own (log in again, an error): the browser shows it.
    const form = event.detail.elt.closest("form");
    if (form) HTMLFormElement.prototype.submit.call(form);
  });
  document.addEventListener("htmx:sendError", () => {
    busy = false;
    waiting.length = 0;
    document.getElementById("mat-mang").hidden = false;
  });
  document.addEventListener("htmx:afterSettle", () => {
    busy = false;
    if (byKeys && document.getElementById("phieu")) enter(unsure());
    while (waiting.length && !busy) press(waiting.shift());
  });
})();
