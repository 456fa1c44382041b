// The bench's page: asks the world a few times a second what is so, and draws what has changed.
import { build, closeMenu, draw } from "./furniture.js";
import { act, draggable, dropZone, held_s, make, onDone, redraw, say, showPicture } from "./hands.js";

const EVERY_MS = 300;
const $ = (selector) => document.querySelector(selector);
const facts = JSON.parse($("#facts").textContent);
const withKiosk = document.body.dataset.withKiosk === "yes";
const WIRE_FAULTS = [["silent", true], ["deaf", true], ["late_s", 0.8], ["flip_last", true], ["echo", true], ["twice", true],
  ["noise_before", { hex: "fafd9999" }], ["cut_to", 3], ["one_by_one_s", 0.05]];
const FAULT_WORDS = { silent: "silent", deaf: "deaf", late_s: "late", flip_last: "bad checksum", echo: "echo", twice: "twice",
  noise_before: "noise", cut_to: "cut short", one_by_one_s: "trickle", frozen: "hangs", power: "no power", mute: "mute" };
let tag = "", state = null, pictureTurn = "";

async function look() {
  try {
    const reply = await fetch("/state", { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    if (reply.status === 200) {
      tag = reply.headers.get("ETag") ?? "";
      state = await reply.json();
      show();
    }
  } catch {
    tag = "";
    down("The simulated lobby has stopped.\nStart it again; this page goes on by itself.");
  }
}

let turn = Promise.resolve();
const refresh = () => { turn = turn.then(look); return turn; };
onDone(refresh);

function show() {
  showScreen();
  draw(state);
  redraw($("#trolley ul"), state.trolley, () => state.trolley.map((number) => make("li", {}, parcelChip(number))));
  redraw($("#hands ul"), [state.keys_in_hand, state.parcels_in_hand], handChips);
  for (const chip of document.querySelectorAll("[data-uid]")) chip.classList.toggle("on", chip.dataset.uid === state.badge);
  showCamera();
  showPrinter();
  redraw($("#notices ul"), state.notices, noticeItems);
  redraw($("#cables tbody"), [state.cables, state.faults], cableRows);
  redraw($("#happenings ol"), state.happenings, () => [...state.happenings].reverse().map(([at_s, words]) =>
    make("li", {}, make("time", {}, new Date(at_s * 1000).toLocaleTimeString("en-GB")), words)));
}

// --- the lobby screen -----------------------------------------------------------------------
const frame = $("#screen iframe");
function down(words) {
  $("#screen").classList.add("down");
  $("#screen-down p").textContent = words;
  $("#kiosk").textContent = "kiosk down";
  $("#kiosk").className = "down";
  frame.removeAttribute("src");
}

function showScreen() {
  const kiosk = state.kiosk;
  if (!state.screen_up) {
    if (kiosk?.gave_up) down(kiosk.gave_up);
    else down(withKiosk ? "The kiosk is starting …\nDoors, keys and paper stay as they are." : "The kiosk is not running.\nThe simulated lobby waits for it.");
    return;
  }
  $("#screen").classList.remove("down");
  $("#kiosk").textContent = kiosk?.pid ? `kiosk runs · start ${kiosk.starts}` : "kiosk runs";
  $("#kiosk").className = "";
  const life = String(kiosk?.starts ?? 1);  // a kiosk that restarted between two looks gets a fresh frame too
  if (!frame.hasAttribute("src") || frame.dataset.life !== life) {
    frame.dataset.life = life;
    frame.src = frame.dataset.src;
  }
}

function fit() {
  frame.style.transform = `scale(${$("#screen").clientWidth / frame.width})`;
}
new ResizeObserver(fit).observe($("#screen"));

// --- what people hold ------------------------------------------------------------------------
function parcelChip(number) {
  const parcel = facts.parcels[number];
  const words = parcel ? `${parcel.unit} · ${parcel.size} · ${parcel.carrier}` : "";
  return draggable(make("button", { class: "chip parcel", title: `${number}: click to hold its label to the camera`,
    onclick: () => act("show_label", { number, for_s: held_s() }) },
  make("b", {}, parcel ? parcel.name : number), make("small", {}, parcel ? `${words} · …${number.slice(-5)}` : "label to camera")), { parcel: number });
}

function handChips() {
  const chips = state.keys_in_hand.map((key) => draggable(make("button", { class: "chip key", title: key,
    onclick: () => say("Click an open slot and choose “put in”, or drag the key there.") },
  make("b", {}, facts.keys[key] ?? "strange key"), make("small", {}, key)), { key }));
  const all = [...chips, ...state.parcels_in_hand.map(parcelChip)].map((chip) => make("li", {}, chip));
  return all.length ? all : [make("li", { class: "empty" }, "nothing")];
}

for (const chip of document.querySelectorAll("[data-uid]")) chip.addEventListener("click", () => act("tap", { uid: chip.dataset.uid, for_s: Number(chip.dataset.for ?? 1.5), kind: chip.dataset.kind ?? "ntag" }));
for (const form of document.querySelectorAll("[data-scanner]")) form.addEventListener("submit", (event) => { event.preventDefault(); act("scan", { scanner: form.dataset.scanner, code: form.elements.code.value }); });
for (const chip of document.querySelectorAll("[data-tear]")) chip.addEventListener("click", () => act("tear_badge", { uid: chip.dataset.tear }));
$("#new-parcel").addEventListener("click", () => act("bring_parcel", { number: `SF${Date.now()}` }));

// --- camera ------------------------------------------------------------------------------------
function showCamera() {
  const out = !state.cables.camera;
  $(".lens span").textContent = out ? "cable is out" : state.camera;
  const now = `${state.camera}|${out}`;
  if (now !== pictureTurn) {
    pictureTurn = now;
    $(".lens img").src = `/camera.jpg?${Date.now()}`;
  }
}

$("#id-card")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { person, side } = event.target.elements;
  const long_s = held_s() && 15;  // it is read, not only seen
  if (person.value) act("show_id_card", { person: person.value, side: side.value, for_s: long_s });
});
$("#camera form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { text, symbology } = event.target.elements;
  if (text.value) act("show_text", { text: text.value, symbology: symbology.value, for_s: held_s() });
});
$("#clear").addEventListener("click", () => act("clear"));
$("#camera input[type=file]").addEventListener("change", (event) => event.target.files[0] && lens(event.target.files[0]));
dropZone($("#camera"), (what, file) => {
  if (file) lens(file);
  else if (what?.parcel) act("show_label", { number: what.parcel, for_s: held_s() });
});
async function lens(file) {
  pictureTurn = "";
  await showPicture(file);
}

