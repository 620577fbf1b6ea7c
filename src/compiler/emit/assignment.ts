import { operators } from '../../../grammar/operators.ts'
import type { Assignment, Expression, Index, Name, Span } from '../../../grammar/tree/ast.ts'
import { Builtin } from '../../functions/define.ts'
import type { ScriptError } from '../../runtime/script-error.ts'
import { builtinConstant } from '../constants.ts'
import type { Frame, Variable } from '../frames/frame.ts'
import { fresh, isRaw, type Js } from '../js.ts'
import { ownVariable, variableOf } from '../own.ts'
import { nullOfPlain } from '../plain/plain-value.ts'
import { asDouble, asLong, rawArithmetic, rawElement } from '../plain/raw-operator.ts'
import { emitDimension, mayBePlain } from './index.ts'
import { emitOperator } from './operator.ts'

export function emitAssignment(node: Assignment, frame: Frame): string {
  const { targets, span } = node
  if (targets.length > 1) return emitSeveral(node, frame)
  const target = targets[0]!
  switch (target.kind) {
    case 'name':
      return node.byReference
        ? emitReference(node, node.value, target, frame)
        : emitToName(node, target, frame)
    case 'index':
      return emitToPart(target, node.operator, node.value, span, frame)
    default:
      throw notAssignable(target, frame)
  }
}

/** What can't be assigned was most likely meant to be compared. A member is read only. */
function notAssignable(target: Expression, frame: Frame): ScriptError {
  const message = "Please use '==' rather than '=' as equal operator in non-sql expression."
  const isConstant = target.kind === 'name'
  const hint =
    target.kind === 'member'
      ? `To change a member, write x["${target.name}"] = ….`
      : isConstant
        ? `${target.name} is a constant.`
        : undefined
  return frame.unit.fault(target.span, message, { refId: 'S06011', hint })
}

/** The variable that `target` names, if it may be changed, or `replaced` as a whole; undefined if there is none yet. */
function changeable(target: Name, frame: Frame, replaced = false): Variable | undefined {
  const variable = replaced ? frame.replaced(target.name) : frame.find(target.name)
  if (variable?.constant) {
    throw frame.unit.fault(target.span, `Constant variable [${target.name}] can't be modified.`, {
      hint: frame.isFunction
        ? `Declare the parameter as "mutable ${target.name}", or use another name.`
        : undefined,
    })
  }
  if (!variable && builtinConstant(target.name)) throw notAssignable(target, frame)
  return variable
}

function emitToName(node: Assignment, target: Name, frame: Frame): string {
  if (node.operator !== '') {
    const before = changeable(target, frame)
    if (!before) throw frame.unit.fault(target.span, `Cannot recognize the token ${target.name}`)
    const value = operate(node.operator, before.load(target.span), frame.emit(node.value), node.span, frame)
    return `${before.store(value)};`
  }
  const referred = referredBy(node.value, frame)
  if (referred && !node.constant) return emitReference(node, referred, target, frame)
  const value = returnsTarget(node.value, target, frame)
    ? fresh(frame.value(node.value))
    : frame.emit(node.value)
  changeable(target, frame, true)
  const code = `${frame.declare(target.name, target.span).store(value)};`
  if (node.constant) frame.fix(target.name)
  return code
}

function operate(operator: string, left: Js, right: Js, span: Span, frame: Frame): Js {
  const name = operators[operator]?.functionName
  if (!name) throw frame.unit.fault(span, `${operator}= is no assignment`)
  const raw = isRaw(left.type) && isRaw(right.type) ? rawArithmetic(name, left, right, frame) : null
  return raw ?? emitOperator(name, left, right, span, frame)
}

// `x = x.append!(y)`: x already holds what it is assigned.
function returnsTarget(value: Expression, target: Name, frame: Frame): boolean {
  if (value.kind !== 'call' || value.callee.kind !== 'name') return false
  const callable = frame.unit.findFunction(value.callee.name)
  const first = value.arguments[0]?.value
  return (
    first?.kind === 'name' &&
    first.name === target.name &&
    (callable as Builtin | undefined)?.isMutable(0) === true
  )
}

/** The variable in `x = asis(y)`, which makes x a reference to it; null where y may not be changed. */
function referredBy(value: Expression, frame: Frame): Name | null {
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name !== 'asis') return null
  const [argument] = value.arguments
  if (value.arguments.length !== 1 || argument?.value?.kind !== 'name') return null
  if (frame.find(argument.value.name)?.constant !== false) return null
  return frame.unit.findFunction('asis') instanceof Builtin ? argument.value : null
}

/** `&x = y`: both hold the same value, and see its changes, until one is assigned something else. */
function emitReference(node: Assignment, referred: Expression, target: Name, frame: Frame): string {
  const source = variableOf(referred, frame)
  changeable(target, frame, true)
  if (!source) return `${frame.declare(target.name, target.span).store(fresh(frame.value(node.value)))};`
  const owned = ownVariable(source, referred.span, frame)
  const value = fresh(frame.box(source.load(referred.span)))
  const code = `${owned};\n${frame.declare(target.name, target.span).store(value)};`
  frame.share(source.name)
  frame.share(target.name)
  return code
}

