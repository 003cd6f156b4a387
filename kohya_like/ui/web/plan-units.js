// Sizes and times as people write them, in both languages where they differ.

const UNITS = ["B", "KB", "MB", "GB", "TB"];

// Decimal, as file managers and makers of disks count.
export function bytes(count) {
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 1 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

// Seconds as the two largest units.
export function duration(seconds) {
  if (seconds < 60) return { en: `${Math.round(seconds)} s`, zh: `${Math.round(seconds)} 秒` };
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return { en: `${minutes} min`, zh: `${minutes} 分钟` };
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return { en: `${hours} h ${rest} min`, zh: `${hours} 小时 ${rest} 分钟` };
}
