// Copies what the portal's pages load from npm packages into its static files: hds-core's CSS and htmx unchanged,
// and the icons named here, drawn by hds-core, as one sprite. A page that asks for an icon names it as hds-core does.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const packages = join(root, 'node_modules')
const target = join(root, 'extensions/innolab_portal/innolab_portal/static/vendor')

const files = {
  'hds-core/lib/base.min.css': 'hds/base.min.css',
  'hds-core/LICENSE': 'hds/LICENSE',
  'htmx.org/dist/htmx.min.js': 'htmx/htmx.min.js',
  'htmx.org/LICENSE': 'htmx/LICENSE',
}

const icons = `
  alert-circle alert-circle-fill angle-down angle-left angle-right angle-up arrow-left arrow-redo arrow-right arrow-undo
  bell calendar calendar-clock calendar-event camera check check-circle check-circle-fill children clock clock-plus
  cogwheel copy cross cross-circle display document document-group download envelope error error-fill eye eye-crossed
  folder globe graph-columns group headphones heart history home info-circle info-circle-fill key layers lightbulb
  link-external lock lock-open map menu-dots menu-hamburger minus mobile paperclip pen pen-line photo playback-pause
  playback-play playback-stop plus plus-circle printer question-circle question-circle-fill refresh scroll-content search
  share shield signin signout sliders sort speechbubble speechbubble-text star star-fill swap-user text-tool thumbs-up
  trash upload user volume-high wifi wifi-crossed
`.trim().split(/\s+/)

/** One icon's shapes: hds-core keeps each as an SVG inside a CSS custom property. */
async function symbol(name) {
  const css = await readFile(join(packages, 'hds-core/lib/icons', `${name}.css`), 'utf8')
  const svg = decodeURIComponent(/url\("data:image\/svg\+xml;charset=utf-8,([^"]+)"\)/.exec(css)[1])
  const shapes = /<svg[^>]*>(.*)<\/svg>/s.exec(svg)[1].trim().replaceAll(/ fill='currentColor'/gi, '')
  return `<symbol id="icon-${name}" viewBox="0 0 24 24">${shapes}</symbol>`
}

await rm(target, { recursive: true, force: true })
for (const [from, to] of Object.entries(files)) {
  await mkdir(dirname(join(target, to)), { recursive: true })
  await copyFile(join(packages, from), join(target, to))
}
const symbols = await Promise.all(icons.map(symbol))
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`
await writeFile(join(target, 'hds/icons.svg'), sprite)
