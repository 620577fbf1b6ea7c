import type { ReactNode } from 'react'
import { useSay } from '../../language/language-context.tsx'
import type { Row } from '../../node/plain.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'

export interface Column {
  readonly title: string
  readonly show: (row: Row) => ReactNode
  readonly numeric?: boolean
}

interface ListingProps {
  readonly title: string
  /** Undefined until the node has answered. */
  readonly rows: readonly Row[] | undefined
  readonly columns: readonly Column[]
  /** Tells rows apart. */
  readonly keyOf: (row: Row) => string
  /** What stands at the end of a row. */
  readonly children?: (row: Row) => ReactNode
}

/** Rows under a title, or that there are none. */
export function Listing({ title, rows, columns, keyOf, children }: ListingProps) {
  const say = useSay()
  return (
    <section>
      <h2>
        {title} {rows && rows.length > 0 && <span className="quiet-text">({rows.length})</span>}
      </h2>
      {rows?.length === 0 && <p className="quiet-text">{say('jobs.none')}</p>}
      {rows && rows.length > 0 && (
        <ScrollRegion className="panel" label={title}>
          <table className="table">
            <thead>
              <tr>
                {columns.map(({ title, numeric }) => (
                  <th key={title} scope="col" className={numeric ? 'number' : undefined}>
                    {title}
                  </th>
                ))}
                {children && <td />}
              </tr>
            </thead>
            <tbody>
              {rows.map(row => (
                <tr key={keyOf(row)}>
                  {columns.map(({ title, show, numeric }) => (
                    <td key={title} className={numeric ? 'number' : undefined}>
                      {show(row)}
                    </td>
                  ))}
                  {children && <td className="row-action">{children(row)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  )
}
