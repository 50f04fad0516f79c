// The player page: wires the controls to the stream, and says how things stand.
//
// The address names the moment (#at=2026-11-20T15:00:00Z or #live), so that it can be passed on.

import { DayBar } from "./daybar.js";
import { Stream } from "./stream.js";
import { localOf, momentOf } from "./zone.js";

const STEP_MS = 10000;
const REFRESH_MS = 30000; // of today's bar

const about = JSON.parse(document.getElementById("player-data").textContent);
const { words, zone, urls } = about;
const at = (id) => document.getElementById(id);
const video = at("video");
const bar = new DayBar(at("bar"), goTo);
const stream = new Stream(video, urls, say);
let day = null; // the one that the bar shows

function say(state, around = {}) {
  at("player").dataset.state = state;
  at("said").textContent = words[state].replace("{codecs}", stream.codecs);
  at("choices").replaceChildren(...choicesOf(state, around));
  point();
}

function choicesOf(state, { before = null, after = null, at: moment = null }) {
  if (state === "signed_out") {
    const back = encodeURIComponent(location.pathname + location.hash);
    return [linkTo(`/sign-in/?next=${back}`, words.sign_in)];
  }
  if (state === "codec" || state === "browser" || state === "broken") {
    offerDownload(moment ?? wantedMs() ?? Date.now());
    return [];
  }
  // A moment before the end, for at the end itself nothing is recorded any more.
  const moments = [
    [before === null ? null : before - 1000, words.before],
    [after, words.after],
  ];
  return moments.filter(([ms]) => ms !== null).map(([ms, text]) => buttonTo(ms, text));
}

function buttonTo(ms, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text.replace("{moment}", written(ms));
  button.dataset.ms = ms;
  button.addEventListener("click", () => goTo(ms));
  return button;
}

function linkTo(href, text) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

async function offerDownload(ms) {
  const [start, end] = [ms, ms + 1000].map((each) => new Date(each).toISOString());
  const query = new URLSearchParams({ camera: about.camera, start, end });
  const found = await fetched(`${urls.recordings}?${query}`);
  const row = found?.results?.[0];
  if (row) at("choices").append(linkTo(`${urls.recordings}${row.id}/download/`, words.download));
}

/** The JSON answer; null when there is none. */
async function fetched(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function written(ms) {
  const { date, time } = localOf(ms, zone);
  return `${date} ${time}`;
}

async function showDay(date, { again = false } = {}) {
  if (day === date && !again) return;
  day = date;
  const timeline = await fetched(`${urls.timeline}?day=${date}`);
  if (day !== date) return; // another one was asked for meanwhile
  if (!timeline && !again) at("said").textContent ||= words.no_day;
  bar.show(timeline);
  point();
}

function point() {
  const ms = stream.wallMs;
  bar.point(ms);
  at("clock").textContent = ms === null ? "" : written(ms);
  if (ms !== null) showDay(localOf(ms, zone).date);
}

/** The moment of the page's address; null for none. */
function wantedMs() {
  const found = /^#at=([\dTZ:.%AB+-]+)$/.exec(location.hash);
  const ms = found ? Date.parse(found[1].replaceAll("%3A", ":").replaceAll("%2B", "+")) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

function goTo(ms) {
  const hash = `#at=${new Date(ms).toISOString()}`;
  if (location.hash === hash) follow();
  else location.hash = hash;
}

/** Shows what the address names. */
function follow() {
  const ms = wantedMs();
  if (!Stream.isSupported()) say("browser");
  else if (location.hash === "#live") stream.live();
  else if (ms !== null) {
    fillForm(ms);
    stream.open(ms);
  }
}

function fillForm(ms) {
  const { date, time } = localOf(ms, zone);
  at("date").value = date;
  at("time").value = time;
}

function step(byMs) {
  const ms = stream.wallMs ?? wantedMs();
  if (ms !== null) goTo(ms + byMs);
}

function showPlaying() {
  at("toggle").textContent = video.paused ? words.play : words.pause;
  at("sound").textContent = video.muted ? words.unmute : words.mute;
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
  say(video.paused ? "paused" : stream.isLive ? "live" : "playing");
}

function listen() {
  at("back").addEventListener("click", () => step(-STEP_MS));
  at("forward").addEventListener("click", () => step(STEP_MS));
  at("live").addEventListener("click", () => {
    if (location.hash === "#live") follow();
    else location.hash = "#live";
  });
  at("toggle").addEventListener("click", () => {
    video.autoplay = video.paused; // what is opened next goes on like this
    if (video.paused) video.play();
    else video.pause();
  });
  at("sound").addEventListener("click", () => {
    video.muted = !video.muted;
    showPlaying();
  });
  at("when").addEventListener("submit", (event) => {
    event.preventDefault();
    const ms = momentOf(at("date").value, at("time").value, zone);
    if (Number.isNaN(ms)) say("invalid");
    else goTo(ms);
  });
  for (const name of ["playing", "pause", "loadeddata", "seeked"]) {
    video.addEventListener(name, showPlaying);
  }
  video.addEventListener("timeupdate", point);
  window.addEventListener("hashchange", follow);
}

function start() {
  listen();
  showPlaying();
  const ms = wantedMs() ?? Date.now();
  fillForm(ms);
  video.autoplay = true;
  say("idle");
  follow();
  showDay(localOf(ms, zone).date);
  setInterval(() => {
    if (day === localOf(Date.now(), zone).date) showDay(day, { again: true });
  }, REFRESH_MS);
}

start();
