// Distinct short tones, and speech beside them. A tone is [hertz, begins at s, lasts s] several times over.

const TONES = {
  seen: [[880, 0, 0.09], [1320, 0.09, 0.12]],
  opened: [[523, 0, 0.12], [659, 0.1, 0.12], [784, 0.2, 0.22]],
  shut: [[392, 0, 0.1], [262, 0.09, 0.2]],
  refused: [[220, 0, 0.16], [196, 0.2, 0.26]],
  alarm: [[988, 0, 0.2], [740, 0.25, 0.2], [988, 0.5, 0.2], [740, 0.75, 0.2]],
};
let room = null;
let turn = 0;
let speaking = null;

const page = () => document.getElementById("page");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function awake() {
  room ??= new AudioContext();
  if (room.state === "suspended") room.resume().catch(() => {}); // a browser may want a touch first: then it stays silent
  return room;
}

// How loud it is at this hour, from 0 to 1. The alarm does not care for the night.
function loudness(name = "") {
  const [day, quiet, from, until] = page().dataset.sound.split(" ");
  const now = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page().dataset.zone }).format(new Date());
  const night = from < until ? from <= now && now < until : now >= from || now < until;
  return Number(night && name !== "alarm" ? quiet : day) / 100;
}

function play(name) {
  const notes = TONES[name];
  if (!notes || !window.AudioContext) return;
  const loud = loudness(name) * 0.28;
  if (!loud) return;
  tell("loge:sounds", { name, loud });
  for (const [hertz, begins, lasts] of notes) {
    const [voice, level, at] = [awake().createOscillator(), room.createGain(), room.currentTime + begins];
    voice.frequency.value = hertz;
    voice.type = name === "alarm" ? "square" : "sine";
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(loud, at + 0.01);
    level.gain.exponentialRampToValueAtTime(0.001, at + lasts);
    voice.connect(level).connect(room.destination);
    voice.start(at);
    voice.stop(at + lasts);
  }
}

async function made(piece, signal) {
  const [words, language] = typeof piece === "string" ? [piece, ""] : [piece.text, piece.lang ?? ""];
  const body = new URLSearchParams({ words: words.slice(0, 600), language: language || document.documentElement.lang });
  const answer = await fetch("/speech", { method: "POST", body, signal });
  return answer.ok && answer.status !== 204 ? awake().decodeAudioData(await answer.arrayBuffer()) : null;
}

function sounded(speech) {
  return new Promise((done) => {
    const [source, level] = [awake().createBufferSource(), room.createGain()];
    level.gain.value = loudness();
    source.buffer = speech;
    source.connect(level).connect(room.destination);
    source.addEventListener("ended", done);
    setTimeout(done, 1000 * speech.duration + 400); // a browser without sound never ends it
    speaking.source = source;
    source.start();
  });
}

// One piece after the other; the next is made while one is heard. Whatever comes later ends it.
async function say(pieces) {
  hush();
  const mine = turn;
  const stop = new AbortController();
  speaking = { stop, source: null };
  let next = made(pieces[0], stop.signal);
  for (let at = 0; at < pieces.length; at += 1) {
    tell("loge:speaking");
    const speech = await next.catch(() => null);
    if (mine !== turn) return;
    next = at + 1 < pieces.length ? made(pieces[at + 1], stop.signal) : null;
    next?.catch(() => null);
    if (speech) await sounded(speech);
    if (mine !== turn) return;
  }
  tell("loge:speaking");
}

function hush() {
  turn += 1;
  speaking?.stop.abort();
  try { speaking?.source?.stop(); } catch { /* it has not begun */ }
  speaking = null;
}

document.addEventListener("loge:say", (event) => { if (event.detail.pieces.length) say(event.detail.pieces); });
document.addEventListener("loge:hush", hush);
document.addEventListener("loge:tone", (event) => play(event.detail.name));
let last = "";
document.addEventListener("loge:page", (event) => {
  const { cue, state } = page().dataset;
  if (cue && (event.detail?.fresh || state !== last)) play(cue);
  last = state;
});