/** `x, y = …`: a tuple item by item, else an element, column or row each, or the same value for all. */
function emitSeveral(node: Assignment, frame: Frame): string {
  const { targets, value, span } = node
  if (node.operator !== '' || node.byReference) {
    throw frame.unit.fault(span, 'Several variables can only be assigned with =')
  }
  if (value.kind === 'tuple' && value.items.length === targets.length && !value.items.includes(null)) {
    // All are evaluated before any is assigned.
    const items = value.items.map(item => {
      const js = frame.emit(item!)
      const temp = frame.temp()
      return {
        setup: `${temp} = ${isRaw(js.type) ? js.code : frame.keep(js)};`,
        js: { ...js, held: false, code: temp },
      }
    })
    const stores = targets.map((target, i) => emitStore(target, items[i]!.js, frame))
    return [...items.map(item => item.setup), ...stores].join('\n')
  }
  const temp = frame.temp()
  const spread = frame.help('spread', ['ctx', frame.value(value), String(targets.length)], span)
  const stores = targets.map((target, i) => emitStore(target, fresh(`${temp}[${i}]`), frame))
  return [`${temp} = ${spread};`, ...stores].join('\n')
}

function emitStore(target: Expression, value: Js, frame: Frame): string {
  if (target.kind === 'name') {
    changeable(target, frame, true)
    return `${frame.declare(target.name, target.span).store({ ...value, constant: null })};`
  }
  if (target.kind === 'index') return `${storePart(target, () => frame.box(value), target.span, frame)};`
  throw notAssignable(target, frame)
}

/** `x[i] = v`, `x[i] += v`, and deeper: `x[i][j] = v`. */
function emitToPart(target: Index, operator: string, value: Expression, span: Span, frame: Frame): string {
  const plain = emitToPlainElement(target, operator, value, span, frame)
  if (plain) return plain
  if (operator === '') {
    const temp = frame.temp()
    const setup = `${temp} = ${frame.kept(value)}`
    return `${setup};\n${storePart(target, () => temp, span, frame)};`
  }
  const right = frame.emit(value)
  const change = (old: string) => frame.box(operate(operator, fresh(old), right, span, frame))
  return `${storePart(target, change, span, frame)};`
}

/** `x[i] = v` of a vector of plain numbers, where the place and the new element are plain too; null if they aren't. */
function emitToPlainElement(
  target: Index,
  operator: string,
  value: Expression,
  span: Span,
  frame: Frame,
): string | null {
  const variable = variableOf(target.object, frame)
  const [index] = target.indices
  if (!variable?.type.element || variable.constant || target.indices.length !== 1 || !index) return null
  if (!mayBePlain(index, frame) || !mayBePlain(value, frame)) return null
  const place = frame.emit(index)
  const right = frame.emit(value)
  if (place.type.kind !== 'int' || !isRaw(right.type)) return null
  const { element } = variable.type
  const vector = variable.load(target.object.span).code
  const at: Js = place.simple ? place : { ...place, code: frame.temp(), simple: true }
  const changed =
    operator === '' ? right : operate(operator, rawElement(vector, element, at, frame), right, span, frame)
  const { kind } = changed.type
  if (kind !== 'int' && kind !== element) return null
  const made =
    element === 'int' ? changed : element === 'long' ? asLong(changed, frame) : asDouble(changed, frame)
  const code = made.simple ? made.code : frame.temp()
  return [
    place.simple ? '' : `${at.code} = ${place.code};`,
    made.simple ? '' : `${code} = ${made.code};`,
    `${ownVariable(variable, target.object.span, frame)};`,
    `if (!(${at.code} >>> 0 < ${vector}.length)) ${frame.help('outside', [vector], span)};`,
    element === 'long'
      ? `${frame.unit.use('setLong')}(${vector}.halves, ${at.code}, ${code});`
      : `${vector}.data[${at.code}] = ${code};`,
    made.type.nullable ? `if (${code} === ${nullOfPlain(made.type)}) ${vector}.mayHoldNulls = true;` : '',
  ].join('\n')
}

/** Code that changes a part of what a variable holds; `change` gives the new part from code of the old one. */
export function storePart(
  target: Index,
  change: (old: string) => string,
  span: Span,
  frame: Frame,
  setup: string[] = [],
): string {
  const { object } = target
  const { read, write } = partAccess(target, setup, frame)
  if (object.kind === 'index') {
    const inner = (old: string) => {
      const own = frame.temp()
      return `(${own} = ${frame.unit.use('own')}(${old}), ${write(own, change(read(own)))})`
    }
    return storePart(object, inner, span, frame, setup)
  }
  const variable = variableOf(object, frame)
  if (!variable) throw notAssignable(object, frame)
  if (object.kind === 'name') changeable(object, frame)
  const owned = ownVariable(variable, object.span, frame)
  const value = frame.box(variable.load(object.span))
  return [...setup, owned, variable.store(fresh(write(value, change(read(value)))))].join(', ')
}

interface Access {
  readonly read: (object: string) => string
  readonly write: (object: string, value: string) => string
}

// Code that reads and writes one part of an object. What its indices need is put into `setup`, to be done once.
function partAccess(target: Index, setup: string[], frame: Frame): Access {
  const { span } = target
  const indices = target.indices.map(index => {
    const code = emitDimension(index, frame)
    if (index === null || index.kind === 'literal') return code
    const temp = frame.temp()
    setup.push(`${temp} = ${code}`)
    return temp
  })
  if (indices.length === 1 && indices[0] !== 'undefined') {
    return {
      read: object => frame.help('item', ['ctx', object, indices[0]!], span),
      write: (object, value) => frame.help('setItem', ['ctx', object, indices[0]!, value], span),
    }
  }
  const list = `[${indices.join(', ')}]`
  return {
    read: object => frame.help('items', ['ctx', object, list], span),
    write: (object, value) => frame.help('setItems', ['ctx', object, list, value], span),
  }
}
