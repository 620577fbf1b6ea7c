import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

export type Theme = 'system' | 'light' | 'dark' | 'contrast'

/** What a theme comes to once the system is asked. */
export type Shade = 'light' | 'dark' | 'contrast'

interface Look {
  readonly theme: Theme
  readonly shade: Shade
  readonly setTheme: (theme: Theme) => void
}

const KEY = 'porpoise-theme'
const Context = createContext<Look | null>(null)

/** Everything below has one theme; the stylesheets know it as `data-theme` of the document. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<Theme>(chosen)
  const [system, setSystem] = useState<Shade>(systemShade)
  useEffect(() => {
    const queries = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(prefers-contrast: more)')]
    const changed = () => setSystem(systemShade())
    for (const query of queries) query.addEventListener('change', changed)
    return () => {
      for (const query of queries) query.removeEventListener('change', changed)
    }
  }, [])
  const shade = theme === 'system' ? system : theme
  useEffect(() => {
    document.documentElement.dataset.theme = shade
    localStorage.setItem(KEY, theme)
  }, [shade, theme])
  const look = useMemo(() => ({ theme, shade, setTheme }), [theme, shade])
  return <Context value={look}>{children}</Context>
}

export function useTheme(): Look {
  return useContext(Context)!
}

function chosen(): Theme {
  const theme = localStorage.getItem(KEY)
  return theme === 'light' || theme === 'dark' || theme === 'contrast' ? theme : 'system'
}

function systemShade(): Shade {
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast'
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
