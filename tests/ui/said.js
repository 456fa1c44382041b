// Runs in a page of the gallery: returns, for each scene, what is said of it at first and what each of its options is called.
async ({ language, names }) => {
  const found = {};
  let said = [];
  document.addEventListener("loge:say", ({ detail }) => said.push(...detail.pieces.map((piece) => piece.text ?? piece)));
  const press = (code) => document.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true }));
  for (const name of names) {
    const fresh = new DOMParser().parseFromString(await (await fetch(`/scenes/${language}/${name}`)).text(), "text/html");
    const title = fresh.querySelector("h1").textContent.trim();
    document.documentElement.lang = fresh.documentElement.lang;
    document.documentElement.dataset.ear = "on";
    for (const id of ["page", "keys"]) document.getElementById(id).replaceWith(fresh.getElementById(id));
    delete document.getElementById("page").dataset.leavesS;
    said = [];
    document.dispatchEvent(new CustomEvent("loge:page", { detail: { fresh: true } }));
    const page = said;
    const options = [];
    for (let at = 0; at < 16; at += 1) {
      said = [];
      press("NumpadAdd");
      const marked = document.querySelector("[data-at]");
      if (!marked || options.some((one) => one.marked === marked)) break;
      options.push({ marked, words: said.join(" ") });
    }
    found[name] = { title, page: page.join(" "), options: options.map((one) => one.words), controls: document.querySelectorAll("#page main a[href], #page main button:not([disabled], [data-unsign]), #page .ways a, #page .ways button").length };
  }
  return found;
}
