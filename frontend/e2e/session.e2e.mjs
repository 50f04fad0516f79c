// Signing in and out, languages, cities, and a session that ends while the client is open.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible, close, done, opened, picture, scene, signIn, url } from "./client.mjs";

after(close);

const form = (page) => ({
  username: page.getByLabel("Usuário", { exact: true }),
  password: page.getByLabel("Senha", { exact: true }),
  button: page.getByRole("button", { name: "Entrar" }),
});

async function fill(page, username, password = scene.password) {
  const { username: name, password: secret, button } = form(page);
  await name.fill(username);
  await secret.fill(password);
  await button.click();
}

const tile = (page, camera) => page.locator(`[data-camera="${camera}"]`);

test("nobody signed in: the address says where to go on, and signing in leads there", async () => {
  const page = await opened("/clips/", { user: null });
  await page.waitForURL("**/sign-in/?next=%2Fclips%2F");
  const { username, password, button } = form(page);
  await username.waitFor();
  assert.equal(await username.getAttribute("autocomplete"), "username");
  assert.equal(await password.getAttribute("autocomplete"), "current-password");
  await assertAccessible(page, "sign-in");
  await picture(page, "sign-in");

  await button.click();
  assert.equal(await page.getByText("Preencha este campo.").count(), 2);
  await fill(page, "ana", "wrong");
  await page.getByRole("alert").getByText("Usuário ou senha incorretos.").waitFor();
  await assertAccessible(page, "sign-in refused");

  await password.fill("shown");
  await page.getByRole("button", { name: "Mostrar a senha" }).click();
  assert.equal(await password.getAttribute("type"), "text");
  await page.getByRole("button", { name: "Ocultar a senha" }).click();
  assert.equal(await password.getAttribute("type"), "password");

  await fill(page, "ana");
  await page.waitForURL("**/clips/");
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...window.localStorage }, { ...window.sessionStorage }]),
  );
  assert.doesNotMatch(kept, /token/i);
  await done(page);
});

test("too many attempts, and a server that is away, are told in words", async () => {
  const page = await opened("/sign-in/", { user: null });
  await page.route("**/api/auth/login/", (route) =>
    route.fulfill({
      status: 429,
      headers: { "Retry-After": "870" },
      json: { code: "locked_out", detail: "x", fields: {} },
    }),
  );
  await fill(page, "ana");
  await page.getByText("Muitas tentativas. Tente de novo em 15 minutos.").waitFor();
  await page.unroute("**/api/auth/login/");
  await page.route("**/api/auth/login/", (route) => route.abort());
  await fill(page, "ana");
  await page.getByText("O servidor não responde. Confira a rede e tente de novo.").waitFor();
  await done(page);
});

test("English by the browser, and either language by choice, kept", async () => {
  const page = await opened("/", { user: null, locale: "en-US" });
  await page.getByLabel("User name").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.getByRole("button", { name: "Português" }).click();
  await page.getByLabel("Usuário").waitFor();
  await page.reload();
  await page.getByLabel("Usuário").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByLabel("User name").fill("ana");
  await page.getByLabel("Password", { exact: true }).fill(scene.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Cameras" }).waitFor();
  await done(page);
});

test("appearance and signing out from the menu; going back shows nothing", async () => {
  const page = await opened("/", { isAlone: true });
  await tile(page, scene.cameras.recorded).waitFor();
  await page.getByRole("button", { name: "Menu de ana" }).click();
  await assertAccessible(page, "menu");
  await page.getByRole("button", { name: "Clara" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  await assertAccessible(page, "light");
  await picture(page, "menu-light");
  await page.getByRole("button", { name: "Sair" }).click();
  await form(page).button.waitFor();
  assert.equal(new URL(page.url()).pathname, "/sign-in/");
  assert.equal((await page.context().request.get(`${url}/api/auth/me/`)).status(), 401);
  await page.goBack();
  await form(page).button.waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 0);
  await done(page);
});

test("a session that ends is taken up in place", async () => {
  const page = await opened("/");
  await page.getByRole("searchbox").fill("port");
  await tile(page, scene.cameras.recorded).waitFor();
  await page.context().clearCookies();
  const dialog = page.getByRole("dialog", { name: "Entre de novo" });
  await dialog.waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  assert.equal(await page.locator("[data-camera]").count(), 1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await dialog.getByLabel("Senha", { exact: true }).waitFor();
  await assertAccessible(page, "signed out");
  await picture(page, "signed-out");
  assert.equal(await form(page).username.inputValue(), "ana");
  assert.equal(await page.evaluate(() => document.activeElement?.name), "password");
  const states = page.waitForResponse(
    (answer) => answer.url().includes("/api/cameras/states/") && answer.status() < 400,
  );
  await fill(page, "ana");
  await dialog.waitFor({ state: "detached" });
  await states;
  assert.equal(await page.getByRole("searchbox").inputValue(), "port");
  assert.equal(await page.locator("[data-camera]").count(), 1);
  await done(page);
});

test("signed in as somebody else meanwhile: nothing of the first stays", async () => {
  const page = await opened("/");
  await page.getByRole("searchbox").fill("port");
  await tile(page, scene.cameras.recorded).waitFor();
  await page.context().clearCookies();
  await page.getByRole("dialog", { name: "Entre de novo" }).waitFor();
  await fill(page, "estela");
  await tile(page, scene.cameras.foreign).waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 1);
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
  await done(page);
});

test("whoever is signed in by now is noticed on coming back to the page", async () => {
  const page = await opened("/");
  await tile(page, scene.cameras.recorded).waitFor();
  await page.context().clearCookies();
  await signIn(page.context(), "estela");
  await page.evaluate(() => window.dispatchEvent(new window.Event("focus")));
  await tile(page, scene.cameras.foreign).waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 1);
  // The browser shows a page as it was left: after signing out that must be nobody's any more.
  await page.context().clearCookies();
  const event = { persisted: true };
  await page.evaluate((of) => {
    window.dispatchEvent(new window.PageTransitionEvent("pageshow", of));
  }, event);
  await form(page).button.waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 0);
  await done(page);
});

