import type {
  DictionaryLiteral,
  Expression,
  Literal,
  PairExpression,
  Series,
  Span,
  TupleLiteral,
  VectorLiteral,
} from '../../../grammar/tree/ast.ts'
import { BOOL, DOUBLE, INT, LONG } from '../../values/data-type.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ValueError } from '../../values/value-error.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Frame } from '../frames/frame.ts'
import { anyValue, fresh, type Js, rawBool, rawDouble, rawInt, rawLong, type StaticType } from '../js.ts'
import { constantValue } from '../literals.ts'
import { typeOfValue } from '../plain/plain-value.ts'
import { plainLong } from '../plain/raw-long.ts'

/** A value that is known now. A scalar number is also plain JavaScript. */
export function emitConstant(value: Value, frame: Frame): Js {
  const constant = frame.unit.constant(value)
  const made = { constant, simple: true, held: false }
  if (value instanceof Scalar && !value.isNull) {
    const raw = plainNumber(value)
    if (raw) return { ...made, ...raw }
  }
  return { ...made, code: constant, type: value instanceof FixedVector ? typeOfValue(value) : anyValue }
}

function plainNumber({ type, raw }: Scalar): { code: string; type: StaticType } | null {
  if (type === BOOL) return { code: raw === 0 ? 'false' : 'true', type: rawBool }
  const plain = type === LONG ? plainLong(raw as bigint) : raw
  if (type === LONG && typeof plain === 'number')
    return { code: plain < 0 ? `(${plain})` : String(plain), type: rawLong }
  if (type !== INT && !(type === DOUBLE && Number.isFinite(raw))) return null
  const text = Object.is(raw, -0) ? '-0' : String(raw)
  return { code: text.startsWith('-') ? `(${text})` : text, type: type === INT ? rawInt : rawDouble }
}

/** What a constant node stands for, or undefined if it isn't one. A date that doesn't exist is a syntax error. */
export function foldConstant(node: Expression, frame: Frame): Value | undefined {
  try {
    return constantValue(node)
  } catch (error) {
    if (error instanceof ValueError) throw frame.unit.fault(node.span, error.message)
    throw error
  }
}

export function emitLiteral(node: Literal | Series, frame: Frame): Js {
  return emitConstant(foldConstant(node, frame)!, frame)
}

/** `[a, b]`: a vector if its items have a type in common, else a tuple; which, is seen when it runs. */
export function emitVector(node: VectorLiteral, frame: Frame): Js {
  const constant = foldConstant(node, frame)
  if (constant) return emitConstant(constant, frame)
  return fresh(frame.help('vectorOf', [itemsOf(node.items, frame)], node.span))
}

export function emitTuple(node: TupleLiteral, frame: Frame): Js {
  const constant = foldConstant(node, frame)
  if (constant) return emitConstant(constant, frame)
  return fresh(`${frame.unit.use('tuple')}(${itemsOf(node.items, frame)})`)
}

function itemsOf(items: readonly (Expression | null)[], frame: Frame): string {
  const codes = items.map(item => (item === null ? frame.unit.constant(NULL) : frame.kept(item)))
  return `[${codes.join(', ')}]`
}

/** `a:b`. An open side is null. */
export function emitPair(node: PairExpression, frame: Frame): Js {
  const side = (expression: Expression | null) =>
    expression === null ? frame.unit.constant(NULL) : frame.value(expression)
  const args = [side(node.start), side(node.end)]
  return fresh(frame.help('pairOf', args, node.span))
}

export function emitDictionary(node: DictionaryLiteral, frame: Frame): Js {
  const keys = node.entries.map(({ key }) => dictionaryKey(key, frame))
  const values = node.entries.map(({ value }) => frame.kept(value))
  return fresh(frame.help('dictionaryOf', [`[${keys.join(', ')}]`, `[${values.join(', ')}]`], node.span))
}

// A bare name is the text of its name.
function dictionaryKey(key: Expression, frame: Frame): string {
  if (key.kind !== 'name') return frame.value(key)
  const literal: Literal = { kind: 'literal', span: key.span, literal: 'string', text: key.name }
  return frame.box(emitLiteral(literal, frame))
}

/** A helper's result that nobody holds yet. */
export const helped = (
  frame: Frame,
  helper: Parameters<Frame['help']>[0],
  args: readonly string[],
  span: Span,
): Js => fresh(frame.help(helper, args, span))
