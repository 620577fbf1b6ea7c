import type { ClassDefinition, FunctionDefinition } from '../../../grammar/tree/ast.ts'
import { Attribute, type Method, type MethodCode, ScriptClass } from '../../runtime/script-class.ts'
import type { Frame } from '../frames/frame.ts'
import { MethodFrame } from '../frames/method-frame.ts'
import { quote } from '../js.ts'
import { emitFunctionCode, headerOf } from './function.ts'

/** `class A : B {…}`: known from here on; calling it makes an object. */
export function emitClass(node: ClassDefinition, frame: Frame): string {
  const { unit } = frame
  const parent = node.parent === null ? null : parentOf(node, node.parent, frame)
  const inherited = new Set(parent?.attributes.map(attribute => attribute.name))
  for (const { name } of node.attributes) {
    if (inherited.has(name))
      throw unit.fault(node.span, `The class ${node.parent} has an attribute ${name} already`)
  }
  const attributes = node.attributes.map(({ name, type }) => new Attribute(name, type))
  const made = new ScriptClass(node.name, parent, attributes)
  unit.defined.set(node.name, made)
  // All are known before any is compiled, so that they can call one another.
  for (const method of node.methods) {
    if (method.function === null && made.methods.has(method.name)) continue
    made.methods.set(method.name, { header: headerOf(method, frame), code: null })
    unit.surround.methodNames.add(method.name)
  }
  for (const method of node.methods) emitMethod(method, made, frame)
  return ''
}

function parentOf(node: ClassDefinition, name: string, frame: Frame): ScriptClass {
  const parent = frame.unit.findFunction(name)
  if (parent instanceof ScriptClass) return parent
  throw frame.unit.fault(node.span, `Cannot recognize the class ${name}`)
}

function emitMethod(node: FunctionDefinition, cls: ScriptClass, frame: Frame): void {
  if (node.function === null) return
  const { unit } = frame
  const written = { ...node, name: `${cls.name}.${node.name}`, body: node.function.body }
  const slots = node.parameters.map(({ name, mutable }) => ({ name, mutable }))
  const makeFrame = (types: ConstructorParameters<typeof MethodFrame>[4]) =>
    new MethodFrame(unit, cls, node.name, slots, types)
  const { code } = emitFunctionCode(written, makeFrame, frame, { receiver: 'self' })
  const method: Method & { code: MethodCode | null } = cls.methods.get(node.name)!
  unit.hoist(`${unit.constant(method)}.code = ${code}; // ${quote(written.name)}`)
}
