import type { TextName } from '../../../language/english.ts'
import { useSay } from '../../../language/language-context.tsx'
import { ScrollRegion } from '../../../shell/scroll-region.tsx'
import { type LineProblem, useConfigFile } from './config-file.ts'
import { type NodeLine, nodeLine, readNodeLine, writeNodeLine } from './config-lines.ts'
import { ProblemText } from './problem-text.tsx'
import { RemoveLine } from './remove-line.tsx'
import { SaveFile } from './save-file.tsx'

const modes = ['controller', 'agent', 'datanode', 'computenode'] as const

const columns: readonly (readonly [keyof NodeLine, TextName])[] = [
  ['alias', 'cluster.alias'],
  ['host', 'cluster.host'],
  ['port', 'cluster.port'],
  ['mode', 'cluster.role'],
  ['computeGroup', 'config.computeGroup'],
  ['zone', 'config.zone'],
]

/** cluster.nodes: which nodes there are, a row each. */
export function NodesForm({ onSaved }: { readonly onSaved: () => void }) {
  const say = useSay()
  const config = useConfigFile('cluster.nodes', readNodeLine, writeNodeLine)
  const lines = config.lines ?? []
  return (
    <>
      <ScrollRegion className="panel" label="cluster.nodes">
        <table className="table settings">
          <thead>
            <tr>
              {columns.map(([key, title]) => (
                <th key={key} scope="col">
                  {say(title)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {lines.map((line, i) => (
              <NodeRow
                key={line.id}
                line={line}
                problem={config.problems.get(i)}
                onChange={changed => config.change(lines.map(other => (other === line ? changed : other)))}
                onRemove={() => config.change(lines.filter(other => other !== line))}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p>
        <button type="button" className="button" onClick={() => config.change([...lines, nodeLine()])}>
          {say('config.addLine')}
        </button>
      </p>
      <SaveFile config={config} file="cluster.nodes" onSaved={onSaved} />
    </>
  )
}

interface NodeRowProps {
  readonly line: NodeLine
  readonly problem: LineProblem | undefined
  readonly onChange: (line: NodeLine) => void
  readonly onRemove: () => void
}

function NodeRow({ line, problem, onChange, onRemove }: NodeRowProps) {
  const say = useSay()
  const name = line.alias || String(line.id)
  const described = problem ? `node-problem-${line.id}` : undefined
  return (
    <tr>
      {columns.map(([key, title]) => {
        const shared = {
          className: key === 'port' ? 'input mono port' : 'input mono',
          'aria-label': `${say(title)}: ${name}`,
          'aria-describedby': described,
          value: line[key],
          onChange: (event: { readonly target: { readonly value: string } }) =>
            onChange({ ...line, [key]: event.target.value.trim() }),
        }
        return (
          <td key={key}>
            {key === 'mode' ? (
              <select {...shared}>
                {modes.map(mode => (
                  <option key={mode} value={mode}>
                    {say(`role.${mode}`)}
                  </option>
                ))}
              </select>
            ) : (
              <input {...shared} spellCheck={false} />
            )}
            {key === 'alias' && <ProblemText id={described} problem={problem} />}
          </td>
        )
      })}
      <td>
        <RemoveLine name={name} onRemove={onRemove} />
      </td>
    </tr>
  )
}
