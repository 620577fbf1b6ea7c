import * as configuration from './configuration-functions.ts'
import * as editor from './editor-functions.ts'
import * as exports from './export-functions.ts'
import * as files from './file-functions.ts'
import * as running from './run-functions.ts'

/** What the notebook's page asks of its node. */
export const themes: readonly Readonly<Record<string, unknown>>[] = [
  running,
  editor,
  files,
  configuration,
  exports,
]
