import { operators, unaryOperators } from '../../../grammar/operators.ts'
import type {
  Binary,
  ComparisonChain,
  Conditional,
  Expression,
  OperatorFunction,
  Span,
  Unary,
} from '../../../grammar/tree/ast.ts'
import type { Builtin } from '../../functions/define.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, isRaw, type Js, rawBool, rawDoubleOrNull, rawIntOrNull, rawLong } from '../js.ts'
import { rawArithmetic, rawComparison } from '../plain/raw-operator.ts'
import { type FastOperator, fastOperators } from '../plain/scalar-fast-path.ts'
import { conditionOf } from './condition.ts'

/** The built-in behind an operator. */
export function builtinOf(name: string, span: Span, frame: Frame): Builtin {
  const builtin = frame.unit.surround.registry.get(name)
  if (!builtin) throw frame.unit.fault(span, `The function ${name} doesn't exist`)
  return builtin
}

/** `name(l, r)` for a built-in of two arguments, with the short way for scalars where there is one. */
export function emitOperator(name: string, left: Js, right: Js, span: Span, frame: Frame): Js {
  if (fastOperators.has(name)) {
    const args = ['ctx', frame.box(left), frame.box(right)]
    return fresh(frame.help(name as FastOperator, args, span))
  }
  const run = frame.unit.constant(builtinOf(name, span, frame).definition.run)
  // A conversion to the type it has already gives the operand itself.
  const held = name === 'cast' && left.held
  return { ...fresh(frame.invoke(run, [left, right], span)), held }
}

export function emitBinary(node: Binary, frame: Frame): Js {
  return combine(
    node.operator,
    emitOperand(node.left, frame),
    emitOperand(node.right, frame),
    node.span,
    frame,
  )
}

/** In a query, a query as an operand stands for its one column, or one value. */
export function emitOperand(node: Expression, frame: Frame): Js {
  const inner = node.kind === 'parenthesized' ? node.inner : node
  const isQuery = inner.kind === 'select' || inner.kind === 'union'
  if (!frame.isOpen || !isQuery) return frame.emit(node)
  return fresh(`${frame.unit.use('single')}(${frame.value(inner)})`)
}

function combine(operator: string, left: Js, right: Js, span: Span, frame: Frame): Js {
  const name = operators[operator]?.functionName
  if (!name) throw frame.unit.fault(span, `${operator} can't stand here`)
  if (isRaw(left.type) && isRaw(right.type)) {
    const raw = rawArithmetic(name, left, right, frame) ?? rawComparison(name, left, right, frame)
    if (raw) return raw
  }
  return emitOperator(name, left, right, span, frame)
}

export function emitUnary(node: Unary, frame: Frame): Js {
  if (node.operator === '&') return emitFunctionReference(node, frame)
  const operand = frame.emit(node.operand)
  const { kind, nullable } = operand.type
  if (node.operator === '!' && kind === 'bool') return fresh(`!(${operand.code})`, rawBool)
  if (node.operator === '-' && kind === 'int') return fresh(`(-(${operand.code}) | 0)`, rawIntOrNull)
  if (node.operator === '-' && kind === 'long')
    return fresh(`${frame.unit.use('negateLong')}(${operand.code})`, rawLong)
  if (node.operator === '-' && kind === 'double') {
    const code = nullable ? `${frame.unit.use('negateDouble')}(${operand.code})` : `(-(${operand.code}))`
    return fresh(code, nullable ? rawDoubleOrNull : operand.type)
  }
  const name = unaryOperators[node.operator]
  if (!name) throw frame.unit.fault(node.span, `${node.operator} can't stand here`)
  const run = frame.unit.constant(builtinOf(name, node.span, frame).definition.run)
  return fresh(frame.invoke(run, [operand], node.span))
}

// `&f`: the function, even where a variable has its name.
function emitFunctionReference(node: Unary, frame: Frame): Js {
  if (node.operand.kind === 'name') {
    const callable = frame.unit.findFunction(node.operand.name)
    if (callable) return { ...fresh(frame.unit.constant(callable)), simple: true }
  }
  throw frame.unit.fault(node.span, 'A function is expected after &')
}

/** `a < b < c`: each link by itself, all of them to hold; what stands in the middle is evaluated once. */
export function emitChain(node: ComparisonChain, frame: Frame): Js {
  const setup: string[] = []
  const operands = node.operands.map(operand => {
    const js = frame.emit(operand)
    if (js.simple) return js
    const temp = frame.temp()
    setup.push(`${temp} = ${js.code}`)
    return { ...js, code: temp, simple: true }
  })
  const links = node.operators.map((operator, i) =>
    combine(operator, operands[i]!, operands[i + 1]!, node.span, frame),
  )
  const all = links.reduce((before, link) =>
    isRaw(before.type) && isRaw(link.type)
      ? fresh(`(${before.code} && ${link.code})`, rawBool)
      : emitOperator('and', before, link, node.span, frame),
  )
  return fresh(`(${[...setup, all.code].join(', ')})`, all.type)
}

// Beyond this, code that would stand twice becomes a function instead.
const MOST_DOUBLED = 1000

/** `c ? a : b`: a scalar decides which one is evaluated; a vector chooses element by element from both. */
export function emitConditional(node: Conditional, frame: Frame): Js {
  const condition = frame.emit(node.condition)
  const before = new Set(frame.definite)
  const a = frame.emit(node.whenTrue)
  frame.definite = new Set(before)
  const b = frame.emit(node.whenFalse)
  frame.definite = before
  if (isRaw(condition.type)) return pick(conditionOf(condition, node.condition.span, frame), a, b, frame)
  const [whenTrue, whenFalse] = [frame.box(a), frame.box(b)]
  const iif = frame.unit.constant(builtinOf('iif', node.span, frame).definition.run)
  const held = a.held || b.held
  if (whenTrue.length + whenFalse.length > MOST_DOUBLED) {
    const args = ['ctx', condition.code, `() => ${whenTrue}`, `() => ${whenFalse}`, iif]
    return { ...fresh(frame.help('choose', args, node.span)), held }
  }
  const temp = frame.temp()
  const isScalar = `(${temp} = ${condition.code}) instanceof ${frame.unit.use('Scalar')}`
  const one = `(${frame.help('truth', [temp], node.condition.span)} ? ${whenTrue} : ${whenFalse})`
  const each = `(${frame.at(node.span)}, ${iif}(ctx, ${temp}, ${whenTrue}, ${whenFalse}))`
  return { ...fresh(`(${isScalar} ? ${one} : ${each})`), held }
}

function pick(test: string, a: Js, b: Js, frame: Frame): Js {
  if (a.type.kind === b.type.kind && isRaw(a.type)) {
    return fresh(`(${test} ? ${a.code} : ${b.code})`, a.type.nullable ? a.type : b.type)
  }
  return { ...fresh(`(${test} ? ${frame.box(a)} : ${frame.box(b)})`), held: a.held || b.held }
}

/** `+` as a function. */
export function emitOperatorFunction(node: OperatorFunction, frame: Frame): Js {
  const name = operators[node.operator]?.functionName ?? unaryOperators[node.operator]
  if (!name) throw frame.unit.fault(node.span, `${node.operator} is no function`)
  return { ...fresh(frame.unit.constant(builtinOf(name, node.span, frame))), simple: true }
}
