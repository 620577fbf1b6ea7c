import type { Expression } from '../../grammar/tree/ast.ts'
import { NULL } from '../values/forms/scalar.ts'
import { DFLT, literalValue, seriesValue } from '../values/literal.ts'
import { retain } from '../values/ownership.ts'
import type { Value } from '../values/value.ts'
import { vectorOf } from '../values/vectors/build.ts'
import { Tuple } from '../values/vectors/tuple.ts'

/**
 * The value of an expression that is made of literals alone, or undefined. Marked as shared, since it stays in the code.
 * @throws ValueError for dates and times that don't exist.
 */
export function constantValue(node: Expression): Value | undefined {
  switch (node.kind) {
    case 'literal':
      return literalValue(node)
    case 'series':
      return retain(seriesValue(node))
    case 'vector':
    case 'tuple': {
      const items = constantItems(node.kind === 'vector' ? asTexts(node.items) : node.items)
      return items && retain(node.kind === 'vector' ? vectorOf(items) : new Tuple(items))
    }
    case 'parenthesized':
      return constantValue(node.inner)
    default:
      return undefined
  }
}

type Items = readonly (Expression | null)[]

// `['', ' ', 'ab']`: a letter in quotes is a text where others are.
function asTexts(items: Items): Items {
  const isLetter = (item: Expression | null) =>
    item?.kind === 'literal' && item.literal === 'char' && item.text.length === 1
  const isText = (item: Expression | null) => item?.kind === 'literal' && item.literal === 'string'
  if (!items.some(isLetter) || !items.some(isText) || !items.every(item => isLetter(item) || isText(item)))
    return items
  return items.map(item => (item?.kind === 'literal' ? { ...item, literal: 'string' } : item))
}

function constantItems(items: Items): Value[] | undefined {
  const values: Value[] = []
  for (const item of items) {
    const value = item === null ? NULL : constantValue(item)
    if (value === undefined || value === DFLT) return undefined
    values.push(value)
  }
  return values
}
