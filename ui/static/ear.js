// Eyes shut: four keys (back, before, next, choose) lead through every page, and a voice reads it. The keys are those of a
// keypad, or the screen's corners. What is read is what stands there; nothing under [data-unsaid], no name, no PIN.

const KEYS = { NumpadDivide: "back", NumpadSubtract: "before", NumpadAdd: "next", NumpadEnter: "choose", F13: "back", F14: "before", F15: "next", F16: "choose" };
const ALSO = { Escape: "back", ArrowLeft: "before", ArrowUp: "before", ArrowRight: "next", ArrowDown: "next", Enter: "choose" }; // once it is on
const PLACES = ["main", ".ways", "header .button, header .round:not(.corner *, .ear *)", "footer > .button", ".languages", ".ear"];
const UNREAD = "a, button, input, textarea, canvas, svg, nav, [data-unsaid], [hidden], .unseen, [aria-hidden=true]";
const page = () => document.getElementById("page");
const still = () => document.getElementById("still");
const words = () => document.getElementById("keys").dataset;
const isOn = () => document.documentElement.dataset.ear === "on";
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const filled = (pattern, facts) => pattern.replace(/\[(\w+)\]/g, (_, name) => facts[name] ?? "");
const say = (...pieces) => tell("loge:say", { pieces: pieces.filter((piece) => piece?.text ?? piece) });
let at = -1;
let beginning = false;
let was = "";
let state = "";
let typed = 0;
let asked = false;
let wasOn = isOn();

function shown(element) {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
}

function usable(element) {
  if (element.disabled || element.type === "hidden" || element.closest(".corner, .resting, [data-unsign]")) return false;
  if (element.matches("input") && !["radio", "checkbox"].includes(element.type)) return false;
  const pad = element.closest("[data-keypad]");
  if (pad && document.getElementById(pad.dataset.keypad)?.type === "password") return false; // who listens learns no PIN
  return element.type === "radio" || shown(element);
}

function options() {
  if (!still().hidden) return [still().querySelector("[data-here]")];
  const all = [...page().querySelectorAll("a[href], button, input")].filter(usable);
  const place = (element) => PLACES.findIndex((one) => element.closest(one));
  return all.map((element, order) => [place(element), order, element]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , element]) => element);
}

function text(element) {
  const copy = element.cloneNode(true);
  for (const one of copy.querySelectorAll("svg, [data-unsaid], [aria-hidden=true], .unseen, form, .button")) one.remove();
  const found = [];
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found.push(walker.currentNode.data.replace(/\s+/g, " ").trim());
  return found.filter(Boolean).join(", ");
}

function label(element) {
  let own = element.dataset.said ?? element.getAttribute("aria-label") ?? text(element.type === "radio" ? element.closest("label") : element);
  if (own === "-") own = words().dash;
  const row = element.closest(".key:not(a), .lobby-alarm");
  const whose = row && row !== element ? text(row.querySelector(".label strong") ?? row) : "";
  const name = [whose, own].filter(Boolean).join(", ");
  const on = ["aria-pressed", "aria-checked", "aria-current"].some((one) => element.getAttribute(one) === "true") || element.checked;
  return on ? filled(words().chosen, { label: name }) : name;
}

// The text of a page as sentences: one a block, controls left out.
function reading(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let before = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const said = node.data.replace(/\s+/g, " ").trim();
    const parent = node.parentElement;
    if (!said || parent.closest(UNREAD) || !shown(parent)) continue;
    let block = parent.closest("[data-one]") ?? parent;
    while (block !== root && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    if (block === before) found.push(`${found.pop()} ${said}`);
    else found.push(said);
    before = block;
  }
  return found.map((one) => (/[.!?。！？：:]$/.test(one) ? one : `${one}${document.documentElement.lang.startsWith("zh") ? "。" : "."}`)).join(" ");
}

