// A signature as strokes of [x, y, t]: whole pixels of the box, whole milliseconds since the first touch.
// Every point that the screen has seen is kept (coalesced events); a pen wins over a finger, a finger over a palm.

const PALM_PX = 48; // a fingertip touches less, the heel of a hand more
const MOST_POINTS = 20000; // the record takes no more; nobody writes so much

class Signature {
  constructor(canvas) {
    this.canvas = canvas;
    this.field = document.getElementById(canvas.dataset.signature);
    this.box = canvas.parentElement;
    this.strokes = this.field.value ? JSON.parse(this.field.value) : [];
    this.pen = canvas.getContext("2d", { desynchronized: true });
    this.pointer = this.begun = null;
    this.fit();
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    const moves = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove"; // as they come, not once a frame
    canvas.addEventListener(moves, (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.cancel(event));
    for (const never of ["touchstart", "contextmenu", "dblclick"]) {
      canvas.addEventListener(never, (event) => event.preventDefault(), { passive: false });
    }
    this.box.querySelector("[data-unsign]").addEventListener("click", (event) => this.again(event));
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  fit() {
    const scale = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width) return;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.pen.scale(scale, scale);
    this.pen.lineWidth = Math.max(2.5, height / 70);
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.strokeStyle = getComputedStyle(this.canvas).color;
    for (const stroke of this.strokes) stroke.forEach((_, index) => this.draw(stroke, index));
    this.hint();
  }

  point(event) {
    const { left, top } = this.corner;
    this.begun ??= event.timeStamp - (this.strokes.at(-1)?.at(-1)?.[2] ?? 0);
    const last = this.strokes.at(-1)?.at(-1)?.[2] ?? 0;
    const at = Math.max(last, Math.round(event.timeStamp - this.begun));
    return [Math.round(event.clientX - left), Math.round(event.clientY - top), at];
  }

  isPalm(event) {
    return event.pointerType === "touch" && Math.max(event.width, event.height) > PALM_PX;
  }

  down(event) {
    event.preventDefault();
    if (event.button > 0 || this.isPalm(event)) return;
    if (this.pointer !== null) {
      if (event.pointerType !== "pen" || this.kind === "pen") return; // a second finger, or the hand that rests
      this.drop(); // what the hand drew before the pen came
    }
    this.pointer = event.pointerId;
    this.kind = event.pointerType;
    this.corner = this.canvas.getBoundingClientRect(); // once a stroke: asking for it at each point costs a layout
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // the finger is gone already: what follows is its end
    }
    this.strokes.push([this.point(event)]);
    this.draw(this.strokes.at(-1), 0);
    this.hint();
  }

  move(event) {
    if (this.pointer !== event.pointerId) return;
    if (this.isPalm(event)) return this.cancel(event);
    const stroke = this.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      const [now, last] = [this.point(one), stroke.at(-1)];
      if ((now[0] === last[0] && now[1] === last[1]) || this.full()) continue;
      stroke.push(now);
      this.draw(stroke, stroke.length - 1);
    }
  }

  full() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MOST_POINTS;
  }

  up(event) {
    if (this.pointer !== event.pointerId) return;
    this.pointer = null;
    this.keep();
  }

  cancel(event) {
    if (this.pointer !== event.pointerId) return;
    if (this.isPalm(event)) this.drop(); // a palm that came down edge first drew nothing that was meant
    this.pointer = null;
    this.keep();
  }

  drop() {
    this.strokes.pop();
    this.fit();
  }

  keep() {
    this.field.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
    this.hint();
  }

  draw(stroke, index) {
    const [to, from] = [stroke[index], stroke[Math.max(0, index - 1)]];
    this.pen.beginPath();
    this.pen.moveTo(from[0], from[1]);
    this.pen.lineTo(to[0] + (index ? 0 : 0.1), to[1]);
    this.pen.stroke();
  }

  again(event) {
    if (this.pointer !== null || this.isPalm(event)) return; // a hand that rests on the button did not mean it
    this.strokes = [];
    this.begun = null;
    this.field.value = "";
    this.fit();
  }

  hint() {
    this.box.querySelector(".hint").hidden = this.strokes.length > 0;
  }
}

function listen() {
  for (const canvas of document.querySelectorAll("canvas[data-signature]")) canvas.signature ??= new Signature(canvas);
}

document.addEventListener("loge:page", listen);
listen(); // a page that is never exchanged is there already
