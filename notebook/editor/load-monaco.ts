import type * as Monaco from 'monaco-editor/editor.js'
import { preferredLanguage } from '../language/language-context.tsx'
import { registerLanguage } from './script-language.ts'

let loaded: Promise<typeof Monaco> | undefined

/** The editor, loaded when it is first needed, with the language of scripts; its own texts stay in the language that the page has then. */
export function loadMonaco(): Promise<typeof Monaco> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<typeof Monaco> {
  if (preferredLanguage() === 'zh') await import('./monaco-in-chinese.ts')
  const { monaco } = await import('./monaco-with-features.ts')
  registerLanguage(monaco)
  return monaco
}
