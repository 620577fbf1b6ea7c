import { asking } from '../../engine/bridge/bridge.ts'
import { integer, text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ANY, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { long, NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import type { Value } from '../../values/value.ts'
import type { LoadedNotebook, NotebookEntry } from './notebook-files.ts'

const ask = asking('notebooks')

const version = (value: Value | undefined, usage: string) =>
  value === undefined || (value instanceof Scalar && value.isNull) ? null : integer(value, usage, 'version')

const listing: Columns<NotebookEntry> = [
  ['name', STRING, entry => entry.name],
  ['version', LONG, entry => BigInt(entry.version)],
  // The version as a moment.
  ['time', TIMESTAMP, entry => BigInt(entry.version)],
  ['bytes', LONG, entry => BigInt(entry.bytes)],
]

export const getNotebooks = define({
  name: 'getNotebooks',
  signature: 'getNotebooks()',
  kind: 'system',
  doc: 'The notebooks on this node: name STRING, version LONG, time TIMESTAMP of the last saving, bytes LONG.',
  examples: [],
  run: context => tableOfRows(listing, ask(context, 'list')),
})

export const getNotebookHistory = define({
  name: 'getNotebookHistory',
  signature: 'getNotebookHistory(name)',
  kind: 'system',
  doc: 'All versions of a notebook that were saved, oldest first, with the columns of getNotebooks.',
  examples: [],
  run: (context, name) =>
    tableOfRows(listing, ask(context, 'history', text(name, 'getNotebookHistory(name)', 'name'))),
})

export const loadNotebook = define({
  name: 'loadNotebook',
  signature: 'loadNotebook(name, [version])',
  kind: 'system',
  doc: 'A dictionary with the text of a notebook and its version: the newest, or the one that is asked for.',
  examples: [],
  run: (context, name, at) => {
    const usage = 'loadNotebook(name, [version])'
    const loaded = ask<LoadedNotebook>(context, 'load', text(name, usage, 'name'), version(at, usage))
    const made = new Dictionary(STRING, ANY, true)
    made.set('text', string(loaded.text))
    made.set('version', long(BigInt(loaded.version)))
    return made
  },
})

export const saveNotebook = define({
  name: 'saveNotebook',
  signature: 'saveNotebook(name, text, [version])',
  kind: 'system',
  doc: 'Saves the text of a notebook durably and gives its new version. version is the one that was changed, and left out for a new notebook; if somebody else has saved meanwhile, nothing is overwritten.',
  examples: [],
  run: (context, name, script, basedOn) => {
    const usage = 'saveNotebook(name, text, [version])'
    const saved = ask<number>(
      context,
      'save',
      text(name, usage, 'name'),
      text(script, usage, 'text'),
      version(basedOn, usage),
    )
    return long(BigInt(saved))
  },
})

export const renameNotebook = define({
  name: 'renameNotebook',
  signature: 'renameNotebook(name, newName)',
  kind: 'system',
  doc: 'Gives a notebook another name, and tells its version there. Its history stays under the old name.',
  examples: [],
  run: (context, name, to) => {
    const usage = 'renameNotebook(name, newName)'
    return long(BigInt(ask<number>(context, 'rename', text(name, usage, 'name'), text(to, usage, 'newName'))))
  },
})

export const dropNotebook = define({
  name: 'dropNotebook',
  signature: 'dropNotebook(name)',
  kind: 'system',
  doc: 'Takes a notebook out of the list. Its versions stay in its history.',
  examples: [],
  run: (context, name) => {
    ask(context, 'remove', text(name, 'dropNotebook(name)', 'name'))
    return NOTHING
  },
})
