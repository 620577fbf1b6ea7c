import type { Vector } from '../../values/vectors/vector.ts'

// What a column is, as opposed to what is in it.
const plain: ReadonlySet<string | symbol> = new Set(['type', 'form'])

/** Columns of which everybody may know the type. Whoever looks at more, be it the number of rows, must pass `check`. */
export function withheldColumns(columns: readonly Vector[], check: () => void): Vector[] {
  return columns.map(
    column =>
      new Proxy(column, {
        get(target, property) {
          if (!plain.has(property)) check()
          return Reflect.get(target, property, target)
        },
      }),
  )
}
