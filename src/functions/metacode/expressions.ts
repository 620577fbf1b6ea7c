import { operators } from '../../../grammar/operators.ts'
import type { Expression } from '../../../grammar/tree/ast.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/forms/code.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { Assembly, callNode, itemsOf, nowhere, symbolOf } from './syntax.ts'

export const evaluate = define({
  name: 'eval',
  aliases: ['evaluate'],
  signature: 'eval(X)',
  kind: 'system',
  doc: 'Evaluates metacode.',
  examples: [
    ['eval(<1 + 2>)', '3'],
    ['a = 6; eval(<a * 2>)', '12'],
  ],
  run: (context, code) => {
    if (code instanceof Code) return context.evaluator.evaluate(code)
    if (code instanceof Vector)
      return new Tuple(
        itemsOf(code).map(item => (item instanceof Code ? context.evaluator.evaluate(item) : item)),
      )
    throw wrongArgument('eval(X)', 'X', 'metacode', code)
  },
})

// A binary node where the function is an operator, else a call.
function applied(assembly: Assembly, func: Value, left: Expression, right: Expression): Expression {
  const operator = symbolOf(func)
  if (operator) return { kind: 'binary', operator, left, right, span: nowhere }
  if (!(func instanceof FunctionValue))
    throw new ScriptError('An operator or function is expected between operands.')
  return callNode(assembly.functionNode(func), [left, right])
}

export const expr = define({
  name: 'expr',
  signature: 'expr(X, Y, ...)',
  kind: 'system',
  doc: 'Metacode from its parts in order: operands, operators, functions before their operand.',
  examples: [
    ['expr(6, <, 8)', '< 6 < 8 >'],
    ['a = 6; expr(<a>, +, 1)', '< a + 1 >'],
    ['eval(expr(sum, 1 2 3))', '6'],
  ],
  run: (_, ...args) => {
    const parts = args.map(arg => arg!)
    const assembly = new Assembly()
    const [first] = parts
    if (first instanceof FunctionValue && parts.length === 2) {
      const operand = assembly.node(parts[1]!)
      const unary = { neg: '-', not: '!' }[first.name]
      if (unary) return assembly.code({ kind: 'unary', operator: unary, operand, span: nowhere })
      return assembly.code({
        ...callNode(assembly.functionNode(first), [operand]),
        style: 'prefix',
      } as Expression)
    }
    if (parts.length % 2 === 0)
      throw new ScriptError('expr: operands and operators take turns, beginning and ending with an operand.')
    let node = assembly.node(first!)
    for (let i = 1; i < parts.length; i += 2)
      node = applied(assembly, parts[i]!, node, assembly.node(parts[i + 1]!))
    return assembly.code(node)
  },
})

export const binaryExpr = define({
  name: 'binaryExpr',
  signature: 'binaryExpr(X, Y, optr)',
  kind: 'system',
  doc: 'Metacode of a binary operator between two operands.',
  examples: [['binaryExpr(1, 2, +)', '< 1 + 2 >']],
  run: (_, x, y, operator) => {
    const assembly = new Assembly()
    return assembly.code(applied(assembly, operator!, assembly.node(x!), assembly.node(y!)))
  },
})

export const unaryExpr = define({
  name: 'unaryExpr',
  signature: 'unaryExpr(X, optr)',
  kind: 'system',
  doc: 'Metacode of a function of one operand.',
  examples: [['eval(unaryExpr(1 2 3, sum))', '6']],
  run: (_, x, operator) => {
    if (!(operator instanceof FunctionValue))
      throw wrongArgument('unaryExpr(X, optr)', 'optr', 'a function', operator)
    const assembly = new Assembly()
    return assembly.code(callNode(assembly.functionNode(operator), [assembly.node(x!)]))
  },
})

export const unifiedExpr = define({
  name: 'unifiedExpr',
  signature: 'unifiedExpr(objs, optrs)',
  kind: 'system',
  doc: 'Metacode of operands joined by operators, one fewer than operands.',
  examples: [['unifiedExpr((1, 2, 3), (add, mul))', '< (1 + 2) * 3 >']],
  run: (_, objects, operators) => {
    const operands = itemsOf(objects)
    const between = itemsOf(operators)
    if (operands.length < 2 || between.length !== operands.length - 1) {
      throw new ScriptError('unifiedExpr: there should be one operator fewer than operands.')
    }
    const assembly = new Assembly()
    const [first, ...rest] = operands.map(operand => assembly.node(operand))
    return assembly.code(
      rest.reduce((node, operand, i) => applied(assembly, between[i]!, node, operand), first!),
    )
  },
})

