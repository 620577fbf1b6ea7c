import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT, isIntegral, isTemporal } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { integer, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { groupingColumn } from '../tables/key-column.ts'

export const coevent = define({
  name: 'coevent',
  signature: 'coevent(event, eventTime, window, [orderSensitive=false])',
  kind: 'table',
  doc: 'How often two events happen no further apart than the window, in the unit of eventTime (temporal or integer): a table of event1, event2 and hits, pairs as they first appear. With orderSensitive a pair is another one when its events change places. What has no event or time is left out.',
  examples: [
    ['coevent(`A`B`A, 1 2 9, 3)', 'event1 event2 hits\n------ ------ ----\nA      B      1'],
    ['exec hits from coevent(`A`B`A, 1 2 3, 1)', '[2]'],
    ['exec hits from coevent(`A`B`A`, 1 2 3 NULL, 1, true)', '[1,1]'],
  ],
  run: (context, event, eventTime, window, orderSensitive) => {
    const usage = 'coevent(event, eventTime, window, [orderSensitive=false])'
    const events = vector(event, usage, 'event')
    const times = vector(eventTime, usage, 'eventTime')
    if (!(times instanceof FixedVector) || !(isIntegral(times.type) || isTemporal(times.type))) {
      throw wrongArgument(usage, 'eventTime', 'a vector of integers or times', eventTime)
    }
    if (times.length !== events.length) {
      throw new ScriptError(`coevent: there are ${events.length} events, but ${times.length} times.`)
    }
    const width = integer(window, usage, 'window')
    if (width < 0) throw wrongArgument(usage, 'window', 'an integer that is not negative', window)
    const isOrdered = truth(orderSensitive, usage, 'orderSensitive', false)
    const { codes, firstRows } = groupRows([groupingColumn(events)])
    const at = (row: number) => times.raw(row) as number | bigint
    const rows = Array.from({ length: events.length }, (_, i) => i)
      .filter(row => !events.isNullAt(row) && !times.isNullAt(row))
      .sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a - b))
    const hits = new Map<number, number>()
    rows.forEach((row, i) => {
      context.checkCancelled()
      for (let k = i + 1; k < rows.length && Number(BigInt(at(rows[k]!)) - BigInt(at(row))) <= width; k++) {
        const [first, second] = [codes[row]!, codes[rows[k]!]!]
        const isTurned = !isOrdered && hits.has(second * firstRows.length + first)
        const pair = isTurned ? second * firstRows.length + first : first * firstRows.length + second
        hits.set(pair, (hits.get(pair) ?? 0) + 1)
      }
    })
    const pairs = [...hits.keys()]
    const named = (of: (pair: number) => number) =>
      events.gather(Int32Array.from(pairs, pair => firstRows[of(pair)]!))
    return new Table(
      ['event1', 'event2', 'hits'],
      [
        named(pair => Math.floor(pair / firstRows.length)),
        named(pair => pair % firstRows.length),
        FixedVector.of(INT, [...hits.values()]),
      ],
    )
  },
})
