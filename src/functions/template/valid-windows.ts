import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { assemble } from './assemble.ts'

const usage = 'movingValid(func, funcArgs, window, [minPeriods], [combined=true])'

/** An argument as one sequence, and where each row of it ends. */
interface Sequence {
  readonly flat: Vector
  readonly ends: ArrayLike<number>
}

function sequenceOf(value: Value): Sequence {
  if (value instanceof ArrayVector) {
    const first = value.offsets[0]!
    const flat = value.flat.view(first, value.offsets[value.length]!)
    return { flat, ends: value.offsets.slice(1).map(end => end - first) }
  }
  if (!(value instanceof Vector) || value instanceof Tuple)
    throw wrongArgument(usage, 'funcArgs', 'vectors', value)
  return { flat: value, ends: Int32Array.from({ length: value.length }, (_, i) => i + 1) }
}

function placesWhere(length: number, isValid: (place: number) => boolean): number[] {
  const places: number[] = []
  for (let i = 0; i < length; i++) if (isValid(i)) places.push(i)
  return places
}

interface Windows {
  readonly size: number
  readonly least: number
  readonly combined: boolean
}

function overSequences(context: Context, func: Value, args: readonly Value[], windows: Windows): Vector {
  const { size, least, combined } = windows
  const sequences = args.map(sequenceOf)
  const [first] = sequences
  if (sequences.some(({ ends }) => ends.length !== first!.ends.length))
    throw new ScriptError('movingValid: the arguments have different sizes.')
  const length = Math.min(...sequences.map(({ flat }) => flat.length))
  const together = combined
    ? placesWhere(length, i => sequences.every(({ flat }) => !flat.isNullAt(i)))
    : null
  const valid = sequences.map(({ flat }) => together ?? placesWhere(flat.length, i => !flat.isNullAt(i)))
  const seen = sequences.map(() => 0)
  const rows = Array.from({ length: first!.ends.length }, (_, row): Value => {
    context.checkCancelled()
    const columns = sequences.map(({ flat, ends }, i) => {
      const places = valid[i]!
      while (seen[i]! < places.length && places[seen[i]!]! < ends[row]!) seen[i]!++
      return flat.gather(Int32Array.from(places.slice(Math.max(0, seen[i]! - size), seen[i])))
    })
    return columns.some(column => column.length < least) ? NULL : context.call(func, columns)
  })
  return vectorOf(rows)
}

export const movingValid = define({
  name: 'movingValid',
  signature: usage,
  kind: 'template',
  doc: 'Calls an aggregate with the last `window` elements that are not null up to each row; null where there are fewer than minPeriods, which is the window by default. Of array vectors the elements of all rows follow each other. Several arguments are a tuple: elements count where none is null, or with combined=false each for itself.',
  examples: [
    ['movingValid(avg, 1 2 NULL 3 4 NULL 5, 3)', '[,,,2,3,3,4]'],
    ['movingValid(max, arrayVector(2 3 5, 1 5 NULL 2 9), 2, 1)', '[5,5,9]'],
  ],
  run: (context, func, funcArgs, window, minPeriods, combined) => {
    const size = integer(window, usage, 'window')
    if (size < 1) throw new ScriptError('movingValid: window should be at least 1.')
    const windows = {
      size,
      least: Math.max(1, integer(minPeriods, usage, 'minPeriods', size)),
      combined: truth(combined, usage, 'combined', true),
    }
    const args = funcArgs instanceof Tuple && !funcArgs.columnar ? funcArgs.items : [funcArgs!]
    const over = (columns: readonly Value[]) => overSequences(context, func!, columns, windows)
    const whole = args.find(arg => arg instanceof Matrix || arg instanceof Table)
    if (whole instanceof Table) {
      const columns = whole.columns.map((_, i) =>
        over(args.map(arg => (arg instanceof Table ? arg.columns[i]! : arg))),
      )
      return new Table([...whole.names], columns)
    }
    if (!(whole instanceof Matrix)) return over(args)
    const columns = Array.from({ length: whole.columns }, (_, i) =>
      over(args.map(arg => (arg instanceof Matrix ? arg.column(i) : arg))),
    )
    return assemble(columns, 'D', whole.columnLabels)
  },
})