export const makeCall = define({
  name: 'makeCall',
  signature: 'makeCall(F, [args], ...)',
  kind: 'system',
  doc: 'Metacode of a call with the arguments that follow.',
  examples: [['makeCall(sum, 1 2 3)', '< sum([1,2,3]) >']],
  run: (_, func, ...args) => {
    const assembly = new Assembly()
    const nodes = args.map(arg => (arg === undefined ? null : assembly.node(arg)))
    return assembly.code(callNode(assembly.node(func!), nodes))
  },
})

export const makeUnifiedCall = define({
  name: 'makeUnifiedCall',
  signature: 'makeUnifiedCall(func, args)',
  kind: 'system',
  doc: 'Metacode of a call whose arguments are the elements of a tuple.',
  examples: [['makeUnifiedCall(add, (1, 2))', '< add(1, 2) >']],
  run: (_, func, args) => {
    const assembly = new Assembly()
    const nodes =
      args instanceof Code && args.node.kind === 'tuple'
        ? (assembly.node(args) as Extract<Expression, { kind: 'tuple' }>).items
        : itemsOf(args).map(arg => assembly.node(arg))
    return assembly.code(callNode(assembly.node(func!), nodes))
  },
})

export const funcByName = define({
  name: 'funcByName',
  signature: 'funcByName(name)',
  kind: 'system',
  doc: 'The function or operator of that name.',
  examples: [
    ['funcByName("sum")(1 2 3)', '6'],
    ['funcByName("+")(1, 2)', '3'],
  ],
  run: (context, name) => {
    const named = text(name, 'funcByName(name)', 'name')
    const found = context.evaluator.findFunction(operators[named]?.functionName ?? named)
    if (found) return found
    throw new ScriptError(`Can't recognize function name ${named}`)
  },
})

export const objByName = define({
  name: 'objByName',
  signature: 'objByName(name, [sharedVar])',
  kind: 'system',
  doc: 'The variable of that name, found when the call runs; with sharedVar=true among shared variables only.',
  examples: [['x = 1 2 3; objByName("x")', '[1,2,3]']],
  run: (context, name, shared) => {
    const named = text(name, 'objByName(name)', 'name')
    const onlyShared = shared instanceof Scalar && Number(shared.raw) === 1
    const onlySession = shared instanceof Scalar && Number(shared.raw) === 0
    const found = onlyShared
      ? context.shared.get(named)
      : onlySession
        ? context.variables.get(named)
        : context.variable(named)
    if (found !== undefined) return found
    throw new ScriptError(`Can't find the object with name ${named}`)
  },
})

const objectTypes: Readonly<Record<string, string>> = {
  name: 'VAR',
  tuple: 'TUPLE',
  vector: 'TUPLE',
  named: 'COLUMNDEF',
  select: 'SQLQUERY',
  union: 'SQLQUERY',
  function: 'FUNCTION',
  operatorFunction: 'FUNCTION',
  member: 'ATTR',
  literal: 'CONSTOBJ',
  series: 'CONSTOBJ',
}

export const objectType = define({
  name: 'objectType',
  signature: 'objectType(obj)',
  kind: 'system',
  doc: 'What metacode is: SQLQUERY, COLUMNDEF (with an alias), VAR, TUPLE, FUNCTION, ATTR or EXPRESSION; of anything else CONSTOBJ.',
  examples: [
    ['objectType(<x + y>)', 'EXPRESSION'],
    ['objectType(sqlColAlias(<col1>, `col))', 'COLUMNDEF'],
    ['objectType(1 2 3)', 'CONSTOBJ'],
  ],
  run: (_, value) => {
    if (!(value instanceof Code)) return string('CONSTOBJ')
    const node = value.node.kind === 'expressionStatement' ? value.node.value : value.node
    return string(objectTypes[node.kind] ?? 'EXPRESSION')
  },
})
