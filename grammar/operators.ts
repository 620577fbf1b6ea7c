/** A binary operator: how tightly it binds, and the function it stands for. */
export interface OperatorInfo {
  readonly precedence: number
  /** The function of the same effect; null where the tree has a node of its own. */
  readonly functionName: string | null
}

/** Lowest of all: `or`. The documented numbers; `@` and `:` stand above `..` as the documented examples need it. */
export const operators: Readonly<Record<string, OperatorInfo>> = {
  '||': { precedence: 1, functionName: 'or' },
  '&&': { precedence: 2, functionName: 'and' },
  '<': { precedence: 3, functionName: 'lt' },
  '<=': { precedence: 3, functionName: 'le' },
  '==': { precedence: 3, functionName: 'eq' },
  '>': { precedence: 3, functionName: 'gt' },
  '>=': { precedence: 3, functionName: 'ge' },
  '!=': { precedence: 3, functionName: 'ne' },
  '<>': { precedence: 3, functionName: 'ne' },
  '|': { precedence: 4, functionName: 'bitOr' },
  '^': { precedence: 5, functionName: 'bitXor' },
  '&': { precedence: 6, functionName: 'bitAnd' },
  '<<': { precedence: 7, functionName: 'lshift' },
  '>>': { precedence: 7, functionName: 'rshift' },
  '+': { precedence: 8, functionName: 'add' },
  '-': { precedence: 8, functionName: 'sub' },
  '*': { precedence: 10, functionName: 'mul' },
  '**': { precedence: 10, functionName: 'dot' },
  '/': { precedence: 10, functionName: 'div' },
  '\\': { precedence: 10, functionName: 'ratio' },
  '%': { precedence: 10, functionName: 'mod' },
  $: { precedence: 10, functionName: 'cast' },
  '<-': { precedence: 10, functionName: 'join' },
  '..': { precedence: 15, functionName: 'seq' },
  // `price1...price5`: a run of columns, in queries
  '...': { precedence: 15, functionName: null },
  '@': { precedence: 16, functionName: 'eachAt' },
  ':': { precedence: 17, functionName: 'pair' },
}

export const COMPARISON = 3
/** Functions written between their arguments, and `*`. */
export const MULTIPLICATION = 10
export const PAIR = 17
export const UNARY = 18

/** `-x`, `!x`, `&f`. */
export const unaryOperators: Readonly<Record<string, string | null>> = { '-': 'neg', '!': 'not', '&': null }

// An operator's function binds as the operator does. `x at y > 3` is documented as `x[y > 3]`; that `in` and `like`
// bind less tightly than `+` is how documented scripts use them.
const infixPrecedences: ReadonlyMap<string, number> = new Map([
  ...Object.values(operators).flatMap(({ precedence, functionName }) =>
    functionName === null ? [] : [[functionName, precedence] as const],
  ),
  ['in', COMPARISON],
  ['like', COMPARISON],
  ['between', COMPARISON],
  ['notIn', COMPARISON],
  ['notLike', COMPARISON],
  ['notBetween', COMPARISON],
  ['at', 0],
])

/** How tightly a function written between its arguments binds: as `*` does, unless it stands for an operator. */
export function infixPrecedence(name: string): number {
  return infixPrecedences.get(name) ?? infixPrecedences.get(name.toLowerCase()) ?? MULTIPLICATION
}

/** Functions that need two arguments, so that between two operands they join them. */
export const binaryFunctions: ReadonlySet<string> = new Set([...infixPrecedences.keys(), 'pow'])

/** One operator of a flat chain. `right` is null where the operator stands behind its only operand. */
export interface Link<Tree> {
  readonly precedence: number
  readonly right: Tree | null
  /** The symbol, where several in a row make one chained comparison. */
  readonly comparison: string | null
  build(left: Tree, right: Tree): Tree
}

/**
 * Folds `first link link …` by precedence, all operators binding to the left.
 * Comparisons in a row are handed together to `chain`.
 */
export function foldLinks<Tree>(
  first: Tree,
  links: readonly Link<Tree>[],
  chain: (operands: Tree[], operators: string[]) => Tree,
): Tree {
  let next = 0
  // Reads on from `left` while operators bind at least as tightly as `floor`.
  const climb = (start: Tree, floor: number): Tree => {
    let left = start
    while (next < links.length && links[next]!.precedence >= floor) {
      const link = links[next++]!
      if (link.right === null) {
        left = link.build(left, left)
        continue
      }
      const right = climb(link.right, link.precedence + 1)
      if (
        link.comparison === null ||
        links[next]?.comparison == null ||
        links[next]!.precedence !== link.precedence
      ) {
        left = link.build(left, right)
        continue
      }
      const operands = [left, right]
      const symbols = [link.comparison]
      while (links[next]?.comparison != null) {
        const further = links[next++]!
        symbols.push(further.comparison!)
        operands.push(climb(further.right!, further.precedence + 1))
      }
      left = chain(operands, symbols)
    }
    return left
  }
  return climb(first, 0)
}
