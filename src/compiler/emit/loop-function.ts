import type { DoWhile, For, While } from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import { LoopFrame } from '../frames/loop-frame.ts'
import type { TopFrame } from '../frames/top-frame.ts'
import { anyValue, mangle, type StaticType } from '../js.ts'
import { emitDoWhile, emitWhile } from './control.ts'
import { emitFor } from './for.ts'

export type Loop = For | While | DoWhile

/** A loop where it stands, among the variables of `frame`. */
export function emitPlain(node: Loop, frame: Frame): string {
  switch (node.kind) {
    case 'for':
      return emitFor(node, frame)
    case 'while':
      return emitWhile(node, frame)
    case 'doWhile':
      return emitDoWhile(node, frame)
  }
}

/**
 * A JavaScript function `(ctx, vars, g…)` that takes the session's variables in, runs the loop, and gives them back.
 * `typeOf` tells what they hold when it begins; undefined: there is no such variable yet.
 */
export function emitLoopFunction(
  node: Loop,
  frame: TopFrame,
  typeOf: (name: string) => StaticType | undefined,
): { code: string; inner: LoopFrame } {
  const { unit } = frame
  let types: Map<string, StaticType> | null = null
  for (let pass = 1; ; pass++) {
    const mark = unit.hoistedCount
    const inner: LoopFrame = new LoopFrame(frame, typeOf, types)
    const body = emitPlain(node, inner)
    if (!inner.unstable) return { code: wrap(body, inner), inner }
    types = pass < 4 ? inner.types : new Map([...inner.types.keys()].map(name => [name, anyValue]))
    unit.dropHoisted(mark)
  }
}

function wrap(body: string, inner: LoopFrame): string {
  const { unit } = inner
  const parameters = ['ctx', 'vars', ...[...inner.imported].map(each => `g${mangle(each)}`)].join(', ')
  return `function (${parameters}) {
let ${['at = -1', ...inner.declarations(new Set())].join(', ')};
${body.includes('Atomics.load(flag') ? 'const flag = ctx.surroundings.cancelFlag;' : ''}
${[...inner.entries()].join('\n')}
try {
${body}
} catch (error) {
throw ${unit.use('fail')}(error, ${unit.constant(unit.sourceMap)}, at, "");
} finally {
${[...inner.exits()].join('\n')}
}
}`
}
