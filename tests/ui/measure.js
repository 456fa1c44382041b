// Runs in the page: shows each scene by swapping it in, measures it, and returns what does not fit.
async ({ language, names, theme, smallestTarget }) => {
  const problems = [];
  const texts = (window.texts ??= {}); // fetched once for all sizes
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden" && !element.closest(".unseen, [hidden]");
  };
  const text = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
  const targets = () => [...document.querySelectorAll("#page a[href], #page button, #page input:not([type=hidden]):not([type=radio]), #page label:has(input), #page .button[aria-disabled]")].filter(shown);

  function measure(name) {
    const say = (what) => problems.push(`${language}/${name}: ${what}`);
    const [wide, high] = [innerWidth, innerHeight];
    const low = document.documentElement.dataset.hand === "low" && wide > high;
    const main = document.querySelector("main").getBoundingClientRect();
    if (document.documentElement.scrollWidth > wide || document.documentElement.scrollHeight > high) say("the page scrolls");
    for (const element of document.querySelectorAll("#page *:not(svg *)")) {
      if (element.matches("option, noscript") || !shown(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.top < -1 || box.right > wide + 1 || box.bottom > high + 1) say(`<${element.tagName} ${element.className}> leaves the screen: ${text(element)}`);
      if (low && (box.bottom <= high / 2 + 1 || element.closest(".tabs"))) continue; // what is only read stands in the upper half
      if (main.top - 1 > box.top && element.closest("main") && !element.matches("main")) say(`<${element.tagName} ${element.className}> rises over main: ${text(element)}`);
      if (main.bottom + 1 < box.bottom && element.closest("main")) say(`<${element.tagName} ${element.className}> hangs out of main: ${text(element)}`);
      const clips = element.matches("button, a, h1, .tile, .key, .choice, .size, .note, .problem, .options span, .notice, .words, .what, .typed");
      if (clips && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 6)) say(`<${element.tagName} ${element.className}> is too small for its text: ${text(element)} (${element.scrollWidth}x${element.scrollHeight} in ${element.clientWidth}x${element.clientHeight})`);
    }
    const boxes = targets().map((element) => [element, element.getBoundingClientRect()]);
    for (const [element, box] of boxes) {
      if (smallestTarget && (box.width < smallestTarget - 0.5 || box.height < smallestTarget - 0.5)) say(`target ${Math.round(box.width)}x${Math.round(box.height)}: <${element.tagName} ${element.className}> ${text(element)}`);
      for (const [other, its] of boxes) {
        if (other === element || other.contains(element) || element.contains(other) || element.closest(".paper") || other.closest(".paper")) continue;
        const overlap = Math.min(box.right, its.right) - Math.max(box.left, its.left) > 1 && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 1;
        if (overlap) { say(`"${text(element)}" and "${text(other)}" overlap`); break; }
      }
    }
  }

  for (const name of names) {
    const address = `/scenes/${language}/${name}`;
    texts[address] ??= await (await fetch(address)).text();
    const fresh = new DOMParser().parseFromString(texts[address], "text/html");
    document.documentElement.lang = fresh.documentElement.lang;
    document.documentElement.dataset.theme = theme;
    document.getElementById("page").replaceWith(fresh.getElementById("page"));
    document.dispatchEvent(new CustomEvent("loge:page", { detail: { fresh: true } }));
    measure(name);
  }
  return problems;
}
