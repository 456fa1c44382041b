// Runs in a page of the gallery: returns the controls of each scene that don't lie in the lower half of the screen.
async ({ language, names, least }) => {
  const found = [];
  const within = (box) => box.top >= innerHeight / 2 - 1 && Math.min(box.bottom, innerHeight) - box.top >= Math.min(least, box.height) - 1
    && Math.min(box.right, innerWidth) - Math.max(box.left, 0) >= Math.min(least, box.width) - 1;
  // what is typed on keys below is only read in its field
  const controls = () => [...document.querySelectorAll("#page a[href], #page button, #page input:not([type=hidden], [type=radio], [inputmode=none]), #page canvas")].filter((one) => one.getClientRects().length);
  for (const name of names) {
    const fresh = new DOMParser().parseFromString(await (await fetch(`/scenes/${language}/${name}`)).text(), "text/html");
    document.getElementById("page").replaceWith(fresh.getElementById("page"));
    delete document.getElementById("page").dataset.leavesS;
    for (const one of controls()) if (!within(one.getBoundingClientRect())) found.push(`${name}: ${one.outerHTML.slice(0, 90)}`);
  }
  return found;
}