test("signing in leads to no other site", async () => {
  for (const next of ["/%09/other.example/admin/", "//other.example/admin/"]) {
    const page = await opened(`/sign-in/?next=${next}`, { user: null });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).host));
    await fill(page, "ana");
    await tile(page, scene.cameras.recorded).waitFor();
    assert.ok(!asked.includes("other.example"), `${asked}`);
    await done(page);
  }
});

test("a part that does not load is said, all else stays, and it can be tried again", async () => {
  const page = await opened("/", { viewport: { width: 360, height: 740 } });
  await tile(page, scene.cameras.recorded).waitFor();
  const code = /AlertsPanel[^/]*\.(js|tsx)/;
  await page.route(code, (route) => route.abort());
  const bell = page.getByRole("button", { name: /^Alertas: / });
  const said = page.getByRole("alert").filter({ hasText: "Esta parte não carregou." });
  await bell.click();
  await said.waitFor();
  assert.equal(await tile(page, scene.cameras.recorded).count(), 1);
  await said.getByRole("button", { name: "Recarregar" }).waitFor();
  await assertAccessible(page, "a part that failed");
  await picture(page, "part-failed");
  await said.getByRole("button", { name: "Fechar" }).click();
  await said.waitFor({ state: "detached" });
  await bell.click();
  await said.waitFor();
  await page.unroute(code);
  await said.getByRole("button", { name: "Tentar de novo" }).click();
  await page.getByRole("dialog", { name: "Alertas e armazenamento" }).waitFor();
  await done(page);
});

test("without its words the page says so in both languages", async () => {
  const page = await opened("/sign-in/", { user: null });
  await form(page).button.waitFor();
  const english = /\/words\/en\/index|\/en-[^/]*\.js/;
  await page.route(english, (route) => route.abort());
  await page.getByRole("button", { name: "English" }).click();
  await form(page).button.waitFor(); // as it was
  await page.unroute(english);
  const portuguese = /\/words\/pt\/index|\/pt-[^/]*\.js/;
  await page.route(portuguese, (route) => route.abort());
  await page.reload();
  await page.getByText("The system did not load.").waitFor();
  await page.unroute(portuguese);
  await page.getByRole("button", { name: "Recarregar / Reload" }).click();
  await form(page).button.waitFor();
  await done(page);
});

test("a stranger sees their own city alone", async () => {
  const page = await opened("/", { user: "estela" });
  await tile(page, scene.cameras.foreign).waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 1);
  await page.getByText("Boreal", { exact: true }).waitFor();
  assert.equal(await page.getByRole("combobox", { name: "Cidade" }).count(), 0);
  await done(page);
});

test("who sees several cities looks at all or at one, kept", async () => {
  const page = await opened("/", { user: "admin" });
  const choice = page.getByRole("combobox", { name: "Cidade" });
  await tile(page, scene.cameras.foreign).waitFor();
  await tile(page, scene.cameras.recorded).getByText("Aurora").waitFor();
  await choice.selectOption("Boreal");
  await tile(page, scene.cameras.recorded).waitFor({ state: "detached" });
  await page.reload();
  await tile(page, scene.cameras.foreign).waitFor();
  assert.equal(await page.locator("[data-camera]").count(), 1);
  await choice.selectOption("Todas as cidades");
  await tile(page, scene.cameras.recorded).waitFor();
  assert.equal(await page.getByRole("link", { name: "Administração" }).count(), 1);
  await assertAccessible(page, "several cities");
  await done(page);
});

test("no network is said, and that it is back by saying no more", async () => {
  const page = await opened("/");
  await tile(page, scene.cameras.recorded).waitFor();
  await page.context().setOffline(true);
  const notice = page.getByRole("status").getByText("Sem rede.");
  await notice.waitFor();
  await assertAccessible(page, "offline");
  await page.context().setOffline(false);
  await notice.waitFor({ state: "detached" });
  await done(page);
});

test("the keyboard skips to the content, and 360 px are enough", async () => {
  const page = await opened("/", { viewport: { width: 360, height: 740 } });
  await tile(page, scene.cameras.recorded).waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Ir para o conteúdo" }).press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  assert.equal(new URL(page.url()).hash, "");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(overflow, 0);
  await page.getByRole("button", { name: "Menu de ana" }).click();
  await assertAccessible(page, "menu at 360 px");
  await done(page);
});
