// Lobby pages without a reload: links and forms are fetched, the page is swapped. Without this file they are plain pages.
// Others ask by events on document: loge:go {to}, loge:refresh; they hear of a new page by loge:page.

let going = null;
let again = false;
let held = false;

const page = () => document.getElementById("page");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

const ticked = (field) => field.type === "radio" || field.type === "checkbox";

function typed() {
  return [...page().querySelectorAll("input[name]:not([type=hidden]), #strokes")].map((field) => [field.name, ticked(field) ? field.value : "", ticked(field) ? field.checked : field.value]);
}

function retype(kept) {
  for (const [name, value, state] of kept) {
    const fields = page().querySelectorAll(`input[name="${CSS.escape(name)}"]`);
    for (const field of fields) {
      if (ticked(field)) field.checked = field.value === value ? state : field.checked;
      else field.value = state;
    }
  }
}

function swap(text, address, kept) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const next = fresh.getElementById("page");
  if (!next) return location.assign(address);
  for (const id of ["page", "veil", "still", "keys"]) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && now) { if (id === "veil" || id === "still") now.hidden = old.hidden; old.replaceWith(now); }
  }
  document.title = fresh.title;
  document.documentElement.lang = fresh.documentElement.lang;
  for (const name of ["theme", "ear", "hand"]) document.documentElement.dataset[name] = fresh.documentElement.dataset[name];
  if (kept) retype(kept);
  const first = page().querySelector("[autofocus]") ?? page().querySelector("h1");
  first?.focus({ preventScroll: true });
  tell("loge:page", { fresh: !kept });
}

async function load(address, options = {}, { carry = false, push = true, busy = true } = {}) {
  going?.abort();
  const mine = (going = new AbortController());
  const before = page();
  if (busy) before.setAttribute("aria-busy", "true"); // a page that only looks again takes touches all the same
  try {
    const answer = await fetch(address, { ...options, signal: mine.signal, credentials: "same-origin" });
    const text = await answer.text();
    if (mine !== going) return;
    if (!busy && held) { again = true; return; } // nothing is swapped away from under a finger
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) return location.assign(answer.url);
    const kept = carry ? typed() : null;
    const there = answer.redirected || (options.method ?? "GET") === "GET" ? answer.url : location.href;
    if (push) history.pushState(null, "", there);
    swap(text, there, kept);
    if (!answer.ok) again = false; // a refusal stays to be read: what changed meanwhile was news for the page before it
  } catch (trouble) {
    if (trouble.name !== "AbortError") tell("loge:lost");
  } finally {
    if (busy) before.removeAttribute("aria-busy");
    if (mine === going) going = null;
    if (again && !held) { again = false; refresh(); }
  }
}

function refresh() {
  if (going || held) { again = true; return; }
  load(location.href, {}, { carry: true, push: false, busy: false });
}

function press(element) {
  element.classList.add("pressed");
  setTimeout(() => element.classList.remove("pressed"), 180);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || link.target) return;
  const to = new URL(link.href, location.href);
  if (to.origin !== location.origin || link.dataset.plain !== undefined) return;
  event.preventDefault();
  // A second touch meant the page that is about to come, not what stands there still; back and the desk's call are always taken.
  if (page().getAttribute("aria-busy") === "true" && link.closest("main")) return;
  press(link);
  load(to.href, {}, { carry: link.dataset.carry !== undefined });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.plain !== undefined) return;
  event.preventDefault();
  if (page().getAttribute("aria-busy") === "true") return;
  if (event.submitter) press(event.submitter);
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  const to = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action; // a button may lead elsewhere
  if (form.method === "get") load(`${to}?${fields}`);
  else load(to, { method: "POST", body: fields });
});

addEventListener("pointerdown", () => { held = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => setTimeout(() => { held = false; if (again && !going) { again = false; refresh(); } }), true);
}

document.addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("popstate", () => load(location.href, {}, { push: false }));
document.addEventListener("loge:go", (event) => load(new URL(event.detail.to, location.href).href));
document.addEventListener("loge:refresh", refresh);
addEventListener("DOMContentLoaded", () => tell("loge:page", { fresh: true }));
