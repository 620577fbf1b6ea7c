import type * as Monaco from 'monaco-editor/editor.js'
import type { NodeSession } from '../node/node-session.ts'
import { entriesOf, type Row } from '../node/plain.ts'
import { LANGUAGE } from './script-language.ts'

/** Whom the editors of the page ask. */
export interface Assistant {
  /** What every session knows: answers at once, whatever runs. Null where there is no notebook. */
  node: NodeSession | null
  /** Knows the variables, too; null while it isn't open. */
  session: NodeSession | null
  /** The session runs something and would answer late. */
  busy: boolean
}

/** One for the page: editors share their language. */
export const assistant: Assistant = { node: null, session: null, busy: false }

const NEAR = 8000
const help = new Map<string, Promise<Row | null>>()
let registered = false

/** Completion, help under the mouse and signatures, asked of the node. */
export function registerAssistance(monaco: typeof Monaco): void {
  if (registered) return
  registered = true
  monaco.languages.registerCompletionItemProvider(LANGUAGE, {
    triggerCharacters: ['.'],
    provideCompletionItems: (model, position) => completions(monaco, model, position),
  })
  monaco.languages.registerHoverProvider(LANGUAGE, {
    provideHover: async (model, position) => {
      const word = model.getWordAtPosition(position)
      const known = word && (await helpOn(word.word))
      return known ? { contents: helpText(known).map(value => ({ value })) } : null
    },
  })
  monaco.languages.registerSignatureHelpProvider(LANGUAGE, {
    signatureHelpTriggerCharacters: ['(', ','],
    provideSignatureHelp: (model, position) => signature(model, position),
  })
}

function textBetween(model: Monaco.editor.ITextModel, from: number, to: number): string {
  const [start, end] = [model.getPositionAt(from), model.getPositionAt(to)]
  return model.getValueInRange({
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  })
}

async function completions(
  monaco: typeof Monaco,
  model: Monaco.editor.ITextModel,
  position: Monaco.Position,
): Promise<Monaco.languages.CompletionList> {
  const asked = assistant.busy ? assistant.node : (assistant.session ?? assistant.node)
  if (!asked) return { suggestions: [] }
  const at = model.getOffsetAt(position)
  // Of a long script, what stands near: names from far away are the session's, once it has run.
  const start = Math.max(0, at - NEAR)
  const near = textBetween(model, start, at + NEAR)
  const answer = entriesOf(await asked.call('getCompletions', near, at - start))
  const from = model.getPositionAt(start + Number(answer.from))
  const range = monaco.Range.fromPositions(from, position)
  const kinds: Readonly<Record<string, Monaco.languages.CompletionItemKind>> = {
    function: monaco.languages.CompletionItemKind.Function,
    variable: monaco.languages.CompletionItemKind.Variable,
    column: monaco.languages.CompletionItemKind.Field,
    keyword: monaco.languages.CompletionItemKind.Keyword,
    type: monaco.languages.CompletionItemKind.TypeParameter,
    parameter: monaco.languages.CompletionItemKind.Property,
    path: monaco.languages.CompletionItemKind.File,
  }
  const candidates = answer.candidates as readonly Row[]
  return {
    suggestions: candidates.map(({ text, kind }, i) => ({
      label: String(text),
      kind: kinds[String(kind)] ?? monaco.languages.CompletionItemKind.Text,
      insertText: String(text),
      sortText: String(i).padStart(5, '0'),
      range,
    })),
  }
}

function helpOn(name: string): Promise<Row | null> {
  const known = help.get(name)
  const { node } = assistant
  if (known || !node) return known ?? Promise.resolve(null)
  const asked = node.call('getFunctionHelp', name).then(
    value => {
      const entries = entriesOf(value)
      return 'signature' in entries ? entries : null
    },
    () => {
      help.delete(name)
      return null
    },
  )
  help.set(name, asked)
  return asked
}

function helpText({ signature, doc, examples }: Row): string[] {
  const shown = (examples as readonly Row[])
    .slice(0, 3)
    .map(({ source, prints }) => `${source}\n// ${String(prints).replaceAll('\n', '\n// ')}`)
  const code = (text: string) => `\`\`\`${LANGUAGE}\n${text}\n\`\`\``
  return [code(String(signature)), String(doc), ...(shown.length > 0 ? [code(shown.join('\n\n'))] : [])]
}

async function signature(
  model: Monaco.editor.ITextModel,
  position: Monaco.Position,
): Promise<Monaco.languages.SignatureHelpResult | null> {
  const at = model.getOffsetAt(position)
  const before = textBetween(model, Math.max(0, at - NEAR), at)
  const call = openCall(before)
  const known = call && (await helpOn(call.name))
  if (!known) return null
  const label = String(known.signature)
  return {
    value: {
      signatures: [
        {
          label,
          documentation: String(known.doc),
          parameters: parametersOf(label).map(label => ({ label })),
        },
      ],
      activeSignature: 0,
      activeParameter: call.argument,
    },
    dispose: () => {},
  }
}

/** The call whose brackets the text ends in, and which argument that is. */
export function openCall(before: string): { readonly name: string; readonly argument: number } | null {
  let depth = 0
  let argument = 0
  for (let i = before.length - 1; i >= 0; i--) {
    const character = before[i]!
    if (')]}'.includes(character)) depth++
    else if ('([{'.includes(character)) {
      if (depth === 0) {
        const name = character === '(' ? /([A-Za-z_]\w*!?)$/.exec(before.slice(0, i))?.[1] : undefined
        return name === undefined ? null : { name, argument }
      }
      depth--
    } else if (character === ',' && depth === 0) argument++
    else if (character === ';' && depth === 0) return null
  }
  return null
}

/** `f(X, [Y=1], …)` → the parameters as they stand there. */
export function parametersOf(signature: string): string[] {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'))
  return inside
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
}
