import { ScriptError } from '../../runtime/script-error.ts'
import { DATETIME, type DataType, NANOTIMESTAMP, TIMESTAMP } from '../../values/data-type.ts'
import { daysOfDate } from '../../values/elements/civil-date.ts'
import { unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { isNullRaw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { text } from '../argument.ts'
import { define } from '../define.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

// Moments as clocks in other places show them.

const QUARTER = 900
const DAY = 86_400

/** A time zone's distance from Greenwich, summer time included. */
class Zone {
  readonly #format: Intl.DateTimeFormat
  readonly #known = new Map<number, number>()

  /** Undefined: the machine's own. @throws ScriptError when there is none of that name. */
  constructor(name: string | undefined) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        era: 'short',
      })
    } catch {
      throw new ScriptError(`There is no time zone ${name}.`)
    }
  }

  /**
   * Seconds that its clocks are ahead of Greenwich at that time. Clocks are changed at quarters of hours only, and not
   * twice a day.
   */
  ahead(utcSeconds: number): number {
    const day = Math.floor(utcSeconds / DAY) * DAY
    const ahead = this.#at(day)
    return this.#at(day + DAY) === ahead ? ahead : this.#at(Math.floor(utcSeconds / QUARTER) * QUARTER)
  }

  #at(utcSeconds: number): number {
    let ahead = this.#known.get(utcSeconds)
    if (ahead === undefined) {
      ahead = this.#measure(utcSeconds)
      this.#known.set(utcSeconds, ahead)
    }
    return ahead
  }

  #measure(utcSeconds: number): number {
    const shown: Record<string, string> = {}
    for (const { type, value } of this.#format.formatToParts(utcSeconds * 1000)) shown[type] = value
    const [year, month, day] = [Number(shown.year), Number(shown.month), Number(shown.day)]
    const days = daysOfDate(shown.era === 'BC' ? 1 - year : year, month, day)
    const time = Number(shown.hour) * 3600 + Number(shown.minute) * 60 + Number(shown.second)
    return days * 86400 + time - utcSeconds
  }
}

const greenwich = { ahead: () => 0 }

/** What must be added to a zone's local seconds to get another's. */
function difference(from: Pick<Zone, 'ahead'>, to: Pick<Zone, 'ahead'>): (localSeconds: number) => number {
  return local => {
    // The distance at the moment itself: a second look corrects the first.
    const near = local - from.ahead(local)
    const utc = local - from.ahead(near)
    return to.ahead(utc) - (local - utc)
  }
}

function converted(name: string, x: Value, from: Pick<Zone, 'ahead'>, to: Pick<Zone, 'ahead'>): Value {
  const seconds = difference(from, to)
  const plan = (type: DataType) => {
    if (type !== DATETIME && type !== TIMESTAMP && type !== NANOTIMESTAMP) return null
    const perSecond = BigInt(unitsPerDay(type) / 86400)
    return unaryElementPlan(type, raw => {
      if (isNullRaw(type, raw)) return raw
      if (typeof raw === 'number') return raw + seconds(raw)
      const value = raw as bigint
      return value + BigInt(seconds(Math.floor(Number(value / perSecond)))) * perSecond
    })
  }
  return applyUnary(new UnaryOperation(name, plan), x)
}

export const convertTZ = define({
  name: 'convertTZ',
  signature: 'convertTZ(obj, srcTZ, destTZ)',
  kind: 'elementwise',
  doc: 'Moments by the clocks of one time zone as those of another show them, summer time included.',
  examples: [
    ['convertTZ(2016.04.25T08:25:45, "US/Eastern", "Asia/Shanghai")', '2016.04.25T20:25:45'],
    ['convertTZ([2016.01.25T08:25:45, 00D], "US/Eastern", "Asia/Shanghai")', '[2016.01.25T21:25:45,]'],
  ],
  run: (_, x, from, to) => {
    const usage = 'convertTZ(obj, srcTZ, destTZ)'
    return converted(
      'convertTZ',
      x!,
      new Zone(text(from, usage, 'srcTZ')),
      new Zone(text(to, usage, 'destTZ')),
    )
  },
})

export const gmtime = define({
  name: 'gmtime',
  signature: 'gmtime(X)',
  kind: 'elementwise',
  doc: 'Moments by the clock of this machine as that of Greenwich shows them.',
  examples: [['typestr(gmtime(2018.01.22 10:20:26))', 'DATETIME']],
  run: (_, x) => converted('gmtime', x!, new Zone(undefined), greenwich),
})

export const localtime = define({
  name: 'localtime',
  signature: 'localtime(X)',
  kind: 'elementwise',
  doc: 'Moments by the clock of Greenwich as that of this machine shows them.',
  examples: [['gmtime(localtime(2018.01.22T15:20:26)) == 2018.01.22T15:20:26', 'true']],
  run: (_, x) => converted('localtime', x!, greenwich, new Zone(undefined)),
})
