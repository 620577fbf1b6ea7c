import type { Expression, Query } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import type { InnerQuery } from './bind.ts'

/** Runs a query; what this module would otherwise have to import from above. */
export type Run = (query: Query, lookup: Lookup) => Value

/** Names of queries within expressions, evaluated when first asked for and then kept. */
export function withInnerQueries(inner: readonly InnerQuery[], run: Run, lookup: Lookup): Lookup {
  if (inner.length === 0) return lookup
  const queries = new Map(inner.map(({ name, query }) => [name, query]))
  const values = new Map<string, Value>()
  return asked => {
    const query = queries.get(asked)
    if (!query) return lookup(asked)
    let value = values.get(asked)
    if (!value) {
      value = asValue(run(query, lookup))
      values.set(asked, value)
    }
    return value
  }
}

/** A table of one column is a vector to an expression, of one row and one column a scalar. */
function asValue(value: Value): Value {
  if (!(value instanceof Table) || value.columns.length !== 1) return value
  return value.rows === 1 ? value.columns[0]!.get(0) : value.columns[0]!
}

/** Owners of columns that a query within a condition names, though they are of the query around it: `t.x`. */
export function outerColumns(
  condition: Expression,
  isOuter: (owner: string, name: string) => boolean,
): { readonly owner: string; readonly name: string }[] {
  const found: { owner: string; name: string }[] = []
  const visit = (node: unknown, inside: boolean): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, inside)
    else if (typeof node === 'object' && node !== null) {
      const { kind, object, name } = node as { kind?: string; object?: Expression; name?: string }
      if (inside && kind === 'member' && object?.kind === 'name' && isOuter(object.name, name!))
        found.push({ owner: object.name, name: name! })
      for (const [key, child] of Object.entries(node))
        if (key !== 'span') visit(child, inside || kind === 'select')
    }
  }
  visit(condition, false)
  return found
}

/** Evaluates a condition for each row by itself, with the columns that a query within it names as values. */
export function evaluateByRow(
  context: Context,
  condition: Expression,
  rows: number,
  valueAt: (owner: string, name: string, row: number) => Value | undefined,
  lookup: Lookup,
): boolean[] {
  const places = outerColumns(condition, (owner, name) => valueAt(owner, name, 0) !== undefined)
  const named = replaceMembers(
    condition,
    places.map(({ owner, name }) => `${owner}.${name}`),
  )
  const compiled = context.evaluator.compile(named)
  return Array.from({ length: rows }, (_, row) => {
    context.checkCancelled()
    const value = compiled({
      resolve: asked => {
        const place = asked.startsWith('\u0003') ? asked.slice(1).split('.') : null
        return place ? valueAt(place[0]!, place[1]!, row) : lookup(asked)
      },
    })
    return value.form === 'scalar' && !value.isNull && Number(value.raw) !== 0
  })
}

function replaceMembers<T>(node: T, members: readonly string[]): T {
  if (Array.isArray(node)) return node.map(item => replaceMembers(item, members)) as T
  if (typeof node !== 'object' || node === null) return node
  const { kind, object, name, span } = node as {
    kind?: string
    object?: Expression
    name?: string
    span?: unknown
  }
  if (kind === 'member' && object?.kind === 'name' && members.includes(`${object.name}.${name}`)) {
    return { kind: 'name', name: `\u0003${object.name}.${name}`, qualifiers: [], span } as T
  }
  const entries = Object.entries(node).map(([key, child]) => [
    key,
    key === 'span' ? child : replaceMembers(child, members),
  ])
  return Object.fromEntries(entries) as T
}
