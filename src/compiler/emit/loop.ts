import type { DoWhile, For, While } from '../../../grammar/tree/ast.ts'
import { isEnclosed } from '../enclosed.ts'
import type { Frame } from '../frames/frame.ts'
import { LoopFrame } from '../frames/loop-frame.ts'
import { TopFrame } from '../frames/top-frame.ts'
import { anyValue, mangle, quote, type StaticType } from '../js.ts'
import { LoopSite } from '../plain/loop-site.ts'
import { emitDoWhile, emitWhile } from './control.ts'
import { emitFor } from './for.ts'

export type Loop = For | While | DoWhile

/** Any loop. One at the top level of a script is compiled when it is reached: then it is known what variables hold. */
export function emitLoop(node: Loop, frame: Frame): string {
  if (!(frame instanceof TopFrame) || frame.loops.length > 0) return emitPlain(node, frame)
  const isVariable = (name: string) => frame.find(name) !== undefined
  if (!isEnclosed(node, isVariable, frame.unit)) return emitPlain(node, frame)
  return emitSite(node, frame)
}

function emitPlain(node: Loop, frame: Frame): string {
  switch (node.kind) {
    case 'for':
      return emitFor(node, frame)
    case 'while':
      return emitWhile(node, frame)
    case 'doWhile':
      return emitDoWhile(node, frame)
  }
}

function emitSite(node: Loop, frame: TopFrame): string {
  const { unit } = frame
  const mark = unit.hoistedCount
  const before = new Set(unit.assigned)
  // Emitted here only to find its faults before anything runs, or for people to read.
  const { made, names } = unit.recording(() => emitLoopFunction(node, frame, () => anyValue))
  const { code, inner } = made
  for (const name of inner.stored) frame.declare(name)
  if (unit.forReading) {
    const name = unit.unique('r')
    unit.hoist(`const ${name} = ${code}`)
    const values = [...inner.imported].map(each => `vars.get(${quote(each)})`)
    return `${name}(${['ctx', 'vars', ...values].join(', ')});`
  }
  unit.dropHoisted(mark)
  const site = new LoopSite(node, unit, before, [...inner.imported], names)
  return `${unit.constant(site)}.run(ctx);`
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
