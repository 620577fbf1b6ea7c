// How floats print: up to six decimals, scientific from a million up and from a millionth down.

function trimZeros(fixed: string): string {
  let end = fixed.length
  while (fixed.charCodeAt(end - 1) === 48) end--
  if (fixed.charCodeAt(end - 1) === 46) end--
  return end === fixed.length ? fixed : fixed.slice(0, end)
}

// Up to six decimals by integer arithmetic; null near the middle between two, where rounding must look at the exact value.
function sixDecimals(value: number, size: number): string | null {
  const millionths = size * 1e6
  const nearest = Math.round(millionths)
  if (Math.abs(millionths - nearest) > 0.499) return null
  const whole = Math.floor(nearest / 1e6)
  const sign = value < 0 ? '-' : ''
  let fraction = nearest - whole * 1e6
  if (fraction === 0) return `${sign}${whole}`
  let places = 6
  while (fraction % 10 === 0) {
    fraction /= 10
    places--
  }
  const digits = String(fraction)
  return `${sign}${whole}.${'00000'.slice(0, places - digits.length)}${digits}`
}

function scientific(value: number): string {
  const text = value.toExponential(6)
  const e = text.indexOf('e')
  const mantissa = trimZeros(text.slice(0, e))
  const exponent = text.charCodeAt(e + 1) === 43 ? text.slice(e + 2) : text.slice(e + 1)
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent}`
}

/** A float as it prints: `2`, `0.333333`, `1.5E10`, `3.045996E-8`, `∞`, `NaN`. Not for null. */
export function formatNumber(value: number): string {
  const size = value < 0 ? -value : value
  if (size < 1000000) {
    if (value === (value | 0)) return String(value | 0)
    return size > 0.000001 ? (sixDecimals(value, size) ?? trimZeros(value.toFixed(6))) : scientific(value)
  }
  if (size === Infinity) return value > 0 ? '∞' : '-∞'
  return size >= 1000000 ? scientific(value) : 'NaN'
}

/** As formatNumber, but with a decimal at least: `2.0`. The parts of COMPLEX and POINT print so. */
export function formatPart(value: number): string {
  const text = formatNumber(value)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** The shortest text that reads back as the same FLOAT. */
export function shortestSingle(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toPrecision(9)
}
