// Keeps a form that is written in over hours: what was typed is on disk as soon as a field is left, or the typing rests.
// Nothing on the page moves; a form that can't be kept just now is kept at the next rest, or by its own button.

const RESTS_MS = 8000;
const form = document.querySelector("form[data-draft]");
let resting = null;
let dirty = false;
let going = false;

async function keep() {
  clearTimeout(resting);
  resting = null;
  if (!dirty || going) return;
  dirty = false;
  going = true;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (answer.ok) {
      for (const [part, base] of Object.entries(await answer.json())) {
        const field = form.elements[`base.${part}`];
        if (field) field.value = base;
      }
    } else if (answer.status >= 500) dirty = true;
  } catch { dirty = true; } finally { going = false; }
  if (dirty && resting === null) resting = setTimeout(keep, RESTS_MS);  // typed meanwhile, or nobody answered
}

form?.addEventListener("input", () => { dirty = true; clearTimeout(resting); resting = setTimeout(keep, RESTS_MS); });
form?.addEventListener("change", keep);
