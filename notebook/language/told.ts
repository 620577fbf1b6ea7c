import { scriptMessages } from './script-messages.ts'
import { serverMessages } from './server-messages.ts'
import { syntaxMessages } from './syntax-messages.ts'

/** Puts what a node said into a language; as it came where it isn't known. */
export type Told = (message: string) => string

// A node names the function that the page called in front of what went wrong, which says nothing to the reader.
const CALLED = /^[A-Za-z]\w*\b.*? => /s

export const toldInEnglish: Told = message => message.replace(CALLED, '')

interface Known {
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly chinese: string
}

let known: readonly Known[] | undefined

export const toldInChinese: Told = message => translated(toldInEnglish(message))

function translated(message: string): string {
  known ??= [...serverMessages, ...syntaxMessages, ...scriptMessages].map(knownOf)
  for (const { pattern, names, chinese } of known) {
    const found = pattern.exec(message)
    if (!found) continue
    const put = new Map(names.map((name, i) => [name, translated(found[i + 1]!)]))
    return chinese.replace(/\{(\w+)\}/g, (_, name) => put.get(name) ?? '')
  }
  return message
}

function knownOf([english, chinese]: (typeof serverMessages)[number]): Known {
  const names: string[] = []
  const pattern = english.split(/\{(\w+)\}/).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    names.push(part)
    return '(.+?)'
  })
  return { pattern: new RegExp(`^${pattern.join('')}$`, 's'), names, chinese }
}
