import { useSay } from '../../language/language-context.tsx'
import type { TableDetails } from './dfs.ts'

/** A table's columns, and how it is partitioned. */
export function Definition({ details }: { readonly details: TableDetails }) {
  const say = useSay()
  const { columns, partitionColumns, partitionKinds, engine } = details
  return (
    <>
      <p>
        {partitionColumns.length === 0
          ? say('explorer.dimension')
          : say('explorer.partitionedBy', {
              columns: partitionColumns.join(', '),
              kinds: partitionKinds.join(', '),
            })}{' '}
        {engine !== '' && say('explorer.engine', { engine })}
      </p>
      <h2>{say('explorer.columns')}</h2>
      <table className="table narrow">
        <thead>
          <tr>
            <th scope="col">{say('explorer.column')}</th>
            <th scope="col">{say('explorer.type')}</th>
            <th scope="col">{say('explorer.comment')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, typeString, comment }) => (
            <tr key={String(name)}>
              <th scope="row" className="mono">
                {String(name)}
                {partitionColumns.includes(String(name)) && (
                  <span className="quiet-text"> {say('explorer.partitionColumn')}</span>
                )}
              </th>
              <td>{String(typeString)}</td>
              <td>{comment === null ? '' : String(comment)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
