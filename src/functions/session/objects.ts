import type { Expression } from '../../../grammar/tree/ast.ts'
import { ScriptClass, ScriptObject } from '../../runtime/script-class.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { bool } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { Assembly, callNode, itemsOf, nameNode } from '../metacode/syntax.ts'

// Objects of classes that scripts define.

function object(value: Value | undefined, name: string): ScriptObject {
  if (value instanceof ScriptObject) return value
  throw wrongArgument(name, 'obj', 'an object of a class', value)
}

const example = 'class P { n :: INT\n def P(n_) { n = n_ } }\np = P(5)'

export const setAttr = define({
  name: 'setAttr',
  signature: 'setAttr(obj, attrName, value)',
  kind: 'system',
  doc: 'Sets an attribute of an object, which its own methods otherwise do.',
  examples: [[`${example}\nsetAttr(p, "n", 6)\np.n`, '6']],
  run: (_, x, attribute, value) => {
    const target = object(x, 'setAttr(obj, attrName, value)')
    const name = text(attribute, 'setAttr(obj, attrName, value)', 'attrName')
    const place = target.placeOf(name)
    if (place < 0) throw new ScriptError(`The class ${target.class.name} has no attribute ${name}.`)
    target.set(place, retain(value!))
    return target
  },
})

export const attributeNames = define({
  name: 'attributeNames',
  signature: 'attributeNames(obj)',
  kind: 'system',
  doc: 'The names of the attributes of an object, inherited ones first.',
  examples: [[`${example}\nattributeNames(p)`, '["n"]']],
  run: (_, x) => StringVector.of(object(x, 'attributeNames(obj)').class.attributes.map(({ name }) => name)),
})

export const attributeValues = define({
  name: 'attributeValues',
  signature: 'attributeValues(obj)',
  kind: 'system',
  doc: 'The values of the attributes of an object by name.',
  examples: [[`${example}\nattributeValues(p)`, 'n->5']],
  run: (_, x) => {
    const { class: cls, values } = object(x, 'attributeValues(obj)')
    const made = new Dictionary(STRING, ANY, true)
    cls.attributes.forEach(({ name }, place) => {
      made.set(name, retain(values[place]!))
    })
    return made
  },
})

export const attributeTypes = define({
  name: 'attributeTypes',
  signature: 'attributeTypes(obj)',
  kind: 'system',
  doc: 'The attributes of an object and what they are declared to hold, as a table.',
  examples: [[`${example}\n(attributeTypes p).type`, '["INT"]']],
  run: (_, x) => {
    const { attributes } = object(x, 'attributeTypes(obj)').class
    const columns = [attributes.map(({ name }) => name), attributes.map(({ type }) => type)]
    return new Table(
      ['attr', 'type'],
      columns.map(texts => StringVector.of(texts)),
    )
  },
})

export const isInstanceOf = define({
  name: 'isInstanceOf',
  signature: 'isInstanceOf(obj, cls)',
  kind: 'system',
  doc: 'Whether an object is of a class, or of one that descends from it.',
  examples: [[`${example}\nisInstanceOf(p, P)`, 'true']],
  run: (_, x, cls) => {
    if (!(cls instanceof ScriptClass)) throw wrongArgument('isInstanceOf(obj, cls)', 'cls', 'a class', cls)
    return bool(x instanceof ScriptObject && x.class.isA(cls))
  },
})

export const objCall = define({
  name: 'objCall',
  signature: 'objCall(obj, methodName, [args], ...)',
  kind: 'system',
  doc: 'Calls a method of an object by its name.',
  examples: [['class Q { def Q() {}  def twice(x) { return 2 * x } }\nobjCall(Q(), "twice", 4)', '8']],
  run: (context, x, method, ...args) => {
    const usage = 'objCall(obj, methodName, args...)'
    return object(x, usage).call(context, text(method, usage, 'methodName'), args)
  },
})

export const unifiedObjCall = define({
  name: 'unifiedObjCall',
  signature: 'unifiedObjCall(obj, methodName, args)',
  kind: 'system',
  doc: 'Calls a method of an object by its name, with the items of a tuple as arguments.',
  examples: [
    ['class Q { def Q() {}  def sub2(x, y) { return x - y } }\nunifiedObjCall(Q(), "sub2", (4, 1))', '3'],
  ],
  run: (context, x, method, args) => {
    const usage = 'unifiedObjCall(obj, methodName, args)'
    if (!(args instanceof Vector)) throw wrongArgument(usage, 'args', 'a tuple of arguments', args)
    const list = Array.from({ length: args.length }, (_, i) => args.get(i))
    return object(x, usage).call(context, text(method, usage, 'methodName'), list)
  },
})

function methodCode(
  target: Value | undefined,
  method: Value | undefined,
  args: readonly (Value | undefined)[],
  usage: string,
) {
  const assembly = new Assembly()
  const receiver = assembly.bound(object(target, usage), 'object')
  const nodes = args.map(arg => (arg === undefined ? null : assembly.node(arg)))
  const call = callNode(nameNode(text(method, usage, 'methodName')), [receiver, ...nodes])
  return assembly.code({ ...call, style: 'method' } as Expression)
}

export const makeObjCall = define({
  name: 'makeObjCall',
  signature: 'makeObjCall(obj, methodName, [args], ...)',
  kind: 'system',
  doc: 'Metacode of a call of a method of an object.',
  examples: [
    ['class Q { def Q() {}  def twice(x) { return 2 * x } }\nmakeObjCall(Q(), "twice", 4).eval()', '8'],
  ],
  run: (_, x, method, ...args) => methodCode(x, method, args, 'makeObjCall(obj, methodName, args...)'),
})

export const makeUnifiedObjCall = define({
  name: 'makeUnifiedObjCall',
  signature: 'makeUnifiedObjCall(obj, methodName, args)',
  kind: 'system',
  doc: 'Metacode of a call of a method of an object, with the items of a tuple as arguments.',
  examples: [
    [
      'class Q { def Q() {}  def less(x, y) { return x - y } }\nmakeUnifiedObjCall(Q(), "less", (4, 1)).eval()',
      '3',
    ],
  ],
  run: (_, x, method, args) =>
    methodCode(x, method, itemsOf(args), 'makeUnifiedObjCall(obj, methodName, args)'),
})
