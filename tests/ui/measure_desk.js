// Runs in a page of the desk: returns what scrolls that should not, hangs out, is cut off, or is too small for a finger.
() => {
  const problems = [];
  const text = (element) => `<${element.tagName} ${element.className.baseVal ?? element.className}> ${element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)}`;
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden" && !element.closest(".unseen, [hidden]");
  };
  const [wide, high] = [innerWidth, innerHeight];
  if (document.documentElement.scrollWidth > wide || document.documentElement.scrollHeight > high) problems.push("the page scrolls");
  for (const element of document.querySelectorAll("#desk *:not(svg *)")) {
    if (element.matches("option, svg") || !shown(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.left < -1 || box.right > wide + 1) problems.push(`leaves the screen sideways: ${text(element)}`);
    const scroller = element.closest(".scroller");
    if (!scroller && (box.top < -1 || box.bottom > high + 1)) problems.push(`leaves the screen: ${text(element)}`);
    if (scroller && scroller.scrollWidth > scroller.clientWidth + 1) problems.push(`scrolls sideways: ${text(scroller)}`);
    if (element.matches("button, .act, .chips a, .totals a, .desk-tabs a, .picks span, h2") && element.scrollWidth > element.clientWidth + 2) problems.push(`too narrow for its text: ${text(element)}`);
  }
  for (const element of document.querySelectorAll("#desk button, #desk .act, #desk nav a, #desk .step, #desk select, #desk input:not([type=hidden]):not([type=radio]), #desk .picks span")) {
    if (!shown(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 47.5 || box.height < 47.5) problems.push(`target ${Math.round(box.width)}x${Math.round(box.height)}: ${text(element)}`);
  }
  for (const scroller of document.querySelectorAll(".scroller")) if (shown(scroller) && scroller.clientHeight < 96) problems.push(`a list of ${scroller.clientHeight} px shows nothing: ${text(scroller)}`);
  return [...new Set(problems)];
}
