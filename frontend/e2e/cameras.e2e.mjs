// Adding cameras, starting and stopping them, and what others do with them.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  assertAccessible,
  close,
  done,
  launch,
  opened,
  picture,
  scene,
  signIn,
  url,
} from "./client.mjs";

after(close);

const { cameras } = scene;
const tile = (page, camera) => page.locator(`[data-camera="${camera}"]`);

async function fromApi(page, path) {
  return (await page.context().request.get(url + path)).json();
}

/** A call as `user`, outside of any page. */
async function asked(user, method, path, data) {
  const context = await (await launch()).newContext({ baseURL: url });
  await signIn(context, user);
  await context.request.get("/api/auth/me/");
  const cookies = await context.cookies();
  const token = cookies.find(({ name }) => name === "csrftoken").value;
  const headers = { "X-CSRFToken": token, Referer: `${url}/` };
  const answer = await context.request.fetch(path, { method, data, headers });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  const body = answer.status() === 204 ? null : await answer.json();
  await context.close();
  return body;
}

test("a camera is added after a test of its address, with each error in words", async () => {
  const page = await opened("/");
  const secret = "s3nh@/x";
  await page.getByRole("button", { name: "Adicionar câmera" }).click();
  const dialog = page.getByRole("dialog", { name: "Adicionar câmera" });
  const address = dialog.getByLabel("Endereço RTSP");
  const focused = (field) => field.evaluate((element) => element === document.activeElement);
  const probe = dialog.getByRole("button", { name: "Testar" });
  await dialog.getByRole("button", { name: "Adicionar e gravar" }).click();
  await dialog.getByText("Dê um nome à câmera.").waitFor();
  await dialog.getByText("Escreva o endereço da câmera.").waitFor();
  assert.ok(await focused(dialog.getByLabel("Nome da câmera")));
  await assertAccessible(page, "camera without a name");

  await dialog.getByLabel("Nome da câmera").fill("e2e Portão");
  await address.fill("http://127.0.0.1/");
  await probe.click();
  await dialog.getByText("O endereço começa com rtsp:// ou rtsps://.").waitFor();
  assert.ok(await focused(address));
  await address.fill(`rtsp://ana:${secret}@127.0.0.1:9/live`);
  await probe.click();
  await dialog.getByText("A câmera recusou a conexão.", { exact: true }).waitFor();
  assert.equal(await address.inputValue(), "rtsp://127.0.0.1:9/live");
  assert.equal(await dialog.getByLabel("Usuário da câmera").inputValue(), "ana");
  const password = dialog.getByLabel("Senha da câmera");
  assert.equal(await password.getAttribute("type"), "password");
  assert.equal(await password.inputValue(), secret);
  await assertAccessible(page, "camera refused");
  await picture(page, "grid-add-refused");

  await address.focus();
  await password.focus();
  await dialog.getByText("A câmera recusou a conexão.", { exact: true }).waitFor();
  await password.fill("another");
  await dialog
    .getByText("A câmera recusou a conexão.", { exact: true })
    .waitFor({ state: "detached" });
  await password.fill(secret);
  await address.fill("rtsp://8.8.8.8/live");
  await probe.click();
  await dialog.getByText("Este endereço está fora das redes liberadas para câmeras.").waitFor();
  await dialog.getByLabel("Caminho pronto por marca").selectOption("Hikvision / HiLook");
  assert.equal(await address.inputValue(), "rtsp://8.8.8.8/Streaming/Channels/101");

  await foundByRoute(page);
  await address.fill("rtsp://127.0.0.1:9/live");
  await probe.click();
  await dialog.getByText("A câmera respondeu").waitFor();
  assert.match(await dialog.locator("[data-probe]").innerText(), /H\.265[^]*2560 × 1440[^]*12,5/);
  await dialog.getByText(/muitos navegadores não reproduzem/).waitFor();
  await assertAccessible(page, "camera found");
  await picture(page, "grid-add-found");

  await refusedByPlan(page);
  await dialog.getByRole("button", { name: "Adicionar e gravar" }).click();
  await dialog.getByText("O plano da cidade não permite: Limite.").waitFor();
  await page.unroute("**/api/cameras/");
  await dialog.getByLabel("Começar a gravar já").uncheck();
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await dialog.getByRole("button", { name: "Adicionar", exact: true }).click();
  const body = (await sent).postDataJSON();
  assert.equal(body.rtsp_url, `rtsp://ana:${encodeURIComponent(secret)}@127.0.0.1:9/live`);
  await dialog.waitFor({ state: "detached" });
  await page.getByText("e2e Portão foi adicionada.").waitFor();
  const [{ id }] = (await fromApi(page, "/api/cameras/?name=e2e Portão")).results;
  await tile(page, id).waitFor();
  const kept = await page.evaluate(
    () =>
      JSON.stringify([
        { ...window.localStorage },
        { ...window.sessionStorage },
        window.history.state,
      ]) + location,
  );
  assert.ok(!kept.includes("s3nh") && !(await page.content()).includes("s3nh"));
  await asked("ana", "DELETE", `/api/cameras/${id}/`);
  await tile(page, id).waitFor({ state: "detached" });
  await done(page);
});

