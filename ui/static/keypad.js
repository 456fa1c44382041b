// Keys on the glass write into a field; so do the keys of a real keyboard, wherever the focus is.

const page = () => document.getElementById("page");

function write(field, change) {
  const before = field.value;
  const after = change(before).slice(0, field.maxLength > 0 ? field.maxLength : undefined);
  if (after === before) return;
  field.value = after;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key], [data-erase], [data-clear]");
  const pad = key?.closest("[data-keypad]");
  const field = pad && document.getElementById(pad.dataset.keypad);
  if (!field) return;
  if (key.dataset.key !== undefined) write(field, (text) => text + key.dataset.key);
  else if (key.dataset.erase !== undefined) write(field, (text) => text.slice(0, -1));
  else write(field, () => "");
});

document.addEventListener("input", (event) => {
  const enough = Number(event.target.dataset?.sendAt ?? 0);
  if (enough && event.target.value.replace(/\s/g, "").length === enough) event.target.form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
  const pad = page().querySelector("[data-keypad]");
  const field = pad && document.getElementById(pad.dataset.keypad);
  if (!field || !(event.key.length === 1 || event.key === "Backspace") || (event.key === " " && event.target.matches("button, a"))) return;
  event.preventDefault();
  write(field, (text) => (event.key === "Backspace" ? text.slice(0, -1) : text + event.key));
});
