import type { TextName } from '../../language/english.ts'

/** What a key does to the cell that is selected, and not being edited, as in Jupyter. */
export type CellCommand =
  | 'edit'
  | 'runAndGoOn'
  | 'runHere'
  | 'runAndInsert'
  | 'insertAbove'
  | 'insertBelow'
  | 'delete'
  | 'undo'
  | 'toText'
  | 'toCode'
  | 'next'
  | 'previous'
  | 'moveUp'
  | 'moveDown'
  | 'cancel'
  | 'help'

interface KeyBinding {
  /** As people read them. */
  readonly keys: readonly string[]
  readonly command: CellCommand
  readonly text: TextName
}

/** In the order in which help tells them. */
export const bindings: readonly KeyBinding[] = [
  { keys: ['Enter'], command: 'edit', text: 'keys.edit' },
  { keys: ['Shift+Enter'], command: 'runAndGoOn', text: 'keys.runAndGoOn' },
  { keys: ['Ctrl+Enter'], command: 'runHere', text: 'keys.runHere' },
  { keys: ['Alt+Enter'], command: 'runAndInsert', text: 'keys.runAndInsert' },
  { keys: ['a'], command: 'insertAbove', text: 'keys.insertAbove' },
  { keys: ['b'], command: 'insertBelow', text: 'keys.insertBelow' },
  { keys: ['d d', 'x'], command: 'delete', text: 'keys.delete' },
  { keys: ['z'], command: 'undo', text: 'keys.undo' },
  { keys: ['m'], command: 'toText', text: 'keys.toText' },
  { keys: ['y'], command: 'toCode', text: 'keys.toCode' },
  { keys: ['j', 'ArrowDown'], command: 'next', text: 'keys.next' },
  { keys: ['k', 'ArrowUp'], command: 'previous', text: 'keys.previous' },
  { keys: ['Ctrl+Shift+ArrowUp'], command: 'moveUp', text: 'keys.moveUp' },
  { keys: ['Ctrl+Shift+ArrowDown'], command: 'moveDown', text: 'keys.moveDown' },
  { keys: ['i i'], command: 'cancel', text: 'keys.cancel' },
  { keys: ['h'], command: 'help', text: 'keys.help' },
]

const commands = new Map(bindings.flatMap(({ keys, command }) => keys.map(key => [key, command] as const)))
const beginnings = new Set(
  [...commands.keys()].filter(key => key.includes(' ')).map(key => key.split(' ')[0]!),
)

// Twice the same key, as `d d`, is one command only if it comes soon.
const SOON = 800

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly timeStamp: number
}

/** Makes commands of keys. */
export class CellKeys {
  #first: { readonly key: string; readonly at: number } | null = null

  /** The command that a key completes; null: none. `taken`: whether the key meant something here. */
  press(event: Pressed): { readonly command: CellCommand | null; readonly taken: boolean } {
    const name = nameOf(event)
    const before = this.#first
    this.#first = null
    if (before && event.timeStamp - before.at < SOON) {
      const command = commands.get(`${before.key} ${name}`)
      if (command) return { command, taken: true }
    }
    const command = commands.get(name)
    if (command) return { command, taken: true }
    if (!beginnings.has(name)) return { command: null, taken: false }
    this.#first = { key: name, at: event.timeStamp }
    return { command: null, taken: true }
  }
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const letter = key.length === 1
  const parts = [
    ctrlKey || metaKey ? 'Ctrl' : '',
    altKey ? 'Alt' : '',
    shiftKey && !letter ? 'Shift' : '',
    key,
  ]
  return parts.filter(Boolean).join('+')
}