function foundByRoute(page) {
  const video = { codec: "h265", width: 2560, height: 1440, fps: 12.5 };
  return page.route("**/api/cameras/probe/", (route) =>
    route.fulfill({ json: { ok: true, video, audio: "aac", error: null } }),
  );
}

function refusedByPlan(page) {
  return page.route("**/api/cameras/", (route) =>
    route.fulfill({ status: 403, json: { code: "plan_limit", detail: "Limite.", fields: {} } }),
  );
}

test("a test that takes long can be called off", async () => {
  const page = await opened("/");
  await page.route("**/api/cameras/probe/", () => undefined); // never answered
  await page.getByRole("button", { name: "Adicionar câmera" }).click();
  await page.getByLabel("Endereço RTSP").fill("10.0.0.1/live");
  await page.getByRole("button", { name: "Testar" }).click();
  await page.getByRole("progressbar", { name: "Procurando a câmera…" }).waitFor();
  await assertAccessible(page, "probing");
  await page.getByRole("button", { name: "Cancelar o teste" }).click();
  await page.getByRole("button", { name: "Testar" }).waitFor();
  assert.equal(await page.getByRole("progressbar").count(), 0);
  await done(page);
});

test("recording is stopped, when that is confirmed, and started again", async () => {
  const page = await opened("/", { user: "olga" });
  const living = tile(page, cameras.living);
  const menu = async (item) => {
    await living.hover({ position: { x: 40, y: 60 } });
    await living.getByRole("button", { name: "Opções de Avenida" }).click();
    await page.getByRole("button", { name: item }).click();
  };
  await living.getByText("REC").waitFor();
  try {
    await menu("Parar a gravação");
    const dialog = page.getByRole("dialog", { name: "Parar a gravação de Avenida?" });
    await assertAccessible(page, "stop?");
    await picture(page, "grid-stop");
    await dialog.getByRole("button", { name: "Cancelar" }).click();
    assert.equal(await living.getAttribute("data-state"), "recording");
    await menu("Parar a gravação");
    await dialog.getByRole("button", { name: "Parar a gravação" }).click();
    await living.getByText(/Parando|Parada/).waitFor();
    await living.getByText("Parada").waitFor();
    await menu("Começar a gravar");
    await living.getByText(/Iniciando|REC/).waitFor();
    await living.getByText("REC").waitFor();
  } finally {
    await asked("ana", "POST", "/api/recording/start/", { camera_id: cameras.living });
  }
  await done(page);
});

test("a refusal to start is told, and the state is as it was", async () => {
  const page = await opened("/");
  await page.route("**/api/recording/start/", (route) =>
    route.fulfill({
      status: 409,
      json: { code: "no_address", detail: "Sem endereço.", fields: {} },
    }),
  );
  const recorded = tile(page, cameras.recorded);
  await recorded.hover({ position: { x: 40, y: 60 } });
  await recorded.getByRole("button", { name: "Opções de Portaria" }).click();
  await page.getByRole("button", { name: "Começar a gravar" }).click();
  await page.getByText("Sem endereço.").first().waitFor();
  await recorded.getByText("Parada").waitFor();
  await done(page);
});

