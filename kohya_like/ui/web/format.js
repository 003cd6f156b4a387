// Numbers, sizes, durations and dates as people read them. Those that differ between languages are texts as in words.js.

const UNITS = ["B", "kB", "MB", "GB", "TB"];
const DAY = { year: "numeric", month: "short", day: "numeric" };

// Decimal, as file managers and makers of disks count.
export function bytes(count, digits = 3) {
  const power = count < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(count) / 3));
  return `${Number((count / 1000 ** power).toPrecision(digits))} ${UNITS[power]}`;
}

// A number with so many digits, without zeros that say nothing; tiny ones as 1e-4.
export function short(value, digits = 4) {
  if (value === 0) return "0";
  const small = Math.abs(value) < 1e-3;
  return small ? value.toExponential(digits - 2).replace(/\.?0+e/, "e") : String(Number(value.toPrecision(digits)));
}

// How long something took.
export function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return ["common.seconds", { s: whole }];
  if (whole < 3600) return ["common.minutes_seconds", { m: Math.floor(whole / 60), s: whole % 60 }];
  return estimate(seconds);
}

// How long something will take: to the minute, which is more than anybody knows.
export function estimate(seconds) {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return ["common.seconds", { s: Math.round(seconds) }];
  if (minutes < 60) return ["common.minutes", { m: minutes }];
  return ["common.hours", { h: Math.floor(minutes / 60), m: minutes % 60 }];
}

// Seconds a step, or steps a second where a step takes less than one.
export function speed(seconds) {
  return seconds >= 1 ? ["common.seconds_per_step", { n: short(seconds, 3) }] : ["common.steps_per_second", { n: short(1 / seconds, 3) }];
}

// Unix seconds as date and time; the time alone where it was today.
export function moment(unix) {
  const today = new Date(unix * 1000).toDateString() === new Date().toDateString();
  return written(unix, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}

export function day(unix) {
  return written(unix, DAY);
}

function written(unix, parts) {
  const date = new Date(unix * 1000);
  return { en: new Intl.DateTimeFormat("en-GB", parts).format(date), zh: new Intl.DateTimeFormat("zh-CN", parts).format(date) };
}
