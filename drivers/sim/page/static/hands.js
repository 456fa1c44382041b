// What hands do: one deed at a time to the world, and words when matter does not allow it.
let again = () => {};
export const onDone = (refresh) => { again = refresh; };

export async function act(deed, details = {}) {
  return send("/do", JSON.stringify({ do: deed, ...details }), "application/json");
}

export const held_s = () => (document.querySelector("#keep").checked ? null : 4);

export async function showPicture(file) {
  const kept = held_s();
  return send(kept ? `/show?for_s=${kept}` : "/show", file, "application/octet-stream");
}

async function send(path, body, type) {
  try {
    const reply = await fetch(path, { method: "POST", headers: { "Content-Type": type, "X-Bench": "1" }, body });
    const answer = await reply.json().catch(() => ({ error: `The lobby answered ${reply.status}.` }));
    if (answer.error) say(answer.error);
    again();
    return answer.ok;
  } catch {
    say("The simulated lobby does not answer.");
  }
  return undefined;
}

let fading;
export function say(words) {
  const toast = document.querySelector("#toast");
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.hidden = true; }, 4000);
}

export function make(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside);
  return made;
}

// A list is drawn anew only when what it shows has changed: focus, drags and scrolling survive.
const drawn = new WeakMap();
export function redraw(element, shown, draw) {
  const now = JSON.stringify(shown);
  if (drawn.get(element) === now) return;
  drawn.set(element, now);
  element.replaceChildren(...draw());
}

export function draggable(chip, what) {
  chip.draggable = true;
  chip.addEventListener("dragstart", (event) => event.dataTransfer.setData("application/x-loge", JSON.stringify(what)));
  return chip;
}

export function dropZone(element, take) {
  let depth = 0;
  const mark = (by) => { depth = Math.max(0, depth + by); element.classList.toggle("target", depth > 0); };
  element.addEventListener("dragenter", (event) => { event.preventDefault(); mark(1); });
  element.addEventListener("dragleave", () => mark(-1));
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0; mark(0);
    const what = event.dataTransfer.getData("application/x-loge");
    take(what ? JSON.parse(what) : null, event.dataTransfer.files[0]);
  });
}
