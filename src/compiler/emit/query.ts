import type {
  Delete,
  Expression,
  FromSource,
  InsertInto,
  MacroName,
  Query,
  Star,
  Statement,
  Update,
  WindowFunction,
} from '../../../grammar/tree/ast.ts'
import type { Definition } from '../../runtime/query.ts'
import type { Frame } from '../frames/frame.ts'
import { codeIn, namesIn } from '../free-names.ts'
import { fresh, held, type Js, quote } from '../js.ts'
import { ownVariable, variableOf } from '../own.ts'

/**
 * Code of the variables around a piece of syntax that is evaluated by somebody else, as a lookup by name: those that
 * its text names, as they are now. The session's are not among them, since everybody finds those.
 */
export function emitLookup(root: object, frame: Frame): string {
  if (frame.isOpen) return 'name => S.resolve(name)'
  if (!frame.isFunction) return frame.unit.use('noLookup')
  const entries = [...namesIn(root)].flatMap(name => {
    const variable = frame.find(name)
    return variable ? [`[${quote(name)}]: ${variable.peek()}`] : []
  })
  if (entries.length === 0) return frame.unit.use('noLookup')
  return `${frame.unit.use('lookupOf')}({__proto__: null, ${entries.join(', ')}})`
}

/** The identifier of a piece of syntax; its parts remember where they come from, since they are compiled later. */
export function emitNode(node: Expression | Statement, frame: Frame): string {
  for (const part of codeIn(node)) frame.unit.surround.remember(part, frame.unit)
  return frame.unit.constant(node)
}

export function emitQuery(node: Query, frame: Frame): Js {
  const args = ['ctx', emitNode(node, frame), emitLookup(node, frame)]
  return fresh(frame.help('select', args, node.span))
}

/** `insert`, `update`, `delete`: a table in a variable is made its own before. */
export function emitChange(node: InsertInto | Update | Delete, frame: Frame): string {
  const target = node.kind === 'delete' ? (node.table ?? sourceOf(node.from)) : node.table
  const variable = target && variableOf(target, frame)
  const owned = variable ? `${ownVariable(variable, target.span, frame)};\n` : ''
  const args = ['ctx', emitNode(node, frame), emitLookup(node, frame)]
  return `${owned}${frame.help('change', args, node.span)};`
}

const sourceOf = (source: FromSource): Expression | null =>
  source.kind === 'tableSource' ? source.value : null

/** `create`, `drop`, `alter`, `truncate`. */
export function emitDefinition(node: Definition, frame: Frame): string {
  const args = ['ctx', emitNode(node, frame), emitLookup(node, frame)]
  return `${frame.help('define', args, node.span)};`
}

/** `*` stands for something in `count(*)` only, which the query's scope knows. */
export function emitStar(node: Star, frame: Frame): Js {
  if (!frame.isOpen) throw frame.unit.fault(node.span, '* can only stand in a query')
  const name = node.table === null ? '*' : `${node.table}.*`
  return held(frame.help('column', ['S', quote(name)], node.span))
}

/** `_$name`: the column, or with `_$$` the columns, whose names are in the variable. */
export function emitMacro(node: MacroName, frame: Frame): Js {
  if (!frame.isOpen) throw frame.unit.fault(node.span, `_$${node.name} can only stand in metacode`)
  const args = ['ctx', 'S', quote(node.name), String(node.several)]
  return held(frame.help('macro', args, node.span))
}

export function emitWindow(node: WindowFunction, frame: Frame): Js {
  throw frame.unit.fault(node.span, 'over (…) can only stand in the select list of a query')
}
