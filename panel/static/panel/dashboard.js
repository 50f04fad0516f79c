// Fetches the dashboard anew every 15 s while somebody can see it; focus stays where it is.
const EVERY_MS = 15_000;
const dashboard = document.querySelector("[data-dashboard]");
const away = document.querySelector("[data-away]");
let timer = 0;

// Of the links that are alike, the one in the same place among them.
function placeOf(element) {
  const href = element?.getAttribute?.("href");
  if (!href || !dashboard.contains(element)) {
    return null;
  }
  const alike = [...dashboard.querySelectorAll("a")].filter((link) => link.getAttribute("href") === href);
  return { href, number: alike.indexOf(element) };
}

function focusAgain(place) {
  const alike = [...dashboard.querySelectorAll("a")].filter((link) => link.getAttribute("href") === place.href);
  (alike[place.number] ?? alike[0])?.focus({ preventScroll: true });
}

function show(html) {
  const place = placeOf(document.activeElement);
  dashboard.innerHTML = html;
  if (place) {
    focusAgain(place);
  }
}

async function refresh() {
  clearTimeout(timer);
  if (document.hidden) {
    return;
  }
  try {
    const answer = await fetch(dashboard.dataset.url, { headers: { Accept: "text/html" } });
    if (answer.redirected) {
      location.reload(); // signed out: the page asks to sign in
      return;
    }
    if (answer.ok) {
      show(await answer.text());
    }
    away.hidden = answer.ok;
  } catch {
    away.hidden = false;
  }
  timer = setTimeout(refresh, EVERY_MS);
}

document.addEventListener("visibilitychange", refresh);
timer = setTimeout(refresh, EVERY_MS);
