import { nearest } from '../base/nearest-name.ts'
import { ScriptError } from './script-error.ts'

const SHOWN = 12

/** The error for a name that is none of a table's columns, with the one that was probably meant, or all that there are. */
export function missingColumn(name: string, columns: Iterable<string> = []): ScriptError {
  // Names of computed columns begin with a control character.
  const names = [...new Set(columns)].filter(column => column > ' ')
  const likely = nearest(name, names)
  const some = names.slice(0, SHOWN).join(', ')
  const all = names.length > SHOWN ? `${some} and ${names.length - SHOWN} more` : some
  const hint = likely === undefined ? all && `The columns are: ${all}` : `Did you mean ${likely}?`
  return new ScriptError(`Unrecognized column name [${name}]`, { refId: 'S02005', hint: hint || undefined })
}
