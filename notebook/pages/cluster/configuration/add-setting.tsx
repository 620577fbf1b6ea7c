import { type FormEvent, useId, useState } from 'react'
import { useLanguage, useSay } from '../../../language/language-context.tsx'
import { ScrollRegion } from '../../../shell/scroll-region.tsx'
import type { Catalogue, Parameter } from './parameter-catalogue.ts'

interface AddSettingProps {
  readonly file: string
  readonly catalogue: Catalogue
  /** With its default as a value to begin with. */
  readonly onAdd: (key: string, value: string) => void
}

/** Adds a setting by its name, or out of all that are known. */
export function AddSetting({ file, catalogue, onAdd }: AddSettingProps) {
  const say = useSay()
  const list = useId()
  const add = (key: string) => onAdd(key, catalogue.get(key)?.byDefault ?? '')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    add(String(new FormData(form).get('key')).trim())
    form.reset()
  }
  return (
    <>
      <form className="toolbar" onSubmit={submit} aria-label={say('config.addTo', { file })}>
        <label className="field">
          <span>{say('config.add')}</span>
          <input
            className="input mono"
            name="key"
            list={list}
            autoComplete="off"
            spellCheck={false}
            required
            pattern="[\w]+"
          />
        </label>
        <datalist id={list}>
          {[...catalogue.values()].map(({ name, doc }) => (
            <option key={name} value={name} label={doc} />
          ))}
        </datalist>
        <button type="submit" className="button">
          {say('button.add')}
        </button>
      </form>
      <KnownParameters catalogue={catalogue} onAdd={add} />
    </>
  )
}

interface KnownParametersProps {
  readonly catalogue: Catalogue
  readonly onAdd: (key: string) => void
}

/** The catalogue, by theme, with what each is for; drawn when somebody opens it. */
function KnownParameters({ catalogue, onAdd }: KnownParametersProps) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = [...catalogue.values()].filter(({ name, doc, theme }) =>
    `${name} ${doc} ${theme}`.toLowerCase().includes(wanted),
  )
  return (
    <details className="known" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{say('config.known', { count: catalogue.size })}</summary>
      {open && (
        <>
          <input
            className="input"
            type="search"
            aria-label={say('config.search')}
            placeholder={say('config.search')}
            value={filter}
            onChange={event => setFilter(event.target.value)}
          />
          <ScrollRegion className="panel catalogue" label={say('config.known', { count: catalogue.size })}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('config.setting')}</th>
                  <th scope="col">{say('config.default')}</th>
                  <th scope="col">{say('config.expected')}</th>
                  <th scope="col">{say('config.meaning')}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {shown.map(parameter => (
                  <KnownRow key={parameter.name} parameter={parameter} onAdd={onAdd} />
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </>
      )}
    </details>
  )
}

interface KnownRowProps {
  readonly parameter: Parameter
  readonly onAdd: (key: string) => void
}

function KnownRow({ parameter, onAdd }: KnownRowProps) {
  const { say, told } = useLanguage()
  const { name, byDefault, expected, doc, inForce } = parameter
  return (
    <tr>
      <th scope="row" className="mono">
        {name}
      </th>
      <td className="mono">{byDefault}</td>
      <td>{told(expected.replace(/,$/, ''))}</td>
      <td className="meaning">
        {doc}
        {!inForce && <span className="quiet-text"> {say('config.notInForce')}</span>}
      </td>
      <td>
        <button
          type="button"
          className="button"
          aria-label={say('config.addNamed', { name })}
          onClick={() => onAdd(name)}
        >
          {say('button.add')}
        </button>
      </td>
    </tr>
  )
}
