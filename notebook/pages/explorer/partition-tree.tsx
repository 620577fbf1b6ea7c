import { useSay } from '../../language/language-context.tsx'
import type { Chunk } from './chunks.ts'

interface PartitionTreeProps {
  readonly chunks: readonly Chunk[]
  readonly chosen: string | null
  readonly onChoose: (chunk: Chunk) => void
}

// Of one level; the list beside the tree has them all.
const MOST = 200

/** The partitions of a table, level by level. */
export function PartitionTree({ chunks, chosen, onChoose }: PartitionTreeProps) {
  return (
    <Level chunks={chunks.filter(({ partition }) => partition !== '')} depth={0} {...{ chosen, onChoose }} />
  )
}

function Level({ chunks, depth, chosen, onChoose }: PartitionTreeProps & { readonly depth: number }) {
  const say = useSay()
  const below = Map.groupBy(chunks, ({ partition }) => partition.split('/')[depth] ?? '')
  const shown = [...below].slice(0, MOST)
  return (
    <ul>
      {shown.map(([name, inside]) => {
        const leaf = inside.find(({ partition }) => partition.split('/').length === depth + 1)
        return (
          <li key={name}>
            {leaf ? (
              <button
                type="button"
                className="link mono"
                aria-pressed={leaf.id === chosen}
                onClick={() => onChoose(leaf)}
              >
                {name}
              </button>
            ) : (
              <details>
                <summary className="mono">{name}</summary>
                <Level chunks={inside} depth={depth + 1} {...{ chosen, onChoose }} />
              </details>
            )}
          </li>
        )
      })}
      {below.size > MOST && (
        <li className="quiet-text">{say('explorer.more', { count: below.size - MOST })}</li>
      )}
    </ul>
  )
}