function read({ first = [], again = false } = {}) {
  if (!still().hidden) return say(...first, reading(still().querySelector(".veil-box")));
  const main = page().querySelector("main");
  const field = main.querySelector("[data-keypad]") && document.getElementById(main.querySelector("[data-keypad]").dataset.keypad);
  const count = options().length;
  const problem = [...page().querySelectorAll("footer [role=alert], footer [role=status], footer .note")].map(reading).join(" ");
  return say(...first, again ? "" : text(page().querySelector("h1")), reading(main), problem,
    field?.type === "password" ? words().pin : "", main.querySelector("canvas[data-signature]") ? words().sign : "",
    count === 1 ? words().option : filled(words().options, { count }));
}

function mark(list) {
  for (const one of document.querySelectorAll("[data-at]")) delete one.dataset.at;
  const element = list[at];
  was = element ? label(element) : "";
  if (!element) return;
  (element.type === "radio" ? element.closest("label") : element).dataset.at = "";
  element.focus({ preventScroll: true });
}

function step(by) {
  const list = options();
  if (!list.length) return read();
  at = at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length;
  mark(list);
  const element = list[at];
  const short = element.closest("[data-keypad]");
  return say({ text: short ? was : filled(words().of, { label: was, at: at + 1, count: list.length }), lang: element.lang });
}

function choose() {
  const element = options()[at];
  if (!element || element.matches(":disabled")) return read();
  tell("loge:tone", { name: "seen" });
  return element.click();
}

function back() {
  if (!still().hidden) return still().querySelector("[data-here]").click();
  const way = page().querySelector(".corner a");
  return way ? way.click() : read();
}

const DEEDS = { back, before: () => step(-1), next: () => step(1), choose };

async function begin() {
  beginning = true;
  document.documentElement.dataset.ear = "on";
  wasOn = true;
  at = -1;
  read({ first: [words().welcome] });
  await fetch("/comfort", { method: "POST", body: new URLSearchParams({ ear: "on" }) }).catch(() => tell("loge:lost"));
  tell("loge:refresh");
}

function pressed(key) {
  tell("loge:hush");
  if (!isOn()) return begin();
  if (asked) { asked = false; at = -1; return read(); } // any key says "I'm still here", and does nothing else
  return DEEDS[key]();
}

for (const name of ["keydown", "pointerdown"]) window.addEventListener(name, () => { asked = !still().hidden; }, { capture: true }); // before that hides it
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = KEYS[event.code] ?? (isOn() ? ALSO[event.key] : undefined);
  if (!key) return void tell("loge:hush");
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) pressed(key);
}, { capture: true });

document.addEventListener("pointerdown", () => tell("loge:hush"), { capture: true });
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-four]");
  if (key) pressed(key.dataset.four);
});

document.addEventListener("input", (event) => {
  if (!isOn() || !event.target.matches("input")) return;
  const { value, type, maxLength } = event.target;
  const more = value.length > typed;
  typed = value.length;
  if (!typed) return say(words().empty);
  if (!more) return say(filled(words().gone, { at: typed }));
  if (type === "password") return say(filled(words().hidden, { at: typed }));
  return say(event.target.dataset.sendAt ? filled(words().typed, { label: value.at(-1), at: typed, count: maxLength }) : value.at(-1));
});

document.addEventListener("loge:asking", () => { at = 0; if (isOn()) { mark(options()); read(); } });
document.addEventListener("loge:page", (event) => {
  const { fresh } = event.detail ?? {};
  if (isOn()) beginning = false;
  else if (beginning) document.documentElement.dataset.ear = "on"; // this page was asked for before the first key
  const now = page().dataset.state;
  const changed = fresh || now !== state;
  const switched = isOn() && !wasOn;
  [state, wasOn] = [now, isOn()];
  typed = page().querySelector("input:not([type=hidden])")?.value.length ?? 0;
  if (!isOn()) return tell("loge:hush");
  at = changed ? -1 : was ? options().findIndex((one) => label(one) === was) : -1;
  if (at >= 0) mark(options());
  if (switched) read({ first: [words().welcome] });
  else if (changed) read({ again: !fresh }); // the same page at its next moment needs no title
});
