import { borrow, giveBack } from '../borrowed.ts'
import type { Column } from '../column.ts'
import { compileOnce, nullLiteral, reader, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { sampleWindows, type Windows, windowArguments, windowLoop, windowParameters } from './windows.ts'

type Move = (...parameters: readonly (Data | number)[]) => void

/** The product of every window: a LONG that wraps for integers, else a DOUBLE. */
export function movingProduct(columns: readonly Column[], windows: Windows, out: Data): void {
  const { storage, data, nulls } = columns[0]!
  const result = storage === 'f32' || storage === 'f64' ? 'f64' : 'i64'
  const { kind } = windows
  const kernel = compileOnce<Move>(
    `moving:${kind}:prod:${storage}:${nulls}`,
    `a, products, counts, out, ${windowParameters}`,
    () => source(columns[0]!, kind),
    kernel => {
      const [products, rows] = [scratch(result, SAMPLE_ROWS), scratch(result, SAMPLE_ROWS)]
      kernel(
        sample(storage),
        products,
        scratch('i32', SAMPLE_ROWS),
        rows,
        ...windowArguments(sampleWindows(kind)),
      )
    },
  )
  const products = borrow(result, data.length)
  const counts = borrow('i32', data.length)
  kernel(data, products, counts, out, ...windowArguments(windows))
  giveBack(products, counts)
}

// A product can't be divided out again (zeros, rounding). So a window is two stretches: rows up to `middle`, for each of
// which the product from there to `middle` is known, and the rows since, of which the whole product is. When the first
// stretch is used up, the second becomes the first.
function source({ storage, nulls }: Column, kind: 'rows' | 'ranges'): string {
  const float = storage === 'f32' || storage === 'f64'
  const one = float ? '1' : '1n'
  const times = (x: string, y: string) => (float ? `${x} * ${y}` : `BigInt.asIntN(64, ${x} * ${y})`)
  const { setup, read, isNull } = reader(storage, 'a', 'i', 'x', false)
  const factor = float || storage === 'i64' ? 'x' : 'BigInt(x)'
  const unlessNull = (text: string) => (nulls ? `if (!(${isNull})) { ${text} }` : text)
  const missing = nullLiteral(float ? 'f64' : 'i64')
  return `${setup}
    let lo = 0, hi = 0, middle = 0, recent = ${one}, n = 0
    ${windowLoop(
      kind,
      `lo = hi = middle = from; recent = ${one}; n = 0`,
      `if (s < lo || e < hi || s > hi) { lo = hi = middle = s; recent = ${one}; n = 0 }
      lo = s
      for (; hi < e; hi++) { const i = hi; ${read}\n${unlessNull(`recent = ${times('recent', factor)}; n++`)} }
      if (lo > middle) {
        let product = ${one}, count = 0
        for (let i = hi - 1; i >= lo; i--) {
          ${read}\n${unlessNull(`product = ${times('product', factor)}; count++`)}
          products[i] = product
          counts[i] = count
        }
        middle = hi
        recent = ${one}
        n = 0
      }
      const older = lo < middle
      const values = n + (older ? counts[lo] : 0)
      out[r] = tooEarly || values < least || values === 0 ? ${missing} : older ? ${times('products[lo]', 'recent')} : recent`,
    )}`
}
