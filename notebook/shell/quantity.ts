const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** A number of bytes for people: `0 B`, `1.5 MiB`. */
export function bytes(count: number): string {
  let unit = 0
  let left = count
  while (left >= 1024 && unit < UNITS.length - 1) {
    left /= 1024
    unit++
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${UNITS[unit]}`
}

/** Nanoseconds as milliseconds: `0.4 ms`, `1,250 ms`. */
export function nanoseconds(count: number): string {
  const milliseconds = count / 1e6
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds).toLocaleString()} ms`
}
