import { encodeString } from '../tokens/literals.ts'
import { isReserved } from '../tokens/words.ts'
import type {
  Argument,
  Expression,
  FunctionLiteral,
  Literal,
  MacroName,
  Node,
  Parameter,
} from '../tree/ast.ts'

/** Prints a node; `floor` is the least precedence it may have without parentheses. */
export type Print = (node: Node, floor?: number) => string

const plainWord =
  /^[A-Za-z_\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF][\w\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF]*!?$/
const symbolText =
  /^(?:\d\w*(?:\.\w+)*|[\w\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF]+)?$/

/** A name as it can be read back: `_"…"` where it is no word, or a word that names nothing. */
export function printWord(name: string): string {
  if (name.startsWith('@')) return name
  return plainWord.test(name) && !isReserved(name) ? name : `_${encodeString(name)}`
}

export function printLiteral({ literal, text }: Literal): string {
  switch (literal) {
    case 'string':
      return encodeString(text)
    case 'char':
      return /^-?\d+c$/.test(text) ? text : `'${text.replace(/[\\'\n\t\r]/, letter => charEscapes[letter]!)}'`
    case 'symbol':
      return symbolText.test(text) ? `\`${text}` : encodeString(text)
    default:
      return text
  }
}

const charEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
}

export function printMacro({ name, several }: MacroName): string {
  return `${several ? '_$$' : '_$'}${name}`
}

/** What stands behind `as`. */
export function printAliases(aliases: readonly (string | MacroName)[]): string {
  const [first] = aliases
  if (aliases.length > 1) return aliases.map(alias => `\`${alias as string}`).join('')
  return typeof first === 'string' ? printAlias(first) : printMacro(first!)
}

export function printAlias(name: string): string {
  return plainWord.test(name) ? name : encodeString(name)
}

/** Items with holes, `[1,,3]`. */
export function printItems(items: readonly (Expression | null)[], print: Print): string {
  return items.map(item => (item === null ? '' : print(item))).join(',')
}

export function printArguments(list: readonly Argument[], print: Print): string {
  return list
    .map(({ name, value, alias }) => {
      const text = value === null ? '' : print(value)
      return `${name === null ? '' : `${name}=`}${text}${alias === null ? '' : ` as ${printAlias(alias)}`}`
    })
    .join(', ')
}

export function printParameters(parameters: readonly Parameter[], print: Print): string {
  return parameters
    .map(({ name, mutable, defaultValue }) => {
      const text = `${mutable ? 'mutable ' : ''}${printWord(name)}`
      return defaultValue === null ? text : `${text}=${print(defaultValue)}`
    })
    .join(', ')
}

export function printFunction(node: FunctionLiteral, print: Print): string {
  const { parameters, body, braced, aggregate, name } = node
  const marks = node.annotations.map(annotation => `@${annotation}\n`).join('')
  if (node.arrow) {
    const list = printParameters(parameters, print)
    const bare = parameters.length === 1 && parameters[0]!.defaultValue === null && !parameters[0]!.mutable
    const head = bare || (braced && parameters.length > 0) ? list : `(${list})`
    const text = `${head}->${print(body)}`
    return braced ? `{${text}}` : text
  }
  const head = `${aggregate ? 'defg' : 'def'} ${name ?? ''}(${printParameters(parameters, print)})`
  const text = `${marks}${head}${body.kind === 'block' ? print(body) : name === null ? `->${print(body)}` : `: ${print(body)}`}`
  return braced ? `{${text}}` : text
}

// What goes on with the line before it.
const continuing =
  /^(?:(?:and|or|in|like|between|is|not|from|where|group|context|pivot|segment|cgroup|csort|order|having|limit|union|map|on|else|catch)\b|[+*/%|^=>?.,$\\])/i

/** One statement a line, with a semicolon where the next line would go on with it. */
export function printLines(statements: readonly Node[], print: Print): string[] {
  const lines = statements.map(statement => print(statement))
  return lines.map((line, i) => (continuing.test(lines[i + 1] ?? '') ? `${line};` : line))
}