// --- printer -----------------------------------------------------------------------------------
function showPrinter() {
  const printer = state.printer;
  for (const button of document.querySelectorAll("[data-roll]")) button.classList.toggle("on", button.dataset.roll === printer.roll);
  $("#cover").checked = printer.cover_open;
  $("#cutter").checked = printer.cutter_jam;
  redraw($(".slips"), [printer.pieces, printer.hanging, state.began_s], slips);
}

function slips() {
  const made = [];
  if (state.printer.hanging) made.push(make("li", {}, make("div", { class: "paper" }, make("img", { src: `/paper/hanging.png?${Date.now()}`, alt: "uncut paper" })),
    make("button", { onclick: () => act("tear") }, "tear off")));
  for (let index = state.printer.pieces - 1; index >= Math.max(0, state.printer.pieces - 12); index -= 1) {
    const picture = `/paper/${index}.png?${state.began_s}`, hold = () => act("show_piece", { index, for_s: held_s() });
    made.push(make("li", {}, make("button", { class: "paper", title: "look at it closely", onclick: () => enlarge(picture, hold) },
      make("img", { src: picture, alt: `printed slip ${index + 1}` })), make("button", { onclick: hold }, "hold to camera")));
  }
  return made.length ? made : [make("li", { class: "empty" }, "no paper came out yet")];
}

for (const button of document.querySelectorAll("[data-roll]")) button.addEventListener("click", () => act("paper", { roll: button.dataset.roll }));
$("#cover").addEventListener("change", (event) => act("cover", { opened: event.target.checked }));
$("#cutter").addEventListener("change", (event) => act("cutter_jam", { jammed: event.target.checked }));

function enlarge(picture, hold) {
  $("#large img").src = picture;
  $("#large form").replaceChildren(make("button", { onclick: hold }, "Hold to the camera"), make("button", {}, "Close"));
  $("#large").showModal();
}
$("#large").addEventListener("click", (event) => event.target === $("#large") && $("#large").close());

function noticeItems() {
  const items = state.notices.map((notice) => make("li", {}, make("small", {}, `${new Date(notice.at_s * 1000).toLocaleTimeString("en-GB")} ${notice.name}`),
    make("pre", {}, notice.text),
    ...notice.claims.map((text) => make("button", { onclick: () => act("show_text", { text, symbology: "qr", for_s: held_s() }) }, "hold this phone’s QR to the camera"))));
  return items.length ? items : [make("li", { class: "empty" }, "nobody was told anything yet")];
}

// --- cables and faults ----------------------------------------------------------------------------
function cableRows() {
  return Object.entries(state.cables).map(([device, plugged]) => {
    const cable = make("button", { class: `cable ${plugged ? "in" : "out"}`, "aria-pressed": String(plugged), "data-cable": device,
      onclick: () => act(plugged ? "pull" : "plug", { device }) }, plugged ? "cable in: pull" : "pulled: put in");
    return make("tr", {}, make("td", {}, device), make("td", {}, cable), make("td", {}, faultButtons(device)));
  });
}

function faultButtons(device) {
  const set = state.faults[device], known = facts.serial.includes(device) ? [...WIRE_FAULTS] : [];
  if (device === "camera") known.push(["frozen", true]);
  if (device === "printer") known.push(["power", false]);
  if (device === "badge-reader") known.push(["mute", true]);
  const clear = known.length ? [make("button", { onclick: () => act("mend", { device }) }, "mend all")] : [];
  return make("div", { class: "faults" }, ...known.map(([fault, value]) => make("button", { class: fault in set ? "on" : "", title: fault,
    onclick: () => act("line_fault", { device, faults: { [fault]: fault in set ? off(fault, value) : value } }) }, FAULT_WORDS[fault] ?? fault)),
  ...(Object.keys(set).length ? clear : []));
}

function off(fault, value) {
  if (fault === "cut_to") return null;
  if (typeof value === "boolean") return !value;
  return typeof value === "number" ? 0 : { hex: "" };
}

$("#power-cut")?.addEventListener("click", () => { closeMenu(); act("power_cut"); });

build(facts);
fit();
refresh();
setInterval(refresh, EVERY_MS);
