import type { Parameter } from './parameter-catalogue.ts'

interface SettingValueProps {
  /** Undefined for one that isn't known. */
  readonly parameter: Parameter | undefined
  readonly value: string
  readonly label: string
  /** The id of what says what is wrong with it. */
  readonly describedBy: string | undefined
  readonly bad: boolean
  readonly onChange: (value: string) => void
}

/** The value of a setting: words to choose from where there are but a few, else a text with the default behind it. */
export function SettingValue({ parameter, value, label, describedBy, bad, onChange }: SettingValueProps) {
  const shared = {
    className: 'input mono',
    'aria-label': label,
    'aria-describedby': describedBy,
    'aria-invalid': bad || undefined,
    value,
  }
  const options = parameter?.options ?? []
  if (options.length > 0) {
    // What stands there stays, whatever it is.
    const all = options.includes(value) ? options : [value, ...options]
    return (
      <select {...shared} onChange={event => onChange(event.target.value)}>
        {all.map(option => (
          <option key={option}>{option}</option>
        ))}
      </select>
    )
  }
  const numeric = parameter?.kind === 'integer' || parameter?.kind === 'number'
  return (
    <input
      {...shared}
      inputMode={numeric ? 'decimal' : undefined}
      placeholder={parameter?.byDefault}
      spellCheck={false}
      onChange={event => onChange(event.target.value)}
    />
  )
}
