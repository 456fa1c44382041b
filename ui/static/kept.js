// Keeps whoever stands at the lobby's screen on its pages: nothing that a browser offers besides them is offered.
// What the browser's policies forbid (/etc/chromium/policies) they forbid without this; this is the page's own part.

const never = (event) => event.preventDefault();
for (const name of ["contextmenu", "dragstart", "dragover", "drop", "auxclick", "gesturestart"]) {
  document.addEventListener(name, never, { capture: true });
}

// A link opens here, and not in another tab or window, whatever is held down meanwhile.
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.shiftKey || event.metaKey || event.altKey) event.preventDefault();
}, { capture: true });

// Zooming by wheel, printing, saving, searching, the browser's own pages, the way back: none of it is for a lobby.
document.addEventListener("wheel", (event) => { if (event.ctrlKey) event.preventDefault(); }, { capture: true, passive: false });
document.addEventListener("keydown", (event) => {
  const combined = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  if (combined || /^(F\d+|Browser.*|Print|PrintScreen|ContextMenu|Help|Launch.*)$/.test(event.key)) event.preventDefault();
}, { capture: true });
