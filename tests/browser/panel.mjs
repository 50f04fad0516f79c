// Goes through the administration in Chromium as a person does: reads a JSON object with url (the
// site's), user, password, chromium, language, shots (a folder, or null) and actions on standard
// input; writes what it saw of each, in order. An action:
//
//   {list, choose, action, fill: {name: value}, shot}
//
// rows of the list whose text holds one of `choose` are ticked, the action is chosen in the menu,
// the form is filled in, the preview read, confirmed, and its result waited for. It sees
//
//   {title, file: {name, bytes} or null, before, preview, state, done, refused, lines, complaints}
//
// `before` being what was said before anything was filled in.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const frontend = new URL("../../frontend/package.json", import.meta.url);
const { chromium } = createRequire(frontend)("playwright-core");
const given = JSON.parse(readFileSync(0, "utf8"));

async function shot(page, name) {
  if (given.shots && name) {
    await page.screenshot({ path: `${given.shots}/${name}.png` });
  }
}

async function fill(page, name, value) {
  const field = page.locator(`[name="${name}"]`).first();
  const kind = await field.evaluate((node) => node.tagName + (node.type ?? ""));
  if (kind.startsWith("SELECT")) {
    // A list that is searched (select2) offers nothing before somebody has typed.
    await field.evaluate((node, text) => {
      if (![...node.options].some((option) => option.value === text)) {
        node.append(new Option(text, text));
      }
      node.value = text;
      node.dispatchEvent(new Event("change", { bubbles: true }));
    }, String(value));
  } else if (kind === "INPUTcheckbox") {
    await field.setChecked(Boolean(value));
  } else if (kind === "INPUTradio") {
    await page.locator(`[name="${name}"][value="${value}"]`).check();
  } else if (kind === "INPUTfile") {
    await field.setInputFiles(value);
  } else {
    await field.fill(String(value));
  }
}

/** Clicks what leads to another page, and waits until that is there. */
async function follow(page, selector, url) {
  const loaded = page.waitForEvent("load");
  await page.click(selector);
  await loaded;
  await page.waitForURL(url);
}

const said = (page) => page.locator("[data-what-it-does]").innerText();

async function act(page, { list, choose, action, fill: values = {}, shot: name }) {
  await page.goto(given.url + list);
  for (const text of choose) {
    const row = page.locator("#result_list tbody tr", { hasText: text }).first();
    await row.locator("input.action-select").check();
  }
  await page.selectOption('select[name="action"]', action);
  await follow(page, 'button[name="index"]:visible', /\/preview\//);
  const before = await said(page);
  for (const [field, value] of Object.entries(values)) {
    await fill(page, field, value);
  }
  if (Object.keys(values).length) {
    await follow(page, "[data-preview]", /\/preview\/\?/);
  }
  const title = await page.title();
  const preview = await said(page);
  await shot(page, name && `${name}-preview`);
  const sure = page.locator('[name="sure"]');
  if (await sure.count()) {
    await sure.check();
  }
  await follow(page, "[data-confirm]", /\/change\//);
  await page.waitForSelector('[data-job][data-is-over="1"]', { timeout: 180000 });
  await shot(page, name && `${name}-result`);
  const link = page.locator("a[data-file]");
  let file = null;
  if (await link.count()) {
    const answer = await page.request.get(given.url + (await link.getAttribute("href")));
    const told = answer.headers()["content-disposition"] ?? "";
    file = { name: told.match(/filename="?([^";]+)/)?.[1], bytes: (await answer.body()).length };
  }
  return {
    title,
    file,
    before,
    preview,
    state: await page.locator("[data-words]").innerText(),
    done: Number(await page.locator("[data-done]").innerText()),
    refused: Number(await page.locator("[data-refused]").textContent()),
    lines: await page.locator(".panel-table tbody tr").allInnerTexts(),
  };
}

async function main() {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: ["--no-sandbox"],
  });
  try {
    const context = await browser.newContext({
      locale: given.language,
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${given.url}/admin/`);
    await page.fill("[name=username]", given.user);
    await page.fill("[name=password]", given.password);
    await Promise.all([page.waitForURL(/\/admin\/$/), page.click("[type=submit]")]);
    const seen = [];
    for (const action of given.actions) {
      complaints.length = 0;
      try {
        seen.push({ ...(await act(page, action)), complaints: [...complaints] });
      } catch (error) {
        const where = `${action.action} at ${page.url()}`;
        throw new Error(`${where}: ${error.message}\n${(await page.innerText("body")).slice(0, 1500)}`);
      }
    }
    process.stdout.write(JSON.stringify(seen));
  } finally {
    await browser.close();
  }
}

await main();
