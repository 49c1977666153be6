// Places what the run tells, and sends back what is pressed. All that comes from there is text.
import { Chart } from "/static/chart.js";
import { Voice } from "/static/voice.js";
import { fill, words } from "/static/words.js";

const $ = id => document.getElementById(id);
const SILENT_MS = 25_000;  // the run says every 10 s at least that it is there
const STALE_MS = 3_000;
const ICONS = {
  run: "M14.5 3.5h.1M8 9l4-2.5 3 1.5 1 3 3.5 1M13 8l-2.5 5 3.5 3-1 5.5M10.5 13 9 16.5l-5 1",
  walk: "M12.5 3h.1M12 7l-1 6.5M12 7 9 9.5 8.5 13M12 7l2.5 3.5 2.5 1M11 13.5 8.5 21M11 13.5l3 3 1 4.5",
  paused: "M8 5v14M16 5v14",
  ease: "M6 9l6 6 6-6",
  finished: "M4 13l5 5L20 6",
  blind: "M12 4v10M12 19h.1",
};
ICONS.warm_up = ICONS.run;

const chart = new Chart($("chart"));
const voice = new Voice();
let run = null, newest = 0, isNew = true, heard_ms = performance.now(), isOver = false;

function take(message, id) {
  heard_ms = performance.now();
  isOver = message.is_over;
  const isSame = message.run === run && message.after <= newest;
  if (!isSame) chart.clear();
  const seen = isSame ? newest - message.after : 0;
  chart.add(message.points.slice(seen));
  run = message.run;
  newest = message.after + message.points.length;
  lastId = id;
  if (message.now) show(message.now);
  // Who joins hears nothing of what was said before.
  if (!isNew && message.now) for (const cue of message.cues) tell(cue, message.now.t_s);
  isNew = false;
  showLink();
}

function show(now) {
  const body = document.body;
  stand(now.state, now.word);
  put("bpm", now.heart_bpm ?? "–");
  const isInDoubt = now.heart_bpm !== null && !now.is_trusted;
  body.toggleAttribute("data-doubt", isInDoubt);
  put("unit", isInDoubt ? words.in_doubt : words.bpm);
  for (const name of ["zone", "goal", "bout", "elapsed", "segment", "band", "ceiling", "drift", "effort"])
    put(name, now[name]);
  put("cue", now.cue || now.quiet);
  notice("signal", now.heart_bpm === null ? `${now.signal}. ${now.strap}` : now.signal);
  $("signal").classList.toggle("calm", isInDoubt);
  notice("battery", now.is_battery_low ? now.battery : "");
  showPresses(now.presses);
  showAnswers(now.answers, now.is_asked);
  chart.ceiling = now.ceiling_bpm;
  chart.floor = now.floor_bpm;
  $("chart").dataset.seconds = chart.points.length;
  requestAnimationFrame(() => chart.draw());
}

function stand(state, word) {
  if (document.body.dataset.state !== state) {
    document.body.dataset.state = state;
    $("icon").firstElementChild.setAttribute("d", ICONS[state] ?? "");
    restart($("state"), "news");
  }
  $("state").classList.toggle("long", word.length > 4);
  $("state").classList.toggle("longer", word.length > 8);
  put("word", word);
}

function tell(cue, t_s) {
  if (t_s - cue.t_s > 10) return;  // too late to be true
  put("said", cue.text);
  voice.cue(cue);
}

function put(id, text) {
  if ($(id).textContent !== String(text)) $(id).textContent = text;
}

function notice(id, text) {
  $(id).hidden = !text;
  put(id, text);
}

function restart(element, name) {
  element.classList.remove(name);
  void element.offsetWidth;
  element.classList.add(name);
}

// -- the way down

let events = null, lastId = "";

function connect() {
  events?.close();
  events = new EventSource(lastId ? `/events?after=${encodeURIComponent(lastId)}` : "/events");
  events.onmessage = event => take(JSON.parse(event.data), event.lastEventId);
  events.onopen = () => { heard_ms = performance.now(); };
  events.onerror = showLink;
  events.addEventListener("open", showLink);
}

function showLink() {
  const silent_ms = performance.now() - heard_ms;
  const isAway = events.readyState !== EventSource.OPEN || silent_ms > SILENT_MS;
  document.body.toggleAttribute("data-away", isAway || isOver);
  notice("link", isOver ? words.over : isAway ? words.away : "");
  // What nobody says any more is not shown any longer, neither a heart rate nor a word.
  if (!isOver && !(isAway && silent_ms > STALE_MS)) return;
  stand(isOver ? "finished" : "blind", isOver ? words.done : words.no_link);
  for (const id of ["zone", "goal", "cue", "effort"]) put(id, "");
  put("bpm", "–");
}

