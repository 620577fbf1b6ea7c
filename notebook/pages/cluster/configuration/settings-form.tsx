import { useSay } from '../../../language/language-context.tsx'
import { ScrollRegion } from '../../../shell/scroll-region.tsx'
import { AddSetting } from './add-setting.tsx'
import { type ConfigFileName, type LineProblem, useConfigFile } from './config-file.ts'
import { readSetting, type SettingLine, settingLine, writeSetting } from './config-lines.ts'
import type { Catalogue } from './parameter-catalogue.ts'
import { ProblemText } from './problem-text.tsx'
import { RemoveLine } from './remove-line.tsx'
import { SaveFile } from './save-file.tsx'
import { SettingValue } from './setting-value.tsx'

interface SettingsFormProps {
  readonly file: Exclude<ConfigFileName, 'cluster.nodes'>
  readonly catalogue: Catalogue
  /** In cluster.cfg: what a setting may be for, beside all. Null: its settings are for all alike. */
  readonly nodes: readonly string[] | null
}

const readForAll = (line: string) => readSetting(line, false)
const readByNode = (line: string) => readSetting(line, true)

/** The settings of a .cfg file: those that stand there, a row each, and what else is known. */
export function SettingsForm({ file, catalogue, nodes }: SettingsFormProps) {
  const say = useSay()
  const config = useConfigFile(file, nodes ? readByNode : readForAll, writeSetting)
  const lines = config.lines ?? []
  const set = (changed: SettingLine) =>
    config.change(lines.map(line => (line.id === changed.id ? changed : line)))
  return (
    <>
      {lines.length === 0 ? (
        <p className="quiet-text">{say('config.nothing')}</p>
      ) : (
        <ScrollRegion className="panel" label={file}>
          <table className="table settings">
            <thead>
              <tr>
                <th scope="col">{say('config.setting')}</th>
                {nodes && <th scope="col">{say('config.whom')}</th>}
                <th scope="col">{say('config.value')}</th>
                <th scope="col">{say('config.default')}</th>
                <th scope="col">{say('config.meaning')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {lines.map((line, i) => (
                <SettingRow
                  key={line.id}
                  line={line}
                  catalogue={catalogue}
                  nodes={nodes}
                  problem={config.problems.get(i)}
                  onChange={set}
                  onRemove={() => config.change(lines.filter(other => other !== line))}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <AddSetting
        file={file}
        catalogue={catalogue}
        onAdd={(key, value) => config.change([...lines, settingLine('', key, value)])}
      />
      <SaveFile config={config} file={file} />
    </>
  )
}

interface SettingRowProps {
  readonly line: SettingLine
  readonly catalogue: Catalogue
  readonly nodes: readonly string[] | null
  readonly problem: LineProblem | undefined
  readonly onChange: (line: SettingLine) => void
  readonly onRemove: () => void
}

function SettingRow({ line, catalogue, nodes, problem, onChange, onRemove }: SettingRowProps) {
  const say = useSay()
  const { id, comment, whom, key, value } = line
  const parameter = catalogue.get(key)
  const name = comment ?? (whom === '' ? key : `${whom}.${key}`)
  const described = problem ? `setting-problem-${id}` : undefined
  return (
    <tr>
      {comment === null ? (
        <>
          <th scope="row" className="mono">
            {key}
          </th>
          {nodes && (
            <td>
              <WhomChoice
                whom={whom}
                nodes={nodes}
                name={key}
                onChange={to => onChange({ ...line, whom: to })}
              />
            </td>
          )}
          <td>
            <SettingValue
              parameter={parameter}
              value={value}
              label={say('config.valueOf', { name })}
              describedBy={described}
              bad={problem?.severity === 'error'}
              onChange={to => onChange({ ...line, value: to })}
            />
            <ProblemText id={described} problem={problem} />
          </td>
          <td className="mono">{parameter?.byDefault}</td>
          <td className="meaning">
            {parameter?.doc}
            {parameter?.inForce === false && <span className="quiet-text"> {say('config.notInForce')}</span>}
          </td>
        </>
      ) : (
        <td className="mono quiet-text" colSpan={nodes ? 5 : 4}>
          {comment}
          <ProblemText id={described} problem={problem} />
        </td>
      )}
      <td>
        <RemoveLine name={name} onRemove={onRemove} />
      </td>
    </tr>
  )
}

interface WhomChoiceProps {
  readonly whom: string
  readonly nodes: readonly string[]
  readonly name: string
  readonly onChange: (whom: string) => void
}

// A pattern, such as `node%`, can be typed, so it is a text with suggestions.
function WhomChoice({ whom, nodes, name, onChange }: WhomChoiceProps) {
  const say = useSay()
  return (
    <>
      <input
        className="input mono"
        aria-label={say('config.whomOf', { name })}
        placeholder={say('config.all')}
        list="config-nodes"
        value={whom}
        spellCheck={false}
        onChange={event => onChange(event.target.value.trim())}
      />
      <datalist id="config-nodes">
        {nodes.map(node => (
          <option key={node} value={node} />
        ))}
      </datalist>
    </>
  )
}
