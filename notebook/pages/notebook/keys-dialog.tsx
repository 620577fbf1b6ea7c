import { useSay } from '../../language/language-context.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { bindings } from './cell-keys.ts'

/** What the keys do. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay()
  return (
    <Dialog title={say('keys.title')} onClose={onClose}>
      <p className="quiet-text">{say('keys.explain')}</p>
      <table className="table narrow">
        <tbody>
          {bindings.map(({ keys, command, text }) => (
            <tr key={command}>
              <th scope="row">
                {keys.map((key, i) => (
                  <span key={key}>
                    {i > 0 && ', '}
                    <kbd>{key.replace('Arrow', '')}</kbd>
                  </span>
                ))}
              </th>
              <td>{say(text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
