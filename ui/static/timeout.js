// Who walks away leaves nothing behind: the screen asks, counts, hides and goes to the start page.
// The same clock serves what a page waits for, pages that leave by themselves, and the time of day.

const ASK_FOR_S = 12;
const TELL_EVERY_MS = 5000;
let restsSince = Date.now();
let shownAt = Date.now();
let told = 0;
let state = "";
let heardAt = 0;
let opened = "";

const page = () => document.getElementById("page");
const still = () => document.getElementById("still");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const post = (path) => fetch(path, { method: "POST", body: new URLSearchParams({ visit: page().dataset.visit }) }).catch(() => tell("loge:lost"));

function here() {
  restsSince = Date.now();
  still().hidden = true;
  if (Number(page().dataset.idleS) && Date.now() - told > TELL_EVERY_MS) { told = Date.now(); post("/visit/here"); }
}

async function leave() {
  page().querySelector("main").replaceChildren(); // at once: nothing personal waits for an answer
  page().dataset.idleS = "0";
  await post("/visit/end");
  still().hidden = true;
  tell("loge:go", { to: "/" });
}

function ask(idleS) {
  const leftS = idleS - (Date.now() - restsSince) / 1000;
  const asking = leftS < Math.min(ASK_FOR_S, idleS / 2);
  if (leftS <= 0) return leave();
  if (asking && still().hidden) { still().hidden = false; still().querySelector("[data-here]").focus(); tell("loge:asking"); }
  if (!asking) return undefined;
  still().querySelector("[data-left]").textContent = String(Math.ceil(leftS));
  still().style.setProperty("--left", String((100 * leftS) / Math.min(ASK_FOR_S, idleS / 2)));
  return undefined;
}

// A card was tapped and a parcel waits: its door opens by itself, once a visit, unless somebody touches something.
function opens(gone) {
  const form = page().querySelector("form[data-opens-s]");
  if (!form) return;
  const coming = page().dataset.visit !== "" && page().dataset.visit !== opened;
  page().querySelector("[data-coming]").hidden = !coming;
  if (!coming || gone < Number(form.dataset.opensS)) return;
  opened = page().dataset.visit;
  form.requestSubmit();
}

function tick() {
  const gone = (Date.now() - shownAt) / 1000;
  opens((Date.now() - Math.max(shownAt, heardAt)) / 1000); // not in the midst of a word
  const waiting = page().querySelector("[data-waits-s]");
  waiting?.style.setProperty("--gone", String(Math.min(1, gone / Number(waiting.dataset.waitsS))));
  const clock = page().querySelector("[data-clock]");
  if (clock) clock.textContent = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone }).format(new Date());
  const leavesS = Number(page().dataset.leavesS ?? 0);
  const restedS = (Date.now() - Math.max(shownAt, restsSince, heardAt)) / 1000;
  if (leavesS && restedS > leavesS) { delete page().dataset.leavesS; return page().dataset.next === "/" ? leave() : tell("loge:go", { to: page().dataset.next }); }
  const idleS = Number(page().dataset.idleS);
  return idleS && document.getElementById("veil").hidden ? ask(idleS) : undefined;
}

function touched() {
  opened = page().dataset.visit; // whoever touches anything says what is to happen; who listens has said nothing
  here();
}

for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, touched, { passive: true, capture: true });
document.addEventListener("loge:page", (event) => {
  if (event.detail?.fresh) { restsSince = Date.now(); still().hidden = true; }
  if (event.detail?.fresh || page().dataset.state !== state) shownAt = Date.now();
  state = page().dataset.state;
});
document.addEventListener("loge:speaking", () => { heardAt = Date.now(); if (still().hidden) here(); }); // who listens is there
document.addEventListener("loge:leave", leave);
setInterval(tick, 250);
