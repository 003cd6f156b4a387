// The parameters of a run by name.

import { SECTIONS } from "./parameters-list.js";

export const PARAMETERS = new Map(SECTIONS.flatMap((section) => section.parameters).map((parameter) => [parameter.name, parameter]));

// The parameter that a problem's field ("section.name") means; undefined where it means none.
export function parameterOf(field) {
  return PARAMETERS.get(field.split(".").pop());
}
