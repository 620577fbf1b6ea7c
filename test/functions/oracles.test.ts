import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openSession } from '../check.ts'

// Functions of time, decimals and text, each beside a line of JavaScript that gives the same.

const session = openSession()

/** Compares what a script prints for many values with an oracle; all scripts run as one. */
function compare<Given>(
  given: fc.Arbitrary<Given>,
  script: (value: Given) => string,
  oracle: (value: Given) => string,
): void {
  const values = fc.sample(given, { numRuns: 150, seed: 7 })
  const { printed, error } = session.run(
    `print(concat(string((${values.map(script).join(', ')}, "end")), "\n"))`,
  )
  assert.equal(error, undefined)
  const shown = printed.split('\n')
  values.forEach((value, i) => {
    assert.equal(shown[i], oracle(value), script(value))
  })
}

const DAY = 86_400_000
const day = fc.integer({ min: -100_000, max: 100_000 })
const two = (n: number) => String(n).padStart(2, '0')
const dotted = (days: number) => new Date(days * DAY).toISOString().slice(0, 10).replaceAll('-', '.')
const utc = (days: number) => new Date(days * DAY)

test('days: arithmetic, parts, ends of months, weekdays', () => {
  compare(
    fc.tuple(day, fc.integer({ min: -5000, max: 5000 })),
    ([d, n]) => `${dotted(d)} + ${n}`,
    ([d, n]) => dotted(d + n),
  )
  compare(
    day,
    d => `year(${dotted(d)})`,
    d => String(utc(d).getUTCFullYear()),
  )
  compare(
    day,
    d => `monthOfYear(${dotted(d)})`,
    d => String(utc(d).getUTCMonth() + 1),
  )
  compare(
    day,
    d => `dayOfMonth(${dotted(d)})`,
    d => String(utc(d).getUTCDate()),
  )
  compare(
    day,
    d => `dayOfWeek(${dotted(d)})`,
    d => String((utc(d).getUTCDay() + 6) % 7),
  )
  compare(
    day,
    d => `monthEnd(${dotted(d)})`,
    d => dotted(Date.UTC(utc(d).getUTCFullYear(), utc(d).getUTCMonth() + 1, 0) / DAY),
  )
  compare(
    fc.tuple(day, day),
    ([a, b]) => `${dotted(a)} - ${dotted(b)}`,
    ([a, b]) => String(a - b),
  )
})

test('months are added without leaving the month', () => {
  const added = ([d, n]: readonly [number, number]) => {
    const [year, month] = [utc(d).getUTCFullYear(), utc(d).getUTCMonth() + n]
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
    return dotted(Date.UTC(year, month, Math.min(utc(d).getUTCDate(), last)) / DAY)
  }
  compare(
    fc.tuple(day, fc.integer({ min: -60, max: 60 })),
    ([d, n]) => `temporalAdd(${dotted(d)}, ${n}, "M")`,
    added,
  )
})

const moment = fc.integer({ min: -DAY * 20_000, max: DAY * 40_000 })
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, -1).replaceAll('-', '.')

