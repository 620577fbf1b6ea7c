import type { Expression, Select, SelectItem } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** `_$name` as an output stands for the column, `_$$names` for the columns, whose names are in the variable. */
export function withMacroColumns(context: Context, query: Select, lookup: Lookup): Select {
  const isMacro = (item: SelectItem) =>
    item.value.kind === 'macroName' || item.aliases.some(alias => typeof alias !== 'string')
  if (!query.items.some(isMacro)) return query
  const named = query.items.map(item => ({
    ...item,
    aliases: item.aliases.flatMap(alias =>
      typeof alias === 'string' ? [alias] : textsOf(context, alias.name, lookup),
    ),
  }))
  return { ...query, items: named.flatMap(item => columnsOf(context, item, lookup)) }
}

// Names that a variable holds: a string or a vector of them.
function textsOf(context: Context, name: string, lookup: Lookup): string[] {
  const value = lookup(name) ?? context.variable(name)
  const texts =
    value instanceof Scalar
      ? [value.raw]
      : value instanceof Vector
        ? Array.from({ length: value.length }, (_, i) => (value.get(i) as Scalar).raw)
        : []
  if (texts.length > 0 && texts.every(text => typeof text === 'string')) return texts as string[]
  throw new ScriptError(`The variable ${name} should hold names of columns.`)
}

function columnsOf(context: Context, item: SelectItem, lookup: Lookup): SelectItem[] {
  if (item.value.kind !== 'macroName') return [item]
  const texts = textsOf(context, item.value.name, lookup)
  return texts.map((text, i) => {
    const column: Expression = { kind: 'name', name: text, qualifiers: [], span: item.span }
    const alias = item.aliases[i]
    return { ...item, value: column, aliases: alias === undefined ? [] : [alias] }
  })
}
