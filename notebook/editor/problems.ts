import type * as Monaco from 'monaco-editor/editor.js'
import type { Told } from '../language/told.ts'

/** A part of a script that is wrong, and why. */
export interface Problem {
  readonly start: number
  readonly end: number
  readonly message: string
}

/** Shows problems in a model, in the reader's language, in place of those of the same source. */
export function mark(
  monaco: typeof Monaco,
  model: Monaco.editor.ITextModel,
  source: 'syntax' | 'run',
  problems: readonly Problem[],
  told: Told,
): void {
  monaco.editor.setModelMarkers(
    model,
    source,
    problems.map(({ start, end, message }) => {
      const from = model.getPositionAt(start)
      const to = model.getPositionAt(Math.max(end, start + 1))
      return {
        severity: monaco.MarkerSeverity.Error,
        message: told(message),
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
    }),
  )
}
