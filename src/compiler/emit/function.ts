import type { FunctionDefinition, FunctionLiteral, Parameter, Span } from '../../../grammar/tree/ast.ts'
import { type ParameterInfo, Parameters } from '../../runtime/parameters.ts'
import { type FunctionHeader, UserFunction } from '../../runtime/user-function.ts'
import { isEnclosed } from '../enclosed.ts'
import type { Frame } from '../frames/frame.ts'
import { FunctionFrame } from '../frames/function-frame.ts'
import { emitBody, type Written, wrapFunction } from '../function-code.ts'
import { anyValue, fresh, type Js, mangle, quote, type StaticType } from '../js.ts'
import { Specialiser } from '../plain/specialiser.ts'
import type { Unit } from '../unit.ts'

/** What can be told of a function without looking into it. Faults in its parameters are syntax errors. */
export function headerOf(
  written: Omit<Written, 'body'> & { readonly body?: Written['body'] },
  frame: Frame,
): FunctionHeader {
  const { unit } = frame
  let defaults = false
  const seen = new Set<string>()
  const list = written.parameters.map(({ name, mutable, defaultValue }): ParameterInfo => {
    const fault = (message: string, refId?: string) => unit.fault(written.span, message, { refId })
    if (seen.has(name)) throw fault(`The parameter ${name} is declared twice`)
    seen.add(name)
    if (defaultValue !== null && mutable) {
      throw fault('A parameter with default value must be read only.', 'S06012')
    }
    if (defaultValue === null && defaults) {
      const message =
        'As long as one parameter sets a default value, all following parameters must set default values.'
      throw fault(message, 'S06013')
    }
    defaults ||= defaultValue !== null
    const defaultText = defaultValue && unit.text.slice(defaultValue.span.start, defaultValue.span.end)
    return { name, optional: defaultValue !== null, defaultText }
  })
  return {
    name: written.name,
    parameters: new Parameters(list, false),
    aggregate: written.aggregate,
    mutable: written.parameters.map(parameter => parameter.mutable),
    text: unit.text.slice(written.span.start, written.span.end),
    body: written.body ?? null,
  }
}

/** Code of a JavaScript function `(ctx, …parameters)`, or with `receiver` in between for a method. */
export function emitFunctionCode(
  written: Written,
  makeFrame: (types: Map<string, StaticType> | null) => FunctionFrame,
  frame: Frame,
  { receiver = '', prologue = '' } = {},
): { code: string; inner: FunctionFrame } {
  const { unit } = frame
  let types: Map<string, StaticType> | null = null
  for (let pass = 1; ; pass++) {
    const mark = unit.hoistedCount
    const inner = makeFrame(types)
    const body = emitBody(written.body, inner)
    if (!inner.unstable) {
      const parameters = new Set(written.parameters.map(parameter => parameter.name))
      const all = `${prologue}${body}`
      return { code: wrapFunction(written, all, inner.declarations(parameters), frame, receiver), inner }
    }
    // Types only widen, so this ends; after some rounds nothing is assumed any more.
    types = pass < 4 ? inner.types : new Map([...inner.types.keys()].map(name => [name, anyValue]))
    unit.dropHoisted(mark)
  }
}

const slots = (parameters: readonly Parameter[]) => parameters.map(({ name, mutable }) => ({ name, mutable }))

/** `x -> …`, `def (x) {…}`: a function value, with the values of the variables around it as they are now. */
export function emitFunctionLiteral(node: FunctionLiteral, frame: Frame): Js {
  const { unit } = frame
  const written: Written = { ...node, name: node.name ?? '' }
  const header = headerOf(written, frame)
  const captured = new Map<string, string>()
  const { code, inner } = emitFunctionCode(
    written,
    types => new FunctionFrame(unit, frame, slots(node.parameters), types),
    frame,
  )
  for (const [name, outer] of inner.captured) captured.set(name, frame.keep(outer.load(node.span)))
  const maker = unit.unique('l')
  unit.hoist(`const ${maker} = (${[...captured.keys()].map(mangle).join(', ')}) => ${code}`)
  const args = [unit.constant(header), maker, `[${[...captured.keys()].map(quote).join(', ')}]`]
  if (captured.size > 0) {
    return fresh(`${unit.use('closure')}(${[...args, `[${[...captured.values()].join(', ')}]`].join(', ')})`)
  }
  // The same function value each time.
  const made = unit.unique('g')
  unit.hoist(`const ${made} = ${unit.use('closure')}(${[...args, '[]'].join(', ')})`)
  return { ...fresh(made), simple: true }
}

