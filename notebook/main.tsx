import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LanguageProvider } from './language/language-context.tsx'
import './look/theme.css'
import './look/controls.css'
import { ThemeProvider } from './look/theme-context.tsx'
import { takePassFromAddress } from './node/pass.ts'
import { App, preload } from './shell/app.tsx'

takePassFromAddress()
preload()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ThemeProvider>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </ThemeProvider>
  </StrictMode>,
)
