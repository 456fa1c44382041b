// The cabinet and the locker in millimetres, as the site's plan has them, and the small menu of a door.
import { act, dropZone, make, say } from "./hands.js";

const SVG = "http://www.w3.org/2000/svg";
const drawing = document.querySelector("#furniture svg");
const menu = document.querySelector("#menu");
const groups = new Map();
let facts, seen, chosen;

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

export function build(given) {
  facts = given;
  const right = Math.max(...facts.doors.map((door) => door.left + door.width));
  const top = Math.max(...facts.doors.map((door) => door.bottom + door.height));
  drawing.setAttribute("viewBox", `-60 -80 ${right + 120} ${top + 190}`);
  drawing.setAttribute("preserveAspectRatio", "xMidYMax meet");
  for (const door of facts.doors) {
    const y = top - door.bottom - door.height;
    const group = shape("g", { class: `door ${door.slot ? "slot" : ""}`, tabindex: 0, role: "button",
      "data-place": door.place, transform: `translate(${door.left} ${y})` });
    group.addEventListener("click", (event) => openMenu(door, event.clientX, event.clientY));
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      const box = group.getBoundingClientRect();
      openMenu(door, box.left + box.width / 2, box.top + box.height / 2);
    });
    dropZone(group, (what) => what && put(door, what));
    groups.set(door.place, group);
    drawing.append(group);
  }
  for (const [slot, words] of [[true, "Keys 钥匙"], [false, "Parcels 快递"]]) {
    const some = facts.doors.filter((door) => door.slot === slot);
    if (!some.length) continue;
    const left = Math.min(...some.map((door) => door.left)), ceiling = Math.max(...some.map((door) => door.bottom + door.height));
    drawing.append(shape("text", { class: "title", x: left, y: top - ceiling - 18 }, words));
  }
}

export function draw(state) {
  const before = seen;
  seen = state;
  for (const door of facts.doors) {
    const now = JSON.stringify([state.doors[door.place], state.mute_tags]);
    const group = groups.get(door.place);
    if (group.dataset.now === now) continue;
    group.dataset.now = now;
    group.classList.toggle("open", state.doors[door.place].open);
    group.replaceChildren(...parts(door, state.doors[door.place]));
  }
  if (chosen && before && JSON.stringify(before.doors[chosen.place]) !== JSON.stringify(state.doors[chosen.place])) fillMenu();
}

function parts(door, now) {
  const { width: w, height: h } = door, gap = 5;
  const made = [shape("title", {}, `${door.place}${door.size ? `, size ${door.size}` : ""} · ${door.wire}`),
    shape("rect", { class: "frame", x: gap, y: gap, width: w - 2 * gap, height: h - 2 * gap, rx: 6 })];
  // an open leaf stands out to the left, foreshortened
  made.push(now.open
    ? shape("path", { class: "leaf", d: `M${gap} ${gap} L${-w * 0.1} ${gap + 22} V${h - gap + 16} L${gap} ${h - gap} Z` })
    : shape("rect", { class: "leaf", x: gap, y: gap, width: w - 2 * gap, height: h - 2 * gap, rx: 6 }));
  const size = Math.min(door.slot ? 44 : 58, w * 0.27);
  made.push(shape("text", { class: "number", x: 18, y: size + 4, "font-size": size }, door.place));
  if (door.size) made.push(shape("text", { x: w - 20, y: size - 4, "font-size": 40, "text-anchor": "end", fill: "#8d948f" }, door.size));
  if (now.key) made.push(keyThing(w * 0.36, h * 0.78));
  now.parcels.slice(0, 3).forEach((_, index) => made.push(boxThing(w * 0.42 + index * 64, h - 18)));
  const wrong = [now.jammed && "jam", now.latch_worn && "latch", now.switch !== "good" && "switch",
    now.presence !== "good" && "sensor", now.key && seen.mute_tags.includes(now.key) && "tag"].filter(Boolean);
  if (wrong.length) made.push(shape("text", { class: "mark", x: 18, y: h - 16, "font-size": door.slot ? 26 : 36 }, `! ${wrong.join(" ")}`));
  return made;
}

function keyThing(x, y) {
  const key = shape("g", { class: "thing", transform: `translate(${x} ${y})`, stroke: "#c2912f", "stroke-width": 9, fill: "none" });
  key.append(shape("circle", { cx: 0, cy: 0, r: 14 }), shape("path", { d: "M14 0 H52 M36 0 v14 M50 0 v14" }));
  return key;
}

