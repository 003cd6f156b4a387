// What the server told of a run so far. Each answer brings what is new, or everything anew.

const EMPTY = { steps: [], loss: [], low: [], high: [], rates: {} };

export function runState() {
  return { key: "", seen: {}, rows: structuredClone(EMPTY), validations: [], samples: [], warnings: [], files: [], now: null };
}

// `now` is the answer itself, with how the run stands.
export function take(state, answer) {
  if (answer.whole) Object.assign(state, runState());
  append(state.rows, answer.rows);
  for (const name of ["validations", "samples", "warnings"]) state[name].push(...answer[name]);
  state.files = answer.files ?? state.files;
  Object.assign(state, { key: answer.key, seen: answer.seen, now: answer });
}

function append(rows, more) {
  for (const name of Object.keys(more.rates)) rows.rates[name] ??= rows.steps.map(() => null);
  for (const [name, values] of Object.entries(rows.rates)) values.push(...(more.rates[name] ?? more.steps.map(() => null)));
  for (const name of ["steps", "loss", "low", "high"]) rows[name].push(...more[name]);
}
