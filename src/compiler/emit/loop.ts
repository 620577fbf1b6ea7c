import { isEnclosed } from '../enclosed.ts'
import type { Frame } from '../frames/frame.ts'
import { TopFrame } from '../frames/top-frame.ts'
import { anyValue, quote } from '../js.ts'
import { LoopSite } from '../plain/loop-site.ts'
import { emitLoopFunction, emitPlain, type Loop } from './loop-function.ts'

/** Any loop. One at the top level of a script is compiled when it is reached: then it is known what variables hold. */
export function emitLoop(node: Loop, frame: Frame): string {
  if (!(frame instanceof TopFrame) || frame.loops.length > 0) return emitPlain(node, frame)
  const isVariable = (name: string) => frame.find(name) !== undefined
  if (!isEnclosed(node, isVariable, frame.unit)) return emitPlain(node, frame)
  return emitSite(node, frame)
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
