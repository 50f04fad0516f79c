import { expect, test } from "vitest";

import { ApiFailure, dataOf, errorOf, NETWORK_ERROR } from "./answer";

test("an error keeps what the API told", () => {
  const body = { code: "invalid", detail: "Veja os campos.", fields: { name: ["Falta.", 1] } };
  expect(errorOf(400, body)).toEqual({
    kind: "error",
    status: 400,
    code: "invalid",
    detail: "Veja os campos.",
    fields: { name: ["Falta."] },
    body,
  });
});

test.each([null, "<html>", { code: 1, detail: null, fields: "x" }, { fields: { name: "x" } }])(
  "an error of another form is one as well (%j)",
  (body) => {
    expect(errorOf(502, body)).toMatchObject({ code: "http_502", detail: "", fields: {} });
  },
);

test("data, or what is thrown instead of it", () => {
  expect(dataOf({ kind: "success", data: 7 })).toBe(7);
  expect(() => dataOf({ kind: "aborted" })).toThrow("aborted");
  const failure = new ApiFailure({ ...NETWORK_ERROR, detail: "Nada." });
  expect(failure.message).toBe("Nada.");
  expect(() => dataOf(NETWORK_ERROR)).toThrow(ApiFailure);
  expect(new ApiFailure(NETWORK_ERROR).message).toBe("network");
});
