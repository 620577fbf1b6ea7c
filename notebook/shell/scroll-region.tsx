import type { ReactNode, Ref } from 'react'

interface ScrollRegionProps {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
  readonly ref?: Ref<HTMLElement>
}

/** What may be larger than its place: it is scrolled by the keyboard, too. */
export function ScrollRegion({ label, className = '', children, ref }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard doesn't get here.
    <section ref={ref} className={`scroll ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
