// The API's answers by their short names.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Camera = Schemas["Camera"];
export type Clip = Schemas["Clip"];
export type Alert = Schemas["Alert"];
export type Timeline = Schemas["Timeline"];
export type Days = Schemas["Days"];
export type Me = Schemas["Me"];
export type Hold = Schemas["Hold"];
