// What happens at the devices reaches the screen: one event stream, and a calm veil while it is away.

const VEIL_AFTER_MS = 2500;
let boot = null;
let away = null;
let looking = null;
const news = new Set();

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const page = () => document.getElementById("page");

function lost() {
  away ??= setTimeout(() => { document.getElementById("veil").hidden = false; }, VEIL_AFTER_MS);
}

function found() {
  clearTimeout(away);
  away = null;
  document.getElementById("veil").hidden = true;
}

function where(detail) {
  const asked = page().querySelector("[data-card-to]"); // whoever was asked for a card goes on where they were
  if (asked && ["home", "coming"].includes(detail.to)) return asked.dataset.cardTo;
  if (detail.to === "service") return `/services/slip/${encodeURIComponent(detail.id)}`;
  if (detail.to === "movement") return `/movements/${encodeURIComponent(detail.id)}`;
  if (detail.to === "message") {
    const { to, code, ...facts } = detail;
    const flat = { ...facts, ...(facts.facts ?? {}) };
    delete flat.facts;
    return `/message/${encodeURIComponent(code)}?${new URLSearchParams(flat)}`;
  }
  if (detail.to === "claim") return `/message/${encodeURIComponent(detail.code)}`; // the desk's own page opens it
  if (detail.to === "sweep") return `/courier/outgoing/${encodeURIComponent(detail.id)}`;
  if (detail.to === "asking") return `/keys/${encodeURIComponent(detail.key)}/ask`;
  return { keys: "/keys", courier: "/courier", home: "/home", coming: "/home/coming", shown: "/shown", fee: "/collect/fee", sign: "/collect/sign", more: "/collect/more" }[detail.to] ?? "/";
}

const concerns = (topic) => topic === "everything" || page().dataset.topics.split(" ").includes(topic);

function changed({ topic }) {
  if (!concerns(topic)) return;
  news.add(topic);
  clearTimeout(looking);
  looking = setTimeout(() => {
    const due = [...news].some(concerns); // another page may stand there by now, a refusal for one
    news.clear();
    if (due) tell("loge:refresh");
  }, 30);
}

function seen() {
  const frame = document.getElementById("seen");
  frame.hidden = false;
  setTimeout(() => { frame.hidden = true; }, 600);
  tell("loge:tone", { name: "seen" });
}

function hello(detail) {
  found();
  if (boot !== null && boot !== detail.boot) return location.reload();
  if (boot !== null) tell("loge:refresh"); // something may have changed while the stream was away
  boot = detail.boot;
}

const deeds = {
  hello, changed, seen,
  show: (detail) => (detail.to === "idle" ? tell("loge:leave") : tell("loge:go", { to: where(detail) })),
  tone: (detail) => tell("loge:tone", detail),
};

function listen() {
  const stream = new EventSource("/events");
  for (const [name, deed] of Object.entries(deeds)) {
    stream.addEventListener(name, (event) => deed(JSON.parse(event.data)));
  }
  stream.addEventListener("open", found);
  stream.addEventListener("error", () => {
    lost();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

document.addEventListener("loge:lost", lost);
listen();
