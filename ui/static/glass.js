// Keys on the glass for the attendants' pages on the lobby's own screen, which has no keyboard. A touched field brings
// them; they stay while other fields are filled in, and go when they are told to or when something else is touched.

const glass = document.getElementById("glass");
const TYPED = "input:is(:not([type]), [type=text], [type=search], [type=password], [type=number], [type=tel]), textarea";
const PICKED = "input:is([type=date], [type=time], [type=month], [type=datetime-local])";
const plain = (field) => field.type === "number" || ["numeric", "decimal", "tel"].includes(field.inputMode);
let field = null;

function bring(touched) {
  field = touched;
  glass.hidden = false;
  glass.classList.toggle("plain", plain(field));
  document.body.classList.add("glassy");
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "nearest" });
}

function put_away() {
  field?.blur();
  field = null;
  glass.hidden = true;
  document.body.classList.remove("glassy");
}

function write(text) {
  if (field.type === "number") field.value = text === null ? field.value.slice(0, -1) : field.value + text;
  else {
    let [from, to] = [field.selectionStart, field.selectionEnd];
    if (text === null && from === to) from = Math.max(0, from - 1);
    const room = field.maxLength > 0 ? field.maxLength - field.value.length + (to - from) : Infinity;
    field.setRangeText((text ?? "").slice(0, Math.max(0, room)), from, to, "end");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function shift(on) {
  glass.querySelector("[data-glass=shift]").setAttribute("aria-pressed", String(on));
  for (const key of glass.querySelectorAll(".letters [data-glass-key]")) {
    key.dataset.glassKey = on ? key.dataset.glassKey.toUpperCase() : key.dataset.glassKey.toLowerCase();
    key.textContent = key.dataset.glassKey.trim() || "␣";
  }
}

function strike(key) {
  if (!field?.isConnected) return put_away(); // its part of the page was exchanged
  if (key.dataset.glass === "end") return put_away();
  if (key.dataset.glass === "shift") return shift(key.getAttribute("aria-pressed") === "false");
  return write(key.dataset.glass === "erase" ? null : key.dataset.glassKey);
}

glass.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its caret
glass.addEventListener("mousedown", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const key = event.target.closest("#glass button");
  const touched = event.target.closest(TYPED);
  if (key) strike(key);
  else if (touched && !touched.readOnly && !touched.disabled) bring(touched);
  else if (!event.target.closest("#glass")) put_away();
  const picked = event.target.closest(PICKED);
  if (picked && !picked.readOnly && !picked.disabled) picked.showPicker();
});
