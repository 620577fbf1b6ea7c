import { useMemo } from 'react'
import type { Chart } from '../../src/values/forms/chart.ts'
import { useSay } from '../language/language-context.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { pictureOf } from './plotted.ts'

/** What `plot` gives. */
export default function ChartValue({ chart }: { readonly chart: Chart }) {
  const say = useSay()
  const picture = useMemo(() => pictureOf(chart), [chart])
  const names = picture.series.map(({ name }) => name).join(', ')
  return (
    <ChartFrame
      picture={picture}
      label={say('chart.plotted', { kind: say(`chart.${picture.kind}`), title: picture.title || names })}
    />
  )
}
