import { complete } from '../../engine/session/completion.ts'
import { integer, text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { int, NOTHING, string } from '../../values/forms/scalar.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { registrySlot } from './slots.ts'

export const getCompletions = define({
  name: 'getCompletions',
  signature: 'getCompletions(text, position)',
  kind: 'system',
  doc: "What could stand at a position (in characters) of a script: a dictionary with `from`, where the completed word begins, and `candidates`, a table of text STRING and kind STRING ('function', 'variable', 'column', 'keyword', 'type', 'parameter', 'path').",
  examples: [],
  run: (context, script, at) => {
    const usage = 'getCompletions(text, position)'
    const { from, candidates } = complete(
      context,
      context.service(registrySlot),
      text(script, usage, 'text'),
      integer(at, usage, 'position'),
    )
    const made = new Dictionary(STRING, ANY, true)
    made.set('from', int(from))
    made.set(
      'candidates',
      tableOfRows(
        [
          ['text', STRING, candidate => candidate.text],
          ['kind', STRING, candidate => candidate.kind],
        ],
        candidates,
      ),
    )
    return made
  },
})

export const getFunctionHelp = define({
  name: 'getFunctionHelp',
  signature: 'getFunctionHelp(name)',
  kind: 'system',
  doc: 'Help on a built-in function: a dictionary of its name, signature, kind, doc, and examples (a table of source STRING and prints STRING). Nothing if there is none of that name.',
  examples: [],
  run: (context, name) => {
    const builtin = context.service(registrySlot).get(text(name, 'getFunctionHelp(name)', 'name'))
    if (!builtin) return NOTHING
    const { definition } = builtin
    const made = new Dictionary(STRING, ANY, true)
    made.set('name', string(definition.name))
    made.set('signature', string(definition.signature))
    made.set('kind', string(definition.kind))
    made.set('doc', string(definition.doc))
    made.set(
      'examples',
      tableOfRows(
        [
          ['source', STRING, ([source]) => source],
          ['prints', STRING, ([, prints]) => prints],
        ],
        definition.examples,
      ),
    )
    return made
  },
})
