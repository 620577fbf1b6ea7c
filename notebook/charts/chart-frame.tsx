import { useEffect, useRef } from 'react'
import { useTheme } from '../look/theme-context.tsx'
import { chartOption } from './chart-option.ts'
import { echarts } from './echarts-parts.ts'
import type { Picture } from './picture.ts'
import './charts.css'

interface ChartFrameProps {
  readonly picture: Picture
  readonly label: string
}

/** Draws a picture, as wide as its place. */
export function ChartFrame({ picture, label }: ChartFrameProps) {
  const place = useRef<HTMLDivElement>(null)
  const { shade } = useTheme()
  useEffect(() => {
    if (!place.current) return
    const chart = echarts.init(place.current, shade === 'light' ? undefined : 'dark')
    chart.setOption(chartOption(picture))
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(place.current)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [picture, shade])
  return <div ref={place} className="chart" role="img" aria-label={label} />
}
