import type { Language } from '../../../language/language-context.tsx'
import type { NodeSession } from '../../../node/node-session.ts'
import { rowsOf } from '../../../node/plain.ts'

/** A known parameter of the configuration, as the node tells of it. */
export interface Parameter {
  readonly name: string
  readonly theme: string
  readonly kind: string
  /** Where its value is one of a few words: those. */
  readonly options: readonly string[]
  readonly expected: string
  /** Empty: none. */
  readonly byDefault: string
  readonly doc: string
  /** Whether it changes anything on this server. */
  readonly inForce: boolean
}

export type Catalogue = ReadonlyMap<string, Parameter>

/** All that are known, by name, with what they mean in a language. */
export async function catalogueOf(session: NodeSession, language: Language): Promise<Catalogue> {
  const meanings = language === 'zh' ? await chineseMeanings() : {}
  const rows = rowsOf(await session.call('getConfigParameters'))
  return new Map(
    rows.map(row => {
      const text = (name: string) => String(row[name] ?? '')
      const parameter: Parameter = {
        name: text('name'),
        theme: text('theme'),
        kind: text('kind'),
        options: text('options').split(',').filter(Boolean),
        expected: text('expected'),
        byDefault: text('byDefault'),
        doc: meanings[text('name')] ?? text('doc'),
        inForce: row.inForce === true,
      }
      return [parameter.name, parameter]
    }),
  )
}

const chineseMeanings = async () =>
  (await import('../../../language/chinese-parameters.ts')).chineseParameters
