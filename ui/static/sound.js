// Distinct short tones. A tone is [hertz, begins at s, lasts s] several times over.

const TONES = {
  seen: [[880, 0, 0.09], [1320, 0.09, 0.12]],
  opened: [[523, 0, 0.12], [659, 0.1, 0.12], [784, 0.2, 0.22]],
  shut: [[392, 0, 0.1], [262, 0.09, 0.2]],
  refused: [[220, 0, 0.16], [196, 0.2, 0.26]],
  alarm: [[988, 0, 0.2], [740, 0.25, 0.2], [988, 0.5, 0.2], [740, 0.75, 0.2]],
};
let room = null;

function play(name) {
  const notes = TONES[name];
  if (!notes || !window.AudioContext) return;
  room ??= new AudioContext();
  if (room.state === "suspended") room.resume().catch(() => {}); // a browser may want a touch first: then it stays silent
  for (const [hertz, begins, lasts] of notes) {
    const [voice, level, at] = [room.createOscillator(), room.createGain(), room.currentTime + begins];
    voice.frequency.value = hertz;
    voice.type = name === "alarm" ? "square" : "sine";
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(0.22, at + 0.01);
    level.gain.exponentialRampToValueAtTime(0.001, at + lasts);
    voice.connect(level).connect(room.destination);
    voice.start(at);
    voice.stop(at + lasts);
  }
}

document.addEventListener("loge:tone", (event) => play(event.detail.name));
let last = "";
document.addEventListener("loge:page", (event) => {
  const { cue, state } = document.getElementById("page").dataset;
  if (cue && (event.detail?.fresh || state !== last)) play(cue);
  last = state;
});
