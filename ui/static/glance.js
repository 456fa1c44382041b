// What the camera sees while a card is held before it, as a mirror would show it: a picture too coarse to read, a few
// times a second, for as long as the page asks for one.

const EVERY_MS = 250;
const AFTER_TROUBLE_MS = 1500;
let shown = null;
let waiting = null;
let count = 0;

function next() {
  if (!shown?.isConnected) return look();
  count += 1;
  shown.src = `${shown.dataset.glance}?${count}`;
  return undefined;
}

function after(ms) {
  clearTimeout(waiting);
  waiting = setTimeout(next, ms);
}

function look() {
  const found = document.querySelector("img[data-glance]");
  if (found === shown) return;
  clearTimeout(waiting);
  shown = found;
  if (!found) return;
  found.addEventListener("load", () => { found.hidden = false; after(EVERY_MS); });
  found.addEventListener("error", () => { found.hidden = true; after(AFTER_TROUBLE_MS); });
  next();
}

new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
look();