function boxThing(x, y) {
  const box = shape("g", { class: "thing", transform: `translate(${x} ${y})` });
  box.append(shape("rect", { x: 0, y: -58, width: 84, height: 58, fill: "#c79a5e", stroke: "#7d5b2c", "stroke-width": 4 }),
    shape("path", { d: "M34 -58 v58 M50 -58 v58", stroke: "#e6cda6", "stroke-width": 5 }));
  return box;
}

export function put(door, what) {
  if (what.key && door.slot) act("put_key", { place: door.place, tag: what.key });
  else if (what.parcel && !door.slot) act("put_parcel", { place: door.place, number: what.parcel });
  else say(what.key ? "A key goes into the key cabinet." : "A parcel goes into the locker.");
}

function openMenu(door, x, y) {
  chosen = door;
  menu.hidden = false;
  fillMenu();
  const box = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x + 8, innerWidth - box.width - 12)) + scrollX}px`;
  menu.style.top = `${Math.max(8, Math.min(y + 8, innerHeight - box.height - 12)) + scrollY}px`;
  menu.querySelector("button")?.focus();
}

export function closeMenu() {
  menu.hidden = true;
  chosen = undefined;
}

document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) closeMenu(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenu(); });

function fillMenu() {
  const { place } = chosen, now = seen.doors[place], keyName = (tag) => facts.keys[tag] ?? `strange key ${tag}`;
  const does = (words, deed, details = {}, kind = "") =>
    make("button", { role: "menuitem", class: kind, onclick: () => act(deed, { place, ...details }) }, words);
  const items = [make("h3", {}, place), make("p", {}, `${now.open ? "open" : "shut"} · ${chosen.wire}`)];
  if (now.open) {
    items.push(does("Push shut", "push_shut", {}, "main"));
    items.push(make("button", { onclick: closeMenu }, "Leave it open"));
    if (now.key) items.push(does(`Take the key: ${keyName(now.key)}`, "take_key"));
    for (const number of now.parcels) items.push(does(`Take out ${number}`, "take_parcel", { number }));
    if (chosen.slot && !now.key) {
      for (const tag of seen.keys_in_hand) items.push(does(`Put in: ${keyName(tag)}`, "put_key", { tag }));
      items.push(does("Put in a strange key", "put_key", { tag: strangeTag() }));
    }
    if (!chosen.slot) for (const number of [...seen.parcels_in_hand, ...seen.trolley]) items.push(does(`Put in ${parcelName(number)}`, "put_parcel", { number }));
  } else items.push(does("Force it open (no latch fires)", "force"));
  items.push(faultsOf(place, now, does));
  menu.replaceChildren(...items);
}

const parcelName = (number) => (facts.parcels[number] ? `${facts.parcels[number].name} · …${number.slice(-6)}` : number);
const strangeTag = () => `01-${Math.floor(Math.random() * 0xffffffff).toString(16).padStart(12, "0")}`;

function faultsOf(place, now, does) {
  const broken = now.jammed || now.latch_worn || now.switch !== "good" || now.presence !== "good";
  const was = menu.querySelector("details")?.open;
  const box = make("details", { open: broken || was || false }, make("summary", {}, "What can go wrong"));
  box.append(does(now.jammed ? "Free the door" : "Let it jam", "jam", { jammed: !now.jammed }),
    does(now.latch_worn ? "Mend the latch" : "Let the latch not catch", "wear_latch", { worn: !now.latch_worn }),
    choice("door switch", now.switch, ["good", "stuck shut", "stuck open", "dead"], (contact) => act("switch", { place, contact })));
  if (chosen.sensed) box.append(choice("presence sensor", now.presence, ["good", "stuck present", "stuck empty"], (sensor) => act("presence", { place, sensor })));
  if (now.key) {
    const mute = !seen.mute_tags.includes(now.key);
    box.append(make("button", { onclick: () => act("mute_tag", { tag: now.key, mute }) }, mute ? "Make its tag unreadable" : "Clean its tag"));
  }
  return box;
}

function choice(words, current, all, take) {
  const list = make("select", { "aria-label": words, onchange: (event) => take(event.target.value) });
  for (const one of all) list.append(make("option", { selected: one === current }, one));
  return make("label", {}, words, list);
}
