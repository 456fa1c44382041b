// Keeps an attendant's page fresh without taking anything out of anybody's hands: parts that changed are exchanged,
// a form that is being filled in is left alone. Whoever comes to the lobby's own screen gets it at once.

const LEAVES_AFTER_S = 600;
const LOOK_AFTER_MS = 200;
const desk = document.getElementById("desk");
const topics = desk.dataset.topics.split(" ");
let boot = null;
let waiting = null;
let emptied = null;
let lookingAgain = false;
let touched = Date.now();

const lost = (away) => { const note = document.querySelector("body .lost[role=status]"); if (note) note.hidden = !away; };
const filledIn = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
const inUse = (part) => part.querySelector("details[open]") || (part.contains(document.activeElement) && document.activeElement.matches("input, select")) || [...part.querySelectorAll("input:not([type=hidden])")].some(filledIn);

function exchange(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || inUse(part) || next.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.replaceChildren(...next.childNodes);
    if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}

// A ring empties while the kiosk waits for somebody; once it is empty, the page looks again.
function rings() {
  clearTimeout(emptied);
  const ring = document.querySelector("[data-left-ms]");
  if (!ring) return;
  const left = Number(ring.dataset.leftMs);
  const gone = 100 - (100 * left) / Number(ring.dataset.ofMs);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) ring.animate([{ strokeDashoffset: gone }, { strokeDashoffset: 100 }], { duration: left, fill: "forwards" });
  emptied = setTimeout(look, left + 300);
}

async function look() {
  if (lookingAgain) { waiting ??= setTimeout(() => { waiting = null; look(); }, LOOK_AFTER_MS); return; }
  lookingAgain = true;
  try {
    const asked = (path) => fetch(path, { headers: { "X-Loge-Look": "again" }, credentials: "same-origin" });
    let answer = await asked(location.href);
    const posted = answer.status === 405; // a form that came back with a problem: nothing to look at but the session
    if (posted) answer = await asked("/desk/map");
    if (answer.status >= 500) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!fresh.getElementById("desk")) return location.replace("/"); // the session is over: nothing stays on the screen
    if (!posted) exchange(fresh);
    rings();
    lost(false);
  } catch { lost(true); } finally { lookingAgain = false; }
  return undefined;
}

function changed({ topic }) {
  if (topic !== "everything" && !topics.includes(topic)) return;
  waiting ??= setTimeout(() => { waiting = null; look(); }, LOOK_AFTER_MS);
}

async function leave(to) {
  desk.querySelector("main").replaceChildren(); // at once: nothing personal waits for an answer
  await fetch("/desk/leave", { method: "POST", keepalive: true }).catch(() => undefined);
  location.replace(to);
}

function show(detail) {
  const items = location.pathname.startsWith("/desk/deposits"); // whoever works there is shown the claim at any browser
  if (detail.to === "claim" && (items || desk.dataset.lobby !== undefined)) return location.assign(`/desk/deposits/${encodeURIComponent(detail.id)}/claim`);
  if (desk.dataset.lobby === undefined || detail.to === "idle") return undefined;
  if (detail.code === "code.not_ours") return undefined; // a label that lies on the counter is nobody who came
  if (detail.to === "keys") return location.assign("/keys"); // the attendant's own badge; another's ends the session
  const known = { movement: `/movements/${encodeURIComponent(detail.id)}`, courier: "/courier" };
  return leave(known[detail.to] ?? "/");
}

function hello(detail) {
  lost(false);
  if (boot !== null && boot !== detail.boot) return location.reload();
  boot = detail.boot;
  return look(); // something may have happened between the page and its stream
}

function listen() {
  const stream = new EventSource("/events");
  const hears = { changed, show, hello };
  for (const [name, deed] of Object.entries(hears)) stream.addEventListener(name, (event) => deed(JSON.parse(event.data)));
  stream.addEventListener("error", () => { lost(true); if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000); });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

function along(from, key) {
  const middle = (door) => { const box = door.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
  const [x, y] = middle(from);
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let [best, least] = [null, Infinity];
  for (const door of document.querySelectorAll(".stand a")) {
    const [a, b] = middle(door);
    const ahead = (a - x) * dx + (b - y) * dy;
    const far = ahead + 3 * Math.abs((a - x) * dy + (b - y) * dx);
    if (ahead > 2 && far < least) [best, least] = [door, far];
  }
  best?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, select, textarea");
  const door = event.target.closest?.(".stand a");
  if (event.key === "/" && !typing) { event.preventDefault(); (document.querySelector("[data-search]") ?? document.querySelector(".desk-tabs a")).focus(); }
  else if (door && event.key.startsWith("Arrow")) { event.preventDefault(); along(door, event.key); }
  else if (event.key === "Escape" && typing) event.target.blur();
  else if (event.key === "Escape" && document.querySelector(".picked")) location.assign("/desk/map");
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault(); // a second tap on the same button
  form.dataset.sent = "yes";
  return undefined;
});
for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => { touched = Date.now(); }, { passive: true, capture: true });
setInterval(() => { if (Date.now() - touched > LEAVES_AFTER_S * 1000) leave("/"); }, 5000);
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
rings();
listen();
