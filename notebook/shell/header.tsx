import { type Language, useLanguage } from '../language/language-context.tsx'
import { type Theme, useTheme } from '../look/theme-context.tsx'
import type { NodeView } from '../node/node-context.tsx'
import { addressOf, type Page, pages } from './route.ts'

interface HeaderProps {
  readonly node: NodeView
  readonly page: Page
  /** When a guest wants to be somebody; null where the page asks for that anyway. */
  readonly onLogin: (() => void) | null
}

/** Where one is, as whom, and where one can go. */
export function Header({ node, page, onLogin }: HeaderProps) {
  const { say } = useLanguage()
  return (
    <header className="header">
      <span className="brand">
        <img src="./porpoise.svg" alt="" width="24" height="24" />
        Porpoise
      </span>
      <span className="where">
        <strong>{node.alias}</strong> {say(`role.${node.role}`)}
      </span>
      <nav aria-label={say('nav.label')}>
        {pages.map(each => (
          <a key={each} href={addressOf(each)} aria-current={each === page ? 'page' : undefined}>
            {say(`nav.${each}`)}
          </a>
        ))}
      </nav>
      <span className="spring" />
      <LanguageChoice />
      <ThemeChoice />
      <Who node={node} onLogin={onLogin} />
    </header>
  )
}

function Who({ node, onLogin }: Pick<HeaderProps, 'node' | 'onLogin'>) {
  const { say } = useLanguage()
  if (node.user === 'guest') {
    return (
      <span className="who">
        <span className="quiet-text">{say('login.guest')}</span>
        {onLogin && (
          <button type="button" className="button quiet" onClick={onLogin}>
            {say('login.submit')}
          </button>
        )}
      </span>
    )
  }
  return (
    <span className="who">
      {node.user}
      <button type="button" className="button quiet" onClick={() => void node.logout()}>
        {say('login.logout')}
      </button>
    </span>
  )
}

function LanguageChoice() {
  const { language, setLanguage, say } = useLanguage()
  return (
    <label>
      <span className="visually-hidden">{say('language.label')}</span>
      <select
        className="input"
        value={language}
        onChange={event => setLanguage(event.target.value as Language)}
      >
        <option value="en">English</option>
        <option value="zh">中文</option>
      </select>
    </label>
  )
}

const themes: readonly Theme[] = ['system', 'light', 'dark', 'contrast']

function ThemeChoice() {
  const { say } = useLanguage()
  const { theme, setTheme } = useTheme()
  return (
    <label>
      <span className="visually-hidden">{say('theme.label')}</span>
      <select className="input" value={theme} onChange={event => setTheme(event.target.value as Theme)}>
        {themes.map(each => (
          <option key={each} value={each}>
            {say(`theme.${each}`)}
          </option>
        ))}
      </select>
    </label>
  )
}
