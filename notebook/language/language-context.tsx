import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { chinese } from './chinese.ts'
import { english, type TextName } from './english.ts'
import { type Told, toldInChinese, toldInEnglish } from './told.ts'

export type Language = 'en' | 'zh'

/** The text of that name in the page's language, with what is put in for `{…}`. */
export type Say = (name: TextName, put?: Readonly<Record<string, string | number>>) => string

interface Speaking {
  readonly language: Language
  readonly setLanguage: (language: Language) => void
  readonly say: Say
  readonly told: Told
}

const KEY = 'porpoise-language'
const texts = { en: english, zh: chinese } as const
const toldIn = { en: toldInEnglish, zh: toldInChinese } as const
const Context = createContext<Speaking | null>(null)

/** Everything below speaks one language: the chosen one, else the browser's. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(preferredLanguage)
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem(KEY, language)
  }, [language])
  const speaking = useMemo<Speaking>(
    () => ({
      language,
      setLanguage,
      say: (name, put) => texts[language][name].replace(/\{(\w+)\}/g, (_, key) => String(put?.[key] ?? '')),
      told: toldIn[language],
    }),
    [language],
  )
  return <Context value={speaking}>{children}</Context>
}

export function useLanguage(): Speaking {
  return useContext(Context)!
}

export const useSay = (): Say => useLanguage().say

/** For what a node said, as an error's message. */
export const useTold = (): Told => useLanguage().told

/** The chosen one, else the browser's. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY)
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.startsWith('zh') ? 'zh' : 'en'
}
