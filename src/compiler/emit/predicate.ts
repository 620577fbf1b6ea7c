import { operators } from '../../../grammar/operators.ts'
import type {
  CaseWhen,
  Conditional,
  DistinctExpression,
  Expression,
  Literal,
  Predicate,
  Quantified,
  Span,
} from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, type Js, quote } from '../js.ts'
import { emitDirectCall } from './call.ts'
import { builtinOf, emitOperator } from './operator.ts'

// Expressions of SQL that aren't calls. They may stand anywhere.

const calling = (name: string, values: readonly Expression[], span: Span, frame: Frame): Js =>
  emitDirectCall(
    builtinOf(name, span, frame),
    values.map(value => ({ name: null, value, alias: null })),
    span,
    frame,
  )

const negated = (js: Js, span: Span, frame: Frame): Js =>
  fresh(frame.invoke(frame.unit.constant(builtinOf('not', span, frame).definition.run), [js], span))

export function emitPredicate(node: Predicate, frame: Frame): Js {
  const { operands, span } = node
  switch (node.predicate) {
    case 'not in':
      return negated(calling('in', operands, span, frame), span, frame)
    case 'not like':
      return negated(calling('like', operands, span, frame), span, frame)
    case 'between':
      return within(node, frame)
    case 'not between':
      return negated(within(node, frame), span, frame)
    case 'is null':
      return calling('isNull', operands, span, frame)
    case 'is not null':
      return negated(calling('isNull', operands, span, frame), span, frame)
    case 'not':
      return calling('not', operands, span, frame)
    case 'exists':
    case 'not exists': {
      const test = node.predicate === 'exists' ? 'true' : 'false'
      return fresh(frame.help('exists', [frame.value(operands[0]!), test], span))
    }
  }
}

/** `x between a and b`: also where the bounds are columns. */
function within({ operands, span }: Predicate, frame: Frame): Js {
  const [value, low, high] = operands.map(operand => frame.emit(operand))
  if (!high) {
    const run = frame.unit.constant(builtinOf('between', span, frame).definition.run)
    return fresh(frame.invoke(run, [value!, low!], span))
  }
  const temp = frame.temp()
  const again: Js = { ...value!, code: temp, simple: true }
  const least = emitOperator('ge', again, low!, span, frame)
  const most = emitOperator('le', again, high, span, frame)
  return fresh(`(${temp} = ${value!.code}, ${emitOperator('and', least, most, span, frame).code})`)
}

const nothing = (span: Span): Literal => ({ kind: 'literal', span, literal: 'void', text: 'NULL' })

/** `case when c then v … else e end` as `c ? v : …`. */
export function emitCase(node: CaseWhen, frame: Frame): Js {
  const { subject, branches, otherwise, span } = node
  let result: Expression = otherwise ?? nothing(span)
  for (const { when, then } of [...branches].reverse()) {
    const condition: Expression =
      subject === null
        ? when
        : { kind: 'binary', span: when.span, operator: '==', left: subject, right: when }
    const conditional: Conditional = {
      kind: 'conditional',
      span,
      condition,
      whenTrue: then,
      whenFalse: result,
    }
    result = conditional
  }
  return frame.emit(result)
}

/** `x > any (select …)`. */
export function emitQuantified(node: Quantified, frame: Frame): Js {
  const name = operators[node.operator]?.functionName ?? (node.operator === '=' ? 'eq' : null)
  if (!name) throw frame.unit.fault(node.span, `${node.operator} can't stand before ${node.quantifier}`)
  const run = frame.unit.constant(builtinOf(name, node.span, frame).definition.run)
  const args = ['ctx', run, frame.value(node.left), quote(node.quantifier), frame.value(node.right)]
  return fresh(frame.help('quantified', args, node.span))
}

export function emitDistinct(node: DistinctExpression, frame: Frame): Js {
  return calling('distinct', node.items, node.span, frame)
}
