// Numbers, sizes, durations and dates as people read them; texts are as in words.js.

export function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return ["runs.seconds", { s: whole }];
  if (whole < 3600) return ["runs.minutes", { m: Math.floor(whole / 60), s: whole % 60 }];
  const minutes = Math.round(seconds / 60);
  return ["runs.hours", { h: Math.floor(minutes / 60), m: minutes % 60 }];
}

// Seconds a step, or steps a second where a step takes less than one.
export function speed(seconds) {
  return seconds >= 1 ? ["runs.seconds_per_step", { n: short(seconds, 3) }] : ["runs.steps_per_second", { n: short(1 / seconds, 3) }];
}

// Unix seconds as date and time; the time alone where it was today.
export function moment(unix) {
  const date = new Date(unix * 1000);
  const today = date.toDateString() === new Date().toDateString();
  const parts = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return { en: new Intl.DateTimeFormat("en-GB", parts).format(date), zh: new Intl.DateTimeFormat("zh-CN", parts).format(date) };
}

export function size(bytes) {
  const [unit, divisor] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  return `${short(bytes / divisor, 3)} ${unit}`;
}

// A number with so many digits, without zeros that say nothing; tiny ones as 1e-4.
export function short(value, digits = 4) {
  if (value === 0) return "0";
  const small = Math.abs(value) < 1e-3;
  return small ? value.toExponential(digits - 2).replace(/\.?0+e/, "e") : String(Number(value.toPrecision(digits)));
}