// A browser gives up after a refusal, and may take minutes to see that a network is gone.
setInterval(() => {
  showLink();
  const isSilent = performance.now() - heard_ms > SILENT_MS;
  if (events.readyState === EventSource.CLOSED || isSilent) {
    heard_ms = performance.now();
    connect();
  }
}, 1000);

// -- the way up

async function press(kind, value, told = words.marks[kind]) {
  const mark = { mark: told };
  try {
    const answer = await fetch("/mark", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(value === undefined ? { kind } : { kind, value }),
      signal: AbortSignal.timeout(5000),
    });
    put("said", fill(answer.ok ? words.noted : words.refused, mark));
  } catch {
    put("said", fill(words.not_sent, mark));
    notice("link", fill(words.press_again, mark));
  }
}

// Which mark a button makes is told with each second; "pause" becomes "go on" in a pause.
const PLACES = { pause: "pause", resume: "pause", lap: "lap", why: "why", finish: "finish" };

function showPresses(presses) {
  const places = new Map(presses.map(made => [place(made), made]));
  for (const id of ["pause", "lap", "why", "lower", "raise", "finish"]) {
    const made = places.get(id);
    $(id).disabled = !made;
    if (!made) continue;
    if (id !== "finish") {
      put(id, made.words);
      $(id).onclick = () => press(made.kind, made.value ?? undefined);
    }
  }
}

const place = ({ kind, value }) =>
  kind === "ceiling" ? (value < 0 ? "lower" : "raise") : PLACES[kind];

// What can be told waits in a sheet; the answers to a question of the coach stand beside it too.
const GROUPS = { talk: "talks", tag: "causes", rpe: "efforts", skip: "parts" };
const sheet = $("sheet");

function showAnswers(answers, isAsked) {
  const of = kind => answers.filter(made => made.kind === kind);
  for (const [kind, id] of Object.entries(GROUPS)) {
    offer($(id), of(kind));
    $(id).parentElement.hidden = !of(kind).length;
  }
  offer($("asked"), isAsked ? of("talk") : []);
  $("asked").hidden = !isAsked;
  $("drift").hidden = $("ceiling").hidden = isAsked;
  $("tell").disabled = !answers.length;
  if (!answers.length) sheet.close();
  if (sheet.open && !sheet.contains(document.activeElement)) $("close").focus();
}

function offer(group, answers) {
  const told = JSON.stringify(answers);
  if (group.dataset.told === told) return;  // a button that stays keeps its focus
  group.dataset.told = told;
  group.replaceChildren(...answers.map(made => {
    const button = document.createElement("button");
    button.textContent = made.words;
    button.onclick = () => {
      sheet.close();
      press(made.kind, made.value ?? undefined, made.words);
    };
    return button;
  }));
}

$("tell").onclick = () => sheet.showModal();
$("close").onclick = () => sheet.close();
sheet.onclick = event => { if (event.target === sheet) sheet.close(); };  // what lies behind it

$("mute").onclick = () => {
  voice.mute(!voice.isMuted);
  $("mute").setAttribute("aria-pressed", voice.isMuted);
};

$("span").onclick = () => {
  const isLong = chart.span_s === 600;
  chart.span_s = isLong ? 5400 : 600;
  $("span").setAttribute("aria-pressed", isLong);
  chart.draw();
};

// One wrong touch must not end a run.
let sureUntil_ms = 0;
$("finish").onclick = () => {
  const isSure = performance.now() < sureUntil_ms;
  sureUntil_ms = isSure ? 0 : performance.now() + 4000;
  if (isSure) press("finish");
  showSure();
  setTimeout(showSure, 4100);
};
function showSure() {
  const isAsking = performance.now() < sureUntil_ms;
  put("finish", isAsking ? words.sure : words.finish);
  $("finish").classList.toggle("sure", isAsking);
}

$("start").onclick = () => {
  $("gate").hidden = true;
  $("run").inert = false;
  voice.start();
};

$("plain").hidden = isSecureContext;
$("start").focus();
// The token has become a cookie; it need not be read over a shoulder.
if (location.search) history.replaceState(null, "", location.pathname);
connect();