/** `def f(…) {…}`, `defg`, or only `def f(…)`: known from here on, also to itself. */
export function emitFunctionDefinition(node: FunctionDefinition, frame: Frame): string {
  const { unit } = frame
  const { name, span } = node
  if (frame.isFunction) {
    throw unit.fault(span, `Not allowed to define a named function [${name}] within another function.`, {
      refId: 'S06003',
      hint: `Write ${name} = def (…) {…}.`,
    })
  }
  // In a module, a function may have the name of a built-in one.
  if (unit.namespace.path === '' && unit.surround.registry.get(name)) {
    throw unit.fault(span, 'Not allowed to overwrite existing built-in functions/procedures.', {
      refId: 'S06005',
      hint: `${name} is built in: choose another name.`,
    })
  }
  const header = headerOf(node.function === null ? node : { ...node, body: node.function.body }, frame)
  if (node.function === null) {
    unit.defined.set(name, new UserFunction(header, null))
    unit.declared.set(name, span)
    return ''
  }
  const made = definedAs(name, header, span, frame)
  const written: Written = { ...node, body: node.function.body }
  const own = new Set(node.parameters.map(parameter => parameter.name))
  // Assumed of itself, so that recursion doesn't forbid it.
  unit.surround.enclosed.add(made)
  if (!isEnclosed(node.function.body, each => own.has(each), unit)) unit.surround.enclosed.delete(made)
  const specialiser = specialiserFor(made, written, unit)
  const prologue = specialiser?.isWorthwhile ? dispatch(written, unit.constant(specialiser)) : ''
  const { made: emitted, names } = unit.recording(() =>
    emitFunctionCode(written, types => new FunctionFrame(unit, null, slots(node.parameters), types), frame, {
      prologue,
    }),
  )
  specialiser?.settle(names)
  const direct = unit.directNames.get(made)!
  unit.hoist(`const ${direct} = ${emitted.code}`)
  unit.hoist(`${unit.constant(made)}.code = ${direct}`)
  return ''
}

/** What compiles the function for the types it is called with, if it is of the sort. */
function specialiserFor(made: UserFunction, written: Written, unit: Unit): Specialiser | null {
  if (!Specialiser.takes(written)) return null
  const specialiser = new Specialiser(made, written, unit)
  unit.surround.specialisers.set(made, specialiser)
  return specialiser
}

// Where plain numbers come in, the variant for them takes over.
function dispatch(written: Written, specialiser: string): string {
  const names = written.parameters.map(({ name }) => mangle(name))
  const kinds = names.map((name, i) => `${specialiser}.kindOf(${name}, ${i})`).join(' | ')
  return `const v = ${specialiser}.variant(${kinds});
if (v !== null) return v(${['ctx', ...names].join(', ')});
`
}

// A function that was declared before stays the same object, so that earlier calls find the definition.
function definedAs(name: string, header: FunctionHeader, span: Span, frame: Frame): UserFunction {
  const { unit } = frame
  const declared = unit.defined.get(name)
  if (unit.declared.delete(name) && declared instanceof UserFunction) {
    if (declared.parameters.list.length !== header.parameters.list.length) {
      const message = `The definition of <${name}> is inconsistent with the declared signature.`
      throw unit.fault(span, message, { refId: 'S06008' })
    }
    unit.directNames.set(declared, unit.unique('f'))
    return declared
  }
  const made = new UserFunction(header, null)
  unit.defined.set(name, made)
  unit.directNames.set(made, unit.unique('f'))
  return made
}