test('moments: arithmetic, parts, patterns and back', () => {
  compare(
    fc.tuple(moment, moment),
    ([a, b]) => `${stamp(a)} - ${stamp(b)}`,
    ([a, b]) => String(a - b),
  )
  compare(
    moment,
    ms => `${stamp(ms)} + 1`,
    ms => stamp(ms + 1),
  )
  compare(
    moment,
    ms => `hour(${stamp(ms)})`,
    ms => String(new Date(ms).getUTCHours()),
  )
  compare(
    moment,
    ms => `date(${stamp(ms)})`,
    ms => stamp(ms).slice(0, 10),
  )
  compare(moment, ms => `long(${stamp(ms)})`, String)
  compare(
    moment,
    ms => `temporalFormat(${stamp(ms)}, "dd/MM/yyyy HH:mm:ss")`,
    ms => {
      const at = new Date(ms)
      const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':')
      return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${clock}`
    },
  )
  compare(
    moment,
    ms => `temporalParse(temporalFormat(${stamp(ms)}, "yyyyMMdd HH:mm:ss.SSS"), "yyyyMMdd HH:mm:ss.SSS")`,
    stamp,
  )
})

const scaled = (value: bigint, scale: number) => {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${value < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}

test('decimals are exact', () => {
  const some = fc.tuple(
    fc.bigInt({ min: -(10n ** 7n), max: 10n ** 7n }),
    fc.bigInt({ min: -(10n ** 7n), max: 10n ** 7n }),
  )
  const decimal = (value: bigint, scale: number) => `decimal64("${scaled(value, scale)}", ${scale})`
  compare(
    some,
    ([a]) => decimal(a, 3),
    ([a]) => scaled(a, 3),
  )
  compare(
    some,
    ([a, b]) => `${decimal(a, 3)} + ${decimal(b, 3)}`,
    ([a, b]) => scaled(a + b, 3),
  )
  compare(
    some,
    ([a, b]) => `${decimal(a, 2)} - ${decimal(b, 4)}`,
    ([a, b]) => scaled(a * 100n - b, 4),
  )
  compare(
    some,
    ([a, b]) => `${decimal(a, 2)} * ${decimal(b, 3)}`,
    ([a, b]) => scaled(a * b, 5),
  )
  compare(
    some,
    ([a, b]) => `${decimal(a, 3)} < ${decimal(b, 3)}`,
    ([a, b]) => String(a < b),
  )
  compare(
    some,
    ([a, b]) => `sum([${decimal(a, 3)}, ${decimal(b, 3)}])`,
    ([a, b]) => scaled(a + b, 3),
  )
})

const word = fc.string({ unit: fc.constantFrom(...'abcXYZ 019,.-'), maxLength: 12 })
const quoted = (value: string) => JSON.stringify(value)

test('texts', () => {
  compare(
    word,
    w => `upper(${quoted(w)})`,
    w => w.toUpperCase(),
  )
  compare(
    word,
    w => `lower(${quoted(w)})`,
    w => w.toLowerCase(),
  )
  compare(
    word,
    w => `trim(${quoted(w)})`,
    w => w.trim(),
  )
  compare(
    word,
    w => `strlen(${quoted(w)})`,
    w => String(w.length),
  )
  compare(
    fc.tuple(word, word),
    ([a, b]) => `strpos(${quoted(a)}, ${quoted(b)})`,
    ([a, b]) => String(a.indexOf(b)),
  )
  compare(
    fc.tuple(word, word),
    ([a, b]) => `${quoted(a)} + ${quoted(b)}`,
    ([a, b]) => a + b,
  )
  compare(
    fc.tuple(word, word),
    ([a, b]) => `startsWith(${quoted(a)}, ${quoted(b)})`,
    ([a, b]) => String(a.startsWith(b)),
  )
  compare(
    fc.tuple(word, fc.nat(14)),
    ([w, n]) => `left(${quoted(w)}, ${n})`,
    ([w, n]) => w.slice(0, n),
  )
  compare(
    fc.tuple(word, fc.nat(14)),
    ([w, n]) => `lpad(${quoted(w)}, ${n}, "*")`,
    ([w, n]) => w.slice(0, n).padStart(n, '*'),
  )
  compare(
    word,
    w => `strReplace(${quoted(w)}, "a", "bb")`,
    w => w.replaceAll('a', 'bb'),
  )
  compare(
    fc.array(word, { minLength: 2, maxLength: 5 }),
    ws => `concat([${ws.map(quoted).join(', ')}], "|")`,
    ws => ws.join('|'),
  )
})

test('patterns of like fit what a regular expression fits', () => {
  const pattern = fc.string({ unit: fc.constantFrom(...'abX%?'), maxLength: 6 })
  const expression = (p: string) => new RegExp(`^${p.replaceAll('%', '.*').replaceAll('?', '.')}$`, 's')
  compare(
    fc.tuple(fc.string({ unit: fc.constantFrom(...'abX'), maxLength: 8 }), pattern),
    ([w, p]) => `${quoted(w)} like ${quoted(p)}`,
    ([w, p]) => String(expression(p).test(w)),
  )
})

test('numbers by patterns', () => {
  const cents = fc.integer({ min: -10_000_000, max: 10_000_000 })
  const grouped = (n: number) => (n / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
  compare(cents, n => `format(${n} \\ 100.0, "#,##0.00")`, grouped)
  compare(
    fc.nat(99_999),
    n => `format(${n}, "000000")`,
    n => String(n).padStart(6, '0'),
  )
  compare(fc.integer({ min: -1_000_000, max: 1_000_000 }), String, String)
  compare(
    cents,
    n => `${n % 100_000} \\ 8.0`,
    n => String((n % 100_000) / 8),
  )
})
