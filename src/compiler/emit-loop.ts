import type { DoWhile, For, While } from '../../grammar/ast.ts'
import { emitDoWhile, emitWhile } from './emit-control.ts'
import { emitFor } from './emit-for.ts'
import { isEnclosed } from './enclosed.ts'
import type { Frame } from './frame.ts'
import { anyValue, mangle, quote, type StaticType } from './js.ts'
import { LoopFrame } from './loop-frame.ts'
import { TopFrame } from './top-frame.ts'

type Loop = For | While | DoWhile

/** Any loop. At the top level of a script it gets its own function, with session variables in JavaScript's own. */
export function emitLoop(node: Loop, frame: Frame): string {
  if (!(frame instanceof TopFrame) || frame.loops.length > 0) return emitPlain(node, frame)
  const isVariable = (name: string) => frame.find(name) !== undefined
  if (!isEnclosed(node, isVariable, frame.unit)) return emitPlain(node, frame)
  return emitRegion(node, frame)
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

/** The loop twice: for what its variables most likely hold, and for anything. */
function emitRegion(node: Loop, frame: TopFrame): string {
  const { unit } = frame
  const { code, inner } = emitWithTypes(node, frame)
  const imported = [...inner.imported]
  const name = unit.unique('r')
  const parameters = ['ctx', 'vars', ...imported.map(each => `g${mangle(each)}`)].join(', ')
  unit.hoist(`const ${name} = function (${parameters}) {
let ${['at = -1', ...inner.declarations(new Set())].join(', ')};
${code.includes('Atomics.load(flag') ? 'const flag = ctx.surroundings.cancelFlag;' : ''}
${[...inner.entries()].join('\n')}
try {
${code}
} catch (error) {
throw ${unit.use('fail')}(error, ${unit.constant(unit.sourceMap)}, at, "");
} finally {
${[...inner.exits()].join('\n')}
}
}`)
  const values = imported.map(each => `vars.get(${quote(each)})`)
  const temps = values.map(() => frame.temp())
  const setup = temps.map((temp, i) => `${temp} = ${values[i]};\n`).join('')
  const call = `${name}(${['ctx', 'vars', ...temps].join(', ')});`
  const guards = inner.guards(new Map(imported.map((each, i) => [each, temps[i]!])))
  const otherwise = guards === '' ? '' : emitPlain(node, frame)
  for (const each of inner.stored) {
    frame.declare(each)
    frame.note(each, inner.types.get(each) ?? anyValue)
  }
  return guards === '' ? `${setup}${call}` : `${setup}if (${guards}) ${call}\nelse {\n${otherwise}\n}`
}

function emitWithTypes(node: Loop, frame: TopFrame): { code: string; inner: LoopFrame } {
  const { unit } = frame
  let types: Map<string, StaticType> | null = null
  for (let pass = 1; ; pass++) {
    const mark = unit.hoistedCount
    const inner: LoopFrame = new LoopFrame(frame, types)
    const code = emitPlain(node, inner)
    if (!inner.unstable) return { code, inner }
    types = pass < 4 ? inner.types : new Map([...inner.types.keys()].map(name => [name, anyValue]))
    unit.dropHoisted(mark)
  }
}
