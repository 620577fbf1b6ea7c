import { themes } from '../../cluster/config/parameters.ts'
import { CONFIG_FILES, type ConfigFile, problemsIn } from '../../cluster/config/problems.ts'
import { text, texts, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ANY, BOOL, INT, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { int, NULL, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { ask } from '../status/cluster-asking.ts'

// What the forms of the cluster's page are made of.

const columns = (named: Readonly<Record<string, Vector>>) =>
  new Table(Object.keys(named), Object.values(named))

export const getConfigParameters = define({
  name: 'getConfigParameters',
  signature: 'getConfigParameters()',
  kind: 'system',
  doc: 'The known parameters of the configuration, a row each: theme, name, kind of its value, options (with commas between, where it is one of a few words), expected, byDefault (empty: none), doc, inForce (whether it changes anything here).',
  examples: [["exec byDefault from getConfigParameters() where name = 'dfsReplicationFactor'", '["2"]']],
  run: () => {
    const known = Object.entries(themes).flatMap(([theme, parameters]) =>
      parameters.map(parameter => ({ theme, ...parameter })),
    )
    return columns({
      theme: StringVector.of(known.map(({ theme }) => theme)),
      name: StringVector.of(known.map(({ name }) => name)),
      kind: StringVector.of(known.map(({ kind }) => kind.name)),
      options: StringVector.of(known.map(({ kind }) => (kind.options ?? []).join(','))),
      expected: StringVector.of(known.map(({ kind }) => kind.expected)),
      byDefault: StringVector.of(known.map(({ byDefault }) => byDefault ?? '')),
      doc: StringVector.of(known.map(({ doc }) => doc)),
      inForce: vectorOfRaws(
        BOOL,
        known.map(({ inForce }) => Number(inForce)),
      ),
    })
  },
})

export const checkConfig = define({
  name: 'checkConfig',
  signature: 'checkConfig(file, lines)',
  kind: 'system',
  doc: "What is wrong with lines of 'controller.cfg', 'cluster.cfg' or 'cluster.nodes' and what is strange: a table of line INT (from 1), severity STRING ('error': such a file is refused; 'warning') and message STRING.",
  examples: [
    [
      "exec message from checkConfig('controller.cfg', 'dfsReplicationFator=2')",
      '["there is no parameter dfsReplicationFator. Did you mean dfsReplicationFactor?"]',
    ],
    ["checkConfig('cluster.cfg', ['maxMemSize=12', 'node1.workerNum=two']).line", '[2]'],
  ],
  run: (_, file, lines) => {
    const usage = 'checkConfig(file, lines)'
    const name = text(file, usage, 'file') as ConfigFile
    if (!CONFIG_FILES.includes(name)) throw wrongArgument(usage, 'file', CONFIG_FILES.join(' or '), file)
    const problems = problemsIn(name, texts(lines, usage, 'lines').join('\n'))
    return columns({
      line: vectorOfRaws(
        INT,
        problems.map(problem => problem.line),
      ),
      severity: StringVector.of(problems.map(({ severity }) => severity)),
      message: StringVector.of(problems.map(({ message }) => message)),
    })
  },
})

export const getClusterStanding = define({
  name: 'getClusterStanding',
  signature: 'getClusterStanding()',
  kind: 'system',
  doc: 'A dictionary of `leader`, the alias of the leading controller, and `term`, its Raft term as this controller knows it; null where it is not known.',
  examples: [],
  run: context => {
    const { leader, term } = ask<{ leader: string | null; term: number | null }>(context, 'standing')
    const made = new Dictionary(STRING, ANY, true)
    made.set('leader', leader === null ? NULL : string(leader))
    made.set('term', term === null ? NULL : int(term))
    return made
  },
})
