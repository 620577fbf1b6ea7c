import { reportError } from '../../engine/session/error-report.ts'
import { integer, text, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { Cancelled } from '../../runtime/script-error.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { typestr } from '../../values/format/typestr.ts'
import { Chart } from '../../values/forms/chart.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { double, int, NOTHING, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { asGrid } from './as-grid.ts'
import { keptResults } from './slots.ts'

// What a page shows before anybody scrolls.
const HEAD_ROWS = 100
const SHOWN = { elements: 60, width: 160 }

export const runStatement = define({
  name: 'runStatement',
  signature: 'runStatement(script)',
  kind: 'system',
  doc: 'Runs a statement for a page that shows its result: a dictionary with `milliseconds` and, if there is a value, its form, type and text. Of tables, matrices and long vectors the page gets the first rows as `head`, how many there are as `rows`, and an `id` for getResultRows; charts come as `chart`. What the script did wrong comes as `error`, a dictionary of message, refId, hint, start, end (places in the script, or -1) and trace.',
  examples: [],
  run: (context, script) => {
    const source = text(script, 'runStatement(script)', 'script')
    const made = new Dictionary(STRING, ANY, true)
    const began = context.surroundings.monotonic()
    try {
      const value = context.evaluator.run(source)
      made.set('milliseconds', double(Number(context.surroundings.monotonic() - began) / 1e6))
      if (value !== undefined && value !== NOTHING) tell(context, value, made)
    } catch (error) {
      if (error instanceof Cancelled) throw error
      made.set('milliseconds', double(Number(context.surroundings.monotonic() - began) / 1e6))
      made.set('error', errorOf(error, source))
    }
    return made
  },
})

function tell(context: Context, value: Value, made: Dictionary): void {
  made.set('form', string(value.form.toUpperCase()))
  made.set('type', string(typestr(value)))
  const grid = asGrid(value)
  if (value instanceof Chart) return void made.set('chart', value)
  made.set('text', string(display(value, SHOWN)))
  if (!grid) return
  made.set('rows', int(grid.rows))
  made.set('head', grid.slice(0, Math.min(HEAD_ROWS, grid.rows)))
  made.set('id', int(context.service(keptResults).keep(grid)))
}

function errorOf(error: unknown, source: string): Dictionary {
  const report = reportError(error)
  const here = report.source === source && report.span !== null
  const made = new Dictionary(STRING, ANY, true)
  made.set('message', string(report.message))
  made.set('refId', string(report.refId ?? ''))
  made.set('hint', string(report.hint ?? ''))
  made.set('start', int(here ? report.span!.start : -1))
  made.set('end', int(here ? report.span!.end : -1))
  made.set(
    'trace',
    vectorOfRaws(
      STRING,
      report.trace.map(({ name }) => name),
    ),
  )
  return made
}

export const getResultRows = define({
  name: 'getResultRows',
  signature: 'getResultRows(id, from, to, [sortBy], [descending=false], [filter])',
  kind: 'system',
  doc: 'Rows from ≤ row < to of a result that runStatement keeps, sorted by a column and of those rows only that satisfy a condition: a dictionary of `rows` (a table) and `total`, how many rows there are.',
  examples: [],
  run: (context, id, from, to, sortBy, descending, filter) => {
    const usage = 'getResultRows(id, from, to, [sortBy], [descending], [filter])'
    const view = {
      sortBy: text(sortBy, usage, 'sortBy', ''),
      descending: truth(descending, usage, 'descending', false),
      filter: text(filter, usage, 'filter', ''),
    }
    const [first, last] = [integer(from, usage, 'from'), integer(to, usage, 'to')]
    const read = context.service(keptResults).read(context, integer(id, usage, 'id'), first, last, view)
    const made = new Dictionary(STRING, ANY, true)
    made.set('rows', read.rows)
    made.set('total', int(read.total))
    return made
  },
})

export const dropResult = define({
  name: 'dropResult',
  signature: 'dropResult(id)',
  kind: 'system',
  doc: 'Forgets a result that runStatement keeps.',
  examples: [],
  run: (context, id) => {
    context.service(keptResults).drop(integer(id, 'dropResult(id)', 'id'))
    return NOTHING
  },
})