test("what was asked for without a network is not shown as done", async () => {
  const page = await opened("/", { user: "olga" });
  const living = tile(page, cameras.living);
  await living.getByText("REC").waitFor();
  await page.route("**/api/cameras/states/**", (route) => route.abort());
  let lose;
  await page.route("**/api/recording/stop/", (route) => (lose = () => route.abort()));
  await living.hover({ position: { x: 40, y: 60 } });
  await living.getByRole("button", { name: "Opções de Avenida" }).click();
  await page.getByRole("button", { name: "Parar a gravação" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Parar a gravação" }).click();
  await living.getByText("Parando").waitFor();
  await page.getByText(/Os estados são de \d+ s atrás/).waitFor(); // the wish made them no newer
  lose();
  await living.getByText("REC").waitFor();
  await done(page);
});

test("a call that the network swallows is given up, and asked for again", async () => {
  const page = await opened("/");
  await tile(page, cameras.living).getByText("REC").waitFor();
  await page.route("**/api/cameras/states/**", () => undefined); // never answered
  await page.getByText(/Os estados são de \d+ s atrás/).waitFor();
  await page.unroute("**/api/cameras/states/**");
  await page.getByText(/Os estados são de/).waitFor({ state: "detached" });
  await done(page);
});

test("what others do is seen within 5 s: a camera comes, fails, and goes", async () => {
  const page = await opened("/");
  await tile(page, cameras.recorded).waitFor();
  const made = await asked("ana", "POST", "/api/cameras/", {
    city: scene.city,
    name: "e2e Estado",
    rtsp_url: "rtsp://127.0.0.1:9/none",
  });
  const own = tile(page, made.id);
  const begun = Date.now();
  await own.getByText("Parada").waitFor();
  const seenMs = Date.now() - begun;
  await asked("ana", "POST", "/api/recording/start/", { camera_id: made.id });
  const asksMs = Date.now();
  await own.getByText(/Iniciando|Sem sinal/).waitFor();
  const changedMs = Date.now() - asksMs;
  await own.getByText("Sem sinal").waitFor();
  assert.match(await own.getAttribute("aria-description"), /recus/);
  await asked("ana", "DELETE", `/api/cameras/${made.id}/`);
  await own.waitFor({ state: "detached" });
  // 5 s, and what a busy machine takes to answer and to draw it.
  assert.ok(seenMs < 15_000, `${seenMs} ms until it was there`);
  assert.ok(changedMs < 15_000, `${changedMs} ms until its state was`);
  await done(page);
});

test("what has not changed is not sent again, and states that grow old say so", async () => {
  const page = await opened("/");
  const statuses = [];
  page.on("response", (answer) => {
    if (answer.url().includes("/api/cameras/states/")) statuses.push(answer.status());
  });
  await page.waitForResponse(
    (answer) => answer.url().includes("/api/cameras/states/") && answer.status() === 304,
  );
  await page.route("**/api/cameras/states/**", (route) => route.abort());
  await page.getByText(/Os estados são de \d+ s atrás/).waitFor();
  await assertAccessible(page, "old states");
  await page.unroute("**/api/cameras/states/**");
  await page.getByText(/Os estados são de/).waitFor({ state: "detached" });
  await done(page);
});

test("roles: a viewer only watches, an operator controls, an owner adds", async () => {
  for (const [user, adds, controls] of [
    ["vera", 0, 0],
    ["olga", 0, 1],
    ["ana", 1, 1],
  ]) {
    const page = await opened("/", { user });
    const living = tile(page, cameras.living);
    await living.waitFor();
    assert.equal(await page.getByRole("button", { name: "Adicionar câmera" }).count(), adds, user);
    await living.hover({ position: { x: 40, y: 60 } });
    await living.getByRole("button", { name: "Opções de Avenida" }).click();
    await page.getByRole("button", { name: "Abrir a linha do tempo" }).waitFor();
    const control = page.getByRole("button", { name: /Parar a gravação|Começar a gravar/ });
    assert.equal(await control.count(), controls, user);
    await done(page);
  }
});
