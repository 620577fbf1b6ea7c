import type { Column } from '../column.ts'
import { compileOnce, nullLiteral, reader, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { sampleWindows, type Windows, windowArguments, windowLoop, windowParameters } from './windows.ts'

export type Pick = 'first' | 'last' | 'firstNot' | 'lastNot' | 'ifirstNot' | 'ilastNot'

type Move = (...parameters: readonly (Data | number)[]) => void

/** The first or last value of every window, the first or last that isn't null, or the place of that (−1: none). */
export function movingPick(name: Pick, { storage, data, nulls }: Column, windows: Windows, out: Data): void {
  const { kind } = windows
  const kernel = compileOnce<Move>(
    `moving:${kind}:${name}:${storage}:${nulls}`,
    `a, out, ${windowParameters}`,
    () => source(name, storage, nulls, kind),
    kernel => {
      const rows = scratch(name[0] === 'i' ? 'i32' : storage, SAMPLE_ROWS)
      kernel(sample(storage), rows, ...windowArguments(sampleWindows(kind)))
    },
  )
  kernel(data, out, ...windowArguments(windows))
}

function source(name: Pick, storage: Column['storage'], nulls: boolean, kind: 'rows' | 'ranges'): string {
  const place = name[0] === 'i'
  const missing = nullLiteral(place ? 'i32' : storage)
  const { setup, read, isNull } = reader(storage, 'a', 'hi', 'x', false)
  const at = (row: string) => read.replaceAll('hi', row)
  const rows: Record<string, string> = {
    first: 's < e ? s : -1',
    last: 'e - 1 >= s ? e - 1 : -1',
    firstNot: nulls ? 'next < e ? next : -1' : 's < e ? s : -1',
    lastNot: nulls ? 'last >= s ? last : -1' : 'e - 1 >= s ? e - 1 : -1',
  }
  // `next`: the first row from the window's beginning on that isn't null. `last`: the last one that isn't, up to hi.
  return `${setup}
    let lo = 0, hi = 0, n = 0, next = 0, last = -1
    ${windowLoop(
      kind,
      'lo = hi = next = from; n = 0; last = -1',
      `if (s < lo || e < hi || s > hi) { lo = hi = next = s; n = 0; last = -1 }
      ${
        nulls
          ? `for (; hi < e; hi++) { ${at('hi')}\nif (!(${isNull})) { n++; last = hi } }
             for (; lo < s; lo++) { ${at('lo')}\nif (!(${isNull})) n-- }
             if (next < s) next = s
             for (; next < e; next++) { ${at('next')}\nif (!(${isNull})) break }`
          : 'lo = s; hi = e; n = e - s'
      }
      const row = ${rows[name.replace(/^i(first|last)/, '$1')]}
      out[r] = tooEarly || n < least ? ${missing} : row < 0 ? ${place ? '-1' : missing} : ${place ? 'row - s' : 'a[row]'}`,
    )}`
}
