import { compileOnce } from '../loop-source.ts'
import { nullLanes } from '../null.ts'
import { type Data, lanes, type Storage } from '../storage.ts'
import type { Scalar } from './template.ts'

/** Shapes of what is chosen between: v for a vector, s for a single value. */
export type ChoiceShape = 'vv' | 'vs' | 'sv' | 'ss'

export type Choice = (cond: Int8Array, a: Data | Scalar, b: Data | Scalar, out: Data, n: number) => boolean

/**
 * The loop for out[i] = cond[i] is 1 ? a[i] : cond[i] is 0 ? b[i] : null. `out` may be `a` or `b`. A single value is a
 * number or bigint; of storages with two lanes, an array that begins with them. Returns whether a condition was null.
 */
export function choice(storage: Storage, shape: ChoiceShape): Choice {
  return compileOnce<Choice>(`choice ${storage} ${shape}`, 'cond, a, b, out, n', () => {
    const two = lanes[storage] === 2
    const operand = (name: string, kind: string, lane: number) => {
      if (two) return kind === 'v' ? `${name}[2 * i + ${lane}]` : `${name}${lane}`
      return kind === 'v' ? `${name}[i]` : name
    }
    const before: string[] = []
    for (const [name, kind] of [
      ['a', shape[0]!],
      ['b', shape[1]!],
    ] as const) {
      if (two && kind === 's') before.push(`const ${name}0 = ${name}[0], ${name}1 = ${name}[1]`)
    }
    const tables: string[] = []
    const text: string[] = []
    // A table of three with one pick instead of branches: 0, 1, and 2 for null.
    for (let lane = 0; lane < lanes[storage]; lane++) {
      const sentinel = nullLanes[storage][lane]!
      tables.push(`const T${lane} = new out.constructor(3)`)
      tables.push(`T${lane}[2] = ${sentinel}${typeof sentinel === 'bigint' ? 'n' : ''}`)
      text.push(
        `T${lane}[0] = ${operand('b', shape[1]!, lane)}; T${lane}[1] = ${operand('a', shape[0]!, lane)}`,
      )
    }
    for (let lane = 0; lane < lanes[storage]; lane++)
      text.push(`out[${two ? `2 * i + ${lane}` : 'i'}] = T${lane}[k]`)
    return `${[...before, ...tables].join('\n')}
      let hit = 0
      for (let i = 0; i < n; i++) {
        const c = cond[i], k = (c & 1) | (c >>> 31 << 1)
        ${text.join('\n        ')}
        hit |= k
      }
      return hit > 1`
  })
}
