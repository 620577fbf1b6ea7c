import type * as Monaco from 'monaco-editor/editor.js'
import { registerLanguage } from './script-language.ts'

let loaded: Promise<typeof Monaco> | undefined

/** The editor, loaded when it is first needed, with the language of scripts. */
export function loadMonaco(): Promise<typeof Monaco> {
  loaded ??= import('./monaco-with-features.ts').then(({ monaco }) => {
    registerLanguage(monaco)
    return monaco
  })
  return loaded
}
