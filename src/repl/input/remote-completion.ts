import type { Client } from '../../client/client.ts'
import { ServerError } from '../../client/connection.ts'
import type { Candidate, Completion } from '../../engine/session/completion.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'

const nothing = (at: number): Completion => ({ from: at, candidates: [] })

/** Asks the node what could stand at `at` in `text`; nothing, if it knows no such function. */
export async function remoteCompletion(
  client: Pick<Client, 'run'>,
  text: string,
  at: number,
): Promise<Completion> {
  let answer: unknown
  try {
    answer = await client.run(`getCompletions(${quoted(text)}, ${at})`)
  } catch (error) {
    if (error instanceof ServerError) return nothing(at)
    throw error
  }
  if (!(answer instanceof Dictionary)) return nothing(at)
  const [from, table] = [answer.get('from'), answer.get('candidates')]
  if (!(table instanceof Table)) return nothing(at)
  const column = (name: string, row: number) => (table.column(name)!.get(row) as Scalar).raw as string
  const candidates = Array.from({ length: table.rows }, (_, row) => ({
    text: column('text', row),
    kind: column('kind', row) as Candidate['kind'],
  }))
  return { from: Number((from as Scalar).raw), candidates }
}

const quoted = (text: string) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
