// A signature as strokes of [x, y, t]: whole pixels of the box, whole milliseconds since the first touch.

class Signature {
  constructor(canvas) {
    this.canvas = canvas;
    this.field = document.getElementById(canvas.dataset.signature);
    this.box = canvas.parentElement;
    this.strokes = this.field.value ? JSON.parse(this.field.value) : [];
    this.begun = null;
    this.fit();
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => this.up());
    this.box.querySelector("[data-unsign]").addEventListener("click", () => this.clear());
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  fit() {
    const scale = devicePixelRatio || 1;
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width) return;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.pen = this.canvas.getContext("2d");
    this.pen.scale(scale, scale);
    this.pen.lineWidth = Math.max(2.5, height / 70);
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.strokeStyle = getComputedStyle(this.canvas).color;
    for (const stroke of this.strokes) stroke.forEach((_, index) => this.draw(stroke, index));
    this.hint();
  }

  point(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    this.begun ??= event.timeStamp - (this.strokes.at(-1)?.at(-1)?.[2] ?? 0);
    return [Math.round(event.clientX - left), Math.round(event.clientY - top), Math.max(0, Math.round(event.timeStamp - this.begun))];
  }

  down(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.strokes.push([this.point(event)]);
    this.draw(this.strokes.at(-1), 0);
    this.hint();
  }

  move(event) {
    if (this.pointer !== event.pointerId) return;
    const stroke = this.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) {
      const [now, last] = [this.point(one), stroke.at(-1)];
      if (now[0] === last[0] && now[1] === last[1]) continue;
      stroke.push(now);
      this.draw(stroke, stroke.length - 1);
    }
  }

  up() {
    this.pointer = null;
    this.field.value = JSON.stringify(this.strokes);
  }

  draw(stroke, index) {
    const [to, from] = [stroke[index], stroke[Math.max(0, index - 1)]];
    this.pen.beginPath();
    this.pen.moveTo(from[0], from[1]);
    this.pen.lineTo(to[0] + (index ? 0 : 0.1), to[1]);
    this.pen.stroke();
  }

  clear() {
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
