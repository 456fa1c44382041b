// Signatures are drawn once more in the time that it took to write them: a forger is slow where the hand is quick.

const SLOWEST_MS = 12000;

class Replay {
  constructor(drawing) {
    this.lines = [...drawing.querySelectorAll("polyline")];
    this.strokes = JSON.parse(drawing.dataset.replay);
    this.first = this.strokes[0][0][2];
    this.lasts = this.strokes.at(-1).at(-1)[2] - this.first;
  }

  at(ms) {
    this.strokes.forEach((stroke, index) => {
      const seen = stroke.filter((point) => point[2] - this.first <= ms);
      this.lines[index].setAttribute("points", seen.map(([x, y]) => `${x},${y}`).join(" "));
    });
  }
}

function play(replays) {
  const began = performance.now();
  const lasts = Math.min(SLOWEST_MS, Math.max(...replays.map((one) => one.lasts)));
  const step = () => {
    const gone = performance.now() - began;
    for (const one of replays) one.at(gone < lasts ? gone : Infinity);
    if (gone < lasts) requestAnimationFrame(step);
  };
  step();
}

function listen() {
  for (const button of document.querySelectorAll("[data-replay-all]")) {
    if (button.replays) continue;
    button.replays = [...document.querySelectorAll("[data-replay]")].map((drawing) => new Replay(drawing));
    button.hidden = button.replays.length === 0;
    button.addEventListener("click", () => play(button.replays));
  }
}

document.addEventListener("loge:page", listen);
listen(); // a page that is never exchanged is there already
