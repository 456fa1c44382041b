// Runs in a page of the gallery: returns the controls of each scene that no reach brings into the lower half of the screen.
async ({ language, names, least }) => {
  const found = [];
  const root = document.documentElement;
  const within = (box) => Math.min(box.bottom, innerHeight) - Math.max(box.top, innerHeight / 2) >= Math.min(least, box.height) - 1
    && Math.min(box.right, innerWidth) - Math.max(box.left, 0) >= Math.min(least, box.width) - 1;
  const controls = () => [...document.querySelectorAll("#page a[href], #page button, #page input:not([type=hidden], [type=radio]), #page canvas")].filter((one) => one.getClientRects().length);
  for (const name of names) {
    const fresh = new DOMParser().parseFromString(await (await fetch(`/scenes/${language}/${name}`)).text(), "text/html");
    document.getElementById("page").replaceWith(fresh.getElementById("page"));
    delete document.getElementById("page").dataset.leavesS;
    const near = new Set();
    const pulls = matchMedia("(orientation: landscape)").matches ? ["0", "1", "2"] : ["0"];
    for (const pulled of pulls) {
      root.dataset.pulled = pulled;
      for (const one of controls()) if (within(one.getBoundingClientRect())) near.add(one);
      const key = document.querySelector("[data-pull]");
      if (key.getClientRects().length ? !within(key.getBoundingClientRect()) : pulls.length > 1) found.push(`${name}: the key that pulls is out of reach`);
    }
    delete root.dataset.pulled;
    for (const one of controls()) if (!near.has(one)) found.push(`${name}: ${one.outerHTML.slice(0, 90)}`);
  }
  return found;
}
